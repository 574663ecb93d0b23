/* SPDX-License-Identifier: MIT */
/* What an upload would change of what IAM holds. */
#include <string.h>

#include "check.h"

#define SHORT_FINGERPRINT 23 /* eight octets */
#define CREATE "IAM User Guide: Create a SAML identity provider in IAM"
#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"

static struct place
place_of_current(const struct evidence *e)
{
	return (struct place){.input = e->change->input,
	    .pointer = "",
	    .label = "",
	    .document = "",
	    .line = e->change->refusal.line,
	    .column = e->change->refusal.column};
}

/* What IAM holds can only be compared where it is metadata. */
static enum check_outcome
check_current(const struct evidence *e, struct findings *out)
{
	const struct metadata_change *change = e->change;
	struct place place = place_of_current(e);

	if (change->is_compared)
		return CHECK_RAN;
	if (change->metadata != NULL)
		return CHECK_NOT_APPLICABLE; /* the new file is none */
	finding_add(out,
	    &(struct finding_draft){
		.message = "What IAM holds now cannot be compared: the file "
			   "of --current holds no metadata",
		.found = change->refusal.detail[0] != '\0'
			     ? change->refusal.detail
			     : NULL,
		.wanted = "the metadata that was uploaded last, or the output "
			  "of aws iam get-saml-provider",
		.place = &place,
		.client_text = "Fetch what IAM holds, and name that file.",
		.client_command = finding_text(out,
		    "aws iam get-saml-provider --saml-provider-arn %s "
		    "> current.json",
		    evidence_provider_arn(e)),
	    });
	return CHECK_RAN;
}

static bool
is_signed_under(const struct evidence *e, const char *entity_id)
{
	const struct saml_assertion *a = e->assertion;

	return a != NULL && a->n_issuers > 0 &&
	       strcmp(a->issuer.text.value, entity_id) == 0;
}

static const char *const rename_fix =
    "Make a second provider of the new metadata instead of changing this one, "
    "and move the roles to it; or keep the entity ID of now at the identity "
    "provider.";

static void
tell_renamed(const struct evidence *e, const struct entity_change *change,
    struct findings *out)
{
	const char *old = change->before->entity_id;
	bool is_in_use = is_signed_under(e, old);
	bool is_moved = is_signed_under(e, change->after->entity_id);

	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The upload changes the entityID from %s to %s", old,
		    change->after->entity_id),
		.why = is_moved
			   ? "The response that was given comes under the new "
			     "name already. Sign-ins under the name of now "
			     "are refused as soon as the new metadata is "
			     "there."
		       : is_in_use
			   ? "The response that was given names the entityID "
			     "of now as its Issuer. After the upload AWS would "
			     "refuse it."
			   : "AWS compares the Issuer of each response with "
			     "the entityID. Responses under the name of now "
			     "are refused as soon as the new metadata is "
			     "there.",
		.at = change->after->at,
		.other_at = change->before->at,
		.severity = is_moved ? 0 : SDX_ERROR,
		.aws_text = rename_fix,
	    });
}

static void
tell_gone(const struct evidence *e, const struct entity_change *change,
    struct findings *out)
{
	const char *old = change->before->entity_id;

	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "The upload removes the identity provider %s", old),
		.why = "Its sign-ins are refused as soon as the new metadata "
		       "is there.",
		.at = change->before->at,
		.severity = is_signed_under(e, old) ? SDX_ERROR : 0,
		.aws_text = "Keep it in the metadata for as long as anybody "
			    "signs in with it.",
	    });
}

/* An entityID that is in use stays. */
static enum check_outcome
check_entity(const struct evidence *e, struct findings *out)
{
	const struct metadata_change *change = e->change;

	if (!change->is_compared)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < change->n_entities; i++) {
		const struct entity_change *entity = &change->entities[i];

		if (entity->is_renamed)
			tell_renamed(e, entity, out);
		else if (entity->after == NULL)
			tell_gone(e, entity, out);
	}
	return CHECK_RAN;
}

static struct saml_at
place_of_key(const struct metadata_change *change, const struct certificate *c)
{
	for (size_t i = 0; i < change->n_keys; i++) {
		if (change->keys[i].certificate == c)
			return change->keys[i].key->at;
	}
	return (struct saml_at){0};
}

/* "CN=…, until 2030-01-01T00:00:00Z, SHA-256 3a:5f:…"; the report has it whole
 */
static const char *
key_text(struct findings *out, const struct certificate *c)
{
	return finding_text(out, "%s, until %s, SHA-256 %.*s...", c->subject,
	    datetime_format(out->arena, c->not_after), SHORT_FINGERPRINT,
	    c->fingerprint);
}

static bool
is_key_of_response(
    const struct metadata_change *change, const struct key_change *key)
{
	const struct certificate *used = change->before.key;

	return used != NULL && key->before.certificate != NULL &&
	       strcmp(used->key_fingerprint,
		   key->before.certificate->key_fingerprint) == 0;
}

/* How bad it is that this key goes, by what is known of who uses it. */
static void
grade_loss(const struct metadata_change *change, const struct key_changes *keys,
    const struct key_change *key, struct finding_draft *draft)
{
	if (change->has_answer && is_key_of_response(change, key)) {
		draft->message =
		    "The upload removes the key that signed the response";
		draft->why = "Before the upload its signature holds, after it "
			     "no more: from then on nobody gets in until the "
			     "identity provider signs with a key of the new "
			     "metadata.";
		draft->severity = SDX_ERROR;
	} else if (change->has_answer && change->after.holds) {
		draft->message = "The upload removes a signing key";
		draft->why = "The response that was given is signed with "
			     "another key, which the new metadata holds. That "
			     "nothing is signed with this one any more is "
			     "not known.";
		draft->severity = SDX_NOTE;
	} else if (keys->n_signing_kept == 0) {
		draft->message = "The upload removes a signing key, and keeps "
				 "none of those that IAM holds";
		draft->why = "As long as the identity provider signs with a "
			     "key of now, nobody gets in after the upload. "
			     "Which key it signs with, a captured sign-in "
			     "tells (--capture).";
		draft->severity = SDX_ERROR;
	} else {
		draft->message = "The upload removes a signing key";
		draft->why = "If the identity provider signs with it, nobody "
			     "gets in after the upload. Which key it signs "
			     "with, a captured sign-in tells (--capture).";
	}
}

static void
tell_lost(const struct evidence *e, const struct key_changes *keys,
    const struct key_change *key, struct findings *out)
{
	const struct certificate *c = key->before.certificate;
	struct finding_draft draft = {
	    .found = key_text(out, c),
	    .at = place_of_key(e->change, c),
	    .aws_text = "Upload metadata with the old key and the new one "
			"first, and remove the old one when nothing is signed "
			"with it; the report gives the order.",
	};

	grade_loss(e->change, keys, key, &draft);
	finding_add(out, &draft);
}

/* A key that may be in use stays until nothing is signed with it. */
static enum check_outcome
check_keys(const struct evidence *e, struct findings *out)
{
	const struct metadata_change *change = e->change;

	if (!change->is_compared)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < change->n_entities; i++) {
		const struct entity_change *entity = &change->entities[i];

		/* Of an entity that goes as a whole, that is told. */
		for (size_t j = 0; entity->after != NULL && j < entity->keys->n;
		     j++) {
			const struct key_change *key = &entity->keys->items[j];

			if (key_change_is_lost(key))
				tell_lost(e, entity->keys, key, out);
		}
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"metadata-current-readable", "What IAM holds now can be compared",
	STAGE_INPUT, SDX_WARNING, SDX_DOCUMENTED, NEEDS_CURRENT, NEEDS_CURRENT,
	NULL, CREATE, NULL, check_current},
    {"metadata-entity-changed", "The upload keeps the entityID", STAGE_ADVICE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_METADATA | NEEDS_CURRENT,
	NEEDS_METADATA | NEEDS_CURRENT, NULL, TROUBLESHOOT, NULL, check_entity},
    {"metadata-key-lost", "The upload keeps the keys that may be in use",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED,
	NEEDS_METADATA | NEEDS_CURRENT, NEEDS_METADATA | NEEDS_CURRENT, NULL,
	TROUBLESHOOT, NULL, check_keys},
};

const struct check_table checks_metadata_change = {
    table, sizeof table / sizeof *table, FOR_METADATA};
