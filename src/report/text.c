/* SPDX-License-Identifier: MIT */
/* The report for people: the most important line is the last. */
#include <string.h>

#include "report/agreement.h"
#include "report/certificates.h"
#include "report/change.h"
#include "report/rotation.h"
#include "report/text.h"
#include "saml/datetime.h"

#define MAX_OTHERS 12 /* files that are named beside the capture */

void
text_label(const struct text_report *t, const char *label)
{
	buffer_printf(t->layout.out, "  %-9s", label);
}

static const char *
without_folder(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : name;
}

const char *
text_name(const struct text_report *t, size_t input)
{
	const struct evidence *e = t->report->evidence;
	const char *name = without_folder(e->inputs[input].name);

	for (size_t i = 0; i < e->n_inputs; i++) {
		if (i != input &&
		    strcmp(without_folder(e->inputs[i].name), name) == 0)
			return e->inputs[input].name;
	}
	return name;
}

const char *
text_clock(enum clock_source source)
{
	switch (source) {
	case CLOCK_OF_CAPTURE:
		return "time of capture";
	case CLOCK_OF_ISSUE:
		return "time of issue";
	case CLOCK_OF_NOW:
		return "now";
	case CLOCK_AS_GIVEN:
		return "as given";
	case CLOCK_UNKNOWN:
		break;
	}
	return "";
}

size_t
text_main_input(const struct evidence *e)
{
	if (e->command != NULL)
		return e->command->input;
	return e->message != NULL && e->subject == NULL ? e->message->input : 0;
}

const char *
text_message(const struct sdx_report *report)
{
	const struct capture_message *m = report->evidence->message;
	bool has_where, has_url, is_get;

	if (m == NULL || report->evidence->subject != NULL ||
	    report->evidence->command != NULL)
		return "";
	has_where = m->where != NULL && m->where[0] != '\0';
	has_url = m->endpoint != NULL;
	is_get = m->binding != NULL && strcmp(m->binding, "HTTP-Redirect") == 0;
	return arena_printf(report->arena, "%s%s%s%s",
	    has_where ? m->where : "", has_where && has_url ? ", " : "",
	    !has_url	  ? ""
	    : !m->is_sent ? "for "
	    : is_get	  ? "GET "
			  : "POST ",
	    has_url ? m->endpoint : "");
}

static size_t
write_bold(const struct layout *layout, const char *text)
{
	size_t len = strlen(text);

	layout_color(layout, COLOR_BOLD);
	render_escape(layout->out, text, len);
	layout_color_end(layout);
	return render_width(text, len);
}

/* The file, the message in it, and the moment that it is judged at. */
static void
write_header(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	const struct layout *layout = &t->layout;
	const char *message = text_message(t->report);
	size_t at = write_bold(layout, e->inputs[text_main_input(e)].name);
	bool fits =
	    at + 2 + render_width(message, strlen(message)) <= layout->width;

	if (message[0] != '\0' && fits)
		at += write_bold(
		    layout, arena_printf(t->report->arena, "  %s", message));
	if (e->clock.source != CLOCK_UNKNOWN)
		layout_tag(layout, at,
		    arena_printf(t->report->arena, "as of %s (%s)",
			datetime_format(t->report->arena, e->clock.time),
			text_clock(e->clock.source)));
	buffer_putc(layout->out, '\n');
	if (message[0] != '\0' && !fits)
		layout_paragraph(layout, 0, message);
}

/* How each of the other files was understood. */
static void
write_others(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	struct arena *arena = t->report->arena;
	const char *line = "";
	size_t n = 0;

	for (size_t i = 0; i < e->n_inputs; i++) {
		const struct input *in = &e->inputs[i];

		if (i == text_main_input(e) || in->form == NULL ||
		    n++ >= MAX_OTHERS)
			continue;
		line = arena_printf(arena, "%s%s%s (%s%s%s)", line,
		    line[0] != '\0' ? ", " : "", text_name(t, i), in->form,
		    in->note != NULL ? ": " : "",
		    in->note != NULL ? in->note : "");
	}
	if (line[0] == '\0')
		return;
	if (n > MAX_OTHERS)
		line = arena_printf(
		    arena, "%s and %zu more", line, n - MAX_OTHERS);
	buffer_puts(t->layout.out, "with ");
	layout_wrap(&t->layout, 5, 5, line);
	buffer_putc(t->layout.out, '\n');
}

/* Why this message of several is the one that is judged. */
static void
write_choice(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;

	if (e->message == NULL || e->n_messages < 2)
		return;
	layout_paragraph(&t->layout, 0,
	    arena_printf(t->report->arena,
		"message %zu of %zu%s%s; --pick N judges another",
		e->message_number, e->n_messages,
		e->chosen_because != NULL ? ": " : "",
		e->chosen_because != NULL ? e->chosen_because : ""));
}

static void
write_report(const struct sdx_report *report, const struct sdx_style *style,
    struct buffer *out)
{
	struct text_report t = {
	    .layout = layout_of(style, out),
	    .report = report,
	    .is_verbose = style->is_verbose,
	    .has_several = report->evidence->n_inputs > 1,
	};
	size_t from = out->len;

	if (!style->is_quiet && report->evidence->n_inputs > 0) {
		write_header(&t);
		write_others(&t);
		write_choice(&t);
		buffer_putc(out, '\n');
		if (style->has_timeline)
			text_timeline(&t);
		text_findings(&t);
		text_proof(&t);
		text_roles(&t);
		text_answer(&t);
		text_certificates(&t);
		text_change(&t);
		text_agreement(&t);
		text_rotation(&t);
		if (t.is_verbose)
			text_session(&t);
		if (report->evidence->message != NULL ||
		    report->evidence->subject != NULL ||
		    report->evidence->settings->question >=
			SDX_QUESTION_POLICY) {
			text_coverage(&t);
			buffer_putc(out, '\n');
		}
	}
	text_verdict(&t);
	render_guard(out, from);
}

const struct renderer render_text_table = {
    .name = "text",
    .report = write_report,
    .checks = text_checks,
    .between = "\n",
};
