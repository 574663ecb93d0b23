/* SPDX-License-Identifier: MIT */
/* Metadata as a file: would IAM get as far as reading what it says? */
#include <string.h>

#include "check.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define IAM_MODEL "IAM API reference: CreateSAMLProvider"
#define CHARACTERS_MIN 1000
#define CHARACTERS_MAX 10000000

#define DOWNLOAD                                                           \
	"Download the metadata from the identity provider once more, and " \
	"upload the file as it is: opening and saving it changes it."

static struct place
place_of(const struct metadata_subject *s, size_t line, size_t column)
{
	struct place place = {
	    .input = s->input,
	    .pointer = "",
	    .label = "",
	    .document = "",
	    .line = s->is_unwrapped ? 0 : line,
	    .column = s->is_unwrapped ? 0 : column,
	};

	return place;
}

static void
tell(const struct metadata_subject *s, struct findings *out,
    struct finding_draft *draft, bool has_position)
{
	struct place place = place_of(s, has_position ? s->refusal.line : 0,
	    has_position ? s->refusal.column : 0);

	draft->place = &place;
	if (draft->client_text == NULL)
		draft->client_text = DOWNLOAD;
	finding_add(out, draft);
	draft->place = NULL;
}

/* IAM takes SAML 2.0 metadata and nothing else. */
static enum check_outcome
check_kind(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	if (s == NULL)
		return CHECK_NOT_APPLICABLE;
	if (s->wrong_kind == NULL)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "This is no metadata: it is %s", s->wrong_kind),
		.wanted = "an XML document whose root is EntityDescriptor",
		.client_text =
		    "Download the metadata of the identity provider: a file "
		    "of XML in which EntityDescriptor and IDPSSODescriptor "
		    "stand. Where a login page came instead, sign in first.",
	    },
	    false);
	return CHECK_RAN;
}

/* "The metadata must be UTF-8 without a byte order mark." */
static enum check_outcome
check_bom(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;
	const char *name;

	if (s == NULL)
		return CHECK_NOT_APPLICABLE;
	name = e->inputs[s->input].name;
	if (!s->has_bom)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = "The metadata begins with a byte order mark (EF BB "
			   "BF at offset 0)",
		.wanted = "UTF-8 without a byte order mark",
		.why = "Microsoft Entra ID and editors of Windows put it "
		       "there. Nobody sees it, and IAM refuses it.",
		.client_text =
		    "Take the first three bytes off: tail, or samldx metadata "
		    "--repair OUT, writes a copy without them.",
		.client_command =
		    strchr(name, '\'') == NULL && !s->is_unwrapped
			? finding_text(out,
			      "tail -c +4 '%s' > metadata-without-bom.xml",
			      name)
			: NULL,
	    },
	    false);
	return CHECK_RAN;
}

/* UTF-8, and a declaration that does not say otherwise. */
static enum check_outcome
check_encoding(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;
	enum xml_fault fault;

	if (s == NULL || s->wrong_kind != NULL)
		return CHECK_NOT_APPLICABLE;
	fault = s->refusal.fault;
	if (fault != XML_FAULT_NOT_UTF8 && fault != XML_FAULT_ENCODING &&
	    fault != XML_FAULT_NUL)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The metadata is not UTF-8: at offset %zu stands %s",
		    s->refusal.offset, s->refusal.detail),
		.wanted = "UTF-8, and an XML declaration that says UTF-8 or "
			  "nothing",
		.why = "A program that saved the file chose another encoding, "
		       "as Windows PowerShell does with >.",
	    },
	    fault == XML_FAULT_NOT_UTF8);
	return CHECK_RAN;
}

static bool
is_all_blank(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (memchr(" \t\r\n", data[i], 4) == NULL)
			return false;
	}
	return true;
}

static bool
has_text_before(const struct metadata_subject *s)
{
	size_t from = s->has_bom ? 3 : 0;
	bool has_declaration =
	    s->bytes.len - s->start > 5 &&
	    memcmp(s->bytes.data + s->start, "<?xml", 5) == 0;

	/* Blanks may stand before a root element, not a declaration. */
	return s->start > from &&
	       (has_declaration ||
		   !is_all_blank(s->bytes.data + from, s->start - from));
}

/* XML 1.0 2.1: a document, and nothing before and behind it. */
static enum check_outcome
check_stray(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;
	enum xml_fault fault;

	if (s == NULL || s->wrong_kind != NULL ||
	    s->refusal.fault == XML_FAULT_ENCODING)
		return CHECK_NOT_APPLICABLE;
	fault = s->refusal.fault;
	if (has_text_before(s))
		tell(s, out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "%zu bytes stand before the XML of the metadata",
			    s->start - (s->has_bom ? 3 : 0)),
			.wanted = "< as the first character of the file",
			.why = "Headers of an answer, or something that was "
			       "copied along, or a blank line before the XML "
			       "declaration.",
		    },
		    false);
	else if (fault == XML_FAULT_TRAILING)
		tell(s, out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "Something stands behind the metadata's end, at "
			    "offset %zu: %s",
			    s->refusal.offset, s->refusal.detail),
			.wanted = "nothing behind the end of the root element",
		    },
		    true);
	return CHECK_RAN;
}

static bool
is_of_form(enum xml_fault fault)
{
	return fault == XML_FAULT_NOT_WELL_FORMED ||
	       fault == XML_FAULT_NAMESPACES || fault == XML_FAULT_TRUNCATED ||
	       fault == XML_FAULT_EMPTY;
}

/* XML 1.0 and Namespaces in XML 1.0. */
static enum check_outcome
check_well_formed(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	if (s == NULL || s->wrong_kind != NULL ||
	    s->refusal.fault == XML_FAULT_ENCODING || has_text_before(s))
		return CHECK_NOT_APPLICABLE;
	if (s->refusal.fault == XML_FAULT_LIMIT ||
	    s->refusal.fault == XML_FAULT_TOO_LARGE) {
		finding_cannot(
		    out, finding_text(out, "samldx does not read it: %s",
			     s->refusal.detail));
		return CHECK_CANNOT;
	}
	if (!is_of_form(s->refusal.fault))
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "The metadata is not well-formed XML: %s",
			s->refusal.detail),
		.why = s->refusal.fault == XML_FAULT_TRUNCATED
			   ? "The file was cut: the end is missing."
			   : NULL,
	    },
	    true);
	return CHECK_RAN;
}

/* A document type; what IAM makes of one is not known. */
static enum check_outcome
check_doctype(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	if (s == NULL || s->wrong_kind != NULL)
		return CHECK_NOT_APPLICABLE;
	if (s->refusal.fault != XML_FAULT_DOCTYPE)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = "A document type declaration stands in the metadata",
		.wanted = "XML without <!DOCTYPE",
		.why = "No metadata needs one, and readers that care for "
		       "security refuse it. What IAM does is not known.",
	    },
	    true);
	return CHECK_RAN;
}

/* SAMLMetadataDocument: 1,000 to 10,000,000 characters. */
static enum check_outcome
check_length(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	if (s == NULL || s->wrong_kind != NULL ||
	    s->refusal.fault == XML_FAULT_ENCODING)
		return CHECK_NOT_APPLICABLE;
	if (s->n_characters >= CHARACTERS_MIN &&
	    s->n_characters <= CHARACTERS_MAX)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "The metadata has %zu characters", s->n_characters),
		.wanted = "1,000 to 10,000,000 characters",
		.why = s->n_characters < CHARACTERS_MIN
			   ? "Metadata with a certificate is longer: something "
			     "is missing."
			   : "This may be the metadata of a whole federation: "
			     "take the one identity provider out of it.",
	    },
	    false);
	return CHECK_RAN;
}

/* A private key belongs in no file that is handed around. */
static enum check_outcome
check_private_key(const struct evidence *e, struct findings *out)
{
	static const char mark[] = "PRIVATE KEY-----";
	const struct metadata_subject *s = e->subject;

	if (s == NULL)
		return CHECK_NOT_APPLICABLE;
	if (memmem(s->bytes.data, s->bytes.len, mark, sizeof mark - 1) == NULL)
		return CHECK_RAN;
	tell(s, out,
	    &(struct finding_draft){
		.message = "A private key stands in the file",
		.wanted = "certificates alone",
		.why = "Metadata is public. Whoever has read the file can sign "
		       "in as anybody.",
		.idp_text = "Make a new signing key, for this one is no secret "
			    "any more, and put the certificate alone into the "
			    "metadata.",
	    },
	    false);
	return CHECK_RAN;
}

#define REFUSED "metadata-unparsable"

static const struct check table[] = {
    {"metadata-kind", "The file is metadata", STAGE_MESSAGE, SDX_ERROR,
	SDX_DOCUMENTED, 0, 0, REFUSED, TROUBLESHOOT, NULL, check_kind},
    {"metadata-byte-order-mark", "The metadata has no byte order mark",
	STAGE_MESSAGE, SDX_ERROR, SDX_DOCUMENTED, 0, 0, REFUSED, TROUBLESHOOT,
	NULL, check_bom},
    {"metadata-encoding", "The metadata is UTF-8", STAGE_MESSAGE, SDX_ERROR,
	SDX_DOCUMENTED, 0, 0, REFUSED, TROUBLESHOOT, NULL, check_encoding},
    {"metadata-stray-text", "Nothing stands before or behind the metadata",
	STAGE_MESSAGE, SDX_ERROR, SDX_DOCUMENTED, 0, 0, REFUSED, TROUBLESHOOT,
	NULL, check_stray},
    {"metadata-well-formed", "The metadata is well-formed XML", STAGE_MESSAGE,
	SDX_ERROR, SDX_DOCUMENTED, 0, 0, REFUSED, TROUBLESHOOT, NULL,
	check_well_formed},
    {"metadata-doctype", "The metadata has no document type", STAGE_MESSAGE,
	SDX_WARNING, SDX_INFERRED, 0, 0, NULL, "XML 1.0 2.8", NULL,
	check_doctype},
    {"metadata-length", "The metadata has 1,000 to 10,000,000 characters",
	STAGE_MESSAGE, SDX_ERROR, SDX_DOCUMENTED, 0, 0, NULL, IAM_MODEL,
	"metadata-well-formed metadata-stray-text", check_length},
    {"metadata-private-key", "No private key stands in the metadata",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, 0, 0, NULL,
	"SAML2Meta 2.4.1.1", NULL, check_private_key},
};

const struct check_table checks_metadata_file = {
    table, sizeof table / sizeof *table, FOR_METADATA};
