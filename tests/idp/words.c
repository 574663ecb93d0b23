/* SPDX-License-Identifier: MIT */
/* The words of a recipe, and the escapes in them. */
#include <stdlib.h>
#include <string.h>

#include "recipe.h"

static unsigned
put_code(char *out, unsigned long code)
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

/* Resolve \n \t \r \s \\ \xHH \uXXXX \UXXXXXXXX in place; the length. */
size_t
recipe_unescape(char *text)
{
	static const char from[] = "ntrs\\", to[] = "\n\t\r \\";
	char *out = text;

	for (char *at = text; *at != '\0'; at++) {
		size_t digits = at[0] != '\\'  ? 0
				: at[1] == 'x' ? 2
				: at[1] == 'u' ? 4
				: at[1] == 'U' ? 8
					       : 0;
		const char *named = strchr(from, at[1]);

		if (*at == '\\' && digits > 0 && strlen(at) >= digits + 2) {
			char hex[9] = "";
			unsigned long code;

			memcpy(hex, at + 2, digits);
			code = strtoul(hex, NULL, 16);
			if (digits == 2)
				*out++ = (char)code;
			else
				out += put_code(out, code);
			at += digits + 1;
		} else if (*at == '\\' && at[1] != '\0' && named != NULL) {
			*out++ = to[named - from];
			at++;
		} else {
			*out++ = *at;
		}
	}
	*out = '\0';
	return (size_t)(out - text);
}

/* Cut the next word off *REST; "" when there is none. */
char *
recipe_word(char **rest)
{
	char *word = *rest;
	size_t len = strcspn(word, " ");

	*rest = word + len;
	if (**rest != '\0') {
		**rest = '\0';
		*rest += 1 + strspn(*rest + 1, " ");
	}
	return word;
}
