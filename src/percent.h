/* SPDX-License-Identifier: MIT */
/* Percent-encoding (RFC 3986 2.1). */
#ifndef SDX_PERCENT_H
#define SDX_PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

/* Does a percent sign with two hexadecimal digits stand in it? */
bool percent_is_in(const char *text, size_t len);
/* Decoded once, NUL-terminated; what is no escape stays. NULL: no memory. */
char *percent_decode(
    struct arena *, const char *text, size_t len, size_t *out_len);

#endif
