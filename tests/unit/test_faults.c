/* SPDX-License-Identifier: MIT */
/*
 * Whole runs in which a function of a library fails: each that samldx calls
 * (faults.def), at each of its first calls, alone and with all behind it.
 * Such a run ends with SDX_FAULT, or with an answer; nothing is accepted that
 * would not be; and where only memory can have been missing, no other answer
 * is given than that of a run that had enough.  SAMLDX_EVERY=N tries N calls
 * of each function.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "faults.h"
#include "recipe_run.h"
#include "whole_run.h"

#define CALLS 6 /* of each function, spread over all that a run makes */

struct answer {
	struct buffer out;
	enum sdx_status status;
};

static long n_complaints, n_tries;

static void
answer_run(const struct whole_run *run, const struct idp_case *made,
    struct answer *answer)
{
	*answer = (struct answer){.status = SDX_OK};
	answer->status = run->way(made, &answer->out);
}

static bool
is_accepted(const struct answer *a)
{
	return a->out.data != NULL &&
	       strstr(a->out.data, "\"outcome\": \"accepted\"") != NULL;
}

static bool
is_same(const struct answer *a, const struct answer *b)
{
	return a->status == b->status && a->out.len == b->out.len &&
	       (a->out.len == 0 ||
		   memcmp(a->out.data, b->out.data, a->out.len) == 0);
}

/* A line of bulk use says itself that it could not be judged. */
static bool
says_so(const struct answer *a)
{
	return a->status == SDX_FAULT || a->out.has_failed ||
	       (a->out.data != NULL && strstr(a->out.data, "memory\"") != NULL);
}

static void
complain(size_t function, long number, bool for_good, const char *what)
{
	print_error("%s, call %ld, %s: %s\n", fault_name(function), number,
	    for_good ? "and all behind it" : "alone", what);
	n_complaints++;
}

static void
fail_one(const struct whole_run *run, const struct idp_case *made,
    const struct answer *wanted, size_t function, long number)
{
	struct answer got;

	for (int for_good = 0; for_good < 2; for_good++) {
		faults_at(function, number, for_good != 0);
		answer_run(run, made, &got);
		n_tries++;
		if (is_accepted(&got) && !is_accepted(wanted))
			complain(
			    function, number, for_good != 0, "it was accepted");
		else if (fault_class(function) == FAULT_MEMORY &&
			 !says_so(&got) && !is_same(&got, wanted))
			complain(
			    function, number, for_good != 0, "another answer");
		buffer_free(&got.out);
	}
}

static long
calls_to_try(void)
{
	const char *every = getenv("SAMLDX_EVERY");

	return every != NULL ? strtol(every, NULL, 10) : CALLS;
}

static void
walk(const struct whole_run *run, const struct idp_case *made,
    const struct answer *wanted)
{
	long counts[256], most = calls_to_try();
	size_t n = 0;

	for (; fault_name(n) != NULL; n++) {
		assert_in_range(n, 0, 255);
		counts[n] = faults_count(n);
	}
	for (size_t i = 0; i < n; i++) {
		long step = counts[i] / most + 1;

		if (fault_class(i) == FAULT_START)
			continue;
		for (long number = 1; number <= counts[i]; number += step)
			fail_one(run, made, wanted, i, number);
	}
}

static void
run_holds(void **state)
{
	const struct whole_run *run = *state;
	struct idp_case made;
	struct answer first, wanted;

	faults_none();
	if (!idp_follow(run->recipe, "(recipe)", recipe_keys(), &made))
		fail_msg("%s", made.error);
	/* The first run fills what is kept. */
	answer_run(run, &made, &first);
	faults_none();
	answer_run(run, &made, &wanted);
	assert_true(wanted.out.len > 0);
	assert_true(is_same(&first, &wanted));
	n_complaints = n_tries = 0;
	walk(run, &made, &wanted);
	faults_none();
	buffer_free(&first.out);
	buffer_free(&wanted.out);
	idp_free(&made);
	assert_int_equal(n_complaints, 0);
	assert_true(n_tries > 0);
}

int
main(void)
{
	struct CMUnitTest tests[WHOLE_RUNS];

	if (!idp_start())
		return 1;
	for (size_t i = 0; i < WHOLE_RUNS; i++)
		tests[i] = (struct CMUnitTest){whole_run_at(i)->name, run_holds,
		    NULL, NULL, (void *)(uintptr_t)whole_run_at(i)};
	return _cmocka_run_group_tests("faults", tests, WHOLE_RUNS, NULL, NULL);
}
