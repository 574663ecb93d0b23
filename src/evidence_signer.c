/* SPDX-License-Identifier: MIT */
/* The signature of the metadata under test itself. */
#include "evidence_steps.h"

bool
evidence_read_signer(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct metadata_signer *signer = e->signer;
	struct certificate **certificates;
	size_t n;

	in->form = "signer";
	if (signer == NULL) {
		signer = arena_alloc(e->arena, sizeof *signer);
		if (signer == NULL)
			return false;
		signer->input = input;
		e->signer = signer;
	}
	if (!certificates_from_file(
		e->arena, in->bytes.data, in->bytes.len, &certificates, &n))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct certificate **slot;

		if (certificates[i]->key == NULL)
			continue;
		slot = arena_push(e->arena, &signer->certificates,
		    &signer->n_certificates, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = certificates[i];
	}
	return true;
}

bool
evidence_read_whole(struct evidence *e, size_t input)
{
	struct input *in = &e->inputs[input];
	struct metadata_whole *whole = arena_alloc(e->arena, sizeof *whole);

	if (whole == NULL)
		return false;
	in->form = "federation";
	whole->input = input;
	whole->refusal.detail = "";
	e->whole = whole;
	whole->document = document_parse(e->arena, in->bytes.data,
	    in->bytes.len, "whole metadata", &whole->refusal);
	return whole->document != NULL ||
	       whole->refusal.fault != XML_FAULT_MEMORY;
}

/* The entity is part of what its federation has signed. */
static const struct saml_document *
signed_document(const struct evidence *e)
{
	return e->whole != NULL ? e->whole->document : e->subject->document;
}

/* Structure comes before any cryptography. */
bool
evidence_prove_subject(struct evidence *e)
{
	struct metadata_signer *signer = e->signer;
	const struct saml_document *document;
	const struct saml_structure *structure;

	if (signer == NULL || e->subject == NULL ||
	    e->subject->metadata == NULL)
		return true;
	document = signed_document(e);
	if (document == NULL)
		return true; /* the check says so */
	structure = structure_judge_metadata(e->arena, document);
	if (structure == NULL)
		return false;
	signer->structure = structure;
	for (size_t i = 0; i < structure->n_signatures; i++) {
		const struct saml_signature *shape = &structure->signatures[i];

		if (shape->parent != SIGNATURE_OF_METADATA)
			continue;
		signer->result = signature_verify(e->arena, document, shape,
		    signer->certificates, signer->n_certificates);
		return signer->result != NULL;
	}
	return true;
}
