/* SPDX-License-Identifier: MIT */
#include "percent.h"

#include <string.h>

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

static bool
is_escape(const char *text, size_t len)
{
	return len >= 3 && text[0] == '%' && hex(text[1]) >= 0 &&
	       hex(text[2]) >= 0;
}

bool
percent_is_in(const char *text, size_t len)
{
	const char *end = text + len, *at;

	for (; text < end; text = at + 1) {
		at = memchr(text, '%', (size_t)(end - text));
		if (at == NULL || is_escape(at, (size_t)(end - at)))
			return at != NULL;
	}
	return false;
}

char *
percent_decode(
    struct arena *arena, const char *text, size_t len, size_t *out_len)
{
	char *out = arena_alloc(arena, len + 1);

	*out_len = 0;
	if (out == NULL)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (is_escape(text + i, len - i)) {
			out[(*out_len)++] =
			    (char)(hex(text[i + 1]) << 4 | hex(text[i + 2]));
			i += 2;
		} else {
			out[(*out_len)++] = text[i];
		}
	}
	return out;
}
