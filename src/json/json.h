/* SPDX-License-Identifier: MIT */
/*
 * The one JSON reader and the one JSON writer (RFC 8259).
 *
 * The reader copies nothing: a value is a pair of offsets into the text, so
 * that line and column of everything are known, repeated keys stay visible
 * in their order, and what does not matter is skipped.  json_open() checks
 * the whole text once; the walks after it cannot fail.  It knows nothing of
 * what the text is about.
 */
#ifndef SDX_JSON_JSON_H
#define SDX_JSON_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "buffer.h"

#define JSON_MAX_DEPTH 64

enum json_type {
	JSON_NONE = 0, /* no value; what a failed look-up gives */
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

struct json_text {
	const char *data; /* borrowed */
	size_t len;
	size_t start; /* behind a byte order mark, else 0 */
};

struct json_value {
	const struct json_text *text;
	enum json_type type;
	size_t start; /* offset of the first byte */
	size_t end;   /* offset behind the last byte */
};

struct json_error {
	const char *what; /* static, for a person: "a comma is missing" */
	size_t offset;
	size_t line;   /* from 1 */
	size_t column; /* from 1, in characters */
};

struct json_iter {
	struct json_value in;
	size_t at;
};

/*
 * Check LEN bytes strictly: UTF-8, one value, nothing behind it, depth at
 * most JSON_MAX_DEPTH.  Returns the value, of type JSON_NONE with *ERROR
 * filled otherwise.  TEXT is filled in and must outlive the values.
 */
struct json_value json_open(struct json_text *text, const char *data,
    size_t len, struct json_error *error);

/* The members of an object or the elements of an array, in order. */
struct json_iter json_iterate(struct json_value);
/* KEY is of type JSON_NONE in an array and may be NULL.  false: no more. */
bool json_next(
    struct json_iter *, struct json_value *key, struct json_value *value);

/* The first member of that name, or a value of type JSON_NONE. */
struct json_value json_get(struct json_value object, const char *key);
/* The same along a path: json_path(v, "Role", "Arn", (char *)NULL). */
struct json_value json_path(struct json_value, ...);
/* How many members have that name. */
size_t json_count(struct json_value object, const char *key);
/* The number of members or elements. */
size_t json_size(struct json_value);

/* Is this a string with just that value, escapes resolved? */
bool json_equals(struct json_value, const char *);
/*
 * The string with its escapes resolved, in the arena and NUL-terminated;
 * *LEN may be NULL.  NULL for any other type.  A lone surrogate becomes
 * U+FFFD.  A \u0000 is kept, so that *LEN may exceed strlen().
 */
const char *json_string(struct arena *, struct json_value, size_t *len);
/*
 * The bytes between the quotes where no escape stands in them, borrowed
 * from the text, else as json_string().
 */
const char *json_string_view(struct arena *, struct json_value, size_t *len);
/* false: not a whole number that fits. */
bool json_integer(struct json_value, int64_t *);
/* true only for the literal true. */
bool json_is_true(struct json_value);

/* Line and column, both from 1, columns in characters. */
void json_position(
    const struct json_text *, size_t offset, size_t *line, size_t *column);
/*
 * The same for many offsets in rising order, each byte looked at once.
 * Zero-initialise before use.
 */
struct json_cursor {
	size_t at;
	size_t line, column; /* of at, from 1 */
};
void json_cursor_move(
    struct json_cursor *, const struct json_text *, size_t offset);

/*
 * The writer.  Keys and values are escaped; bytes that are no UTF-8 become
 * U+FFFD.  Indented by two blanks when is_pretty.
 */
struct json_writer {
	struct buffer *out;
	bool is_pretty;
	unsigned depth;
	bool needs_comma;
	bool has_key;
};
void json_begin_object(struct json_writer *);
void json_end_object(struct json_writer *);
void json_begin_array(struct json_writer *);
void json_end_array(struct json_writer *);
void json_key(struct json_writer *, const char *);
void json_put_string(struct json_writer *, const char *); /* NULL: null */
/* A key and its string. */
void json_put_member(struct json_writer *, const char *key, const char *);
void json_put_text(struct json_writer *, const char *, size_t len);
void json_put_integer(struct json_writer *, int64_t);
void json_put_bool(struct json_writer *, bool);
void json_put_null(struct json_writer *);
/* A value as it stands in another text, which json_open() has checked. */
void json_put_value(struct json_writer *, struct json_value);

#endif
