/* SPDX-License-Identifier: MIT */
/*
 * The questions that a run can answer, each with what settles it and with
 * the words of its verdict.
 */
#ifndef SDX_QUESTION_H
#define SDX_QUESTION_H

#include "samldx.h"

struct question {
	const char *name;      /* "sign-in": the word of JSON */
	const char *accepted;  /* "AWS would accept this response." */
	const char *regretted; /* accepted, with errors beyond that */
	const char *refused;   /* the same where AWS's words are not known */
	const char *answers;   /* "AWS would answer" */
	const char *nothing;   /* "no SAML message was found" */
	unsigned settled_by;   /* enum evidence_kind: what it takes */
};

const struct question *question_of(enum sdx_question);

#endif
