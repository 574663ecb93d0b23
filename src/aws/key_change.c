/* SPDX-License-Identifier: MIT */
#include "aws/key_change.h"

#include <string.h>

/* A set without what stands twice in it, and without what is unreadable. */
struct key_set {
	struct key_entry *items;
	bool *is_told; /* beside items */
	size_t n;
};

static bool
is_same_certificate(const struct certificate *a, const struct certificate *b)
{
	return memcmp(a->sha256, b->sha256, SHA256_LEN) == 0;
}

static bool
is_same_key(const struct certificate *a, const struct certificate *b)
{
	return a->key_fingerprint != NULL && b->key_fingerprint != NULL &&
	       a->key_fingerprint[0] != '\0' &&
	       strcmp(a->key_fingerprint, b->key_fingerprint) == 0;
}

static struct key_entry *
find_certificate(const struct key_set *set, const struct certificate *c)
{
	for (size_t i = 0; i < set->n; i++) {
		if (is_same_certificate(set->items[i].certificate, c))
			return &set->items[i];
	}
	return NULL;
}

/* false: no memory. */
static bool
take_in(struct arena *arena, struct key_set *set,
    const struct key_entry *entries, size_t n, size_t *n_unreadable)
{
	set->is_told = arena_alloc(arena, n + 1);
	if (set->is_told == NULL)
		return false;
	for (size_t i = 0; i < n; i++) {
		const struct certificate *c = entries[i].certificate;
		struct key_entry *slot;

		if (c == NULL || c->der == NULL) {
			*n_unreadable += 1;
			continue;
		}
		slot = find_certificate(set, c);
		if (slot == NULL) {
			slot = arena_push(
			    arena, &set->items, &set->n, sizeof *slot);
			if (slot == NULL)
				return false;
			slot->certificate = c;
		}
		slot->uses |= entries[i].uses;
	}
	return true;
}

static bool
tell(struct arena *arena, struct key_changes *changes, enum key_fate fate,
    const struct key_entry *before, const struct key_entry *after)
{
	struct key_change *change =
	    arena_push(arena, &changes->items, &changes->n, sizeof *change);

	if (change == NULL)
		return false;
	change->fate = fate;
	if (before != NULL)
		change->before = *before;
	if (after != NULL)
		change->after = *after;
	return true;
}

typedef bool is_same_fn(const struct certificate *, const struct certificate *);

/* Tell what stands in both sets, each entry once. */
static bool
pair(struct arena *arena, struct key_changes *changes, struct key_set *before,
    struct key_set *after, enum key_fate fate)
{
	is_same_fn *is_same =
	    fate == KEY_KEPT ? is_same_certificate : is_same_key;

	for (size_t i = 0; i < before->n; i++) {
		for (size_t j = 0; j < after->n && !before->is_told[i]; j++) {
			if (after->is_told[j] ||
			    !is_same(before->items[i].certificate,
				after->items[j].certificate))
				continue;
			before->is_told[i] = after->is_told[j] = true;
			if (!tell(arena, changes, fate, &before->items[i],
				&after->items[j]))
				return false;
		}
	}
	return true;
}

static bool
tell_rest(struct arena *arena, struct key_changes *changes,
    const struct key_set *set, enum key_fate fate)
{
	for (size_t i = 0; i < set->n; i++) {
		const struct key_entry *entry = &set->items[i];

		if (set->is_told[i])
			continue;
		if (!tell(arena, changes, fate,
			fate == KEY_REMOVED ? entry : NULL,
			fate == KEY_ADDED ? entry : NULL))
			return false;
	}
	return true;
}

/* The certificate under which the key signs after the change; NULL: none. */
static const struct key_entry *
signs_still(const struct key_changes *changes, const struct key_change *change)
{
	for (size_t i = 0; i < changes->n; i++) {
		const struct key_entry *after = &changes->items[i].after;

		if ((after->uses & KEY_SIGNS) != 0 &&
		    is_same_key(change->before.certificate, after->certificate))
			return after;
	}
	return NULL;
}

/*
 * Two certificates of one key, of which one goes: the key stays all the same,
 * and the change that goes is told as what it is for a signature.
 */
static void
join_keys(struct key_changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		struct key_change *change = &changes->items[i];
		const struct key_entry *after;

		after = key_change_is_lost(change)
			    ? signs_still(changes, change)
			    : NULL;
		if (after == NULL)
			continue;
		change->fate = KEY_RENEWED;
		change->after = *after;
	}
}

static size_t
count_signing(const struct key_set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n; i++)
		n += (set->items[i].uses & KEY_SIGNS) != 0;
	return n;
}

struct key_changes *
key_changes_compare(struct arena *arena, const struct key_entry *before,
    size_t n_before, const struct key_entry *after, size_t n_after)
{
	struct key_changes *changes = arena_alloc(arena, sizeof *changes);
	struct key_set old = {0}, new = {0};

	if (changes == NULL ||
	    !take_in(arena, &old, before, n_before, &changes->n_unreadable) ||
	    !take_in(arena, &new, after, n_after, &changes->n_unreadable) ||
	    !pair(arena, changes, &old, &new, KEY_KEPT) ||
	    !pair(arena, changes, &old, &new, KEY_RENEWED) ||
	    !tell_rest(arena, changes, &old, KEY_REMOVED) ||
	    !tell_rest(arena, changes, &new, KEY_ADDED))
		return NULL;
	join_keys(changes);
	changes->n_signing_before = count_signing(&old);
	changes->n_signing_after = count_signing(&new);
	for (size_t i = 0; i < changes->n; i++)
		changes->n_signing_kept +=
		    (changes->items[i].before.uses &
			changes->items[i].after.uses & KEY_SIGNS) != 0;
	return changes;
}

bool
key_change_is_lost(const struct key_change *change)
{
	return (change->before.uses & KEY_SIGNS) != 0 &&
	       (change->after.uses & KEY_SIGNS) == 0;
}

static bool
holds(const struct key_change *change, const struct certificate *c,
    is_same_fn *is_same)
{
	const struct certificate *before = change->before.certificate;
	const struct certificate *after = change->after.certificate;

	return (before != NULL && is_same(before, c)) ||
	       (after != NULL && is_same(after, c));
}

const struct key_change *
key_changes_find(const struct key_changes *changes, const struct certificate *c)
{
	static is_same_fn *const ways[] = {is_same_certificate, is_same_key};

	for (size_t way = 0; c->der != NULL && way < 2; way++) {
		for (size_t i = 0; i < changes->n; i++) {
			if (holds(&changes->items[i], c, ways[way]))
				return &changes->items[i];
		}
	}
	return NULL;
}

const char *
key_fate_name(enum key_fate fate)
{
	switch (fate) {
	case KEY_KEPT:
		return "kept";
	case KEY_RENEWED:
		return "renewed";
	case KEY_ADDED:
		return "added";
	case KEY_REMOVED:
		break;
	}
	return "removed";
}
