/* SPDX-License-Identifier: MIT */
/* A captured response beside the metadata that is to be uploaded. */
#include <string.h>

#include "check.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define KEYS "IAM User Guide: Manage SAML encryption keys"
#define NEEDED (NEEDS_METADATA | NEEDS_RESPONSE)

/* "https://a, https://b" */
static const char *
entity_ids(const struct evidence *e, struct findings *out)
{
	const struct saml_metadata *metadata = e->subject->metadata;
	const char *list = "";

	for (size_t i = 0; i < metadata->n_entities; i++) {
		const struct metadata_entity *entity = &metadata->entities[i];

		if (entity->has_idp_descriptor)
			list = finding_text(out, "%s%s%s", list,
			    list[0] != '\0' ? ", " : "", entity->entity_id);
	}
	return list[0] != '\0' ? list : NULL;
}

/* The Issuer of the response is an entityID of the metadata. */
static enum check_outcome
check_issuer(const struct evidence *e, struct findings *out)
{
	const struct metadata_agreement *a = e->subject->agreement;

	if (a->issuer_fits == FIT_UNKNOWN)
		return CHECK_NOT_APPLICABLE;
	if (a->issuer_fits == FIT_WELL)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response comes from another Issuer than the "
			   "metadata describes",
		.found = a->issuer,
		.wanted = entity_ids(e, out),
		.why = "AWS compares the Issuer with the entityID to the "
		       "letter. With this metadata it would refuse this "
		       "response.",
		.at = e->assertion != NULL ? e->assertion->issuer.text.at
					   : e->response->issuer.text.at,
		.idp_text = "Download the metadata of the application that "
			    "sends this response; it may be that of another "
			    "application, tenant or host.",
	    });
	return CHECK_RAN;
}

static const char *
signer_text(const struct metadata_agreement *a, struct findings *out)
{
	if (a->signer == NULL)
		return NULL;
	return finding_text(
	    out, "%s, SHA-256 %s", a->signer->subject, a->signer->fingerprint);
}

/* The key that signed the response is in the metadata. */
static enum check_outcome
check_key(const struct evidence *e, struct findings *out)
{
	const struct metadata_agreement *a = e->subject->agreement;

	if (a->key_fits == FIT_WELL)
		return CHECK_RAN;
	if (a->key_fits == FIT_UNKNOWN) {
		if (!a->is_signed && !evidence_is_closed(e))
			return CHECK_NOT_APPLICABLE;
		finding_cannot(out, a->doubt);
		return CHECK_CANNOT;
	}
	finding_add(out,
	    &(struct finding_draft){
		.message = "The metadata lacks the key that signed the "
			   "response",
		.found = signer_text(a, out),
		.wanted = "a key of the metadata",
		.why = a->signer != NULL
			   ? "The signature holds by the certificate that the "
			     "response names, and that one is not in the "
			     "metadata."
			   : "No key of the metadata verifies the signature, "
			     "and the response does not name its own.",
		.at = e->signatures[0].shape->at,
		.idp_fix = FIX_SIGNING_KEY,
	    });
	return CHECK_RAN;
}

static void
tell_no_key(struct findings *out)
{
	finding_add(
	    out, &(struct finding_draft){
		     .message = "The response is encrypted, and IAM holds no "
				"private key to open it",
		     .why = "get-saml-provider lists no key in PrivateKeyList.",
		     .aws_text = "Add the private key to the provider.",
		     .idp_text = "Or turn encryption off.",
		 });
}

static void
tell_plain(struct findings *out)
{
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response is not encrypted, and the provider "
			   "requires that it is",
		.why = "AssertionEncryptionMode of the provider is Required.",
		.idp_text = "Turn encryption on, with the certificate of the "
			    "key that IAM holds.",
		.aws_text = "Or set AssertionEncryptionMode to Allowed.",
	    });
}

/* The response is encrypted as the provider wants it. */
static enum check_outcome
check_encryption(const struct evidence *e, struct findings *out)
{
	const struct metadata_agreement *a = e->subject->agreement;

	if (a->encryption_fits == FIT_NOT && a->is_encrypted)
		tell_no_key(out);
	else if (a->encryption_fits == FIT_NOT)
		tell_plain(out);
	return CHECK_RAN;
}

static const struct check table[] = {
    {"metadata-response-issuer",
	"The Issuer of the response is in the metadata", STAGE_ADVICE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDED, NEEDED, NULL, TROUBLESHOOT,
	"metadata-entity-changed", check_issuer},
    {"metadata-response-key",
	"The key that signed the response is in the "
	"metadata",
	STAGE_ADVICE, SDX_ERROR, SDX_DOCUMENTED, NEEDED, NEEDED, NULL,
	TROUBLESHOOT, "metadata-key-lost", check_key},
    {"metadata-response-encryption",
	"The response is encrypted as the provider wants it", STAGE_ADVICE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDED | NEEDS_PROVIDER,
	NEEDED | NEEDS_PROVIDER, NULL, KEYS, NULL, check_encryption},
};

const struct check_table checks_metadata_response = {
    table, sizeof table / sizeof *table, FOR_METADATA};
