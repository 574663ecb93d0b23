/* SPDX-License-Identifier: MIT */
#include "json/scan.h"

#include <string.h>

#include "chars.h"
#include "utf8.h"

static bool
fail(struct scan *s, const char *what)
{
	s->what = what;
	return false;
}

size_t
scan_skip_blanks(const char *data, size_t len, size_t at)
{
	while (at < len && (data[at] == ' ' || data[at] == '\n' ||
			       data[at] == '\r' || data[at] == '\t'))
		at++;
	return at;
}

static void
skip_blanks(struct scan *s)
{
	s->at = scan_skip_blanks(s->data, s->len, s->at);
}

/* The next byte that is no blank; 0 at the end. */
static char
peek(struct scan *s)
{
	skip_blanks(s);
	return s->at < s->len ? s->data[s->at] : '\0';
}

static bool
is_hex(char c)
{
	return char_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static bool
scan_escape(struct scan *s)
{
	const char *at = s->data + s->at;
	size_t left = s->len - s->at;

	if (left >= 2 && at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL) {
		s->at += 2;
		return true;
	}
	if (left < 6 || at[1] != 'u')
		return fail(s, "an escape that JSON does not know");
	for (size_t i = 2; i < 6; i++) {
		if (!is_hex(at[i]))
			return fail(s, "\\u without four hexadecimal digits");
	}
	s->at += 6;
	return true;
}

/* A byte of a string that needs a look; all others are passed over. */
static bool
scan_special(struct scan *s)
{
	unsigned char c = (unsigned char)s->data[s->at];
	size_t n;

	if (c == '\\')
		return scan_escape(s);
	if (c < 0x20)
		return fail(s, c == '\n' ? "a string that is not closed"
					 : "a control character in a string");
	n = utf8_len((const unsigned char *)s->data + s->at, s->len - s->at);
	if (n == 0)
		return fail(s, "bytes that are not UTF-8");
	s->at += n;
	return true;
}

static bool
is_plain(unsigned char c)
{
	return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

#define EACH_BYTE(c) (UINT64_C(0x0101010101010101) * (c))
/* The high bit of every byte of W that is below N, for N up to 0x80. */
#define BYTES_BELOW(w, n) (((w)-EACH_BYTE(n)) & ~(w)&EACH_BYTE(0x80))

/* Plain bytes from AT on, eight at a time: a HAR is mostly these. */
static size_t
skip_plain(const char *data, size_t len, size_t at)
{
	uint64_t w;

	for (; len - at >= sizeof w; at += sizeof w) {
		memcpy(&w, data + at, sizeof w);
		if (((w & EACH_BYTE(0x80)) | BYTES_BELOW(w, 0x20) |
			BYTES_BELOW(w ^ EACH_BYTE('"'), 1) |
			BYTES_BELOW(w ^ EACH_BYTE('\\'), 1)) != 0)
			break;
	}
	while (at < len && is_plain((unsigned char)data[at]))
		at++;
	return at;
}

static bool
scan_string(struct scan *s)
{
	s->at++;
	while ((s->at = skip_plain(s->data, s->len, s->at)) < s->len) {
		if (s->data[s->at] == '"') {
			s->at++;
			return true;
		}
		if (!scan_special(s))
			return false;
	}
	return fail(s, "a string that is not closed");
}

static bool
scan_digits(struct scan *s)
{
	size_t start = s->at;

	while (s->at < s->len && char_is_digit(s->data[s->at]))
		s->at++;
	return s->at > start || fail(s, "a digit is missing");
}

static bool
scan_fraction(struct scan *s)
{
	if (s->at < s->len && s->data[s->at] == '.') {
		s->at++;
		if (!scan_digits(s))
			return false;
	}
	if (s->at < s->len && (s->data[s->at] | 0x20) == 'e') {
		s->at++;
		if (s->at < s->len &&
		    (s->data[s->at] == '+' || s->data[s->at] == '-'))
			s->at++;
		return scan_digits(s);
	}
	return true;
}

static bool
scan_number(struct scan *s)
{
	if (s->data[s->at] == '-')
		s->at++;
	if (s->at < s->len && s->data[s->at] == '0') {
		s->at++;
		if (s->at < s->len && char_is_digit(s->data[s->at]))
			return fail(s, "a number that begins with 0");
	} else if (!scan_digits(s)) {
		return false;
	}
	return scan_fraction(s);
}

static bool
scan_literal(struct scan *s, const char *literal)
{
	size_t len = strlen(literal);

	if (s->len - s->at < len || memcmp(s->data + s->at, literal, len) != 0)
		return fail(s, "a word that JSON does not know");
	s->at += len;
	return true;
}

/* Anything but an object or an array. */
static bool
scan_scalar(struct scan *s)
{
	char c = peek(s);

	if (c == '"')
		return scan_string(s);
	if (c == '-' || char_is_digit(c))
		return scan_number(s);
	if (c == 't')
		return scan_literal(s, "true");
	if (c == 'f')
		return scan_literal(s, "false");
	if (c == 'n')
		return scan_literal(s, "null");
	if (s->at >= s->len)
		return fail(s, "the text ends where a value should stand");
	return fail(s, "a value is missing");
}

/* "name": in front of a member's value. */
static bool
scan_name(struct scan *s)
{
	if (peek(s) != '"')
		return fail(s, "a name in quotes is missing");
	if (!scan_string(s))
		return false;
	if (peek(s) != ':')
		return fail(s, "a colon is missing");
	s->at++;
	return true;
}

/* The closing brackets that are awaited, innermost last. */
struct nest {
	char closing[JSON_MAX_DEPTH];
	size_t depth;
};

/* A value begins: a scalar is read whole, a bracket opened. */
static bool
scan_begin(struct scan *s, struct nest *nest, bool *is_open)
{
	char c = peek(s);

	*is_open = c == '{' || c == '[';
	if (!*is_open)
		return scan_scalar(s);
	if (nest->depth == JSON_MAX_DEPTH)
		return fail(s, "values nested deeper than 64 levels");
	nest->closing[nest->depth++] = c == '{' ? '}' : ']';
	s->at++;
	return true;
}

/* Close what can be closed.  false: a comma and another value follow. */
static bool
scan_close(struct scan *s, struct nest *nest)
{
	while (nest->depth > 0 && peek(s) == nest->closing[nest->depth - 1]) {
		nest->depth--;
		s->at++;
	}
	return nest->depth == 0;
}

static bool
scan_comma(struct scan *s)
{
	if (peek(s) != ',')
		return fail(s, s->at < s->len ? "a comma is missing"
					      : "the text ends too early");
	s->at++;
	return true;
}

bool
scan_document(struct scan *s)
{
	struct nest nest = {.depth = 0};
	bool is_open = false;

	if (!scan_begin(s, &nest, &is_open))
		return false;
	while (nest.depth > 0) {
		/* Behind an opening bracket a closing one may follow. */
		if (!is_open || peek(s) == nest.closing[nest.depth - 1]) {
			if (scan_close(s, &nest))
				break;
			if (!scan_comma(s))
				return false;
		}
		if (nest.closing[nest.depth - 1] == '}' && !scan_name(s))
			return false;
		if (!scan_begin(s, &nest, &is_open))
			return false;
	}
	s->end = s->at;
	skip_blanks(s);
	return s->at == s->len || fail(s, "something behind the value");
}

/* The byte behind a string that begins at AT. */
static size_t
string_end(const char *data, size_t len, size_t at)
{
	for (at++; at < len; at++) {
		const char *quote = memchr(data + at, '"', len - at);
		size_t slashes = 0;

		if (quote == NULL)
			return len;
		at = (size_t)(quote - data);
		while (data[at - 1 - slashes] == '\\')
			slashes++;
		if (slashes % 2 == 0)
			return at + 1;
	}
	return len;
}

static size_t
nested_end(const char *data, size_t len, size_t at)
{
	size_t depth = 0;

	while (at < len) {
		char c = data[at];

		if (c == '"') {
			at = string_end(data, len, at);
			continue;
		}
		at++;
		if (c == '{' || c == '[')
			depth++;
		else if ((c == '}' || c == ']') && --depth == 0)
			return at;
	}
	return len;
}

size_t
scan_value_end(const char *data, size_t len, size_t at)
{
	if (at >= len)
		return len;
	if (data[at] == '"')
		return string_end(data, len, at);
	if (data[at] == '{' || data[at] == '[')
		return nested_end(data, len, at);
	while (at < len && strchr(",]} \t\r\n", data[at]) == NULL)
		at++;
	return at;
}

enum json_type
scan_type(char first)
{
	switch (first) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	default:
		return JSON_NUMBER;
	}
}
