/* SPDX-License-Identifier: MIT */
/*
 * What is read is what was signed: signatures are verified first, and where
 * one holds the claims are read from the very octets it covers.
 */
#include <string.h>

#include "evidence_steps.h"
#include "saml/name.h"

/* The saml_response behind evidence's read-only view, while it is built. */
struct proof {
	struct evidence *e;
	struct certificate **trusted; /* usable for verification */
	size_t n_trusted;
	struct saml_response *response;
	struct saml_assertion *assertion;
	bool is_broken; /* a strong violation, or a signature that fails */
};

static bool
entity_is(const struct metadata_entity *entity, const char *issuer)
{
	return issuer != NULL && strcmp(entity->entity_id, issuer) == 0;
}

/* The entity that the Issuer names, else the only one that there is. */
static const struct metadata_entity *
choose_entity(const struct evidence *e, const char *issuer)
{
	const struct metadata_entity *only = NULL;
	size_t n = 0;

	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *metadata = e->metadata[i].metadata;

		for (size_t j = 0; j < metadata->n_entities; j++, n++) {
			only = &metadata->entities[j];
			if (entity_is(only, issuer))
				return only;
		}
	}
	return n == 1 ? only : NULL;
}

static bool
add_entity_keys(
    struct evidence *e, size_t input, const struct metadata_entity *entity)
{
	/* An element of an array is never NULL. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	for (size_t i = 0; i < entity->n_keys; i++) {
		const struct metadata_key *key = &entity->keys[i];
		struct trusted_certificate *trusted;

		if (key->certificate == NULL || key->use == USE_ENCRYPTION)
			continue;
		trusted = arena_push(
		    e->arena, &e->trusted, &e->n_trusted, sizeof *trusted);
		if (trusted == NULL)
			return false;
		trusted->input = input;
		trusted->entity = entity;
		trusted->key = key;
		evidence_decoded(e, trusted);
		if (trusted->certificate == NULL)
			trusted->certificate =
			    certificate_from_base64(e->arena, key->certificate);
		if (trusted->certificate == NULL)
			return false;
	}
	return true;
}

/*
 * The keys of the entity that the Issuer names.  Where none is named so, the
 * keys of all: the signature can then still be explained, and the check of
 * the Issuer keeps the response from being accepted.
 */
static bool
collect_trust(struct proof *p, const char *issuer)
{
	struct evidence *e = p->e;

	e->entity = choose_entity(e, issuer);
	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *metadata = e->metadata[i].metadata;

		for (size_t j = 0; j < metadata->n_entities; j++) {
			const struct metadata_entity *entity =
			    &metadata->entities[j];

			if (e->entity != NULL && entity != e->entity)
				continue;
			if (!add_entity_keys(e, e->metadata[i].input, entity))
				return false;
		}
	}
	for (size_t i = 0; i < e->n_trusted; i++) {
		struct certificate **slot;

		if (e->trusted[i].certificate->key == NULL)
			continue;
		slot = arena_push(
		    e->arena, &p->trusted, &p->n_trusted, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = e->trusted[i].certificate;
	}
	return true;
}

/* Verify every signature of a document and keep what became of it. */
static bool
verify_all(struct proof *p, const struct saml_document *document,
    const struct saml_structure *structure)
{
	struct evidence *e = p->e;

	p->is_broken |= structure->has_strong_violation;
	for (size_t i = 0; i < structure->n_signatures; i++) {
		const struct saml_signature *shape = &structure->signatures[i];
		struct judged_signature *judged;
		struct signature_result *result;

		judged = arena_push(
		    e->arena, &e->signatures, &e->n_signatures, sizeof *judged);
		result = signature_verify(
		    e->arena, document, shape, p->trusted, p->n_trusted);
		if (judged == NULL || result == NULL)
			return false;
		if (result->reason == SIGNATURE_DIGEST)
			signature_explain_damage(e->arena, document, result,
			    p->trusted, p->n_trusted);
		judged->document = document;
		judged->shape = shape;
		judged->result = result;
		p->is_broken |= result->state != SIGNATURE_VALID;
	}
	return true;
}

/* The signature of that kind in a document, if it holds; else NULL. */
static const struct signature_result *
holding(const struct evidence *e, const struct saml_document *document,
    enum signature_parent parent)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *judged = &e->signatures[i];

		if (judged->document == document &&
		    judged->shape->parent == parent &&
		    judged->result->state == SIGNATURE_VALID)
			return judged->result;
	}
	return NULL;
}

/*
 * The document that the covered octets make.  NULL where no such signature
 * holds, or where anything about the message is broken: then nothing in it
 * counts as signed.
 */
static const struct saml_document *
signed_document(struct proof *p, const struct saml_document *document,
    enum signature_parent parent)
{
	const struct signature_result *result;
	struct xml_refusal refusal;

	result = p->is_broken ? NULL : holding(p->e, document, parent);
	if (result == NULL)
		return NULL;
	return document_parse_signed(p->e->arena, result->octets,
	    result->octets_len, result->signature->target, &refusal);
}

/* The assertion of a document, from signed octets where there are some. */
static bool
read_assertion(struct proof *p, const struct saml_document *document,
    const struct _xmlNode *raw, bool is_covered)
{
	const struct saml_document *proven;
	const struct _xmlNode *node = raw;

	proven = signed_document(p, document, SIGNATURE_OF_ASSERTION);
	if (proven != NULL &&
	    element_is(document_root(proven), NS_SAML, "Assertion")) {
		document = proven;
		node = document_root(proven);
		is_covered = true;
	}
	p->assertion = assertion_read(
	    p->e->arena, document, node, is_covered && !p->is_broken);
	return p->assertion != NULL;
}

/* The Response, and its first plain Assertion. */
static bool
read_response(struct proof *p)
{
	struct evidence *e = p->e;
	const struct saml_document *document = e->document, *proven;
	const struct _xmlNode *node;
	bool is_signed;

	proven = signed_document(p, document, SIGNATURE_OF_RESPONSE);
	is_signed = proven != NULL;
	p->response =
	    response_read(e->arena, is_signed ? proven : document, is_signed);
	if (p->response == NULL)
		return false;
	e->response = p->response;
	if (is_signed && p->response->n_assertions > 0) {
		p->assertion = &p->response->assertions[0];
		return true;
	}
	node = element_child(document_root(document), NS_SAML, "Assertion");
	return node == NULL || read_assertion(p, document, node, false);
}

static struct judged_encryption *
decrypt(
    struct proof *p, const struct saml_encrypted *encrypted, const char *name)
{
	struct evidence *e = p->e;
	struct judged_encryption *judged;
	const struct decryption *decryption;

	judged = arena_push(
	    e->arena, &e->encryptions, &e->n_encryptions, sizeof *judged);
	if (judged == NULL)
		return NULL;
	decryption = decrypt_element(e->arena, encrypted, e->keys, e->n_keys);
	if (decryption == NULL)
		return NULL;
	judged->encrypted = encrypted;
	judged->decryption = decryption;
	if (decryption->state == DECRYPT_OK)
		judged->document = document_parse_decrypted(e->arena,
		    decryption->plain, decryption->plain_len, name,
		    encrypted->at, &judged->refusal);
	return judged;
}

/* false: no memory, as where there is no structure to keep. */
static bool
keep_inner(struct evidence *e, const struct saml_structure *structure)
{
	const struct saml_structure **slot;

	slot = arena_push(e->arena, &e->inner_structures,
	    &e->n_inner_structures, sizeof *slot);
	if (structure == NULL || slot == NULL)
		return false;
	*slot = structure;
	return true;
}

static bool
judge_inner(struct proof *p, const struct saml_document *document)
{
	struct evidence *e = p->e;
	const struct saml_structure *structure;

	structure = structure_judge(e->arena, document, e->document);
	return keep_inner(e, structure) && verify_all(p, document, structure);
}

/* An EncryptedAssertion: what is inside is judged like the outside. */
static bool
open_assertion(struct proof *p, const struct saml_encrypted *encrypted)
{
	struct judged_encryption *judged;
	const struct saml_document *document;

	judged = decrypt(p, encrypted, "decrypted assertion");
	if (judged == NULL)
		return false;
	document = judged->document;
	if (document == NULL ||
	    !element_is(document_root(document), NS_SAML, "Assertion"))
		return true;
	if (!judge_inner(p, document))
		return false;
	if (p->assertion != NULL)
		return true;
	if (!read_assertion(
		p, document, document_root(document), p->response->is_signed))
		return false;
	p->assertion->was_encrypted = true;
	return true;
}

static bool
open_assertions(struct proof *p)
{
	const struct saml_response *response = p->response;

	for (size_t i = 0; i < response->n_encrypted_assertions &&
			   i < STRUCTURE_MAX_ENCRYPTED;
	     i++) {
		if (!open_assertion(p, &response->encrypted_assertions[i]))
			return false;
	}
	return true;
}

/* What a part says is read like what stands in the open. */
static bool
judge_part(struct proof *p, const struct saml_document *document)
{
	struct evidence *e = p->e;
	const struct saml_structure *structure;

	structure = structure_judge_part(e->arena, document, e->document);
	if (!keep_inner(e, structure))
		return false;
	p->is_broken |= structure->has_strong_violation;
	return true;
}

typedef bool open_part(
    struct arena *, struct saml_assertion *, const struct saml_document *);

static bool
open_parts_of(struct proof *p, const struct saml_encrypted *parts, size_t n,
    const char *name, open_part *open)
{
	for (size_t i = 0; i < n && i < STRUCTURE_MAX_ENCRYPTED; i++) {
		struct judged_encryption *judged = decrypt(p, &parts[i], name);

		if (judged == NULL)
			return false;
		if (judged->document == NULL)
			continue;
		if (!judge_part(p, judged->document))
			return false;
		open(p->e->arena, p->assertion, judged->document);
	}
	return true;
}

/* EncryptedID and EncryptedAttribute, covered by what covers the assertion. */
static bool
open_parts(struct proof *p)
{
	const struct saml_assertion *a = p->assertion;

	return open_parts_of(p, a->subject.encrypted_ids,
		   a->subject.n_encrypted_ids, "decrypted name identifier",
		   assertion_open_id) &&
	       open_parts_of(p, a->encrypted_attributes,
		   a->n_encrypted_attributes, "decrypted attribute",
		   assertion_open_attribute);
}

static const char *
issuer_of(const struct saml_response *response)
{
	if (response->n_issuers > 0)
		return response->issuer.text.value;
	if (response->n_assertions > 0 && response->assertions[0].n_issuers > 0)
		return response->assertions[0].issuer.text.value;
	return NULL;
}

/* An assertion counts only as the one subject of an unbroken message. */
static void
conclude(struct proof *p)
{
	struct evidence *e = p->e;

	if (p->assertion != NULL)
		p->is_broken |= evidence_refuse_aliens(e, p->assertion);
	if (p->is_broken && p->assertion != NULL)
		p->assertion->is_signed = false;
	if (p->is_broken && p->response != NULL)
		p->response->is_signed = false;
	e->assertion = p->assertion;
	e->is_authentic = p->assertion != NULL && p->assertion->is_signed;
}

/* A Response, the usual case. */
static bool
prove_response(struct proof *p)
{
	struct saml_response *raw;

	raw = response_read(p->e->arena, p->e->document, false);
	return raw != NULL && collect_trust(p, issuer_of(raw)) &&
	       verify_all(p, p->e->document, p->e->structure) &&
	       read_response(p) && open_assertions(p) &&
	       (p->assertion == NULL || open_parts(p));
}

/* A bare Assertion is still judged as far as it goes. */
static bool
prove_assertion(struct proof *p)
{
	const struct _xmlNode *root = document_root(p->e->document);
	struct saml_assertion *raw;

	raw = assertion_read(p->e->arena, p->e->document, root, false);
	return raw != NULL &&
	       collect_trust(
		   p, raw->n_issuers > 0 ? raw->issuer.text.value : NULL) &&
	       verify_all(p, p->e->document, p->e->structure) &&
	       read_assertion(p, p->e->document, root, false) && open_parts(p);
}

bool
evidence_prove(struct evidence *e)
{
	struct proof p = {.e = e};
	const struct _xmlNode *root;

	if (e->document == NULL)
		return collect_trust(&p, NULL);
	root = document_root(e->document);
	if (element_is(root, NS_SAMLP, "Response")) {
		if (!prove_response(&p))
			return false;
	} else if (element_is(root, NS_SAML, "Assertion")) {
		if (!prove_assertion(&p))
			return false;
	} else {
		return collect_trust(&p, NULL);
	}
	conclude(&p);
	return true;
}
