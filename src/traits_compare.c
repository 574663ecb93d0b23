/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "traits.h"

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool
trait_has(const struct trait *trait, const char *value)
{
	return trait != NULL && trait->n_sorted > 0 &&
	       bsearch(&value, trait->sorted, trait->n_sorted,
		   sizeof *trait->sorted, by_text) != NULL;
}

/* A copy of the values in order, each once.  false: no memory. */
static bool
sort_values(struct arena *arena, struct trait *trait)
{
	size_t n = trait->n_values;
	const char **out = arena_alloc(arena, (n + 1) * sizeof *out);

	if (out == NULL)
		return false;
	trait->sorted = out;
	if (n == 0)
		return true;
	memcpy(out, trait->values, n * sizeof *out);
	qsort(out, n, sizeof *out, by_text);
	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(out[trait->n_sorted - 1], out[i]) != 0)
			out[trait->n_sorted++] = out[i];
	}
	return true;
}

static bool
sort_all(struct arena *arena, const struct traits *traits)
{
	for (size_t i = 0; i < traits->n; i++) {
		if (!sort_values(arena, &traits->items[i]))
			return false;
	}
	return true;
}

/* As sets: another order is no difference. */
static bool
is_same_set(const struct trait *a, const struct trait *b)
{
	size_t n_a = a != NULL ? a->n_sorted : 0;
	size_t n_b = b != NULL ? b->n_sorted : 0;

	if (n_a != n_b)
		return false;
	for (size_t i = 0; i < n_a; i++) {
		if (strcmp(a->sorted[i], b->sorted[i]) != 0)
			return false;
	}
	return true;
}

/* Does the ID begin as one of the list, set apart by blanks? */
static bool
is_about(const char *list, const char *id)
{
	while (*list != '\0') {
		size_t len = strcspn(list, " ");

		if (len > 0 && strncmp(list, id, len) == 0)
			return true;
		list += len;
		list += strspn(list, " ");
	}
	return false;
}

static bool
has_finding(const struct sdx_report *report, const struct finding *like)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];

		if (f->check == like->check && f->severity == like->severity)
			return true;
	}
	return false;
}

/* The worst finding of the bad one alone that is about a trait. */
static const struct finding *
finding_about(const struct traits_diff *diff, const struct trait *trait)
{
	const struct findings *findings = &diff->bad->findings;

	/* Errors stand first, and roots before their consequences. */
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->severity > SDX_NOTE &&
		    is_about(trait->checks, f->check->id) &&
		    !has_finding(diff->good, f))
			return f;
	}
	return NULL;
}

static bool
add_change(struct arena *arena, struct traits_diff *diff,
    const struct trait *good, const struct trait *bad)
{
	const struct trait *any = bad != NULL ? bad : good;
	struct trait_change *change;

	if ((good == NULL || bad == NULL || good->n_values == 0 ||
		bad->n_values == 0) &&
	    (any->is_of_way || diff->closed != NULL))
		return true;
	if (is_same_set(good, bad)) {
		diff->n_same++;
		return true;
	}
	change =
	    arena_push(arena, &diff->changes, &diff->n_changes, sizeof *change);
	if (change == NULL)
		return false;
	change->good = good;
	change->bad = bad;
	change->is_personal = any->is_personal;
	change->finding = finding_about(diff, any);
	return true;
}

#define RANK_LAST 3

/* Likely causes, then what the provider chose, then what is the user's. */
static int
rank_of(const struct trait_change *change)
{
	if (change->finding != NULL)
		return change->finding->severity == SDX_ERROR ? 0 : 1;
	return change->is_personal ? 3 : 2;
}

/* Within a rank the order stays.  false: no memory. */
static bool
sort(struct arena *arena, struct traits_diff *diff)
{
	struct trait_change *out =
	    arena_alloc(arena, (diff->n_changes + 1) * sizeof *out);
	size_t n = 0;

	if (out == NULL)
		return false;
	for (int rank = 0; rank <= RANK_LAST; rank++) {
		for (size_t i = 0; i < diff->n_changes; i++) {
			if (rank_of(&diff->changes[i]) == rank)
				out[n++] = diff->changes[i];
		}
		if (rank == 0)
			diff->n_likely = n;
	}
	diff->changes = out;
	return true;
}

static bool
is_explained(const struct traits_diff *diff, const struct finding *f)
{
	for (size_t i = 0; i < diff->n_changes; i++) {
		const struct trait_change *change = &diff->changes[i];
		const struct trait *any =
		    change->bad != NULL ? change->bad : change->good;

		if (is_about(any->checks, f->check->id))
			return true;
	}
	return false;
}

static bool
list_others(struct arena *arena, struct traits_diff *diff)
{
	const struct findings *findings = &diff->bad->findings;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i], **slot;

		if (f->severity == SDX_NOTE || f->caused_by != NULL ||
		    has_finding(diff->good, f) || is_explained(diff, f))
			continue;
		slot = arena_push(
		    arena, &diff->others, &diff->n_others, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = f;
	}
	return true;
}

struct traits_diff *
traits_compare(struct arena *arena, const struct sdx_report *good,
    const struct sdx_report *bad)
{
	struct traits_diff *diff = arena_alloc(arena, sizeof *diff);
	struct traits of_good, of_bad;

	if (diff == NULL || !traits_read(arena, good, &of_good) ||
	    !traits_read(arena, bad, &of_bad) || !sort_all(arena, &of_good) ||
	    !sort_all(arena, &of_bad))
		return NULL;
	diff->good = good;
	diff->bad = bad;
	if (of_good.closed != NULL)
		diff->closed =
		    arena_printf(arena, "of the good one %s", of_good.closed);
	else if (of_bad.closed != NULL)
		diff->closed =
		    arena_printf(arena, "of the bad one %s", of_bad.closed);
	for (size_t i = 0; i < of_bad.n; i++) {
		const struct trait *trait = &of_bad.items[i];

		if (!add_change(
			arena, diff, traits_find(&of_good, trait->name), trait))
			return NULL;
	}
	for (size_t i = 0; i < of_good.n; i++) {
		const struct trait *trait = &of_good.items[i];

		if (traits_find(&of_bad, trait->name) == NULL &&
		    !add_change(arena, diff, trait, NULL))
			return NULL;
	}
	return sort(arena, diff) && list_others(arena, diff) ? diff : NULL;
}
