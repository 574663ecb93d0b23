/* SPDX-License-Identifier: MIT */
/*
 * A small identity provider for the tests: it makes a good sign-in, changes
 * it as a recipe says, signs, encrypts and hands it over.  Its XML and its
 * cryptography are libxml2's, xmlsec's and OpenSSL's; no line of samldx takes
 * part.  The same recipe gives the same bytes each time.
 */
#ifndef TESTS_IDP_IDP_H
#define TESTS_IDP_IDP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "samldx.h"

#define IDP_INPUTS_MAX 16
#define IDP_EXPECTS_MAX 16

struct idp_input {
	char name[64]; /* a file name to write it under */
	char *data;
	size_t len;
	enum sdx_kind kind; /* forced; SDX_KIND_AUTO as a rule */
	bool is_readable_by_others;
};

struct idp_expect {
	char verb[32];
	char *value;
};

struct idp_case {
	struct idp_input inputs[IDP_INPUTS_MAX];
	size_t n_inputs;
	struct idp_expect expects[IDP_EXPECTS_MAX];
	size_t n_expects;
	char *command;	/* of the AWS CLI, that is asked about; NULL */
	char *question; /* "metadata", …; NULL: would AWS accept it */
	char *at, *now, *role_arn, *provider_arn, *passphrase; /* NULL: none */
	bool has_schemas;
	long skew, pick, duration; /* 0: not given */
	char error[512];	   /* why the recipe could not be followed */
};

/* Start and end xmlsec; the random numbers become a fixed sequence. */
bool idp_start(void);

/*
 * Follow the recipe of that text; PATH names it in errors and gives the
 * folder of its files, KEYS is the folder of keys.  false: see error.  The
 * case is to be freed either way.
 */
bool idp_follow(
    const char *text, const char *path, const char *keys, struct idp_case *);
bool idp_follow_file(const char *path, const char *keys, struct idp_case *);
void idp_free(struct idp_case *);

#endif
