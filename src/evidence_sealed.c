/* SPDX-License-Identifier: MIT */
/*
 * Evidence that many runs share.  It is read once and sealed; each run then
 * starts from copies of its lists, whose entries stay where they are.
 */
#include <string.h>

#include "crypto/init.h"
#include "evidence_steps.h"

static bool
decode_keys(
    struct evidence *e, size_t input, const struct metadata_entity *entity)
{
	for (size_t i = 0; i < entity->n_keys; i++) {
		const struct metadata_key *key = &entity->keys[i];
		struct trusted_certificate *decoded;

		if (key->certificate == NULL || key->use == USE_ENCRYPTION)
			continue;
		decoded = arena_push(
		    e->arena, &e->decoded, &e->n_decoded, sizeof *decoded);
		if (decoded == NULL)
			return false;
		decoded->certificate =
		    certificate_from_base64(e->arena, key->certificate);
		decoded->input = input;
		decoded->entity = entity;
		decoded->key = key;
		if (decoded->certificate == NULL)
			return false;
	}
	return true;
}

static bool
decode_metadata(struct evidence *e)
{
	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *m = e->metadata[i].metadata;

		for (size_t j = 0; j < m->n_entities; j++) {
			if (!decode_keys(
				e, e->metadata[i].input, &m->entities[j]))
				return false;
		}
	}
	return true;
}

enum sdx_status
evidence_seal(struct evidence *e)
{
	if (!crypto_start() || !evidence_read_inputs(e) ||
	    !decode_metadata(e) || arena_has_failed(e->arena))
		return SDX_FAULT;
	/* What is judged belongs to one run alone. */
	return e->n_captures > 0 ? SDX_USAGE : SDX_OK;
}

void
evidence_decoded(const struct evidence *e, struct trusted_certificate *trusted)
{
	const struct evidence *common = e->common;
	struct cached_certificate cached;

	for (size_t i = 0; common != NULL && i < common->n_decoded; i++) {
		if (common->decoded[i].key != trusted->key)
			continue;
		trusted->certificate = common->decoded[i].certificate;
		return;
	}
	if (e->cache == NULL || !certificate_cache_get(e->cache,
				    trusted->key->certificate, &cached))
		return;
	trusted->certificate = cached.certificate;
	trusted->traits = cached.traits;
}

/* A copy of N entries that arena_push() can go on with. */
static bool
copy_list(struct arena *arena, void *to, size_t *n_to, const void *from,
    size_t n, size_t size)
{
	for (size_t i = 0; i < n; i++) {
		void *slot = arena_push(arena, to, n_to, size);

		if (slot == NULL)
			return false;
		memcpy(slot, (const char *)from + i * size, size);
	}
	return true;
}

#define COPY(list, n)                                                 \
	copy_list(e->arena, &e->list, &e->n, common->list, common->n, \
	    sizeof *common->list)

bool
evidence_stand_on(struct evidence *e, const struct evidence *common)
{
	e->common = common;
	e->provider = common->provider;
	e->provider_list = common->provider_list;
	e->expectation = common->expectation;
	e->has_trail = common->has_trail;
	e->trail.other = common->trail.other;
	e->trail.n_others = common->trail.n_others;
	return COPY(inputs, n_inputs) && COPY(metadata, n_metadata) &&
	       COPY(trusted, n_trusted) && COPY(keys, n_keys) &&
	       COPY(roles, n_roles) && COPY(trail.events, trail.n_events);
}
