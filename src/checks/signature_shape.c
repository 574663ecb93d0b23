/* SPDX-License-Identifier: MIT */
/* Rules P4 to P9 and P12: the shape of a signature (SAML2Core 5.4). */
#include "check.h"
#include "checks/structure_words.h"

/* P4 */
static enum check_outcome
signature_place(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P4_SIGNATURE_PLACE,
	    &(struct words){
		.message = "A Signature stands where none may be",
		.wanted = "Signature as a child of Response or Assertion",
		.why = "What is signed is told by the place of the Signature. "
		       "Elsewhere it vouches for something that nobody reads.",
		.idp_text = "Sign the Response or the Assertion with an "
			    "enveloped signature, and nothing else.",
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* P4 */
static enum check_outcome
signature_count(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P4_SIGNATURE_COUNT,
	    &(struct words){
		.message = "An element has two Signatures",
		.wanted = "at most one Signature in each of Response and "
			  "Assertion",
		.why = "The schema allows one. One program verifies the first "
		       "and another the last. A proxy that signs what was "
		       "signed before does this too.",
		.idp_text = "Sign once. A proxy must take the old Signature "
			    "away before it signs.",
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* P4 */
static enum check_outcome
signature_order(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P4_SIGNATURE_ORDER,
	    &(struct words){
		.message = "A Signature stands in an unusual place",
		.wanted = "Signature directly behind Issuer",
		.why = "The schema fixes the order of the children. Signing "
		       "tools that know no SAML append the Signature at the "
		       "end.",
		.idp_text = "Insert the Signature directly behind Issuer.",
	    });
	return CHECK_RAN;
}

/* P5 */
static enum check_outcome
signature_children(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P5_SIGNATURE_CHILDREN,
	    &(struct words){
		.message = "A Signature is not built as SAML wants it",
		.wanted = "SignedInfo, SignatureValue and KeyInfo, in this "
			  "order",
		.why = "SAML allows no Object in a signature, because content "
		       "can be hidden there, and no second SignedInfo, "
		       "because one could be verified and the other read.",
		.idp_text = "Make a plain enveloped signature without Object "
			    "(SAML 2.0 errata E91).",
	    });
	return CHECK_RAN;
}

/* P6 */
static enum check_outcome
signature_reference(const struct evidence *e, struct findings *findings)
{
	static const struct words uri = {
	    .message = "A Signature does not sign the element that it "
		       "stands in",
	    .wanted = "one Reference whose URI is \"#\" and the ID of that "
		      "element",
	    .why = "A signature over something else says nothing about the "
		   "element that is read.",
	    .idp_text = "Let the Reference name the ID of the Response or "
			"Assertion in which the Signature stands.",
	    .idp_fix = FIX_SIGNING,
	};
	static const struct words count = {
	    .message = "A Signature has not exactly one Reference",
	    .wanted = "one Reference",
	    .why = "SAML allows one. Of several, one is verified and another "
		   "may be read.",
	    .idp_text = "Sign the Response or Assertion with one Reference.",
	    .idp_fix = FIX_SIGNING,
	};

	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P6_REFERENCE_URI, &uri);
	structure_tell(e, findings, RULE_P6_REFERENCE_COUNT, &count);
	return CHECK_RAN;
}

/* P7 */
static enum check_outcome
signature_transforms(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P7_TRANSFORMS,
	    &(struct words){
		.message = "A Signature uses transforms that SAML does not "
			   "allow",
		.wanted = "enveloped-signature, then exclusive "
			  "canonicalisation",
		.why = "Other transforms can select what is signed, down to "
		       "nothing at all.",
		.idp_text = "Configure the transforms enveloped-signature and "
			    "http://www.w3.org/2001/10/xml-exc-c14n#.",
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* P8 */
static enum check_outcome
signature_canonicalization(const struct evidence *e, struct findings *findings)
{
	static const struct words words = {
	    .message = "A Signature is canonicalised in an unusual way",
	    .wanted = "http://www.w3.org/2001/10/xml-exc-c14n#",
	    .why = "SAML asks for exclusive canonicalisation. Where comments "
		   "are kept, or the method is unknown, verifiers differ.",
	    .idp_text = "Choose exclusive canonicalisation without comments.",
	    .idp_fix = FIX_SIGNING,
	};

	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P8_CANONICALIZATION, &words);
	structure_tell(e, findings, RULE_P8_COMMENTS, &words);
	return CHECK_RAN;
}

/* P9 */
static enum check_outcome
signature_algorithm(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P9_ALGORITHM,
	    &(struct words){
		.message = "A Signature uses an algorithm that proves nothing",
		.wanted = "RSA or ECDSA with SHA-256, SHA-384 or SHA-512",
		.why = "MD5, RIPEMD and DSA are broken or out of use; an HMAC "
		       "key is known to everybody who verifies, so that "
		       "anybody could have made it.",
		.idp_text = "Choose RSA-SHA256 as the signature algorithm and "
			    "SHA-256 as the digest.",
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* P9 */
static enum check_outcome
signature_sha1(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) || !structure_has_signature(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P9_SHA1,
	    &(struct words){
		.message = "A Signature uses SHA-1",
		.wanted = "SHA-256, SHA-384 or SHA-512",
		.why = "Collisions of SHA-1 can be bought. Whether AWS still "
		       "takes it is not documented.",
		.idp_text = "Choose RSA-SHA256 as the signature algorithm and "
			    "SHA-256 as the digest.",
		.idp_fix = FIX_SIGNING,
	    });
	return CHECK_RAN;
}

/* P12 */
static enum check_outcome
void_digest(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P12_VOID_DIGEST,
	    &(struct words){
		.message = "A Signature is over nothing at all",
		.wanted = "the digest of the element that is signed",
		.why = "The DigestValue is that of an empty text. Such a "
		       "signature can be moved to any message.",
	    });
	return CHECK_RAN;
}

static const struct check table[] = {
    STRUCTURE_CHECK("signature-place",
	"Signatures stand in Response or Assertion alone", "SAML2Core 5.4.1",
	signature_place),
    STRUCTURE_CHECK("signature-count", "No element has two signatures",
	"SAML2Core 2.3.3, 3.2.2", signature_count),
    {
	.id = "signature-order",
	.title = "A Signature stands directly behind Issuer",
	.stage = STAGE_STRUCTURE,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_MESSAGE,
	.source = "SAML2Core 2.3.3, 3.2.2",
	.run = signature_order,
    },
    STRUCTURE_CHECK("signature-children",
	"A Signature holds SignedInfo, SignatureValue and KeyInfo alone",
	"SAML 2.0 errata E91", signature_children),
    STRUCTURE_CHECK("signature-reference",
	"A Signature signs the element that it stands in", "SAML2Core 5.4.2",
	signature_reference),
    STRUCTURE_CHECK("signature-transforms",
	"A Signature uses the transforms that SAML allows", "SAML2Core 5.4.4",
	signature_transforms),
    STRUCTURE_CHECK("signature-canonicalization",
	"A Signature is canonicalised as SAML wants it", "SAML2Core 5.4.3",
	signature_canonicalization),
    STRUCTURE_CHECK("signature-algorithm",
	"A Signature uses an algorithm that proves something",
	"SAML2Core 5.4.1; RFC 9231", signature_algorithm),
    {
	.id = "signature-sha1",
	.title = "A Signature does not use SHA-1",
	.stage = STAGE_STRUCTURE,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_MESSAGE,
	.source = "NIST SP 800-131A; RFC 9231",
	.run = signature_sha1,
    },
    STRUCTURE_CHECK("void-digest", "A Signature is over something",
	"CVE-2025-66475", void_digest),
};

const struct check_table checks_signature_shape = {
    table, sizeof table / sizeof table[0], FOR_SIGN_IN};
