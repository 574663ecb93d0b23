/* SPDX-License-Identifier: MIT */
/* Text in XML and HTML: the one way for it into either. */
#ifndef SDX_REPORT_MARKUP_H
#define SDX_REPORT_MARKUP_H

#include "report/plain.h"

/*
 * Text of any origin, in an element or between the double quotes of an
 * attribute; escaped as for a terminal first, so that no character stands
 * there that XML does not take.  Line feeds stay.
 */
void markup_text(struct buffer *, const char *text);
/* The same on one line: a line feed becomes a blank. */
void markup_line(struct buffer *, const char *text);
/* LEN bytes, of which none ends a line. */
void markup_bytes(struct buffer *, const char *text, size_t len);
/* A captured value: line feeds are shown, long ones are cut. */
void markup_value(const struct text_report *, const char *value);

#endif
