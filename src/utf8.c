/* SPDX-License-Identifier: MIT */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

#define HIGH_BITS UINT64_C(0x8080808080808080)

size_t
utf8_ascii_run(const unsigned char *text, size_t len)
{
	size_t at = 0;
	uint64_t eight;

	for (; len - at >= sizeof eight; at += sizeof eight) {
		memcpy(&eight, text + at, sizeof eight);
		if ((eight & HIGH_BITS) != 0)
			break;
	}
	while (at < len && text[at] < 0x80)
		at++;
	return at;
}

size_t
utf8_len(const unsigned char *text, size_t len)
{
	size_t need = 0;

	if (len == 0)
		return 0;
	if (text[0] < 0x80)
		return 1;
	if (text[0] >= 0xc2 && text[0] <= 0xdf)
		need = 2;
	else if (text[0] >= 0xe0 && text[0] <= 0xef)
		need = 3;
	else if (text[0] >= 0xf0 && text[0] <= 0xf4)
		need = 4;
	if (need == 0 || need > len)
		return 0;
	for (size_t i = 1; i < need; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates, and what lies above U+10FFFF. */
	if ((text[0] == 0xe0 && text[1] < 0xa0) ||
	    (text[0] == 0xed && text[1] > 0x9f) ||
	    (text[0] == 0xf0 && text[1] < 0x90) ||
	    (text[0] == 0xf4 && text[1] > 0x8f))
		return 0;
	return need;
}

size_t
utf8_decode(const unsigned char *text, size_t len, unsigned *code)
{
	static const unsigned char lead[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	size_t n = utf8_len(text, len);

	if (n == 0) {
		*code = len > 0 ? text[0] : 0;
		return 0;
	}
	*code = text[0] & lead[n];
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | (text[i] & 0x3f);
	return n;
}

size_t
utf8_encode(char out[4], unsigned code)
{
	if (code < 0x80) {
		out[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		out[0] = (char)(0xc0 | code >> 6);
		out[1] = (char)(0x80 | (code & 0x3f));
		return 2;
	}
	if (code < 0x10000) {
		out[0] = (char)(0xe0 | code >> 12);
		out[1] = (char)(0x80 | (code >> 6 & 0x3f));
		out[2] = (char)(0x80 | (code & 0x3f));
		return 3;
	}
	out[0] = (char)(0xf0 | code >> 18);
	out[1] = (char)(0x80 | (code >> 12 & 0x3f));
	out[2] = (char)(0x80 | (code >> 6 & 0x3f));
	out[3] = (char)(0x80 | (code & 0x3f));
	return 4;
}

size_t
utf8_cut(const char *text, size_t len, size_t max)
{
	if (len <= max)
		return len;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}
