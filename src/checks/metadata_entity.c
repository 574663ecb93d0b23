/* SPDX-License-Identifier: MIT */
/* What metadata says of the identity provider, beside its keys. */
#include <string.h>

#include "aws/arn.h"
#include "chars.h"
#include "check.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define CREATE "IAM User Guide: Create a SAML identity provider in IAM"
#define QUOTAS "IAM User Guide: IAM and AWS STS quotas"
#define ENTITIES_MAX 10
#define KEYS_MAX 10
#define ENTITY_ID_MAX 1024 /* SAML2Meta 2.3.2 */

static const struct saml_metadata *
metadata_of(const struct evidence *e)
{
	return e->subject->metadata;
}

/* What the entity is, where it is no identity provider of SAML 2.0. */
static const char *
what_instead(const struct metadata_entity *entity)
{
	if (entity->has_other_idp)
		return "It describes an identity provider of SAML 1.1 alone.";
	if (entity->has_sp_descriptor && !entity->has_ws_federation)
		return "This is metadata of a service provider: the other side "
		       "of the sign-in.";
	if (entity->has_ws_federation)
		return "This is metadata of WS-Federation, perhaps of another "
		       "application.";
	return "No role of SAML 2.0 is described in it.";
}

static bool
has_idp(const struct saml_metadata *metadata)
{
	for (size_t i = 0; i < metadata->n_entities; i++) {
		if (metadata->entities[i].has_idp_descriptor)
			return true;
	}
	return metadata->n_entities_seen > metadata->n_entities;
}

/* IAM needs an identity provider of SAML 2.0. */
static enum check_outcome
check_idp(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);
	const struct metadata_entity *first =
	    metadata->n_entities > 0 ? &metadata->entities[0] : NULL;

	if (has_idp(metadata))
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The metadata describes no identity provider of "
			   "SAML 2.0",
		.wanted = "an IDPSSODescriptor whose "
			  "protocolSupportEnumeration names "
			  "urn:oasis:names:tc:SAML:2.0:protocol",
		.why = first != NULL ? what_instead(first)
				     : "It holds no EntityDescriptor at all.",
		.at = first != NULL ? first->at : (struct saml_at){0},
		.idp_text = "Download the metadata of the identity provider, "
			    "of the application that signs in to AWS.",
	    });
	return CHECK_RAN;
}

/* Quotas: 10 identity providers, 10 keys in one provider. */
static enum check_outcome
check_entities(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);

	if (metadata->n_entities_seen <= ENTITIES_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The metadata describes %zu "
		    "entities",
		    metadata->n_entities_seen),
		.wanted = "at most 10",
		.why = "It is the metadata of a federation.",
		.client_text = "Take the one identity provider out of it and "
			       "upload that alone.",
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_keys(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);
	size_t n = 0;

	for (size_t i = 0; i < metadata->n_entities; i++)
		n += metadata->entities[i].n_keys_seen;
	if (n <= KEYS_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "The metadata holds %zu keys", n),
		.wanted = "at most 10",
		.idp_text = "Remove the keys that are not used any more, and "
			    "download the metadata again.",
	    });
	return CHECK_RAN;
}

/* Microsoft Entra ID ends all of its names with a slash. */
static bool
has_usual_slash(const char *id)
{
	static const char entra[] = "https://sts.windows.net/";

	return strncmp(id, entra, sizeof entra - 1) == 0;
}

/* "a Cyrillic letter that looks like a (U+0430)"; NULL: nothing odd. */
static const char *
odd_character(struct findings *out, const char *id)
{
	struct odd_character *odd = NULL;
	size_t n = 0;

	odd_characters_find(out->arena, id, &odd, &n);
	if (n == 0)
		return NULL;
	return finding_text(out, "%s (U+%04X)", odd->name, odd->code_point);
}

static void
judge_entity_id(const struct metadata_entity *entity, struct findings *out)
{
	const char *id = entity->entity_id;
	const char *odd = odd_character(out, id);
	size_t len = strlen(id);
	struct finding_draft draft = {
	    .found = id,
	    .at = entity->at,
	    .idp_text = "Set the entity ID in the identity provider's "
			"settings, and download the metadata again.",
	};

	if (len == 0) {
		draft.message = "The EntityDescriptor has no entityID";
		draft.severity = SDX_ERROR;
		draft.aws_error = "metadata-unparsable";
	} else if (len > ENTITY_ID_MAX) {
		draft.message =
		    finding_text(out, "The entityID has %zu bytes", len);
		draft.wanted = "at most 1024 characters";
	} else if (char_is_white(id[0]) || char_is_white(id[len - 1])) {
		draft.message = "Blanks stand around the entityID";
		draft.why = "The Issuer of each response must be the same text "
			    "to the letter, blanks too.";
	} else if (odd != NULL) {
		draft.message = finding_text(out, "The entityID holds %s", odd);
		draft.why = "It may look like another name, and is compared "
			    "to the letter.";
	} else if (id[len - 1] == '/' && !has_usual_slash(id)) {
		draft.message = "The entityID ends with a slash";
		draft.why = "That is right where the identity provider writes "
			    "the slash into the Issuer too: one with and one "
			    "without are two names.";
		draft.severity = SDX_NOTE;
	}
	if (draft.message != NULL)
		finding_add(out, &draft);
}

/* The entityID is compared with the Issuer, to the letter. */
static enum check_outcome
check_entity_id(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);

	for (size_t i = 0; i < metadata->n_entities; i++)
		judge_entity_id(&metadata->entities[i], out);
	return CHECK_RAN;
}

static void
judge_validity(const struct evidence *e,
    const struct metadata_validity *validity, struct findings *out)
{
	const struct saml_time *end = &validity->valid_until;
	struct finding_draft draft = {.at = end->at,
	    .why = "IAM uses neither validUntil nor cacheDuration: sign-ins go "
		   "on, and nobody fetches the metadata anew. A changed key "
		   "must be uploaded by hand."};

	if (end->text != NULL && !end->is_valid) {
		draft.message = "The validUntil of the metadata is no time";
		draft.found = end->text;
	} else if (end->text != NULL && e->clock.source != CLOCK_UNKNOWN &&
		   end->seconds < e->clock.time) {
		draft.message =
		    finding_text(out, "The metadata was valid until %s",
			datetime_format(out->arena, end->seconds));
	} else if (end->text != NULL) {
		draft.message = finding_text(out,
		    "The metadata has an end that IAM ignores: validUntil %s",
		    datetime_format(out->arena, end->seconds));
	} else if (validity->cache_duration != NULL) {
		draft.message = "The metadata has a cacheDuration that IAM "
				"ignores";
		draft.found = validity->cache_duration;
	}
	if (draft.message != NULL)
		finding_add(out, &draft);
}

/* validUntil and cacheDuration are not used by IAM. */
static enum check_outcome
check_validity(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);

	judge_validity(e, &metadata->validity, out);
	for (size_t i = 0; i < metadata->n_entities; i++) {
		judge_validity(e, &metadata->entities[i].validity, out);
		judge_validity(e, &metadata->entities[i].idp_validity, out);
	}
	return CHECK_RAN;
}

#define BINDINGS "urn:oasis:names:tc:SAML:2.0:bindings:"

static bool
is_browser_binding(const char *binding)
{
	return binding != NULL &&
	       (strcmp(binding, BINDINGS "HTTP-POST") == 0 ||
		   strcmp(binding, BINDINGS "HTTP-Redirect") == 0);
}

/* Two that are one stand near each other: each is not held against all. */
#define NEAR 100

static bool
is_repeated(const struct metadata_entity *entity, size_t i)
{
	const struct metadata_endpoint *one = &entity->sso[i];

	for (size_t j = i > NEAR ? i - NEAR : 0; j < i; j++) {
		const struct metadata_endpoint *other = &entity->sso[j];

		if (one->binding != NULL && one->location != NULL &&
		    other->binding != NULL && other->location != NULL &&
		    strcmp(one->binding, other->binding) == 0 &&
		    strcmp(one->location, other->location) == 0)
			return true;
	}
	return false;
}

/* https://user@host/ */
static bool
has_user(const char *location)
{
	const char *host = location + strlen("https://");

	return memchr(host, '@', strcspn(host, "/?#")) != NULL;
}

static void
judge_location(
    const struct metadata_entity *entity, size_t i, struct findings *out)
{
	const struct metadata_endpoint *sso = &entity->sso[i];
	struct finding_draft draft = {
	    .found = sso->location,
	    .wanted = "an address that begins with https://",
	    .at = sso->at,
	    .idp_text = "Set the address of the sign-in service in the "
			"identity provider's settings.",
	};

	if (sso->location == NULL || sso->location[0] == '\0')
		draft.message = "A SingleSignOnService has no Location";
	else if (strncmp(sso->location, "http://", 7) == 0)
		draft.message = "The SingleSignOnService is reached by plain "
				"http";
	else if (strncmp(sso->location, "https://", 8) != 0)
		draft.message = "The Location of a SingleSignOnService is no "
				"whole https address";
	else if (has_user(sso->location)) {
		draft.message = "The address of a SingleSignOnService names a "
				"user in front of its host";
		draft.wanted = "an address without '@' in front of the path";
		draft.why = "What stands before '@' is no host, though it may "
			    "look like one: the browser goes to what stands "
			    "behind it.";
	} else if (is_repeated(entity, i)) {
		draft.message = "A SingleSignOnService stands twice";
		draft.wanted = NULL;
		draft.severity = SDX_NOTE;
	}
	if (draft.message != NULL)
		finding_add(out, &draft);
}

/* Answers go there: what is no address of the web may be a script. */
static void
judge_response_location(
    const struct metadata_endpoint *sso, struct findings *out)
{
	const char *location = sso->response_location;

	if (location == NULL || strncmp(location, "https://", 8) == 0)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The ResponseLocation of a SingleSignOnService is "
			   "no whole https address",
		.found = location,
		.wanted = "no ResponseLocation, which means nothing here",
		.at = sso->at,
		.idp_text = "Set the address of the sign-in service in the "
			    "identity provider's settings.",
	    });
}

static void
judge_services(const struct metadata_entity *entity, struct findings *out)
{
	bool has_browser = false;

	for (size_t i = 0; i < entity->n_sso; i++) {
		has_browser |= is_browser_binding(entity->sso[i].binding);
		judge_location(entity, i, out);
		judge_response_location(&entity->sso[i], out);
	}
	if (has_browser)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = entity->n_sso == 0
			       ? "The metadata has no SingleSignOnService"
			       : "No SingleSignOnService is for HTTP-Redirect "
				 "or HTTP-POST",
		.wanted = "a SingleSignOnService with the binding "
			  "HTTP-Redirect or HTTP-POST",
		.why = "SAML requires one. Sign-ins that the identity provider "
		       "begins do not use it; whether IAM insists is not "
		       "known.",
		.at = entity->at,
		.idp_text = "Download the metadata from the identity provider "
			    "once more, unedited.",
	    });
}

/* SAML2Meta 2.4.3: at least one SingleSignOnService. */
static enum check_outcome
check_services(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);
	bool applies = false;

	for (size_t i = 0; i < metadata->n_entities; i++) {
		if (!metadata->entities[i].has_idp_descriptor)
			continue;
		applies = true;
		judge_services(&metadata->entities[i], out);
	}
	return applies ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

static bool
has_stood_before(const struct saml_metadata *metadata, size_t i)
{
	const char *id = metadata->entities[i].entity_id;

	for (size_t j = 0; *id != '\0' && j < i; j++)
		if (strcmp(metadata->entities[j].entity_id, id) == 0)
			return true;
	return false;
}

/* SAML2Meta 2.3.2: an entityID names one entity. */
static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = metadata_of(e);
	struct finding_draft draft = {
	    .why = "Of two, one program takes the first and another the last, "
		   "with its own addresses and keys. Which IAM takes is not "
		   "known.",
	    .idp_text = "Leave the one in that is meant, and find out where "
			"the other one comes from.",
	};

	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		draft.found = entity->entity_id;
		draft.at = entity->at;
		draft.message = "Two entities have the same entityID";
		if (has_stood_before(metadata, i))
			finding_add(out, &draft);
		draft.message = finding_text(out,
		    "The entity has %zu IDPSSODescriptors for SAML 2.0",
		    entity->n_idp_descriptors);
		if (entity->n_idp_descriptors > 1)
			finding_add(out, &draft);
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"metadata-idp-descriptor",
	"The metadata describes an identity provider of SAML 2.0",
	STAGE_STRUCTURE, SDX_ERROR, SDX_INFERRED, NEEDS_METADATA,
	NEEDS_METADATA, "metadata-unparsable", TROUBLESHOOT, NULL, check_idp},
    {"metadata-entities", "The metadata describes at most 10 entities",
	STAGE_STRUCTURE, SDX_ERROR, SDX_DOCUMENTED, NEEDS_METADATA,
	NEEDS_METADATA, NULL, QUOTAS, NULL, check_entities},
    {"metadata-keys", "The metadata holds at most 10 keys", STAGE_STRUCTURE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_METADATA, NEEDS_METADATA, NULL, QUOTAS,
	"metadata-entities", check_keys},
    {"metadata-entity-id", "The entityID is one that an Issuer can be",
	STAGE_ISSUER, SDX_WARNING, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, "SAML2Meta 2.3.2", NULL, check_entity_id},
    {"metadata-entity-repeated", "No entity or provider stands twice",
	STAGE_ISSUER, SDX_WARNING, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, "SAML2Meta 2.3.2", "metadata-entities", check_repeated},
    {"metadata-validity", "The metadata names no end that IAM ignores",
	STAGE_ADVICE, SDX_NOTE, SDX_DOCUMENTED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, CREATE, NULL, check_validity},
    {"metadata-sign-on-service", "The identity provider can be reached",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, "SAML2Meta 2.4.3", NULL, check_services},
};

const struct check_table checks_metadata_entity = {
    table, sizeof table / sizeof *table, FOR_METADATA};
