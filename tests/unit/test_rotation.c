/* SPDX-License-Identifier: MIT */
/*
 * Where a rotation stands: small histories by hand, and random ones of an
 * identity provider with several servers, in which no key may be matched
 * wrongly and none be called idle that was used since.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "aws/rotation.h"

#define USES_MAX 40
#define N_HISTORIES 20000

/*
 * A history in letters, an hour each: 'o' a sign-in for the old key, 'n' for
 * the new one, 'p' a plain one, 'x' for a key that was not given, 'A' the
 * upload of the old key, 'B' of the new one, 'C' of a third, 'u' one without
 * a date, 'O' and 'N' the certificate of either is made, '!' refused as the
 * next is.
 */
static const struct {
	const char *history;
	size_t n_files; /* 1: the old key alone */
	enum rotation_state state;
	size_t n_since;
} cases[] = {
    {"", 2, ROTATION_UNUSED, 0},
    {"p", 2, ROTATION_UNUSED, 0},
    {"o", 2, ROTATION_BROKEN, 0},
    {"Aoo", 2, ROTATION_STEADY, 0},
    {"Ap", 2, ROTATION_UNKNOWN, 0},
    {"Ao-Bo", 2, ROTATION_ADDED, 0},
    {"AoB", 2, ROTATION_ADDED, 0},
    {"AoBon", 2, ROTATION_SWITCHING, 1},
    {"AoBnnn", 2, ROTATION_IDLE, 3},
    {"AoBnon", 2, ROTATION_SWITCHING, 1},
    {"AoBnonn", 2, ROTATION_SWITCHING, 2},
    {"AoBnonnn", 2, ROTATION_IDLE, 3},
    {"AoBnnonnn", 2, ROTATION_SWITCHING, 3},
    {"AoBno", 2, ROTATION_SWITCHING, 0},
    {"AoBnnx", 2, ROTATION_SWITCHING, 2},
    {"AoBxnnn", 2, ROTATION_IDLE, 3},
    {"AoBnn", 2, ROTATION_SWITCHING, 2},
    {"AoBnnnp", 2, ROTATION_IDLE, 3},
    {"ABon", 2, ROTATION_UNKNOWN, 0},
    {"oABnn", 2, ROTATION_UNKNOWN, 0},
    {"ABnn", 2, ROTATION_UNKNOWN, 0},
    {"AoBx", 1, ROTATION_UNKNOWN, 0},
    {"A!oBn", 2, ROTATION_UNKNOWN, 0},
    {"ooAnn", 2, ROTATION_DONE, 2},
    /* The dates of certificates, where no capture tells. */
    {"OANBnnn", 2, ROTATION_IDLE, 3},
    {"OANBnno", 2, ROTATION_SWITCHING, 0},
    {"OANBooo", 2, ROTATION_ADDED, 0},
    {"ANBnnn", 2, ROTATION_IDLE, 3},
    {"OABNnnn", 2, ROTATION_UNKNOWN, 0},
    {"AONBnnn", 2, ROTATION_UNKNOWN, 0},
    {"AOBNnnn", 2, ROTATION_UNKNOWN, 0},
    {"OANx", 2, ROTATION_STEADY, 0},
    {"OANp", 2, ROTATION_STEADY, 0},
    {"AONp", 2, ROTATION_STEADY, 0},
    {"uuoo", 2, ROTATION_UNKNOWN, 0},
    {"ABxx", 0, ROTATION_UNKNOWN, 0},
};

struct world {
	struct rotation_slot slots[3];
	struct rotation_holder holders[2];
	struct rotation_use uses[USES_MAX];
	struct rotation_facts facts;
};

static void
add_slot(struct world *w, const char *id, int64_t time)
{
	w->slots[w->facts.n_slots++] = (struct rotation_slot){
	    .id = id, .has_added = time != 0, .added = time};
}

static void
add_made(struct world *w, size_t holder, int64_t time)
{
	w->holders[holder].has_made = true;
	w->holders[holder].made = time;
}

static void
add_use(struct world *w, size_t holder, int64_t time, bool was_refused)
{
	w->uses[w->facts.n_uses++] =
	    (struct rotation_use){time, holder, was_refused};
}

static void
begin(struct world *w, size_t n_files)
{
	memset(w, 0, sizeof *w);
	w->facts.slots = w->slots;
	w->facts.holders = w->holders;
	w->facts.uses = w->uses;
	w->facts.n_holders = n_files;
	w->holders[0].name = "old.pem";
	w->holders[1].name = "new.pem";
}

static void
read_history(struct world *w, const char *history)
{
	bool was_refused = false;

	for (int64_t hour = 1; *history != '\0'; history++, hour++) {
		int64_t time = hour * 3600;

		if (*history == 'A')
			add_slot(w, "OLD", time);
		else if (*history == 'B')
			add_slot(w, "NEW", time);
		else if (*history == 'C')
			add_slot(w, "THIRD", time);
		else if (*history == 'u')
			add_slot(w, "UNDATED", 0);
		else if (*history == 'O' || *history == 'N')
			add_made(w, *history == 'N', time);
		else if (*history == 'o')
			add_use(w, 0, time, was_refused);
		else if (*history == 'n')
			add_use(w, 1, time, was_refused);
		else if (*history == 'p')
			add_use(w, ROTATION_PLAIN, time, was_refused);
		else if (*history == 'x')
			add_use(w, ROTATION_NONE, time, was_refused);
		was_refused = *history == '!';
	}
}

static void
histories_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct rotation *r;
		struct world w;

		begin(&w, cases[i].n_files);
		read_history(&w, cases[i].history);
		r = rotation_of_decryption(arena, &w.facts);
		assert_non_null(r);
		if (r->state != cases[i].state ||
		    (cases[i].n_since != 0 && r->n_since != cases[i].n_since))
			fail_msg("%s: %s, %zu since", cases[i].history,
			    rotation_state_name(r->state), r->n_since);
		arena_free(arena);
	}
}

static void
contradictions_are_said(void **state)
{
	static const char *const histories[] = {
	    "AoBonx", "AnoBn", "nAoBn", "AoBoCn"};

	(void)state;
	for (size_t i = 0; i < sizeof histories / sizeof *histories; i++) {
		struct arena *arena = arena_new();
		struct rotation *r;
		struct world w;

		begin(&w, 2);
		read_history(&w, histories[i]);
		r = rotation_of_decryption(arena, &w.facts);
		if (r->n_contradictions == 0)
			fail_msg("%s: nothing was said", histories[i]);
		arena_free(arena);
	}
}

/* "broken" and the like stand in the JSON report: no two are the same. */
static void
states_have_names(void **state)
{
	(void)state;
	for (int i = ROTATION_UNKNOWN; i <= ROTATION_BROKEN; i++) {
		const char *name = rotation_state_name((enum rotation_state)i);

		assert_int_not_equal(strlen(name), 0);
		for (int j = ROTATION_UNKNOWN; j < i; j++)
			assert_string_not_equal(
			    name, rotation_state_name((enum rotation_state)j));
	}
}

/* ---- Random histories */

static uint64_t seed = 20261121;

static unsigned
dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return sides > 0 ? (unsigned)(seed >> 33) % sides : 0;
}

/*
 * Up to three servers of an identity provider, each with a moment at which it
 * switches, or turns back; captures at random, all of them taken by AWS.
 */
static void
throw_history(struct world *w, bool *new_was_last)
{
	int64_t second = 20 + dice(20), turn[3] = {0}, back[3] = {0};
	unsigned n_servers = 1 + dice(3), n = 3 + dice(USES_MAX - 4);

	begin(w, 2);
	add_slot(w, "OLD", 0);
	w->slots[0].has_added = true;
	add_slot(w, "NEW", second);
	for (unsigned i = 0; i < n_servers; i++) {
		turn[i] = dice(4) == 0 ? 1000 : second + 1 + dice(40);
		back[i] = dice(4) == 0 ? turn[i] + 1 + dice(20) : 1000;
	}
	for (int64_t time = 1 + dice(40); w->facts.n_uses < n;
	     time += 1 + dice(5)) {
		unsigned server = dice(n_servers);
		bool is_new = time >= turn[server] && time < back[server];

		add_use(w, is_new ? 1 : 0, time, false);
		*new_was_last = is_new;
	}
}

static void
nothing_is_matched_wrongly(void **state)
{
	size_t n_idle = 0, n_open = 0;

	(void)state;
	for (unsigned i = 0; i < N_HISTORIES; i++) {
		struct arena *arena = arena_new();
		struct rotation *r;
		struct world w;
		bool new_was_last = false;

		throw_history(&w, &new_was_last);
		r = rotation_of_decryption(arena, &w.facts);
		assert_non_null(r);
		for (size_t slot = 0; slot < 2; slot++)
			assert_true(w.slots[slot].holder == ROTATION_NONE ||
				    w.slots[slot].holder == slot);
		assert_int_equal(r->n_contradictions, 0);
		if (r->state == ROTATION_IDLE) {
			n_idle++;
			assert_true(new_was_last);
			for (size_t j = 0; j < w.facts.n_uses; j++)
				assert_true(w.uses[j].holder == 1 ||
					    w.uses[j].time < r->since);
		}
		n_open += r->state == ROTATION_UNKNOWN;
		arena_free(arena);
	}
	/* Both happen: the test would else say nothing. */
	assert_true(n_idle > N_HISTORIES / 100);
	assert_true(n_open > N_HISTORIES / 100);
}

/* ---- Signing */

static const struct {
	const char *current, *next; /* keys by number; "" for no new metadata */
	const char *uses;
	enum rotation_state state;
	size_t old_holder, new_holder;
} signings[] = {
    {"0", "", "", ROTATION_STEADY, 0, ROTATION_NONE},
    {"0", "", "00", ROTATION_STEADY, ROTATION_NONE, 0},
    {"0", "01", "00", ROTATION_PUBLISHED, 0, 1},
    {"0", "1", "00", ROTATION_PUBLISHED, 0, 1},
    {"0", "1", "", ROTATION_PUBLISHED, 0, 1},
    {"01", "", "", ROTATION_UNKNOWN, ROTATION_NONE, ROTATION_NONE},
    {"01", "1", "00", ROTATION_ADDED, 0, 1},
    {"01", "1", "001", ROTATION_SWITCHING, 0, 1},
    {"01", "1", "00111", ROTATION_IDLE, 0, 1},
    {"01", "1", "0010", ROTATION_SWITCHING, 0, 1},
    {"01", "1", "111", ROTATION_IDLE, 0, 1},
    {"01", "0", "000", ROTATION_IDLE, 1, 0},
    {"0", "1", "001", ROTATION_BROKEN, ROTATION_NONE, 1},
    {"0", "", "00x", ROTATION_BROKEN, ROTATION_NONE, ROTATION_NONE},
    {"1", "", "011", ROTATION_STEADY, ROTATION_NONE, 1},
};

static void
signing_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof signings / sizeof *signings; i++) {
		struct arena *arena = arena_new();
		bool in_current[2] = {0}, in_new[2] = {0};
		struct rotation_signing signing = {
		    in_current, in_new, signings[i].next[0] != '\0'};
		struct rotation *r;
		struct world w;

		begin(&w, 2);
		for (size_t k = 0; k < 2; k++) {
			char digit = k == 0 ? '0' : '1';

			in_current[k] =
			    strchr(signings[i].current, digit) != NULL;
			in_new[k] = strchr(signings[i].next, digit) != NULL;
		}
		for (const char *u = signings[i].uses; *u != '\0'; u++)
			add_use(&w, *u == 'x' ? ROTATION_NONE : *u == '1',
			    (int64_t)w.facts.n_uses * 3600, false);
		r = rotation_of_signing(arena, &w.facts, &signing);
		assert_non_null(r);
		if (r->state != signings[i].state ||
		    r->old_holder != signings[i].old_holder ||
		    r->new_holder != signings[i].new_holder)
			fail_msg("%s, %s, %s: %s, %zd, %zd",
			    signings[i].current, signings[i].next,
			    signings[i].uses, rotation_state_name(r->state),
			    (ssize_t)r->old_holder, (ssize_t)r->new_holder);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(histories_are_told),
	    cmocka_unit_test(contradictions_are_said),
	    cmocka_unit_test(states_have_names),
	    cmocka_unit_test(nothing_is_matched_wrongly),
	    cmocka_unit_test(signing_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
