/* SPDX-License-Identifier: MIT */
/*
 * The pattern [a-zA-Z_0-9+=,.@-]{2,64} that RoleSessionName and
 * SourceIdentity share (IAM User Guide: Troubleshoot SAML federation).
 */
#ifndef SDX_CHECKS_NAME_PATTERN_H
#define SDX_CHECKS_NAME_PATTERN_H

#include "finding.h"

#define NAME_PATTERN_MIN 2
#define NAME_PATTERN_MAX 64
#define NAME_PATTERN_WORDS "2 to 64 characters of a-z A-Z 0-9 _ + = , . @ -"

struct name_fault {
	struct mark *marks; /* one for each character that is not allowed */
	size_t n_marks;
	const char *words;     /* "a blank and a backslash" */
	const char *corrected; /* a value that would do; NULL: none found */
};

struct name_fault name_pattern_judge(struct arena *, const char *value);
/*
 * A value that would do, close to this one: without a domain in front,
 * without accents, cut to 64 characters.  NULL: none found.
 */
const char *name_pattern_correct(struct arena *, const char *value);
/* In characters, not bytes. */
size_t name_pattern_length(const char *value);

#endif
