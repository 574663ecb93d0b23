/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "buffer.h"

static void
pieces_are_zeroed_and_apart(void **state)
{
	struct arena *arena = arena_new();
	unsigned char *pieces[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		size_t size = 1 + i * 37;

		pieces[i] = arena_alloc(arena, size);
		assert_non_null(pieces[i]);
		assert_int_equal(
		    (uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t j = 0; j < size; j++)
			assert_int_equal(pieces[i][j], 0);
		memset(pieces[i], (int)i + 1, size);
	}
	for (size_t i = 0; i < 200; i++)
		assert_int_equal(pieces[i][i * 37], (unsigned char)(i + 1));
	assert_false(arena_has_failed(arena));
	arena_free(arena);
}

static void
pushing_keeps_what_was_there(void **state)
{
	struct arena *arena = arena_new();
	int *items = NULL;
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int *item = arena_push(arena, &items, &n, sizeof *item);

		assert_non_null(item);
		assert_int_equal(*item, 0);
		*item = i;
		/* Something else in between must not be overwritten. */
		assert_string_equal(
		    arena_printf(arena, "%d", i), arena_printf(arena, "%d", i));
	}
	assert_int_equal(n, 1000);
	for (int i = 0; i < 1000; i++)
		assert_int_equal(items[i], i);
	arena_free(arena);
}

static void
failure_is_sticky_and_harmless(void **state)
{
	struct arena *arena = arena_new();
	char *items = NULL;
	size_t n = 0;

	(void)state;
	assert_null(arena_alloc(arena, SIZE_MAX));
	assert_true(arena_has_failed(arena));
	assert_string_equal(arena_strndup(arena, "x", SIZE_MAX), "");
	assert_null(arena_push(arena, &items, &n, SIZE_MAX));
	assert_int_equal(n, 0);
	assert_null(items);
	assert_non_null(arena_alloc(arena, 10));
	assert_true(arena_has_failed(arena));
	arena_free(arena);
}

static void
strings_of_nothing(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(arena_strdup(arena, NULL), "");
	assert_string_equal(arena_strndup(arena, "abc", 2), "ab");
	assert_memory_equal(arena_memdup(arena, "a\0b", 3), "a\0b", 4);
	arena_free(arena);
}

static char order[8];

static void
note_release(void *what)
{
	strncat(order, what, 1);
}

static void
releases_last_come_first_served(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_true(arena_defer(arena, note_release, arena_strdup(arena, "1")));
	assert_true(arena_defer(arena, note_release, arena_strdup(arena, "2")));
	assert_true(arena_defer(arena, note_release, arena_strdup(arena, "3")));
	arena_free(arena);
	assert_string_equal(order, "321");
	arena_free(NULL);
}

static void
buffers_grow(void **state)
{
	struct buffer buf = {0};

	(void)state;
	for (int i = 0; i < 1000; i++)
		buffer_printf(&buf, "%d,", i % 10);
	buffer_repeat(&buf, '-', 3);
	buffer_putc(&buf, '!');
	buffer_put(&buf, "\0", 1);
	buffer_puts(&buf, "end");
	assert_int_equal(buf.len, 2000 + 3 + 1 + 1 + 3);
	assert_memory_equal(buf.data + 2000, "---!\0end", 9);
	assert_false(buf.has_failed);
	buffer_free(&buf);
	assert_null(buf.data);
}

static void
buffer_failure_keeps_what_was_written(void **state)
{
	struct buffer buf = {0};

	(void)state;
	buffer_puts(&buf, "kept");
	buffer_repeat(&buf, 'x', SIZE_MAX / 2);
	assert_true(buf.has_failed);
	buffer_puts(&buf, "lost");
	assert_string_equal(buf.data, "kept");
	buffer_free(&buf);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pieces_are_zeroed_and_apart),
	    cmocka_unit_test(pushing_keeps_what_was_there),
	    cmocka_unit_test(failure_is_sticky_and_harmless),
	    cmocka_unit_test(strings_of_nothing),
	    cmocka_unit_test(releases_last_come_first_served),
	    cmocka_unit_test(buffers_grow),
	    cmocka_unit_test(buffer_failure_keeps_what_was_written),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
