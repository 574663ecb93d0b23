/* SPDX-License-Identifier: MIT */
#include "report/markup.h"

#include <string.h>

static const char *
reference(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* TEXT is escaped as for a terminal already. */
static void
put_escaped(struct buffer *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *name = reference(text[i]);

		if (name != NULL)
			buffer_puts(out, name);
		else
			buffer_putc(out, text[i]);
	}
}

void
markup_bytes(struct buffer *out, const char *text, size_t len)
{
	struct buffer shown = {0};

	text = buffer_veiled(out, text, &len);
	render_escape(&shown, text, len);
	if (shown.len > 0)
		put_escaped(out, shown.data, shown.len);
	out->has_failed |= shown.has_failed;
	buffer_free(&shown);
}

static void
put_lines(struct buffer *out, const char *text, char end)
{
	for (;;) {
		size_t len = strcspn(text, "\n");

		markup_bytes(out, text, len);
		if (text[len] == '\0')
			return;
		buffer_putc(out, end);
		text += len + 1;
	}
}

void
markup_text(struct buffer *out, const char *text)
{
	put_lines(out, text, '\n');
}

void
markup_line(struct buffer *out, const char *text)
{
	put_lines(out, text, ' ');
}

void
markup_value(const struct text_report *t, const char *value)
{
	markup_line(t->layout.out, plain_string(t, plain_value, value));
}
