/* SPDX-License-Identifier: MIT */
#include "checks/repeats.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct keyed {
	const char *key;
	size_t position;
	bool ignore_case;
};

static int
compare_keys(const struct keyed *a, const struct keyed *b)
{
	return a->ignore_case ? strcasecmp(a->key, b->key)
			      : strcmp(a->key, b->key);
}

/* Equal keys in the order of their positions. */
static int
compare(const void *left, const void *right)
{
	const struct keyed *a = left, *b = right;
	int order = compare_keys(a, b);

	if (order != 0)
		return order;
	return a->position < b->position ? -1 : a->position > b->position;
}

size_t *
repeats_find(
    struct arena *arena, const char *const *keys, size_t n, bool ignore_case)
{
	struct keyed *sorted = arena_alloc(arena, n * sizeof *sorted);
	size_t *first = arena_alloc(arena, n * sizeof *first);

	if (n == 0 || sorted == NULL || first == NULL)
		return NULL;
	for (size_t i = 0; i < n; i++)
		sorted[i] = (struct keyed){keys[i], i, ignore_case};
	qsort(sorted, n, sizeof *sorted, compare);
	for (size_t i = 0; i < n; i++) {
		const struct keyed *k = &sorted[i];

		first[k->position] = i > 0 && compare_keys(k, k - 1) == 0
					 ? first[k[-1].position]
					 : k->position;
	}
	return first;
}
