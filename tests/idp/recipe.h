/* SPDX-License-Identifier: MIT */
/* A recipe while it is followed. */
#ifndef TESTS_IDP_RECIPE_H
#define TESTS_IDP_RECIPE_H

#include "idp.h"
#include "message.h"

#define RECIPE_ENCRYPTINGS_MAX 4
#define RECIPE_CLIPS_MAX 8

/* A part of a message that was kept, to be put elsewhere. */
struct clip {
	char name[32];
	xmlNodePtr node; /* a copy */
};

struct recipe {
	const char *path, *keys;
	size_t line;
	struct idp_case *made;
	xmlDocPtr response, metadata;
	bool is_in_metadata;
	bool signs_assertion, signs_response, is_sealed;
	struct signing signing;
	struct encrypting encryptings[RECIPE_ENCRYPTINGS_MAX];
	size_t n_encryptings;
	struct clip clips[RECIPE_CLIPS_MAX];
	size_t n_clips;
	char *octets; /* the finished message; NULL: not finished yet */
	size_t len;
	const char *form; /* how it is handed over */
	bool has_input;	  /* octets are handed over as they are */
	char form_from[256], form_to[256]; /* damage to the handed-over text */
	bool has_damage;
	char har_entries[16], har_endpoint[256], har_time[64], har_date[64],
	    har_status[16], har_answer[256];
	bool gives_metadata, gives_role;
	bool wants_metadata; /* it was asked for by name */
	char readable[64];
	char *request; /* an AuthnRequest, in the HAR before it; NULL */
	char *policy;  /* of the role, as JSON; NULL: a good one */
};

char *recipe_word(char **rest);
size_t recipe_unescape(char *text);
bool recipe_fail(struct recipe *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Sign and encrypt, once. */
bool recipe_seal(struct recipe *);
/* Is it metadata that is made, and not a sign-in? */
bool recipe_asks_metadata(const struct recipe *);
/* … or something that a response lies beside, if at all? */
bool recipe_asks_more(const struct recipe *);

#endif
