/* SPDX-License-Identifier: MIT */
/* The metadata's own signature, where its signer was named. */
#include "check.h"

static const char *const download =
    "Download the metadata again from where its signer publishes it, and do "
    "not edit it.";

static const char verify_whole[] =
    "xmlsec1 --verify --enabled-key-data key-name --pubkey-cert-pem CERT "
    "--id-attr:ID urn:oasis:names:tc:SAML:2.0:metadata:EntitiesDescriptor FILE";

static const char *
reason_text(const struct signature_result *r)
{
	switch (r->reason) {
	case SIGNATURE_HOLDS:
		break;
	case SIGNATURE_STRUCTURE:
		return "The signature of the metadata is not acceptable in its "
		       "place or form";
	case SIGNATURE_NO_TRUST:
		return "No certificate of --signer can be used";
	case SIGNATURE_UNSUPPORTED:
		return "The algorithm of the metadata's signature is not "
		       "supported here";
	case SIGNATURE_ALGORITHM:
		return "The algorithm of the metadata's signature is not "
		       "acceptable";
	case SIGNATURE_KEY_MISMATCH:
		return "The metadata is signed with a key of another kind";
	case SIGNATURE_KEY_WEAK:
		return "The metadata is signed with a key that is too short";
	case SIGNATURE_DIGEST:
		return "The metadata was changed after it was signed";
	case SIGNATURE_UNKNOWN_KEY:
		return "The metadata is signed with another key";
	case SIGNATURE_ALIEN_KEY:
		break; /* of responses alone */
	case SIGNATURE_VALUE:
		return "The signature of the metadata does not fit: another "
		       "key made it, or it is damaged";
	case SIGNATURE_FAILED:
		return "The signature of the metadata could not be verified";
	}
	return "";
}

/* What makes the structure unacceptable comes first: no key mends that. */
static void
tell_structure(const struct saml_structure *structure, struct findings *out)
{
	for (size_t i = 0; i < structure->n_violations; i++) {
		const struct structure_violation *v = &structure->violations[i];

		if (v->is_weak)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = "The signature of the metadata cannot count",
			.found = v->detail,
			.wanted = "one Signature in the root element, which "
				  "refers to it by its ID",
			.at = v->at,
			.other_at = v->other,
			.client_text = download,
		    });
	}
}

static void
tell_result(const struct signature_result *r, struct findings *out)
{
	const struct certificate *other =
	    r->embedded_verifies ? r->embedded : NULL;

	finding_add(out,
	    &(struct finding_draft){
		.message = reason_text(r),
		.found = other != NULL ? finding_text(out, "%s, SHA-256 %s",
					     other->subject, other->fingerprint)
			 : r->detail[0] != '\0' ? r->detail
						: NULL,
		.wanted = "a signature that holds by a certificate of --signer",
		.at = r->signature->at,
		.client_text = other != NULL
				   ? "Ask the signer by another way whether "
				     "this is its certificate; what the "
				     "metadata says of itself proves nothing."
				   : download,
	    });
}

static void
tell_absent(const struct evidence *e, struct findings *out)
{
	const struct saml_structure *structure = e->signer->structure;

	finding_add(out,
	    &(struct finding_draft){
		.message = "The metadata is not signed",
		.found = structure->n_signatures > 0
			     ? "a Signature in another place than the root"
			     : NULL,
		.wanted = "a Signature in the root element",
		.client_text = "Where the metadata came by https from the "
			       "identity provider itself, leave --signer out.",
	    });
}

/* Who asked for it and gets no answer must not take that for a yes. */
static void
tell_unread(const struct xml_refusal *refusal, struct findings *out)
{
	bool is_large = refusal->fault == XML_FAULT_TOO_LARGE ||
			refusal->fault == XML_FAULT_LIMIT;

	finding_add(out,
	    &(struct finding_draft){
		.message = "The signature of the metadata was not verified: "
			   "the document that it stands in cannot be read as "
			   "a whole",
		.found = refusal->detail,
		.wanted = is_large ? "a document within the limits of samldx, "
				     "which are 16 MiB"
				   : "a document that is well-formed to its "
				     "end",
		.client_text =
		    is_large ? "Verify the document with xmlsec1 first, and "
			       "pick the entity without --signer then; or ask "
			       "the federation for this entity alone, which "
			       "many hand out signed by itself."
			     : download,
		.client_command = is_large ? verify_whole : NULL,
	    });
}

/* SAML2Meta 3: the metadata is signed by whom the user trusts. */
static enum check_outcome
check_signature(const struct evidence *e, struct findings *out)
{
	const struct metadata_signer *signer = e->signer;

	if (signer->structure == NULL)
		tell_unread(&e->whole->refusal, out);
	else if (signer->structure->has_strong_violation)
		tell_structure(signer->structure, out);
	else if (signer->result == NULL)
		tell_absent(e, out);
	else if (signer->result->state != SIGNATURE_VALID)
		tell_result(signer->result, out);
	return CHECK_RAN;
}

static const struct check table[] = {
    {"metadata-signature", "The metadata is signed by whom --signer names",
	STAGE_ADVICE, SDX_ERROR, SDX_INFERRED, NEEDS_METADATA | NEEDS_SIGNER,
	NEEDS_METADATA | NEEDS_SIGNER, NULL, "SAML2Meta 3", NULL,
	check_signature},
};

const struct check_table checks_metadata_signature = {
    table, sizeof table / sizeof *table, FOR_METADATA};
