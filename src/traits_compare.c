/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "traits.h"

static const struct trait *
find(const struct traits *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++) {
		if (strcmp(t->items[i].name, name) == 0)
			return &t->items[i];
	}
	return NULL;
}

bool
trait_has(const struct trait *trait, const char *value)
{
	for (size_t i = 0; trait != NULL && i < trait->n_values; i++) {
		if (strcmp(trait->values[i], value) == 0)
			return true;
	}
	return false;
}

/* As sets: another order is no difference. */
static bool
is_within(const struct trait *a, const struct trait *b)
{
	for (size_t i = 0; a != NULL && i < a->n_values; i++) {
		if (!trait_has(b, a->values[i]))
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

	if (is_within(good, bad) && is_within(bad, good)) {
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

/* Likely causes, then what the provider chose, then what is the user's. */
static int
rank_of(const struct trait_change *change)
{
	if (change->finding != NULL)
		return change->finding->severity == SDX_ERROR ? 0 : 1;
	return change->is_personal ? 3 : 2;
}

/* Within a rank the order stays. */
static void
sort(struct traits_diff *diff)
{
	for (size_t i = 1; i < diff->n_changes; i++) {
		struct trait_change change = diff->changes[i];
		size_t j = i;

		for (;
		     j > 0 && rank_of(&diff->changes[j - 1]) > rank_of(&change);
		     j--)
			diff->changes[j] = diff->changes[j - 1];
		diff->changes[j] = change;
	}
	while (diff->n_likely < diff->n_changes &&
	       rank_of(&diff->changes[diff->n_likely]) == 0)
		diff->n_likely++;
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
	    !traits_read(arena, bad, &of_bad))
		return NULL;
	diff->good = good;
	diff->bad = bad;
	for (size_t i = 0; i < of_bad.n; i++) {
		const struct trait *trait = &of_bad.items[i];

		if (find(&of_bad, trait->name) == trait &&
		    !add_change(
			arena, diff, find(&of_good, trait->name), trait))
			return NULL;
	}
	for (size_t i = 0; i < of_good.n; i++) {
		const struct trait *trait = &of_good.items[i];

		if (find(&of_bad, trait->name) == NULL &&
		    find(&of_good, trait->name) == trait &&
		    !add_change(arena, diff, trait, NULL))
			return NULL;
	}
	sort(diff);
	return list_others(arena, diff) ? diff : NULL;
}
