/* SPDX-License-Identifier: MIT */
/* Encrypted assertions: what opened them, and what AWS makes of them. */
#include <string.h>

#include "check.h"
#include "saml/name.h"

#define GUIDE "IAM User Guide: Manage SAML encryption keys"

typedef bool judge(const struct evidence *, struct findings *,
    const struct judged_encryption *);

static enum check_outcome
each(const struct evidence *e, struct findings *out, judge *look)
{
	bool was_judged = false;

	for (size_t i = 0; i < e->n_encryptions; i++)
		was_judged |= look(e, out, &e->encryptions[i]);
	return was_judged ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

static const char *
list_keys(const struct evidence *e, struct findings *out)
{
	const char *list = "";

	for (size_t i = 0; i < e->n_keys; i++) {
		if (e->keys[i]->key == NULL)
			continue;
		list = finding_text(out, "%s%s%s (RSA %u, SHA-256 %s)", list,
		    *list != '\0' ? ", " : "", e->keys[i]->name,
		    e->keys[i]->bits, e->keys[i]->fingerprint);
	}
	return list;
}

static bool
fits_no_key(const struct evidence *e, unsigned bits)
{
	for (size_t i = 0; i < e->n_keys; i++) {
		if (e->keys[i]->key != NULL &&
		    (e->keys[i]->bits + 7) / 8 * 8 == bits)
			return false;
	}
	return bits > 0;
}

static bool
judge_key(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	const struct decryption *d = judged->decryption;

	if (d->state == DECRYPT_OK)
		return true;
	if (d->state != DECRYPT_WRONG_KEY)
		return false;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "None of the given keys opens the encrypted %s",
		    judged->encrypted->what),
		.found = list_keys(e, out),
		.wanted = fits_no_key(e, d->encrypted_key_bits)
			      ? finding_text(out, "a key of %u bits",
				    d->encrypted_key_bits)
			      : NULL,
		.why =
		    fits_no_key(e, d->encrypted_key_bits)
			? "The message was made for a key of another length."
			: "The identity provider encrypts with the certificate "
			  "of another key.",
		.at = judged->encrypted->at,
		.idp_fix = FIX_ENCRYPTION,
		.client_text = "Or give samldx the key that belongs to the "
			       "identity provider's encryption certificate.",
	    });
	return true;
}

static enum check_outcome
check_key(const struct evidence *e, struct findings *out)
{
	if (e->n_encryptions > 0 && e->n_keys == 0) {
		finding_cannot(out,
		    "the message is encrypted: give the private key that "
		    "belongs to the identity provider's encryption "
		    "certificate, as a PEM file");
		return CHECK_CANNOT;
	}
	return each(e, out, judge_key);
}

static bool
judge_damage(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	enum decrypt_state state = judged->decryption->state;

	(void)e;
	if (state == DECRYPT_OK)
		return true;
	if (state != DECRYPT_DATA_DAMAGED && state != DECRYPT_KEY_DAMAGED &&
	    state != DECRYPT_KEY_LENGTH && state != DECRYPT_STRUCTURE &&
	    state != DECRYPT_NO_ENCRYPTED_KEY)
		return false;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "The encrypted %s is damaged: %s",
		    judged->encrypted->what, judged->decryption->detail),
		.why =
		    judged->decryption->key != NULL
			? "The key is the right one: it opened the session key."
			: NULL,
		.at = judged->encrypted->at,
		.idp_fix = FIX_ENCRYPTION,
		.client_text = "If the response was copied by hand, capture "
			       "it once more.",
	    });
	return true;
}

static enum check_outcome
check_damage(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_damage);
}

static bool
judge_known(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	const struct decryption *d = judged->decryption;

	(void)e;
	if (d->state != DECRYPT_DATA_ALGORITHM &&
	    d->state != DECRYPT_KEY_ALGORITHM &&
	    d->state != DECRYPT_OAEP_PARAMETERS)
		return true;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The %s is encrypted by an algorithm that neither samldx "
		    "nor AWS's list knows: %s",
		    judged->encrypted->what, d->detail),
		.found = finding_text(out, "data %s, key %s",
		    d->data_algorithm != NULL ? d->data_algorithm : "(none)",
		    d->key_algorithm != NULL ? d->key_algorithm : "(none)"),
		.wanted = "AES-128 or AES-256, CBC or GCM, with RSA-OAEP",
		.at = judged->encrypted->at,
		.idp_fix = FIX_ENCRYPTION,
	    });
	return true;
}

static enum check_outcome
check_known(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_known);
}

/* Known to everybody, but not on AWS's list: AES-192, 3DES, RSA 1.5. */
static bool
judge_listed(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	const struct decryption *d = judged->decryption;
	bool data = decrypt_data_is_listed(d->data_algorithm);
	bool key = decrypt_key_is_listed(d->key_algorithm);

	(void)e;
	if (data && key)
		return true;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The %s is encrypted by an algorithm that is not on AWS's "
		    "list",
		    judged->encrypted->what),
		.found = finding_text(out, "%s%s%s",
		    data ? "" : (d->data_algorithm ? d->data_algorithm : ""),
		    !data && !key ? ", " : "",
		    key ? "" : (d->key_algorithm ? d->key_algorithm : "")),
		.wanted = "AES-128 or AES-256, CBC or GCM, with RSA-OAEP",
		.why = "AWS lists what it decrypts; what it answers to "
		       "anything else is not documented.",
		.at = judged->encrypted->at,
		.idp_fix = FIX_ENCRYPTION,
	    });
	return true;
}

static enum check_outcome
check_listed(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_listed);
}

/* SAML Core 2.3.4: the plain text is one element of the right kind. */
static bool
judge_content(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	bool is_assertion = strcmp(judged->encrypted->what, "Assertion") == 0;
	const char *type;

	if (judged->decryption->state != DECRYPT_OK)
		return false;
	if (judged->document != NULL) {
		type = saml_message_type(judged->document);
		if (!is_assertion || strcmp(type, "Assertion") == 0)
			return true;
	} else {
		type = judged->refusal.detail;
	}
	(void)e;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "What was encrypted is not one %s",
		    judged->encrypted->what),
		.found = type,
		.why = "The key is right and the text is whole; the identity "
		       "provider encrypted something else.",
		.at = judged->encrypted->at,
		.idp_fix = FIX_ENCRYPTION,
	    });
	return true;
}

static enum check_outcome
check_content(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_content);
}

/*
 * SAML Core 2.2.4, 2.3.4, 2.7.3.2: Type SHOULD be there, and if it is it MUST
 * say Element.  Another one asks a reader to take the text as something else.
 */
static bool
judge_type(const struct evidence *e, struct findings *out,
    const struct judged_encryption *judged)
{
	const struct saml_encrypted *encrypted = judged->encrypted;

	(void)e;
	if (encrypted->n_data == 0)
		return false;
	if (encrypted->type == NULL ||
	    strcmp(encrypted->type, XENC_TYPE_ELEMENT) == 0)
		return true;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The encrypted %s says that something other than an "
		    "element "
		    "is inside",
		    encrypted->what),
		.found = encrypted->type,
		.wanted = XENC_TYPE_ELEMENT ", or no Type",
		.why = "samldx reads what is inside all the same; whether AWS "
		       "does is not known.",
		.at = encrypted->at,
		.idp_text = "Encrypt the element as a whole, and let the Type "
			    "of EncryptedData say so.",
	    });
	return true;
}

static enum check_outcome
check_type(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_type);
}

static bool
is_encrypted(const struct evidence *e)
{
	return e->response->n_encrypted_assertions > 0;
}

/* Mode Required: only encrypted assertions are accepted. */
static enum check_outcome
check_required(const struct evidence *e, struct findings *out)
{
	if (e->provider->mode != MODE_REQUIRED)
		return CHECK_NOT_APPLICABLE;
	if (is_encrypted(e))
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The provider requires encrypted assertions; this "
			   "one is not encrypted",
		.found = "a plain saml:Assertion",
		.wanted = "saml:EncryptedAssertion",
		.why = "What AWS answers to it is not documented.",
		.at = e->response->at,
		.idp_fix = FIX_ENCRYPTION,
		.aws_text = "Or let the provider take plain assertions too:",
		.aws_command = finding_text(out,
		    "aws iam update-saml-provider --saml-provider-arn %s "
		    "--assertion-encryption-mode Allowed",
		    e->session != NULL && e->session->provider_arn != NULL
			? e->session->provider_arn
			: "PROVIDER-ARN"),
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_provider_key(const struct evidence *e, struct findings *out)
{
	if (!is_encrypted(e))
		return CHECK_NOT_APPLICABLE;
	if (e->provider->n_keys > 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The assertion is encrypted, and the provider "
			   "holds no private key to decrypt it",
		.wanted = "one or two keys in PrivateKeyList",
		.at = e->response->encrypted_assertions[0].at,
		.idp_text = "Switch encryption off for AWS at the identity "
			    "provider, until IAM has the key.",
		.aws_text = "Or give IAM the private key:",
		.aws_command = finding_text(out,
		    "aws iam update-saml-provider --saml-provider-arn %s "
		    "--add-private-key file://key.pem",
		    e->session != NULL && e->session->provider_arn != NULL
			? e->session->provider_arn
			: "PROVIDER-ARN"),
	    });
	return CHECK_RAN;
}

/* Sign, then encrypt: the assertion's signature is inside. */
static enum check_outcome
check_order(const struct evidence *e, struct findings *out)
{
	bool is_inside = false;

	if (!is_encrypted(e) || !e->assertion->was_encrypted)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_signatures; i++)
		is_inside |= e->signatures[i].document != e->document;
	if (is_inside)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The assertion was encrypted without a signature "
			   "of its own",
		.why =
		    e->n_signatures > 0
			? "The Response's signature covers the encrypted text, "
			  "made before it (encrypt, then sign). Which order "
			  "AWS "
			  "wants is not documented; signing the assertion "
			  "first "
			  "and then encrypting it is the usual one."
			: "Nothing is signed: anybody who has the public key "
			  "could have made it.",
		.at = e->response->encrypted_assertions[0].at,
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_parts(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_encryptions; i++) {
		const struct saml_encrypted *part = e->encryptions[i].encrypted;

		if (strcmp(part->what, "Assertion") == 0)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "A single %s is encrypted inside the assertion",
			    part->what),
			.why = "AWS documents encrypted assertions alone; "
			       "whether it opens encrypted parts is not "
			       "known.",
			.at = part->at,
			.idp_fix = FIX_ENCRYPTION,
		    });
	}
	return CHECK_RAN;
}

#define M NEEDS_RESPONSE

static const struct check table[] = {
    {"decryption-algorithm", "The encryption's algorithms are known",
	STAGE_DECRYPTION, SDX_ERROR, SDX_INFERRED, M, 0, NULL, GUIDE, NULL,
	check_known},
    {"decryption-wrong-key", "A given key opens the encryption",
	STAGE_DECRYPTION, SDX_ERROR, SDX_INFERRED, M, 0, NULL, GUIDE, NULL,
	check_key},
    {"decryption-damaged", "The encrypted text is whole", STAGE_DECRYPTION,
	SDX_ERROR, SDX_INFERRED, M, 0, NULL, "XML Encryption 1.1, 5", NULL,
	check_damage},
    {"decryption-content", "What was encrypted is what it should be",
	STAGE_DECRYPTION, SDX_ERROR, SDX_DOCUMENTED, M, 0, NULL,
	"SAML Core 2.3.4", NULL, check_content},
    {"encryption-type", "EncryptedData says that an element is inside",
	STAGE_DECRYPTION, SDX_WARNING, SDX_DOCUMENTED, M, 0, NULL,
	"SAML Core 2.2.4, 2.3.4, 2.7.3.2", NULL, check_type},
    {"encryption-required", "The provider's encryption mode is met",
	STAGE_DECRYPTION, SDX_ERROR, SDX_DOCUMENTED, M | NEEDS_PROVIDER, 0,
	NULL, GUIDE, NULL, check_required},
    {"encryption-without-provider-key",
	"The provider holds a key for encrypted assertions", STAGE_DECRYPTION,
	SDX_ERROR, SDX_DOCUMENTED, M | NEEDS_PROVIDER, 0, NULL, GUIDE, NULL,
	check_provider_key},
    {"encryption-algorithm-listed", "AWS lists the encryption's algorithms",
	STAGE_DECRYPTION, SDX_WARNING, SDX_INFERRED, M, 0, NULL, GUIDE,
	"decryption-algorithm", check_listed},
    {"encrypted-parts", "No part of the assertion is encrypted by itself",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_parts},
    {"encryption-order", "The assertion was signed before it was encrypted",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, M | NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_order},
};

const struct check_table checks_encryption = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
