/* SPDX-License-Identifier: MIT */
/* Where the response says that it goes: Recipient and Destination. */
#include <string.h>
#include <strings.h>

#include "check.h"

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"

/* The Recipient that AWS looks at; NULL: none (another rule's matter). */
static const struct saml_subject_confirmation *
confirmation_of(const struct evidence *e)
{
	const struct saml_subject *s = &e->assertion->subject;

	for (size_t i = 0; i < s->n_confirmations; i++) {
		if (s->confirmations[i].recipient != NULL)
			return &s->confirmations[i];
	}
	return NULL;
}

/* The partition of the roles that are sent; NULL: none, or several. */
static const struct aws_partition *
partition_of_roles(const struct evidence *e)
{
	const struct aws_partition *found = NULL;

	for (size_t i = 0; i < e->session->n_pairs; i++) {
		const struct aws_role_pair *pair = e->session->pairs[i];
		const struct aws_partition *p;

		if (pair->role.kind != ARN_ROLE)
			continue;
		p = partition_find(pair->role.partition);
		if (p == NULL || (found != NULL && p != found))
			return NULL;
		found = p;
	}
	return found;
}

static const char *
wanted_endpoint(const struct evidence *e, struct findings *out)
{
	const struct aws_partition *p = partition_of_roles(e);

	return finding_text(out, "https://%s/saml, or the same with a region",
	    p != NULL ? p->signin_host : "signin.aws.amazon.com");
}

static const char *
recipient_words(const struct aws_endpoint *endpoint)
{
	if (endpoint->kind == ENDPOINT_IDENTITY_CENTER)
		return "Recipient is an address of IAM Identity Center, which "
		       "is another service";
	if (endpoint->near_miss != NULL)
		return "Recipient is almost an AWS sign-in address";
	if (endpoint->kind == ENDPOINT_AWS_OTHER)
		return "Recipient is on an AWS sign-in host, but not its SAML "
		       "address";
	if (endpoint->is_loopback)
		return "Recipient is an address of one's own machine";
	return "Recipient is not an AWS sign-in address";
}

/* On the API path the trust policy alone decides about Recipient. */
static enum check_outcome
check_recipient(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);
	struct aws_endpoint endpoint;
	bool is_lax;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, c->recipient);
	if ((endpoint.kind == ENDPOINT_SAML ||
		endpoint.kind == ENDPOINT_SAML_ACS) &&
	    endpoint.near_miss == NULL)
		return CHECK_RAN;
	is_lax = e->is_api || endpoint.is_loopback;
	finding_add(out,
	    &(struct finding_draft){
		.message = recipient_words(&endpoint),
		.found = c->recipient,
		.wanted = endpoint.corrected != NULL ? endpoint.corrected
						     : wanted_endpoint(e, out),
		.why = is_lax ? "Through the API the role's trust policy "
				"decides: its "
				"SAML:aud must name this very address."
			      : endpoint.near_miss,
		.at = c->at,
		.severity = is_lax ? SDX_WARNING : 0,
		.grade = endpoint.near_miss != NULL ? SDX_INFERRED : 0,
		.idp_fix = FIX_ENDPOINT,
	    });
	return CHECK_RAN;
}

/* The address posted to is the one that AWS compares with. */
static enum check_outcome
check_posted(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);

	if (c == NULL || e->message->endpoint == NULL || !e->message->is_sent ||
	    e->endpoint.kind == ENDPOINT_NOT_AWS)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(c->recipient, e->message->endpoint) == 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response was posted to another address than "
			   "its Recipient names",
		.found = c->recipient,
		.wanted = e->message->endpoint,
		.why = "AWS expects the address that was posted to; whether "
		       "it tolerates any difference is not documented.",
		.at = c->at,
		.idp_fix = FIX_ENDPOINT,
	    });
	return CHECK_RAN;
}

/* A role of China or GovCloud at the commercial address finds no provider. */
static enum check_outcome
check_partition(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);
	const struct aws_partition *roles = partition_of_roles(e);
	struct aws_endpoint endpoint;

	if (c == NULL || roles == NULL)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, c->recipient);
	if (endpoint.partition == NULL)
		return CHECK_NOT_APPLICABLE;
	if (endpoint.partition == roles)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The roles are in %s (%s), the Recipient is in %s",
		    roles->title, roles->name, endpoint.partition->title),
		.found = c->recipient,
		.wanted =
		    finding_text(out, "https://%s/saml", roles->signin_host),
		.why = "The partitions know nothing of each other's "
		       "providers.",
		.at = c->at,
		.idp_fix = FIX_ENDPOINT,
	    });
	return CHECK_RAN;
}

/* /saml/acs/ID must carry this provider's ID. */
static enum check_outcome
check_provider_id(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);
	struct aws_endpoint endpoint;

	if (c == NULL || e->provider->uuid == NULL)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, c->recipient);
	if (endpoint.kind != ENDPOINT_SAML_ACS)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(endpoint.provider_id, e->provider->uuid) == 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The ID in the Recipient is not this provider's",
		.found = endpoint.provider_id,
		.wanted = e->provider->uuid,
		.why = "The ID changes when a provider is deleted and "
		       "created again.",
		.at = c->at,
		.idp_fix = FIX_ENDPOINT,
	    });
	return CHECK_RAN;
}

/* Mode Required: the sign-in address must name the provider. */
static enum check_outcome
check_required_acs(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);
	struct aws_endpoint endpoint;

	if (c == NULL || e->provider->mode != MODE_REQUIRED)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, c->recipient);
	if (endpoint.kind == ENDPOINT_SAML_ACS)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = "The provider requires encryption, so the "
				"Recipient must name the provider",
		     .found = c->recipient,
		     .wanted = finding_text(out,
			 "https://REGION.signin.aws.amazon.com/saml/acs/%s",
			 e->provider->uuid != NULL ? e->provider->uuid
						   : "PROVIDER-ID"),
		     .at = c->at,
		     .idp_fix = FIX_ENDPOINT,
		     .aws_text = "Change SAML:aud in the trust policies of the "
				 "roles to the same address.",
		 });
	return CHECK_RAN;
}

/* SAML Bindings 3.5.5.2; that AWS looks at it is not known. */
static enum check_outcome
check_destination(const struct evidence *e, struct findings *out)
{
	struct aws_endpoint endpoint;

	if (e->response->destination == NULL)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, e->response->destination);
	if ((endpoint.kind == ENDPOINT_SAML ||
		endpoint.kind == ENDPOINT_SAML_ACS) &&
	    endpoint.near_miss == NULL)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "Destination is not an AWS sign-in address",
		.found = e->response->destination,
		.wanted = endpoint.corrected,
		.why = "Whether AWS looks at Destination is not documented.",
		.at = e->response->at,
		.idp_fix = FIX_ENDPOINT,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_destination_recipient(const struct evidence *e, struct findings *out)
{
	const struct saml_subject_confirmation *c = confirmation_of(e);

	if (c == NULL || e->response->destination == NULL)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(c->recipient, e->response->destination) == 0)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = "Destination and Recipient name different "
				"addresses",
		     .found = e->response->destination,
		     .wanted = c->recipient,
		     .why = "SAML:aud in trust policies is the Recipient.",
		     .at = e->response->at,
		     .other_at = c->at,
		     .idp_fix = FIX_ENDPOINT,
		 });
	return CHECK_RAN;
}

#define A NEEDS_ASSERTION

static const struct check table[] = {
    {"recipient-partition", "Recipient and roles are in one partition",
	STAGE_PROVIDER, SDX_ERROR, SDX_OBSERVED, A, 0, "provider-not-found",
	GUIDE, NULL, check_partition},
    {"recipient-endpoint", "Recipient is an AWS sign-in address", STAGE_SUBJECT,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, GUIDE, NULL, check_recipient},
    {"recipient-provider-id", "The ID in Recipient is the provider's",
	STAGE_SUBJECT, SDX_ERROR, SDX_INFERRED, A | NEEDS_PROVIDER, 0, NULL,
	GUIDE, NULL, check_provider_id},
    {"recipient-required-acs",
	"Recipient names a provider that requires "
	"encryption",
	STAGE_SUBJECT, SDX_ERROR, SDX_DOCUMENTED, A | NEEDS_PROVIDER, 0, NULL,
	GUIDE, NULL, check_required_acs},
    {"recipient-posted-to", "Recipient is the address posted to", STAGE_SUBJECT,
	SDX_WARNING, SDX_INFERRED, A, 0, NULL, GUIDE, NULL, check_posted},
    {"destination-endpoint", "Destination is an AWS sign-in address",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_RESPONSE, 0, NULL,
	"SAML Bindings 3.5.5.2", "recipient-endpoint", check_destination},
    {"destination-recipient", "Destination and Recipient agree", STAGE_ADVICE,
	SDX_NOTE, SDX_INFERRED, NEEDS_RESPONSE | A, 0, NULL,
	"SAML Profiles 4.1.4.2", "recipient-endpoint",
	check_destination_recipient},
};

const struct check_table checks_endpoint = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
