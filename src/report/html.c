/* SPDX-License-Identifier: MIT */
/*
 * The report as a page of HTML: no script, nothing that is fetched, and a
 * policy that would refuse both.  The most important line is the first.
 */
#include "report/html.h"

#include <string.h>

#include "config.h"
#include "report/agreement.h"
#include "report/certificates.h"
#include "report/change.h"
#include "report/rotation.h"
#include "saml/datetime.h"

#define PRE_WIDTH 80

/* clang-format off */
static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'\">\n"
    "<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<title>samldx report</title>\n"
    "<style>\n"
    ":root { color-scheme: light dark; --ground: #fff; --ink: #1b1b1f;\n"
    "  --faint: #57575f; --line: #cfcfd6; --box: #f4f4f7;\n"
    "  --error: #b3141d; --warning: #8a5200; --note: #0b5a8c;\n"
    "  --good: #12692d; --mark: #ffe08a; }\n"
    "@media (prefers-color-scheme: dark) { :root { --ground: #17171b;\n"
    "  --ink: #ececf1; --faint: #a9a9b4; --line: #43434d; --box: #222228;\n"
    "  --error: #ff8f8f; --warning: #f2b65c; --note: #7cc4f2;\n"
    "  --good: #7bd696; --mark: #6b5300; } }\n"
    "* { box-sizing: border-box; }\n"
    "body { margin: 0 auto; max-width: 62rem; padding: 1.5rem;\n"
    "  background: var(--ground); color: var(--ink);\n"
    "  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }\n"
    "h1 { font-size: 1.2rem; margin: 0; }\n"
    "h2 { font-size: 1.4rem; margin: 2rem 0 .5rem; }\n"
    "h3 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }\n"
    "h4 { font-size: 1rem; margin: 0 0 .5rem; }\n"
    "code, pre { font-family: ui-monospace, monospace; font-size: .9em; }\n"
    "pre { background: var(--box); padding: .6rem; margin: .4rem 0;\n"
    "  overflow-x: auto; white-space: pre-wrap; }\n"
    "table { border-collapse: collapse; width: 100%; }\n"
    "th, td { text-align: left; vertical-align: top; padding: .25rem .5rem;\n"
    "  border-top: 1px solid var(--line); white-space: pre-line; }\n"
    "th { font-weight: 600; width: 7rem; color: var(--faint); }\n"
    ".gaps th { width: 18rem; }\n.gaps th + th { width: auto; }\n"
    "a { color: var(--note); }\n"
    "mark { background: var(--mark); color: inherit; }\n"
    ".faint, footer { color: var(--faint); }\n"
    ".verdict { border-left: .4rem solid var(--warning); padding: .6rem 1rem;\n"
    "  background: var(--box); font-weight: 600; white-space: pre-line; }\n"
    ".rejected { border-color: var(--error); }\n"
    ".accepted { border-color: var(--good); }\n"
    ".finding { border: 1px solid var(--line); border-left: .4rem solid\n"
    "  var(--note); padding: .8rem 1rem; margin: 0 0 1rem; }\n"
    ".finding span { text-transform: uppercase; font-size: .8em;\n"
    "  color: var(--note); }\n"
    ".error { border-left-color: var(--error); }\n"
    ".error span { color: var(--error); }\n"
    ".warning { border-left-color: var(--warning); }\n"
    ".warning span { color: var(--warning); }\n"
    "details { border-top: 1px solid var(--line); padding: .4rem 0; }\n"
    "summary { cursor: pointer; font-family: ui-monospace, monospace; }\n"
    "@media print { body { max-width: none; padding: 0; }\n"
    "  .finding, tr { break-inside: avoid; }\n"
    "  details::details-content { content-visibility: visible;\n"
    "    display: block; } }\n"
    "</style>\n"
    "</head>\n"
    "<body>\n"
    "<header>\n<h1>samldx " PACKAGE_VERSION
    ": why a SAML sign-in to AWS fails</h1>\n</header>\n"
    "<main>\n";
/* clang-format on */

static void
begin_page(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, head);
}

static void
end_page(const struct sdx_document *document, struct buffer *out)
{
	html_pages(document, out);
	buffer_puts(out, "</main>\n<footer>\n<p>Documented: AWS says so. "
			 "Observed: it was seen. Inferred: it follows from "
			 "what is known.</p>\n</footer>\n</body>\n</html>\n");
}

/* The file, the message in it, and the moment that it is judged at. */
static void
put_head(const struct part *part, const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	struct buffer *out = t->layout.out;

	buffer_puts(out, "<h2>");
	if (e->n_inputs > 0)
		markup_value(t, e->inputs[text_main_input(e)].name);
	buffer_puts(out, "</h2>\n<p class=\"faint\">");
	if (part->entity != NULL)
		markup_value(t, part->entity->entity_id);
	markup_value(t, text_message(t->report));
	if (e->clock.source != CLOCK_UNKNOWN)
		buffer_printf(out, " as of %s (%s)",
		    datetime_format(t->report->arena, e->clock.time),
		    text_clock(e->clock.source));
	buffer_puts(out, "</p>\n");
}

static void
put_verdict(const struct text_report *t)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_verdict(&inside);
	buffer_printf(t->layout.out, "<p class=\"verdict %s\">",
	    outcome_name(t->report->verdict.outcome));
	markup_text(t->layout.out, plain_take(t, &text));
	buffer_puts(t->layout.out, "</p>\n");
}

static void
put_findings(const struct part *part, const struct text_report *t)
{
	const struct findings *findings = &t->report->findings;
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->is_muted)
			continue;
		document_note(part->document, f->check);
		if (f->caused_by != NULL && !f->caused_by->is_muted)
			continue;
		if (n++ == 0)
			buffer_puts(t->layout.out, "<h3>Findings</h3>\n");
		html_finding(part, t, f);
	}
}

/* What the text report says beside the findings, as it stands there. */
static void
put_details(const struct part *part, const struct text_report *t)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);
	const char *known;

	if (t->report->evidence->n_inputs == 0)
		return;
	inside.layout.width = PRE_WIDTH;
	if (part->document->style.has_timeline)
		text_timeline(&inside);
	text_proof(&inside);
	text_roles(&inside);
	text_answer(&inside);
	text_certificates(&inside);
	text_change(&inside);
	text_agreement(&inside);
	text_rotation(&inside);
	if (inside.is_verbose)
		text_session(&inside);
	known = plain_take(t, &text);
	if (known[0] == '\0')
		return;
	buffer_puts(t->layout.out, "<h3>What is known</h3>\n<pre>");
	markup_text(t->layout.out, known);
	buffer_puts(t->layout.out, "</pre>\n");
}

static void
put_gap(const struct text_report *t, const struct not_checked *item)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_not_checked(&inside, item);
	buffer_printf(t->layout.out, "<tr><th scope=\"row\">%s</th><td>",
	    item->check->id);
	markup_text(t->layout.out, plain_take(t, &text));
	buffer_puts(t->layout.out, "</td></tr>\n");
}

static void
put_gaps(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	struct buffer *out = t->layout.out;
	size_t n = 0;

	for (size_t i = 0; i < report->n_not_checked; i++) {
		if (report->not_checked[i].is_muted)
			continue;
		if (n++ == 0)
			buffer_puts(out,
			    "<h3>Not checked</h3>\n<table class=\"gaps\">\n"
			    "<tr><th scope=\"col\">Check</th>"
			    "<th scope=\"col\">What it takes</th></tr>\n");
		put_gap(t, &report->not_checked[i]);
	}
	buffer_puts(out, n > 0 ? "</table>\n" : "");
}

static void
put_passed(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	struct buffer *out = t->layout.out;

	buffer_printf(
	    out, "<p class=\"faint\">Passed: %zu checks", report->n_passed);
	for (size_t i = 0; t->is_verbose && i < report->n_passed; i++)
		buffer_printf(
		    out, "%s %s", i == 0 ? ":" : ",", report->passed[i]->id);
	buffer_puts(out, ".</p>\n");
}

static void
put_part(const struct part *part, struct buffer *out)
{
	struct text_report t = plain_of(part, out);

	buffer_puts(out, "<article>\n");
	put_head(part, &t);
	put_verdict(&t);
	if (!part->document->style.is_quiet) {
		put_findings(part, &t);
		put_details(part, &t);
		put_gaps(&t);
		put_passed(&t);
	}
	buffer_puts(out, "</article>\n");
}

const struct renderer render_html_table = {
    .name = "html",
    .begin = begin_page,
    .between = "",
    .end = end_page,
    .part = put_part,
};
