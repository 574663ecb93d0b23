/* SPDX-License-Identifier: MIT */
/* The state of a rotation: what it breaks now, and what contradicts itself. */
#include <string.h>

#include "check.h"
#include "saml/datetime.h"
#include "shell_word.h"

#define KEYS "IAM User Guide: Manage SAML encryption keys"
#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"

static const struct rotation_evidence *
rotation_of(const struct evidence *e)
{
	return e->rotation;
}

static struct place
place_of(size_t input)
{
	return (struct place){
	    .input = input, .pointer = "", .label = "", .document = ""};
}

/* Told from evidence, or not told. */
static enum check_outcome
check_state(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = rotation_of(e);
	const char *unsettled = evidence_unsettled(e);
	struct place place;

	if (!r->has_decryption && r->signing == NULL)
		return CHECK_NOT_APPLICABLE;
	if (unsettled == NULL)
		return CHECK_RAN;
	place = place_of(e->provider != NULL ? e->provider->input : 0);
	finding_add(out,
	    &(struct finding_draft){
		.message = "Where the rotation stands cannot be told",
		.found = unsettled,
		.why = "Nothing is called idle, and nothing is to be removed, "
		       "without captures that show it.",
		.place = &place,
	    });
	return CHECK_RAN;
}

static void
add_contradictions(
    const struct evidence *e, struct findings *out, const struct rotation *r)
{
	struct place place =
	    place_of(e->provider != NULL ? e->provider->input : 0);

	for (size_t i = 0; r != NULL && i < r->n_contradictions; i++)
		finding_add(out,
		    &(struct finding_draft){
			.message = "The captures and the provider's keys "
				   "contradict each other",
			.found = r->contradictions[i],
			.why = "A key may have been removed and another one "
			       "added meanwhile, the captures may be of "
			       "another provider, or a clock is wrong.",
			.place = &place,
			.client_text =
			    "Fetch the provider's state anew, and give "
			    "captures of this provider alone.",
			.client_command = finding_text(out,
			    "aws iam get-saml-provider --saml-provider-arn %s",
			    e->rotation->provider_arn),
		    });
}

static enum check_outcome
check_contradiction(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = rotation_of(e);

	if (e->n_sign_ins == 0 || e->provider == NULL)
		return CHECK_NOT_APPLICABLE;
	add_contradictions(e, out, r->decryption);
	return CHECK_RAN;
}

/* ---- The provider */

static void
tell_provider(struct findings *out, size_t input, const char *found,
    enum sdx_severity severity)
{
	struct place place = place_of(input);

	finding_add(out,
	    &(struct finding_draft){
		.message = severity == SDX_WARNING
			       ? "A capture is older than the provider"
			       : "The provider was created anew, or this is of "
				 "another one",
		.found = found,
		.why = "A provider that is deleted and created again has "
		       "another ID and none of its keys. What was captured "
		       "before was not counted.",
		.place = &place,
		.severity = severity,
		.client_text = "Give the state and the captures of one "
			       "provider, from after it was created.",
	    });
}

static void
judge_keys(const struct evidence *e, struct findings *out, int64_t created)
{
	const struct rotation_facts *facts = &e->rotation->decryption_facts;

	for (size_t i = 0; i < facts->n_slots; i++) {
		if (!facts->slots[i].has_added ||
		    facts->slots[i].added >= created)
			continue;
		tell_provider(out, e->provider->input,
		    finding_text(out, "key %s added %s, provider created %s",
			facts->slots[i].id,
			datetime_format(out->arena, facts->slots[i].added),
			datetime_format(out->arena, created)),
		    SDX_ERROR);
	}
}

static void
judge_captures(
    const struct evidence *e, struct findings *out, const int64_t *created)
{
	const char *uuid = e->provider->uuid;

	for (size_t i = 0; i < e->n_sign_ins; i++) {
		const struct sign_in *s = &e->sign_ins[i];
		struct aws_endpoint endpoint = {0};

		if (s->recipient != NULL)
			endpoint = endpoint_parse(out->arena, s->recipient);
		if (uuid != NULL && endpoint.kind == ENDPOINT_SAML_ACS &&
		    endpoint.provider_id != NULL &&
		    strcmp(endpoint.provider_id, uuid) != 0)
			tell_provider(out, s->input,
			    finding_text(out,
				"the sign-in URL has the ID %s, the provider "
				"%s",
				endpoint.provider_id, uuid),
			    SDX_ERROR);
		else if (created != NULL && s->has_time && s->time < *created)
			tell_provider(out, s->input,
			    finding_text(out,
				"captured %s, provider created %s",
				datetime_format(out->arena, s->time),
				datetime_format(out->arena, *created)),
			    SDX_WARNING);
	}
}

/* A provider has one ID from its creation to its end. */
static enum check_outcome
check_recreated(const struct evidence *e, struct findings *out)
{
	const struct aws_provider *p = e->provider;
	int64_t created;
	bool has_zone, has_created;

	has_created = p->create_date != NULL &&
		      datetime_parse(p->create_date, &created, &has_zone);
	for (size_t i = 0; i < e->n_other_providers; i++) {
		const struct aws_provider *other = e->other_providers[i];

		if (p->uuid != NULL && other->uuid != NULL &&
		    strcmp(p->uuid, other->uuid) != 0)
			tell_provider(out, other->input,
			    finding_text(
				out, "%s beside %s", other->uuid, p->uuid),
			    SDX_ERROR);
	}
	if (has_created)
		judge_keys(e, out, created);
	judge_captures(e, out, has_created ? &created : NULL);
	return CHECK_RAN;
}

/* ---- What fails now */

static const struct sign_in *
newest(const struct evidence *e)
{
	for (size_t i = e->n_sign_ins; i > 0; i--) {
		if (e->sign_ins[i - 1].counts)
			return &e->sign_ins[i - 1];
	}
	return NULL;
}

/* Is the key that the newest capture is encrypted for one that IAM has not,
   for sure? */
static bool
is_closed(const struct evidence *e, const struct sign_in *s)
{
	const struct rotation_facts *facts = &e->rotation->decryption_facts;
	size_t n_matched = 0;

	if (!s->is_encrypted)
		return false;
	if (facts->n_slots == 0)
		return true;
	for (size_t i = 0; i < facts->n_slots; i++) {
		size_t holder = facts->slots[i].holder;

		if (holder == ROTATION_NONE)
			continue;
		n_matched++;
		if (s->key == e->rotation->holder_keys[holder])
			return false;
	}
	return n_matched == facts->n_slots;
}

static enum check_outcome
check_decryption(const struct evidence *e, struct findings *out)
{
	const struct sign_in *s = newest(e);
	struct place place;

	if (s == NULL || !s->is_encrypted)
		return CHECK_NOT_APPLICABLE;
	if (!is_closed(e, s))
		return CHECK_RAN;
	place = place_of(s->input);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The identity provider encrypts for a key that IAM "
			   "does not have",
		.found = finding_text(out, "captured %s, encrypted for %s",
		    datetime_format(out->arena, s->time),
		    s->key != NULL ? s->key->name : "a key that was not given"),
		.wanted = "one of the keys of PrivateKeyList",
		.why = "Nobody gets in as long as this is so.",
		.place = &place,
		.idp_text = "Let the identity provider encrypt for the key "
			    "that IAM has,",
		.aws_text = "or give IAM the private key that it encrypts "
			    "for:",
		.aws_command = finding_text(out,
		    "aws iam update-saml-provider --saml-provider-arn %s "
		    "--add-private-key file://%s",
		    e->rotation->provider_arn,
		    s->key != NULL ? shell_word(out->arena, s->key->name)
				   : "KEY.pem"),
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_signing(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = rotation_of(e);
	const struct rotation_facts *facts = &r->signing_facts;
	const struct rotation_use *use;
	bool is_in_new;
	struct place place;

	if (r->signing == NULL || facts->n_uses == 0)
		return CHECK_NOT_APPLICABLE;
	if (r->signing->state != ROTATION_BROKEN)
		return CHECK_RAN;
	use = &facts->uses[facts->n_uses - 1];
	is_in_new = use->holder < facts->n_holders && r->in_new[use->holder];
	place = place_of(newest(e)->input);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The identity provider signs with a key that IAM "
			   "does not have",
		.found = finding_text(out, "captured %s, signed with %s",
		    datetime_format(out->arena, use->time),
		    use->holder < facts->n_holders
			? facts->holders[use->holder].name
			: "a key that is in none of the files"),
		.why = is_in_new ? "The new metadata has it: it was not "
				   "uploaded before the switch."
				 : "Neither old nor new metadata has it; a "
				   "response that was changed looks like this "
				   "too.",
		.place = &place,
		.aws_text = is_in_new ? "Upload the new metadata now:"
				      : "Download the metadata of the identity "
					"provider anew, and upload it:",
		.aws_command = finding_text(out,
		    "aws iam update-saml-provider --saml-provider-arn %s "
		    "--saml-metadata-document file://%s",
		    r->provider_arn,
		    r->new_metadata != NULL
			? shell_word(out->arena,
			      e->inputs[r->new_metadata->input].name)
			: "new-metadata.xml"),
	    });
	return CHECK_RAN;
}

/* Metadata with the new key alone is not to be uploaded before the switch. */
static enum check_outcome
check_new_alone(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = rotation_of(e);
	struct place place;
	size_t old;

	if (r->signing == NULL || r->new_metadata == NULL)
		return CHECK_NOT_APPLICABLE;
	old = r->signing->old_holder;
	if (r->signing->state == ROTATION_IDLE || old == ROTATION_NONE ||
	    r->in_new[old])
		return CHECK_RAN;
	place = place_of(r->new_metadata->input);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The new metadata lacks the key that the identity "
			   "provider signs with",
		.found = r->signing_facts.holders[old].name,
		.why = "Uploaded as it is, it locks everybody out until the "
		       "identity provider signs with the new key.",
		.place = &place,
		.aws_text = "Upload metadata that holds both keys first; the "
			    "steps say how.",
	    });
	return CHECK_RAN;
}

#define INF SDX_INFERRED, 0, 0

static const struct check table[] = {
    {"rotation-recreated", "The provider is the one that it was",
	STAGE_PROVIDER, SDX_ERROR, SDX_OBSERVED, NEEDS_PROVIDER, NEEDS_PROVIDER,
	NULL, "IAM API reference: GetSAMLProvider, SAMLProviderUUID", NULL,
	check_recreated},
    {"rotation-contradiction", "The captures fit the provider's keys",
	STAGE_PROVIDER, SDX_ERROR, INF, NULL, KEYS, "rotation-recreated",
	check_contradiction},
    {"rotation-decryption-broken",
	"IAM has the key that the identity provider encrypts for",
	STAGE_DECRYPTION, SDX_ERROR, SDX_DOCUMENTED, NEEDS_PROVIDER,
	NEEDS_PROVIDER, NULL, KEYS, "rotation-recreated", check_decryption},
    {"rotation-signing-broken",
	"IAM has the key that the identity provider signs with",
	STAGE_SIGNATURE, SDX_ERROR, SDX_DOCUMENTED, 0, 0, "signature-invalid",
	TROUBLESHOOT, NULL, check_signing},
    {"rotation-state", "Where the rotation stands can be told", STAGE_ADVICE,
	SDX_WARNING, INF, NULL, KEYS, NULL, check_state},
    {"rotation-new-metadata", "The new metadata keeps the key in use",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED, 0, 0, NULL, TROUBLESHOOT,
	"rotation-signing-broken", check_new_alone},
};

const struct check_table checks_rotation = {
    table, sizeof table / sizeof *table, FOR_ROTATION};
