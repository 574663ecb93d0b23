/* SPDX-License-Identifier: MIT */
/* What the two files on the Role attribute share. */
#ifndef SDX_CHECKS_ROLE_H
#define SDX_CHECKS_ROLE_H

#include "evidence.h"

#define WANTED_PAIR                                                          \
	"arn:aws:iam::ACCOUNT:role/ROLE,arn:aws:iam::ACCOUNT:saml-provider/" \
	"PROVIDER"

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
