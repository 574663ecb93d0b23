/* SPDX-License-Identifier: MIT */
/* Statements: Sid, Effect, Principal, Action, and what must be there. */
#include <string.h>
#include <strings.h>

#include "aws/policy_grammar.h"

static enum principal_kind
principal_kind_of(struct policy_reader *r, struct json_value key)
{
	static const struct {
		const char *name;
		enum principal_kind kind;
	} kinds[] = {
	    {"AWS", PRINCIPAL_AWS},
	    {"Federated", PRINCIPAL_FEDERATED},
	    {"Service", PRINCIPAL_SERVICE},
	    {"CanonicalUser", PRINCIPAL_CANONICAL_USER},
	};
	const char *name = policy_name_of(r, key);

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
		if (strcasecmp(kinds[i].name, name) == 0)
			policy_fault(r, POLICY_FAULT_CASE, key.start, true,
			    arena_printf(r->arena,
				"the type of principal \"%s\" is written in "
				"another letter case",
				name),
			    kinds[i].name);
	}
	policy_fault(r, POLICY_FAULT_PRINCIPAL, key.start, true,
	    arena_printf(
		r->arena, "IAM knows no type of principal \"%s\"", name),
	    "Federated, for a SAML provider");
	return PRINCIPAL_OTHER;
}

static bool
add_principals(struct policy_reader *r, struct policy_statement *s,
    enum principal_kind kind, const char *type, struct json_value value)
{
	struct policy_texts texts = {0};

	if (!policy_read_texts(r, value, "Principal", &texts))
		return false;
	for (size_t i = 0; i < texts.n; i++) {
		struct policy_principal *p = arena_push(
		    r->arena, &s->principals, &s->n_principals, sizeof *p);

		if (p == NULL)
			return false;
		*p = (struct policy_principal){
		    .kind = kind, .type = type, .value = texts.items[i]};
	}
	return true;
}

static bool
read_principal(struct policy_reader *r, struct policy_statement *s,
    struct json_value value, bool is_not)
{
	struct json_iter iter;
	struct json_value key, item;

	s->is_not_principal = is_not;
	s->principal_at = value;
	if (value.type != JSON_OBJECT) {
		if (!json_equals(value, "*"))
			policy_fault(r, POLICY_FAULT_PRINCIPAL, value.start,
			    true, "Principal is neither \"*\" nor a map",
			    "{\"Federated\": \"arn:aws:iam::ACCOUNT:"
			    "saml-provider/NAME\"}");
		return add_principals(r, s, PRINCIPAL_ANYONE, "*", value);
	}
	iter = json_iterate(value);
	while (json_next(&iter, &key, &item)) {
		enum principal_kind kind = principal_kind_of(r, key);

		if (!add_principals(r, s, kind, policy_name_of(r, key), item))
			return false;
	}
	return true;
}

/* Of an old policy with several, the last one counts. */
static void
read_effect(struct policy_reader *r, struct policy_statement *s,
    struct json_value value)
{
	s->effect_at = value;
	s->effect = EFFECT_UNKNOWN;
	if (json_equals(value, "Allow"))
		s->effect = EFFECT_ALLOW;
	else if (json_equals(value, "Deny"))
		s->effect = EFFECT_DENY;
	else
		policy_fault(r, POLICY_FAULT_EFFECT, value.start, true,
		    arena_printf(r->arena, "Effect is %.*s",
			(int)(value.end - value.start < 40
				  ? value.end - value.start
				  : 40),
			value.text->data + value.start),
		    "\"Allow\" or \"Deny\", in this letter case");
}

static void
read_sid(struct policy_reader *r, struct policy_statement *s,
    struct json_value value)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz0123456789";

	s->sid = json_string(r->arena, value, NULL);
	if (s->sid == NULL)
		policy_fault(r, POLICY_FAULT_TYPE, value.start, true,
		    "Sid is no string", "a string in double quotes");
	else if (s->sid[strspn(s->sid, alphabet)] != '\0')
		policy_fault(r, POLICY_FAULT_SID, value.start, true,
		    "Sid holds other characters than letters and digits",
		    "A-Z a-z 0-9");
}

static bool
read_element(struct policy_reader *r, struct policy_statement *s,
    enum policy_element element, struct json_value value)
{
	switch (element) {
	case ELEMENT_SID:
		read_sid(r, s, value);
		return true;
	case ELEMENT_EFFECT:
		read_effect(r, s, value);
		return true;
	case ELEMENT_PRINCIPAL:
	case ELEMENT_NOT_PRINCIPAL:
		return read_principal(
		    r, s, value, element == ELEMENT_NOT_PRINCIPAL);
	case ELEMENT_ACTION:
	case ELEMENT_NOT_ACTION:
		s->is_not_action = element == ELEMENT_NOT_ACTION;
		return policy_read_texts(r, value, "Action", &s->actions);
	case ELEMENT_RESOURCE:
	case ELEMENT_NOT_RESOURCE:
		return policy_read_texts(r, value, "Resource", &s->resources);
	case ELEMENT_CONDITION:
		s->condition_at = value;
		return policy_read_conditions(r, s, value);
	default:
		return true;
	}
}

static void
require(struct policy_reader *r, const struct policy_statement *s,
    bool is_there, const char *message)
{
	if (!is_there)
		policy_fault(
		    r, POLICY_FAULT_MISSING, s->at.start, true, message, NULL);
}

static void
judge_statement(
    struct policy_reader *r, const struct policy_statement *s, const bool *seen)
{
	require(r, s, seen[ELEMENT_EFFECT], "a statement has no Effect");
	require(r, s, seen[ELEMENT_PRINCIPAL] || seen[ELEMENT_NOT_PRINCIPAL],
	    "a statement has no Principal, which a trust policy needs");
	require(r, s, seen[ELEMENT_ACTION] || seen[ELEMENT_NOT_ACTION],
	    "a statement has no Action");
	if ((seen[ELEMENT_ACTION] && seen[ELEMENT_NOT_ACTION]) ||
	    (seen[ELEMENT_PRINCIPAL] && seen[ELEMENT_NOT_PRINCIPAL]))
		policy_fault(r, POLICY_FAULT_BOTH, s->at.start, true,
		    "a statement has an element and its opposite",
		    "one of "
		    "them");
	if (seen[ELEMENT_RESOURCE] || seen[ELEMENT_NOT_RESOURCE])
		policy_fault(r, POLICY_FAULT_RESOURCE, s->resources.at.start,
		    true,
		    "a statement has a Resource; the role itself is the one of "
		    "a "
		    "trust policy",
		    "no such element");
}

static bool
read_statement(struct policy_reader *r, struct json_value value)
{
	struct policy *policy = r->policy;
	bool seen[N_ELEMENTS] = {false};
	struct policy_statement *s;
	struct json_iter iter;
	struct json_value key, item;

	if (value.type != JSON_OBJECT) {
		policy_fault(r, POLICY_FAULT_TYPE, value.start, true,
		    "a statement is no object", "{ … }");
		return true;
	}
	s = arena_push(
	    r->arena, &policy->statements, &policy->n_statements, sizeof *s);
	if (s == NULL)
		return false;
	s->number = policy->n_statements;
	s->at = value;
	iter = json_iterate(value);
	while (json_next(&iter, &key, &item)) {
		enum policy_element element =
		    policy_element_of(r, key, ELEMENT_SID, ELEMENT_CONDITION);

		policy_note_repeated(r, seen, element, key);
		if (!read_element(r, s, element, item))
			return false;
	}
	judge_statement(r, s, seen);
	return true;
}

bool
policy_read_statements(struct policy_reader *r, struct json_value value)
{
	struct json_iter iter;
	struct json_value key, item;

	if (value.type != JSON_ARRAY)
		return read_statement(r, value);
	iter = json_iterate(value);
	while (json_next(&iter, &key, &item)) {
		if (!read_statement(r, item))
			return false;
	}
	return true;
}
