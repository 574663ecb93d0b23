/* SPDX-License-Identifier: MIT */
/* The Role attribute: pairs of a role ARN and a SAML provider ARN. */
#include <string.h>
#include <strings.h>

#include "check.h"
#include "checks/name_pattern.h"
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

/* Is this one of the roles that the sign-in may end in? */
static bool
is_considered(const struct evidence *e, const struct aws_role_pair *p)
{
	const struct aws_role_pair *chosen = e->session->chosen;

	return p->role.kind == ARN_ROLE && (chosen == NULL || chosen == p);
}

/*
 * How the pair's role differs from the one that exists; NULL: not akin.  A
 * name occurs once in an account, whatever its path and letter case.
 */
static const char *
role_difference(const struct aws_arn *sent, const struct aws_arn *real)
{
	if (strcmp(sent->partition, real->partition) != 0 ||
	    strcmp(sent->account, real->account) != 0 ||
	    strcasecmp(sent->name, real->name) != 0)
		return NULL;
	return strcmp(sent->name, real->name) != 0 ? "the letter case"
						   : "the path";
}

enum given { GIVEN_FITS, GIVEN_ALMOST, GIVEN_OTHER };

static enum given
judge_given(
    const struct evidence *e, struct findings *out, const struct aws_role *role)
{
	const struct aws_session *s = e->session;
	const char *what = NULL;
	size_t near = 0;

	for (size_t i = 0; i < s->n_pairs; i++) {
		if (!is_considered(e, s->pairs[i]))
			continue;
		if (strcmp(s->pairs[i]->role.text, role->arn.text) == 0)
			return GIVEN_FITS;
		if (what != NULL)
			continue;
		what = role_difference(&s->pairs[i]->role, &role->arn);
		near = i;
	}
	if (what == NULL)
		return GIVEN_OTHER;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The pair names almost the role that IAM has; %s differs",
		    what),
		.found = s->pairs[near]->role.text,
		.wanted = role->arn.text,
		.why = "A role is found by its exact ARN: letter case and "
		       "path count.",
		.at = s->pair_texts[near]->at,
		.severity = s->chosen != NULL ? SDX_ERROR : 0,
		.aws_error = s->chosen != NULL ? "not-authorized" : "",
		.idp_fix = FIX_ROLE,
		.idp_text = "Send the ARN as IAM shows it.",
	    });
	return GIVEN_ALMOST;
}

/* IAM User Guide: role names are case-sensitive when they are assumed. */
static enum check_outcome
check_given(const struct evidence *e, struct findings *out)
{
	const struct aws_role *stray = NULL;
	const struct aws_arn *wanted = NULL;
	bool is_known = false;

	for (size_t i = 0; i < e->session->n_pairs && wanted == NULL; i++) {
		if (is_considered(e, e->session->pairs[i]))
			wanted = &e->session->pairs[i]->role;
	}
	if (e->n_roles == 0 || wanted == NULL)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->n_roles; i++) {
		/* Only an ARN can be compared with one. */
		if (e->roles[i]->arn.text[0] == '\0') {
			is_known = true;
			continue;
		}
		if (judge_given(e, out, e->roles[i]) != GIVEN_OTHER)
			is_known = true;
		else
			stray = e->roles[i];
	}
	if (is_known)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The role that was given is none that this "
			   "sign-in asks for",
		.found = stray->arn.text,
		.wanted = wanted->text,
		.why = "Nothing could be judged by it, such as the longest "
		       "session that the role allows.",
		.client_text = "Give the output of get-role for the role of "
			       "the sign-in.",
		.client_command =
		    wanted->fault == ARN_OK
			? finding_text(out, "aws iam get-role --role-name %s",
			      wanted->name)
			: NULL,
	    });
	return CHECK_RAN;
}

/* What AWS answers to a template that stands for a value; "": nothing. */
static const char *
template_error(struct findings *out, const struct evidence *e,
    enum aws_attribute attribute, const char *value)
{
	bool is_bad = name_pattern_judge(out->arena, value).n_marks > 0;

	switch (attribute) {
	case AWS_ATTRIBUTE_ROLE:
		return role_error(e);
	case AWS_ATTRIBUTE_ROLE_SESSION_NAME:
		return is_bad ? "session-name-pattern" : "";
	case AWS_ATTRIBUTE_SOURCE_IDENTITY:
		return is_bad ? "source-identity-pattern" : "";
	case AWS_ATTRIBUTE_SESSION_DURATION:
	case AWS_ATTRIBUTE_PRINCIPAL_TAG:
	case AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS:
	case AWS_ATTRIBUTE_NONE:
		break;
	}
	return "";
}

static enum idp_fix
template_fix(enum aws_attribute attribute)
{
	switch (attribute) {
	case AWS_ATTRIBUTE_ROLE:
		return FIX_ROLE;
	case AWS_ATTRIBUTE_ROLE_SESSION_NAME:
		return FIX_ROLE_SESSION_NAME;
	case AWS_ATTRIBUTE_SOURCE_IDENTITY:
		return FIX_SOURCE_IDENTITY;
	case AWS_ATTRIBUTE_SESSION_DURATION:
		return FIX_SESSION_DURATION;
	case AWS_ATTRIBUTE_PRINCIPAL_TAG:
	case AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS:
		return FIX_TAGS;
	case AWS_ATTRIBUTE_NONE:
		break;
	}
	return FIX_NONE;
}

static void
judge_template(const struct evidence *e, struct findings *out,
    const struct saml_attribute *a, const struct saml_text *text)
{
	enum aws_attribute attribute = aws_attribute_of(a->name);
	const char *error = template_error(out, e, attribute, text->value);

	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "%s holds a template of the identity provider that was "
		    "not filled in",
		    a->name + sizeof AWS_ATTRIBUTES - 1),
		.found = text->value,
		.why = "The expression is misspelt, or the field that it "
		       "names is empty for this user.",
		.at = text->at,
		.severity = *error != '\0' ? 0 : SDX_WARNING,
		.aws_error = error,
		.idp_fix = template_fix(attribute),
	    });
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
			if (value_is_template(a->values[j].value))
				judge_template(e, out, a, &a->values[j]);
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
    {"role-given", "The role given is one that the sign-in asks for",
	STAGE_TRUST, SDX_WARNING, SDX_DOCUMENTED, A, 0, NULL, TROUBLE, NULL,
	check_given},
    {"role-attribute-repeated", "There is one Role attribute", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, A, 0, NULL, GUIDE, NULL,
	check_attribute_repeated},
};

const struct check_table checks_role = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
