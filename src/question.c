/* SPDX-License-Identifier: MIT */
#include "question.h"

#include "check.h"

/* In the order of enum sdx_question. */
static const struct question questions[] = {
    {"sign-in", "AWS would accept this response.",
	"AWS would accept this response.",
	"AWS would refuse this response; in which words is not known.",
	"AWS would answer", "no SAML message was found",
	NEEDS_RESPONSE | NEEDS_ASSERTION | NEEDS_TRUST | NEEDS_ROLE |
	    NEEDS_POLICY},
    {"metadata", "IAM would accept this metadata.",
	"IAM would accept this metadata, but sign-ins can fail with it: see "
	"the errors above.",
	"IAM would refuse this metadata; in which words is not known.",
	"IAM would answer", "no metadata was found", NEEDS_METADATA},
    {"policy", "IAM would accept this trust policy.",
	"IAM would accept this trust policy.",
	"IAM would refuse this trust policy; in which words is not known.",
	"IAM would answer", "no trust policy was found", NEEDS_POLICY},
    {"command", "AWS would accept this command.",
	"AWS would accept this command, but sign-ins can fail after it: see "
	"the errors above.",
	"This command would fail: see the errors above.", "AWS would answer",
	"no command that samldx vets was given", 0},
    {"rotation", "The next step is safe.", "The next step is safe.",
	"No step is safe before what is said above is settled.",
	"AWS would answer", "nothing was found that tells of a rotation", 0},
};

const struct question *
question_of(enum sdx_question question)
{
	return &questions[question];
}
