/* SPDX-License-Identifier: MIT */
/*
 * The pieces of the HTML report.  What is captured goes through markup.h
 * alone; elements and attributes are written here and nowhere else.
 */
#ifndef SDX_REPORT_HTML_H
#define SDX_REPORT_HTML_H

#include "report/markup.h"

/* A finding with what follows from it. */
void html_finding(
    const struct part *, const struct text_report *, const struct finding *);
/* The pages of the checks that have spoken, folded. */
void html_pages(const struct sdx_document *, struct buffer *);

#endif
