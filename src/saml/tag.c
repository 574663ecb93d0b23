/* SPDX-License-Identifier: MIT */
#include "saml/tag.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "utf8.h"

size_t
tag_name_end(const char *tag, size_t len)
{
	size_t at = 1;

	while (at < len && !char_is_white(tag[at]) && tag[at] != '/' &&
	       tag[at] != '>')
		at++;
	return at;
}

bool
tag_is(const char *tag, size_t len, const char *local_name)
{
	size_t end = tag_name_end(tag, len), n = strlen(local_name);

	return end > n && memcmp(tag + end - n, local_name, n) == 0 &&
	       (tag[end - n - 1] == '<' || tag[end - n - 1] == ':');
}

/* The quote behind '=', from AT on; LEN where it makes no sense. */
static size_t
find_quote(const char *tag, size_t len, size_t at)
{
	while (at < len && char_is_white(tag[at]))
		at++;
	if (at == len || tag[at] != '=')
		return len;
	for (at++; at < len && char_is_white(tag[at]);)
		at++;
	return at < len && (tag[at] == '"' || tag[at] == '\'') ? at : len;
}

bool
tag_next(
    const char *tag, size_t len, size_t *at, struct tag_attribute *attribute)
{
	size_t start = *at == 0 ? tag_name_end(tag, len) : *at, end, quote;
	const char *close;

	while (start < len && char_is_white(tag[start]))
		start++;
	end = start;
	while (end < len && !char_is_white(tag[end]) &&
	       strchr("=/>\"'", tag[end]) == NULL)
		end++;
	quote = find_quote(tag, len, end);
	if (end == start || quote == len)
		return false;
	close = memchr(tag + quote + 1, tag[quote], len - quote - 1);
	if (close == NULL)
		return false;
	*attribute = (struct tag_attribute){.name = tag + start,
	    .name_len = end - start,
	    .value = tag + quote + 1,
	    .value_len = (size_t)(close - tag) - quote - 1};
	*at = (size_t)(close - tag) + 1;
	return true;
}

bool
tag_is_declaration(const struct tag_attribute *a)
{
	return a->name_len >= 5 && memcmp(a->name, "xmlns", 5) == 0 &&
	       (a->name_len == 5 || a->name[5] == ':');
}

bool
tag_declares(
    const char *tag, size_t len, const struct tag_attribute *declaration)
{
	struct tag_attribute own;
	size_t at = 0;

	while (tag_next(tag, len, &at, &own)) {
		if (own.name_len == declaration->name_len &&
		    memcmp(own.name, declaration->name, own.name_len) == 0)
			return true;
	}
	return false;
}

/* &#10; and &#xA;: the code, or 0. */
static unsigned long
numbered(const char *reference, size_t len)
{
	char digits[12] = "";
	bool is_hex = len > 1 && reference[1] == 'x';
	size_t skip = is_hex ? 2 : 1;

	if (reference[0] != '#' || len - skip >= sizeof digits)
		return 0;
	memcpy(digits, reference + skip, len - skip);
	return strtoul(digits, NULL, is_hex ? 16 : 10);
}

/* The five that XML knows, and numbers; 0: another one. */
static unsigned long
code_of(const char *reference, size_t len)
{
	static const struct {
		const char *name;
		char c;
	} names[] = {{"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'},
	    {"apos", '\''}};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strlen(names[i].name) == len &&
		    memcmp(names[i].name, reference, len) == 0)
			return (unsigned char)names[i].c;
	}
	return len > 0 ? numbered(reference, len) : 0;
}

/* Behind the reference at AT; it is kept as it is where it is none. */
static size_t
put_reference(const struct tag_attribute *a, size_t at, struct buffer *out)
{
	const char *end = memchr(a->value + at, ';', a->value_len - at);
	size_t len = end == NULL ? 0 : (size_t)(end - a->value) - at - 1;
	unsigned long code = end == NULL ? 0 : code_of(a->value + at + 1, len);
	char encoded[4];
	size_t n;

	n = code > 0 && code <= 0x10ffff ? utf8_encode(encoded, (unsigned)code)
					 : 0;
	if (n == 0) {
		buffer_putc(out, '&');
		return at + 1;
	}
	buffer_put(out, encoded, n);
	return at + len + 2;
}

void
tag_value(const struct tag_attribute *a, struct buffer *out)
{
	size_t at = 0;

	while (at < a->value_len) {
		char c = a->value[at];

		if (c == '&') {
			at = put_reference(a, at, out);
			continue;
		}
		/* A line end is one character, however it is written. */
		if (c != '\r' || at + 1 == a->value_len ||
		    a->value[at + 1] != '\n')
			buffer_putc(out, char_is_white(c) ? ' ' : c);
		at++;
	}
}
