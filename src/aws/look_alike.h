/* SPDX-License-Identifier: MIT */
/*
 * Characters that are drawn like letters of ASCII, and those that cannot be
 * seen at all.  It knows how they look, and nothing of what they stand in.
 */
#ifndef SDX_AWS_LOOK_ALIKE_H
#define SDX_AWS_LOOK_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

/* The character of ASCII that CODE looks like; '\0': none. */
char look_alike_of(unsigned code);

struct look_alikes {
	bool has_other;	 /* one that only looks like its letter */
	bool has_unseen; /* one that cannot be seen */
};

/*
 * TEXT as a person sees it, cut to SIZE bytes with its NUL: look-alikes
 * become letters of ASCII, and what cannot be seen is left out.
 */
struct look_alikes look_alike_fold(const char *text, char *out, size_t size);

#endif
