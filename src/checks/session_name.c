/* SPDX-License-Identifier: MIT */
/* RoleSessionName: 2 to 64 characters of a-z A-Z 0-9 _ + = , . @ - */
#include <string.h>

#include "check.h"
#include "checks/name_pattern.h"

#define SUGGEST "Send a value such as %s (a suggestion of samldx)."

static const struct saml_attribute *
attribute_of(const struct evidence *e)
{
	const struct saml_attribute *a = e->session->role_session_name;

	return a != NULL && a->n_values > 0 ? a : NULL;
}

static const char *
near_name(const struct evidence *e, const char **what)
{
	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		const char *name = e->assertion->attributes[i].name;

		if (aws_attribute_near(name, what) ==
		    AWS_ATTRIBUTE_ROLE_SESSION_NAME)
			return name;
	}
	return NULL;
}

/* IAM User Guide: RoleSessionName is required. */
static enum check_outcome
check_present(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = attribute_of(e);
	const char *what = NULL, *near = near_name(e, &what);

	if (a != NULL && a->values[0].value[0] != '\0')
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = a != NULL ? "RoleSessionName is empty"
			   : near != NULL
			       ? finding_text(out,
				     "RoleSessionName is missing; an "
				     "attribute is almost named so: %s",
				     what)
			       : "The assertion has no RoleSessionName",
		.found = near,
		.wanted = AWS_ATTRIBUTES "RoleSessionName with one value",
		.why = near != NULL ? "AWS compares the name letter by letter."
				    : "The field that the identity provider "
				      "takes it from is "
				      "often empty for this one user, such as "
				      "a missing mail "
				      "address.",
		.at = a != NULL ? a->at : e->assertion->at,
		.idp_fix = FIX_ROLE_SESSION_NAME,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_characters(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = attribute_of(e);
	struct name_fault fault;
	const char *why = NULL;

	if (a == NULL || a->values[0].value[0] == '\0')
		return CHECK_NOT_APPLICABLE;
	fault = name_pattern_judge(out->arena, a->values[0].value);
	if (fault.n_marks == 0)
		return CHECK_RAN;
	if (strchr(a->values[0].value, '\\') != NULL)
		why = "The identity provider sends the Windows account name.";
	else if (strstr(a->values[0].value, "#EXT#") != NULL)
		why = "This is a guest: Entra builds such user principal "
		      "names for guests.";
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "RoleSessionName holds %s", fault.words),
		.found = a->values[0].value,
		.wanted = NAME_PATTERN_WORDS,
		.why = why,
		.marks = fault.marks,
		.n_marks = fault.n_marks,
		.at = a->values[0].at,
		.idp_fix = FIX_ROLE_SESSION_NAME,
		.idp_text = fault.corrected != NULL
				? finding_text(out, SUGGEST, fault.corrected)
				: NULL,
	    });
	return CHECK_RAN;
}

static enum check_outcome
check_length(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = attribute_of(e);
	const char *shorter = NULL;
	size_t n;

	if (a == NULL || a->values[0].value[0] == '\0')
		return CHECK_NOT_APPLICABLE;
	n = name_pattern_length(a->values[0].value);
	if (n >= NAME_PATTERN_MIN && n <= NAME_PATTERN_MAX)
		return CHECK_RAN;
	if (n > NAME_PATTERN_MAX)
		shorter = name_pattern_correct(out->arena, a->values[0].value);
	finding_add(out, &(struct finding_draft){
			     .message = finding_text(out,
				 "RoleSessionName has %zu character%s", n,
				 n == 1 ? "" : "s"),
			     .found = a->values[0].value,
			     .wanted = NAME_PATTERN_WORDS,
			     .at = a->values[0].at,
			     .idp_fix = FIX_ROLE_SESSION_NAME,
			     .idp_text = shorter != NULL ? finding_text(out,
							       SUGGEST, shorter)
							 : NULL,
			 });
	return CHECK_RAN;
}

/* The page says "one value"; what AWS does with more is not documented. */
static enum check_outcome
check_count(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = attribute_of(e);

	if (a == NULL)
		return CHECK_NOT_APPLICABLE;
	if (a->n_values == 1 && e->session->n_role_session_names == 1)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = e->session->n_role_session_names > 1
			       ? finding_text(out,
				     "RoleSessionName is sent in %zu "
				     "attributes",
				     e->session->n_role_session_names)
			       : finding_text(out,
				     "RoleSessionName is sent with %zu values",
				     a->n_values),
		.wanted = "one attribute with one value",
		.why = "Which of them AWS takes, if any, is not documented.",
		.at = a->at,
		.idp_fix = FIX_ROLE_SESSION_NAME,
	    });
	return CHECK_RAN;
}

/* What uses the session later may want less than AWS allows here. */
static enum check_outcome
check_consumers(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *a = attribute_of(e);
	const char *value;

	if (a == NULL)
		return CHECK_NOT_APPLICABLE;
	value = a->values[0].value;
	if (strpbrk(value, "+=,") == NULL)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "RoleSessionName holds one of + = , which no user "
			   "name of Amazon Connect may hold",
		.found = value,
		.why = "Amazon Connect takes the session name for the name "
		       "of its own user. Elsewhere it does no harm.",
		.at = a->values[0].at,
		.idp_fix = FIX_ROLE_SESSION_NAME,
	    });
	return CHECK_RAN;
}

#define TROUBLE "IAM User Guide: Troubleshoot SAML federation"
#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"

static const struct check table[] = {
    {"session-name-present", "The assertion has a RoleSessionName",
	STAGE_ATTRIBUTES, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0,
	"session-name-required", TROUBLE, NULL, check_present},
    {"session-name-characters",
	"RoleSessionName holds the allowed characters alone", STAGE_ATTRIBUTES,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, "session-name-pattern",
	TROUBLE, "value-template", check_characters},
    {"session-name-length", "RoleSessionName has 2 to 64 characters",
	STAGE_ATTRIBUTES, SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION, 0,
	"session-name-pattern", TROUBLE, "value-template", check_length},
    {"session-name-count", "RoleSessionName has one value", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL,
	check_count},
    {"session-name-consumers",
	"RoleSessionName suits the services that use it as a user name",
	STAGE_ADVICE, SDX_NOTE, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL,
	"Amazon Connect API reference: CreateUser, Username", NULL,
	check_consumers},
};

const struct check_table checks_session_name = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
