/* SPDX-License-Identifier: MIT */
/* What CloudTrail recorded of the sign-in, beside the sign-in itself. */
#include <string.h>

#include "aws/context.h"
#include "check.h"

#define GUIDE "IAM User Guide: Log IAM and AWS STS API calls with CloudTrail"

static struct place
place_of(const struct trail_event *event)
{
	return (struct place){.input = event->input,
	    .pointer = "",
	    .label = "",
	    .document = "",
	    .line = event->line,
	    .column = event->column};
}

/* A trail is of use with an event of this very call. */
static enum check_outcome
check_event(const struct evidence *e, struct findings *out)
{
	if (e->trail.n_events > 0 || e->trail.n_unreadable > 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "CloudTrail's records hold no AssumeRoleWithSAML",
		.found = e->trail.other != NULL
			     ? finding_text(out, "%zu other events, such as %s",
				   e->trail.n_others, e->trail.other)
			     : "no event",
		.why = "The call is recorded in the region of the endpoint "
		       "that was used; the global one is us-east-1. Some "
		       "minutes pass before an event is there.",
		.client_text = "Look the event up in that region:",
		.client_command =
		    "aws cloudtrail lookup-events --region us-east-1 "
		    "--lookup-attributes "
		    "AttributeKey=EventName,AttributeValue=AssumeRoleWithSAML",
	    });
	return CHECK_RAN;
}

static const char *
answer_of(struct findings *out, const struct trail_event *event)
{
	if (event->error_message == NULL)
		return event->error_code;
	return finding_text(
	    out, "%s: %s", event->error_code, event->error_message);
}

/* All of the records are read. */
static enum check_outcome
check_readable(const struct evidence *e, struct findings *out)
{
	const struct trail *trail = &e->trail;

	if (trail->n_unreadable == 0 && trail->n_left == 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    trail->n_unreadable > 0
			? finding_text(out,
			      "%zu of CloudTrail's records are no JSON",
			      trail->n_unreadable)
			: finding_text(out,
			      "%zu of CloudTrail's records were not looked "
			      "at: there are too many",
			      trail->n_left),
		.wanted = "whole records; the file may have been cut",
		.client_text = "Export the records once more, of the minutes "
			       "around the sign-in.",
	    });
	return CHECK_RAN;
}

/* An errorCode says that AWS refused. */
static enum check_outcome
check_error(const struct evidence *e, struct findings *out)
{
	const struct trail_event *event = e->event;
	const struct aws_error *error;
	struct place place;

	if (event == NULL)
		return CHECK_NOT_APPLICABLE;
	if (event->error_code == NULL)
		return CHECK_RAN;
	error = cloudtrail_error(out->arena, event);
	place = place_of(event);
	finding_add(out,
	    &(struct finding_draft){
		.message = "CloudTrail recorded that AWS refused the sign-in",
		.found = answer_of(out, event),
		.why = error != NULL && error->message != NULL
			   ? finding_text(out, "That is the error \"%s\".",
				 error->message)
			   : "The text is none of those that are known.",
		.place = &place,
		.severity = e->assertion != NULL ? SDX_NOTE : 0,
		.aws_error = error != NULL ? error->id : "",
		.client_text =
		    e->assertion != NULL
			? NULL
			: "Give the capture of the sign-in beside it: "
			  "CloudTrail does not keep the response.",
	    });
	return CHECK_RAN;
}

/* Without one it accepted. */
static enum check_outcome
check_accepted(const struct evidence *e, struct findings *out)
{
	const struct trail_event *event = e->event;
	struct place place;

	if (event == NULL)
		return CHECK_NOT_APPLICABLE;
	if (!event->is_success)
		return CHECK_RAN;
	place = place_of(event);
	finding_add(out,
	    &(struct finding_draft){
		.message = e->is_event_of_assertion
			       ? "CloudTrail recorded that AWS accepted this "
				 "very assertion"
			       : "CloudTrail recorded a sign-in that AWS "
				 "accepted",
		.found = event->role_arn,
		.why = e->assertion != NULL && !e->is_event_of_assertion
			   ? "It is of another assertion than the capture's."
			   : NULL,
		.place = &place,
	    });
	return CHECK_RAN;
}

/* sAMLAssertionID is the Assertion's ID. */
static enum check_outcome
check_assertion(const struct evidence *e, struct findings *out)
{
	const struct trail_event *event = e->event;
	struct place place;

	if (event == NULL || event->assertion_id == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->is_event_of_assertion)
		return CHECK_RAN;
	place = place_of(event);
	finding_add(out,
	    &(struct finding_draft){
		.message = "CloudTrail's event is of another assertion than "
			   "the capture's",
		.found = event->assertion_id,
		.wanted = e->assertion->id,
		.at = e->assertion->at,
		.place = &place,
		.client_text = "Give the event of this sign-in, or the "
			       "capture of that one.",
	    });
	return CHECK_RAN;
}

/* BASE64(SHA1(issuer + account + "/" + provider name)) ties them together. */
static enum check_outcome
check_qualifier(const struct evidence *e, struct findings *out)
{
	const struct trail_event *event = e->event;
	const char *issuer, *wanted;
	struct aws_arn provider;
	struct place place;

	if (event == NULL || event->name_qualifier == NULL ||
	    event->provider_arn == NULL || e->assertion->n_issuers == 0)
		return CHECK_NOT_APPLICABLE;
	provider = arn_parse(
	    out->arena, event->provider_arn, strlen(event->provider_arn));
	if (provider.kind != ARN_PROVIDER || provider.fault != ARN_OK)
		return CHECK_NOT_APPLICABLE;
	issuer = e->assertion->issuer.text.value;
	wanted = context_name_qualifier(
	    out->arena, issuer, provider.account, provider.name);
	if (wanted == NULL || strcmp(wanted, event->name_qualifier) == 0)
		return CHECK_RAN;
	place = place_of(event);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The event's name qualifier is not that of this "
			   "issuer with the provider",
		.found = event->name_qualifier,
		.wanted = finding_text(out, "%s, of %s%s/%s", wanted, issuer,
		    provider.account, provider.name),
		.why = "AWS met another Issuer than the capture's.",
		.at = e->assertion->issuer.text.at,
		.place = &place,
	    });
	return CHECK_RAN;
}

/* The role that was asked for is one of the assertion's. */
static enum check_outcome
check_role(const struct evidence *e, struct findings *out)
{
	const struct trail_event *event = e->event;
	struct place place;

	/* An event of another assertion is said already. */
	if (event == NULL || event->role_arn == NULL ||
	    e->session->n_pairs == 0 ||
	    (event->assertion_id != NULL && !e->is_event_of_assertion))
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_pairs; i++) {
		if (strcmp(e->session->pairs[i]->role.text, event->role_arn) ==
		    0)
			return CHECK_RAN;
	}
	place = place_of(event);
	finding_add(
	    out, &(struct finding_draft){
		     .message = "CloudTrail recorded a role that the assertion "
				"does not name",
		     .found = event->role_arn,
		     .wanted = "one of the assertion's pairs",
		     .at = e->session->pair_texts[0]->at,
		     .place = &place,
		 });
	return CHECK_RAN;
}

#define BOTH (NEEDS_TRAIL | NEEDS_ASSERTION)

static const struct check table[] = {
    {"cloudtrail-event", "The records hold an AssumeRoleWithSAML", STAGE_INPUT,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_TRAIL, NEEDS_TRAIL, NULL, GUIDE,
	NULL, check_event},
    {"cloudtrail-readable", "All of CloudTrail's records can be read",
	STAGE_INPUT, SDX_WARNING, SDX_DOCUMENTED, NEEDS_TRAIL, NEEDS_TRAIL,
	NULL, GUIDE, NULL, check_readable},
    {"cloudtrail-assertion", "CloudTrail's event is of this assertion",
	STAGE_INPUT, SDX_WARNING, SDX_DOCUMENTED, BOTH, BOTH, NULL, GUIDE, NULL,
	check_assertion},
    {"cloudtrail-role", "CloudTrail's role is one of the assertion's",
	STAGE_ROLE, SDX_WARNING, SDX_DOCUMENTED, BOTH, BOTH, NULL, GUIDE,
	"cloudtrail-assertion", check_role},
    {"cloudtrail-name-qualifier",
	"The name qualifier is that of issuer and provider", STAGE_ISSUER,
	SDX_WARNING, SDX_DOCUMENTED, BOTH, BOTH, NULL,
	"STS API reference: AssumeRoleWithSAML, NameQualifier", NULL,
	check_qualifier},
    {"cloudtrail-error", "CloudTrail recorded no error", STAGE_ADVICE,
	SDX_ERROR, SDX_OBSERVED, NEEDS_TRAIL, NEEDS_TRAIL, NULL, GUIDE, NULL,
	check_error},
    {"cloudtrail-accepted", "CloudTrail recorded no success", STAGE_ADVICE,
	SDX_NOTE, SDX_DOCUMENTED, NEEDS_TRAIL, NEEDS_TRAIL, NULL, GUIDE, NULL,
	check_accepted},
};

const struct check_table checks_cloudtrail = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
