/* SPDX-License-Identifier: MIT */
/*
 * Markdown for tickets and the summary of a workflow.  What is captured
 * stands between fences alone, where nothing of it is a link, a mention or a
 * heading; the words around them are ours.
 */
#include <string.h>

#include "report/plain.h"

#define FENCE_LEAST 3

/* A fence must be longer than every run of backquotes between the two. */
static size_t
fence_of(const char *text)
{
	size_t longest = FENCE_LEAST - 1;

	for (; *text != '\0'; text++) {
		size_t n = strspn(text, "`");

		if (n > longest)
			longest = n;
		text += n > 0 ? n - 1 : 0;
	}
	return longest + 1;
}

/* TEXT is escaped as by plain.h. */
static void
put_fenced(struct buffer *out, const char *text)
{
	size_t len = strlen(text), n;

	text = buffer_veiled(out, text, &len);
	n = fence_of(text);
	buffer_repeat(out, '`', n);
	buffer_printf(out, "text\n%s\n", text);
	buffer_repeat(out, '`', n);
	buffer_puts(out, "\n\n");
}

static void
put_finding(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	plain_finding(part, &inside, f);
	buffer_printf(t->layout.out, "### %s: `%s`\n\n%s.\n\n",
	    severity_name(f->severity), f->check->id, f->check->title);
	put_fenced(t->layout.out, plain_take(t, &text));
}

static void
put_verdict(const struct part *part, const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);

	if (e->n_inputs > 0) {
		plain_value(&inside, e->inputs[text_main_input(e)].name);
		buffer_putc(&text, '\n');
	}
	if (part->entity != NULL) {
		plain_value(&inside, part->entity->entity_id);
		buffer_putc(&text, '\n');
	}
	plain_verdict(&inside);
	buffer_printf(t->layout.out, "## samldx: %s\n\n",
	    outcome_name(t->report->verdict.outcome));
	put_fenced(t->layout.out, plain_take(t, &text));
}

static void
put_gaps(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	struct buffer text = {0};
	struct text_report inside = plain_inside(t, &text);
	const char *gaps;
	size_t n = 0;

	for (size_t i = 0; i < report->n_not_checked; i++) {
		if (report->not_checked[i].is_muted)
			continue;
		buffer_printf(&text, "%s%s: ", n++ > 0 ? "\n" : "",
		    report->not_checked[i].check->id);
		plain_not_checked(&inside, &report->not_checked[i]);
	}
	buffer_printf(t->layout.out, "Passed: %zu. Not checked: %zu.\n\n",
	    report->n_passed, n);
	gaps = plain_take(t, &text);
	if (n > 0 && t->is_verbose)
		put_fenced(t->layout.out, gaps);
}

static void
put_part(const struct part *part, struct buffer *out)
{
	const struct findings *findings = &part->report->findings;
	struct text_report t = plain_of(part, out);

	put_verdict(part, &t);
	if (part->document->style.is_quiet)
		return;
	for (size_t i = 0; i < findings->n; i++) {
		if (!findings->items[i]->is_muted)
			put_finding(part, &t, findings->items[i]);
	}
	put_gaps(&t);
}

const struct renderer render_markdown_table = {
    .name = "markdown",
    .between = "",
    .part = put_part,
};
