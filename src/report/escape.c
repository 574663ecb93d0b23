/* SPDX-License-Identifier: MIT */
/*
 * Captured text on its way to a terminal.  Whatever could move the cursor,
 * hide itself or turn the writing round is shown by its number instead.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "report/report.h"
#include "utf8.h"

struct range {
	uint32_t first, last;
};

/* Controls, blanks that are no U+0020, invisible and bidirectional ones. */
static const struct range hidden[] = {
    {0x00, 0x1f},
    {0x7f, 0xa0},
    {0xad, 0xad},
    {0x34f, 0x34f},
    {0x61c, 0x61c},
    {0x115f, 0x1160},
    {0x1680, 0x1680},
    {0x17b4, 0x17b5},
    {0x180b, 0x180f},
    {0x2000, 0x200f},
    {0x2028, 0x202f},
    {0x205f, 0x206f},
    {0x2800, 0x2800},
    {0x3000, 0x3000},
    {0x3164, 0x3164},
    {0xe000, 0xf8ff},
    {0xfe00, 0xfe0f},
    {0xfeff, 0xfeff},
    {0xffa0, 0xffa0},
    {0xfff0, 0xfffb},
    {0xfffe, 0xffff},
    {0x1d173, 0x1d17a},
    {0xe0000, 0x10ffff},
};

/* Marks that stand on the character before them (Unicode: Mn, most). */
static const struct range combining[] = {
    {0x300, 0x36f},
    {0x483, 0x489},
    {0x591, 0x5bd},
    {0x610, 0x61a},
    {0x64b, 0x65f},
    {0xe31, 0xe31},
    {0xe34, 0xe3a},
    {0xe47, 0xe4e},
    {0x1ab0, 0x1aff},
    {0x1dc0, 0x1dff},
    {0x20d0, 0x20ff},
    {0xfe20, 0xfe2f},
};

/* Two columns wide (Unicode: East Asian Width W and F, most). */
static const struct range wide[] = {
    {0x1100, 0x115e},
    {0x2e80, 0x303e},
    {0x3041, 0xa4cf},
    {0xac00, 0xd7a3},
    {0xf900, 0xfaff},
    {0xfe30, 0xfe6f},
    {0xff01, 0xff60},
    {0xffe0, 0xffe6},
    {0x1f300, 0x1f64f},
    {0x1f900, 0x1faff},
    {0x20000, 0x3fffd},
};

static bool
is_in(const struct range *ranges, size_t n, uint32_t c)
{
	for (size_t i = 0; i < n; i++) {
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	}
	return false;
}

#define IS_IN(ranges, c) is_in(ranges, sizeof(ranges) / sizeof *(ranges), c)

static void
show_number(struct escaped *unit, const char *fmt, uint32_t c)
{
	int n;

	if (c == '\n' || c == '\r' || c == '\t')
		n = snprintf(unit->text, sizeof unit->text, "\\%c",
		    c == '\n'	? 'n'
		    : c == '\r' ? 'r'
				: 't');
	else
		n = snprintf(unit->text, sizeof unit->text, "%s%x%s", fmt,
		    (unsigned)c, fmt[1] == 'u' ? "}" : "");
	unit->len = n > 0 ? (size_t)n : 0;
	unit->width = unit->len;
}

size_t
render_unit(const char *text, size_t len, struct escaped *unit)
{
	unsigned c = 0;
	size_t n = utf8_decode((const unsigned char *)text, len, &c);

	if (n == 0) {
		show_number(unit, "\\x", c);
		return 1;
	}
	if (IS_IN(hidden, c)) {
		show_number(unit, "\\u{", c);
		return n;
	}
	memcpy(unit->text, text, n);
	unit->len = n;
	unit->width = IS_IN(combining, c) ? 0 : IS_IN(wide, c) ? 2 : 1;
	return n;
}

/* Most text is printable ASCII: how many bytes of it come first. */
static size_t
plain_run(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] >= ' ' && text[n] <= '~')
		n++;
	return n;
}

void
render_veiled(struct buffer *out, const char *text, size_t len)
{
	struct escaped unit;

	while (len > 0) {
		size_t n = plain_run(text, len);

		buffer_put(out, text, n);
		if (n == 0) {
			n = render_unit(text, len, &unit);
			buffer_put(out, unit.text, unit.len);
		}
		text += n;
		len -= n;
	}
}

void
render_escape(struct buffer *out, const char *text, size_t len)
{
	text = buffer_veiled(out, text, &len);
	render_veiled(out, text, len);
}

size_t
render_width(const char *text, size_t len)
{
	struct escaped unit;
	size_t width = 0;

	while (len > 0) {
		size_t n = plain_run(text, len);

		width += n;
		if (n == 0) {
			n = render_unit(text, len, &unit);
			width += unit.width;
		}
		text += n;
		len -= n;
	}
	return width;
}
