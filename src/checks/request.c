/* SPDX-License-Identifier: MIT */
/* The parameters of AssumeRoleWithSAML that the user asks about. */
#include <string.h>

#include "check.h"

#define ARN_LEN_MIN 20
#define ARN_LEN_MAX 2048

/* STS API reference: an ARN parameter has 20 to 2048 characters. */
static const char *
error_of(const struct aws_arn *arn, const char *text)
{
	size_t len = strlen(text);

	if (len < ARN_LEN_MIN || len > ARN_LEN_MAX)
		return "request-constraint";
	/* Such a role cannot be assumed; with which text is not known. */
	return arn->fault == ARN_RESERVED_ROLE ? "" : NULL;
}

static enum check_outcome
judge(struct findings *out, const char *text, enum arn_kind wanted,
    const char *parameter, const char *example)
{
	struct aws_arn arn;

	if (text == NULL)
		return CHECK_NOT_APPLICABLE;
	arn = arn_parse(out->arena, text, strlen(text));
	if (arn.kind == wanted && arn.fault == ARN_OK)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.aws_error = error_of(&arn, text),
		.message = finding_text(out, "%s is wrong: %s", parameter,
		    arn.detail[0] != '\0' ? arn.detail
		    : wanted == ARN_ROLE
			? "it names a SAML provider, not a role"
			: "it names a role, not a SAML provider"),
		.found = text,
		.wanted = example,
		.why = arn.kind != wanted && arn.fault == ARN_OK
			   ? "The two ARNs of the pair are easily swapped."
			   : NULL,
		.client_text = finding_text(out, "Give %s the ARN of a %s.",
		    parameter, wanted == ARN_ROLE ? "role" : "SAML provider"),
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_role(const struct evidence *e, struct findings *out)
{
	return judge(out, e->call.role_arn, ARN_ROLE, "RoleArn",
	    "arn:aws:iam::ACCOUNT:role/ROLE");
}

static enum check_outcome
check_provider(const struct evidence *e, struct findings *out)
{
	return judge(out, e->call.provider_arn, ARN_PROVIDER, "PrincipalArn",
	    "arn:aws:iam::ACCOUNT:saml-provider/PROVIDER");
}

static const struct check table[] = {
    {"request-role-arn", "RoleArn is the ARN of a role", STAGE_REQUEST,
	SDX_ERROR, SDX_OBSERVED, 0, 0, "request-arn-invalid",
	"seen in answers of AWS quoted by users", NULL, check_role},
    {"request-provider-arn", "PrincipalArn is the ARN of a SAML provider",
	STAGE_REQUEST, SDX_ERROR, SDX_INFERRED, 0, 0, "provider-not-found",
	"STS API reference: AssumeRoleWithSAML", NULL, check_provider},
};

const struct check_table checks_request = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
