/* SPDX-License-Identifier: MIT */
/*
 * What is text for people may run in the job of a pipeline, whose runner
 * reads the log: a line that begins with "::" behind any blanks is a command
 * to GitHub's, and "##[", "##vso[" and "##teamcity[" are commands anywhere.
 * The character that makes one of captured text is shown by its number.
 */
#include <stdio.h>
#include <string.h>

#include "report/report.h"

static bool
begins(const char *text, size_t len, const char *mark)
{
	size_t n = strlen(mark);

	return len >= n && memcmp(text, mark, n) == 0;
}

bool
render_is_command(const char *text, size_t len, bool is_first_of_line)
{
	if (len < 2 || (*text != '#' && *text != ':'))
		return false;
	if (*text == ':')
		return is_first_of_line && text[1] == ':';
	return begins(text, len, "##[") || begins(text, len, "##vso[") ||
	       begins(text, len, "##teamcity[");
}

size_t
render_number(char c, struct escaped *unit)
{
	int n = snprintf(
	    unit->text, sizeof unit->text, "\\u{%x}", (unsigned char)c);

	unit->len = n > 0 ? (size_t)n : 0;
	unit->width = unit->len;
	return 1;
}

/* The offset of the next one, or the end. */
static size_t
find(const struct buffer *out, size_t at, bool *is_first)
{
	for (; at < out->len; at++) {
		char c = out->data[at];

		if (render_is_command(out->data + at, out->len - at, *is_first))
			return at;
		if (c != ' ' && c != '\t')
			*is_first = c == '\n';
	}
	return at;
}

void
render_guard(struct buffer *out, size_t from)
{
	struct buffer guarded = {0};
	struct escaped unit;
	bool is_first = true;
	size_t start = from, at = find(out, from, &is_first);

	if (at == out->len)
		return;
	for (; at < out->len; at = find(out, start, &is_first)) {
		render_number(out->data[at], &unit);
		buffer_put(&guarded, out->data + start, at - start);
		buffer_put(&guarded, unit.text, unit.len);
		start = at + 1;
		is_first = false;
	}
	buffer_put(&guarded, out->data + start, out->len - start);
	out->len = from;
	if (guarded.has_failed)
		out->has_failed = true;
	else
		buffer_put(out, guarded.data, guarded.len);
	buffer_free(&guarded);
}
