/* SPDX-License-Identifier: MIT */
/* What differs between a sign-in that works and one that does not. */
#include "report/diff.h"

#include <string.h>

#include "report/json_story.h"
#include "report/layout.h"
#include "json/json.h"

#define VALUE_COLUMN 8
#define MAX_VALUES 8
#define MAX_CHANGES 100

struct diff_text {
	struct layout layout;
	const struct traits_diff *diff;
	struct arena *arena;
};

static const char *
outcome_words(const struct verdict *verdict)
{
	switch (verdict->outcome) {
	case SDX_ACCEPTED:
		return "AWS would accept it";
	case SDX_REJECTED:
		return "AWS would refuse it";
	case SDX_UNDETERMINED:
		break;
	}
	return "nothing is wrong so far, as far as it could be checked";
}

static const char *
name_of(const struct sdx_report *report)
{
	const struct evidence *e = report->evidence;

	return e->inputs[e->message != NULL ? e->message->input : 0].name;
}

static void
write_side(const struct diff_text *t, const char *label,
    const struct sdx_report *report)
{
	const struct aws_error *error = report->verdict.aws_error;
	bool has_words = error != NULL && error->message != NULL;

	layout_color(&t->layout, COLOR_BOLD);
	buffer_printf(t->layout.out, "%-6s", label);
	layout_color_end(&t->layout);
	layout_wrap(&t->layout, 6, 6,
	    arena_printf(t->arena, "%s: %s%s%s", name_of(report),
		outcome_words(&report->verdict), has_words ? ": " : "",
		has_words ? error->message : ""));
	buffer_putc(t->layout.out, '\n');
}

/* The values of one side that the other has not. */
static void
write_values(const struct diff_text *t, const char *label,
    const struct trait *own, const struct trait *other)
{
	const char *text = "";
	size_t n = 0;

	for (size_t i = 0; own != NULL && i < own->n_values; i++) {
		if (n > MAX_VALUES)
			break;
		if (trait_has(other, own->values[i]) || n++ >= MAX_VALUES)
			continue;
		text = arena_printf(t->arena, "%s%s%s", text,
		    text[0] != '\0' ? "\n" : "", own->values[i]);
	}
	if (n > MAX_VALUES)
		text = arena_printf(t->arena, "%s\nand more", text);
	if (n == 0)
		text = own != NULL && own->n_values > 0 ? "(nothing more)"
							: "(absent)";
	buffer_printf(t->layout.out, "  %-*s", VALUE_COLUMN - 2, label);
	layout_wrap(&t->layout, VALUE_COLUMN, VALUE_COLUMN, text);
	buffer_putc(t->layout.out, '\n');
}

static void
write_change(const struct diff_text *t, const struct trait_change *change)
{
	const struct trait *any =
	    change->bad != NULL ? change->bad : change->good;
	const struct finding *f = change->finding;

	layout_color(&t->layout, COLOR_BOLD);
	layout_wrap(&t->layout, 0, 0, any->name);
	layout_color_end(&t->layout);
	buffer_putc(t->layout.out, '\n');
	write_values(t, "good", change->good, change->bad);
	write_values(t, "bad", change->bad, change->good);
	if (f == NULL)
		return;
	buffer_printf(t->layout.out, "  %-*s", VALUE_COLUMN - 2, "hence");
	layout_wrap(&t->layout, VALUE_COLUMN, VALUE_COLUMN,
	    arena_printf(t->arena, "%s[%s] %s", severity_name(f->severity),
		f->check->id, f->message));
	buffer_putc(t->layout.out, '\n');
}

static const char *
rank_words(const struct trait_change *change)
{
	if (change->finding != NULL)
		return change->finding->severity == SDX_ERROR
			   ? "Likely causes"
			   : "Different, with a warning";
	return change->is_personal ? "Different from user to user"
				   : "Different, without consequence that is "
				     "known here";
}

/* What heads the changes from I on; NULL: the same as before. */
static const char *
heading(const struct traits_diff *diff, size_t i)
{
	const char *words = rank_words(&diff->changes[i]);

	return i > 0 && strcmp(words, rank_words(&diff->changes[i - 1])) == 0
		   ? NULL
		   : words;
}

static void
write_others(const struct diff_text *t)
{
	const struct traits_diff *diff = t->diff;

	if (diff->n_others == 0)
		return;
	buffer_puts(t->layout.out, "\nFound in the bad one alone\n");
	for (size_t i = 0; i < diff->n_others; i++) {
		const struct finding *f = diff->others[i];

		layout_paragraph(&t->layout, 2,
		    arena_printf(t->arena, "%s[%s] %s",
			severity_name(f->severity), f->check->id, f->message));
	}
}

bool
text_diff(const struct traits_diff *diff, const struct sdx_style *style,
    struct buffer *out)
{
	struct diff_text t = {
	    .layout = layout_of(style, out),
	    .diff = diff,
	    .arena = arena_new(),
	};

	if (t.arena == NULL)
		return false;
	write_side(&t, "good", diff->good);
	write_side(&t, "bad", diff->bad);
	if (diff->n_likely == 0)
		write_others(&t);
	for (size_t i = 0; i < diff->n_changes && i < MAX_CHANGES; i++) {
		const char *head = heading(diff, i);

		if (head != NULL) {
			buffer_putc(out, '\n');
			layout_color(&t.layout, COLOR_NOTE);
			buffer_puts(out, head);
			layout_color_end(&t.layout);
			buffer_putc(out, '\n');
		}
		write_change(&t, &diff->changes[i]);
	}
	if (diff->n_changes > MAX_CHANGES)
		buffer_printf(
		    out, "and %zu more\n", diff->n_changes - MAX_CHANGES);
	if (diff->n_likely > 0)
		write_others(&t);
	if (diff->closed != NULL) {
		buffer_putc(out, '\n');
		layout_paragraph(&t.layout, 0,
		    arena_printf(t.arena, "The outside alone was compared: %s.",
			diff->closed));
	}
	buffer_printf(out,
	    "\n%zu different, %zu the same.  IDs, moments, digests and "
	    "signature values are\nnew every time and were left out.\n",
	    diff->n_changes, diff->n_same);
	arena_free(t.arena);
	return true;
}

static void
put_side(
    struct json_writer *w, const char *key, const struct sdx_report *report)
{
	json_key(w, key);
	json_begin_object(w);
	json_put_member(w, "path", name_of(report));
	json_put_member(w, "outcome", outcome_name(report->verdict.outcome));
	json_put_aws_error(w, report->verdict.aws_error);
	json_end_object(w);
}

static void
put_values(struct json_writer *w, const char *key, const struct trait *trait)
{
	json_key(w, key);
	json_begin_array(w);
	for (size_t i = 0; trait != NULL && i < trait->n_values; i++)
		json_put_string(w, trait->values[i]);
	json_end_array(w);
}

static void
put_change(struct json_writer *w, const struct trait_change *change)
{
	const struct trait *any =
	    change->bad != NULL ? change->bad : change->good;
	const struct finding *f = change->finding;

	json_begin_object(w);
	json_put_member(w, "what", any->name);
	put_values(w, "good", change->good);
	put_values(w, "bad", change->bad);
	json_key(w, "is_personal");
	json_put_bool(w, change->is_personal);
	json_put_member(w, "finding", f != NULL ? f->check->id : NULL);
	json_put_member(
	    w, "severity", f != NULL ? severity_name(f->severity) : NULL);
	json_put_member(w, "message", f != NULL ? f->message : NULL);
	json_end_object(w);
}

void
json_diff(const struct traits_diff *diff, bool is_pretty, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = is_pretty};

	json_begin_object(&w);
	json_put_member(&w, "schema", "https://samldx.example/diff/1");
	put_side(&w, "good", diff->good);
	put_side(&w, "bad", diff->bad);
	json_key(&w, "differences");
	json_begin_array(&w);
	for (size_t i = 0; i < diff->n_changes; i++)
		put_change(&w, &diff->changes[i]);
	json_end_array(&w);
	json_key(&w, "found_in_bad_alone");
	json_begin_array(&w);
	for (size_t i = 0; i < diff->n_others; i++)
		json_put_string(&w, diff->others[i]->check->id);
	json_end_array(&w);
	json_put_member(&w, "closed", diff->closed);
	json_key(&w, "same");
	json_put_integer(&w, (int64_t)diff->n_same);
	json_end_object(&w);
	buffer_putc(out, '\n');
}
