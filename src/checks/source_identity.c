/* SPDX-License-Identifier: MIT */
/* SourceIdentity: the pattern of RoleSessionName, and not "aws:". */
#include <string.h>
#include <strings.h>

#include "check.h"
#include "checks/name_pattern.h"

static const struct saml_text *
value_of(const struct evidence *e)
{
	const struct saml_attribute *a = e->session->source_identity;

	return a != NULL && a->n_values > 0 ? &a->values[0] : NULL;
}

static enum check_outcome
check_characters(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);
	struct name_fault fault;

	if (text == NULL)
		return CHECK_NOT_APPLICABLE;
	fault = name_pattern_judge(out->arena, text->value);
	if (fault.n_marks == 0 || strncasecmp(text->value, "aws:", 4) == 0)
		return CHECK_RAN;
	finding_add(out, &(struct finding_draft){
			     .message = finding_text(
				 out, "SourceIdentity holds %s", fault.words),
			     .found = text->value,
			     .wanted = NAME_PATTERN_WORDS,
			     .marks = fault.marks,
			     .n_marks = fault.n_marks,
			     .at = text->at,
			     .idp_fix = FIX_SOURCE_IDENTITY,
			     .idp_text = fault.corrected != NULL
					     ? finding_text(out,
						   "Send a value such as %s (a "
						   "suggestion of samldx).",
						   fault.corrected)
					     : NULL,
			 });
	return CHECK_RAN;
}

static enum check_outcome
check_length(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);
	size_t n;

	if (text == NULL)
		return CHECK_NOT_APPLICABLE;
	n = name_pattern_length(text->value);
	if (n >= NAME_PATTERN_MIN && n <= NAME_PATTERN_MAX)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "SourceIdentity has %zu character%s", n, n == 1 ? "" : "s"),
		.found = text->value,
		.wanted = NAME_PATTERN_WORDS,
		.at = text->at,
		.idp_fix = FIX_SOURCE_IDENTITY,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_prefix(const struct evidence *e, struct findings *out)
{
	const struct saml_text *text = value_of(e);

	if (text == NULL)
		return CHECK_NOT_APPLICABLE;
	if (strncmp(text->value, "aws:", 4) != 0)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = "SourceIdentity begins aws:, which is reserved",
		     .found = text->value,
		     .marks = &(struct mark){0, 4},
		     .n_marks = 1,
		     .at = text->at,
		     .idp_fix = FIX_SOURCE_IDENTITY,
		 });
	return CHECK_RAN;
}

static enum check_outcome
check_count(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = e->session->source_identity;

	if (a == NULL)
		return CHECK_NOT_APPLICABLE;
	if (a->n_values == 1 && e->session->n_source_identities == 1)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = e->session->n_source_identities > 1
			       ? finding_text(out,
				     "SourceIdentity is sent in %zu attributes",
				     e->session->n_source_identities)
			       : finding_text(out,
				     "SourceIdentity is sent with %zu values",
				     a->n_values),
		.wanted = "one attribute with one value",
		.why = "What AWS does otherwise is not documented.",
		.at = a->at,
		.idp_fix = FIX_SOURCE_IDENTITY,
	    });
	return CHECK_RAN;
}

/* SourceIdentity makes the call need another action of the trust policy. */
static enum check_outcome
check_action(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = e->session->source_identity;
	const struct aws_role_pair *chosen = e->session->chosen;

	if (e->trusts != NULL && e->role != NULL && e->role->policy != NULL)
		return CHECK_NOT_APPLICABLE; /* trust-source-identity does */
	if (a == NULL)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The assertion sends a SourceIdentity",
		.why = "The role's trust policy must also allow "
		       "sts:SetSourceIdentity for the provider, or the "
		       "sign-in is refused.",
		.at = a->at,
		.aws_text = "Let the trust policy allow "
			    "sts:SetSourceIdentity beside "
			    "sts:AssumeRoleWithSAML, in every role that is "
			    "reached through this provider. To see the "
			    "policy:",
		.aws_command = finding_text(out,
		    "aws iam get-role --role-name %s --query "
		    "Role.AssumeRolePolicyDocument",
		    chosen != NULL && chosen->is_well_formed ? chosen->role.name
							     : "ROLE-NAME"),
	    });
	return CHECK_RAN;
}

#define TROUBLE "IAM User Guide: Troubleshoot SAML federation"
#define PATTERN "source-identity-pattern"

static const struct check table[] = {
    {"source-identity-prefix", "SourceIdentity does not begin aws:",
	STAGE_ATTRIBUTES, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0,
	PATTERN, TROUBLE, NULL, check_prefix},
    {"source-identity-characters",
	"SourceIdentity holds the allowed characters alone", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, PATTERN, TROUBLE,
	"value-template", check_characters},
    {"source-identity-length", "SourceIdentity has 2 to 64 characters",
	STAGE_ATTRIBUTES, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0,
	PATTERN, TROUBLE, "value-template", check_length},
    {"source-identity-count", "SourceIdentity has one value", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL, TROUBLE, NULL,
	check_count},
    {"source-identity-action",
	"No SourceIdentity, so no sts:SetSourceIdentity is needed", STAGE_TRUST,
	SDX_NOTE, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL, TROUBLE, NULL,
	check_action},
};

const struct check_table checks_source_identity = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
