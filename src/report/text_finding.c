/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "report/text.h"

static const char *
color_of(enum sdx_severity severity)
{
	switch (severity) {
	case SDX_ERROR:
		return COLOR_ERROR;
	case SDX_WARNING:
		return COLOR_WARNING;
	case SDX_NOTE:
		break;
	}
	return COLOR_NOTE;
}

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void
write_field(const struct text_report *t, const char *label, const char *text)
{
	text_label(t, label);
	layout_wrap(&t->layout, TEXT_COLUMN, TEXT_COLUMN, text);
	buffer_putc(t->layout.out, '\n');
}

/* "error[session-name-characters]  RoleSessionName holds a space" */
static void
write_title(const struct text_report *t, const struct finding *f)
{
	const struct layout *layout = &t->layout;
	const char *severity = severity_name(f->severity);
	size_t at = strlen(severity) + strlen(f->check->id) + 4;

	layout_color(layout, color_of(f->severity));
	buffer_printf(layout->out, "%s[%s]", severity, f->check->id);
	layout_color_end(layout);
	layout_color(layout, COLOR_BOLD);
	if (at + render_width(f->message, strlen(f->message)) > layout->width) {
		buffer_putc(layout->out, '\n');
		buffer_repeat(layout->out, ' ', 2);
		layout_wrap(layout, 2, 2, f->message);
	} else {
		buffer_puts(layout->out, "  ");
		layout_wrap(layout, at, at, f->message);
	}
	layout_color_end(layout);
	buffer_putc(layout->out, '\n');
}

const char *
text_place(const struct text_report *t, const struct place *place)
{
	struct arena *arena = t->report->arena;
	const struct evidence *e = t->report->evidence;
	const char *label, *line = "", *document = "", *file = "";
	bool has_label;

	label = is_given(place->label) ? place->label : place->pointer;
	has_label = is_given(label);
	if (place->line > 0 && is_given(place->document))
		line = arena_printf(arena, "line %zu of the ", place->line);
	else if (place->line > 0 && place->column > 0)
		line = arena_printf(arena, "line %zu, column %zu of ",
		    place->line, place->column);
	else if (place->line > 0)
		line = arena_printf(arena, "line %zu of ", place->line);
	else if (is_given(place->document))
		line = "the ";
	if (is_given(place->document))
		document = place->document;
	if (place->input < e->n_inputs &&
	    (t->has_several || !is_given(place->document)))
		file = arena_printf(arena, "%s%s",
		    is_given(place->document) ? " in " : "",
		    text_name(t, place->input));
	return arena_printf(arena, "%s%s%s%s%s", has_label ? label : "",
	    has_label && (line[0] != '\0' || file[0] != '\0') ? ", " : "", line,
	    document, file);
}

static void
write_places(const struct text_report *t, const struct finding *f)
{
	for (size_t i = 0; i < f->n_places; i++)
		write_field(
		    t, i == 0 ? "where" : "and", text_place(t, &f->places[i]));
}

static const char *
grade_tag(const struct text_report *t, const struct finding *f)
{
	return arena_printf(t->report->arena, "[%s]", grade_name(f->grade));
}

static bool
has_reason(const struct finding *f)
{
	return is_given(f->wanted) || is_given(f->why);
}

/* The grade stands behind the reason, else behind what is wanted. */
static void
write_reason(const struct text_report *t, const struct finding *f)
{
	const char *label = is_given(f->why) ? "why" : "wanted";
	const char *text = is_given(f->why) ? f->why : f->wanted;
	size_t at;

	if (!has_reason(f))
		return;
	if (is_given(f->wanted) && is_given(f->why))
		write_field(t, "wanted", f->wanted);
	text_label(t, label);
	at = layout_wrap(&t->layout, TEXT_COLUMN, TEXT_COLUMN, text);
	layout_tag(&t->layout, at, grade_tag(t, f));
	buffer_putc(t->layout.out, '\n');
}

/* Where no reason was given, the last line has room for the grade. */
static void
write_more(const struct text_report *t, const struct finding *f)
{
	const char *text =
	    arena_printf(t->report->arena, "samldx explain %s", f->check->id);
	size_t at;

	text_label(t, "more");
	at = layout_wrap(&t->layout, TEXT_COLUMN, TEXT_COLUMN, text);
	if (!has_reason(f))
		layout_tag(&t->layout, at, grade_tag(t, f));
	buffer_putc(t->layout.out, '\n');
}

const char *
text_side(const struct text_report *t, const struct fix *fix)
{
	const struct idp_vendor *vendor = t->report->evidence->idp.vendor;

	switch (fix->side) {
	case SIDE_IDP:
		if (fix->idp != NULL && vendor != NULL)
			return arena_printf(t->report->arena,
			    "At the identity provider (%s): ", vendor->name);
		return "At the identity provider: ";
	case SIDE_AWS:
		return "At AWS: ";
	case SIDE_CLIENT:
		break;
	}
	return "";
}

/* Lines of a file: they are not wrapped. */
static void
write_diff(const struct text_report *t, const char *diff)
{
	while (*diff != '\0') {
		size_t len = strcspn(diff, "\n");
		const char *color = *diff == '-'   ? COLOR_ERROR
				    : *diff == '+' ? COLOR_GOOD
						   : COLOR_NOTE;

		buffer_repeat(t->layout.out, ' ', TEXT_COLUMN + 2);
		layout_color(&t->layout, color);
		render_escape(t->layout.out, diff, len);
		layout_color_end(&t->layout);
		buffer_putc(t->layout.out, '\n');
		diff += len + (diff[len] == '\n' ? 1 : 0);
	}
}

static void
write_fixes(const struct text_report *t, const struct finding *f)
{
	for (size_t i = 0; i < f->n_fixes; i++) {
		const struct fix *fix = &f->fixes[i];
		const char *side = text_side(t, fix);

		write_field(t, i == 0 ? "fix" : "",
		    arena_printf(t->report->arena, "%s%s", side,
			is_given(fix->text) ? fix->text : "run"));
		if (is_given(fix->diff))
			write_diff(t, fix->diff);
		if (is_given(fix->command))
			layout_command(
			    &t->layout, TEXT_COLUMN + 2, fix->command);
	}
}

/* What follows from this one, a line each. */
static void
write_consequences(const struct text_report *t, const struct finding *root)
{
	const struct findings *findings = &t->report->findings;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->caused_by != root || f->is_muted)
			continue;
		write_field(t, "so also",
		    arena_printf(
			t->report->arena, "%s [%s]", f->message, f->check->id));
	}
}

static void
write_finding(const struct text_report *t, const struct finding *f)
{
	write_title(t, f);
	write_places(t, f);
	if (f->found != NULL)
		text_value(t, f);
	write_reason(t, f);
	write_fixes(t, f);
	write_consequences(t, f);
	write_more(t, f);
	if (t->is_verbose && is_given(f->check->source))
		write_field(t, "source", f->check->source);
	buffer_putc(t->layout.out, '\n');
}

void
text_findings(const struct text_report *t)
{
	const struct findings *findings = &t->report->findings;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];
		bool is_folded =
		    f->caused_by != NULL && !f->caused_by->is_muted;

		if (!f->is_muted && !is_folded)
			write_finding(t, f);
	}
}
