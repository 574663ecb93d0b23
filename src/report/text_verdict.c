/* SPDX-License-Identifier: MIT */
/* What was not checked, and what AWS is believed to answer. */
#include <string.h>

#include "question.h"
#include "report/text.h"

#define OF_MESSAGE (NEEDS_MESSAGE | NEEDS_RESPONSE | NEEDS_ASSERTION)

const char *
text_missing(const struct text_report *t, unsigned missing)
{
	const struct evidence *e = t->report->evidence;

	if ((missing & OF_MESSAGE) && e->message != NULL && e->document == NULL)
		return "a message that can be read";
	if (missing & (NEEDS_MESSAGE | NEEDS_RESPONSE))
		return "a response";
	if (missing & NEEDS_ASSERTION)
		return "a readable assertion";
	if (missing & (NEEDS_TRUST | NEEDS_METADATA))
		return "the metadata";
	if (missing & NEEDS_PROVIDER)
		return "the provider";
	if (missing & NEEDS_PROVIDER_LIST)
		return "the list of providers";
	if (missing & NEEDS_ROLE)
		return "the role";
	if (missing & NEEDS_POLICY)
		return e->role == NULL ? "the role" : "the trust policy";
	if (missing & NEEDS_KEY)
		return "the private key";
	if (missing & NEEDS_CAPTURE_TIME)
		return "the time of the capture";
	if (missing & NEEDS_NOW)
		return "the present time";
	return "the OASIS schemas";
}

static bool
is_command(const char *how)
{
	return strncmp(how, "aws ", 4) == 0;
}

/* How to get what is missing, behind LEAD; a command on a line of its own. */
static void
write_advice(const struct text_report *t, size_t indent, const char *lead,
    const char *how)
{
	struct arena *arena = t->report->arena;

	if (!is_command(how)) {
		layout_wrap(&t->layout, indent, indent + 2,
		    arena_printf(arena, "%s%s", lead, how));
		buffer_putc(t->layout.out, '\n');
		return;
	}
	layout_wrap(&t->layout, indent, indent + 2,
	    arena_printf(arena, "%sgive the output of", lead));
	buffer_putc(t->layout.out, '\n');
	layout_command(&t->layout, indent + 4, how);
}

static bool
is_same_gap(const struct text_report *t, const struct not_checked *a,
    const struct not_checked *b)
{
	if (a->missing == 0 || b->missing == 0)
		return a == b;
	return strcmp(text_missing(t, a->missing),
		   text_missing(t, b->missing)) == 0;
}

/* The IDs of a gap, where everything is asked for. */
static const char *
gap_ids(const struct text_report *t, const struct not_checked *gap)
{
	const struct sdx_report *report = t->report;
	const char *ids = "";

	for (size_t i = 0; i < report->n_not_checked; i++) {
		const struct not_checked *item = &report->not_checked[i];

		if (!item->is_muted && is_same_gap(t, item, gap))
			ids = arena_printf(report->arena, "%s%s%s", ids,
			    ids[0] != '\0' ? ", " : "", item->check->id);
	}
	return ids;
}

static void
write_gap(const struct text_report *t, const struct not_checked *gap, size_t n)
{
	struct arena *arena = t->report->arena;
	const char *how = gap->how != NULL ? gap->how : "";

	if ((gap->missing & OF_MESSAGE) &&
	    t->report->evidence->document == NULL)
		how = "";
	buffer_puts(t->layout.out, "  ");
	if (gap->missing == 0)
		write_advice(t, 2, arena_printf(arena, "%s: ", gap->check->id),
		    gap->reason != NULL ? gap->reason : "could not decide");
	else
		write_advice(t, 2,
		    arena_printf(arena, "%zu without %s%s", n,
			text_missing(t, gap->missing),
			how[0] != '\0' ? ": " : ""),
		    how);
	if (t->is_verbose && gap->missing != 0)
		layout_paragraph(&t->layout, 4, gap_ids(t, gap));
}

/* How many have this gap; 0 where it was named already. */
static size_t
count_gap(const struct text_report *t, size_t at)
{
	const struct sdx_report *report = t->report;
	size_t n = 0;

	for (size_t i = 0; i < report->n_not_checked; i++) {
		const struct not_checked *item = &report->not_checked[i];

		if (item->is_muted ||
		    !is_same_gap(t, item, &report->not_checked[at]))
			continue;
		if (i < at)
			return 0;
		n++;
	}
	return n;
}

static void
write_gaps(const struct text_report *t)
{
	const struct sdx_report *report = t->report;

	for (size_t i = 0; i < report->n_not_checked; i++) {
		size_t n =
		    report->not_checked[i].is_muted ? 0 : count_gap(t, i);

		if (n > 0)
			write_gap(t, &report->not_checked[i], n);
	}
}

static void
write_passed(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	const char *ids = "";

	for (size_t i = 0; i < report->n_passed; i++)
		ids = arena_printf(report->arena, "%s%s%s", ids,
		    i > 0 ? ", " : "", report->passed[i]->id);
	layout_paragraph(&t->layout, 2, ids);
}

void
text_coverage(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	size_t n = 0;

	for (size_t i = 0; i < report->n_not_checked; i++)
		n += report->not_checked[i].is_muted ? 0 : 1;
	buffer_printf(
	    t->layout.out, "passed %zu   not checked %zu", report->n_passed, n);
	buffer_puts(t->layout.out, n > 0 ? ":\n" : "\n");
	write_gaps(t);
	if (t->is_verbose && report->n_passed > 0) {
		buffer_puts(t->layout.out, "passed:\n");
		write_passed(t);
	}
}

static const struct question *
question(const struct text_report *t)
{
	return question_of(t->report->evidence->settings->question);
}

/* "AWS would answer 400 InvalidIdentityToken" */
static void
write_answer_head(const struct text_report *t, const struct aws_error *error)
{
	struct buffer *out = t->layout.out;

	layout_color(&t->layout, COLOR_BOLD);
	buffer_puts(out, question(t)->answers);
	if (error->code != NULL || error->http_status != 0)
		buffer_putc(out, ' ');
	if (error->http_status != 0)
		buffer_printf(out, "%d%s", error->http_status,
		    error->code != NULL ? " " : "");
	if (error->code != NULL)
		buffer_puts(out, error->code);
}

/* The weaker of two grades: a chain is as good as its weakest link. */
static enum sdx_grade
weaker(enum sdx_grade a, enum sdx_grade b)
{
	return a > b ? a : b;
}

static void
write_answer(const struct text_report *t)
{
	const struct verdict *verdict = &t->report->verdict;
	const struct aws_error *error = verdict->aws_error;
	const struct layout *layout = &t->layout;
	enum sdx_grade grade = weaker(error->grade, verdict->because->grade);

	write_answer_head(t, error);
	if (grade > SDX_DOCUMENTED)
		buffer_printf(layout->out, " [%s]", grade_name(grade));
	if (error->message == NULL) {
		buffer_puts(layout->out, ", in words that are not known.");
		layout_color_end(layout);
		buffer_putc(layout->out, '\n');
		return;
	}
	buffer_puts(layout->out, ":");
	layout_color_end(layout);
	buffer_puts(layout->out, "\n  ");
	layout_color(layout, COLOR_ERROR);
	layout_wrap(layout, 2, 2, error->message);
	layout_color_end(layout);
	buffer_putc(layout->out, '\n');
}

static void
write_colored(const struct text_report *t, const char *color, const char *text)
{
	layout_color(&t->layout, color);
	layout_wrap(&t->layout, 0, 0, text);
	layout_color_end(&t->layout);
	buffer_putc(t->layout.out, '\n');
}

static void
write_rejected(const struct text_report *t)
{
	const struct verdict *verdict = &t->report->verdict;

	if (verdict->aws_error != NULL) {
		write_answer(t);
		return;
	}
	write_colored(t, COLOR_ERROR, question(t)->refused);
}

/* About the user's own files: AWS's answer does not follow from it. */
static bool
has_error(const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		if (findings->items[i]->severity == SDX_ERROR)
			return true;
	}
	return false;
}

static void
write_undetermined(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	const char *settle = report->verdict.settle;

	layout_color(&t->layout, COLOR_WARNING);
	if (report->trouble != NULL && report->trouble[0] != '\0')
		layout_wrap(&t->layout, 0, 0,
		    arena_printf(
			report->arena, "Undetermined: %s.", report->trouble));
	else
		buffer_printf(t->layout.out,
		    "Undetermined: %snot everything could be checked.",
		    has_error(&report->findings)
			? ""
			: "nothing is wrong so far, but ");
	layout_color_end(&t->layout);
	buffer_putc(t->layout.out, '\n');
	if (settle == NULL || settle[0] == '\0')
		return;
	if (is_command(settle))
		write_advice(t, 0, "To settle it, ", settle);
	else
		write_advice(t, 0,
		    strncmp(settle, "give ", 5) == 0
			? "To settle it, "
			: "What stands in the way: ",
		    arena_printf(report->arena, "%s.", settle));
}

/* What speaks against the verdict, or is about something else. */
static void
write_but(const struct text_report *t)
{
	const struct sdx_report *report = t->report;
	size_t n = 0;

	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];

		n +=
		    !f->is_muted && strcmp(f->check->id, "expected-value") == 0;
	}
	if (n > 0)
		write_colored(t, COLOR_ERROR,
		    arena_printf(report->arena,
			"But %zu value%s not what the file of expectations "
			"wants.",
			n, n == 1 ? " is" : "s are"));
	if (report->answer != NULL && report->answer->is_recognised)
		write_colored(t, COLOR_WARNING,
		    "But AWS is said to have refused it: perhaps another "
		    "response was meant, or something was changed since.");
}

void
text_verdict(const struct text_report *t)
{
	switch (t->report->verdict.outcome) {
	case SDX_ACCEPTED:
		if (has_error(&t->report->findings))
			write_colored(t, COLOR_ERROR, question(t)->regretted);
		else
			write_colored(t, COLOR_GOOD, question(t)->accepted);
		write_but(t);
		/* An honest word: no file shows them. */
		if (t->report->evidence->settings->question ==
		    SDX_QUESTION_SIGN_IN)
			layout_paragraph(&t->layout, 0,
			    "Policies of the organisation (SCPs, RCPs) are not "
			    "known here; they can still deny.");
		return;
	case SDX_REJECTED:
		write_rejected(t);
		return;
	case SDX_UNDETERMINED:
		write_undetermined(t);
		return;
	}
}
