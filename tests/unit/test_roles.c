/* SPDX-License-Identifier: MIT */
/* Roles in every form, and how long a session of them lasts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "aws/length.h"
#include "aws/role.h"

#define POLICY                                                      \
	"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"   \
	"\"Allow\",\"Principal\":{\"Federated\":\"p\"},\"Action\":" \
	"\"sts:AssumeRoleWithSAML\"}]}"
#define ESCAPED                                                    \
	"\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":" \
	"[{\\\"Effect\\\":\\\"Deny\\\"}]}\""
#define ENCODED                                                   \
	"\"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22" \
	"%3A%5B%7B%22Effect%22%3A%22Allow%22%7D%5D%7D\""
#define ARN "arn:aws:iam::123456789012:role/Dev"

struct expected {
	const char *name; /* NULL: none */
	const char *label;
	int64_t max;
	bool has_policy, is_embedded;
};

static const struct role_case {
	const char *text;
	bool is_policy;
	size_t n;
	struct expected first;
} role_cases[] = {
    {"{\"Role\":{\"RoleName\":\"Dev\",\"Arn\":\"" ARN
     "\",\"MaxSessionDuration\":7200,\"AssumeRolePolicyDocument\":" POLICY "}}",
	false, 1, {"Dev", NULL, 7200, true, false}},
    {"{\"Role\":{\"RoleName\":\"Dev\",\"Arn\":\"" ARN
     "\",\"AssumeRolePolicyDocument\":" ESCAPED "}}",
	false, 1, {"Dev", NULL, 0, true, true}},
    {"{\"Role\":{\"RoleName\":\"Dev\",\"Arn\":\"" ARN
     "\",\"AssumeRolePolicyDocument\":" ENCODED "}}",
	false, 1, {"Dev", NULL, 0, true, true}},
    {"{\"Roles\":[{\"RoleName\":\"A\",\"Arn\":\"" ARN
     "\",\"AssumeRolePolicyDocument\":" POLICY
     "},{\"RoleName\":\"B\",\"Arn\":\"" ARN "\"}]}",
	false, 2, {"A", NULL, 0, true, false}},
    {"{\"UserDetailList\":[],\"RoleDetailList\":[{\"RoleName\":\"A\","
     "\"Arn\":\"" ARN "\",\"AssumeRolePolicyDocument\":" POLICY "}]}",
	false, 1, {"A", NULL, 0, true, false}},
    /* terraform show -json, of a state and of a plan */
    {"{\"format_version\":\"1.0\",\"terraform_version\":\"1.6.0\","
     "\"values\":{\"root_module\":{\"child_modules\":[{\"resources\":["
     "{\"address\":\"module.x.aws_iam_role.dev\",\"type\":\"aws_iam_role\","
     "\"values\":{\"name\":\"Dev\",\"arn\":\"" ARN
     "\",\"max_session_duration\":3600,\"assume_role_policy\":" ESCAPED
     "}}]}]}}}",
	false, 1, {"Dev", "module.x.aws_iam_role.dev", 3600, true, true}},
    {"{\"planned_values\":{\"root_module\":{\"resources\":[{\"address\":"
     "\"aws_s3_bucket.b\",\"type\":\"aws_s3_bucket\",\"values\":{}},"
     "{\"address\":\"aws_iam_role.dev\",\"type\":\"aws_iam_role\","
     "\"values\":{\"name\":\"Dev\",\"assume_role_policy\":null}}]}}}",
	false, 1, {"Dev", "aws_iam_role.dev", 0, false, false}},
    {"{\"values\":{\"root_module\":{\"resources\":[{\"address\":"
     "\"data.aws_iam_policy_document.trust\",\"mode\":\"data\",\"type\":"
     "\"aws_iam_policy_document\",\"values\":{\"json\":"
     "\"{\\\"Statement\\\":{\\\"Principal\\\":\\\"*\\\"}}\"}},"
     "{\"address\":\"data.aws_iam_policy_document.s3\",\"type\":"
     "\"aws_iam_policy_document\",\"values\":{\"json\":"
     "\"{\\\"Statement\\\":{\\\"Resource\\\":\\\"*\\\"}}\"}}]}}}",
	false, 1, {NULL, "data.aws_iam_policy_document.trust", 0, true, true}},
    /* terraform.tfstate */
    {"{\"version\":4,\"terraform_version\":\"1.6.0\",\"resources\":[{"
     "\"mode\":\"managed\",\"type\":\"aws_iam_role\",\"name\":\"dev\","
     "\"instances\":[{\"attributes\":{\"name\":\"Dev\",\"arn\":\"" ARN
     "\",\"assume_role_policy\":" ESCAPED "}}]}]}",
	false, 1, {"Dev", "aws_iam_role.dev", 0, true, true}},
    /* CloudFormation */
    {"{\"AWSTemplateFormatVersion\":\"2010-09-09\",\"Resources\":{\"Bucket\":"
     "{\"Type\":\"AWS::S3::Bucket\"},\"DevRole\":{\"Type\":"
     "\"AWS::IAM::Role\",\"Properties\":{\"RoleName\":\"Dev\","
     "\"MaxSessionDuration\":43200,\"AssumeRolePolicyDocument\":" POLICY "}}}}",
	false, 1, {"Dev", "DevRole", 43200, true, false}},
    /* A policy alone */
    {POLICY, true, 1, {NULL, NULL, 0, true, false}},
    {ESCAPED, true, 1, {NULL, NULL, 0, true, true}},
    {ENCODED, true, 1, {NULL, NULL, 0, true, true}},
    {"{\"Roles\":{}}", false, 0, {0}},
    {"{\"Resources\":[]}", false, 0, {0}},
};

static void
judge_case(const struct role_case *c)
{
	struct arena *arena = arena_new();
	const struct aws_role **roles = NULL;
	struct json_text text;
	struct json_error error;
	struct json_value json;
	size_t n = 0;

	json = json_open(&text, c->text, strlen(c->text), &error);
	assert_int_not_equal(json.type, JSON_NONE);
	assert_true(roles_read(arena, json, c->is_policy, &roles, &n));
	assert_int_equal(n, c->n);
	if (n > 0) {
		const struct aws_role *role = roles[0];

		if (c->first.name == NULL)
			assert_null(role->name);
		else
			assert_string_equal(role->name, c->first.name);
		if (c->first.label != NULL)
			assert_string_equal(role->label, c->first.label);
		assert_int_equal(role->max_session_duration, c->first.max);
		assert_int_equal(role->policy != NULL, c->first.has_policy);
		assert_int_equal(
		    role->is_policy_embedded, c->first.is_embedded);
		if (role->policy != NULL)
			assert_int_equal(role->policy->n_statements, 1);
	}
	arena_free(arena);
}

static void
roles_are_read_from_every_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof role_cases / sizeof *role_cases; i++)
		judge_case(&role_cases[i]);
}

/* Functions of a template are not faults, and what they yield is unknown. */
static void
functions_are_unknown(void **state)
{
	static const char text[] =
	    "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"Federated\":"
	    "{\"Fn::Sub\":\"arn:${AWS::Partition}:x\"}},\"Action\":"
	    "\"sts:AssumeRoleWithSAML\",\"Condition\":{\"StringEquals\":{"
	    "\"SAML:aud\":{\"Ref\":\"Aud\"}}}}}";
	struct arena *arena = arena_new();
	struct policy *policy = policy_read_text(arena, text, sizeof text - 1);

	(void)state;
	assert_int_equal(policy->n_faults, 0);
	assert_true(policy->statements[0].principals[0].value.is_unknown);
	assert_true(
	    policy->statements[0].conditions[0].values.items[0].is_unknown);
	arena_free(arena);
}

/* ---- Lengths */

static const struct length_case {
	const char *sent; /* SessionDuration; NULL */
	int64_t max;	  /* of the role; 0 */
	int64_t asked;	  /* DurationSeconds; 0 */
	int64_t left;	  /* until SessionNotOnOrAfter; 0: none */
	int64_t console, api;
	const char *api_error;
	bool has_doubt; /* of the console */
} length_cases[] = {
    {NULL, 0, 0, 0, 3600, 3600, NULL, false},
    {NULL, 43200, 7200, 0, 3600, 7200, NULL, false},
    {"28800", 43200, 0, 0, 28800, 3600, NULL, false},
    {"28800", 3600, 0, 0, 28800, 3600, NULL, true},
    {"1800", 3600, 3600, 0, 1800, 1800, NULL, false},
    {"28800", 3600, 28800, 0, 28800, 0, "duration-exceeds-max", true},
    {NULL, 3600, 899, 0, 3600, 0, "request-constraint", false},
    {NULL, 3600, 43201, 0, 3600, 0, "request-constraint", false},
    {"899", 0, 0, 0, 0, 3600, NULL, true},
    {"43201", 0, 0, 0, 0, 3600, NULL, true},
    {"eight", 0, 0, 0, 0, 3600, NULL, true},
    {"28800", 43200, 28800, 1200, 1200, 1200, NULL, false},
    {NULL, 0, 0, 600, 0, 0, NULL, true},
    {NULL, 0, 0, 900, 900, 900, NULL, false},
};

static void
lengths_are_the_least(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof length_cases / sizeof *length_cases;
	     i++) {
		const struct length_case *c = &length_cases[i];
		struct saml_text value = {.value = c->sent};
		struct saml_attribute attribute = {
		    .values = &value, .n_values = 1};
		struct aws_session session = {
		    .session_duration = c->sent != NULL ? &attribute : NULL};
		struct aws_role role = {.max_session_duration = c->max};
		struct saml_time end = {.text = "x",
		    .is_valid = true,
		    .seconds = 1000000 + c->left};
		struct length_request request = {.session = &session,
		    .role = &role,
		    .end = c->left > 0 ? &end : NULL,
		    .has_duration = c->asked > 0,
		    .duration = c->asked,
		    .has_now = true,
		    .now = 1000000};
		struct session_length console = length_on_console(&request);
		struct session_length api = length_by_api(&request);

		assert_int_equal(console.seconds, c->console);
		assert_int_equal(api.seconds, c->api);
		assert_int_equal(console.doubt != NULL, c->has_doubt);
		if (c->api_error != NULL)
			assert_string_equal(api.aws_error, c->api_error);
		else
			assert_null(api.aws_error);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(roles_are_read_from_every_form),
	    cmocka_unit_test(functions_are_unknown),
	    cmocka_unit_test(lengths_are_the_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
