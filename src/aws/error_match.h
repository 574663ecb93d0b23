/* SPDX-License-Identifier: MIT */
/*
 * From a pasted text to the error of the catalogue: whatever the CLI, an
 * SDK, a console or a log has wrapped round it (facts/aws-saml.md 2.4).
 */
#ifndef SDX_AWS_ERROR_MATCH_H
#define SDX_AWS_ERROR_MATCH_H

#include "arena.h"
#include "aws/error.h"

enum match_how {
	MATCH_NONE = 0,
	MATCH_TEXT,   /* the words are the error's own, or nearly so */
	MATCH_CODE,   /* no words that are known, but the error's code */
	MATCH_DENIAL, /* IAM's sentence on denied access */
	MATCH_OTHER   /* a text of another product, or of a tool */
};

/* IAM's sentence: who is not authorised to do what, and why. */
struct denial {
	const char *principal; /* each of them: NULL where it does not say */
	const char *action;
	const char *resource;
	const char *policy; /* "identity-based policy", … */
	bool is_explicit;   /* an explicit deny; else nothing allows it */
	bool has_reason;    /* one of the two was said */
};

/* Something that is not AWS STS's or IAM's, by a part of its text. */
struct other_text {
	const char *product; /* "Amazon Cognito" */
	const char *advice;
};

#define MATCH_NEAREST 3

struct error_match {
	enum match_how how;
	/* Of MATCH_TEXT and MATCH_CODE; NULL of a code of several errors. */
	const struct aws_error *error;
	bool is_exact; /* of MATCH_TEXT: word by word */
	struct denial denial;
	const struct other_text *other;
	const char *code; /* found in the text, as catalogued; NULL */
	const char *request_id;
	/* Of MATCH_NONE: what comes nearest, NULL behind the last. */
	const struct aws_error *nearest[MATCH_NEAREST];
};

/* NULL: no memory. */
struct error_match *error_match(struct arena *, const char *text, size_t len);

#endif
