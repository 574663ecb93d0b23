/* SPDX-License-Identifier: MIT */
/*
 * The way from where a rotation stands to its end: each step with its
 * command, what to wait for, how to prove it, what it breaks and the way back.
 */
#ifndef SDX_AWS_ROTATION_PLAN_H
#define SDX_AWS_ROTATION_PLAN_H

#include "aws/rotation.h"

#define ROTATION_STEPS_MAX 8

struct rotation_step {
	const char *id; /* "add-key": stable, for programs */
	const char *text;
	const char *command; /* NULL: done elsewhere */
	const char *wait;    /* what to wait for; NULL: nothing */
	const char *prove;   /* how to see that it is done */
	const char *breaks;  /* what it breaks */
	const char *back;    /* the way back */
	const char *back_command;
};

struct rotation_plan {
	struct rotation_step steps[ROTATION_STEPS_MAX]; /* the next one first */
	size_t n;
};

/* What stands in the commands. */
struct rotation_names {
	const char *provider_arn;
	const char *provider_file;	 /* "provider.json" */
	const char *old_file, *new_file; /* keys, or metadata */
	const char *old_id, *new_id;	 /* Key IDs; NULL: not known */
	const char *captures;		 /* "captures/" */
	bool has_new_file;	 /* it is there already, and need not be made */
	bool new_file_keeps_old; /* metadata: it holds the old key as well */
};

/* No steps: nothing is to be done, or nothing can be told. */
struct rotation_plan rotation_plan_of_decryption(
    struct arena *, const struct rotation *, const struct rotation_names *);
struct rotation_plan rotation_plan_of_signing(
    struct arena *, const struct rotation *, const struct rotation_names *);

#endif
