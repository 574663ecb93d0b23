/* SPDX-License-Identifier: MIT */
/*
 * A response by meaning: what its identity provider chose, one trait each,
 * without what is new every time (IDs, moments, digests, signature values).
 * Two responses are compared trait by trait.
 */
#ifndef SDX_TRAITS_H
#define SDX_TRAITS_H

#include "verdict.h"

struct trait {
	const char *name; /* "Audience" */
	/* Beginnings of the IDs of checks that look at it, set apart by
	   blanks: their findings are about it.  "": none. */
	const char *checks;
	bool is_personal; /* another user has another value */
	bool is_of_way;	  /* how it came: of no weight where one side
			     does not know it */
	const char **values;
	size_t n_values; /* 0: it is absent */
	/* The same in order, each once: of those that were compared. */
	const char **sorted;
	size_t n_sorted;
};

struct traits {
	struct arena *arena;
	struct trait *items; /* in the order in which AWS is believed to look */
	size_t n;
	/* Why what stands inside is not among them; NULL: it is. */
	const char *closed;
	size_t *slots; /* for the look-up by name: positions, from 1 */
	size_t n_slots;
};

/* false: no memory. */
bool traits_read(struct arena *, const struct sdx_report *, struct traits *);

/* NULL: there is none of that name. */
const struct trait *traits_find(const struct traits *, const char *name);
/* Is that one of its values?  TRAIT was compared, or is NULL. */
bool trait_has(const struct trait *, const char *value);

/* A trait that is not the same on both sides. */
struct trait_change {
	const struct trait *good, *bad; /* values of either may be none */
	/* Of the bad one, not of the good one; NULL: none is about it. */
	const struct finding *finding;
	bool is_personal;
};

struct traits_diff {
	const struct sdx_report *good, *bad;
	struct trait_change *changes; /* the likely causes first */
	size_t n_changes;
	size_t n_likely; /* of changes: those with an error */
	size_t n_same;
	const char *closed; /* why only the outside was compared; NULL */
	/* Errors and warnings of the bad one alone that no change is about. */
	const struct finding **others;
	size_t n_others;
};

/* NULL: no memory. */
struct traits_diff *traits_compare(struct arena *,
    const struct sdx_report *good, const struct sdx_report *bad);

#endif
