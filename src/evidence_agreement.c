/* SPDX-License-Identifier: MIT */
/* A response beside the metadata under test: do the two fit together? */
#include <string.h>

#include "evidence_steps.h"

static const char *
issuer_of(const struct evidence *e)
{
	if (e->assertion != NULL && e->assertion->n_issuers > 0)
		return e->assertion->issuer.text.value;
	if (e->response != NULL && e->response->n_issuers > 0)
		return e->response->issuer.text.value;
	return NULL;
}

static void
compare_issuer(const struct evidence *e, struct metadata_agreement *a)
{
	const struct saml_metadata *metadata = e->subject->metadata;

	a->issuer = issuer_of(e);
	if (a->issuer == NULL)
		return;
	a->issuer_fits = FIT_NOT;
	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		if (entity->has_idp_descriptor &&
		    strcmp(entity->entity_id, a->issuer) == 0)
			a->issuer_fits = FIT_WELL;
	}
}

static bool
is_trusted(const struct evidence *e, const struct certificate *c)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		if (e->trusted[i].certificate == c)
			return true;
	}
	return false;
}

/* What one signature tells of the key that made it. */
static enum fit
fit_of(const struct evidence *e, const struct signature_result *r,
    struct metadata_agreement *a)
{
	switch (r->reason) {
	case SIGNATURE_HOLDS:
		a->signer = r->key;
		return FIT_WELL;
	case SIGNATURE_UNKNOWN_KEY:
	case SIGNATURE_VALUE:
	case SIGNATURE_KEY_MISMATCH:
	case SIGNATURE_KEY_WEAK:
	case SIGNATURE_ALIEN_KEY:
		if (r->embedded_verifies)
			a->signer = r->embedded;
		return FIT_NOT;
	case SIGNATURE_DIGEST:
		a->doubt = "the response was changed after it was signed";
		a->signer = r->signed_by;
		if (r->signed_by == NULL)
			return FIT_UNKNOWN;
		return is_trusted(e, r->signed_by) ? FIT_WELL : FIT_NOT;
	case SIGNATURE_NO_TRUST:
		a->doubt = "the metadata holds no key that can be used";
		return FIT_NOT;
	case SIGNATURE_STRUCTURE:
	case SIGNATURE_UNSUPPORTED:
	case SIGNATURE_ALGORITHM:
	case SIGNATURE_FAILED:
		break;
	}
	a->doubt = "the signature cannot be judged; `samldx check` tells why";
	return FIT_UNKNOWN;
}

/* All signatures must fit: the one that does not is told. */
static void
compare_key(const struct evidence *e, struct metadata_agreement *a)
{
	a->is_signed = e->n_signatures > 0;
	if (!a->is_signed)
		a->doubt = evidence_is_closed(e)
			       ? "the signature is inside of what is "
				 "encrypted; give the private key"
			       : "the response is not signed";
	for (size_t i = 0; i < e->n_signatures; i++) {
		enum fit fit = fit_of(e, e->signatures[i].result, a);

		if (i == 0 || fit != FIT_WELL)
			a->key_fits = fit;
		if (fit == FIT_NOT)
			return;
	}
}

/* What the provider says of encryption, where that is given. */
static void
compare_encryption(const struct evidence *e, struct metadata_agreement *a)
{
	const struct aws_provider *provider = e->provider;

	a->is_encrypted = e->n_encryptions > 0;
	for (size_t i = 0; i < e->n_encryptions; i++) {
		if (e->encryptions[i].decryption->state == DECRYPT_OK)
			a->opened_by = e->encryptions[i].decryption->key;
	}
	if (provider == NULL)
		return;
	if (a->is_encrypted)
		a->encryption_fits = provider->n_keys > 0 ? FIT_WELL : FIT_NOT;
	else
		a->encryption_fits =
		    provider->mode == MODE_REQUIRED ? FIT_NOT : FIT_WELL;
}

bool
evidence_agree(struct evidence *e)
{
	struct metadata_agreement *a;

	if (e->subject == NULL || e->subject->metadata == NULL ||
	    e->response == NULL)
		return true;
	a = arena_alloc(e->arena, sizeof *a);
	if (a == NULL)
		return false;
	compare_issuer(e, a);
	compare_key(e, a);
	compare_encryption(e, a);
	e->subject->agreement = a;
	return true;
}
