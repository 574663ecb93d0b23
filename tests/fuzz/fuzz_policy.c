/* SPDX-License-Identifier: MIT */
/*
 * Policies and CloudTrail's records out of any bytes: read, evaluated for a
 * sign-in, and changed as a finding would offer it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aws/cloudtrail.h"
#include "aws/policy_edit.h"
#include "aws/role.h"

static bool
is_absent(const char *key)
{
	return key[0] != 'a';
}

static void
evaluate(struct arena *arena, const struct policy *policy)
{
	static const char *const aud[] = {"https://signin.aws.amazon.com/saml"};
	static const char *const many[] = {"a", "", "10.0.0.1"};
	static const struct policy_key keys[] = {
	    {"saml:aud", aud, 1}, {"saml:cn", many, 3}};
	const struct policy_request request = {
	    .action = "sts:AssumeRoleWithSAML",
	    .principal_kind = PRINCIPAL_FEDERATED,
	    .principal = "arn:aws:iam::123456789012:saml-provider/Example",
	    .keys = keys,
	    .n_keys = 2,
	    .is_absent = is_absent};
	struct policy_result *result = policy_evaluate(arena, policy, &request);

	if (result == NULL || result->n_statements != policy->n_statements)
		abort();
}

/* Every change that is offered leaves a policy. */
static void
change(struct arena *arena, const struct policy *policy)
{
	struct policy_edit edit =
	    policy_edit_statement(arena, policy, "{\"Effect\": \"Deny\"}");
	const char *text;

	if (edit.op == NULL)
		return;
	text = policy_edit_apply(arena, policy, &edit);
	if (policy_read_text(arena, text, strlen(text))->at.type != JSON_OBJECT)
		abort();
	policy_edit_diff(arena, policy, &edit);
	policy_compact(arena, text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	struct trail trail = {0};
	const struct aws_role **roles = NULL;
	size_t n = 0;

	if (len > 65536 || arena == NULL) {
		arena_free(arena);
		return 0;
	}
	if (!cloudtrail_read(arena, (const char *)data, len, &trail) ||
	    !role_read_text(arena, (const char *)data, len, &roles, &n))
		abort();
	if (roles[0]->policy->is_readable) {
		evaluate(arena, roles[0]->policy);
		change(arena, roles[0]->policy);
	}
	for (size_t i = 0; i < trail.n_events; i++)
		cloudtrail_error(arena, &trail.events[i]);
	arena_free(arena);
	return 0;
}
