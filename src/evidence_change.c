/* SPDX-License-Identifier: MIT */
/* What IAM holds, beside the metadata under test, and what would change. */
#include <string.h>

#include "capture/root.h"
#include "evidence_steps.h"

/* The metadata inside the output of get-saml-provider, else the file. */
static bool
document_of(
    struct evidence *e, struct input *in, size_t input, struct bytes *octets)
{
	size_t start = root_start(in->bytes);
	struct aws_provider *provider;
	struct json_value json;

	*octets = in->bytes;
	if (start >= in->bytes.len || in->bytes.data[start] != '{')
		return true;
	json = json_open(&in->json, (const char *)in->bytes.data, in->bytes.len,
	    &in->json_error);
	if (json.type == JSON_NONE || !provider_is(json))
		return true;
	provider = provider_read(e->arena, json);
	if (provider == NULL)
		return false;
	provider->input = input;
	if (e->provider == NULL)
		e->provider = provider;
	if (provider->metadata != NULL) {
		octets->data = (const uint8_t *)provider->metadata;
		octets->len = provider->metadata_len;
	}
	return true;
}

bool
evidence_read_current(struct evidence *e, size_t input)
{
	struct metadata_change *change = arena_alloc(e->arena, sizeof *change);
	struct input *in = &e->inputs[input];
	struct bytes octets;

	if (change == NULL || !document_of(e, in, input, &octets))
		return false;
	in->form = "current";
	change->input = input;
	change->refusal.detail = "";
	e->change = change;
	change->document = document_parse(
	    e->arena, octets.data, octets.len, "metadata", &change->refusal);
	if (change->document == NULL)
		return change->refusal.fault != XML_FAULT_MEMORY;
	if (strcmp(saml_message_type(change->document), "metadata") != 0)
		return true;
	change->metadata = metadata_read(e->arena, change->document);
	return change->metadata != NULL;
}

static bool
read_key(struct evidence *e, const struct metadata_entity *entity,
    const struct metadata_key *key)
{
	struct metadata_change *change = e->change;
	struct vetted_key *slot;

	if (key->certificate == NULL)
		return true;
	slot =
	    arena_push(e->arena, &change->keys, &change->n_keys, sizeof *slot);
	if (slot == NULL)
		return false;
	slot->entity = entity;
	slot->key = key;
	slot->certificate = certificate_from_base64(e->arena, key->certificate);
	return slot->certificate != NULL;
}

static bool
read_keys(struct evidence *e)
{
	const struct saml_metadata *metadata = e->change->metadata;

	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		for (size_t j = 0; j < entity->n_keys; j++) {
			if (!read_key(e, entity, &entity->keys[j]))
				return false;
		}
	}
	return true;
}

static unsigned
uses_of(enum metadata_use use)
{
	switch (use) {
	case USE_BOTH:
		return KEY_SIGNS | KEY_ENCRYPTS;
	case USE_SIGNING:
		return KEY_SIGNS;
	case USE_ENCRYPTION:
		return KEY_ENCRYPTS;
	case USE_OTHER:
		break;
	}
	return 0;
}

struct entries {
	struct key_entry *items;
	size_t n;
};

static bool
collect(struct arena *arena, const struct vetted_key *keys, size_t n,
    const struct metadata_entity *entity, struct entries *entries)
{
	for (size_t i = 0; i < n; i++) {
		struct key_entry *slot;

		if (entity == NULL || keys[i].entity != entity ||
		    keys[i].certificate == NULL)
			continue;
		slot = arena_push(
		    arena, &entries->items, &entries->n, sizeof *slot);
		if (slot == NULL)
			return false;
		slot->certificate = keys[i].certificate;
		slot->uses = uses_of(keys[i].key->use);
	}
	return true;
}

static bool
add_pair(struct evidence *e, const struct metadata_entity *before,
    const struct metadata_entity *after)
{
	struct metadata_change *change = e->change;
	const struct metadata_subject *s = e->subject;
	struct entries old = {0}, new = {0};
	struct entity_change *slot;

	slot = arena_push(
	    e->arena, &change->entities, &change->n_entities, sizeof *slot);
	if (slot == NULL ||
	    !collect(e->arena, change->keys, change->n_keys, before, &old) ||
	    !collect(e->arena, s->keys, s->n_keys, after, &new))
		return false;
	slot->before = before;
	slot->after = after;
	slot->is_renamed = before != NULL && after != NULL &&
			   strcmp(before->entity_id, after->entity_id) != 0;
	slot->keys =
	    key_changes_compare(e->arena, old.items, old.n, new.items, new.n);
	return slot->keys != NULL;
}

/* IAM reads identity providers of SAML 2.0 alone. */
static const struct metadata_entity *
only_idp(const struct saml_metadata *metadata)
{
	const struct metadata_entity *only = NULL;

	for (size_t i = 0; i < metadata->n_entities; i++) {
		if (!metadata->entities[i].has_idp_descriptor)
			continue;
		if (only != NULL)
			return NULL;
		only = &metadata->entities[i];
	}
	return only;
}

static const struct metadata_entity *
find_idp(const struct saml_metadata *metadata, const char *entity_id)
{
	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		if (entity->has_idp_descriptor &&
		    strcmp(entity->entity_id, entity_id) == 0)
			return entity;
	}
	return NULL;
}

/* What stays, by its name, and what goes; then what comes. */
static bool
pair_entities(struct evidence *e)
{
	const struct saml_metadata *old = e->change->metadata;
	const struct saml_metadata *new = e->subject->metadata;
	const struct metadata_entity *one = only_idp(old), *other;

	other = only_idp(new);
	if (one != NULL && other != NULL)
		return add_pair(e, one, other);
	for (size_t i = 0; i < old->n_entities; i++) {
		one = &old->entities[i];
		if (one->has_idp_descriptor &&
		    !add_pair(e, one, find_idp(new, one->entity_id)))
			return false;
	}
	for (size_t i = 0; i < new->n_entities; i++) {
		other = &new->entities[i];
		if (other->has_idp_descriptor &&
		    find_idp(old, other->entity_id) == NULL &&
		    !add_pair(e, NULL, other))
			return false;
	}
	return true;
}

static const char *
issuer_of(const struct evidence *e)
{
	if (e->assertion != NULL && e->assertion->n_issuers > 0)
		return e->assertion->issuer.text.value;
	if (e->response != NULL && e->response->n_issuers > 0)
		return e->response->issuer.text.value;
	return NULL;
}

/* The signing keys of the entity that the response names. */
static bool
collect_signing(struct arena *arena, const struct vetted_key *keys, size_t n,
    const struct metadata_entity *entity, struct certificate ***trusted,
    size_t *n_trusted)
{
	for (size_t i = 0; i < n; i++) {
		struct certificate **slot;

		if (keys[i].entity != entity || keys[i].certificate == NULL ||
		    keys[i].certificate->key == NULL ||
		    (uses_of(keys[i].key->use) & KEY_SIGNS) == 0)
			continue;
		slot = arena_push(arena, trusted, n_trusted, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = keys[i].certificate;
	}
	return true;
}

/* Does every signature of the response hold by these keys? */
static bool
verify(const struct evidence *e, struct certificate *const *trusted,
    size_t n_trusted, struct metadata_answer *answer)
{
	answer->holds = e->n_signatures > 0;
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *judged = &e->signatures[i];
		const struct signature_result *result =
		    signature_verify(e->arena, judged->document, judged->shape,
			trusted, n_trusted);

		if (result == NULL)
			return false;
		answer->holds &= result->state == SIGNATURE_VALID;
		if (result->state == SIGNATURE_VALID)
			answer->key = result->key;
	}
	return true;
}

static bool
answer_by(const struct evidence *e, const struct saml_metadata *metadata,
    const struct vetted_key *keys, size_t n_keys,
    struct metadata_answer *answer)
{
	const char *issuer = issuer_of(e);
	const struct metadata_entity *entity =
	    issuer != NULL ? find_idp(metadata, issuer) : NULL;
	struct certificate **trusted = NULL;
	size_t n_trusted = 0;

	answer->knows_issuer = entity != NULL;
	/* Under another name: which key it is can be told all the same. */
	if (entity == NULL)
		entity = only_idp(metadata);
	return collect_signing(
		   e->arena, keys, n_keys, entity, &trusted, &n_trusted) &&
	       verify(e, trusted, n_trusted, answer);
}

static bool
answer_both(struct evidence *e)
{
	struct metadata_change *change = e->change;
	const struct metadata_subject *s = e->subject;

	if (e->n_signatures == 0)
		return true;
	change->has_answer = true;
	return answer_by(e, change->metadata, change->keys, change->n_keys,
		   &change->before) &&
	       answer_by(e, s->metadata, s->keys, s->n_keys, &change->after);
}

static void
set_order(struct evidence *e)
{
	struct metadata_change *change = e->change;
	struct upload_facts facts = {
	    .is_proved_safe = change->has_answer && change->after.holds &&
			      change->after.knows_issuer,
	    .provider_arn = evidence_provider_arn(e),
	    .metadata = e->inputs[e->subject->input].name,
	    .current = e->inputs[change->input].name,
	};

	for (size_t i = 0; i < change->n_entities; i++) {
		const struct entity_change *entity = &change->entities[i];

		facts.is_renamed |= entity->is_renamed;
		for (size_t j = 0; j < entity->keys->n; j++) {
			const struct key_change *key = &entity->keys->items[j];

			facts.loses_keys |= key_change_is_lost(key);
			facts.has_new_keys |=
			    (key->after.uses & KEY_SIGNS) != 0 &&
			    (key->before.uses & KEY_SIGNS) == 0;
		}
	}
	change->order = upload_order_of(e->arena, &facts);
}

bool
evidence_compare(struct evidence *e)
{
	if (e->change == NULL || e->change->metadata == NULL ||
	    e->subject == NULL || e->subject->metadata == NULL)
		return true;
	if (!read_keys(e) || !pair_entities(e) || !answer_both(e))
		return false;
	set_order(e);
	e->change->is_compared = true;
	return true;
}
