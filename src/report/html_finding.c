/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "report/html.h"

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void
begin_row(struct buffer *out, const char *label)
{
	buffer_printf(out, "<tr><th scope=\"row\">%s</th><td>", label);
}

static void
end_row(struct buffer *out)
{
	buffer_puts(out, "</td></tr>\n");
}

static void
put_row(const struct text_report *t, const char *label, const char *text)
{
	if (!is_given(text))
		return;
	begin_row(t->layout.out, label);
	markup_text(t->layout.out, plain_string(t, plain_text, text));
	end_row(t->layout.out);
}

/* The marks that lie within the first LEN bytes. */
static void
put_marked(struct buffer *out, const struct finding *f, size_t len)
{
	/* The whole is hidden, not its pieces; it keeps its length. */
	const char *found = buffer_veiled(out, f->found, &len);
	size_t at = 0;

	for (size_t i = 0; i < f->n_marks; i++) {
		const struct mark *mark = &f->marks[i];

		if (mark->start < at || mark->start > len ||
		    mark->len > len - mark->start || mark->len == 0)
			continue;
		markup_bytes(out, found + at, mark->start - at);
		buffer_puts(out, "<mark>");
		markup_bytes(out, found + mark->start, mark->len);
		buffer_puts(out, "</mark>");
		at = mark->start + mark->len;
	}
	markup_bytes(out, found + at, len - at);
}

static void
put_found(const struct text_report *t, const struct finding *f)
{
	struct buffer *out = t->layout.out;

	if (f->found == NULL)
		return;
	begin_row(out, "Found");
	buffer_puts(out, "<code>");
	if (strlen(f->found) <= PLAIN_VALUE_MAX)
		put_marked(out, f, strlen(f->found));
	else
		markup_value(t, f->found);
	buffer_puts(out, "</code>");
	end_row(out);
}

static void
put_lines(const struct text_report *t, const char *text)
{
	if (!is_given(text))
		return;
	buffer_puts(t->layout.out, "<pre>");
	markup_text(t->layout.out, plain_string(t, plain_text, text));
	buffer_puts(t->layout.out, "</pre>");
}

static void
put_fixes(const struct text_report *t, const struct finding *f)
{
	struct buffer *out = t->layout.out;

	for (size_t i = 0; i < f->n_fixes; i++) {
		const struct fix *fix = &f->fixes[i];

		begin_row(out, "Fix");
		markup_line(out, text_side(t, fix));
		markup_text(out, plain_string(t, plain_text,
				     is_given(fix->text) ? fix->text : "run"));
		put_lines(t, fix->diff);
		put_lines(t, fix->command);
		end_row(out);
	}
}

static void
put_consequences(const struct text_report *t, const struct finding *root)
{
	const struct findings *findings = &t->report->findings;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->caused_by == root && !f->is_muted)
			put_row(t, "So also",
			    arena_printf(t->report->arena, "%s [%s]",
				f->message, f->check->id));
	}
}

static void
put_places(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	for (size_t i = 0; i < f->n_places; i++) {
		struct place place = plain_place(part, &f->places[i]);

		put_row(t, "Where", text_place(t, &place));
	}
}

void
html_finding(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	struct buffer *out = t->layout.out;
	const char *severity = severity_name(f->severity);

	buffer_printf(out,
	    "<section class=\"finding %s\">\n<h4><span>%s</span> ", severity,
	    severity);
	markup_text(out, plain_string(t, plain_text, f->message));
	buffer_puts(out, "</h4>\n<table>\n");
	put_places(part, t, f);
	put_found(t, f);
	put_row(t, "Wanted", f->wanted);
	put_row(t, "Why", f->why);
	put_fixes(t, f);
	put_consequences(t, f);
	put_row(t, "Known", grade_name(f->grade));
	begin_row(out, "More");
	buffer_printf(
	    out, "<a href=\"#check-%s\">%s</a>", f->check->id, f->check->id);
	end_row(out);
	buffer_puts(out, "</table>\n</section>\n");
}
