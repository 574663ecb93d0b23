/* SPDX-License-Identifier: MIT */
/*
 * The smallest change to a policy: as an operation of JSON Patch (RFC 6902),
 * and as new text with everything else as it stands.
 */
#ifndef SDX_AWS_POLICY_EDIT_H
#define SDX_AWS_POLICY_EDIT_H

#include "aws/policy.h"

struct policy_edit {
	const char *op;	   /* "add", "replace", "move"; NULL: no edit */
	const char *path;  /* JSON Pointer (RFC 6901) into the policy */
	const char *from;  /* of "move"; NULL */
	const char *value; /* JSON; NULL with "move" */
	/* Of the policy's text: what gives way, and to what. */
	size_t start, end;
	const char *text;
};

/* Where a value stands inside the policy; "" is the whole. */
const char *policy_pointer(
    struct arena *, const struct policy *, struct json_value);

/* One more value of a list, which a lone string becomes. */
struct policy_edit policy_edit_add(struct arena *, const struct policy *,
    const struct policy_texts *, const char *value);
/* Another value in the place of this one. */
struct policy_edit policy_edit_replace(struct arena *, const struct policy *,
    struct json_value, const char *value);
/* Another name for the operator of a condition with this one key. */
struct policy_edit policy_edit_operator(struct arena *, const struct policy *,
    const struct policy_condition *, const char *name);
/* One more statement, given as JSON. */
struct policy_edit policy_edit_statement(
    struct arena *, const struct policy *, const char *json);

/* The policy's own text, changed.  NULL: no memory. */
const char *policy_edit_apply(
    struct arena *, const struct policy *, const struct policy_edit *);
/* The changed lines as a unified diff. */
const char *policy_edit_diff(
    struct arena *, const struct policy *, const struct policy_edit *);
/* Text without the white space between its tokens. */
const char *policy_compact(struct arena *, const char *json);

#endif
