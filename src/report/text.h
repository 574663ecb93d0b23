/* SPDX-License-Identifier: MIT */
/* The parts of the text report, for the files that write it alone. */
#ifndef SDX_REPORT_TEXT_H
#define SDX_REPORT_TEXT_H

#include "report/layout.h"

/* Labels of findings are padded to here. */
#define TEXT_COLUMN 11

struct text_report {
	struct layout layout;
	const struct sdx_report *report;
	bool is_verbose;
	bool has_several; /* inputs: places name the file */
};

/* "  where    " */
void text_label(const struct text_report *, const char *label);

/* The name of an input, without its folder where that tells as much. */
const char *text_name(const struct text_report *, size_t input);

/* text_finding.c */
void text_findings(const struct text_report *);
/* text_value.c: "found", with carets under what the marks point at. */
void text_value(const struct text_report *, const struct finding *);
/* text_summary.c */
/* "signature   Assertion: holds": a label and what it says, wrapped. */
void text_line(const struct text_report *, const char *label, const char *text);
void text_proof(const struct text_report *);
void text_roles(const struct text_report *);
void text_session(const struct text_report *);
/* text_timeline.c */
void text_timeline(const struct text_report *);
/* text_answer.c */
void text_answer(const struct text_report *);
/* text_verdict.c */
void text_coverage(const struct text_report *);
void text_verdict(const struct text_report *);
/* checks.c */
void text_checks(const struct sdx_style *, struct buffer *);
void json_checks(const struct sdx_style *, struct buffer *);
void jsonl_checks(const struct sdx_style *, struct buffer *);

#endif
