/* SPDX-License-Identifier: MIT */
/* Rules P1 to P3, P10, P11, P13, P14: what stands where (SAML2Core 2, 3). */
#include <string.h>

#include "check.h"
#include "checks/structure_words.h"

/* P2.  Messages of another kind are told by message-type. */
static enum check_outcome
structure_root(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) && strcmp(e->message_type, "other") != 0)
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P2_ROOT,
	    &(struct words){
		.message = "The message is no SAML 2.0 Response",
		.wanted = "Response in the namespace "
			  "urn:oasis:names:tc:SAML:2.0:protocol",
		.why = "A namespace is compared letter by letter: another "
		       "version, another case or a blank makes it another "
		       "element.",
		.idp_text = "Send a SAML 2.0 Response.",
	    });
	return CHECK_RAN;
}

/* P1 */
static enum check_outcome
structure_instruction(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P1_INSTRUCTION,
	    &(struct words){
		.message = "A processing instruction stands in the message",
		.wanted = "elements and text alone",
		.why = "Nothing in SAML needs one. It is part of what is "
		       "signed, and readers pass over it, so that text around "
		       "it can be read in two ways.",
	    });
	return CHECK_RAN;
}

/* P3 */
static enum check_outcome
duplicate_id(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P3_DUPLICATE_ID,
	    &(struct words){
		.message = "Two elements have the same ID",
		.wanted = "an ID that stands once in the message",
		.why = "A signature names what it signs by its ID. Where two "
		       "elements have it, the one that is verified and the "
		       "one that is read need not be the same.",
		.idp_text = "Give Response, Assertion and every other element "
			    "an ID of its own, made anew for each message.",
	    });
	return CHECK_RAN;
}

/* P3 */
static enum check_outcome
id_syntax(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P3_BAD_ID,
	    &(struct words){
		.message = "An ID is not as XML wants it",
		.wanted = "ID=\"_\" and letters, digits, '.', '-' or '_' "
			  "behind it",
		.why = "An ID must be an NCName: it begins with a letter or "
		       "'_'. A bare UUID often begins with a digit. Schema "
		       "validation and some libraries refuse it.",
		.idp_text = "Put '_' in front of generated IDs.",
	    });
	return CHECK_RAN;
}

/* P10 */
static enum check_outcome
assertion_place(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P10_ASSERTION_PLACE,
	    &(struct words){
		.message = "An assertion stands where none may be",
		.wanted = "Assertion or EncryptedAssertion as a child of "
			  "Response",
		.why = "An assertion inside another one is how a signed "
		       "original is hidden under a forged copy.",
	    });
	return CHECK_RAN;
}

/* P10 */
static enum check_outcome
assertion_count(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P10_ASSERTION_COUNT,
	    &(struct words){
		.message = "The Response does not hold exactly one assertion",
		.wanted = "one Assertion or one EncryptedAssertion",
		.why = "A sign-in is for one user. Of several assertions the "
		       "one that is verified and the one that is read need "
		       "not be the same (CVE-2025-54419).",
		.idp_text = "Send one assertion with all statements in it.",
	    });
	return CHECK_RAN;
}

/* P11 */
static enum check_outcome
wrapped_content(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P11_FOREIGN_PLACE,
	    &(struct words){
		.message = "A part of a SAML message stands where none may be",
		.wanted = "SAML and signature elements only where the "
			  "schemas of SAML 2.0 place them",
		.why = "What stands there may be what the signature really "
		       "covers, while something else is read; or a decoy for "
		       "readers that search the whole document.",
	    });
	return CHECK_RAN;
}

/* P13 */
static enum check_outcome
namespace_relative(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P13_NAMESPACE,
	    &(struct words){
		.message = "A namespace is not an absolute URI",
		.wanted = "absolute URIs in every xmlns",
		.why = "Canonicalisation is not defined for relative ones: "
		       "some libraries fail, and some hash nothing at all.",
		.idp_text = "Declare namespaces by their full URI and leave "
			    "xmlns=\"\" out.",
	    });
	return CHECK_RAN;
}

/* P14 */
static enum check_outcome
split_text(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P14_TEXT,
	    &(struct words){
		.message = "A value is split, and can be read in two ways",
		.wanted = "one run of text",
		.why = "A comment is no part of what is signed. A reader that "
		       "takes the text in front of it alone sees another "
		       "user or role than one that takes all of it "
		       "(CVE-2017-11427 and its kin).",
		.idp_text = "Write values as plain text, without comments or "
			    "CDATA inside.",
	    });
	return CHECK_RAN;
}

/* SAML2Core 3.2.2: a failure carries no assertion. */
static enum check_outcome
status_and_assertion(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e) ||
	    strcmp(e->message_type, "Response") != 0)
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_STATUS_AND_ASSERTION,
	    &(struct words){
		.message = "The Status reports a failure, and yet there is an "
			   "assertion",
		.wanted = "Success with an assertion, or a failure without "
			  "one",
		.why = "Signed failures are easy to come by; putting an "
		       "assertion into one is a known attack.",
		.idp_text = "Send no assertion with a Status that is not "
			    "Success.",
	    });
	return CHECK_RAN;
}

/* P14: XML Schema part 1, 3.3.4: what is nil is empty. */
static enum check_outcome
attribute_value_nil(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_P14_NIL,
	    &(struct words){
		.message = "A value says that it is nil, and holds text",
		.wanted = "text without xsi:nil, or xsi:nil without text",
		.why = "A reader that heeds xsi:nil sees no value; one that "
		       "does not sees the text. Which of them AWS is, is not "
		       "known.",
		.idp_text = "Leave xsi:nil out of values that hold text.",
	    });
	return CHECK_RAN;
}

static enum check_outcome
structure_limits(const struct evidence *e, struct findings *findings)
{
	if (!structure_is_response(e))
		return CHECK_NOT_APPLICABLE;
	structure_tell(e, findings, RULE_LIMIT,
	    &(struct words){
		.message = "There is more of something than any sign-in needs",
		.wanted = "at most 8 signatures, 16 certificates in a "
			  "KeyInfo, 64 prefixes in a PrefixList and 64 "
			  "encrypted parts",
		.why = "Verifying and decrypting cost time for each of them, "
		       "before it is known who sent the message.",
	    });
	return CHECK_RAN;
}

static const struct check table[] = {
    STRUCTURE_CHECK("structure-root", "The message is a SAML 2.0 Response",
	"SAML2Core 3.3.3", structure_root),
    STRUCTURE_CHECK("structure-instruction",
	"No processing instruction stands in the message",
	"XML Signature 1.1 8.1: only what is signed is secure",
	structure_instruction),
    STRUCTURE_CHECK("duplicate-id", "No ID stands twice",
	"SAML2Core 1.3.4, 5.4.2", duplicate_id),
    STRUCTURE_CHECK(
	"id-syntax", "Every ID is an NCName", "SAML2Core 1.3.4", id_syntax),
    STRUCTURE_CHECK("assertion-place",
	"Assertions stand directly in the Response", "SAML2Core 3.3.3",
	assertion_place),
    STRUCTURE_CHECK("assertion-count", "The Response holds one assertion",
	"SAML2Core 3.3.3; SAML2Prof 4.1.4.2", assertion_count),
    STRUCTURE_CHECK("wrapped-content",
	"Parts of a SAML message stand where the schemas place them",
	"SAML2Core 2, 3", wrapped_content),
    STRUCTURE_CHECK("namespace-relative", "Namespaces are absolute URIs",
	"Canonical XML 1.0 1.3", namespace_relative),
    STRUCTURE_CHECK("split-text", "Values are one run of text",
	"CERT VU#475445", split_text),
    STRUCTURE_CHECK("attribute-value-nil", "A value that is nil holds no text",
	"XML Schema part 1, 3.3.4", attribute_value_nil),
    {
	.id = "status-and-assertion",
	.title = "A failure carries no assertion",
	.stage = STAGE_STRUCTURE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.needs = NEEDS_MESSAGE,
	.source = "SAML2Core 3.2.2.2, 3.3.3",
	.caused_by = "status-success",
	.run = status_and_assertion,
    },
    STRUCTURE_CHECK("structure-limits", "Nothing is repeated without need",
	"XML Signature Best Practices", structure_limits),
};

const struct check_table checks_structure = {
    table, sizeof table / sizeof table[0], FOR_SIGN_IN};
