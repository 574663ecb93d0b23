/* SPDX-License-Identifier: MIT */
/* What became of the signatures, and why one does not hold. */
#include <string.h>

#include "check.h"

static const char *
name_of(const struct judged_signature *judged)
{
	return signature_parent_name(judged->shape->parent);
}

static const char *
update_command(const struct evidence *e, struct findings *out)
{
	const char *arn = e->session != NULL ? e->session->provider_arn : NULL;

	return finding_text(out,
	    "aws iam update-saml-provider --saml-provider-arn %s "
	    "--saml-metadata-document file://metadata.xml",
	    arn != NULL ? arn : "PROVIDER-ARN");
}

static const char unsigned_open[] =
    "Either the identity provider is set not to sign, or the signature was "
    "stripped on the way.";
static const char unsigned_secret[] =
    "Encryption says nothing of the sender: whoever has the provider's "
    "public key can encrypt (CVE-2024-9487 and its kin). Either the identity "
    "provider is set not to sign, or this is forged.";

#define ALIEN                                                              \
	"The content is untouched. The identity provider has changed its " \
	"signing certificate, this metadata is of another application or " \
	"tenant, or somebody else signed it."
static const char alien_open[] = ALIEN;
static const char alien_secret[] =
    ALIEN " Encryption says nothing of the sender: whoever has the "
	  "provider's public key can encrypt (CVE-2024-4985).";

/* AWS's metadata: WantAssertionsSigned="true". */
static enum check_outcome
check_present(const struct evidence *e, struct findings *out)
{
	if (e->n_signatures > 0)
		return CHECK_RAN;
	if (e->assertion == NULL && e->n_encryptions > 0) {
		finding_cannot(
		    out, "the signature may be inside the encrypted assertion");
		return CHECK_CANNOT;
	}
	finding_add(out,
	    &(struct finding_draft){
		.message = "Nothing in the response is signed",
		.wanted = "a signature of the assertion",
		.why = e->n_encryptions > 0 ? unsigned_secret : unsigned_open,
		.at = e->response->at,
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* Look at each signature; the outcome depends on whether any was verified. */
typedef bool judge(const struct evidence *, struct findings *,
    const struct judged_signature *);

static enum check_outcome
each(const struct evidence *e, struct findings *out, judge *look)
{
	bool was_judged = false;

	for (size_t i = 0; i < e->n_signatures; i++)
		was_judged |= look(e, out, &e->signatures[i]);
	return was_judged ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

/* "3a:5f:…" of all certificates that were tried. */
static const char *
list_trusted(const struct evidence *e, struct findings *out)
{
	const char *list = "";

	for (size_t i = 0; i < e->n_trusted && i < 8; i++)
		list = finding_text(out, "%s%s%s (%s)", list, i > 0 ? ", " : "",
		    e->trusted[i].certificate->fingerprint,
		    e->trusted[i].certificate->subject);
	return list;
}

/* "the key of https://other.example", where the metadata says whose it is. */
static const char *
owner_of(const struct evidence *e, struct findings *out,
    const struct certificate *key)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct trusted_certificate *t = &e->trusted[i];

		if (t->certificate == key && t->entity != NULL)
			return finding_text(out, "a key of %s, SHA-256 %s (%s)",
			    t->entity->entity_id, key->fingerprint,
			    key->subject);
	}
	return finding_text(
	    out, "certificate SHA-256 %s (%s)", key->fingerprint, key->subject);
}

/* Trusted, but not for this name (SAML2Core 2.2.5). */
static void
tell_alien(const struct evidence *e, struct findings *out,
    const struct judged_signature *judged)
{
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The %s is signed with a key that the metadata does not "
		    "hold for its Issuer",
		    name_of(judged)),
		.found = owner_of(e, out, judged->result->key),
		.wanted = finding_text(out, "a key of %s in the metadata",
		    e->assertion->issuer.text.value),
		.why = "The signature holds, by another certificate that was "
		       "given. Whoever has that key cannot speak for this "
		       "Issuer: the provider in IAM verifies with the keys of "
		       "its own metadata alone.",
		.at = judged->shape->at,
		.idp_fix = FIX_SIGNING_KEY,
		.aws_text = "If the identity provider has changed its key, "
			    "give IAM its new metadata:",
		.aws_command = update_command(e, out),
	    });
}

static bool
judge_key(const struct evidence *e, struct findings *out,
    const struct judged_signature *judged)
{
	const struct signature_result *r = judged->result;

	if (r->state == SIGNATURE_VALID)
		return true;
	if (r->reason == SIGNATURE_ALIEN_KEY) {
		tell_alien(e, out, judged);
		return true;
	}
	if (r->reason != SIGNATURE_UNKNOWN_KEY)
		return false;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The %s is signed with a key that the metadata does not "
		    "hold",
		    name_of(judged)),
		.found =
		    r->embedded != NULL
			? finding_text(out, "certificate SHA-256 %s (%s)",
			      r->embedded->fingerprint, r->embedded->subject)
			: NULL,
		.wanted = finding_text(
		    out, "certificate SHA-256 %s", list_trusted(e, out)),
		.why = e->n_encryptions > 0 ? alien_secret : alien_open,
		.at = judged->shape->at,
		.idp_fix = FIX_SIGNING_KEY,
		.aws_text = "Then give IAM that metadata:",
		.aws_command = update_command(e, out),
	    });
	return true;
}

static enum check_outcome
check_key(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_key);
}

static const char *
damage_words(enum signature_damage damage)
{
	switch (damage) {
	case DAMAGE_INDENTED:
		return "White space between the elements was added: with it "
		       "taken out the signature holds. The message was "
		       "pretty-printed after it was signed.";
	case DAMAGE_LINE_ENDS:
		return "The ends of lines were changed: with them put right "
		       "the signature holds.";
	case DAMAGE_ENCODING:
		return "The text was encoded as UTF-8 twice: decoded once, "
		       "the signature holds.";
	case DAMAGE_ESCAPES:
		return "Characters were escaped twice (&amp;amp;): undone, "
		       "the signature holds.";
	case DAMAGE_UNKNOWN:
		break;
	}
	return "White space, line ends and encoding do not explain it: a "
	       "value was changed after the message was signed.";
}

static bool
judge_digest(const struct evidence *e, struct findings *out,
    const struct judged_signature *judged)
{
	const struct signature_result *r = judged->result;

	(void)e;
	if (r->reason != SIGNATURE_DIGEST)
		return r->state == SIGNATURE_VALID ||
		       r->reason == SIGNATURE_UNKNOWN_KEY ||
		       r->reason == SIGNATURE_ALIEN_KEY ||
		       r->reason == SIGNATURE_VALUE;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The content of the %s is not what was signed",
		    name_of(judged)),
		.found = r->digest_found != NULL
			     ? finding_text(out, "digest %s", r->digest_found)
			     : NULL,
		.wanted = r->digest_wanted != NULL
			      ? finding_text(out, "digest %s", r->digest_wanted)
			      : NULL,
		.why = damage_words(r->damage),
		.at = judged->shape->at,
		.idp_text = "Let nothing between the signing and AWS touch "
			    "the response: no proxy, no rewriting plug-in.",
		.client_text = "If you copied or formatted this response by "
			       "hand, capture it once more; what AWS got may "
			       "have been whole. --pre-digest FILE writes the "
			       "octets that the digest covers.",
	    });
	return true;
}

static enum check_outcome
check_digest(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_digest);
}

static bool
judge_value(const struct evidence *e, struct findings *out,
    const struct judged_signature *judged)
{
	const struct signature_result *r = judged->result;

	if (r->reason != SIGNATURE_VALUE && r->reason != SIGNATURE_FAILED)
		return r->state == SIGNATURE_VALID ||
		       r->reason == SIGNATURE_UNKNOWN_KEY ||
		       r->reason == SIGNATURE_ALIEN_KEY;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The signature of the %s does not hold", name_of(judged)),
		.why = r->reason == SIGNATURE_FAILED
			   ? finding_text(
				 out, "Verification failed: %s", r->detail)
			   : finding_text(out,
				 "The content fits its digest, yet neither a "
				 "key of "
				 "the metadata nor one that the message names "
				 "made "
				 "this signature: the value or SignedInfo was "
				 "damaged, or an unknown key signed.%s%s",
				 r->detail[0] != '\0' ? " " : "", r->detail),
		.wanted = finding_text(
		    out, "certificate SHA-256 %s", list_trusted(e, out)),
		.at = judged->shape->at,
		.idp_fix = FIX_SIGNING_KEY,
	    });
	return true;
}

static enum check_outcome
check_value(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_value);
}

static bool
judge_key_type(const struct evidence *e, struct findings *out,
    const struct judged_signature *judged)
{
	const struct signature_result *r = judged->result;

	if (r->reason != SIGNATURE_KEY_MISMATCH &&
	    r->reason != SIGNATURE_KEY_WEAK)
		return r->state == SIGNATURE_VALID;
	finding_add(
	    out, &(struct finding_draft){
		     .message = r->reason == SIGNATURE_KEY_WEAK
				    ? "The only key that fits the signature is "
				      "shorter than "
				      "1024 bits"
				    : finding_text(out,
					  "No key of the metadata can make a "
					  "signature by %s",
					  judged->shape->method != NULL
					      ? judged->shape->method
					      : "this algorithm"),
		     .wanted = finding_text(
			 out, "certificate SHA-256 %s", list_trusted(e, out)),
		     .at = judged->shape->at,
		     .idp_fix = FIX_SIGNING_KEY,
		 });
	return true;
}

static enum check_outcome
check_key_type(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_key_type);
}

/* A signature that this build cannot check is no proof of anything. */
static enum check_outcome
check_supported(const struct evidence *e, struct findings *out)
{
	if (e->n_signatures == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *judged = &e->signatures[i];

		if (judged->result->reason != SIGNATURE_UNSUPPORTED)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "This build of samldx cannot check the signature "
			    "of the %s",
			    name_of(judged)),
			.found = judged->result->detail,
			.wanted = "RSA or ECDSA with SHA-256, SHA-384 or "
				  "SHA-512",
			.why = "It may hold or not; the verdict stays open.",
			.at = judged->shape->at,
			.idp_fix = FIX_SIGNING,
		    });
	}
	return CHECK_RAN;
}

static bool
has_signature_of(const struct evidence *e, enum signature_parent parent)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		if (e->signatures[i].shape->parent == parent)
			return true;
	}
	return false;
}

/* Whether AWS is content with the Response's signature is not documented. */
static enum check_outcome
check_assertion_unsigned(const struct evidence *e, struct findings *out)
{
	if (e->n_signatures == 0)
		return CHECK_NOT_APPLICABLE;
	if (has_signature_of(e, SIGNATURE_OF_ASSERTION))
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The Response is signed, the Assertion in it is "
			   "not",
		.why = "AWS's metadata asks for signed assertions. Whether a "
		       "signature of the Response alone is enough is not "
		       "documented.",
		.at = e->assertion->at,
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* A certificate in KeyInfo is a hint; it may be an old one. */
static enum check_outcome
check_key_info(const struct evidence *e, struct findings *out)
{
	bool was_judged = false;

	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct signature_result *r = e->signatures[i].result;

		if (r->state != SIGNATURE_VALID || r->embedded == NULL)
			continue;
		was_judged = true;
		if (r->embedded_is_trusted)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = "The message carries another certificate "
				   "than the one that verifies it",
			.found = finding_text(out, "SHA-256 %s (%s)",
			    r->embedded->fingerprint, r->embedded->subject),
			.wanted = finding_text(out, "SHA-256 %s (%s)",
			    r->key->fingerprint, r->key->subject),
			.why = "Harmless: the certificate in a message is "
			       "never trusted, only those of the metadata.",
			.at = e->signatures[i].shape->at,
		    });
	}
	return was_judged ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

#define TROUBLE "IAM User Guide: Troubleshoot SAML federation"
#define T (NEEDS_TRUST | NEEDS_ASSERTION)
#define WRAPPED                                                         \
	"duplicate-id wrapped-content assertion-count assertion-place " \
	"signature-reference signature-place signature-children"

static const struct check table[] = {
    {"signature-present", "The response is signed", STAGE_SIGNATURE, SDX_ERROR,
	SDX_INFERRED, NEEDS_RESPONSE, 0, "signature-invalid",
	"AWS's service provider metadata: WantAssertionsSigned", NULL,
	check_present},
    {"signature-trusted-key", "The signing key is in the metadata",
	STAGE_SIGNATURE, SDX_ERROR, SDX_DOCUMENTED, NEEDS_TRUST, 0,
	"signature-invalid", TROUBLE, WRAPPED, check_key},
    {"signature-digest", "The content is what was signed", STAGE_SIGNATURE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_MESSAGE, 0, "signature-invalid",
	TROUBLE, WRAPPED, check_digest},
    {"signature-value", "The signature's value holds", STAGE_SIGNATURE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_TRUST, 0, "signature-invalid", TROUBLE,
	WRAPPED, check_value},
    {"signature-key-type", "The metadata's key fits the algorithm",
	STAGE_SIGNATURE, SDX_ERROR, SDX_INFERRED, NEEDS_TRUST, 0,
	"signature-invalid", "XML Signature 1.1, 4.4.2", NULL, check_key_type},
    {"signature-supported", "The signature can be checked here",
	STAGE_SIGNATURE, SDX_WARNING, SDX_INFERRED, NEEDS_TRUST, 0, NULL,
	"XML Signature 1.1, 6", NULL, check_supported},
    {"signature-assertion-unsigned", "The assertion itself is signed",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL,
	"AWS's service provider metadata: WantAssertionsSigned", NULL,
	check_assertion_unsigned},
    {"key-info-differs", "The certificate in the message is the trusted one",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, T, 0, NULL,
	"XML Signature 1.1, 4.5", NULL, check_key_info},
};

const struct check_table checks_signature = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
