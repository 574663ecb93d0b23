/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <string.h>

#include "check.h"

#define REGISTRY_MAX 512

/* The tables that stand at the end of each file of src/checks/. */
extern const struct check_table checks_attributes;
extern const struct check_table checks_audience;
extern const struct check_table checks_authn_request;
extern const struct check_table checks_capture;
extern const struct check_table checks_certificate;
extern const struct check_table checks_certificate_shared;
extern const struct check_table checks_cloudtrail;
extern const struct check_table checks_command_effect;
extern const struct check_table checks_command_value;
extern const struct check_table checks_command_words;
extern const struct check_table checks_conditions;
extern const struct check_table checks_encryption;
extern const struct check_table checks_endpoint;
extern const struct check_table checks_expected;
extern const struct check_table checks_issuer;
extern const struct check_table checks_key_file;
extern const struct check_table checks_live;
extern const struct check_table checks_message;
extern const struct check_table checks_metadata_certificate;
extern const struct check_table checks_metadata_change;
extern const struct check_table checks_metadata_entity;
extern const struct check_table checks_metadata_file;
extern const struct check_table checks_metadata_key;
extern const struct check_table checks_metadata_response;
extern const struct check_table checks_metadata_schema;
extern const struct check_table checks_metadata_signature;
extern const struct check_table checks_mode_required;
extern const struct check_table checks_provider;
extern const struct check_table checks_provider_update;
extern const struct check_table checks_query_signature;
extern const struct check_table checks_request;
extern const struct check_table checks_role;
extern const struct check_table checks_role_pair;
extern const struct check_table checks_role_value;
extern const struct check_table checks_rotation;
extern const struct check_table checks_rotation_capture;
extern const struct check_table checks_schema;
extern const struct check_table checks_session_duration;
extern const struct check_table checks_session_name;
extern const struct check_table checks_signature;
extern const struct check_table checks_signature_shape;
extern const struct check_table checks_source_identity;
extern const struct check_table checks_status;
extern const struct check_table checks_structure;
extern const struct check_table checks_subject;
extern const struct check_table checks_tags;
extern const struct check_table checks_trust;
extern const struct check_table checks_trust_condition;
extern const struct check_table checks_trust_danger;
extern const struct check_table checks_trust_grammar;
extern const struct check_table checks_trust_principal;

/* Within a stage the checks keep the order of these tables. */
static const struct check_table *const tables[] = {
    &checks_capture,
    &checks_live,
    &checks_cloudtrail,
    &checks_expected,
    &checks_key_file,
    &checks_command_words,
    &checks_command_value,
    &checks_provider_update,
    &checks_mode_required,
    &checks_command_effect,
    &checks_rotation_capture,
    &checks_rotation,
    &checks_request,
    &checks_provider,
    &checks_message,
    &checks_structure,
    &checks_signature_shape,
    &checks_schema,
    &checks_metadata_schema,
    &checks_status,
    &checks_issuer,
    &checks_encryption,
    &checks_metadata_file,
    &checks_metadata_entity,
    &checks_certificate_shared,
    &checks_certificate,
    &checks_metadata_certificate,
    &checks_metadata_key,
    &checks_metadata_change,
    &checks_metadata_response,
    &checks_metadata_signature,
    &checks_signature,
    &checks_query_signature,
    &checks_subject,
    &checks_endpoint,
    &checks_audience,
    &checks_conditions,
    &checks_role,
    &checks_role_value,
    &checks_role_pair,
    &checks_session_name,
    &checks_source_identity,
    &checks_tags,
    &checks_trust_grammar,
    &checks_trust,
    &checks_trust_principal,
    &checks_trust_condition,
    &checks_trust_danger,
    &checks_session_duration,
    &checks_authn_request,
    &checks_attributes,
};

static const struct check *registry[REGISTRY_MAX];
static unsigned questions[REGISTRY_MAX]; /* beside registry */
static size_t count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
add_stage(enum stage stage)
{
	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++) {
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct check *check = &tables[t]->checks[i];

			if (check->stage != stage || count == REGISTRY_MAX)
				continue;
			questions[count] = tables[t]->questions;
			registry[count++] = check;
		}
	}
}

static void
fill(void)
{
	for (int stage = STAGE_INPUT; stage <= STAGE_ADVICE; stage++)
		add_stage((enum stage)stage);
}

const struct check *
registry_at(size_t i)
{
	return i < registry_count() ? registry[i] : NULL;
}

size_t
registry_count(void)
{
	pthread_once(&once, fill);
	return count;
}

bool
registry_find(const char *id, size_t *position)
{
	for (size_t i = 0; i < registry_count(); i++) {
		if (strcmp(registry[i]->id, id) == 0) {
			*position = i;
			return true;
		}
	}
	return false;
}

size_t
registry_next(size_t from, unsigned asked)
{
	size_t n = registry_count();

	while (from < n && (questions[from] & asked) == 0)
		from++;
	return from;
}

bool
registry_answers(size_t i, enum sdx_question question)
{
	return i < registry_count() && (questions[i] & 1U << question) != 0;
}

const char *
stage_name(enum stage stage)
{
	switch (stage) {
	case STAGE_INPUT:
		return "input";
	case STAGE_REQUEST:
		return "request";
	case STAGE_PROVIDER:
		return "provider";
	case STAGE_MESSAGE:
		return "message";
	case STAGE_STRUCTURE:
		return "structure";
	case STAGE_STATUS:
		return "status";
	case STAGE_ISSUER:
		return "issuer";
	case STAGE_DECRYPTION:
		return "decryption";
	case STAGE_SIGNATURE:
		return "signature";
	case STAGE_SUBJECT:
		return "subject";
	case STAGE_ROLE:
		return "role";
	case STAGE_ATTRIBUTES:
		return "attributes";
	case STAGE_TRUST:
		return "trust";
	case STAGE_DURATION:
		return "duration";
	case STAGE_ADVICE:
		return "advice";
	}
	return "";
}

const char *
evidence_kind_name(enum evidence_kind kind)
{
	switch (kind) {
	case NEEDS_MESSAGE:
		return "message";
	case NEEDS_RESPONSE:
		return "response";
	case NEEDS_ASSERTION:
		return "assertion";
	case NEEDS_TRUST: /* or a certificate */
	case NEEDS_METADATA:
		return "metadata";
	case NEEDS_KEY:
		return "key";
	case NEEDS_PROVIDER:
		return "provider";
	case NEEDS_PROVIDER_LIST:
		return "provider-list";
	case NEEDS_ROLE:
		return "role";
	case NEEDS_CAPTURE_TIME:
		return "capture-time";
	case NEEDS_NOW:
		return "now";
	case NEEDS_SCHEMA:
		return "schema";
	case NEEDS_POLICY:
		return "trust-policy";
	case NEEDS_TRAIL:
		return "cloudtrail";
	case NEEDS_CURRENT:
		return "current";
	case NEEDS_EXPECTATION:
		return "expectation";
	case NEEDS_SIGNER:
		return "signer";
	}
	return "";
}
