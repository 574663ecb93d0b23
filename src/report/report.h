/* SPDX-License-Identifier: MIT */
/*
 * Renderers: one file per format behind one table.  A renderer reads the
 * finished report and writes bytes; it decides nothing.
 */
#ifndef SDX_REPORT_REPORT_H
#define SDX_REPORT_REPORT_H

#include "buffer.h"
#include "samldx_document.h"
#include "verdict.h"

struct part; /* of document.h */

struct renderer {
	const char *name; /* "text", "json" */
	/* A report that stands by itself; NULL: it needs a document. */
	void (*report)(const struct sdx_report *, const struct sdx_style *,
	    struct buffer *);
	/* The table of checks; NULL: never in this format. */
	void (*checks)(const struct sdx_style *, struct buffer *);
	/* What stands around many reports, and between two; or NULL. */
	void (*begin)(const struct sdx_document *, struct buffer *);
	const char *between;
	void (*end)(const struct sdx_document *, struct buffer *);
	/* A report in a document; NULL: as it stands by itself. */
	void (*part)(const struct part *, struct buffer *);
};

extern const struct renderer render_text_table; /* text.c */
extern const struct renderer render_json_table; /* json.c */
extern const struct renderer render_jsonl_table;
extern const struct renderer render_sarif_table;  /* sarif.c */
extern const struct renderer render_github_table; /* github.c */
extern const struct renderer render_junit_table;  /* junit.c */
extern const struct renderer render_html_table;
extern const struct renderer render_markdown_table; /* html.c */

const struct renderer *renderer_find(enum sdx_format);
/* Text or JSON, in which whatever there is can be written. */
bool format_is_general(enum sdx_format);

/* One line on an entity of a federation. */
void text_entity(
    const struct sdx_report *, const struct sdx_entity *, struct buffer *);
void json_entity(
    const struct sdx_report *, const struct sdx_entity *, struct buffer *);

/* The message itself.  false: there is none. */
struct hiding;
bool decode_message(const struct sdx_report *, enum sdx_decoding,
    struct hiding *, struct buffer *);
bool decode_json(const struct sdx_report *, struct buffer *);

/* A file of expectations.  false: there is no assertion. */
bool expect_write(const struct sdx_report *, struct buffer *);

/* What a pasted message means. */
struct error_match;
void text_explain(
    const struct error_match *, const struct sdx_style *, struct buffer *);
void json_explain(const struct error_match *, bool is_pretty, struct buffer *);

/* The condition keys that the assertion yields. */
void text_context(const struct sdx_report *, struct buffer *);
void json_context(const struct sdx_report *, struct buffer *);

/* The report as a value inside another text of JSON. */
struct json_writer;
void json_put_report(struct json_writer *, const struct sdx_report *);

/*
 * Captured text for a terminal: control characters, escapes, bidirectional
 * and invisible characters are shown as \u{1b}; a line feed as \n.
 */
void render_escape(struct buffer *, const char *, size_t len);
/* The same for text that has gone through buffer_veiled() already. */
void render_veiled(struct buffer *, const char *, size_t len);
/* How many columns render_escape() would take for it. */
size_t render_width(const char *, size_t len);

/* One character of it: what is written, in how many columns. */
struct escaped {
	char text[16];
	size_t len;   /* bytes */
	size_t width; /* columns */
};
/* LEN must not be 0.  Returns the bytes of TEXT that it stands for. */
size_t render_unit(const char *text, size_t len, struct escaped *);

/*
 * guard.c: text that is done, from that offset on: no line of it is a command
 * to the runner of a pipeline.
 */
void render_guard(struct buffer *, size_t from);
/* Does such a command begin with TEXT, which would be the first of a line? */
bool render_is_command(const char *text, size_t len, bool is_first_of_line);
/* C by its number.  Returns 1, the bytes that it stands for. */
size_t render_number(char c, struct escaped *);

/* "error", "warning", "note"; "documented", …; "idp", "aws", "client". */
const char *severity_name(enum sdx_severity);
const char *grade_name(enum sdx_grade);
const char *side_name(enum fix_side);
const char *outcome_name(enum sdx_outcome);
const char *clock_source_name(enum clock_source);
/* "text", "code", "denial", "other", "unknown" */
const char *match_how_name(enum match_how);

/* A page of docs/, compiled in. */
struct page {
	const char *id;
	const char *text;
};
/* docs/checks/ID.md and docs/errors/ID.md; NULL: none. */
const struct page *check_page_find(const char *id);
const struct page *error_page_find(const char *id);

/* Write the page for a terminal: headings, wrapped to style->width. */
void render_page(const struct page *, const struct check *,
    const struct sdx_style *, struct buffer *);
/* The page of an error, under the error as AWS shows it. */
void render_error_page(const struct page *, const struct aws_error *,
    const struct sdx_style *, struct buffer *);

#endif
