/* SPDX-License-Identifier: MIT */
/*
 * Whole runs in which memory runs out: each allocation of samldx, libxml2 and
 * OpenSSL fails once, alone and with all behind it.  Such a run ends with
 * SDX_FAULT, or with the very answer of a run that had enough, and samldx loses
 * nothing of its own.  A few places inside OpenSSL miss memory without a word,
 * and then a good signature may look bad: they are counted, and never is
 * anything accepted that would not be.  SAMLDX_EVERY=1 fails all allocations;
 * otherwise every n-th, so that a run takes seconds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recipe_run.h"
#include "short_memory.h"
#include "whole_run.h"

#define STEPS 1000 /* failures to try, where not all are wanted */
#define EXIT_FINE 0

/* What a run with enough memory does. */
struct reference {
	struct buffer out;
	enum sdx_status status;
	long n;	   /* allocations */
	long left; /* pieces that it leaves behind, in caches */
};

static long
run(const struct whole_run *c, const struct idp_case *made, struct reference *r)
{
	long before = memory_in_use();

	r->status = c->way(made, &r->out);
	r->n = memory_count();
	return memory_in_use() - before;
}

static long n_complaints, n_tries, n_unsaid;

/* One line for each failure that was not met as it should be. */
static void
complain(long number, bool is_for_good, const char *what, long how_much)
{
	print_error("allocation %ld, %s: %s (%ld)\n", number,
	    is_for_good ? "and all behind it" : "alone", what, how_much);
	n_complaints++;
}

static bool
is_accepted(const struct reference *r)
{
	return r->out.data != NULL &&
	       strstr(r->out.data, "\"outcome\": \"accepted\"") != NULL;
}

static bool
is_same(const struct reference *a, const struct reference *b)
{
	if (a->status != b->status || a->out.len != b->out.len ||
	    a->out.has_failed)
		return false;
	return a->out.data == NULL || b->out.data == NULL ||
	       memcmp(a->out.data, b->out.data, a->out.len) == 0;
}

/* A line of bulk use says itself that it could not be judged. */
static bool
says_so(const struct reference *r)
{
	return r->out.data != NULL && strstr(r->out.data, "memory\"") != NULL;
}

static void
fail_one(const struct whole_run *c, const struct idp_case *made,
    const struct reference *wanted, long number, bool is_for_good)
{
	struct reference got = {.status = SDX_OK};
	long left;

	memory_fail_at(number, is_for_good);
	left = run(c, made, &got) - (got.out.data != NULL);
	n_tries++;
	if (left != 0)
		complain(number, is_for_good, "pieces were lost", left);
	if (is_accepted(&got) && !is_accepted(wanted))
		complain(number, is_for_good, "it was accepted", 0);
	else if (got.status == SDX_FAULT || is_same(&got, wanted) ||
		 says_so(&got))
		;
	else if (memory_failed_in_library() && !is_for_good)
		n_unsaid++;
	else
		complain(
		    number, is_for_good, "another answer", (long)got.status);
	buffer_free(&got.out);
}

static void
walk(const struct whole_run *c, const struct idp_case *made,
    const struct reference *wanted)
{
	const char *every = getenv("SAMLDX_EVERY");
	long step =
	    every != NULL ? strtol(every, NULL, 10) : wanted->n / STEPS + 1;

	for (long i = 1; i <= wanted->n; i += step > 0 ? step : 1) {
		fail_one(c, made, wanted, i, false);
		fail_one(c, made, wanted, i, true);
	}
}

static void
case_holds(void **state)
{
	const struct whole_run *c = *state;
	struct idp_case made;
	struct reference first = {.status = SDX_OK}, wanted = first;
	long left;

	if (!idp_follow(c->recipe, "(recipe)", recipe_keys(), &made))
		fail_msg("%s", made.error);
	/* What is kept from a first run on is no loss. */
	memory_fail_at(0, false);
	run(c, &made, &first);
	memory_fail_at(0, false);
	left = run(c, &made, &wanted);
	assert_int_equal(left, wanted.out.data != NULL);
	assert_true(wanted.out.len > 0);
	assert_int_equal(wanted.status, first.status);
	n_complaints = n_tries = n_unsaid = 0;
	walk(c, &made, &wanted);
	memory_fail_at(0, false);
	buffer_free(&first.out);
	buffer_free(&wanted.out);
	idp_free(&made);
	assert_int_equal(n_complaints, 0);
	assert_true(n_unsaid * 100 <= n_tries);
}

/* Libraries are started once in a process: each try has one of its own. */
static void
start_fails(void **state)
{
	(void)state;
	for (long i = 1; i < 4000; i += 97) {
		int status = 0;
		pid_t child = fork();

		if (child == 0) {
			memory_fail_at(i, true);
			_exit(
			    sdx_start(true) == SDX_OK ? EXIT_FINE : SDX_FAULT);
		}
		assert_true(child > 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status))
			fail_msg("allocation %ld: it died of signal %d", i,
			    WTERMSIG(status));
		assert_true(WEXITSTATUS(status) == EXIT_FINE ||
			    WEXITSTATUS(status) == SDX_FAULT);
	}
}

int
main(void)
{
	struct CMUnitTest tests[WHOLE_RUNS + 1];

	if (!memory_start())
		return 1;
	/* The start goes first: behind it the libraries are there. */
	tests[0] = (struct CMUnitTest)cmocka_unit_test(start_fails);
	if (_cmocka_run_group_tests("start", tests, 1, NULL, NULL) != 0 ||
	    !idp_start())
		return 1;
	for (size_t i = 0; i < WHOLE_RUNS; i++)
		tests[i] = (struct CMUnitTest){whole_run_at(i)->name,
		    case_holds, NULL, NULL, (void *)(uintptr_t)whole_run_at(i)};
	return _cmocka_run_group_tests("memory", tests, WHOLE_RUNS, NULL, NULL);
}
