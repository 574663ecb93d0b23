/* SPDX-License-Identifier: MIT */
/*
 * The reader and the writer of JSON, beside jansson.  What must hold:
 *  - what jansson takes is taken, and the other way round; what they are
 *    known to differ in is named below;
 *  - what is written again, on one line or many, is the same to jansson;
 *  - a text that is refused has words and a place inside of it.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "tests/unit/json_oracle.h"
#include "json/json.h"

static void
look(struct arena *arena, struct json_value value, unsigned depth)
{
	struct json_iter iter = json_iterate(value);
	struct json_value key, inner;
	size_t n = 0, len;
	int64_t number;

	if (depth > JSON_MAX_DEPTH || value.end > value.text->len ||
	    value.start >= value.end)
		fuzz_fail("a value that stands nowhere");
	json_integer(value, &number);
	if ((json_string(arena, value, &len) != NULL) !=
	    (value.type == JSON_STRING))
		fuzz_fail("a string that is none");
	while (json_next(&iter, &key, &inner)) {
		look(arena, inner, depth + 1);
		if (value.type == JSON_OBJECT &&
		    json_get(value, json_string(arena, key, NULL)).type ==
			JSON_NONE &&
		    memchr(json_string(arena, key, &len), 0, len) == NULL)
			fuzz_fail("a member that is not found");
		n++;
	}
	if (n != json_size(value))
		fuzz_fail("members that are miscounted");
}

static void
write_again(struct json_value value, const char *text)
{
	for (int pretty = 0; pretty < 2; pretty++) {
		struct buffer out = {0};
		struct json_writer writer = {
		    .out = &out, .is_pretty = pretty != 0};

		json_put_value(&writer, value);
		buffer_put(&out, "", 1);
		if (out.has_failed || !oracle_equal(text, out.data))
			fuzz_fail("what was written is something else");
		buffer_free(&out);
	}
}

/* jansson refuses U+0000, lone surrogates and numbers out of range, and
 * takes a NUL for the end. */
static bool
is_beyond_oracle(const char *text, size_t len)
{
	return len == 0 || strstr(text, "\\u") != NULL ||
	       strpbrk(text, "0123456789") != NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	struct fuzz_text text = {0};
	struct json_text json;
	struct json_error error = {0};
	struct json_value value;
	bool is_taken;

	fuzz_keep(data, len, &text);
	value = json_open(&json, text.data, len, &error);
	is_taken = value.type != JSON_NONE;
	if (is_taken)
		look(arena, value, 0);
	else if (error.what == NULL || error.offset > len || error.line == 0 ||
		 error.column == 0)
		fuzz_fail("a fault without words or place");
	if (memchr(text.data, 0, len) != NULL)
		goto out;
	if (oracle_accepts(text.data + json.start, len - json.start)) {
		if (is_taken)
			write_again(value, text.data + json.start);
		else if (strcmp(error.what, "values nested deeper than "
					    "64 levels") != 0)
			fuzz_fail("jansson reads it");
	} else if (is_taken && !is_beyond_oracle(text.data, len)) {
		fuzz_fail("jansson does not read it");
	}
out:
	free(text.data);
	arena_free(arena);
	return 0;
}
