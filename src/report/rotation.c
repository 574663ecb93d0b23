/* SPDX-License-Identifier: MIT */
#include "report/rotation.h"

#include <string.h>

#include "saml/datetime.h"

#define LABEL_COLUMN 12
#define STEP_INDENT 5

/* One of the two rotations. */
struct part {
	const struct text_report *t;
	const struct rotation *r;
	const struct rotation_facts *facts;
	const struct rotation_plan *plan;
	const char *title;
	bool is_signing;
};

static const char *
state_words(const struct part *p)
{
	switch (p->r->state) {
	case ROTATION_UNKNOWN:
		return "where it stands cannot be told";
	case ROTATION_UNUSED:
		return "none in IAM, and no capture is encrypted";
	case ROTATION_STEADY:
		return "one, and no rotation is under way";
	case ROTATION_PUBLISHED:
		return "the identity provider has a new one that IAM has not";
	case ROTATION_ADDED:
		return "IAM has the old and the new one; the identity provider "
		       "uses the old one";
	case ROTATION_SWITCHING:
		return "IAM has the old and the new one; the identity provider "
		       "is switching";
	case ROTATION_IDLE:
		return "IAM has the old and the new one; the old one is idle";
	case ROTATION_DONE:
		return "one; the rotation is done";
	case ROTATION_BROKEN:
		return p->is_signing
			   ? "IAM has not the one that the identity provider "
			     "signs with"
			   : "the identity provider encrypts, and IAM has no "
			     "key";
	}
	return "";
}

static void
line(const struct part *p, size_t indent, const char *label, const char *text)
{
	const struct layout *layout = &p->t->layout;

	if (text == NULL || *text == '\0')
		return;
	buffer_repeat(layout->out, ' ', indent);
	buffer_printf(layout->out, "%-*s", LABEL_COLUMN, label);
	layout_wrap(layout, indent + LABEL_COLUMN, indent + LABEL_COLUMN, text);
	buffer_putc(layout->out, '\n');
}

static const char *
day(struct arena *arena, int64_t time)
{
	return datetime_format(arena, time);
}

/* "3 captures, the last 2026-11-20T09:03:11Z" */
static const char *
uses(const struct part *p, const struct rotation_holder *holder)
{
	struct arena *arena = p->t->report->arena;

	if (holder->n == 0)
		return "no capture";
	if (holder->n == 1)
		return arena_printf(
		    arena, "1 capture, %s", day(arena, holder->first));
	return arena_printf(arena, "%zu captures, %s to %s", holder->n,
	    day(arena, holder->first), day(arena, holder->last));
}

static void
put_slot(const struct part *p, const struct rotation_slot *slot)
{
	struct arena *arena = p->t->report->arena;
	const char *added = slot->has_added ? day(arena, slot->added)
					    : "a time that is not "
					      "told";
	const char *file = "which key file it is is not known";

	if (slot->holder < p->facts->n_holders) {
		const struct rotation_holder *h =
		    &p->facts->holders[slot->holder];

		file = arena_printf(arena, "%s: %s", h->name, uses(p, h));
	}
	line(p, 2, "in IAM",
	    arena_printf(arena, "%s, added %s", slot->id, added));
	line(p, 2, "", file);
	if (p->t->is_verbose)
		line(p, 2, "", slot->because);
}

static bool
has_slot(const struct part *p, size_t holder)
{
	for (size_t i = 0; i < p->facts->n_slots; i++) {
		if (p->facts->slots[i].holder == holder)
			return true;
	}
	return false;
}

static void
put_decryption(const struct part *p)
{
	struct arena *arena = p->t->report->arena;

	for (size_t i = 0; i < p->facts->n_slots; i++)
		put_slot(p, &p->facts->slots[i]);
	for (size_t i = 0; i < p->facts->n_holders; i++) {
		if (!has_slot(p, i))
			line(p, 2, "key file",
			    arena_printf(arena, "%s: %s",
				p->facts->holders[i].name,
				uses(p, &p->facts->holders[i])));
	}
	if (p->r->n_unknown > 0)
		line(p, 2, "not opened",
		    arena_printf(arena,
			"captures for a key that was not given: %zu, the last "
			"%s",
			p->r->n_unknown, day(arena, p->r->last_unknown)));
	if (p->r->n_plain > 0)
		line(p, 2, "plain",
		    arena_printf(arena, "not encrypted: %zu, the last %s",
			p->r->n_plain, day(arena, p->r->last_plain)));
}

static void
put_signing(const struct part *p)
{
	const struct evidence *e = p->t->report->evidence;
	const struct rotation_evidence *r = e->rotation;
	struct arena *arena = p->t->report->arena;

	if (e->provider == NULL && e->n_metadata > 0)
		line(p, 2, "taken for",
		    arena_printf(arena,
			"what IAM has: %s; the output of get-saml-provider "
			"would tell",
			text_name(p->t, e->metadata[0].input)));

	for (size_t i = 0; i < p->facts->n_holders; i++) {
		const char *where = r->in_current[i] && r->in_new[i] ? "in both"
				    : r->in_current[i]		     ? "in IAM"
								     : "new";

		line(p, 2, where, p->facts->holders[i].name);
		line(p, 2, "", uses(p, &p->facts->holders[i]));
	}
	if (p->r->n_unknown > 0)
		line(p, 2, "not verified",
		    arena_printf(arena,
			"captures signed with a key that is in none of the "
			"files, or changed: %zu, the last %s",
			p->r->n_unknown, day(arena, p->r->last_unknown)));
}

static void
put_command(const struct part *p, const char *command)
{
	if (command != NULL)
		layout_command(&p->t->layout, STEP_INDENT + 2, command);
}

static void
put_step(
    const struct part *p, const char *head, const struct rotation_step *step)
{
	const struct layout *layout = &p->t->layout;

	buffer_printf(layout->out, "%-*s", STEP_INDENT, head);
	layout_color(layout, COLOR_BOLD);
	layout_wrap(layout, STEP_INDENT, STEP_INDENT, step->text);
	layout_color_end(layout);
	buffer_putc(layout->out, '\n');
	put_command(p, step->command);
	line(p, STEP_INDENT, "wait", step->wait);
	line(p, STEP_INDENT, "proof", step->prove);
	line(p, STEP_INDENT, "breaks", step->breaks);
	line(p, STEP_INDENT, "way back", step->back);
	put_command(p, step->back_command);
}

static bool
wants_plan(const struct part *p)
{
	return p->t->report->evidence->settings->wants_plan;
}

static void
put_plan(const struct part *p)
{
	size_t n = p->plan->n;
	struct buffer *out = p->t->layout.out;

	if (n == 0)
		return;
	buffer_putc(out, '\n');
	if (!wants_plan(p)) {
		buffer_puts(out, n > 1 ? "next step, --plan shows all of them\n"
				       : "next step\n");
		put_step(p, "  ->", &p->plan->steps[0]);
		return;
	}
	buffer_puts(out, "from here to the end\n");
	for (size_t i = 0; i < n; i++)
		put_step(p, arena_printf(p->t->report->arena, "  %zu.", i + 1),
		    &p->plan->steps[i]);
}

static void
put_part(const struct part *p)
{
	const struct layout *layout = &p->t->layout;

	layout_color(layout, COLOR_BOLD);
	layout_paragraph(layout, 0,
	    arena_printf(
		p->t->report->arena, "%s: %s", p->title, state_words(p)));
	layout_color_end(layout);
	if (p->is_signing)
		put_signing(p);
	else
		put_decryption(p);
	put_plan(p);
	buffer_putc(layout->out, '\n');
}

/* What the commands need before they are run. */
static void
put_hints(const struct text_report *t)
{
	const struct rotation_evidence *r = t->report->evidence->rotation;

	if (r->decryption_plan.n + r->signing_plan.n == 0)
		return;
	layout_paragraph(&t->layout, 0,
	    "`samldx preflight FILE... --` before a command says what it would "
	    "do.");
	if (strcmp(r->provider_arn, "PROVIDER-ARN") == 0)
		layout_paragraph(&t->layout, 0,
		    "PROVIDER-ARN is not known: --provider-arn or a capture "
		    "tells it.");
	buffer_putc(t->layout.out, '\n');
}

void
text_rotation(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	const struct rotation_evidence *r = e->rotation;

	if (r == NULL || e->settings->question != SDX_QUESTION_ROTATION)
		return;
	if (r->has_decryption)
		put_part(&(struct part){t, r->decryption, &r->decryption_facts,
		    &r->decryption_plan, "decryption keys", false});
	if (r->signing != NULL)
		put_part(&(struct part){t, r->signing, &r->signing_facts,
		    &r->signing_plan, "signing certificates", true});
	put_hints(t);
}
