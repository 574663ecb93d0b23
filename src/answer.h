/* SPDX-License-Identifier: MIT */
/*
 * What AWS answered, as far as the user, the capture or CloudTrail knows it,
 * and which of the findings explain it.
 */
#ifndef SDX_ANSWER_H
#define SDX_ANSWER_H

#include "aws/error_match.h"
#include "finding.h"

enum answer_source {
	ANSWER_GIVEN = 1,  /* with the settings */
	ANSWER_OF_CAPTURE, /* the page that AWS sent */
	ANSWER_OF_TRAIL	   /* errorCode and errorMessage of the event */
};

struct not_checked;

struct answer {
	enum answer_source source;
	const char *text;
	const struct error_match *match;
	/* The error of the catalogue; NULL: none is recognised, or a code
	   alone that several have. */
	const struct aws_error *error;
	bool is_recognised;		 /* as an answer to a SAML sign-in */
	const struct finding **explains; /* roots before consequences */
	size_t n_explains;
	/* Checks that lead to the same error and could not be made. */
	const struct not_checked **open;
	size_t n_open;
};

struct sdx_report;

/*
 * Of a report whose findings are ranked and folded.  *ANSWER is NULL where
 * nothing tells what AWS answered.  false: no memory.
 */
bool answer_find(const struct sdx_report *, const struct answer **answer);

#endif
