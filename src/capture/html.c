/* SPDX-License-Identifier: MIT */
#include "capture/html.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	char stands_for;
} entities[] = {
    {"amp;", '&'},
    {"lt;", '<'},
    {"gt;", '>'},
    {"quot;", '"'},
    {"apos;", '\''},
    {"plus;", '+'},
    {"equals;", '='},
    {"sol;", '/'},
    {"colon;", ':'},
    {"period;", '.'},
    {"Tab;", '\t'},
    {"NewLine;", '\n'},
};

/* &#43; &#x2b;: of interest below U+0080 alone.  Bytes used; 0: none. */
static size_t
numeric_entity(const char *text, size_t len, char *out)
{
	bool is_hex = len > 2 && (text[2] | 0x20) == 'x';
	char digits[9];
	size_t start = is_hex ? 3 : 2, n = 0;
	unsigned long code;
	char *end;

	while (start + n < len && n < 8 && text[start + n] != ';')
		n++;
	if (n == 0 || start + n >= len || text[start + n] != ';')
		return 0;
	memcpy(digits, text + start, n);
	digits[n] = '\0';
	code = strtoul(digits, &end, is_hex ? 16 : 10);
	if (*end != '\0' || code == 0 || code > 0x7f)
		return 0;
	*out = (char)code;
	return start + n + 1;
}

static size_t
named_entity(const char *text, size_t len, char *out)
{
	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++) {
		size_t n = strlen(entities[i].name);

		if (len > n && memcmp(text + 1, entities[i].name, n) == 0) {
			*out = entities[i].stands_for;
			return n + 1;
		}
	}
	return 0;
}

static char *
resolve(struct arena *arena, const char *text, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	size_t n = 0;

	if (out == NULL)
		return NULL;
	/* No entity is shorter than what it stands for. */
	for (size_t i = 0; i < len;) {
		size_t used = 0;
		char c = text[i];

		if (c == '&' && i + 1 < len)
			used = text[i + 1] == '#'
				   ? numeric_entity(text + i, len - i, &c)
				   : named_entity(text + i, len - i, &c);
		out[n++] = c;
		i += used > 0 ? used : 1;
	}
	out[n] = '\0';
	return out;
}

/* An attribute of the tag [AT, END), the quotes taken off; borrowed. */
static const char *
attribute(const char *at, const char *end, const char *name, size_t *len)
{
	size_t name_len = strlen(name);

	while (at < end) {
		const char *start, *value;
		char quote;

		while (at < end && strchr(" \t\r\n/", *at) != NULL)
			at++;
		start = at;
		while (at < end && strchr(" \t\r\n/=", *at) == NULL)
			at++;
		value = at;
		while (at < end && strchr(" \t\r\n", *at) != NULL)
			at++;
		if (at >= end || *at != '=') {
			at = value + (value == start);
			continue;
		}
		for (at++; at < end && strchr(" \t\r\n", *at) != NULL;)
			at++;
		quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
		*len = 0;
		while (at + *len < end &&
		       (quote != '\0' ? at[*len] != quote
				      : strchr(" \t\r\n", at[*len]) == NULL))
			++*len;
		if ((size_t)(value - start) == name_len &&
		    strncasecmp(start, name, name_len) == 0)
			return at;
		at += *len + (quote != '\0');
	}
	return NULL;
}

/* The '>' that ends a tag, quotes heeded. */
static const char *
tag_end(const char *at, const char *end)
{
	char quote = '\0';

	for (; at < end; at++) {
		if (quote != '\0')
			quote = *at == quote ? '\0' : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
		else if (*at == '>')
			return at;
	}
	return end;
}

static bool
tag_is(const char *at, const char *end, const char *name)
{
	size_t len = strlen(name);

	return (size_t)(end - at) > len && strncasecmp(at, name, len) == 0 &&
	       strchr(" \t\r\n/", at[len]) != NULL;
}

static void
read_input(struct arena *arena, const char *at, const char *end,
    struct html_form *form)
{
	size_t name_len, len;
	const char *name = attribute(at, end, "name", &name_len);
	const char *value = attribute(at, end, "value", &len);

	if (name == NULL || value == NULL)
		return;
	if (name_len == 12 && memcmp(name, "SAMLResponse", 12) == 0)
		form->parameter = "SAMLResponse";
	else if (name_len == 11 && memcmp(name, "SAMLRequest", 11) == 0)
		form->parameter = "SAMLRequest";
	else if (name_len == 10 && memcmp(name, "RelayState", 10) == 0)
		form->relay_state = resolve(arena, value, len);
	if (form->value == NULL && form->parameter != NULL && name_len != 10)
		form->value = resolve(arena, value, len);
}

bool
html_read_form(
    struct arena *arena, const char *page, size_t len, struct html_form *form)
{
	const char *at = page, *end = page + len;
	size_t action_len;

	while (at < end && (at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		const char *close = tag_end(++at, end), *action;

		if (tag_is(at, close, "form") && form->value == NULL) {
			action =
			    attribute(at + 4, close, "action", &action_len);
			if (action != NULL)
				form->action =
				    resolve(arena, action, action_len);
		} else if (tag_is(at, close, "input")) {
			read_input(arena, at + 5, close, form);
		}
	}
	return !arena_has_failed(arena);
}

const char *
html_text(struct arena *arena, const char *page, size_t len, size_t max)
{
	char *out = arena_alloc(arena, max + 1);
	bool is_tag = false, had_blank = true;
	size_t n = 0;

	for (size_t i = 0; out != NULL && i < len && n < max; i++) {
		char c = page[i];

		if (c == '<' || c == '>') {
			is_tag = c == '<';
			c = ' ';
		}
		if (is_tag || (c == ' ' && had_blank))
			continue;
		if (strchr("\t\r\n", c) != NULL)
			c = ' ';
		if (c != ' ' || !had_blank)
			out[n++] = c;
		had_blank = c == ' ';
	}
	return out != NULL ? resolve(arena, out, n) : NULL;
}
