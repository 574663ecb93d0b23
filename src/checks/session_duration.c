/* SPDX-License-Identifier: MIT */
/* How long the session is to last: SessionDuration and DurationSeconds. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

#define DURATION_MIN 900
#define DURATION_MAX 43200

static const struct saml_text *
value_of(const struct evidence *e)
{
	const struct saml_attribute *a = e->session->session_duration;

	return a != NULL && a->n_values > 0 ? &a->values[0] : NULL;
}

/* Digits alone, nine at most. */
static bool
read_seconds(const char *text, int64_t *seconds)
{
	size_t len = strlen(text);

	if (len == 0 || len > 9 || strspn(text, "0123456789") != len)
		return false;
	*seconds = strtol(text, NULL, 10);
	return true;
}

static enum check_outcome
check_syntax(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);
	int64_t seconds;

	if (text == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->session->session_duration->n_values > 1) {
		finding_add(
		    out, &(struct finding_draft){
			     .message = finding_text(out,
				 "SessionDuration is sent with %zu values",
				 e->session->session_duration->n_values),
			     .wanted = "one value",
			     .why = "Which of them AWS takes, if any, is not "
				    "documented.",
			     .at = text->at,
			     .idp_fix = FIX_SESSION_DURATION,
			 });
		return CHECK_RAN;
	}
	if (read_seconds(text->value, &seconds))
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "SessionDuration is not a whole number of seconds",
		.found = text->value,
		.wanted = "digits alone, from 900 to 43200",
		.why = "What AWS answers to it is not documented.",
		.at = text->at,
		.idp_fix = FIX_SESSION_DURATION,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_range(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);
	int64_t seconds;

	if (text == NULL || !read_seconds(text->value, &seconds))
		return CHECK_NOT_APPLICABLE;
	if (seconds >= DURATION_MIN && seconds <= DURATION_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "SessionDuration is %s than AWS allows",
			seconds < DURATION_MIN ? "less" : "more"),
		.found = text->value,
		.wanted = "900 (15 minutes) to 43200 (12 hours) seconds",
		.why = e->is_api
			   ? "In a call of the API the attribute can only "
			     "shorten the session; what AWS makes of one "
			     "out of bounds is not documented."
			   : NULL,
		.at = text->at,
		.severity = e->is_api ? SDX_WARNING : 0,
		.grade = e->is_api ? SDX_INFERRED : 0,
		.idp_fix = FIX_SESSION_DURATION,
	    });
	return CHECK_RAN;
}

/* NULL where the name is none to AWS and so must not stand in a command. */
static const char *
raise_command(
    struct findings *out, const struct aws_role *role, int64_t seconds)
{
	if (role->arn.kind != ARN_ROLE || role->arn.fault != ARN_OK)
		return NULL;
	return finding_text(out,
	    "aws iam update-role --role-name %s --max-session-duration "
	    "%" PRId64,
	    role->arn.name, seconds);
}

/* Tools copy the attribute into DurationSeconds and then fail. */
static enum check_outcome
check_over_role(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);
	const struct aws_role *role = e->role;
	int64_t seconds;

	if (text == NULL || !read_seconds(text->value, &seconds) ||
	    role->max_session_duration == 0)
		return CHECK_NOT_APPLICABLE;
	if (seconds <= role->max_session_duration || seconds > DURATION_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "SessionDuration asks for more than the role %s allows",
		    role->name),
		.found = text->value,
		.wanted = finding_text(out, "at most %" PRId64 " seconds",
		    role->max_session_duration),
		.why = "Tools that copy it into DurationSeconds get an error; "
		       "what the console does with it is not documented.",
		.at = text->at,
		.idp_fix = FIX_SESSION_DURATION,
		.aws_text = "Or raise the role's maximum:",
		.aws_command = raise_command(out, role, seconds),
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_requested(const struct evidence *e, struct findings *out)
{
	int64_t seconds = e->call.duration;

	if (!e->call.has_duration)
		return CHECK_NOT_APPLICABLE;
	if (seconds >= DURATION_MIN && seconds <= DURATION_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "DurationSeconds is %s than AWS allows",
			seconds < DURATION_MIN ? "less" : "more"),
		.found = finding_text(out, "%" PRId64, seconds),
		.wanted = "900 (15 minutes) to 43200 (12 hours) seconds",
		.client_text = "Ask for a duration within these bounds.",
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_requested_over_role(const struct evidence *e, struct findings *out)
{
	const struct aws_role *role = e->role;
	int64_t seconds = e->call.duration;

	if (!e->call.has_duration || role->max_session_duration == 0)
		return CHECK_NOT_APPLICABLE;
	if (seconds <= role->max_session_duration)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "DurationSeconds is more than the role %s allows",
		    role->name),
		.found = finding_text(out, "%" PRId64, seconds),
		.wanted = finding_text(out, "at most %" PRId64 " seconds",
		    role->max_session_duration),
		.client_text =
		    finding_text(out, "Ask for %" PRId64 " seconds or less.",
			role->max_session_duration),
		.aws_text = seconds <= DURATION_MAX
				? "Or raise the role's maximum:"
				: NULL,
		.aws_command = seconds <= DURATION_MAX
				   ? raise_command(out, role, seconds)
				   : NULL,
	    });
	return CHECK_RAN;
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"
#define STS "STS API reference: AssumeRoleWithSAML, DurationSeconds"

static const struct check table[] = {
    {"duration-requested-range", "DurationSeconds is 900 to 43200",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, 0, 0, "request-constraint",
	STS, NULL, check_requested},
    {"session-duration-syntax", "SessionDuration is a whole number",
	STAGE_DURATION, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_syntax},
    {"session-duration-range", "SessionDuration is 900 to 43200",
	STAGE_DURATION, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_range},
    {"duration-over-role",
	"DurationSeconds is within the role's MaxSessionDuration",
	STAGE_DURATION, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ROLE, 0,
	"duration-exceeds-max", STS, "duration-requested-range",
	check_requested_over_role},
    {"session-duration-over-role",
	"SessionDuration is within the role's MaxSessionDuration",
	STAGE_DURATION, SDX_WARNING, SDX_OBSERVED, NEEDS_ASSERTION | NEEDS_ROLE,
	0, NULL, STS, NULL, check_over_role},
};

const struct check_table checks_session_duration = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
