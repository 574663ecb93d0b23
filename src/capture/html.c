/* SPDX-License-Identifier: MIT */
#include "capture/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "utf8.h"

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

char *
html_resolve(struct arena *arena, const char *text, size_t len, size_t *out_len)
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
	*out_len = n;
	return out;
}

static char *
resolve(struct arena *arena, const char *text, size_t len)
{
	size_t out_len;

	return html_resolve(arena, text, len, &out_len);
}

static bool
is_white(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/* The end of a run that holds neither white space nor one of STOPS. */
static const char *
run_end(const char *at, const char *end, const char *stops)
{
	while (at < end && !is_white(*at) &&
	       memchr(stops, *at, strlen(stops)) == NULL)
		at++;
	return at;
}

static const char *
skip_white(const char *at, const char *end)
{
	while (at < end && (is_white(*at) || *at == '/'))
		at++;
	return at;
}

/* The value behind a '='; *AT moves behind it. */
static const char *
attribute_value(const char **at, const char *end, size_t *len)
{
	const char *value = *at, *stop;
	char quote;

	while (value < end && is_white(*value))
		value++;
	quote =
	    value < end && (*value == '"' || *value == '\'') ? *value : '\0';
	if (quote == '\0') {
		stop = run_end(value, end, "");
		*at = stop;
	} else {
		value++;
		stop = memchr(value, quote, (size_t)(end - value));
		*at = stop != NULL ? stop + 1 : end;
		stop = stop != NULL ? stop : end;
	}
	*len = (size_t)(stop - value);
	return value;
}

/* An attribute of the tag [AT, END), the quotes taken off; borrowed. */
static const char *
attribute(const char *at, const char *end, const char *name, size_t *len)
{
	size_t name_len = strlen(name);

	while ((at = skip_white(at, end)) < end) {
		const char *start = at, *stop = run_end(at + 1, end, "/=");
		const char *value;

		at = stop;
		while (at < end && is_white(*at))
			at++;
		if (at >= end || *at != '=')
			continue;
		at++;
		value = attribute_value(&at, end, len);
		if ((size_t)(stop - start) == name_len &&
		    strncasecmp(start, name, name_len) == 0)
			return value;
	}
	return NULL;
}

/* The '>' that ends a tag, quotes heeded; NULL: it does not end. */
static const char *
tag_end(const char *at, const char *end)
{
	while (at < end && *at != '>') {
		if (*at == '"' || *at == '\'')
			at = memchr(at + 1, *at, (size_t)(end - at - 1));
		if (at == NULL)
			return NULL;
		at++;
	}
	return at < end ? at : NULL;
}

static bool
tag_is(const char *at, const char *end, const char *name)
{
	size_t len = strlen(name);

	return (size_t)(end - at) > len && strncasecmp(at, name, len) == 0 &&
	       (is_white(at[len]) || at[len] == '/' || at[len] == '>');
}

static bool
is_name(const char *name, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(name, wanted, len) == 0;
}

/* The first message counts, and the RelayState beside it. */
static void
read_input(struct arena *arena, const char *at, const char *end,
    struct html_form *form)
{
	size_t name_len, len;
	const char *name = attribute(at, end, "name", &name_len);
	const char *value = attribute(at, end, "value", &len);
	bool is_response, is_request;

	if (name == NULL || value == NULL)
		return;
	is_response = is_name(name, name_len, "SAMLResponse");
	is_request = is_name(name, name_len, "SAMLRequest");
	if (is_name(name, name_len, "RelayState")) {
		form->relay_state = resolve(arena, value, len);
	} else if (form->value == NULL && (is_response || is_request)) {
		form->parameter = is_response ? "SAMLResponse" : "SAMLRequest";
		form->value = resolve(arena, value, len);
	}
}

static void
read_action(struct arena *arena, const char *at, const char *end,
    struct html_form *form)
{
	size_t len;
	const char *action = attribute(at, end, "action", &len);

	if (action != NULL && form->value == NULL)
		form->action = resolve(arena, action, len);
}

bool
html_read_form(
    struct arena *arena, const char *page, size_t len, struct html_form *form)
{
	const char *at = page, *end = page + len;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		const char *close;
		bool is_form, is_input;

		at++;
		is_form = tag_is(at, end, "form");
		is_input = tag_is(at, end, "input");
		if (!is_form && !is_input)
			continue;
		close = tag_end(at, end);
		if (close == NULL)
			break;
		if (is_form)
			read_action(arena, at + 4, close, form);
		else
			read_input(arena, at + 5, close, form);
		at = close;
	}
	return !arena_has_failed(arena);
}

/* What a reader does not see: a comment, a script, a style sheet. */
static const struct {
	const char *start, *end;
} unseen[] = {{"<!--", "-->"}, {"<script", "</script"}, {"<style", "</style"},
    {"<head", "</head"}};

/* The byte behind what is not seen at AT; AT where it is seen. */
static size_t
skip_unseen(const char *page, size_t len, size_t at)
{
	for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++) {
		size_t n = strlen(unseen[i].start), m = strlen(unseen[i].end);

		if (len - at <= n ||
		    strncasecmp(page + at, unseen[i].start, n) != 0)
			continue;
		/* <header> is not <head>. */
		if (isalpha((unsigned char)page[at + n]))
			continue;
		for (at += n; at < len; at++) {
			if (len - at >= m &&
			    strncasecmp(page + at, unseen[i].end, m) == 0)
				return at + m;
		}
	}
	return at;
}

/* The byte behind the markup at AT; AT where there is none. */
static size_t
skip_markup(const char *page, size_t len, size_t at)
{
	const char *close;
	size_t behind;

	if (page[at] != '<')
		return at;
	behind = skip_unseen(page, len, at);
	if (behind == at)
		behind++;
	/* The rest of the tag, or of the closing one. */
	close = memchr(page + behind - 1, '>', len - behind + 1);
	return close != NULL ? (size_t)(close - page) + 1 : len;
}

const char *
html_text(struct arena *arena, const char *page, size_t len, size_t max)
{
	/* An entity is at most nine times as long as what it stands for. */
	size_t room = 9 * max, n = 0, behind;
	char *out = arena_alloc(arena, room + 1);

	for (size_t i = 0; out != NULL && i < len && n < room;) {
		bool is_blank = page[i] == '<' || is_white(page[i]);

		if (!is_blank)
			out[n++] = page[i];
		else if (n > 0 && out[n - 1] != ' ')
			out[n++] = ' ';
		behind = skip_markup(page, len, i);
		i = behind > i ? behind : i + 1;
	}
	if (out == NULL || (out = resolve(arena, out, n)) == NULL)
		return NULL;
	n = utf8_cut(out, strlen(out), max);
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
	return out;
}
