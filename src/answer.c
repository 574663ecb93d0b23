/* SPDX-License-Identifier: MIT */
#include "answer.h"

#include <string.h>

#include "utf8.h"
#include "verdict.h"

#define TEXT_KEPT 300 /* bytes of a message that is not known */

/* The actions of the sign-in itself: to be denied one is its error. */
static bool
is_of_sign_in(const struct denial *denial)
{
	static const char *const actions[] = {"sts:AssumeRoleWithSAML",
	    "sts:TagSession", "sts:SetSourceIdentity"};

	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (denial->action != NULL &&
		    strcmp(denial->action, actions[i]) == 0)
			return true;
	}
	return false;
}

static const struct aws_error *
error_of(const struct error_match *match)
{
	switch (match->how) {
	case MATCH_TEXT:
	case MATCH_CODE:
		return match->error;
	case MATCH_DENIAL:
		return is_of_sign_in(&match->denial)
			   ? aws_error_find("not-authorized")
			   : NULL;
	case MATCH_OTHER:
	case MATCH_NONE:
		break;
	}
	return NULL;
}

/*
 * Does a check's or finding's error, by its ID, answer to the one that AWS
 * gave?  By the code alone any error of that code may be meant, and the
 * console has one sentence for all that it cannot read.
 */
static bool
leads_to(const struct answer *a, const char *id, const struct check *check)
{
	const struct aws_error *error =
	    id != NULL && id[0] != '\0' ? aws_error_find(id) : NULL;

	if (error != NULL && a->match->how == MATCH_CODE)
		return error->code != NULL &&
		       strcmp(error->code, a->match->code) == 0;
	if (error != NULL || a->error == NULL)
		return error != NULL && error == a->error;
	return strcmp(a->error->id, "console-invalid-response") == 0 &&
	       check->severity == SDX_ERROR && check->stage >= STAGE_MESSAGE &&
	       check->stage <= STAGE_STATUS;
}

static bool
add_explanation(struct arena *arena, struct answer *a, const struct finding *f)
{
	const struct finding **slot =
	    arena_push(arena, &a->explains, &a->n_explains, sizeof *slot);

	if (slot != NULL)
		*slot = f;
	return slot != NULL;
}

/* Findings that AWS would answer so to; what was recorded explains nothing. */
static bool
explain(const struct sdx_report *report, struct answer *a)
{
	const struct findings *findings = &report->findings;

	for (int want_root = 1; want_root >= 0; want_root--) {
		for (size_t i = 0; i < findings->n; i++) {
			const struct finding *f = findings->items[i];

			if ((f->caused_by == NULL) != (want_root == 1) ||
			    f->severity != SDX_ERROR ||
			    f->check->stage == STAGE_INPUT ||
			    !leads_to(a, f->aws_error, f->check))
				continue;
			if (!add_explanation(report->arena, a, f))
				return false;
		}
	}
	return true;
}

static bool
list_open(const struct sdx_report *report, struct answer *a)
{
	for (size_t i = 0; i < report->n_not_checked; i++) {
		const struct not_checked *item = &report->not_checked[i];
		const struct not_checked **slot;

		if (item->check->aws_error == NULL ||
		    !leads_to(a, item->check->aws_error, item->check))
			continue;
		slot = arena_push(
		    report->arena, &a->open, &a->n_open, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = item;
	}
	return true;
}

/* The user knows best, then AWS's own page, then its log. */
static bool
find_text(const struct evidence *e, struct arena *arena, struct answer *a)
{
	const struct trail_event *event = e->event;

	if (e->settings->error != NULL) {
		a->source = ANSWER_GIVEN;
		a->text = e->settings->error;
	} else if (e->message != NULL && e->message->answer != NULL) {
		a->source = ANSWER_OF_CAPTURE;
		a->text = e->message->answer;
	} else if (event != NULL && event->error_code != NULL) {
		a->source = ANSWER_OF_TRAIL;
		a->text = event->error_message == NULL
			      ? event->error_code
			      : arena_printf(arena, "%s: %s", event->error_code,
				    event->error_message);
	}
	return a->text != NULL;
}

/*
 * A pasted log may hold more than AWS's words, and secrets too: of a message
 * that is known its own words are kept, of another the beginning.
 */
static const char *
kept(struct arena *arena, const struct answer *a)
{
	size_t len = strlen(a->text);

	if (a->source != ANSWER_GIVEN)
		return a->text;
	if (a->match->how == MATCH_TEXT && a->error->message != NULL)
		return a->error->message;
	if (a->match->how == MATCH_CODE)
		return a->match->code;
	if (len <= TEXT_KEPT)
		return a->text;
	return arena_printf(
	    arena, "%.*s...", (int)utf8_cut(a->text, len, TEXT_KEPT), a->text);
}

bool
answer_find(const struct sdx_report *report, const struct answer **answer)
{
	struct arena *arena = report->arena;
	struct answer *a = arena_alloc(arena, sizeof *a);

	*answer = NULL;
	if (a == NULL)
		return false;
	if (!find_text(report->evidence, arena, a))
		return !arena_has_failed(arena);
	a->match = error_match(arena, a->text, strlen(a->text));
	if (a->match == NULL)
		return false;
	a->error = error_of(a->match);
	a->text = kept(arena, a);
	a->is_recognised = a->error != NULL || a->match->how == MATCH_CODE;
	*answer = a;
	return !a->is_recognised ||
	       (explain(report, a) && list_open(report, a));
}
