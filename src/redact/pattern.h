/* SPDX-License-Identifier: MIT */
/* What is private by its make, whoever's it is, in any text. */
#ifndef SDX_REDACT_PATTERN_H
#define SDX_REDACT_PATTERN_H

#include "redact/placeholder.h"
#include "samldx.h"

/*
 * Addresses of mail and of computers, sessions and users in ARNs, access
 * keys; with SDX_REDACT_STRICT accounts and all names in ARNs too.  In place;
 * the length stays.  false: no memory.
 */
bool pattern_hide(
    struct placeholders *, enum sdx_redaction, char *text, size_t len);

#endif
