/* SPDX-License-Identifier: MIT */
/* What AWS answered, and which of the findings explain it. */
#include <string.h>

#include "answer.h"
#include "report/text.h"

#define NAMED 4 /* findings that are named */

static const char *
source_words(const struct text_report *t, const struct answer *a)
{
	const struct evidence *e = t->report->evidence;

	switch (a->source) {
	case ANSWER_OF_CAPTURE:
		if (e->message->late_entry > 0)
			return arena_printf(t->report->arena, " (entry %zu)",
			    e->message->late_entry);
		return e->message->where[0] != '\0'
			   ? arena_printf(
				 t->report->arena, " (%s)", e->message->where)
			   : " (in the capture)";
	case ANSWER_OF_TRAIL:
		return " (by CloudTrail)";
	case ANSWER_GIVEN:
		break;
	}
	return "";
}

static const char *
names(const struct text_report *t, const struct answer *a)
{
	struct arena *arena = t->report->arena;
	const char *list = "", *last = "";
	size_t n = 0;

	for (size_t i = 0; i < a->n_explains; i++) {
		const char *id = a->explains[i]->check->id;

		if (strcmp(id, last) == 0 || n++ >= NAMED)
			continue;
		list = arena_printf(
		    arena, "%s%s%s", list, list[0] != '\0' ? ", " : "", id);
		last = id;
	}
	return n > NAMED
		   ? arena_printf(arena, "%s and %zu more", list, n - NAMED)
		   : list;
}

/* Recognised, but nothing that was found leads to it. */
static const char *
unexplained(const struct text_report *t, const struct answer *a)
{
	struct arena *arena = t->report->arena;
	const struct not_checked *open = a->n_open > 0 ? a->open[0] : NULL;
	const struct finding *because = t->report->verdict.because;

	if (open == NULL && because != NULL)
		return arena_printf(arena,
		    "Every check that leads to it was made and passed; what "
		    "was found, %s, leads to another answer. Is this the "
		    "response that AWS answered?",
		    because->check->id);
	if (open == NULL)
		return arena_printf(arena,
		    "Nothing that was found explains it, and every check that "
		    "leads to it was made. Is this the response that AWS "
		    "answered, and has nothing been changed since? All its "
		    "causes: samldx explain %s",
		    a->error != NULL ? a->error->id : a->match->code);
	return arena_printf(arena,
	    "Nothing that was found explains it. %zu check%s that might could "
	    "not be made, such as %s: see below what is missing.",
	    a->n_open, a->n_open == 1 ? "" : "s", open->check->id);
}

static const char *
meaning(const struct text_report *t, const struct answer *a)
{
	struct arena *arena = t->report->arena;

	if (a->is_recognised)
		return a->n_explains > 0 ? arena_printf(arena,
					       "Explained by %s.", names(t, a))
					 : unexplained(t, a);
	switch (a->match->how) {
	case MATCH_DENIAL:
		return "This is IAM denying a call after the sign-in: the "
		       "sign-in itself worked. samldx explain takes the "
		       "message apart.";
	case MATCH_OTHER:
		return arena_printf(arena, "A text of %s: %s",
		    a->match->other->product, a->match->other->advice);
	case MATCH_TEXT:
	case MATCH_CODE:
	case MATCH_NONE:
		break;
	}
	return "This is none of AWS's messages on SAML that are known here.";
}

void
text_answer(const struct text_report *t)
{
	const struct answer *a = t->report->answer;

	if (a == NULL)
		return;
	text_line(t, "AWS said",
	    arena_printf(t->report->arena, "%s%s",
		a->error != NULL && a->error->message != NULL &&
			a->match->how == MATCH_TEXT
		    ? a->error->message
		    : a->text,
		source_words(t, a)));
	text_line(t, "", meaning(t, a));
}
