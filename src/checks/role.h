/* SPDX-License-Identifier: MIT */
/* What the files on the Role attribute share. */
#ifndef SDX_CHECKS_ROLE_H
#define SDX_CHECKS_ROLE_H

#include "check.h"

#define WANTED_PAIR                                                          \
	"arn:aws:iam::ACCOUNT:role/ROLE,arn:aws:iam::ACCOUNT:saml-provider/" \
	"PROVIDER"

/* A rule about one pair, and the text that it was read from. */
typedef void role_pair_judge(const struct evidence *, struct findings *,
    const struct aws_role_pair *, const struct saml_text *);

/* Judge every pair.  CHECK_NOT_APPLICABLE: there is none. */
enum check_outcome role_each_pair(
    const struct evidence *, struct findings *, role_pair_judge *);

/*
 * The AWS error of a missing or malformed pair.  On the console the page
 * says little; by API, STS names the pair.
 */
static inline const char *
role_error(const struct evidence *e)
{
	return e->is_api ? "role-not-in-assertion" : "console-invalid-response";
}

#endif
