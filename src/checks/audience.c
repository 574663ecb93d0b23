/* SPDX-License-Identifier: MIT */
/*
 * For whom the assertion is meant (SAML2Core 2.5.1.4; IAM User Guide:
 * Troubleshoot SAML federation).
 */
#include <string.h>
#include <strings.h>

#include "check.h"

#define DEFAULT_AUDIENCE "urn:amazon:webservices"

/* What a value of Audience is to AWS, best last. */
enum audience_kind {
	AUDIENCE_FOREIGN = 0,
	AUDIENCE_UNCONFIRMED, /* a regional or provider's own address */
	AUDIENCE_KNOWN	      /* accepted in some partition */
};

static const char *const partition_names[] = {"aws", "aws-cn", "aws-us-gov",
    "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"};

#define N_PARTITIONS (sizeof partition_names / sizeof *partition_names)

/* A partition that is known to accept the value; NULL: none. */
static const struct aws_partition *
accepted_by(const char *value)
{
	for (size_t i = 0; i < N_PARTITIONS; i++) {
		const struct aws_partition *partition =
		    partition_find(partition_names[i]);

		if (partition != NULL && audience_is_accepted(partition, value))
			return partition;
	}
	return NULL;
}

static enum audience_kind
kind_of(struct findings *findings, const char *value)
{
	struct aws_endpoint endpoint;

	if (accepted_by(value) != NULL)
		return AUDIENCE_KNOWN;
	endpoint = endpoint_parse(findings->arena, value);
	if (endpoint.near_miss == NULL &&
	    (endpoint.kind == ENDPOINT_SAML ||
		endpoint.kind == ENDPOINT_SAML_ACS))
		return AUDIENCE_UNCONFIRMED;
	return AUDIENCE_FOREIGN;
}

/* The Audiences of one restriction are alternatives. */
static enum audience_kind
best_of(struct findings *findings, const struct saml_audience_restriction *one)
{
	enum audience_kind best = AUDIENCE_FOREIGN;

	for (size_t i = 0; i < one->n_audiences; i++) {
		enum audience_kind kind =
		    kind_of(findings, one->audiences[i].value);

		if (kind > best)
			best = kind;
	}
	return best;
}

/* The partition that the sign-in goes to; NULL: not known. */
static const struct aws_partition *
partition_of(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	const char *recipient = NULL;

	if (subject->n_confirmations > 0)
		recipient = subject->confirmations[0].recipient;
	if (recipient != NULL) {
		struct aws_endpoint endpoint =
		    endpoint_parse(findings->arena, recipient);

		if (endpoint.partition != NULL)
			return endpoint.partition;
	}
	return e->endpoint.partition;
}

/* The value that metadata of that partition names. */
static const char *
wanted_audience(const struct evidence *e, struct findings *findings)
{
	const struct aws_partition *partition = partition_of(e, findings);

	if (partition != NULL && partition->audience != NULL)
		return partition->audience;
	return DEFAULT_AUDIENCE;
}

static const char *
values_of(
    struct findings *findings, const struct saml_audience_restriction *one)
{
	const char *text = "";

	for (size_t i = 0; i < one->n_audiences && i < 8; i++)
		text = finding_text(findings, "%s%s%s", text, i > 0 ? ", " : "",
		    one->audiences[i].value);
	return one->n_audiences > 8 ? finding_text(findings, "%s, …", text)
				    : text;
}

/* What sets a value apart from the one wanted, where it is little. */
static const char *
almost(const char *value, const char *wanted)
{
	size_t len = strlen(wanted), skip = strspn(value, " \t\r\n");

	if (strcasecmp(value, wanted) == 0)
		return "letter case";
	if (strncmp(value + skip, wanted, len) != 0)
		return NULL;
	value += skip + len;
	if (value[strspn(value, " \t\r\n")] == '\0')
		return "white space around it";
	if (strcmp(value, "/") == 0)
		return "a slash at the end";
	return value[0] == '#' ? "what follows the number sign" : NULL;
}

static const char *
foreign_why(const struct saml_audience_restriction *one, const char *wanted)
{
	const char *host = "https://signin.aws.amazon.com/saml";

	for (size_t i = 0; i < one->n_audiences; i++) {
		const char *value = one->audiences[i].value;

		if (almost(value, wanted) != NULL ||
		    almost(value, host) != NULL)
			return "The value is compared letter by letter, and "
			       "this one differs only in letter case, white "
			       "space, a slash or a fragment.";
	}
	return "The entity ID (audience, relying party identifier) of AWS is "
	       "not set as it should be at the identity provider: the "
	       "assertion is for another service.";
}

static void
refuse(const struct evidence *e, struct findings *findings,
    const struct saml_audience_restriction *one)
{
	const char *wanted = wanted_audience(e, findings);
	struct finding_draft draft = {
	    .message = "The Audience is none that AWS accepts",
	    .found = values_of(findings, one),
	    .wanted = wanted,
	    .why = foreign_why(one, wanted),
	    .at = one->n_audiences > 0 ? one->audiences[0].at : one->at,
	    .idp_fix = FIX_AUDIENCE,
	};

	if (one->n_audiences == 0) {
		draft.message = "An AudienceRestriction names no Audience";
		draft.found = NULL;
		draft.why = "Nobody is meant by it.";
		draft.grade = SDX_INFERRED;
	}
	finding_add(findings, &draft);
}

static void
doubt(const struct evidence *e, struct findings *findings,
    const struct saml_audience_restriction *one)
{
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The Audience is an AWS sign-in address that is not "
			   "known to be accepted as an audience",
		.found = values_of(findings, one),
		.wanted = wanted_audience(e, findings),
		.why = "Nothing says whether AWS takes a regional or a "
		       "provider's own address as audience.",
		.severity = SDX_WARNING,
		.grade = SDX_INFERRED,
		.aws_error = "",
		.at = one->audiences[0].at,
		.idp_fix = FIX_AUDIENCE,
	    });
}

/* Each AudienceRestriction names AWS (SAML2Core 2.5.1.4: all must hold). */
static enum check_outcome
audience_accepted(const struct evidence *e, struct findings *findings)
{
	const struct saml_conditions *conditions = &e->assertion->conditions;

	if (conditions->n_restrictions == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < conditions->n_restrictions; i++) {
		const struct saml_audience_restriction *one =
		    &conditions->restrictions[i];
		enum audience_kind best = best_of(findings, one);

		if (best == AUDIENCE_FOREIGN)
			refuse(e, findings, one);
		else if (best == AUDIENCE_UNCONFIRMED)
			doubt(e, findings, one);
	}
	return CHECK_RAN;
}

/* The Web Browser SSO profile asks for a restriction (SAML2Prof 4.1.4.2). */
static enum check_outcome
audience_present(const struct evidence *e, struct findings *findings)
{
	const struct saml_conditions *conditions = &e->assertion->conditions;

	if (conditions->n_restrictions > 0)
		return CHECK_RAN;
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The Assertion has no AudienceRestriction",
		.wanted = finding_text(findings, "an Audience of %s",
		    wanted_audience(e, findings)),
		.why = "Without it the assertion is for everybody. Whether AWS "
		       "refuses that is not documented; its error \"Response "
		       "does not contain the required audience.\" suggests "
		       "it.",
		.at =
		    conditions->is_present ? conditions->at : e->assertion->at,
		.idp_fix = FIX_AUDIENCE,
	    });
	return CHECK_RAN;
}

/* The foreign partition that alone knows a restriction's values; or NULL. */
static const struct aws_partition *
other_partition(const struct saml_audience_restriction *one,
    const struct aws_partition *here)
{
	const struct aws_partition *other = NULL;

	for (size_t i = 0; i < one->n_audiences; i++) {
		const char *value = one->audiences[i].value;

		if (audience_is_accepted(here, value))
			return NULL;
		if (other == NULL)
			other = accepted_by(value);
	}
	return other;
}

/* Audience and sign-in address are of the same partition. */
static enum check_outcome
audience_partition(const struct evidence *e, struct findings *findings)
{
	const struct saml_conditions *conditions = &e->assertion->conditions;
	const struct aws_partition *here = partition_of(e, findings);

	if (here == NULL || here->audience == NULL ||
	    conditions->n_restrictions == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < conditions->n_restrictions; i++) {
		const struct saml_audience_restriction *one =
		    &conditions->restrictions[i];
		const struct aws_partition *other = other_partition(one, here);

		if (other == NULL)
			continue;
		finding_add(findings,
		    &(struct finding_draft){
			.message = finding_text(findings,
			    "The Audience is that of %s, the sign-in address "
			    "that of %s",
			    other->title, here->title),
			.found = values_of(findings, one),
			.wanted = here->audience,
			.why = "Each partition has its own metadata and so its "
			       "own entity ID. Whether one accepts that of "
			       "another is not documented.",
			.at = one->audiences[0].at,
			.idp_fix = FIX_AUDIENCE,
			.idp_text = finding_text(findings,
			    "Set the audience to %s for %s.", here->audience,
			    here->title),
		    });
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {
	.id = "audience-accepted",
	.title = "Each AudienceRestriction names AWS",
	.stage = STAGE_SUBJECT,
	.severity = SDX_ERROR,
	.grade = SDX_DOCUMENTED,
	.needs = NEEDS_ASSERTION,
	.aws_error = "audience",
	.source = "IAM User Guide: Troubleshoot SAML federation",
	.run = audience_accepted,
    },
    {
	.id = "audience-present",
	.title = "The Assertion is restricted to an audience",
	.stage = STAGE_SUBJECT,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Prof 4.1.4.2",
	.run = audience_present,
    },
    {
	.id = "audience-partition",
	.title = "Audience and sign-in address are of the same partition",
	.stage = STAGE_SUBJECT,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "AWS GovCloud and AWS China user guides: SAML federation",
	.run = audience_partition,
    },
};

const struct check_table checks_audience = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
