/* SPDX-License-Identifier: MIT */
#include "report/layout.h"

#include <string.h>

#define WIDTH_DEFAULT 80
#define WIDTH_LEAST 40

struct layout
layout_of(const struct sdx_style *style, struct buffer *out)
{
	struct layout layout = {.out = out, .width = WIDTH_DEFAULT};

	if (style != NULL) {
		layout.has_color = style->has_color;
		if (style->width != 0)
			layout.width = style->width;
	}
	if (layout.width < WIDTH_LEAST)
		layout.width = WIDTH_LEAST;
	return layout;
}

void
layout_color(const struct layout *layout, const char *color)
{
	if (layout->has_color)
		buffer_printf(layout->out, "\033[%sm", color);
}

void
layout_color_end(const struct layout *layout)
{
	if (layout->has_color)
		buffer_puts(layout->out, "\033[0m");
}

/* The bytes up to the next blank; a run in backquotes is one word. */
static size_t
word_length(const struct layout *layout, size_t indent, const char *text)
{
	size_t len = strcspn(text, " \n");
	const char *quote = memchr(text, '`', len), *end;
	size_t run;

	if (quote == NULL || (end = strchr(quote + 1, '`')) == NULL ||
	    end < text + len)
		return len;
	run = (size_t)(end - text) + 1;
	run += strcspn(end + 1, " \n");
	if (memchr(text, '\n', run) != NULL ||
	    indent + render_width(text, run) > layout->width)
		return len;
	return run;
}

static void
new_line(const struct layout *layout, size_t indent)
{
	buffer_putc(layout->out, '\n');
	buffer_repeat(layout->out, ' ', indent);
}

/* What is to be copied is not broken; other words may be when they must. */
static bool
must_stay_whole(const char *word, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (word[i] == '`' || strncmp(word + i, "://", 3) == 0 ||
		    strncmp(word + i, "arn:", 4) == 0)
			return true;
	}
	return false;
}

/* The bytes of a word that fit into COLUMNS; up to a slash, if there is. */
static size_t
piece_length(const char *word, size_t len, size_t columns)
{
	struct escaped unit;
	size_t at = 0, width = 0, slash = 0;

	while (at < len) {
		size_t n = render_unit(word + at, len - at, &unit);

		width += unit.width;
		if (width > columns && at > 0)
			return slash > 0 ? slash : at;
		at += n;
		if (word[at - 1] == '/')
			slash = at;
	}
	return len;
}

/* A word that no line can hold.  Returns the column behind it. */
static size_t
write_broken(
    const struct layout *layout, size_t indent, const char *word, size_t len)
{
	for (;;) {
		size_t n = piece_length(word, len, layout->width - indent);

		render_veiled(layout->out, word, n);
		if (n == len)
			return indent + render_width(word, n);
		new_line(layout, indent);
		word += n;
		len -= n;
	}
}

size_t
layout_wrap(
    const struct layout *layout, size_t at, size_t indent, const char *text)
{
	bool is_first = true;
	size_t shown = strlen(text);

	text = buffer_veiled(layout->out, text, &shown);
	while (*text != '\0') {
		size_t len, width;

		if (*text == ' ') {
			text++;
			continue;
		}
		if (*text == '\n') {
			new_line(layout, indent);
			at = indent;
			is_first = true;
			text++;
			continue;
		}
		len = word_length(layout, indent, text);
		width = render_width(text, len);
		if (!is_first && at + 1 + width > layout->width) {
			new_line(layout, indent);
			at = indent;
		} else if (!is_first) {
			buffer_putc(layout->out, ' ');
			at++;
		}
		if (at == indent && indent + width > layout->width &&
		    !must_stay_whole(text, len)) {
			at = write_broken(layout, indent, text, len);
		} else {
			render_veiled(layout->out, text, len);
			at += width;
		}
		text += len;
		is_first = false;
	}
	return at;
}

void
layout_paragraph(const struct layout *layout, size_t indent, const char *text)
{
	buffer_repeat(layout->out, ' ', indent);
	layout_wrap(layout, indent, indent, text);
	buffer_putc(layout->out, '\n');
}

void
layout_tag(const struct layout *layout, size_t at, const char *tag)
{
	size_t len = strlen(tag);

	if (at + 2 + len > layout->width) {
		buffer_putc(layout->out, '\n');
		at = 0;
	}
	if (at + len < layout->width)
		buffer_repeat(layout->out, ' ', layout->width - len - at);
	buffer_puts(layout->out, tag);
}

/* Where the next option begins, the blank before it; or the end. */
static size_t
command_piece(const char *command)
{
	const char *next = strstr(command + 1, " --");

	return next != NULL ? (size_t)(next - command) : strlen(command);
}

/* Quotes may hold anything: such a command is left as it stands. */
static bool
may_be_broken(const char *command)
{
	return strpbrk(command, "'\"\n") == NULL;
}

static void
command_as_it_stands(
    const struct layout *layout, size_t indent, const char *command)
{
	size_t len = strcspn(command, "\n");

	render_veiled(layout->out, command, len);
	while (command[len] != '\0') {
		command += len + 1;
		len = strcspn(command, "\n");
		new_line(layout, indent);
		render_veiled(layout->out, command, len);
	}
	buffer_putc(layout->out, '\n');
}

void
layout_command(const struct layout *layout, size_t indent, const char *command)
{
	size_t at = indent, len = strlen(command);

	command = buffer_veiled(layout->out, command, &len);
	buffer_repeat(layout->out, ' ', indent);
	if (!may_be_broken(command)) {
		command_as_it_stands(layout, indent, command);
		return;
	}
	while (*command != '\0') {
		size_t piece = command_piece(command);
		size_t width = render_width(command, piece);
		bool is_last = piece == len;

		if (at > indent &&
		    at + width + (is_last ? 0 : 2) > layout->width) {
			buffer_puts(layout->out, " \\");
			new_line(layout, indent + 3);
			at = indent + 3;
		}
		render_veiled(layout->out, command, piece);
		at += width;
		command += piece;
		len -= piece;
	}
	buffer_putc(layout->out, '\n');
}
