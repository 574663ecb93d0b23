/* SPDX-License-Identifier: MIT */
/*
 * IAM's policy language, as far as a role's trust policy speaks it (IAM User
 * Guide: Grammar of the IAM JSON policy language; IAM JSON policy elements).
 * Reading keeps every place and judges nothing away: what is odd becomes a
 * fault beside the typed policy.  It knows neither SAML nor evidence.
 */
#ifndef SDX_AWS_POLICY_H
#define SDX_AWS_POLICY_H

#include "json/json.h"

enum policy_effect { EFFECT_UNKNOWN = 0, EFFECT_ALLOW, EFFECT_DENY };

enum principal_kind {
	PRINCIPAL_ANYONE, /* "*" in the place of a map */
	PRINCIPAL_AWS,
	PRINCIPAL_FEDERATED,
	PRINCIPAL_SERVICE,
	PRINCIPAL_CANONICAL_USER,
	PRINCIPAL_OTHER /* a type that IAM does not know */
};

enum policy_operator {
	OPERATOR_UNKNOWN = 0,
	STRING_EQUALS,
	STRING_NOT_EQUALS,
	STRING_EQUALS_IGNORE_CASE,
	STRING_NOT_EQUALS_IGNORE_CASE,
	STRING_LIKE,
	STRING_NOT_LIKE,
	NUMERIC_EQUALS,
	NUMERIC_NOT_EQUALS,
	NUMERIC_LESS,
	NUMERIC_LESS_EQUALS,
	NUMERIC_GREATER,
	NUMERIC_GREATER_EQUALS,
	DATE_EQUALS,
	DATE_NOT_EQUALS,
	DATE_LESS,
	DATE_LESS_EQUALS,
	DATE_GREATER,
	DATE_GREATER_EQUALS,
	OPERATOR_BOOL,
	BINARY_EQUALS,
	IP_ADDRESS,
	NOT_IP_ADDRESS,
	ARN_EQUALS,
	ARN_NOT_EQUALS,
	ARN_LIKE,
	ARN_NOT_LIKE,
	OPERATOR_NULL
};

enum policy_set { SET_NONE = 0, SET_ALL, SET_ANY }; /* ForAllValues: … */

/* A text of the policy and where it stands. */
struct policy_text {
	const char *text; /* escapes resolved */
	bool is_unknown;  /* a template's function: text is its JSON */
	struct json_value at;
};

struct policy_texts {
	struct policy_text *items;
	size_t n;
	struct json_value at; /* JSON_NONE: the element is absent */
};

struct policy_principal {
	enum principal_kind kind;
	const char *type; /* "Federated" as written; "*" for anyone */
	struct policy_text value;
};

struct policy_condition { /* one operator and one key */
	enum policy_operator operator;
	enum policy_set set;
	bool is_if_exists;
	const char *operator_text; /* as written */
	struct policy_text key;
	struct policy_texts values;
};

struct policy_statement {
	size_t number;	 /* from 1 */
	const char *sid; /* NULL: none */
	enum policy_effect effect;
	struct policy_principal *principals;
	size_t n_principals;
	bool is_not_principal;
	struct policy_texts actions;
	bool is_not_action;
	struct policy_texts resources;
	struct policy_condition *conditions;
	size_t n_conditions;
	struct json_value at;
	struct json_value principal_at, effect_at, condition_at;
};

/* What is odd about the text; each has a place. */
enum policy_fault_kind {
	POLICY_FAULT_JSON,	/* no JSON at all */
	POLICY_FAULT_COMMENT,	/* … because of a comment */
	POLICY_FAULT_COMMA,	/* … because of a comma too many */
	POLICY_FAULT_OBJECTS,	/* … several objects one after the other */
	POLICY_FAULT_QUOTES,	/* … quotes of a word processor, or single */
	POLICY_FAULT_NO_OBJECT, /* another value than an object */
	POLICY_FAULT_REPEATED,	/* an element stands twice */
	POLICY_FAULT_ELEMENT,	/* an element that IAM does not know */
	POLICY_FAULT_CASE,	/* … but for its letter case */
	POLICY_FAULT_MISSING,	/* an element that must be there */
	POLICY_FAULT_BOTH,	/* Action and NotAction, and the like */
	POLICY_FAULT_TYPE,	/* another type of value is wanted */
	POLICY_FAULT_EFFECT,	/* neither Allow nor Deny */
	POLICY_FAULT_VERSION,	/* none of the two that exist */
	POLICY_FAULT_VARIABLE,	/* ${…} in a version that has none */
	POLICY_FAULT_OPERATOR,	/* a condition operator unknown to IAM */
	POLICY_FAULT_RESOURCE,	/* Resource, which a trust policy has not */
	POLICY_FAULT_SID,	/* characters beside A-Z a-z 0-9 */
	POLICY_FAULT_CHARACTER, /* outside what a policy may hold */
	POLICY_FAULT_PRINCIPAL, /* a type of principal unknown to IAM */
	POLICY_FAULT_LENGTH	/* over 131,072 characters */
};

struct policy_fault {
	enum policy_fault_kind kind;
	const char *message; /* a sentence without a full stop */
	const char *wanted;  /* NULL */
	size_t offset;	     /* in the text */
	bool is_refused; /* IAM refuses to save it; else it only does harm */
};

struct policy {
	const struct json_text *text;
	const char *version;  /* "2012-10-17"; NULL: absent, 2008-10-17 */
	bool has_variables;   /* Version allows ${…} */
	struct json_value at; /* the policy's object */
	struct policy_statement *statements;
	size_t n_statements;
	struct policy_fault *faults;
	size_t n_faults;
	bool is_readable; /* there is a Statement to evaluate */
};

/* A policy out of a value of a document.  NULL: no memory. */
struct policy *policy_read(struct arena *, struct json_value);
/* The same of a text of its own, whose JSON may be broken. */
struct policy *policy_read_text(struct arena *, const char *, size_t len);

/* The operator that a name means; *SET and *IF_EXISTS are taken off it. */
enum policy_operator policy_operator_of(
    const char *name, enum policy_set *, bool *is_if_exists);
bool policy_operator_is_negated(enum policy_operator);

/* ---- Evaluation (IAM User Guide: Policy evaluation logic) */

enum truth { TRUTH_NO = 0, TRUTH_YES, TRUTH_UNKNOWN };

struct policy_key {
	const char *name; /* letter case does not matter */
	const char *const *values;
	size_t n_values;
};

struct policy_request {
	const char *action; /* "sts:AssumeRoleWithSAML" */
	enum principal_kind principal_kind;
	const char *principal; /* an ARN */
	const struct policy_key *keys;
	size_t n_keys;
	/*
	 * Is a key that is not among them simply absent?  false: nobody here
	 * knows its value, and what depends on it is unknown.
	 */
	bool (*is_absent)(const char *key);
};

/* Why a condition came out as it did. */
enum policy_reason {
	REASON_COMPARED, /* the values decided */
	REASON_MISSING,	 /* the key is absent from the request */
	REASON_UNKNOWN,	 /* the key's value is not known here */
	REASON_VARIABLE, /* a variable has no value, or several */
	REASON_SEVERAL,	 /* several values without a set operator */
	REASON_VALUE,	 /* a value of the policy fits no such operator */
	REASON_OPERATOR	 /* the operator is unknown */
};

struct condition_trace {
	const struct policy_condition *condition;
	enum truth truth;
	enum policy_reason reason;
	const struct policy_key *key; /* of the request; NULL */
	const char *wanted; /* the policy's values, variables replaced */
};

struct statement_trace {
	const struct policy_statement *statement;
	enum truth principal, action, conditions;
	enum truth matches;		/* all three */
	struct condition_trace *traces; /* one for each condition */
};

enum policy_decision {
	DECISION_IMPLICIT_DENY = 0,
	DECISION_ALLOW,
	DECISION_EXPLICIT_DENY,
	DECISION_UNKNOWN
};

struct policy_result {
	enum policy_decision decision;
	/* The statement that decided, or on which it depends; NULL: none. */
	const struct statement_trace *because;
	struct statement_trace *statements;
	size_t n_statements;
};

/* NULL: no memory. */
struct policy_result *policy_evaluate(
    struct arena *, const struct policy *, const struct policy_request *);

/* ---- Parts, for the tests and for explanations */

/*
 * A pattern: every byte of TEXT, and beside it whether a '*' or '?' there
 * is a wildcard.
 */
struct policy_pattern {
	char *text;
	bool *is_wild;
	size_t len;
};

/* A value with its variables replaced.  WHY tells what kept it. */
bool policy_expand(struct arena *, const char *value, bool has_variables,
    const struct policy_request *, struct policy_pattern *,
    enum policy_reason *why);
/* In time that grows with the product of both lengths at most. */
bool policy_match(
    const struct policy_pattern *, const char *, size_t len, bool fold_case);
/* One value of the policy against one of the request. */
enum truth policy_compare(
    enum policy_operator, const struct policy_pattern *, const char *value);
/* Does the name of an action, with wildcards, name this one? */
bool policy_action_fits(const char *pattern, const char *action);

#endif
