/* SPDX-License-Identifier: MIT */
/*
 * Words on a terminal: wrapped between two columns, escaped, coloured where
 * that is wanted.  It knows columns, not reports.
 */
#ifndef SDX_REPORT_LAYOUT_H
#define SDX_REPORT_LAYOUT_H

#include "report/report.h"

/* Legible on light and on dark ground: the colours that compilers use. */
#define COLOR_BOLD "1"
#define COLOR_ERROR "1;31"
#define COLOR_WARNING "1;35"
#define COLOR_NOTE "1;36"
#define COLOR_GOOD "1;32"

struct layout {
	struct buffer *out;
	size_t width; /* columns */
	bool has_color;
};

struct layout layout_of(const struct sdx_style *, struct buffer *);

void layout_color(const struct layout *, const char *color);
void layout_color_end(const struct layout *);

/*
 * Write TEXT from column AT on; what does not fit goes to lines that begin
 * at column INDENT.  A line feed breaks the line; a run in backquotes stays
 * together where a line can hold it.  Returns the column behind the last.
 */
size_t layout_wrap(
    const struct layout *, size_t at, size_t indent, const char *text);

/* The same for a whole paragraph with its line end, from INDENT on. */
void layout_paragraph(const struct layout *, size_t indent, const char *text);

/* A tag at the right edge, on the line that ends at column AT. */
void layout_tag(const struct layout *, size_t at, const char *tag);

/* A shell command from column INDENT on, broken so that it can be copied. */
void layout_command(const struct layout *, size_t indent, const char *command);

#endif
