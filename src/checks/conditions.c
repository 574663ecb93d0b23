/* SPDX-License-Identifier: MIT */
/* Time: the windows of the assertion, and AWS's five minutes. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define REDEEM_SECONDS 300
#define SKEW_WORTH_SAYING 60

static const char *
at_what(const struct evidence *e)
{
	switch (e->clock.source) {
	case CLOCK_OF_CAPTURE:
		return "at the time of the capture";
	case CLOCK_OF_ISSUE:
		return "at the time of issue";
	case CLOCK_OF_NOW:
		return "now";
	case CLOCK_AS_GIVEN:
		return "at the given time";
	case CLOCK_UNKNOWN:
		break;
	}
	return "";
}

/* false: no moment to judge at. */
static bool
has_clock(const struct evidence *e, struct findings *out)
{
	if (e->clock.source != CLOCK_UNKNOWN)
		return true;
	finding_cannot(out, "no moment to judge at is known: add --at TIME");
	return false;
}

/* NotOnOrAfter is exclusive (SAML Core 2.5.1.2). */
static enum check_outcome
judge_end(const struct evidence *e, struct findings *out,
    const struct saml_time *end, const char *what)
{
	int64_t over;

	if (end->text == NULL || !end->is_valid)
		return CHECK_NOT_APPLICABLE;
	if (!has_clock(e, out))
		return CHECK_CANNOT;
	over = e->clock.time - e->clock.skew - end->seconds;
	if (over < 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "%s had passed by %s %s", what,
		    datetime_span(out->arena, over), at_what(e)),
		.found = end->text,
		.wanted = finding_text(out, "later than %s",
		    datetime_format(out->arena, e->clock.time)),
		.why = "The response was used too late, or the identity "
		       "provider's window is too short, or its clock slow.",
		.at = end->at,
		.idp_fix = FIX_TIME,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_end(const struct evidence *e, struct findings *out)
{
	return judge_end(e, out, &e->assertion->conditions.not_on_or_after,
	    "NotOnOrAfter of Conditions");
}

static enum check_outcome
check_confirmation_end(const struct evidence *e, struct findings *out)
{
	const struct saml_subject *s = &e->assertion->subject;

	if (s->n_confirmations == 0)
		return CHECK_NOT_APPLICABLE;
	return judge_end(e, out, &s->confirmations[0].not_on_or_after,
	    "NotOnOrAfter of SubjectConfirmationData");
}

static enum check_outcome
check_session_end(const struct evidence *e, struct findings *out)
{
	const struct saml_assertion *a = e->assertion;
	enum check_outcome outcome = CHECK_NOT_APPLICABLE, one;

	/* Which of several AWS takes is not known: each end counts. */
	for (size_t i = 0; i < a->n_authn_statements; i++) {
		one = judge_end(e, out,
		    &a->authn_statements[i].session_not_on_or_after,
		    "SessionNotOnOrAfter");
		if (one != CHECK_NOT_APPLICABLE)
			outcome = one;
	}
	return outcome;
}

static enum check_outcome
check_begin(const struct evidence *e, struct findings *out)
{
	const struct saml_time *begin = &e->assertion->conditions.not_before;
	int64_t early;

	if (begin->text == NULL || !begin->is_valid)
		return CHECK_NOT_APPLICABLE;
	if (!has_clock(e, out))
		return CHECK_CANNOT;
	early = begin->seconds - e->clock.time - e->clock.skew;
	if (early <= 0)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(out,
			 "NotBefore of Conditions was still %s ahead %s",
			 datetime_span(out->arena, early), at_what(e)),
		     .found = begin->text,
		     .wanted = finding_text(out, "not later than %s",
			 datetime_format(out->arena, e->clock.time)),
		     .why = "The identity provider's clock is fast. How much "
			    "difference AWS tolerates is not documented.",
		     .at = begin->at,
		     .idp_fix = FIX_TIME,
		 });
	return CHECK_RAN;
}

/* Token must be redeemed within 5 minutes of issuance. */
static enum check_outcome
check_redeem(const struct evidence *e, struct findings *out)
{
	const struct saml_time *issue = &e->assertion->issue_instant;
	int64_t age;

	if (!issue->is_valid || e->clock.source == CLOCK_OF_ISSUE)
		return CHECK_NOT_APPLICABLE;
	if (!has_clock(e, out))
		return CHECK_CANNOT;
	age = e->clock.time - e->clock.skew - issue->seconds;
	if (age <= REDEEM_SECONDS)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "The assertion was %s old %s",
		    datetime_span(out->arena, age), at_what(e)),
		.found = issue->text,
		.wanted = "at most 5 minutes between issue and use",
		.why = "AWS takes a response within five minutes of its issue, "
		       "whatever NotOnOrAfter says. A role picker left open, "
		       "or a reloaded page, uses them up.",
		.at = issue->at,
		.idp_fix = FIX_TIME,
		.client_text = "Sign in once more and do not wait on the way.",
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_future(const struct evidence *e, struct findings *out)
{
	const struct saml_time *issue = &e->assertion->issue_instant;
	int64_t ahead;

	if (!issue->is_valid || e->clock.source == CLOCK_OF_ISSUE)
		return CHECK_NOT_APPLICABLE;
	if (!has_clock(e, out))
		return CHECK_CANNOT;
	ahead = issue->seconds - e->clock.time - e->clock.skew;
	if (ahead <= 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "IssueInstant was %s in the future %s",
			datetime_span(out->arena, ahead), at_what(e)),
		.found = issue->text,
		.why = "The clocks of the identity provider and of the "
		       "capture differ.",
		.at = issue->at,
		.idp_fix = FIX_TIME,
	    });
	return CHECK_RAN;
}

/* An Assertion has one Conditions at most (SAML Core 2.3.3). */
static void
tell_several(const struct evidence *e, struct findings *out)
{
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "The Assertion has %zu Conditions",
		    e->assertion->n_conditions),
		.wanted = "one Conditions, with all that limits the assertion",
		.why = "SAML allows one. The first is judged here; which of "
		       "them AWS takes is not known.",
		.at = e->assertion->at,
		.idp_text = "Write one Conditions, with both times and the "
			    "audiences.",
		.grade = SDX_INFERRED,
	    });
}

/* IAM User Guide: validity is enforced by NotOnOrAfter in both places. */
static enum check_outcome
check_present(const struct evidence *e, struct findings *out)
{
	const struct saml_conditions *c = &e->assertion->conditions;

	if (e->assertion->n_conditions > 1)
		tell_several(e, out);
	if (c->is_present && c->not_on_or_after.text != NULL)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = c->is_present ? "Conditions has no NotOnOrAfter"
					 : "The assertion has no Conditions",
		.wanted = "Conditions with NotBefore and NotOnOrAfter",
		.why = "AWS takes an assertion's validity from NotOnOrAfter "
		       "of Conditions and of SubjectConfirmationData.",
		.at = c->is_present ? c->at : e->assertion->at,
		.idp_fix = FIX_TIME,
	    });
	return CHECK_RAN;
}

struct named_time {
	const struct saml_time *time;
	const char *name;
};

/* No minute, hour or zone of a time can be 60. */
static bool
is_leap_second(const struct saml_time *t)
{
	return t->is_valid && strstr(t->text, ":60") != NULL;
}

static void
judge_time(struct findings *out, const struct named_time *time)
{
	const struct saml_time *t = time->time;
	struct finding_draft draft = {
	    .found = t->text,
	    .wanted = "a time in UTC, such as 2026-11-20T09:03:11Z",
	    .at = t->at,
	    .severity = t->is_valid ? SDX_WARNING : 0,
	    .idp_fix = FIX_TIME,
	};

	if (!t->is_valid)
		draft.message =
		    finding_text(out, "%s is not a time", time->name);
	else if (!t->has_zone)
		draft.message =
		    finding_text(out, "%s names no time zone", time->name);
	else if (is_leap_second(t)) {
		draft.message =
		    finding_text(out, "%s names a leap second", time->name);
		draft.why = "SAML forbids them. Many libraries refuse the "
			    "second 60; what AWS does with it is not known, "
			    "and here it counts as the next minute.";
		draft.grade = SDX_INFERRED;
	} else
		return;
	finding_add(out, &draft);
}

/* Every time that is there must be an xs:dateTime, in UTC. */
static enum check_outcome
check_syntax(const struct evidence *e, struct findings *out)
{
	const struct saml_assertion *a = e->assertion;
	const struct saml_subject_confirmation *s =
	    a->subject.n_confirmations > 0 ? a->subject.confirmations : NULL;
	const struct saml_authn_statement *st =
	    a->n_authn_statements > 0 ? a->authn_statements : NULL;
	const struct named_time times[] = {
	    {&a->issue_instant, "IssueInstant"},
	    {&a->conditions.not_before, "NotBefore"},
	    {&a->conditions.not_on_or_after, "NotOnOrAfter"},
	    {s != NULL ? &s->not_on_or_after : NULL,
		"NotOnOrAfter of SubjectConfirmationData"},
	    {st != NULL ? &st->session_not_on_or_after : NULL,
		"SessionNotOnOrAfter"},
	};

	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		if (times[i].time != NULL && times[i].time->text != NULL)
			judge_time(out, &times[i]);
	return CHECK_RAN;
}

static enum check_outcome
check_order(const struct evidence *e, struct findings *out)
{
	const struct saml_conditions *c = &e->assertion->conditions;

	if (!c->not_before.is_valid || !c->not_on_or_after.is_valid)
		return CHECK_NOT_APPLICABLE;
	if (c->not_before.seconds < c->not_on_or_after.seconds)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The window of Conditions ends before it begins",
		.found = finding_text(out, "%s to %s", c->not_before.text,
		    c->not_on_or_after.text),
		.at = c->at,
		.idp_fix = FIX_TIME,
	    });
	return CHECK_RAN;
}

/* The capture's clock against the server's Date header. */
static enum check_outcome
check_skew(const struct evidence *e, struct findings *out)
{
	int64_t off;

	if (!e->clock.has_estimate)
		return CHECK_NOT_APPLICABLE;
	off = e->clock.estimate < 0 ? -e->clock.estimate : e->clock.estimate;
	if (off < SKEW_WORTH_SAYING)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The clock of the capture is about %s %s the server's",
		    datetime_span(out->arena, off),
		    e->clock.estimate > 0 ? "ahead of" : "behind"),
		.why = "The Date header of the answer tells the server's "
		       "time. Findings about time are off by as much.",
		.client_text = finding_text(out,
		    "Set the machine's clock, or judge with --skew %" PRId64
		    " or --at.",
		    off > 3600 ? 3600 : off),
	    });
	return CHECK_RAN;
}

/* A capture without a time is judged at its issue: say so, and the end. */
static enum check_outcome
check_judged_at(const struct evidence *e, struct findings *out)
{
	const struct saml_time *end = &e->assertion->conditions.not_on_or_after;

	if (e->clock.source != CLOCK_OF_ISSUE ||
	    e->settings->clock == SDX_CLOCK_ISSUE)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The capture does not tell its time; the response is "
		    "judged at the moment of its issue%s%s",
		    !end->is_valid ? ""
		    : e->settings->has_now && e->settings->now < end->seconds
			? ". Its window closes at "
			: ". Its window closed at ",
		    end->is_valid ? datetime_format(out->arena, end->seconds)
				  : ""),
		.client_text = "To judge another moment, add --at TIME, or "
			       "--at now.",
	    });
	return CHECK_RAN;
}

#define CREATE "IAM User Guide: Create a SAML identity provider in IAM"
#define SEEN "seen in answers of AWS quoted by users"
#define A NEEDS_ASSERTION

static const struct check table[] = {
    {"time-syntax", "Times are times, in UTC", STAGE_SUBJECT, SDX_ERROR,
	SDX_DOCUMENTED, A, 0, NULL, "SAML Core 1.3.3", NULL, check_syntax},
    {"conditions-present", "Conditions limits the validity", STAGE_SUBJECT,
	SDX_WARNING, SDX_DOCUMENTED, A, 0, NULL, CREATE, NULL, check_present},
    {"window-order", "NotBefore comes before NotOnOrAfter", STAGE_SUBJECT,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, "SAML Core 2.5.1.2", NULL,
	check_order},
    {"not-before", "NotBefore has passed", STAGE_SUBJECT, SDX_ERROR,
	SDX_INFERRED, A, 0, NULL, "SAML Core 2.5.1.2", "window-order",
	check_begin},
    {"not-on-or-after", "NotOnOrAfter of Conditions has not passed",
	STAGE_SUBJECT, SDX_ERROR, SDX_OBSERVED, A, 0, "response-expired", SEEN,
	NULL, check_end},
    {"confirmation-not-on-or-after",
	"NotOnOrAfter of SubjectConfirmationData has not passed", STAGE_SUBJECT,
	SDX_ERROR, SDX_OBSERVED, A, 0, "response-expired", SEEN,
	"not-on-or-after", check_confirmation_end},
    {"redeem-in-time", "The response is used within five minutes of issue",
	STAGE_SUBJECT, SDX_ERROR, SDX_OBSERVED, A, 0, "redeem-in-time", SEEN,
	NULL, check_redeem},
    {"issue-instant-future", "IssueInstant is not in the future", STAGE_SUBJECT,
	SDX_WARNING, SDX_INFERRED, A, 0, NULL, "SAML Core 2.3.3", NULL,
	check_future},
    {"session-not-on-or-after", "The session's end has not passed",
	STAGE_DURATION, SDX_WARNING, SDX_INFERRED, A, 0, NULL,
	"STS API reference: AssumeRoleWithSAML", NULL, check_session_end},
    {"clock-skew", "The capture's clock agrees with the server's", STAGE_ADVICE,
	SDX_WARNING, SDX_OBSERVED, A, 0, NULL, "RFC 9110 6.6.1: Date", NULL,
	check_skew},
    {"judged-at-issue", "The moment to judge at is known", STAGE_ADVICE,
	SDX_NOTE, SDX_DOCUMENTED, A, 0, NULL, "samldx: the clock", NULL,
	check_judged_at},
};

const struct check_table checks_conditions = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
