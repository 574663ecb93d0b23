/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of errors that AWS answers with (facts/aws-saml.md 2.4 and
 * 3.4): one entry per text.
 */
#ifndef SDX_AWS_ERROR_H
#define SDX_AWS_ERROR_H

#include <stddef.h>

#include "samldx.h"

struct aws_error {
	const char *id;	     /* slug: "session-name-pattern" */
	const char *message; /* the text, without any SDK's wrapping */
	const char *code;    /* "InvalidIdentityToken"; NULL: not known */
	int http_status;     /* 0: not known */
	const char *path;    /* "console", "api", "iam"; where it is seen */
	enum sdx_grade grade;
	const char *source;
};

const struct aws_error *aws_error_find(const char *id); /* NULL: none */
const struct aws_error *aws_error_at(size_t i);		/* NULL: the end */

#endif
