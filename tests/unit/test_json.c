/* SPDX-License-Identifier: MIT */
/* The JSON reader and writer, with jansson as the oracle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "json_oracle.h"
#include "json/json.h"

static const struct {
	const char *text;
	const char *what; /* NULL: it is JSON */
	size_t line, column;
} texts[] = {
    {"{}", NULL, 0, 0},
    {" [1, -2.5e+3, true, false, null, \"x\"] ", NULL, 0, 0},
    {"\xef\xbb\xbf{\"a\":1}", NULL, 0, 0},
    {"\"\\ud83d\\ude00 \\u00e9 \\/\"", NULL, 0, 0},
    {"", "the text ends where a value should stand", 1, 1},
    {"{\"a\" 1}", "a colon is missing", 1, 6},
    {"{\n  \"a\": 1,\n}", "a name in quotes is missing", 3, 1},
    {"[1 2]", "a comma is missing", 1, 4},
    {"[1,]", "a value is missing", 1, 4},
    {"[", "the text ends where a value should stand", 1, 2},
    {"[1", "the text ends too early", 1, 3},
    {"{} x", "something behind the value", 1, 4},
    {"01", "a number that begins with 0", 1, 2},
    {"1.", "a digit is missing", 1, 3},
    {"tru", "a word that JSON does not know", 1, 1},
    {"\"a", "a string that is not closed", 1, 3},
    {"\"a\nb\"", "a string that is not closed", 1, 3},
    {"\"\\x\"", "an escape that JSON does not know", 1, 2},
    {"\"\\u12g4\"", "\\u without four hexadecimal digits", 1, 2},
    {"\"\xc3\x28\"", "bytes that are not UTF-8", 1, 2},
    {"\"\xed\xa0\x80\"", "bytes that are not UTF-8", 1, 2},
    {"'a'", "a value is missing", 1, 1},
    {"// no\n{}", "a value is missing", 1, 1},
    {"\xc3\xa9", "a value is missing", 1, 1},
};

static void
texts_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct json_text text;
		struct json_error error;
		struct json_value value;

		value = json_open(
		    &text, texts[i].text, strlen(texts[i].text), &error);
		if (texts[i].what == NULL) {
			assert_int_not_equal(value.type, JSON_NONE);
			continue;
		}
		assert_int_equal(value.type, JSON_NONE);
		assert_string_equal(error.what, texts[i].what);
		assert_int_equal(error.line, texts[i].line);
		assert_int_equal(error.column, texts[i].column);
	}
}

static struct json_value
opened(struct json_text *text, const char *data)
{
	struct json_error error;
	struct json_value value = json_open(text, data, strlen(data), &error);

	assert_int_not_equal(value.type, JSON_NONE);
	return value;
}

static void
depth_is_bounded(void **state)
{
	const size_t max = JSON_MAX_DEPTH;
	char deep[2 * JSON_MAX_DEPTH + 3];
	struct json_text text;
	struct json_error error;

	(void)state;
	memset(deep, '[', max);
	memset(deep + max, ']', max);
	assert_int_equal(
	    json_open(&text, deep, 2 * max, &error).type, JSON_ARRAY);
	memset(deep, '[', max + 1);
	memset(deep + max + 1, ']', max + 1);
	assert_int_equal(
	    json_open(&text, deep, 2 * max + 2, &error).type, JSON_NONE);
}

static void
members_are_found(void **state)
{
	struct arena *arena = arena_new();
	struct json_text text;
	struct json_value root = opened(&text,
	    "{\n \"a\": {\"b\": [10, 20]},\n \"x\": 1, \"x\": 2,\n"
	    " \"\\u006e\": \"q\\\"\\u0000z\"}");
	struct json_value list, element;
	struct json_iter iter;
	size_t line, column, len;
	int64_t number, sum = 0;
	const char *string;

	(void)state;
	list = json_path(root, "a", "b", (char *)NULL);
	assert_int_equal(json_size(list), 2);
	iter = json_iterate(list);
	while (json_next(&iter, NULL, &element)) {
		assert_true(json_integer(element, &number));
		sum += number;
	}
	assert_int_equal(sum, 30);
	assert_int_equal(json_count(root, "x"), 2);
	assert_true(json_integer(json_get(root, "x"), &number));
	assert_int_equal(number, 1);
	string = json_string(arena, json_get(root, "n"), &len);
	assert_int_equal(len, 4);
	assert_memory_equal(string, "q\"\0z", 5);
	assert_int_equal(json_get(root, "none").type, JSON_NONE);
	assert_int_equal(
	    json_path(root, "x", "y", (char *)NULL).type, JSON_NONE);
	json_position(&text, list.start, &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 13);
	arena_free(arena);
}

static const struct {
	const char *json;
	const char *text;
	size_t len;
} strings[] = {
    {"\"\"", "", 0},
    {"\"plain\"", "plain", 5},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8},
    {"\"a\\u0000b\"", "a\0b", 3},
    {"\"\\u00E9\\u20ac\"", "\xc3\xa9\xe2\x82\xac", 5},
    {"\"\\ud83d\\ude00\"", "\xf0\x9f\x98\x80", 4},
    {"\"\\udbff\\udfff\"", "\xf4\x8f\xbf\xbf", 4},
    {"\"\\ud83d\"", "\xef\xbf\xbd", 3},
    {"\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd", 6},
    {"\"\\ud83dx\"", "\xef\xbf\xbdx", 4},
    {"\"\\ud83d\\u0041\"",
	"\xef\xbf\xbd"
	"A",
	4},
    {"\"\\ud83d\\n\"", "\xef\xbf\xbd\n", 4},
    {"\"ends in a slash \\\\\"", "ends in a slash \\", 17},
};

static void
strings_are_resolved(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
		struct arena *arena = arena_new();
		struct json_text text;
		struct json_value value = opened(&text, strings[i].json);
		const char *string, *view;
		size_t len, view_len;

		string = json_string(arena, value, &len);
		view = json_string_view(arena, value, &view_len);
		assert_int_equal(len, strings[i].len);
		assert_memory_equal(string, strings[i].text, len + 1);
		assert_int_equal(view_len, len);
		assert_memory_equal(view, strings[i].text, len);
		assert_int_equal(json_equals(value, strings[i].text),
		    strlen(strings[i].text) == len);
		assert_false(json_equals(value, "something else"));
		arena_free(arena);
	}
}

static const struct {
	const char *json;
	bool is_whole;
	int64_t value;
} numbers[] = {
    {"0", true, 0},
    {"-0", true, 0},
    {"3600", true, 3600},
    {"9223372036854775807", true, INT64_MAX},
    {"-9223372036854775808", true, INT64_MIN},
    {"9223372036854775808", false, 0},
    {"1.0", false, 0},
    {"1e3", false, 0},
    {"\"1\"", false, 0},
    {"100000000000000000000000000000000000000", false, 0},
};

static void
whole_numbers_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct json_text text;
		struct json_value value = opened(&text, numbers[i].json);
		int64_t number = 0;

		assert_int_equal(
		    json_integer(value, &number), numbers[i].is_whole);
		assert_true(number == numbers[i].value);
	}
}

/* Columns count characters; a byte order mark is none of them. */
static void
a_cursor_gives_the_same_places(void **state)
{
	static const char data[] =
	    "\xef\xbb\xbf[\n  \"\xc3\xa9\xe2\x82\xac\", 1,\r\n\n 2]";
	struct json_text text;
	struct json_cursor cursor = {0};
	size_t line, column;

	(void)state;
	opened(&text, data);
	for (size_t at = 0; at <= sizeof data; at++) {
		json_position(&text, at, &line, &column);
		json_cursor_move(&cursor, &text, at);
		assert_int_equal(cursor.line, line);
		assert_int_equal(cursor.column, column);
	}
	json_position(
	    &text, (size_t)(strchr(data, '1') - data), &line, &column);
	assert_int_equal(line, 2);
	assert_int_equal(column, 9);
	json_position(
	    &text, (size_t)(strchr(data, '2') - data), &line, &column);
	assert_int_equal(line, 4);
	assert_int_equal(column, 2);
}

/* Everything that the reader sees, written again. */
static void
write_value(struct json_writer *w, struct arena *arena, struct json_value v)
{
	struct json_iter iter = json_iterate(v);
	struct json_value key, value;
	const char *text;
	int64_t number;
	size_t len;

	switch (v.type) {
	case JSON_OBJECT:
		json_begin_object(w);
		while (json_next(&iter, &key, &value)) {
			json_key(w, json_string(arena, key, NULL));
			write_value(w, arena, value);
		}
		json_end_object(w);
		break;
	case JSON_ARRAY:
		json_begin_array(w);
		while (json_next(&iter, NULL, &value))
			write_value(w, arena, value);
		json_end_array(w);
		break;
	case JSON_STRING:
		text = json_string(arena, v, &len);
		json_put_text(w, text, len);
		break;
	case JSON_NUMBER:
		assert_true(json_integer(v, &number));
		json_put_integer(w, number);
		break;
	case JSON_TRUE:
	case JSON_FALSE:
		json_put_bool(w, json_is_true(v));
		break;
	case JSON_NULL:
	case JSON_NONE:
		json_put_null(w);
		break;
	}
}

static void
writing_gives_the_same_back(void **state)
{
	const char *source = "{\"a\":[],\"b\":{},\"c\":[1,[2,{\"d\":null}],"
			     "\"\\u001b\\u007f\\n\\\\\"],\"e\":true,\"f\":"
			     "false}";
	struct arena *arena = arena_new();
	struct json_text text;
	struct json_value root = opened(&text, source);

	(void)state;
	for (int pretty = 0; pretty < 2; pretty++) {
		struct buffer out = {0};
		struct json_writer w = {.out = &out, .is_pretty = pretty == 1};

		write_value(&w, arena, root);
		if (!oracle_equal(source, out.data))
			fail_msg("%s", out.data);
		buffer_free(&out);
	}
	arena_free(arena);
}

static void
bad_bytes_become_replacement_characters(void **state)
{
	struct buffer out = {0};
	struct json_writer w = {.out = &out};

	(void)state;
	json_put_text(&w, "a\xff\x80\x1b", 4);
	assert_string_equal(out.data, "\"a\xef\xbf\xbd\xef\xbf\xbd\\u001b\"");
	buffer_free(&out);
}

static uint32_t seed = 20261121;

static uint32_t
next_random(void)
{
	seed = seed * 1664525 + 1013904223;
	return seed >> 8;
}

static char *
put(char *out, const char *text)
{
	size_t len = strlen(text);

	memcpy(out, text, len + 1);
	return out + len;
}

/* A random text at OUT, as people and programs may write it. */
static char *
put_value(char *out, unsigned depth)
{
	static const char *const scalars[] = {"true", " false", "null\t", "0",
	    "-12 ", "4503599627370497", "\"\"", "\"a b\"", "\"\\u00e9\"",
	    "\"\xc3\xa9\"", "\"\\ud83d\\ude00\"", "\"\\\"\\\\\\/\\n\"",
	    "\"0123456789abcdefghijk\"", "\"]}\"", "\"01234567\\\\\""};
	static const char *const keys[] = {"\"k\\u0030\" : ", "\"k\\u0031\" : ",
	    "\"k\\u0032\" : ", "\"k\\u0033\" : "};
	bool is_object = next_random() % 2 == 0;
	size_t n = next_random() % 4;

	if (depth == 0 || next_random() % 3 == 0)
		return put(out, scalars[next_random() %
					(sizeof scalars / sizeof *scalars)]);
	out = put(out, is_object ? "{ " : "[\n");
	for (size_t i = 0; i < n; i++) {
		out = put(out, i > 0 ? " ," : "");
		if (is_object)
			out = put(out, keys[i]);
		out = put_value(out, depth - 1);
	}
	return put(out, is_object ? "}\r\n" : "]");
}

/* What ours reads of a text and writes again, jansson takes for the same. */
static void
generated_texts_are_read_as_jansson_does(void **state)
{
	static char source[1 << 16];

	(void)state;
	for (int round = 0; round < 4000; round++) {
		struct arena *arena = arena_new();
		struct buffer out = {0};
		struct json_writer w = {
		    .out = &out, .is_pretty = round % 2 == 1};
		struct json_text text;

		put_value(source, 5);
		write_value(&w, arena, opened(&text, source));
		if (!oracle_equal(source, out.data))
			fail_msg("%s gives %s", source, out.data);
		buffer_free(&out);
		arena_free(arena);
	}
}

/*
 * Mutated texts: both readers must agree on what is JSON.  jansson refuses
 * three things that RFC 8259 allows, and those are left out: numbers that do
 * not fit, \u0000, and lone surrogates.
 */
static void
jansson_agrees(void **state)
{
	static const char good[] =
	    "{\"log\": {\"entries\": [{\"a\": 1, \"b\": [true, null, "
	    "\"x\\u00e9y\", -0.5e2]}, {}], \"c\": \"\xc3\xa9\\n\"}}";
	static const char letters[] = "{}[]\",:0123456789eE+-.\\ubntrf \n/x";
	size_t n_good = 0, n_bad = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[sizeof good];
		size_t len = sizeof good - 1;
		struct json_text mine;
		struct json_error error;
		bool is_theirs;
		bool is_mine;

		memcpy(text, good, sizeof good);
		for (uint32_t i = 0; i < 1 + next_random() % 3; i++)
			text[next_random() % len] =
			    letters[next_random() % (sizeof letters - 1)];
		if (strstr(text, "\\u0000") != NULL ||
		    strstr(text, "\\ud") != NULL)
			continue;
		is_mine = json_open(&mine, text, len, &error).type != JSON_NONE;
		is_theirs = oracle_accepts(text, len);
		if (is_mine != is_theirs)
			fail_msg("%s: mine %d (%s)", text, is_mine,
			    error.what != NULL ? error.what : "");
		n_good += is_mine;
		n_bad += !is_mine;
	}
	assert_true(n_good > 500);
	assert_true(n_bad > 500);
}

/* What turns the writing of a terminal is written by its number. */
static void
what_steers_becomes_a_number(void **state)
{
	static const struct {
		const char *text, *written;
	} cases[] = {
	    {"a\xe2\x80\xae"
	     "b",
		"\"a\\u202eb\""},
	    {"\xe2\x81\xa6\xe2\x81\xa9", "\"\\u2066\\u2069\""},
	    {"\xe2\x80\xa8\xd8\x9c\xe2\x80\x8f", "\"\\u2028\\u061c\\u200f\""},
	    {"\xc2\x80\xc2\x9b", "\"\\u0080\\u009b\""},
	    {"\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa",
		"\"\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xaa\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer out = {0};
		struct json_writer w = {.out = &out};

		json_put_text(&w, cases[i].text, strlen(cases[i].text));
		assert_string_equal(out.data, cases[i].written);
		assert_true(oracle_accepts(out.data, out.len));
		buffer_free(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_judged),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(members_are_found),
	    cmocka_unit_test(strings_are_resolved),
	    cmocka_unit_test(whole_numbers_are_read),
	    cmocka_unit_test(a_cursor_gives_the_same_places),
	    cmocka_unit_test(writing_gives_the_same_back),
	    cmocka_unit_test(bad_bytes_become_replacement_characters),
	    cmocka_unit_test(what_steers_becomes_a_number),
	    cmocka_unit_test(generated_texts_are_read_as_jansson_does),
	    cmocka_unit_test(jansson_agrees),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
