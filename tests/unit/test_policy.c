/* SPDX-License-Identifier: MIT */
/*
 * The policy evaluator: conditions by the table of testdata/policy, whole
 * policies and their faults by tables here.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aws/policy.h"

#define PROVIDER "arn:aws:iam::123456789012:saml-provider/Example"
#define LINE_MAX_LEN 4096

struct fixture {
	struct arena *arena;
};

static int
set_up(void **state)
{
	static struct fixture f;

	f.arena = arena_new();
	*state = &f;
	return f.arena == NULL;
}

static int
tear_down(void **state)
{
	arena_free(((struct fixture *)*state)->arena);
	return 0;
}

/* ---- One condition */

static bool
is_absent(const char *key)
{
	return strcasecmp(key, "aws:SourceVpc") != 0 &&
	       strcasecmp(key, "test:unknown") != 0;
}

static const char *const one_name[] = {"ana"};
static const char *const two_values[] = {"staff", "member"};
static const char *const is_true[] = {"true"};

/* The request's values out of a JSON array. */
static void
read_values(struct arena *arena, const char *text, struct policy_key *key)
{
	struct json_text *json = arena_alloc(arena, sizeof *json);
	struct json_error error;
	struct json_value array, item, none;
	struct json_iter iter;
	const char **values;

	array = json_open(json, text, strlen(text), &error);
	assert_int_equal(array.type, JSON_ARRAY);
	values = arena_alloc(arena, (json_size(array) + 1) * sizeof *values);
	iter = json_iterate(array);
	while (json_next(&iter, &none, &item))
		values[key->n_values++] = json_string(arena, item, NULL);
	key->values = values;
}

static enum truth
condition_truth(struct arena *arena, char *operator, char * wanted, char *given)
{
	struct policy_key keys[4] = {
	    {"sts:RoleSessionName", one_name, 1},
	    {"saml:edupersonaffiliation", two_values, 2},
	    {"aws:SecureTransport", is_true, 1},
	};
	struct policy_request request = {.action = "sts:AssumeRoleWithSAML",
	    .principal_kind = PRINCIPAL_FEDERATED,
	    .principal = PROVIDER,
	    .keys = keys,
	    .n_keys = 3,
	    .is_absent = is_absent};
	bool is_unknown = strcmp(given, "?") == 0;
	const char *text = arena_printf(arena,
	    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\","
	    "\"Principal\":\"*\",\"Action\":\"*\",\"Condition\":{\"%s\":"
	    "{\"%s\":%s}}}}",
	    operator, is_unknown ? "test:unknown" : "test:Key", wanted);
	struct policy *policy = policy_read_text(arena, text, strlen(text));
	struct policy_result *result;

	if (!is_unknown && strcmp(given, "-") != 0) {
		keys[3].name = "TEST:key";
		read_values(arena, given, &keys[3]);
		request.n_keys = 4;
	}
	assert_true(policy->is_readable);
	result = policy_evaluate(arena, policy, &request);
	assert_int_equal(result->statements[0].principal, TRUTH_YES);
	assert_int_equal(result->statements[0].action, TRUTH_YES);
	return result->statements[0].conditions;
}

static void
conditions_come_out_as_documented(void **state)
{
	static const char *const words[] = {"no", "yes", "unknown"};
	struct fixture *f = *state;
	char path[4096], line[LINE_MAX_LEN];
	size_t n = 0, number = 0;
	FILE *stream;

	snprintf(path, sizeof path, "%s/testdata/policy/conditions.txt",
	    getenv("SAMLDX_SRCDIR"));
	stream = fopen(path, "r");
	assert_non_null(stream);
	while (fgets(line, sizeof line, stream) != NULL) {
		char *field[4], *rest = line;
		enum truth truth;

		number++;
		if (line[0] == '#' || line[0] == '\n')
			continue;
		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < 4; i++)
			field[i] = strsep(&rest, "\t");
		assert_non_null(field[3]);
		truth = condition_truth(f->arena, field[0], field[1], field[2]);
		if (strcmp(words[truth], field[3]) != 0)
			fail_msg("line %zu: %s, in place of %s", number,
			    words[truth], field[3]);
		n++;
	}
	fclose(stream);
	assert_true(n >= 400);
}

/* ---- Whole statements */

static const char *const aud[] = {"https://signin.aws.amazon.com/saml"};

static struct policy_result *
evaluate(struct arena *arena, const char *statements, const char *action)
{
	static const struct policy_key keys[] = {{"SAML:aud", aud, 1}};
	const struct policy_request request = {.action = action,
	    .principal_kind = PRINCIPAL_FEDERATED,
	    .principal = PROVIDER,
	    .keys = keys,
	    .n_keys = 1,
	    .is_absent = is_absent};
	const char *text = arena_printf(
	    arena, "{\"Version\":\"2012-10-17\",\"Statement\":%s}", statements);
	struct policy *policy = policy_read_text(arena, text, strlen(text));

	return policy_evaluate(arena, policy, &request);
}

#define F "\"Principal\":{\"Federated\":\"" PROVIDER "\"}"
#define A "\"Action\":\"sts:AssumeRoleWithSAML\""
#define ALLOW "\"Effect\":\"Allow\""
#define DENY "\"Effect\":\"Deny\""
#define GOOD                                             \
	"\"Condition\":{\"StringEquals\":{\"SAML:aud\":" \
	"\"https://signin.aws.amazon.com/saml\"}}"
#define BAD "\"Condition\":{\"StringEquals\":{\"SAML:aud\":\"x\"}}"
#define DOUBT "\"Condition\":{\"StringEquals\":{\"aws:SourceVpc\":\"x\"}}"

static const struct statement_case {
	const char *statements;
	enum policy_decision decision;
} statement_cases[] = {
    {"[]", DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F "," A "}", DECISION_ALLOW},
    {"[{" ALLOW "," F "," A "," GOOD "}]", DECISION_ALLOW},
    {"{" ALLOW "," F "," A "," BAD "}", DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F "," A "," DOUBT "}", DECISION_UNKNOWN},
    {"{" DENY "," F "," A "}", DECISION_EXPLICIT_DENY},
    {"[{" ALLOW "," F "," A "},{" DENY "," F "," A "}]",
	DECISION_EXPLICIT_DENY},
    {"[{" DENY "," F "," A "," BAD "},{" ALLOW "," F "," A "}]",
	DECISION_ALLOW},
    {"[{" DENY "," F "," A "," DOUBT "},{" ALLOW "," F "," A "}]",
	DECISION_UNKNOWN},
    {"[{" DENY "," F "," A "," DOUBT "}]", DECISION_IMPLICIT_DENY},
    {"[{" ALLOW "," F "," A "," DOUBT "},{" ALLOW "," F "," A "}]",
	DECISION_ALLOW},
    {"[{" ALLOW "," F "," A "," BAD "},{" ALLOW "," F "," A "," GOOD "}]",
	DECISION_ALLOW},
    /* Actions */
    {"{" ALLOW "," F ",\"Action\":\"sts:*\"}", DECISION_ALLOW},
    {"{" ALLOW "," F ",\"Action\":\"*\"}", DECISION_ALLOW},
    {"{" ALLOW "," F ",\"Action\":\"STS:assumerolewithsaml\"}", DECISION_ALLOW},
    {"{" ALLOW "," F ",\"Action\":\"sts:AssumeRole\"}", DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F ",\"Action\":\"sts:AssumeRole*\"}", DECISION_ALLOW},
    {"{" ALLOW "," F ",\"Action\":\"sts:AssumeRoleWith????\"}", DECISION_ALLOW},
    {"{" ALLOW "," F
     ",\"Action\":[\"sts:TagSession\",\"sts:AssumeRoleWithSAML\"]}",
	DECISION_ALLOW},
    {"{" ALLOW "," F ",\"NotAction\":\"sts:TagSession\"}", DECISION_ALLOW},
    {"{" ALLOW "," F ",\"NotAction\":\"sts:*\"}", DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F "}", DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F ",\"Action\":{\"Ref\":\"A\"}}", DECISION_UNKNOWN},
    {"{" ALLOW "," F ",\"Action\":[{\"Ref\":\"A\"},"
     "\"sts:AssumeRoleWithSAML\"]}",
	DECISION_ALLOW},
    {"{" ALLOW "," F ",\"NotAction\":{\"Ref\":\"A\"}}", DECISION_UNKNOWN},
    /* Principals */
    {"{" ALLOW ",\"Principal\":\"*\"," A "}", DECISION_ALLOW},
    {"{" ALLOW ",\"Principal\":{\"AWS\":\"*\"}," A "}", DECISION_ALLOW},
    {"{" ALLOW ",\"Principal\":{\"Federated\":\"*\"}," A "}", DECISION_UNKNOWN},
    {"{" ALLOW ",\"Principal\":{\"AWS\":\"" PROVIDER "\"}," A "}",
	DECISION_IMPLICIT_DENY},
    {"{" ALLOW ",\"Principal\":{\"Federated\":["
     "\"arn:aws:iam::123456789012:saml-provider/Other\",\"" PROVIDER "\"]}," A
     "}",
	DECISION_ALLOW},
    {"{" ALLOW ",\"Principal\":{\"Federated\":"
     "\"arn:aws:iam::123456789012:saml-provider/example\"}," A "}",
	DECISION_IMPLICIT_DENY},
    {"{" ALLOW ",\"Principal\":{\"Federated\":"
     "\"arn:aws:iam::123456789012:saml-provider/*\"}," A "}",
	DECISION_IMPLICIT_DENY},
    {"{" ALLOW ",\"NotPrincipal\":{\"Federated\":\"" PROVIDER "\"}," A "}",
	DECISION_IMPLICIT_DENY},
    {"{" ALLOW ",\"NotPrincipal\":{\"AWS\":\"123456789012\"}," A "}",
	DECISION_ALLOW},
    {"{" ALLOW "," A "}", DECISION_IMPLICIT_DENY},
    /* An effect that is none */
    {"{\"Effect\":\"allow\"," F "," A "}", DECISION_UNKNOWN},
    {"[{\"Effect\":\"deny\"," F "," A "},{" ALLOW "," F "," A "}]",
	DECISION_ALLOW},
    /* Several keys and operators: all must hold */
    {"{" ALLOW "," F "," A ",\"Condition\":{\"StringEquals\":{\"SAML:aud\":"
     "\"https://signin.aws.amazon.com/saml\",\"saml:iss\":\"x\"}}}",
	DECISION_IMPLICIT_DENY},
    {"{" ALLOW "," F "," A
     ",\"Condition\":{\"StringLike\":{\"saml:AUD\":\"https:*\"},"
     "\"StringNotEquals\":{\"saml:iss\":\"x\"}}}",
	DECISION_ALLOW},
    {"{" ALLOW "," F "," A ",\"Condition\":{}}", DECISION_ALLOW},
};

static void
statements_decide(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof statement_cases / sizeof *statement_cases;
	     i++) {
		struct policy_result *result = evaluate(f->arena,
		    statement_cases[i].statements, "sts:AssumeRoleWithSAML");

		if (result->decision != statement_cases[i].decision)
			fail_msg("row %zu: %d, in place of %d", i,
			    (int)result->decision,
			    (int)statement_cases[i].decision);
	}
}

/* ---- Faults */

/* What is wrong, and the line and column where it stands. */
static const struct {
	const char *text;
	enum policy_fault_kind kind;
	size_t line, column;
} faults[] = {
#define S(x) "{\"Version\":\"2012-10-17\",\n \"Statement\":[" x "]}"
    {"{\n  \"Version\": 1,\n  // all\n}", POLICY_FAULT_COMMENT, 3, 3},
    {"{\n  \"Version\": \"2012-10-17\",\n}", POLICY_FAULT_COMMA, 3, 1},
    {"{\"a\":[1,]}", POLICY_FAULT_COMMA, 1, 9},
    {"{}\n{}", POLICY_FAULT_OBJECTS, 2, 1},
    {"{},\n{}", POLICY_FAULT_OBJECTS, 1, 3},
    {"{'Version':1}", POLICY_FAULT_QUOTES, 1, 2},
    {"{\xe2\x80\x9cVersion\xe2\x80\x9d:1}", POLICY_FAULT_QUOTES, 1, 2},
    {"{\"a\" 1}", POLICY_FAULT_JSON, 1, 6},
    {"", POLICY_FAULT_JSON, 1, 1},
    {"[]", POLICY_FAULT_NO_OBJECT, 1, 1},
    {"{\"Version\":\"2012-10-17\"}", POLICY_FAULT_MISSING, 1, 1},
    {"{\"Statement\":[],\n\"Statement\":[]}", POLICY_FAULT_REPEATED, 2, 1},
    {S("{" ALLOW "," F "," A ",\n" DENY "}"), POLICY_FAULT_REPEATED, 3, 1},
    {S("{" ALLOW "," F "," A ",\n\"Action\":\"x\"}"), POLICY_FAULT_REPEATED, 3,
	1},
    {S("{" ALLOW "," F "," A ",\n\"Foo\":1}"), POLICY_FAULT_ELEMENT, 3, 1},
    {S("{\"effect\":\"Allow\"," F "," A "}"), POLICY_FAULT_CASE, 2, 16},
    {"{\"statement\":[]}", POLICY_FAULT_CASE, 1, 2},
    {S("{" ALLOW "," A "}"), POLICY_FAULT_MISSING, 2, 15},
    {S("{" F "," A "}"), POLICY_FAULT_MISSING, 2, 15},
    {S("{" ALLOW "," F "}"), POLICY_FAULT_MISSING, 2, 15},
    {S("{" ALLOW "," F "," A ",\"NotAction\":\"x\"}"), POLICY_FAULT_BOTH, 2,
	15},
    {S("7"), POLICY_FAULT_TYPE, 2, 15},
    {S("{" ALLOW "," F ",\"Action\":{}}"), POLICY_FAULT_TYPE, 2, 118},
    {S("{\"Effect\":\"allow\"," F "," A "}"), POLICY_FAULT_EFFECT, 2, 25},
    {"{\"Version\":\"2026-11-20\",\"Statement\":[]}", POLICY_FAULT_VERSION, 1,
	12},
    {"{\"Statement\":{" ALLOW "," F "," A
     ",\n\"Condition\":{\"StringLike\":{\"k\":\"${x}\"}}}}",
	POLICY_FAULT_VARIABLE, 2, 32},
    {S("{" ALLOW "," F "," A ",\n\"Condition\":{\"Equals\":{}}}"),
	POLICY_FAULT_OPERATOR, 3, 14},
    {S("{" ALLOW "," F "," A ",\n\"Condition\":[]}"), POLICY_FAULT_TYPE, 3, 13},
    {S("{" ALLOW "," F "," A ",\n\"Condition\":{\"StringEquals\":\"x\"}}"),
	POLICY_FAULT_TYPE, 3, 29},
    {S("{" ALLOW "," F ",\n\"Action\":[]}"), POLICY_FAULT_MISSING, 3, 10},
    {S("{" ALLOW "," F ",\n\"Action\":[null]}"), POLICY_FAULT_TYPE, 3, 11},
    {S("{\"Sid\":7," ALLOW "," F "," A "}"), POLICY_FAULT_TYPE, 2, 22},
    {S("{" ALLOW "," F "," A ",\n\"Resource\":\"*\"}"), POLICY_FAULT_RESOURCE,
	3, 12},
    {S("{\"Sid\":\"a b\"," ALLOW "," F "," A "}"), POLICY_FAULT_SID, 2, 22},
    {S("{\"Sid\":\"a\xe2\x82\xac\"," ALLOW "," F "," A "}"),
	POLICY_FAULT_CHARACTER, 2, 24},
    {S("{" ALLOW ",\"Principal\":{\"SAML\":\"x\"}," A "}"),
	POLICY_FAULT_PRINCIPAL, 2, 46},
    {S("{" ALLOW ",\"Principal\":{\"federated\":\"x\"}," A "}"),
	POLICY_FAULT_CASE, 2, 46},
    {S("{" ALLOW ",\"Principal\":\"x\"," A "}"), POLICY_FAULT_PRINCIPAL, 2, 45},
};

static void
faults_have_their_place(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		const char *text = faults[i].text;
		struct policy *policy =
		    policy_read_text(f->arena, text, strlen(text));
		size_t line, column, j = 0;

		while (j < policy->n_faults &&
		       policy->faults[j].kind != faults[i].kind)
			j++;
		if (j == policy->n_faults)
			fail_msg("row %zu: no such fault among %zu", i,
			    policy->n_faults);
		json_position(
		    policy->text, policy->faults[j].offset, &line, &column);
		if (line != faults[i].line || column != faults[i].column)
			fail_msg("row %zu: %zu:%zu", i, line, column);
	}
}

static void
a_good_policy_has_no_fault(void **state)
{
	static const char text[] =
	    S("{\"Sid\":\"One\"," ALLOW "," F "," A "," GOOD "},{" ALLOW "," F
	      ",\"Action\":[\"sts:TagSession\"]}");
	struct fixture *f = *state;
	struct policy *policy =
	    policy_read_text(f->arena, text, sizeof text - 1);

	assert_int_equal(policy->n_faults, 0);
	assert_int_equal(policy->n_statements, 2);
	assert_true(policy->has_variables);
}

/* A hostile pattern takes time that grows with the product at most. */
static void
stars_are_matched_in_bounded_time(void **state)
{
	struct fixture *f = *state;
	struct policy_pattern pattern;
	enum policy_reason why;
	size_t len = 20000;
	char *text = arena_alloc(f->arena, len + 1);
	char *stars = arena_alloc(f->arena, 2 * len + 2);

	memset(text, 'a', len);
	for (size_t i = 0; i < len; i++)
		memcpy(stars + 2 * i, "a*", 2);
	stars[2 * len] = 'b';
	assert_true(
	    policy_expand(f->arena, stars, false, NULL, &pattern, &why));
	assert_false(policy_match(&pattern, text, len, false));
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(conditions_come_out_as_documented),
	    CASE(statements_decide),
	    CASE(faults_have_their_place),
	    CASE(a_good_policy_has_no_fault),
	    CASE(stars_are_matched_in_bounded_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
