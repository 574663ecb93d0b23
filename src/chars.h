/* SPDX-License-Identifier: MIT */
/*
 * Kinds of characters that do not depend on the locale, of a char or of a
 * byte.
 */
#ifndef SDX_CHARS_H
#define SDX_CHARS_H

#include <stdbool.h>

/* White space of XML (XML 1.0, production 3), JSON (RFC 8259 2) and base64. */
static inline bool
char_is_white(int c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static inline bool
char_is_digit(int c)
{
	return c >= '0' && c <= '9';
}

/* Of ASCII. */
static inline bool
char_is_alnum(int c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || char_is_digit(c);
}

#endif
