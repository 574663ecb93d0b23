/* SPDX-License-Identifier: MIT */
#include "shell_word.h"

#include <string.h>

const char *
shell_word(struct arena *arena, const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_./:@%+,=-";
	const char *out = *name == '-' ? "./" : "", *at = name;

	if (name[0] != '\0' && name[strspn(name, plain)] == '\0')
		return arena_printf(arena, "%s%s", out, name);
	for (const char *quote; (quote = strchr(at, '\'')) != NULL;
	     at = quote + 1)
		out = arena_printf(
		    arena, "%s%.*s'\\''", out, (int)(quote - at), at);
	return arena_printf(arena, "'%s%s'", out, at);
}
