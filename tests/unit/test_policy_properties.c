/* SPDX-License-Identifier: MIT */
/*
 * What must hold of any policy: a Deny never widens, an Allow never narrows,
 * the order of statements and the letter case of keys do not matter.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "aws/policy.h"

#define PROVIDER "arn:aws:iam::123456789012:saml-provider/Example"
#define F "\"Principal\":{\"Federated\":\"" PROVIDER "\"}"
#define A "\"Action\":\"sts:AssumeRoleWithSAML\""

static bool
is_absent(const char *key)
{
	return strcasecmp(key, "aws:SourceVpc") != 0;
}

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

static uint32_t
next(uint32_t *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

static const char *
pick(uint32_t *seed, const char *const *from, size_t n)
{
	return from[next(seed) % n];
}
#define PICK(seed, list) pick(seed, list, sizeof(list) / sizeof *(list))

static const char *
random_statement(struct arena *arena, uint32_t *seed, const char *effect,
    bool has_upper_keys)
{
	static const char federated[] = F;
	static const char *const principals[] = {"\"Principal\":\"*\"",
	    federated, "\"Principal\":{\"AWS\":\"*\"}",
	    "\"Principal\":{\"Federated\":\"arn:aws:iam::1:saml-provider/X\"}",
	    "\"NotPrincipal\":{\"Service\":\"x\"}"};
	static const char *const actions[] = {A, "\"Action\":\"sts:*\"",
	    "\"Action\":\"sts:TagSession\"", "\"NotAction\":\"s3:*\"",
	    "\"Action\":[\"a:b\",\"sts:Assume*\"]"};
	static const char *const operators[] = {"StringEquals", "StringLike",
	    "StringNotLike", "ForAllValues:StringEquals",
	    "ForAnyValue:StringLike", "StringEqualsIfExists", "Null", "ArnLike",
	    "NumericLessThan"};
	static const char *const keys[] = {"saml:aud", "saml:iss",
	    "aws:sourcevpc", "saml:edupersonaffiliation"};
	static const char *const upper_keys[] = {"SAML:AUD", "SAML:ISS",
	    "AWS:SOURCEVPC", "SAML:EDUPERSONAFFILIATION"};
	static const char *const values[] = {"https:*", "*", "true", "x",
	    "https://signin.aws.amazon.com/saml", "5"};
	const char *principal = PICK(seed, principals);
	const char *action = PICK(seed, actions);
	const char *operator= PICK(seed, operators);
	size_t key = next(seed) % 4;
	const char *value = PICK(seed, values);
	bool has_condition = next(seed) % 4 != 0;

	return arena_printf(arena, "{\"Effect\":\"%s\",%s,%s%s%s%s%s%s%s%s}",
	    effect, principal, action, has_condition ? ",\"Condition\":{\"" : "",
	    has_condition ? operator: "", has_condition ? "\":{\"" : "",
	    !has_condition ? "" : has_upper_keys ? upper_keys[key] : keys[key],
	    has_condition ? "\":\"" : "", has_condition ? value : "",
	    has_condition ? "\"}}" : "");
}

#define MOST 5

struct random_policy {
	const char *statements[MOST];
	size_t n;
};

static void
make(struct arena *arena, uint32_t seed, bool has_upper_keys,
    struct random_policy *p)
{
	p->n = 1 + next(&seed) % (MOST - 1);
	for (size_t i = 0; i < p->n; i++) {
		const char *effect = next(&seed) % 3 == 0 ? "Deny" : "Allow";

		p->statements[i] =
		    random_statement(arena, &seed, effect, has_upper_keys);
	}
}

static enum policy_decision
decision_of(struct arena *arena, const struct random_policy *p, size_t first)
{
	const char *text = "[";

	for (size_t i = 0; i < p->n; i++)
		text = arena_printf(arena, "%s%s%s", text, i > 0 ? "," : "",
		    p->statements[(first + i) % p->n]);
	text = arena_printf(arena, "%s]", text);
	return evaluate(arena, text, "sts:AssumeRoleWithSAML")->decision;
}

/* How much is allowed: more is higher. */
static int
openness(enum policy_decision decision)
{
	if (decision == DECISION_ALLOW)
		return 2;
	return decision == DECISION_UNKNOWN ? 1 : 0;
}

static void
properties_hold_on_random_policies(void **state)
{
	struct random_policy p, upper;
	uint32_t seed;

	(void)state;
	for (uint32_t i = 0; i < 3000; i++) {
		struct arena *arena = arena_new();
		enum policy_decision decision, turned, more;

		make(arena, i, false, &p);
		make(arena, i, true, &upper);
		decision = decision_of(arena, &p, 0);
		turned = decision_of(arena, &p, 1 + i % 3);
		assert_int_equal(decision, turned);
		assert_int_equal(decision, decision_of(arena, &upper, 0));
		seed = i + 77;
		p.statements[p.n++] =
		    random_statement(arena, &seed, "Allow", false);
		more = decision_of(arena, &p, 0);
		assert_true(openness(more) >= openness(decision));
		p.n--;
		seed = i + 99;
		p.statements[p.n++] =
		    random_statement(arena, &seed, "Deny", false);
		more = decision_of(arena, &p, 0);
		assert_true(openness(more) <= openness(decision));
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(properties_hold_on_random_policies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
