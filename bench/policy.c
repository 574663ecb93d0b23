/* SPDX-License-Identifier: MIT */
/*
 * A trust policy as large as IAM takes (131,072 characters), full of
 * wildcards made to be slow, read and evaluated for one sign-in.
 *
 *	policy RUNS
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/policy.h"
#include "bench/measure.h"

#define MOST 131072
#define VALUE_LEN 256

static char text[MOST + 1];
static char given[VALUE_LEN + 1];

static void
make_policy(void)
{
	static const char head[] =
	    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
	    "\"Principal\":\"*\",\"Action\":\"*\",\"Condition\":{"
	    "\"StringLike\":{\"saml:sub\":[\"x\"";
	static const char tail[] = "]}}}]}";
	size_t at = sizeof head - 1;

	memcpy(text, head, at);
	while (at + VALUE_LEN + 8 < MOST - sizeof tail) {
		text[at++] = ',';
		text[at++] = '"';
		for (size_t i = 0; i < VALUE_LEN / 2; i++) {
			text[at++] = 'a';
			text[at++] = '*';
		}
		text[at++] = 'b';
		text[at++] = '"';
	}
	memcpy(text + at, tail, sizeof tail);
	memset(given, 'a', VALUE_LEN);
}

static bool
is_absent(const char *key)
{
	(void)key;
	return true;
}

static bool
evaluate_once(void *user)
{
	const char *const values[] = {given};
	const struct policy_key key = {"saml:sub", values, 1};
	const struct policy_request request = {
	    .action = "sts:AssumeRoleWithSAML",
	    .principal_kind = PRINCIPAL_FEDERATED,
	    .principal = "arn:aws:iam::123456789012:saml-provider/Example",
	    .keys = &key,
	    .n_keys = 1,
	    .is_absent = is_absent};
	struct arena *arena = arena_new();
	struct policy *policy;
	struct policy_result *result;
	bool is_denied;

	(void)user;
	if (arena == NULL)
		return false;
	policy = policy_read_text(arena, text, strlen(text));
	result = policy_evaluate(arena, policy, &request);
	is_denied = result->decision == DECISION_IMPLICIT_DENY;
	arena_free(arena);
	return is_denied;
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		bench_fail("policy RUNS");
	make_policy();
	bench_run(bench_count(argv[1]), evaluate_once, NULL);
	return 0;
}
