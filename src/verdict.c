/* SPDX-License-Identifier: MIT */
#include "verdict.h"

#include <stdlib.h>
#include <string.h>

/* Does a list of IDs, set apart by blanks, hold this one? */
static bool
list_holds(const char *list, const char *id)
{
	size_t len = strlen(id);

	for (const char *at = list; (at = strstr(at, id)) != NULL; at += len) {
		bool begins = at == list || at[-1] == ' ';

		if (begins && (at[len] == ' ' || at[len] == '\0'))
			return true;
	}
	return false;
}

/*
 * The finding that this one follows from: the first error of a check that
 * its own names as a cause.
 */
static const struct finding *
cause_of(const struct findings *findings, const struct finding *f)
{
	if (f->check->caused_by == NULL)
		return NULL;
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *g = findings->items[i];

		if (g->check != f->check && g->severity == SDX_ERROR &&
		    list_holds(f->check->caused_by, g->check->id))
			return g;
	}
	return NULL;
}

/* Every consequence points at its root, however long the way. */
static void
fold(struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		findings->items[i]->caused_by =
		    cause_of(findings, findings->items[i]);
	for (size_t i = 0; i < findings->n; i++) {
		struct finding *f = findings->items[i];

		/* Bounded: two checks that blame each other must not loop. */
		for (size_t hops = 0;
		     hops < findings->n && f->caused_by != NULL &&
		     f->caused_by->caused_by != NULL;
		     hops++)
			f->caused_by = f->caused_by->caused_by;
		if (f->caused_by == f)
			f->caused_by = NULL;
	}
}

/* Errors first; within a severity, in the order of the registry. */
static void
rank(struct findings *findings)
{
	for (size_t i = 1; i < findings->n; i++) {
		struct finding *f = findings->items[i];
		size_t j = i;

		for (; j > 0 && findings->items[j - 1]->severity < f->severity;
		     j--)
			findings->items[j] = findings->items[j - 1];
		findings->items[j] = f;
	}
}

static void
add_not_checked(struct sdx_report *report, const struct check *check,
    unsigned missing, bool is_muted)
{
	struct not_checked *item = arena_push(report->arena,
	    &report->not_checked, &report->n_not_checked, sizeof *item);

	if (item == NULL)
		return;
	item->check = check;
	item->missing = missing;
	item->reason = missing == 0 ? report->findings.cannot : NULL;
	item->how =
	    missing != 0 ? evidence_how(report->evidence, missing) : NULL;
	item->is_muted = is_muted;
}

/* The last finding that was kept tells how many were not. */
static void
say_omitted(struct findings *findings)
{
	struct finding *last;

	if (findings->n_current <= FINDINGS_OF_A_CHECK_MAX || findings->n == 0)
		return;
	last = findings->items[findings->n - 1];
	last->message =
	    finding_text(findings, "%s (and %zu more findings of this kind)",
		last->message, findings->n_current - FINDINGS_OF_A_CHECK_MAX);
}

static void
run_check(struct sdx_report *report, const struct check *check, bool is_muted)
{
	struct findings *findings = &report->findings;
	unsigned missing = evidence_missing(report->evidence, check->needs);
	enum check_outcome outcome;
	const struct check **slot;
	size_t before = findings->n;

	if (missing & check->silent)
		return;
	if (missing != 0) {
		add_not_checked(report, check, missing, is_muted);
		return;
	}
	findings->current = check;
	findings->cannot = NULL;
	findings->n_current = 0;
	outcome = check->run(report->evidence, findings);
	say_omitted(findings);
	for (size_t i = before; i < findings->n; i++)
		findings->items[i]->is_muted = is_muted;
	if (outcome == CHECK_CANNOT) {
		add_not_checked(report, check, 0, is_muted);
	} else if (outcome == CHECK_RAN && findings->n == before && !is_muted) {
		slot = arena_push(report->arena, &report->passed,
		    &report->n_passed, sizeof *slot);
		if (slot != NULL)
			*slot = check;
	}
}

/* A command that the AWS CLI itself stops at gets no answer of AWS. */
static bool
stops_sending(const struct findings *findings, const struct finding *f)
{
	return findings->evidence->command != NULL &&
	       f->check->stage == STAGE_REQUEST;
}

/*
 * What AWS must not accept: findings about the user's own files aside, and
 * those of what it takes and people regret, which lead to no error of AWS.
 */
static const struct finding *
first_rejection(const struct findings *findings)
{
	const struct finding *first = NULL;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (f->severity != SDX_ERROR ||
		    f->check->stage == STAGE_INPUT ||
		    (f->check->stage == STAGE_ADVICE && f->aws_error == NULL))
			continue;
		if (f->caused_by == NULL &&
		    (f->aws_error != NULL || stops_sending(findings, f)))
			return f;
		if (first == NULL)
			first = f;
	}
	return first;
}

/* A rule whose breach would be an error could not be judged. */
static const struct not_checked *
first_doubt(const struct sdx_report *report)
{
	for (size_t i = 0; i < report->n_not_checked; i++) {
		const struct not_checked *item = &report->not_checked[i];

		if (item->missing == 0 && item->check->severity == SDX_ERROR &&
		    item->check->stage != STAGE_ADVICE)
			return item;
	}
	return NULL;
}

static bool
holds_split_text(const struct saml_structure *structure)
{
	for (size_t i = 0; i < structure->n_violations; i++) {
		if (structure->violations[i].rule == RULE_P14_TEXT)
			return true;
	}
	return false;
}

/* A text that is split by a comment says one thing to one reader and another
   to the next, and so do two messages in one form: no verdict can be sure. */
static bool
is_ambiguous(const struct evidence *e)
{
	if (e->message != NULL && e->message->repeated != NULL)
		return true;
	if (e->structure != NULL && holds_split_text(e->structure))
		return true;
	for (size_t i = 0; i < e->n_inner_structures; i++) {
		if (holds_split_text(e->inner_structures[i]))
			return true;
	}
	return false;
}

/* Of a response: can what it claims be relied on? */
static bool
is_believable(const struct evidence *e)
{
	if (evidence_asks(e, SDX_QUESTION_ROTATION))
		return evidence_unsettled(e) == NULL;
	return !evidence_asks(e, SDX_QUESTION_SIGN_IN) ||
	       (e->is_authentic && !is_ambiguous(e));
}

static const char *
what_would_settle(const struct sdx_report *report, unsigned missing)
{
	const struct not_checked *doubt = first_doubt(report);

	if (missing != 0)
		return evidence_how(report->evidence, missing);
	if (doubt != NULL)
		return doubt->reason;
	if (evidence_asks(report->evidence, SDX_QUESTION_ROTATION))
		return evidence_unsettled(report->evidence);
	if (!evidence_asks(report->evidence, SDX_QUESTION_SIGN_IN))
		return NULL;
	if (is_ambiguous(report->evidence))
		return "give a response whose values are plain text, without "
		       "comments inside";
	return report->evidence->is_authentic
		   ? NULL
		   : "give a response whose signature can be checked";
}

static void
decide(struct sdx_report *report)
{
	const struct evidence *e = report->evidence;
	struct verdict *verdict = &report->verdict;

	verdict->missing = evidence_missing(e, evidence_settled_by(e));
	if (report->status != SDX_FAULT)
		verdict->because = first_rejection(&report->findings);
	if (verdict->because != NULL) {
		verdict->outcome = SDX_REJECTED;
		if (verdict->because->aws_error != NULL)
			verdict->aws_error =
			    aws_error_find(verdict->because->aws_error);
		return;
	}
	if (report->status == SDX_OK && verdict->missing == 0 &&
	    first_doubt(report) == NULL && is_believable(e)) {
		verdict->outcome = SDX_ACCEPTED;
		return;
	}
	verdict->outcome = SDX_UNDETERMINED;
	verdict->settle = what_would_settle(report, verdict->missing);
}

/* They may look at all that the evidence says: it must be whole. */
static void
run_checks(struct sdx_report *report)
{
	const struct evidence *e = report->evidence;

	size_t n = registry_count(), i = registry_next(0, e->questions);

	for (; i < n; i = registry_next(i + 1, e->questions))
		run_check(
		    report, registry_at(i), settings_mute(e->settings, i));
}

struct sdx_report *
verdict_reach(const struct evidence *e)
{
	struct arena *arena = arena_new();
	struct sdx_report *report;

	if (arena == NULL)
		return NULL;
	report = arena_alloc(arena, sizeof *report);
	if (report == NULL) {
		arena_free(arena);
		return NULL;
	}
	report->arena = arena;
	report->evidence = e;
	report->trouble = "";
	report->findings.arena = arena;
	report->findings.evidence = e;
	if (!arena_has_failed(e->arena))
		run_checks(report);
	rank(&report->findings);
	fold(&report->findings);
	if (!answer_find(report, &report->answer)) {
		arena_free(arena);
		return NULL;
	}
	return report;
}

void
verdict_decide(struct sdx_report *report, enum sdx_status status)
{
	report->status = status;
	decide(report);
}
