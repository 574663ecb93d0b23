/* SPDX-License-Identifier: MIT */
/* The table of checks: `samldx checks`. */
#include <stdlib.h>
#include <string.h>

#include "question.h"
#include "report/text.h"
#include "json/json.h"

/* What every check of a response needs anyway is not worth naming. */
#define USUAL_NEEDS (NEEDS_MESSAGE | NEEDS_RESPONSE | NEEDS_ASSERTION)
#define LAST_NEED NEEDS_TRAIL

static const char *
color_of(enum sdx_severity severity)
{
	if (severity == SDX_ERROR)
		return COLOR_ERROR;
	return severity == SDX_WARNING ? COLOR_WARNING : COLOR_NOTE;
}

/* "(needs metadata, role)"; nothing for what is always there. */
static void
write_needs(struct buffer *line, unsigned needs)
{
	const char *separator = "  (needs ";
	const char *last = "";

	needs &= ~(unsigned)USUAL_NEEDS;
	if (needs == 0)
		return;
	for (unsigned bit = 1; bit <= LAST_NEED; bit <<= 1) {
		const char *name;

		if ((needs & bit) == 0)
			continue;
		name = evidence_kind_name((enum evidence_kind)bit);
		if (strcmp(name, last) == 0)
			continue;
		buffer_puts(line, separator);
		buffer_puts(line, name);
		separator = ", ";
		last = name;
	}
	buffer_puts(line, ")");
}

static void
write_check(const struct layout *layout, const struct sdx_style *style,
    const struct check *check)
{
	struct buffer line = {0};

	buffer_puts(layout->out, "  ");
	layout_color(layout, color_of(check->severity));
	buffer_printf(layout->out, "%-8s", severity_name(check->severity));
	layout_color_end(layout);
	buffer_printf(
	    layout->out, "%-32s %-11s", check->id, grade_name(check->grade));
	if (check->aws_error != NULL)
		buffer_printf(layout->out, " %s", check->aws_error);
	while (layout->out->len > 0 &&
	       layout->out->data[layout->out->len - 1] == ' ')
		layout->out->len--;
	buffer_putc(layout->out, '\n');
	buffer_puts(&line, check->title);
	write_needs(&line, check->needs);
	if (!line.has_failed)
		layout_paragraph(layout, 10, line.data);
	buffer_free(&line);
	if (style->is_verbose)
		layout_paragraph(layout, 10, check->source);
}

void
text_checks(const struct sdx_style *style, struct buffer *out)
{
	struct layout layout = layout_of(style, out);
	int stage = 0;

	for (size_t i = 0; i < registry_count(); i++) {
		const struct check *check = registry_at(i);

		if ((int)check->stage != stage) {
			buffer_puts(out, stage != 0 ? "\n" : "");
			stage = (int)check->stage;
			layout_color(&layout, COLOR_BOLD);
			buffer_puts(out, stage_name(check->stage));
			layout_color_end(&layout);
			buffer_putc(out, '\n');
		}
		write_check(&layout, style, check);
	}
}

static void
put_check(struct json_writer *w, size_t i)
{
	const struct check *check = registry_at(i);
	const char *last = "";

	json_begin_object(w);
	json_put_member(w, "id", check->id);
	json_put_member(w, "title", check->title);
	json_put_member(w, "severity", severity_name(check->severity));
	json_put_member(w, "grade", grade_name(check->grade));
	json_put_member(w, "stage", stage_name(check->stage));
	json_key(w, "needs");
	json_begin_array(w);
	for (unsigned bit = 1; bit <= LAST_NEED; bit <<= 1) {
		const char *name = evidence_kind_name((enum evidence_kind)bit);

		if ((check->needs & bit) != 0 && strcmp(name, last) != 0)
			json_put_string(w, last = name);
	}
	json_end_array(w);
	json_key(w, "questions");
	json_begin_array(w);
	for (int q = SDX_QUESTION_SIGN_IN; q <= SDX_QUESTION_ROTATION; q++) {
		enum sdx_question question = (enum sdx_question)q;

		if (registry_answers(i, question))
			json_put_string(w, question_of(question)->name);
	}
	json_end_array(w);
	json_put_member(w, "aws_error", check->aws_error);
	json_put_member(w, "source", check->source);
	json_end_object(w);
}

void
json_checks(const struct sdx_style *style, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = true};

	(void)style;
	json_begin_object(&w);
	json_key(&w, "checks");
	json_begin_array(&w);
	for (size_t i = 0; i < registry_count(); i++)
		put_check(&w, i);
	json_end_array(&w);
	json_end_object(&w);
	buffer_putc(out, '\n');
}

/* A check on each line. */
void
jsonl_checks(const struct sdx_style *style, struct buffer *out)
{
	(void)style;
	for (size_t i = 0; i < registry_count(); i++) {
		struct json_writer w = {.out = out};

		put_check(&w, i);
		buffer_putc(out, '\n');
	}
}
