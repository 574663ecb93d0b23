/* SPDX-License-Identifier: MIT */
/*
 * The order in which changed metadata is uploaded without locking anybody
 * out: IAM must know a key before the identity provider signs with it, and
 * may forget one only when nothing is signed with it any more.
 */
#ifndef SDX_AWS_UPLOAD_ORDER_H
#define SDX_AWS_UPLOAD_ORDER_H

#include "arena.h"

#define UPLOAD_STEPS_MAX 5

struct upload_step {
	const char *text;    /* an imperative sentence or two */
	const char *command; /* NULL: none */
};

struct upload_order {
	struct upload_step steps[UPLOAD_STEPS_MAX];
	size_t n;
};

struct upload_facts {
	bool is_renamed;     /* the entityID is another */
	bool loses_keys;     /* keys that sign go */
	bool has_new_keys;   /* keys that sign come */
	bool is_proved_safe; /* a response holds with the new metadata too */
	const char *provider_arn;
	const char *metadata; /* the file that is to be uploaded */
	const char *current;  /* the file with what IAM holds now */
};

/* No steps: the upload is safe at any time, in this respect. */
struct upload_order upload_order_of(
    struct arena *, const struct upload_facts *);

#endif
