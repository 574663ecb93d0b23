/* SPDX-License-Identifier: MIT */
/*
 * What a report says, in lines of plain text, for formats that have a layout
 * of their own.  All of it is escaped as for a terminal: the only control
 * character in it is the line feed, and that is ours.
 */
#ifndef SDX_REPORT_PLAIN_H
#define SDX_REPORT_PLAIN_H

#include "report/document.h"
#include "report/text.h"

/* Bytes of a captured value that are shown, unless all of it is wanted. */
#define PLAIN_VALUE_MAX 2000

/* Lines that are not wrapped, of this report. */
struct text_report plain_of(const struct part *, struct buffer *);

/* The same, to another place. */
struct text_report plain_inside(const struct text_report *, struct buffer *);

/* Text of several lines, without an end of line behind the last. */
void plain_text(const struct text_report *, const char *);
/* A captured value, on one line; cut where it is very long. */
void plain_value(const struct text_report *, const char *);
/*
 * The same as a string in the report's arena; and what was written to
 * INSIDE, which is let go.
 */
const char *plain_take(const struct text_report *, struct buffer *inside);
const char *plain_string(const struct text_report *,
    void (*)(const struct text_report *, const char *), const char *);

/* Where, found, wanted, why and how to mend it, a line each. */
void plain_finding(
    const struct part *, const struct text_report *, const struct finding *);
/* The verdict, and what would settle it. */
void plain_verdict(const struct text_report *);
/* Why a check did not run, and what it would take. */
void plain_not_checked(const struct text_report *, const struct not_checked *);

/* Where it is in the file: of an entity, in that of the federation. */
struct place plain_place(const struct part *, const struct place *);

#endif
