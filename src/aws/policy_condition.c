/* SPDX-License-Identifier: MIT */
/* The element Condition, and the names of its operators. */
#include <string.h>
#include <strings.h>

#include "aws/policy_grammar.h"

/* IAM User Guide: IAM JSON policy elements: Condition operators. */
static const struct {
	const char *name;
	enum policy_operator operator;
	bool is_negated;
} operators[] = {
    {"StringEquals", STRING_EQUALS, false},
    {"StringNotEquals", STRING_NOT_EQUALS, true},
    {"StringEqualsIgnoreCase", STRING_EQUALS_IGNORE_CASE, false},
    {"StringNotEqualsIgnoreCase", STRING_NOT_EQUALS_IGNORE_CASE, true},
    {"StringLike", STRING_LIKE, false},
    {"StringNotLike", STRING_NOT_LIKE, true},
    {"NumericEquals", NUMERIC_EQUALS, false},
    {"NumericNotEquals", NUMERIC_NOT_EQUALS, true},
    {"NumericLessThan", NUMERIC_LESS, false},
    {"NumericLessThanEquals", NUMERIC_LESS_EQUALS, false},
    {"NumericGreaterThan", NUMERIC_GREATER, false},
    {"NumericGreaterThanEquals", NUMERIC_GREATER_EQUALS, false},
    {"DateEquals", DATE_EQUALS, false},
    {"DateNotEquals", DATE_NOT_EQUALS, true},
    {"DateLessThan", DATE_LESS, false},
    {"DateLessThanEquals", DATE_LESS_EQUALS, false},
    {"DateGreaterThan", DATE_GREATER, false},
    {"DateGreaterThanEquals", DATE_GREATER_EQUALS, false},
    {"Bool", OPERATOR_BOOL, false},
    {"BinaryEquals", BINARY_EQUALS, false},
    {"IpAddress", IP_ADDRESS, false},
    {"NotIpAddress", NOT_IP_ADDRESS, true},
    {"ArnEquals", ARN_EQUALS, false},
    {"ArnNotEquals", ARN_NOT_EQUALS, true},
    {"ArnLike", ARN_LIKE, false},
    {"ArnNotLike", ARN_NOT_LIKE, true},
    {"Null", OPERATOR_NULL, false},
};

#define N_OPERATORS (sizeof operators / sizeof *operators)

bool policy_operator_is_negated(enum policy_operator operator)
{
	for (size_t i = 0; i < N_OPERATORS; i++) {
		if (operators[i].operator== operator)
			return operators[i].is_negated;
	}
	return false;
}

static const char *
take_set(const char *name, enum policy_set *set)
{
	static const char all[] = "ForAllValues:", any[] = "ForAnyValue:";

	*set = SET_NONE;
	if (strncasecmp(name, all, sizeof all - 1) == 0) {
		*set = SET_ALL;
		return name + sizeof all - 1;
	}
	if (strncasecmp(name, any, sizeof any - 1) == 0) {
		*set = SET_ANY;
		return name + sizeof any - 1;
	}
	return name;
}

enum policy_operator
policy_operator_of(const char *name, enum policy_set *set, bool *is_if_exists)
{
	static const char suffix[] = "IfExists";
	size_t len;

	name = take_set(name, set);
	len = strlen(name);
	*is_if_exists =
	    len > sizeof suffix - 1 &&
	    strcasecmp(name + len - (sizeof suffix - 1), suffix) == 0;
	if (*is_if_exists)
		len -= sizeof suffix - 1;
	for (size_t i = 0; i < N_OPERATORS; i++) {
		if (strlen(operators[i].name) != len ||
		    strncasecmp(operators[i].name, name, len) != 0)
			continue;
		/* Null has no IfExists. */
		return *is_if_exists && operators[i].operator== OPERATOR_NULL
			   ? OPERATOR_UNKNOWN
			   : operators[i].operator;
	}
	return OPERATOR_UNKNOWN;
}

static bool
read_keys(struct policy_reader *r, struct policy_statement *s,
    const struct policy_condition *form, struct json_value keys)
{
	struct json_iter iter = json_iterate(keys);
	struct json_value key, values;

	while (json_next(&iter, &key, &values)) {
		struct policy_condition *c = arena_push(
		    r->arena, &s->conditions, &s->n_conditions, sizeof *c);

		if (c == NULL)
			return false;
		*c = *form;
		c->key.text = json_string(r->arena, key, NULL);
		c->key.at = key;
		if (!policy_read_texts(r, values, "Condition", &c->values))
			return false;
	}
	return true;
}

bool
policy_read_conditions(struct policy_reader *r, struct policy_statement *s,
    struct json_value value)
{
	struct json_iter iter = json_iterate(value);
	struct json_value key, keys;

	if (value.type != JSON_OBJECT) {
		policy_fault(r, POLICY_FAULT_TYPE, value.start, true,
		    "Condition is no object",
		    "{\"StringEquals\": {\"SAML:aud\": \"…\"}}");
		return true;
	}
	while (json_next(&iter, &key, &keys)) {
		struct policy_condition form = {0};

		form.operator_text = json_string(r->arena, key, NULL);
		form.operator= policy_operator_of(
		    form.operator_text, &form.set, &form.is_if_exists);
		if (form.operator== OPERATOR_UNKNOWN)
			policy_fault(r, POLICY_FAULT_OPERATOR, key.start, true,
			    arena_printf(r->arena,
				"IAM knows no condition operator \"%s\"",
				form.operator_text),
			    "StringEquals, StringLike, …");
		if (keys.type != JSON_OBJECT) {
			policy_fault(r, POLICY_FAULT_TYPE, keys.start, true,
			    "a condition operator holds no map of keys",
			    "{\"SAML:aud\": \"…\"}");
			continue;
		}
		if (!read_keys(r, s, &form, keys))
			return false;
	}
	return true;
}
