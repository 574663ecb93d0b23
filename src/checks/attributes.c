/* SPDX-License-Identifier: MIT */
/* The attributes as a whole, and the size of the message. */
#include <string.h>

#include "check.h"
#include "checks/repeats.h"

#define MESSAGE_MAX 100000
#define MANY_VALUES 50

static bool
is_aws(const char *name)
{
	return strncmp(name, AWS_ATTRIBUTES, sizeof AWS_ATTRIBUTES - 1) == 0;
}

/* Role has a rule of its own. */
static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct saml_assertion *a = e->assertion;
	const char **names = NULL;
	size_t n = 0, *first;

	for (size_t i = 0; i < a->n_attributes; i++) {
		const char **name =
		    arena_push(out->arena, &names, &n, sizeof *name);

		if (name == NULL)
			return CHECK_RAN;
		*name = a->attributes[i].name;
	}
	first = repeats_find(out->arena, names, n, false);
	for (size_t i = 0; first != NULL && i < n; i++) {
		if (first[i] == i ||
		    aws_attribute_of(names[i]) == AWS_ATTRIBUTE_ROLE)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = "Two attributes have the same name",
			.found = names[i],
			.why = "Which of them AWS takes is not documented.",
			.at = a->attributes[i].at,
			.other_at = a->attributes[first[i]].at,
			.severity = is_aws(names[i]) ? SDX_WARNING : 0,
		    });
	}
	return CHECK_RAN;
}

/* Why AWS does not see an attribute; NULL: it does, or it is not meant. */
static const char *
why_unseen(const char *name)
{
	const char *what = NULL;
	enum aws_attribute near = aws_attribute_near(name, &what);

	/* A near miss of Role has a rule of its own. */
	if (near == AWS_ATTRIBUTE_ROLE)
		return NULL;
	if (near != AWS_ATTRIBUTE_NONE)
		return what;
	if (is_aws(name) && aws_attribute_of(name) == AWS_ATTRIBUTE_NONE)
		return "AWS knows no attribute of this name";
	return NULL;
}

static enum check_outcome
check_near_miss(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		const struct saml_attribute *a = &e->assertion->attributes[i];
		const char *what = why_unseen(a->name);

		if (what == NULL)
			continue;
		finding_add(
		    out, &(struct finding_draft){
			     .message = finding_text(out,
				 "AWS will not see this attribute: %s", what),
			     .found = a->name,
			     .wanted = "a name that AWS knows, in its exact "
				       "spelling",
			     .why = "Names are compared letter by letter.",
			     .at = a->at,
			     .idp_text = "Correct the attribute's name.",
			 });
	}
	return CHECK_RAN;
}

static bool
has_outer_blank(const char *value)
{
	size_t len = strlen(value);

	return len > 0 && (strchr(" \t\r\n", value[0]) != NULL ||
			      strchr(" \t\r\n", value[len - 1]) != NULL);
}

/* Role and RoleSessionName call white space an error by rules of their own. */
static enum check_outcome
check_blank(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->assertion->n_attributes; i++) {
		const struct saml_attribute *a = &e->assertion->attributes[i];
		enum aws_attribute attribute = aws_attribute_of(a->name);

		if (attribute == AWS_ATTRIBUTE_ROLE ||
		    attribute == AWS_ATTRIBUTE_ROLE_SESSION_NAME ||
		    attribute == AWS_ATTRIBUTE_SOURCE_IDENTITY)
			continue;
		for (size_t j = 0; j < a->n_values; j++) {
			if (!has_outer_blank(a->values[j].value))
				continue;
			finding_add(out,
			    &(struct finding_draft){
				.message = "A value has white space around it",
				.found = a->values[j].value,
				.why = "AWS and trust policies compare values "
				       "as they stand.",
				.at = a->values[j].at,
				.idp_text = "Send the value without white "
					    "space around it.",
			    });
		}
	}
	return CHECK_RAN;
}

/* The attribute with the most values is most often the reason. */
static const char *
why_large(const struct evidence *e, struct findings *out)
{
	const struct saml_attribute *most = NULL;

	for (size_t i = 0;
	     e->assertion != NULL && i < e->assertion->n_attributes; i++) {
		const struct saml_attribute *a = &e->assertion->attributes[i];

		if (most == NULL || a->n_values > most->n_values)
			most = a;
	}
	if (most == NULL || most->n_values < MANY_VALUES)
		return "Most often hundreds of roles or groups are sent.";
	return finding_text(out, "The attribute %s has %zu values.", most->name,
	    most->n_values);
}

/* STS API reference: SAMLAssertion has 4 to 100,000 characters. */
static enum check_outcome
check_size(const struct evidence *e, struct findings *out)
{
	size_t n = e->message->encoded_len;

	if (n == 0)
		n = (e->message->xml.len + 2) / 3 * 4;
	if (n <= MESSAGE_MAX)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(
			 out, "The response has %zu characters of base64", n),
		     .wanted = "at most 100000",
		     .why = why_large(e, out),
		     .at = e->response != NULL ? e->response->at
					       : (struct saml_at){0},
		     .idp_fix = FIX_SIZE,
		 });
	return CHECK_RAN;
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"

static const struct check table[] = {
    {"message-size", "The response has at most 100,000 characters",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, NEEDS_MESSAGE, 0,
	"request-constraint", "STS API reference: AssumeRoleWithSAML", NULL,
	check_size},
    {"attribute-name-near-miss", "No attribute is almost named like AWS's",
	STAGE_ATTRIBUTES, SDX_WARNING, SDX_DOCUMENTED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_near_miss},
    {"attribute-repeated", "No attribute stands twice", STAGE_ADVICE, SDX_NOTE,
	SDX_INFERRED, NEEDS_ASSERTION, 0, NULL, GUIDE, NULL, check_repeated},
    {"attribute-value-blank", "No value has white space around it",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION, 0, NULL,
	GUIDE, NULL, check_blank},
};

const struct check_table checks_attributes = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
