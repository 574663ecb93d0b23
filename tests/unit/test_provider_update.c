/* SPDX-License-Identifier: MIT */
/*
 * The documented answers of IAM: one by one, and against a simulator that was
 * written from the documentation alone and shares nothing with the code.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "aws/provider_update.h"

#define N_SEQUENCES 20000
#define N_STEPS 12

/* ---- The simulator: a provider as a bag of names, refusals as bits */

enum {
	SIM_BOTH = 1 << 0,     /* add and remove in one request */
	SIM_NOTHING = 1 << 1,  /* no updates are defined */
	SIM_METADATA = 1 << 2, /* could not parse */
	SIM_ENCRYPTED = 1 << 3,
	SIM_FORMAT = 1 << 4,
	SIM_INVALID = 1 << 5,
	SIM_LIMIT = 1 << 6,
	SIM_MISMATCH = 1 << 7,
	SIM_LAST = 1 << 8, /* failed to remove */
	SIM_NO_KEY = 1 << 9
};

static const char *const sim_names[] = {"add-and-remove-key", "no-updates",
    "metadata-unparsable", "private-key-encrypted", "private-key-format",
    "private-key-invalid", "private-key-limit", "key-id-mismatch",
    "key-removal-failed", "mode-required-without-key"};

struct sim {
	char held[8][32]; /* "" is a free place */
	char mode;	  /* 'R', 'A' or '-' */
};

/* A request as its words: what a user would type. */
struct sim_request {
	bool create;
	char metadata; /* '-', 'g'ood or 'b'ad */
	char mode;     /* '-', 'R' or 'A' */
	char key;      /* '-', 'g'ood, 'e'ncrypted, 'f'ormat, 'i'nvalid */
	char remove[32];
	char added[32];
};

static unsigned
sim_count(const struct sim *s)
{
	unsigned n = 0;

	for (int i = 0; i < 8; i++)
		n += s->held[i][0] != '\0';
	return n;
}

static int
sim_find(const struct sim *s, const char *name)
{
	for (int i = 0; i < 8; i++) {
		if (s->held[i][0] != '\0' && strcmp(s->held[i], name) == 0)
			return i;
	}
	return -1;
}

/*
 * What the documentation leaves open: is the last key judged under the mode
 * as it was (old_mode), or as the request sets it?
 */
static unsigned
sim_complaints(const struct sim *s, const struct sim_request *r, bool old_mode)
{
	bool is_add = r->key != '-', is_remove = r->remove[0] != '\0';
	char mode = r->mode != '-' ? r->mode : s->mode;
	unsigned n = sim_count(s), bad = 0;

	bad |= is_add && is_remove ? SIM_BOTH : 0;
	bad |= !r->create && !is_add && !is_remove && r->mode == '-' &&
		       r->metadata == '-'
		   ? SIM_NOTHING
		   : 0;
	bad |= r->metadata == 'b' ? SIM_METADATA : 0;
	bad |= r->key == 'e' ? SIM_ENCRYPTED : 0;
	bad |= r->key == 'f' ? SIM_FORMAT : 0;
	bad |= r->key == 'i' ? SIM_INVALID : 0;
	bad |= is_add && n == 2 ? SIM_LIMIT : 0;
	if (is_remove && sim_find(s, r->remove) < 0)
		bad |= SIM_MISMATCH;
	else if (is_remove && n == 1 && !is_add &&
		 (old_mode ? s->mode : mode) == 'R')
		bad |= SIM_LAST;
	else if (is_remove && n == 1 && !is_add && mode == 'R')
		bad |= SIM_NO_KEY; /* gone before the mode is set */
	if (r->mode == 'R' && n == 0 && !is_add)
		bad |= SIM_NO_KEY;
	return bad;
}

static void
sim_apply(struct sim *s, const struct sim_request *r)
{
	int at = r->remove[0] != '\0' ? sim_find(s, r->remove) : -1;

	if (r->mode != '-')
		s->mode = r->mode;
	if (at >= 0)
		s->held[at][0] = '\0';
	for (int i = 0; r->key != '-' && i < 8; i++) {
		if (s->held[i][0] != '\0')
			continue;
		snprintf(s->held[i], sizeof s->held[i], "%s", r->added);
		break;
	}
}

/* ---- Random requests */

static uint64_t seed;

static unsigned
dice(unsigned sides)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(seed >> 33) % sides;
}

static void
throw_request(const struct sim *s, struct sim_request *r, unsigned serial)
{
	static const char keys[] = "gggggefi";
	int held[8], n = 0;

	memset(r, 0, sizeof *r);
	for (int i = 0; i < 8; i++) {
		if (s->held[i][0] != '\0')
			held[n++] = i;
	}
	r->metadata = "---gb"[dice(5)];
	r->mode = "---RA"[dice(5)];
	r->key = dice(3) == 0 ? keys[dice(8)] : '-';
	snprintf(r->added, sizeof r->added, "KEY%019u", serial);
	if (dice(3) != 0)
		return;
	if (n > 0 && dice(4) != 0)
		snprintf(r->remove, sizeof r->remove, "%s",
		    s->held[held[dice((unsigned)n)]]);
	else
		snprintf(r->remove, sizeof r->remove, "NOSUCHKEY%u", dice(9));
}

/* ---- The code under test */

static enum encryption_mode
mode_of(char letter)
{
	return letter == 'R'   ? MODE_REQUIRED
	       : letter == 'A' ? MODE_ALLOWED
			       : MODE_UNKNOWN;
}

static struct provider_request
request_of(const struct sim_request *r)
{
	struct provider_request request = {
	    .creates = r->create,
	    .has_metadata = r->metadata != '-',
	    .metadata = r->metadata == 'b' ? UPLOAD_METADATA_REFUSED
					   : UPLOAD_METADATA_GOOD,
	    .mode = mode_of(r->mode),
	    .adds_key = r->key != '-',
	    .key = r->key == 'e'   ? UPLOAD_KEY_ENCRYPTED
		   : r->key == 'f' ? UPLOAD_KEY_FORMAT
		   : r->key == 'i' ? UPLOAD_KEY_INVALID
				   : UPLOAD_KEY_GOOD,
	    .new_key_id = r->added,
	    .removes = r->remove[0] != '\0' ? r->remove : NULL,
	};

	return request;
}

static unsigned
bits_of(const struct provider_answer *answer)
{
	unsigned bits = 0;

	for (unsigned i = 0; i < sizeof sim_names / sizeof *sim_names; i++)
		bits |= provider_refuses(answer, sim_names[i]) ? 1U << i : 0;
	return bits;
}

static struct provider_state
state_of(const struct sim *s)
{
	struct provider_state state = {
	    .is_known = true, .mode = mode_of(s->mode)};

	for (int i = 0; i < 8; i++) {
		if (s->held[i][0] != '\0')
			state.keys[state.n_keys++] = s->held[i];
	}
	return state;
}

static void
same_state(const struct provider_state *state, const struct sim *s)
{
	assert_int_equal(state->mode, mode_of(s->mode));
	assert_int_equal(state->n_keys, sim_count(s));
	for (size_t i = 0; i < state->n_keys; i++)
		assert_true(sim_find(s, state->keys[i]) >= 0);
}

/* One request: the same complaints, and the same state after it. */
static void
step(struct sim *s, unsigned serial)
{
	struct sim_request r;
	struct provider_state before = state_of(s);
	struct provider_state hidden = {0};
	struct provider_request request;
	struct provider_answer answer, blind;
	unsigned by_old, by_new, seen;

	throw_request(s, &r, serial);
	request = request_of(&r);
	by_old = sim_complaints(s, &r, true);
	by_new = sim_complaints(s, &r, false);
	answer = provider_predict(&before, &request);
	seen = bits_of(&answer);
	if (by_old != 0 && by_new != 0) {
		assert_int_equal(seen & ~(by_old | by_new), 0);
		assert_int_equal((by_old & by_new) & ~seen, 0);
	} else {
		assert_int_equal(seen, 0);
		assert_int_equal(answer.doubt != NULL, (by_old | by_new) != 0);
	}
	/* Without the state: nothing claimed that is not so, nothing lost. */
	blind = provider_predict(&hidden, &request);
	assert_int_equal(bits_of(&blind) & ~seen, 0);
	for (unsigned i = 0; i < sizeof sim_names / sizeof *sim_names; i++) {
		if ((seen & 1U << i) != 0)
			assert_true(provider_refuses(&blind, sim_names[i]) ||
				    provider_leaves_open(&blind, sim_names[i]));
	}
	if ((by_old | by_new) == 0) {
		sim_apply(s, &r);
		same_state(&answer.after, s);
	} else if (seen != 0) {
		same_state(&answer.after, s);
	}
}

static void
agrees_with_the_simulator(void **state)
{
	unsigned serial = 0;

	(void)state;
	seed = 20261121;
	for (unsigned i = 0; i < N_SEQUENCES; i++) {
		struct sim s = {.mode = '-'};

		for (unsigned j = 0; j < N_STEPS; j++)
			step(&s, serial++);
	}
}

/* ---- One by one, in the words of the documentation */

static const struct {
	const char *what;
	struct provider_state before;
	struct provider_request request;
	const char *refusal; /* NULL: accepted */
	size_t n_keys;	     /* afterwards */
} cases[] = {
    {"a provider with nothing but metadata", {0},
	{.creates = true, .has_metadata = true}, NULL, 0},
    {"a new provider that requires encryption has its key along", {0},
	{.creates = true,
	    .has_metadata = true,
	    .mode = MODE_REQUIRED,
	    .adds_key = true,
	    .key = UPLOAD_KEY_GOOD},
	NULL, 1},
    {"a new provider that requires encryption without a key", {0},
	{.creates = true, .has_metadata = true, .mode = MODE_REQUIRED},
	"mode-required-without-key", 0},
    {"a second key", {.is_known = true, .keys = {"A"}, .n_keys = 1},
	{.adds_key = true, .key = UPLOAD_KEY_GOOD}, NULL, 2},
    {"a third key", {.is_known = true, .keys = {"A", "B"}, .n_keys = 2},
	{.adds_key = true, .key = UPLOAD_KEY_GOOD}, "private-key-limit", 2},
    {"one key in, one out", {.is_known = true, .keys = {"A"}, .n_keys = 1},
	{.adds_key = true, .key = UPLOAD_KEY_GOOD, .removes = "A"},
	"add-and-remove-key", 1},
    {"no such key", {.is_known = true, .keys = {"A"}, .n_keys = 1},
	{.removes = "B"}, "key-id-mismatch", 1},
    {"the last key of a provider that requires one",
	{.is_known = true, .mode = MODE_REQUIRED, .keys = {"A"}, .n_keys = 1},
	{.removes = "A"}, "key-removal-failed", 1},
    {"the last key of a provider that does not",
	{.is_known = true, .mode = MODE_ALLOWED, .keys = {"A"}, .n_keys = 1},
	{.removes = "A"}, NULL, 0},
    {"the older of two",
	{.is_known = true,
	    .mode = MODE_REQUIRED,
	    .keys = {"A", "B"},
	    .n_keys = 2},
	{.removes = "A"}, NULL, 1},
    {"nothing at all", {.is_known = true}, {0}, "no-updates", 0},
    {"a key with a passphrase", {.is_known = true},
	{.adds_key = true, .key = UPLOAD_KEY_ENCRYPTED},
	"private-key-encrypted", 0},
};

static void
says_what_is_documented(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct provider_answer answer =
		    provider_predict(&cases[i].before, &cases[i].request);

		if ((cases[i].refusal == NULL && answer.n_refusals > 0) ||
		    (cases[i].refusal != NULL &&
			!provider_refuses(&answer, cases[i].refusal)))
			fail_msg("%s: answered %s", cases[i].what,
			    answer.n_refusals > 0 ? answer.refusals[0] : "yes");
		assert_int_equal(answer.after.n_keys, cases[i].n_keys);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_is_documented),
	    cmocka_unit_test(agrees_with_the_simulator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
