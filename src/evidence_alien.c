/* SPDX-License-Identifier: MIT */
/*
 * A signature that holds, by a key that was given for another name.
 */
#include <string.h>

#include "evidence_steps.h"

static bool
entity_is(const struct metadata_entity *entity, const char *issuer)
{
	return issuer != NULL && strcmp(entity->entity_id, issuer) == 0;
}

/* Has the entity a key to verify with?  *IS_ITS: this is one of them. */
static bool
has_keys(struct evidence *e, const struct metadata_entity *entity,
    const struct certificate *certificate, bool *is_its)
{
	bool has_any = false;

	for (size_t i = 0; i < entity->n_keys; i++) {
		const struct metadata_key *key = &entity->keys[i];
		const struct certificate *own;

		if (key->certificate == NULL || key->use == USE_ENCRYPTION)
			continue;
		own = certificate_from_base64(e->arena, key->certificate);
		if (own == NULL || own->key == NULL)
			continue;
		has_any = true;
		*is_its |= strcmp(own->key_fingerprint,
			       certificate->key_fingerprint) == 0;
	}
	return has_any;
}

/* The usual case: it was read as a key of that very entity. */
static bool
is_own(const struct evidence *e, const char *issuer,
    const struct certificate *certificate)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct trusted_certificate *t = &e->trusted[i];

		if (t->certificate == certificate && t->entity != NULL &&
		    entity_is(t->entity, issuer))
			return true;
	}
	return false;
}

/*
 * Does the metadata that names the Issuer hold other keys than this one?  Who
 * is trusted for one name is not trusted for another.
 */
static bool
is_alien(struct evidence *e, const char *issuer,
    const struct certificate *certificate)
{
	bool has_any = false, is_its = false;

	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *metadata = e->metadata[i].metadata;

		for (size_t j = 0; j < metadata->n_entities; j++) {
			if (entity_is(&metadata->entities[j], issuer))
				has_any |= has_keys(e, &metadata->entities[j],
				    certificate, &is_its);
		}
	}
	return has_any && !is_its;
}

/*
 * A signature vouches for the assertion in the name of its Issuer, whatever
 * the Response around it says (SAML2Core 2.2.5, 5.4).
 */
bool
evidence_refuse_aliens(
    struct evidence *e, const struct saml_assertion *assertion)
{
	const char *issuer =
	    assertion->n_issuers > 0 ? assertion->issuer.text.value : NULL;
	bool has_refused = false;

	for (size_t i = 0; i < e->n_signatures; i++) {
		/* The results are of this run: nobody has seen them yet. */
		struct signature_result *result =
		    (struct signature_result *)(uintptr_t)e->signatures[i]
			.result;

		if (result->state != SIGNATURE_VALID ||
		    is_own(e, issuer, result->key) ||
		    !is_alien(e, issuer, result->key))
			continue;
		result->state = SIGNATURE_INVALID;
		result->reason = SIGNATURE_ALIEN_KEY;
		has_refused = true;
	}
	return has_refused;
}
