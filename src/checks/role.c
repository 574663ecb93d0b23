/* SPDX-License-Identifier: MIT */
/* The Role attribute: pairs of a role ARN and a SAML provider ARN. */
#include <string.h>
#include <strings.h>

#include "check.h"
#include "checks/role.h"

static bool
has_near_role(const struct evidence *e)
{
	const char *what;

	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		if (aws_attribute_near(e->assertion->attributes[i].name,
			&what) == AWS_ATTRIBUTE_ROLE)
			return true;
	}
	return false;
}

/* IAM User Guide: the Role attribute is required. */
static enum check_outcome
check_present(const struct evidence *e, struct findings *out)
{
	bool has_value = false;

	for (size_t i = 0; i < e->session->n_roles; i++)
		has_value |= e->session->roles[i]->n_values > 0;
	if (has_value || has_near_role(e))
		return CHECK_RAN;
	if (e->assertion->n_encrypted_attributes > 0) {
		finding_cannot(
		    out, "an attribute is encrypted and could not be opened");
		return CHECK_CANNOT;
	}
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    e->session->n_roles > 0
			? "The Role attribute is there, but holds no value"
			: "The assertion has no Role attribute",
		.wanted = AWS_ATTRIBUTES "Role with " WANTED_PAIR,
		.why = "Most often no role is assigned to this user, or the "
		       "group filter of the identity provider matched none.",
		.at = e->session->n_roles > 0 ? e->session->roles[0]->at
					      : e->assertion->at,
		.aws_error = role_error(e),
		.idp_fix = FIX_ROLE,
	    });
	return CHECK_RAN;
}

/* Names are compared letter by letter. */
static enum check_outcome
check_name(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		const struct saml_attribute *a = &e->assertion->attributes[i];
		const char *what;

		if (aws_attribute_near(a->name, &what) != AWS_ATTRIBUTE_ROLE)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "An attribute is almost named like Role: %s", what),
			.found = a->name,
			.wanted = AWS_ATTRIBUTES "Role",
			.why = "AWS compares the name letter by letter and "
			       "sees no Role attribute.",
			.at = a->at,
			.severity = e->session->n_roles > 0 ? SDX_WARNING : 0,
			.aws_error =
			    e->session->n_roles > 0 ? "" : role_error(e),
			.idp_fix = FIX_ROLE,
		    });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_attribute_repeated(const struct evidence *e, struct findings *out)
{
	if (e->session->n_roles == 0)
		return CHECK_NOT_APPLICABLE;
	if (e->session->n_roles == 1)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "The assertion has %zu Role attributes",
			e->session->n_roles),
		.wanted = "one Role attribute with a value for each pair",
		.why = "Whether AWS reads more than one of them is not "
		       "documented.",
		.at = e->session->roles[1]->at,
		.other_at = e->session->roles[0]->at,
		.idp_fix = FIX_ROLE,
	    });
	return CHECK_RAN;
}

/* The pair that the request names must be among those of the assertion. */
static enum check_outcome
check_requested(const struct evidence *e, struct findings *out)
{
	const struct sdx_settings *s = e->settings;
	const char *near = NULL;

	if (s->role_arn == NULL && s->provider_arn == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->session->chosen != NULL)
		return CHECK_RAN;
	for (size_t i = 0; i < e->session->n_pairs && s->role_arn; i++) {
		const char *role = e->session->pairs[i]->role.text;

		if (role != NULL && strcasecmp(role, s->role_arn) == 0)
			near = e->session->pairs[i]->text;
	}
	finding_add(out,
	    &(struct finding_draft){
		.message = "The assertion does not hold the pair of role and "
			   "provider that the request names",
		.found = near,
		.wanted = finding_text(out, "%s,%s",
		    s->role_arn != NULL ? s->role_arn : "(any role)",
		    s->provider_arn != NULL ? s->provider_arn
					    : "(any provider)"),
		.why = near != NULL ? "A pair with this role is there; the "
				      "provider or the letter case differs."
				    : NULL,
		.at = e->assertion->at,
		.idp_fix = FIX_ROLE,
		.client_text = "Ask for a pair that the assertion holds: "
			       "--role-arn and --principal-arn must stand in "
			       "one value of the Role attribute.",
	    });
	return CHECK_RAN;
}

/* A template of the identity provider that was never filled in. */
static enum check_outcome
check_template(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		const struct saml_attribute *a = &e->assertion->attributes[i];

		if (aws_attribute_of(a->name) == AWS_ATTRIBUTE_NONE)
			continue;
		for (size_t j = 0; j < a->n_values; j++) {
			const char *value = a->values[j].value;

			if (!value_is_template(value))
				continue;
			finding_add(
			    out, &(struct finding_draft){
				     .message = finding_text(out,
					 "%s holds a template of the identity "
					 "provider that was not filled in",
					 a->name + sizeof AWS_ATTRIBUTES - 1),
				     .found = value,
				     .at = a->values[j].at,
				     .aws_error = aws_attribute_of(a->name) ==
							  AWS_ATTRIBUTE_ROLE
						      ? role_error(e)
						      : "",
				     .idp_fix = aws_attribute_of(a->name) ==
							AWS_ATTRIBUTE_ROLE
						    ? FIX_ROLE
						    : FIX_ROLE_SESSION_NAME,
				 });
		}
	}
	return CHECK_RAN;
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"
#define TROUBLE "IAM User Guide: Troubleshoot SAML federation"
#define A NEEDS_ASSERTION

static const struct check table[] = {
    {"role-attribute", "The assertion has a Role attribute with a value",
	STAGE_ROLE, SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, TROUBLE, NULL,
	check_present},
    {"role-attribute-name", "The Role attribute's name is exact", STAGE_ROLE,
	SDX_ERROR, SDX_DOCUMENTED, A, 0, NULL, TROUBLE, NULL, check_name},
    {"value-template", "No AWS attribute holds an unresolved template",
	STAGE_ROLE, SDX_ERROR, SDX_OBSERVED, A, 0, NULL,
	"Okta's and others' support pages", NULL, check_template},
    {"role-requested", "The requested pair is in the assertion", STAGE_ROLE,
	SDX_ERROR, SDX_OBSERVED, A, 0, "role-not-in-assertion",
	"seen in answers of AWS quoted by users",
	"role-attribute role-attribute-name role-pair-syntax "
	"role-pair-separator role-pair-characters role-pair-blank "
	"value-template",
	check_requested},
    {"role-attribute-repeated", "There is one Role attribute", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, A, 0, NULL, GUIDE, NULL,
	check_attribute_repeated},
};

const struct check_table checks_role = {table, sizeof table / sizeof *table};
