/* SPDX-License-Identifier: MIT */
/* The OASIS schemas, where the user gave them (SAML2Core 1.2). */
#include <string.h>

#include "check.h"

static bool
has_schema(const struct evidence *e)
{
	return strcmp(e->message_type, "Response") == 0 ||
	       strcmp(e->message_type, "Assertion") == 0;
}

/* The message is valid against the schemas of SAML 2.0. */
static enum check_outcome
schema_valid(const struct evidence *e, struct findings *findings)
{
	if (!has_schema(e))
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_breaches; i++)
		finding_add(findings,
		    &(struct finding_draft){
			.message = "The message is not valid against the "
				   "schema of SAML 2.0",
			.found = e->breaches[i].detail,
			.why = "The schema fixes the order and the number of "
			       "elements and the form of values. Whether AWS "
			       "validates against it is not documented; "
			       "libraries that do will refuse the message.",
			.at = e->breaches[i].at,
			.idp_text =
			    "Report it to the maker of the identity provider, "
			    "or mend the code that builds the response.",
		    });
	return CHECK_RAN;
}

/* Metadata under test is valid against the schema of metadata. */
static enum check_outcome
metadata_valid(const struct evidence *e, struct findings *findings)
{
	const struct metadata_subject *s = e->subject;

	for (size_t i = 0; i < s->n_breaches; i++)
		finding_add(findings,
		    &(struct finding_draft){
			.message = "The metadata is not valid against the "
				   "schema of SAML 2.0 metadata",
			.found = s->breaches[i].detail,
			.why = "The schema fixes the order and the number of "
			       "elements and the form of values. Whether IAM "
			       "validates against it is not documented; if it "
			       "does, it cannot parse this metadata.",
			.at = s->breaches[i].at,
			.idp_text = "Download the metadata from the identity "
				    "provider once more, unedited.",
		    });
	return CHECK_RAN;
}

static const struct check of_metadata[] = {
    {
	.id = "metadata-schema",
	.title = "The metadata is valid against the OASIS schemas",
	.stage = STAGE_STRUCTURE,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_METADATA | NEEDS_SCHEMA,
	.silent = NEEDS_METADATA | NEEDS_SCHEMA,
	.source = "SAML2Meta 2; saml-schema-metadata-2.0.xsd",
	.caused_by = "metadata-idp-descriptor",
	.run = metadata_valid,
    },
};

static const struct check table[] = {
    {
	.id = "schema-valid",
	.title = "The message is valid against the OASIS schemas",
	.stage = STAGE_STRUCTURE,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_MESSAGE | NEEDS_SCHEMA,
	.silent = NEEDS_SCHEMA,
	.source = "SAML2Core 1.2; saml-schema-protocol-2.0.xsd",
	.run = schema_valid,
    },
};

const struct check_table checks_schema = {
    table, sizeof table / sizeof table[0], FOR_SIGN_IN};
const struct check_table checks_metadata_schema = {
    of_metadata, sizeof of_metadata / sizeof of_metadata[0], FOR_METADATA};
