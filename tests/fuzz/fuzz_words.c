/* SPDX-License-Identifier: MIT */
/*
 * What a user pastes beside a capture: AWS's message, a file of
 * expectations.  What must hold:
 *  - a message that is recognised names an error, a code, a denial or a
 *    product;
 *  - of a file of expectations each value or fault has its place;
 *  - a pattern is matched in the time that a person waits.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/error_match.h"
#include "expectation.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_words: %s\n", what);
	abort();
}

static void
check_match(const struct error_match *m)
{
	switch (m->how) {
	case MATCH_TEXT:
		if (m->error == NULL)
			fail("words of no error");
		return;
	case MATCH_CODE:
		if (m->code == NULL)
			fail("a code that is none");
		return;
	case MATCH_OTHER:
		if (m->other == NULL)
			fail("a product that is none");
		return;
	case MATCH_DENIAL:
	case MATCH_NONE:
		return;
	}
	fail("recognised in no way that is known");
}

static void
check_expectation(struct arena *arena, const char *data, size_t len)
{
	struct json_text text;
	struct json_error error = {0};
	struct json_value json = json_open(&text, data, len, &error);
	struct expectation *x = expectation_read(arena, json, &error);

	if (x == NULL)
		fail("out of memory");
	for (size_t i = 0; i < x->n_faults; i++)
		if (x->faults[i].what == NULL || x->faults[i].line == 0)
			fail("a fault without words or place");
	for (size_t i = 0; i < x->n_values; i++) {
		const struct expected *value = &x->values[i];

		if (value->line == 0 || value->member >= EXPECT_N_MEMBERS)
			fail("a value without place");
		for (size_t j = 0; j < value->n_wanted; j++)
			if (!expect_fits("*", value->wanted[j]) ||
			    (strlen(value->wanted[j]) < 8192 &&
				strpbrk(value->wanted[j], "*?") == NULL &&
				!expect_fits(
				    value->wanted[j], value->wanted[j])))
				fail("a text that does not fit itself");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	struct error_match *match;

	if (arena == NULL)
		return 0;
	match = error_match(arena, (const char *)data, len);
	if (match == NULL)
		fail("out of memory");
	check_match(match);
	check_expectation(arena, (const char *)data, len);
	arena_free(arena);
	return 0;
}
