/* SPDX-License-Identifier: MIT */
#include "aws/trust.h"

#include <string.h>
#include <strings.h>

#include "aws/context.h"
#include "saml/datetime.h"

struct keys {
	struct arena *arena;
	struct policy_key *items;
	size_t n;
};

static bool
put_values(struct keys *keys, const char *name, const char *const *values,
    size_t n_values)
{
	struct policy_key *key =
	    arena_push(keys->arena, &keys->items, &keys->n, sizeof *key);

	if (key == NULL)
		return false;
	*key = (struct policy_key){name, values, n_values};
	return true;
}

static bool
put(struct keys *keys, const char *name, const char *value)
{
	const char **values;

	if (value == NULL)
		return true;
	values = arena_alloc(keys->arena, sizeof *values);
	if (values == NULL)
		return false;
	*values = value;
	return put_values(keys, name, values, 1);
}

static const char *
context_value(const struct aws_session *session, const char *name)
{
	for (size_t i = 0; i < session->n_context; i++) {
		const struct context_key *key = &session->context[i];

		if (strcmp(key->name, name) == 0 && key->n_values > 0)
			return key->values[0];
	}
	return NULL;
}

/* These two are of the pair's provider, not of the chosen one. */
static bool
is_of_provider(const char *name)
{
	return strcmp(name, "saml:doc") == 0 ||
	       strcmp(name, "saml:namequalifier") == 0;
}

static bool
put_assertion(struct keys *keys, const struct aws_session *session)
{
	for (size_t i = 0; i < session->n_context; i++) {
		const struct context_key *key = &session->context[i];

		if (!is_of_provider(key->name) &&
		    !put_values(keys, key->name, key->values, key->n_values))
			return false;
	}
	return true;
}

static bool
put_provider(struct keys *keys, const struct aws_session *session,
    const struct aws_arn *provider)
{
	const char *issuer = context_value(session, "saml:iss");

	return put(keys, "saml:doc",
		   arena_printf(keys->arena, "%s/%s", provider->account,
		       provider->name)) &&
	       (issuer == NULL ||
		   put(keys, "saml:namequalifier",
		       context_name_qualifier(keys->arena, issuer,
			   provider->account, provider->name)));
}

/* Keys that every request of AWS has (global condition context keys). */
static bool
put_circumstances(struct keys *keys, const struct trust_circumstances *c)
{
	if (c->has_time &&
	    (!put(keys, "aws:CurrentTime",
		 datetime_format(keys->arena, c->time)) ||
		!put(keys, "aws:EpochTime",
		    arena_printf(keys->arena, "%lld", (long long)c->time))))
		return false;
	return put(keys, "aws:SecureTransport", "true") &&
	       put(keys, "aws:SourceIp", c->source_ip);
}

static bool
begins(const char *text, const char *prefix)
{
	return strncasecmp(text, prefix, strlen(prefix)) == 0;
}

/*
 * What a SAML sign-in does not bring is absent; what AWS itself adds (tags
 * of the role, the network, the organisation, the time) nobody here knows.
 */
static bool
is_absent(const char *key)
{
	if (begins(key, "aws:RequestTag/") ||
	    strcasecmp(key, "aws:TagKeys") == 0)
		return true;
	return !begins(key, "aws:") && !begins(key, "iam:");
}

/* From least to most. */
static int
openness(enum policy_decision decision)
{
	switch (decision) {
	case DECISION_EXPLICIT_DENY:
		return 0;
	case DECISION_IMPLICIT_DENY:
		return 1;
	case DECISION_UNKNOWN:
		return 2;
	case DECISION_ALLOW:
		break;
	}
	return 3;
}

struct policy_result *
trust_try(struct arena *arena, const struct trust *trust,
    const struct policy *policy, const char *action)
{
	struct policy_request request = trust->request;

	request.action = action;
	return policy_evaluate(arena, policy, &request);
}

static bool
judge_action(struct arena *arena, struct trust *trust, size_t i, bool is_needed)
{
	static const char *const names[] = {"sts:AssumeRoleWithSAML",
	    "sts:TagSession", "sts:SetSourceIdentity"};
	struct trust_action *action = &trust->actions[i];

	action->action = names[i];
	if (!is_needed)
		return true;
	action->result = trust_try(arena, trust, trust->role->policy, names[i]);
	if (action->result == NULL)
		return false;
	if (openness(action->result->decision) < openness(trust->decision))
		trust->decision = action->result->decision;
	return true;
}

struct trust *
trust_judge(struct arena *arena, const struct aws_session *session,
    const struct aws_role_pair *pair, const struct aws_role *role,
    const struct trust_circumstances *circumstances)
{
	struct trust *trust = arena_alloc(arena, sizeof *trust);
	struct keys keys = {.arena = arena};

	if (trust == NULL || !put_assertion(&keys, session) ||
	    !put_provider(&keys, session, &pair->provider) ||
	    !put_circumstances(&keys, circumstances))
		return NULL;
	trust->pair = pair;
	trust->role = role;
	trust->decision = DECISION_ALLOW;
	trust->request = (struct policy_request){
	    .principal_kind = PRINCIPAL_FEDERATED,
	    .principal = pair->provider.text,
	    .keys = keys.items,
	    .n_keys = keys.n,
	    .is_absent = is_absent,
	};
	if (!judge_action(arena, trust, TRUST_ASSUME, true) ||
	    !judge_action(arena, trust, TRUST_TAG, session->n_tags > 0) ||
	    !judge_action(arena, trust, TRUST_SOURCE_IDENTITY,
		session->source_identity != NULL))
		return NULL;
	return trust;
}
