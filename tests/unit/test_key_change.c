/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "aws/key_change.h"

#define SET_MAX 8

/*
 * A set in letters: certificates set apart by blanks, "A1s" being the first
 * certificate of the key A, which signs; e encrypts, b does both, and "?" is
 * a certificate that cannot be read.
 */
struct set {
	struct certificate certificates[SET_MAX];
	struct key_entry entries[SET_MAX];
	char keys[SET_MAX][2];
	size_t n;
};

static unsigned
uses_of(char letter)
{
	return letter == 's'   ? KEY_SIGNS
	       : letter == 'e' ? KEY_ENCRYPTS
			       : KEY_SIGNS | KEY_ENCRYPTS;
}

static void
make(struct set *set, const char *letters)
{
	memset(set, 0, sizeof *set);
	for (const char *at = letters; *at != '\0'; at++) {
		struct certificate *c = &set->certificates[set->n];
		struct key_entry *entry = &set->entries[set->n];

		if (*at == ' ')
			continue;
		entry->certificate = c;
		entry->uses = KEY_SIGNS;
		c->key_fingerprint = "";
		set->n++;
		if (*at == '?')
			continue;
		set->keys[set->n - 1][0] = at[0];
		c->key_fingerprint = set->keys[set->n - 1];
		c->sha256[0] = (uint8_t)at[0];
		c->sha256[1] = (uint8_t)at[1];
		c->der = c->sha256;
		entry->uses = uses_of(at[2]);
		at += 2;
	}
}

/* "kept A1; removed B1 lost" */
static const char *
tell(struct arena *arena, const struct key_changes *changes)
{
	const char *text = "";

	for (size_t i = 0; i < changes->n; i++) {
		const struct key_change *change = &changes->items[i];
		const struct certificate *c = change->before.certificate;

		if (c == NULL)
			c = change->after.certificate;
		text = arena_printf(arena, "%s%s%s %c%c%s", text,
		    i > 0 ? "; " : "", key_fate_name(change->fate),
		    c->sha256[0], c->sha256[1],
		    key_change_is_lost(change) ? " lost" : "");
	}
	return text;
}

static const struct {
	const char *words;
	const char *before, *after;
	const char *told;
	size_t n_kept;
} cases[] = {
    {"nothing changes", "A1s", "A1s", "kept A1", 1},
    {"a key is added", "A1s", "A1s B1s", "kept A1; added B1", 1},
    {"a key is added before the old one", "A1s", "B1s A1s", "kept A1; added B1",
	1},
    {"the old key goes", "A1s B1s", "B1s", "kept B1; removed A1 lost", 1},
    {"all at once", "A1s", "B1s", "removed A1 lost; added B1", 0},
    {"a new certificate of the same key", "A1s", "A2s", "renewed A1", 1},
    {"renewed and kept", "A1s", "A1s A2s", "kept A1; added A2", 1},
    {"one of two certificates of a key goes", "A1s A2s", "A2s",
	"kept A2; renewed A1", 2},
    {"a certificate that stands twice", "A1s A1s", "A1s", "kept A1", 1},
    {"signing and encryption apart, then together", "A1s A1e", "A1b", "kept A1",
	1},
    {"it signs no more", "A1b", "A1e", "kept A1 lost", 0},
    {"an encryption key goes", "A1s B1e", "A1s", "kept A1; removed B1", 1},
    {"an encryption key that signs now", "A1e", "A1s", "kept A1", 0},
    {"its key signs under another certificate", "A1s", "A1e A2s",
	"renewed A1; added A2", 1},
    {"nothing before", "", "A1s", "added A1", 0},
    {"nothing after", "A1s", "", "removed A1 lost", 0},
    {"what cannot be read is left out", "? A1s", "A1s ?", "kept A1", 1},
};

static void
each_key_has_a_fate(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct set before, after;
		struct key_changes *changes;

		make(&before, cases[i].before);
		make(&after, cases[i].after);
		changes = key_changes_compare(
		    arena, before.entries, before.n, after.entries, after.n);
		assert_non_null(changes);
		if (strcmp(tell(arena, changes), cases[i].told) != 0 ||
		    changes->n_signing_kept != cases[i].n_kept)
			fail_msg("%s: %s, %zu kept", cases[i].words,
			    tell(arena, changes), changes->n_signing_kept);
		arena_free(arena);
	}
}

static void
keys_are_counted(void **state)
{
	struct arena *arena = arena_new();
	struct set before, after;
	struct key_changes *changes;

	(void)state;
	make(&before, "A1s B1b C1e ?");
	make(&after, "A1s ?");
	changes = key_changes_compare(
	    arena, before.entries, before.n, after.entries, after.n);
	assert_int_equal(changes->n_signing_before, 2);
	assert_int_equal(changes->n_signing_after, 1);
	assert_int_equal(changes->n_unreadable, 2);
	arena_free(arena);
}

static void
a_key_is_found_by_any_certificate_of_it(void **state)
{
	struct arena *arena = arena_new();
	struct set before, after, wanted;
	struct key_changes *changes;
	const struct key_change *found;

	(void)state;
	make(&before, "A1s B1s");
	make(&after, "B1s B2s C1s");
	make(&wanted, "B2s A7s D1s ?");
	changes = key_changes_compare(
	    arena, before.entries, before.n, after.entries, after.n);
	found = key_changes_find(changes, &wanted.certificates[0]);
	assert_int_equal(found->fate, KEY_ADDED);
	found = key_changes_find(changes, &wanted.certificates[1]);
	assert_int_equal(found->fate, KEY_REMOVED);
	assert_null(key_changes_find(changes, &wanted.certificates[2]));
	assert_null(key_changes_find(changes, &wanted.certificates[3]));
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_key_has_a_fate),
	    cmocka_unit_test(keys_are_counted),
	    cmocka_unit_test(a_key_is_found_by_any_certificate_of_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
