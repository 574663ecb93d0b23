/* SPDX-License-Identifier: MIT */
/*
 * JUnit: a suite for each report, a case for each check.  An error fails its
 * case; a warning or a note is written beside a case that passes; what could
 * not be checked is skipped, with what it would take.
 */
#include <string.h>

#include "report/markup.h"

/* What is counted in the head of the suite. */
struct counts {
	size_t n_cases, n_failures, n_errors, n_skipped;
};

static void
begin_suites(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			 "<testsuites name=\"samldx\">\n");
}

static void
end_suites(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, "</testsuites>\n");
}

/* Is this the first of the check's findings that may speak? */
static bool
is_first(const struct findings *findings, size_t at)
{
	if (findings->items[at]->is_muted)
		return false;
	for (size_t i = 0; i < at; i++) {
		if (!findings->items[i]->is_muted &&
		    findings->items[i]->check == findings->items[at]->check)
			return false;
	}
	return true;
}

/* The worst of the check's findings from AT on. */
static enum sdx_severity
worst_of(const struct findings *findings, size_t at)
{
	const struct check *check = findings->items[at]->check;
	enum sdx_severity worst = SDX_NOTE;

	for (size_t i = at; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->check == check && !f->is_muted && f->severity > worst)
			worst = f->severity;
	}
	return worst;
}

static void
begin_case(struct buffer *out, const struct check *check)
{
	buffer_printf(out, "<testcase classname=\"samldx.%s\" name=\"%s\"",
	    stage_name(check->stage), check->id);
}

/* All findings of the check, one below the other. */
static void
put_findings(const struct part *part, const struct text_report *t, size_t at)
{
	const struct findings *findings = &part->report->findings;
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);
	const char *between = "";

	for (size_t i = at; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->check != findings->items[at]->check || f->is_muted)
			continue;
		buffer_puts(&text, between);
		plain_finding(part, &inside, f);
		between = "\n\n";
	}
	markup_text(t->layout.out, plain_take(t, &text));
}

static void
put_spoken(const struct part *part, const struct text_report *t, size_t at)
{
	const struct finding *f = part->report->findings.items[at];
	enum sdx_severity worst = worst_of(&part->report->findings, at);
	struct buffer *out = t->layout.out;
	bool fails = worst == SDX_ERROR;

	begin_case(out, f->check);
	if (fails) {
		buffer_puts(out, "><failure type=\"error\" message=\"");
		markup_line(out, plain_string(t, plain_text, f->message));
		buffer_puts(out, "\">");
	} else {
		buffer_printf(out, "><system-out>%s: ", severity_name(worst));
	}
	put_findings(part, t, at);
	buffer_puts(out, fails ? "</failure>" : "</system-out>");
	buffer_puts(out, "</testcase>\n");
}

static void
put_skipped(const struct text_report *t, const struct not_checked *item)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_not_checked(&inside, item);
	begin_case(t->layout.out, item->check);
	buffer_puts(t->layout.out, "><skipped message=\"");
	markup_line(t->layout.out, plain_take(t, &text));
	buffer_puts(t->layout.out, "\"/></testcase>\n");
}

/* What kept us from judging is an error of no check. */
static void
put_trouble(const struct text_report *t)
{
	struct buffer *out = t->layout.out;

	if (t->report->status == SDX_OK)
		return;
	buffer_puts(out, "<testcase classname=\"samldx.input\" "
			 "name=\"input\"><error type=\"input\" message=\"");
	markup_line(
	    out, plain_string(t, plain_text,
		     t->report->trouble != NULL ? t->report->trouble : ""));
	buffer_puts(out, "\"/></testcase>\n");
}

static struct counts
count(const struct sdx_report *report)
{
	const struct findings *findings = &report->findings;
	struct counts n = {.n_errors = report->status != SDX_OK};

	for (size_t i = 0; i < findings->n; i++) {
		if (!is_first(findings, i))
			continue;
		n.n_cases++;
		n.n_failures += worst_of(findings, i) == SDX_ERROR;
	}
	for (size_t i = 0; i < report->n_not_checked; i++)
		n.n_skipped += !report->not_checked[i].is_muted;
	n.n_cases += report->n_passed + n.n_skipped + n.n_errors;
	return n;
}

static void
begin_suite(const struct part *part, const struct text_report *t)
{
	const struct evidence *e = part->report->evidence;
	struct counts n = count(part->report);
	struct buffer *out = t->layout.out;

	buffer_puts(out, "<testsuite name=\"");
	if (part->entity != NULL)
		markup_value(t, part->entity->entity_id);
	else if (e->n_inputs > 0)
		markup_value(t, e->inputs[text_main_input(e)].name);
	else
		buffer_puts(out, "samldx");
	buffer_printf(out,
	    "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
	    "skipped=\"%zu\">\n",
	    n.n_cases, n.n_failures, n.n_errors, n.n_skipped);
}

/* The verdict, behind the cases. */
static void
end_suite(const struct text_report *t)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_verdict(&inside);
	buffer_puts(t->layout.out, "<system-out>");
	markup_text(t->layout.out, plain_take(t, &text));
	buffer_puts(t->layout.out, "</system-out>\n</testsuite>\n");
}

static void
put_part(const struct part *part, struct buffer *out)
{
	const struct sdx_report *report = part->report;
	struct text_report t = plain_of(part, out);

	begin_suite(part, &t);
	put_trouble(&t);
	for (size_t i = 0; i < report->findings.n; i++) {
		if (is_first(&report->findings, i))
			put_spoken(part, &t, i);
	}
	for (size_t i = 0; i < report->n_not_checked; i++) {
		if (!report->not_checked[i].is_muted)
			put_skipped(&t, &report->not_checked[i]);
	}
	for (size_t i = 0; i < report->n_passed; i++) {
		begin_case(out, report->passed[i]);
		buffer_puts(out, "/>\n");
	}
	end_suite(&t);
}

const struct renderer render_junit_table = {
    .name = "junit",
    .begin = begin_suites,
    .between = "",
    .end = end_suites,
    .part = put_part,
};
