/* SPDX-License-Identifier: MIT */
/* Can the message be read as XML at all (XML 1.0, SAML2Core 1.3, 3.1)? */
#include "check.h"

#define XML10 "XML 1.0 (Fifth Edition)"

/* The message was got out of the capture, so that its XML can be judged. */
static bool
has_octets(const struct evidence *e)
{
	return e->message != NULL && e->message->fault == CAPTURE_OK;
}

/*
 * Tell the refusal of the message if its fault is FIRST or SECOND.  A message
 * that broke off for another reason was not looked at that far.
 */
static enum check_outcome
tell(const struct evidence *e, struct findings *findings, enum xml_fault first,
    enum xml_fault second, struct finding_draft *draft)
{
	const struct xml_refusal *refusal = &e->refusal;
	struct place place = {
	    .pointer = "",
	    .label = "",
	    .document = "decoded response",
	    .line = refusal->line,
	    .column = refusal->column,
	};

	if (!has_octets(e))
		return CHECK_NOT_APPLICABLE;
	if (e->document != NULL)
		return CHECK_RAN;
	if (refusal->fault != first && refusal->fault != second)
		return CHECK_NOT_APPLICABLE;
	place.input = e->message->input;
	draft->found = refusal->detail;
	draft->place = &place;
	finding_add(findings, draft);
	draft->place = NULL; /* it ends with this function */
	return CHECK_RAN;
}

/* A SAML message needs no DTD, and every attack on XML parsers begins there. */
static enum check_outcome
xml_doctype(const struct evidence *e, struct findings *findings)
{
	return tell(e, findings, XML_FAULT_DOCTYPE, XML_FAULT_DOCTYPE,
	    &(struct finding_draft){
		.message = "The message holds a document type declaration",
		.wanted = "XML without <!DOCTYPE",
		.why = "No identity provider sends one. It lets two XML "
		       "parsers read one message in two ways, or pulls files "
		       "into it; several signature bypasses begin with it "
		       "(CVE-2025-25291, CVE-2025-25292, CVE-2025-66567, "
		       "CVE-2025-23369).",
		.client_text =
		    "Treat this capture as hostile unless you wrote the "
		    "declaration yourself. If it is an HTML page, give the "
		    "SAMLResponse that stands in it instead.",
	    });
}

/* UTF-8 and nothing else. */
static enum check_outcome
xml_encoding(const struct evidence *e, struct findings *findings)
{
	bool is_nul = e->refusal.fault == XML_FAULT_NUL;
	bool is_bytes = e->refusal.fault == XML_FAULT_NOT_UTF8;
	struct finding_draft draft = {
	    .message = "The message is not encoded in UTF-8",
	    .wanted = "XML in UTF-8",
	    .why = "The identity provider, or a program between, wrote the "
		   "message in another character encoding.",
	    .idp_text = "Send the response in UTF-8. Custom code must encode "
			"the XML text as UTF-8 before base64.",
	    .client_text = "If you saved the decoded message with an editor, "
			   "save it as UTF-8 or give the base64 instead.",
	};

	if (is_nul) {
		draft.message = "The message holds a NUL character";
		draft.why = "XML allows none. Some readers stop there and some "
			    "go on, so that they see different messages.";
		return tell(e, findings, XML_FAULT_NUL, XML_FAULT_NUL, &draft);
	}
	if (is_bytes)
		draft.why = "A byte stands there that is no UTF-8: an accented "
			    "letter in Latin-1 or Windows-1252, or damage.";
	return tell(
	    e, findings, XML_FAULT_NOT_UTF8, XML_FAULT_ENCODING, &draft);
}

/* XML 1.0, section 2.1. */
static enum check_outcome
xml_well_formed(const struct evidence *e, struct findings *findings)
{
	struct finding_draft draft = {
	    .message = "The message is not well-formed XML",
	    .wanted = "well-formed XML 1.0",
	    .why = "The message was put together as text, or damaged on its "
		   "way: a character that should be escaped, a tag lost.",
	    .idp_text = "Build the response with an XML library and escape "
			"attribute values; look at the values that the "
			"position names.",
	};

	if (e->refusal.fault == XML_FAULT_EMPTY)
		draft.message = "The message is empty";
	return tell(
	    e, findings, XML_FAULT_NOT_WELL_FORMED, XML_FAULT_EMPTY, &draft);
}

/* Namespaces in XML 1.0, section 7. */
static enum check_outcome
xml_namespaces(const struct evidence *e, struct findings *findings)
{
	return tell(e, findings, XML_FAULT_NAMESPACES, XML_FAULT_NAMESPACES,
	    &(struct finding_draft){
		.message = "The message breaks the rules of XML namespaces",
		.wanted = "every prefix declared, each attribute once",
		.why = "A part was cut out of a larger document without the "
		       "xmlns declarations that it leans on, or the message "
		       "was altered by hand. Readers that let such names pass "
		       "do not agree on what they mean (CVE-2020-29509, "
		       "CVE-2025-66567).",
		.idp_text =
		    "Declare each prefix on the element that uses it or on "
		    "one around it.",
		.client_text =
		    "If you copied a part of a response, copy all of it.",
	    });
}

/* XML 1.0, section 2.1: one root element, and nothing behind it. */
static enum check_outcome
xml_trailing(const struct evidence *e, struct findings *findings)
{
	return tell(e, findings, XML_FAULT_TRAILING, XML_FAULT_TRAILING,
	    &(struct finding_draft){
		.message = "Something stands behind the end of the message",
		.wanted = "one root element and nothing behind it",
		.why = "Two messages were pasted together, or somebody added "
		       "to one. Two root elements, of which one is signed "
		       "and the other is read, are a known attack "
		       "(CVE-2022-39299).",
		.client_text =
		    "Capture the sign-in again and give that one message.",
	    });
}

/* Limits of this program, far beyond what AWS takes. */
static enum check_outcome
xml_limits(const struct evidence *e, struct findings *findings)
{
	return tell(e, findings, XML_FAULT_LIMIT, XML_FAULT_TOO_LARGE,
	    &(struct finding_draft){
		.message = "The message goes beyond what can be read safely",
		.wanted = "at most 16 MiB, 100000 elements, 100 levels, 256 "
			  "attributes on a tag, 64 namespaces in scope",
		.why = "AWS takes no response of more than 100000 characters "
		       "of base64, so such a message cannot sign anybody in. "
		       "It is refused because it would cost an XML parser "
		       "minutes or gigabytes.",
		.idp_text = "Look for what makes the response that large: "
			    "group memberships are the usual cause.",
		.idp_fix = FIX_SIZE,
	    });
}

/* The message breaks off. */
static enum check_outcome
xml_truncated(const struct evidence *e, struct findings *findings)
{
	struct finding_draft draft = {
	    .message = "The message breaks off before its end",
	    .wanted = "the whole message",
	    .why = "It was cut while it was copied: tools shorten long values "
		   "on the screen, and consoles and chat windows have limits.",
	    .client_text =
		"Save the capture to a file (in the browser's developer "
		"tools: save all as HAR with content) instead of copying "
		"the value by hand.",
	};

	if (e->document == NULL && e->refusal.open_element != NULL)
		draft.message =
		    finding_text(findings, "The message breaks off inside <%s>",
			e->refusal.open_element);
	return tell(
	    e, findings, XML_FAULT_TRUNCATED, XML_FAULT_TRUNCATED, &draft);
}

static const struct check table[] = {
    {
	.id = "xml-doctype",
	.title = "The message has no document type declaration",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = XML10 " 2.8; SAML2Core 1.3",
	.run = xml_doctype,
    },
    {
	.id = "xml-encoding",
	.title = "The message is encoded in UTF-8",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = XML10 " 4.3.3",
	.run = xml_encoding,
    },
    {
	.id = "xml-truncated",
	.title = "The message is whole",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = XML10 " 2.1",
	.run = xml_truncated,
    },
    {
	.id = "xml-well-formed",
	.title = "The message is well-formed XML",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = XML10 " 2.1",
	.run = xml_well_formed,
    },
    {
	.id = "xml-namespaces",
	.title = "The message keeps the rules of XML namespaces",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = "Namespaces in XML 1.0 (Third Edition) 7",
	.run = xml_namespaces,
    },
    {
	.id = "xml-trailing",
	.title = "Nothing stands behind the root element",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = XML10 " 2.1",
	.run = xml_trailing,
    },
    {
	.id = "xml-limits",
	.title = "The message stays within the limits of safe reading",
	.stage = STAGE_MESSAGE,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.source = "STS API reference: AssumeRoleWithSAML, SAMLAssertion",
	.run = xml_limits,
    },
};

const struct check_table checks_message = {
    table, sizeof table / sizeof table[0], FOR_SIGN_IN};
