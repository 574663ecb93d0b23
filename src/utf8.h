/* SPDX-License-Identifier: MIT */
/* UTF-8 (RFC 3629), one character at a time. */
#ifndef SDX_UTF8_H
#define SDX_UTF8_H

#include <stddef.h>

/* Bytes of the well-formed character at TEXT; 0: there is none. */
size_t utf8_len(const unsigned char *text, size_t len);

/* The same, and its code point; *CODE is the byte itself where it is none. */
size_t utf8_decode(const unsigned char *text, size_t len, unsigned *code);

/* A character as UTF-8; returns how many bytes.  CODE is below 0x110000. */
size_t utf8_encode(char out[4], unsigned code);
/* At most MAX bytes of a text, no character of it cut. */
size_t utf8_cut(const char *text, size_t len, size_t max);
/* How many bytes of ASCII stand at the start. */
size_t utf8_ascii_run(const unsigned char *text, size_t len);

#endif
