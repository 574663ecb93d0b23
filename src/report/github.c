/* SPDX-License-Identifier: MIT */
/*
 * Annotations of GitHub Actions: a workflow command a line and nothing else,
 * so that no line of the log is one by accident.
 */
#include <string.h>

#include "report/plain.h"

/* What ends a message or, of properties, a property. */
static void
put_percent(struct buffer *out, const char *text, const char *special)
{
	size_t len = strlen(text);

	for (text = buffer_veiled(out, text, &len); *text != '\0'; text++) {
		if (*text == '%' || *text == '\r' || *text == '\n' ||
		    strchr(special, *text) != NULL)
			buffer_printf(out, "%%%02X", (unsigned)*text);
		else
			buffer_putc(out, *text);
	}
}

/* TEXT is escaped as by plain.h, and may have several lines. */
static void
put_data(struct buffer *out, const char *text)
{
	put_percent(out, text, "");
}

static void
put_property(const struct text_report *t, const char *key, const char *value)
{
	buffer_printf(t->layout.out, "%s=", key);
	put_percent(t->layout.out, plain_string(t, plain_value, value), ":,");
}

static void
put_place(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	const struct evidence *e = part->report->evidence;
	struct place whole = {.input = text_main_input(e)}, place;
	struct buffer *out = t->layout.out;

	place = plain_place(part, f->n_places > 0 ? &f->places[0] : &whole);
	if (place.input >= e->n_inputs)
		return;
	put_property(t, "file", e->inputs[place.input].name);
	buffer_putc(out, ',');
	if (place.line == 0 ||
	    (place.document != NULL && place.document[0] != '\0'))
		return;
	buffer_printf(out, "line=%zu,", place.line);
	if (place.column > 0)
		buffer_printf(out, "col=%zu,", place.column);
}

/* "::error": the severities have the names of the commands but for one. */
static void
put_command(struct buffer *out, enum sdx_severity severity)
{
	buffer_printf(out, "::%s ",
	    severity == SDX_NOTE ? "notice" : severity_name(severity));
}

static void
put_finding(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_finding(part, &inside, f);
	put_command(t->layout.out, f->severity);
	put_place(part, t, f);
	buffer_printf(t->layout.out, "title=samldx %s::", f->check->id);
	put_data(t->layout.out, plain_take(t, &text));
	buffer_putc(t->layout.out, '\n');
}

/* The verdict is no finding: it takes no place among the annotated lines. */
static void
put_verdict(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	const struct evidence *e = report->evidence;
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_verdict(&inside);
	put_command(t->layout.out,
	    report->verdict.outcome == SDX_REJECTED ? SDX_ERROR : SDX_NOTE);
	buffer_puts(t->layout.out, "title=samldx::");
	if (e->n_inputs > 0) {
		put_data(
		    t->layout.out, plain_string(t, plain_value,
				       e->inputs[text_main_input(e)].name));
		buffer_puts(t->layout.out, ": ");
	}
	put_data(t->layout.out, plain_take(t, &text));
	buffer_putc(t->layout.out, '\n');
}

static void
put_part(const struct part *part, struct buffer *out)
{
	const struct findings *findings = &part->report->findings;
	struct text_report t = plain_of(part, out);
	bool is_quiet = part->document->style.is_quiet;

	for (size_t i = 0; !is_quiet && i < findings->n; i++) {
		if (!findings->items[i]->is_muted)
			put_finding(part, &t, findings->items[i]);
	}
	put_verdict(&t);
}

const struct renderer render_github_table = {
    .name = "github",
    .between = "",
    .part = put_part,
};
