/* SPDX-License-Identifier: MIT */
/*
 * What must not be found in memory.  The words to look for are kept masked, so
 * that a search does not find itself; they are made by a process of its own,
 * which ends.
 */
#ifndef TESTS_UNIT_MEMORY_SEARCH_H
#define TESTS_UNIT_MEMORY_SEARCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NEEDLE_LEN 16 /* bytes, at most */
#define NEEDLES_MAX 256

struct needle {
	char what[24];
	uint8_t masked[NEEDLE_LEN];
	size_t len;
};

struct needles {
	struct needle items[NEEDLES_MAX];
	size_t n;
};

/* Can the memory of this process be looked through? */
bool memory_can_be_searched(void);

void needles_add(
    struct needles *, const char *what, const uint8_t *, size_t len);
/* Windows of it, from its start on. */
void needles_add_windows(
    struct needles *, const char *what, const uint8_t *, size_t len);

/* The first that stands in what this process can write to; NULL: none. */
const struct needle *memory_search(const struct needles *);

/* SIZE bytes that MAKE fills in a process of its own; false: it failed. */
bool made_elsewhere(void *out, size_t size,
    void (*make)(void *out, const void *user), const void *user);

#endif
