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

/* text.c */
/* "entry 42 of 87, POST https://…"; "" where that is not known. */
const char *text_message(const struct sdx_report *);
/* The input that is judged: the message's, else the first. */
size_t text_main_input(const struct evidence *);
/* "time of capture" */
const char *text_clock(enum clock_source);
/* text_finding.c */
void text_findings(const struct text_report *);
/* "Assertion/Subject, line 48 of the decoded response in login.har" */
const char *text_place(const struct text_report *, const struct place *);
/* "At the identity provider (AD FS): " */
const char *text_side(const struct text_report *, const struct fix *);
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
/* "the role": evidence in the words of a person. */
const char *text_missing(const struct text_report *, unsigned missing);
void text_coverage(const struct text_report *);
void text_verdict(const struct text_report *);
/* checks.c */
void text_checks(const struct sdx_style *, struct buffer *);
void json_checks(const struct sdx_style *, struct buffer *);
void jsonl_checks(const struct sdx_style *, struct buffer *);

#endif
