/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "json/json.h"
#include "json/scan.h"

static struct json_value
none(const struct json_text *text)
{
	return (struct json_value){.text = text};
}

struct json_value
json_open(struct json_text *text, const char *data, size_t len,
    struct json_error *error)
{
	struct scan scan = {.data = data, .len = len};
	struct json_value value;

	text->data = data;
	text->len = len;
	text->start = len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	memset(error, 0, sizeof *error);
	scan.at = text->start;
	if (!scan_document(&scan)) {
		error->what = scan.what;
		error->offset = scan.at;
		json_position(text, scan.at, &error->line, &error->column);
		return none(text);
	}
	value = none(text);
	value.start = scan_skip_blanks(data, len, text->start);
	value.end = scan.end;
	value.type = scan_type(data[value.start]);
	return value;
}

struct json_iter
json_iterate(struct json_value value)
{
	struct json_iter iter = {.in = value, .at = value.start + 1};

	if (value.type != JSON_ARRAY && value.type != JSON_OBJECT)
		iter.at = value.end;
	return iter;
}

/* The value that begins at the next byte that is no blank. */
static struct json_value
value_at(const struct json_text *text, size_t at)
{
	struct json_value value = {.text = text};

	value.start = scan_skip_blanks(text->data, text->len, at);
	value.end = scan_value_end(text->data, text->len, value.start);
	value.type = scan_type(text->data[value.start]);
	return value;
}

bool
json_next(
    struct json_iter *iter, struct json_value *key, struct json_value *value)
{
	const struct json_text *text = iter->in.text;
	struct json_value name = none(text);
	size_t at;

	if (iter->at >= iter->in.end)
		return false;
	at = scan_skip_blanks(text->data, text->len, iter->at);
	if (text->data[at] == ',')
		at = scan_skip_blanks(text->data, text->len, at + 1);
	if (at + 1 >= iter->in.end) {
		iter->at = iter->in.end;
		return false;
	}
	if (iter->in.type == JSON_OBJECT) {
		name = value_at(text, at);
		at = scan_skip_blanks(text->data, text->len, name.end) + 1;
	}
	*value = value_at(text, at);
	if (key != NULL)
		*key = name;
	iter->at = value->end;
	return true;
}

struct json_value
json_get(struct json_value object, const char *key)
{
	struct json_iter iter = json_iterate(object);
	struct json_value name, value;

	if (object.type != JSON_OBJECT)
		return none(object.text);
	while (json_next(&iter, &name, &value)) {
		if (json_equals(name, key))
			return value;
	}
	return none(object.text);
}

struct json_value
json_path(struct json_value value, ...)
{
	const char *key;
	va_list keys;

	va_start(keys, value);
	while ((key = va_arg(keys, const char *)) != NULL)
		value = json_get(value, key);
	va_end(keys);
	return value;
}

size_t
json_count(struct json_value object, const char *key)
{
	struct json_iter iter = json_iterate(object);
	struct json_value name, value;
	size_t n = 0;

	if (object.type != JSON_OBJECT)
		return 0;
	while (json_next(&iter, &name, &value))
		n += json_equals(name, key);
	return n;
}

size_t
json_size(struct json_value value)
{
	struct json_iter iter = json_iterate(value);
	struct json_value element;
	size_t n = 0;

	while (json_next(&iter, NULL, &element))
		n++;
	return n;
}

static unsigned
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	return (unsigned)((c | 0x20) - 'a') + 10;
}

static unsigned
hex4(const char *text)
{
	unsigned unit = 0;

	for (size_t i = 0; i < 4; i++)
		unit = unit << 4 | hex_digit(text[i]);
	return unit;
}

/* A \u escape at TEXT, with the surrogate that may follow it. */
static size_t
decode_unicode(const char *text, const char *end, char out[4], size_t *used)
{
	unsigned code = hex4(text + 2), low;

	*used = 6;
	if (code >= 0xd800 && code <= 0xdbff && end - text >= 12 &&
	    text[6] == '\\' && text[7] == 'u') {
		low = hex4(text + 8);
		if (low >= 0xdc00 && low <= 0xdfff) {
			*used = 12;
			return utf8_encode(out,
			    0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00));
		}
	}
	if (code >= 0xd800 && code <= 0xdfff)
		code = 0xfffd;
	return utf8_encode(out, code);
}

/* The character at TEXT, an escape or a byte: how many bytes of each. */
static size_t
decode_one(const char *text, const char *end, char out[4], size_t *used)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *named;

	*used = 1;
	out[0] = text[0];
	if (text[0] != '\\')
		return 1;
	if (text[1] == 'u')
		return decode_unicode(text, end, out, used);
	*used = 2;
	named = strchr(from, text[1]);
	out[0] = named != NULL ? to[named - from] : text[1];
	return 1;
}

bool
json_equals(struct json_value value, const char *wanted)
{
	const char *at, *end;
	size_t len = strlen(wanted);

	if (value.type != JSON_STRING)
		return false;
	at = value.text->data + value.start + 1;
	end = value.text->data + value.end - 1;
	while (at < end) {
		size_t used, n;
		char out[4];

		n = decode_one(at, end, out, &used);
		if (n > len || memcmp(out, wanted, n) != 0)
			return false;
		wanted += n;
		len -= n;
		at += used;
	}
	return len == 0;
}

const char *
json_string(struct arena *arena, struct json_value value, size_t *len)
{
	const char *at, *end;
	char *text;
	size_t size = 0;

	if (value.type != JSON_STRING)
		return NULL;
	/* No escape is shorter than what it stands for. */
	text = arena_alloc(arena, value.end - value.start);
	if (text == NULL)
		return NULL;
	at = value.text->data + value.start + 1;
	end = value.text->data + value.end - 1;
	while (at < end) {
		size_t used;

		size += decode_one(at, end, text + size, &used);
		at += used;
	}
	text[size] = '\0';
	if (len != NULL)
		*len = size;
	return text;
}

const char *
json_string_view(struct arena *arena, struct json_value value, size_t *len)
{
	size_t n;

	if (value.type != JSON_STRING)
		return NULL;
	n = value.end - value.start - 2;
	if (memchr(value.text->data + value.start + 1, '\\', n) != NULL)
		return json_string(arena, value, len);
	*len = n;
	return value.text->data + value.start + 1;
}

bool
json_integer(struct json_value value, int64_t *number)
{
	char digits[24], *end;
	size_t len = value.end - value.start;
	long long parsed;

	if (value.type != JSON_NUMBER || len >= sizeof digits)
		return false;
	memcpy(digits, value.text->data + value.start, len);
	digits[len] = '\0';
	errno = 0;
	parsed = strtoll(digits, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*number = parsed;
	return true;
}

bool
json_is_true(struct json_value value)
{
	return value.type == JSON_TRUE;
}

static size_t
count_characters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

void
json_cursor_move(
    struct json_cursor *cursor, const struct json_text *text, size_t offset)
{
	const char *at, *end, *newline;

	if (cursor->line == 0)
		*cursor = (struct json_cursor){text->start, 1, 1};
	if (offset > text->len)
		offset = text->len;
	if (offset <= cursor->at)
		return;
	at = text->data + cursor->at;
	end = text->data + offset;
	while ((newline = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		cursor->line++;
		cursor->column = 1;
		at = newline + 1;
	}
	cursor->column += count_characters(at, (size_t)(end - at));
	cursor->at = offset;
}

void
json_position(
    const struct json_text *text, size_t offset, size_t *line, size_t *column)
{
	struct json_cursor cursor = {0};

	json_cursor_move(&cursor, text, offset);
	*line = cursor.line;
	*column = cursor.column;
}
