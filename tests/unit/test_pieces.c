/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "pieces.h"

#define N 600
#define HELD_MAX ((size_t)1 << 20) /* by a store in which nothing is used */

struct piece {
	unsigned char *data;
	size_t size;
	unsigned char mark;
};

static void
fill(struct piece *piece, size_t size, unsigned char mark)
{
	assert_non_null(piece->data);
	assert_int_equal((uintptr_t)piece->data % _Alignof(max_align_t), 0);
	memset(piece->data, mark, size);
	piece->size = size;
	piece->mark = mark;
}

static void
is_whole(const struct piece *piece, size_t size)
{
	for (size_t i = 0; i < size; i++)
		assert_int_equal(piece->data[i], piece->mark);
}

/* The same numbers each time. */
static size_t
next_number(uint32_t *state, size_t below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 8) % below;
}

/* Whatever is done to others, and wherever a run begins and ends. */
static void
pieces_keep_what_is_in_them(void **state)
{
	static struct piece pieces[N];
	uint32_t numbers = 1;

	(void)state;
	for (size_t step = 0; step < 40000; step++) {
		struct piece *piece = &pieces[next_number(&numbers, N)];
		size_t size = next_number(&numbers, 1400);
		unsigned char mark = (unsigned char)step;

		if (step % 1000 == 0)
			pieces_begin();
		if (step % 1000 == 700)
			pieces_end();
		is_whole(piece, piece->size);
		if (piece->data == NULL) {
			piece->data = pieces_malloc(size);
			fill(piece, size, mark);
		} else if (step % 3 == 0) {
			piece->data = pieces_realloc(piece->data, size);
			is_whole(
			    piece, size < piece->size ? size : piece->size);
			fill(piece, size, mark);
		} else {
			pieces_free(piece->data);
			memset(piece, 0, sizeof *piece);
		}
	}
	for (size_t i = 0; i < N; i++)
		pieces_free(pieces[i].data);
	assert_true(pieces_held() <= HELD_MAX);
}

static void
a_copy_is_the_text(void **state)
{
	char *inside, *outside = pieces_strdup("outside a run"), *none;

	(void)state;
	pieces_begin();
	inside = pieces_strdup("inside a run");
	none = pieces_strdup("");
	pieces_end();
	assert_string_equal(inside, "inside a run");
	assert_string_equal(outside, "outside a run");
	assert_string_equal(none, "");
	pieces_free(inside);
	pieces_free(outside);
	pieces_free(none);
	pieces_free(NULL);
}

static void
what_is_too_much_is_refused(void **state)
{
	char *piece;

	(void)state;
	pieces_begin();
	piece = pieces_strdup("kept");
	assert_null(pieces_malloc(SIZE_MAX));
	assert_null(pieces_malloc(SIZE_MAX - 8));
	assert_null(pieces_realloc(piece, SIZE_MAX - 8));
	assert_string_equal(piece, "kept");
	piece = pieces_realloc(piece, 5000);
	assert_string_equal(piece, "kept");
	assert_null(pieces_realloc(piece, SIZE_MAX - 8));
	assert_string_equal(piece, "kept");
	pieces_free(piece);
	pieces_end();
}

/* One large input must not be paid for by all that come after it. */
static void
what_is_unused_is_given_back(void **state)
{
	enum { MANY = 40000 };
	static void *pieces[MANY];

	(void)state;
	pieces_begin();
	for (size_t i = 0; i < MANY; i++) {
		pieces[i] = pieces_malloc(200);
		assert_non_null(pieces[i]);
	}
	pieces_end();
	assert_true(pieces_held() > (size_t)MANY * 200);
	for (size_t i = 0; i < MANY; i++)
		pieces_free(pieces[i]);
	assert_true(pieces_held() <= HELD_MAX);
}

static void
what_is_given_back_is_handed_out_again(void **state)
{
	size_t held;

	(void)state;
	pieces_begin();
	pieces_free(pieces_malloc(100));
	held = pieces_held();
	assert_true(held > 0);
	for (size_t i = 0; i < 100000; i++) {
		void *one = pieces_malloc(100), *other = pieces_malloc(300);

		pieces_free(one);
		pieces_free(other);
	}
	pieces_end();
	assert_int_equal(pieces_held(), held);
}

static void *
make(void *user)
{
	struct piece *pieces = user;

	pieces_begin();
	for (size_t i = 0; i < N; i++) {
		pieces[i].data = pieces_malloc(50);
		fill(&pieces[i], 50, (unsigned char)i);
	}
	pieces_end();
	return NULL;
}

static void *
release(void *user)
{
	struct piece *pieces = user;

	for (size_t i = 0; i < N; i++) {
		is_whole(&pieces[i], pieces[i].size);
		pieces_free(pieces[i].data);
	}
	return NULL;
}

static void
run_thread(void *(*run)(void *), void *user)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, run, user), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

/* Of a thread that has ended, by this one; of this one, by another. */
static void
another_thread_may_give_back(void **state)
{
	static struct piece pieces[N], own[N];
	size_t held;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		run_thread(make, pieces);
		release(pieces);
	}
	make(own);
	run_thread(release, own);
	held = pieces_held();
	for (size_t i = 0; i < 20; i++) {
		make(own);
		run_thread(release, own);
	}
	assert_int_equal(pieces_held(), held);
	make(own);
	release(own);
}

/* Both at once, with what one makes given back by the other. */
static void *
exchange(void *user)
{
	struct piece *pieces = user;

	for (size_t i = 0; i < 200; i++) {
		release(pieces);
		make(pieces);
	}
	return NULL;
}

static void
threads_do_not_meet(void **state)
{
	static struct piece pieces[2][N];
	pthread_t threads[2];

	(void)state;
	for (size_t round = 0; round < 3; round++) {
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_create(&threads[i], NULL,
					     exchange, pieces[i]),
			    0);
		for (size_t i = 0; i < 2; i++)
			assert_int_equal(pthread_join(threads[i], NULL), 0);
	}
	release(pieces[0]);
	release(pieces[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_keep_what_is_in_them),
	    cmocka_unit_test(a_copy_is_the_text),
	    cmocka_unit_test(what_is_too_much_is_refused),
	    cmocka_unit_test(what_is_unused_is_given_back),
	    cmocka_unit_test(what_is_given_back_is_handed_out_again),
	    cmocka_unit_test(another_thread_may_give_back),
	    cmocka_unit_test(threads_do_not_meet),
	};

	return cmocka_run_group_tests_name("pieces", tests, NULL, NULL);
}
