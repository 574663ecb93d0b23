/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "evidence_steps.h"

/* Of a role without an ARN (Terraform's plan, a template) the name tells. */
static bool
is_role_of(const struct aws_role *role, const struct aws_arn *arn)
{
	if (role->arn.text[0] != '\0')
		return strcmp(role->arn.text, arn->text) == 0;
	return role->name != NULL && strcmp(role->name, arn->name) == 0;
}

/* A trust policy alone is that of any role for which none was given. */
static const struct aws_role *
role_of_pair(const struct evidence *e, const struct aws_role_pair *pair)
{
	const struct aws_role *alone = NULL;

	for (size_t i = 0; i < e->n_roles; i++) {
		const struct aws_role *role = e->roles[i];

		if (is_role_of(role, &pair->role))
			return role;
		if (role->name == NULL && role->label == NULL && alone == NULL)
			alone = role;
	}
	return alone;
}

/* The role that the sign-in asks for, else the first that it could. */
static const struct aws_role *
role_of_session(const struct evidence *e)
{
	const struct aws_session *session = e->session;
	const struct aws_role *role = NULL;

	if (session != NULL && session->chosen != NULL)
		return role_of_pair(e, session->chosen);
	for (size_t i = 0; session != NULL && i < session->n_pairs; i++) {
		role = role_of_pair(e, session->pairs[i]);
		if (role != NULL)
			return role;
	}
	/* Of another role nothing can be told: role-given says so. */
	return e->n_roles == 1 && (session == NULL || session->n_pairs == 0)
		   ? e->roles[0]
		   : NULL;
}

static bool
judge_pair(struct evidence *e, size_t i)
{
	const struct aws_role_pair *pair = e->session->pairs[i];
	const struct aws_role *role = role_of_pair(e, pair);
	const struct trust_circumstances circumstances = {
	    .has_time = e->clock.source != CLOCK_UNKNOWN,
	    .time = e->clock.time,
	    .source_ip = e->settings->source_ip,
	};

	if (role == NULL || role->policy == NULL ||
	    !role->policy->is_readable || pair->provider.kind != ARN_PROVIDER ||
	    pair->provider.fault != ARN_OK)
		return true;
	e->trusts[i] =
	    trust_judge(e->arena, e->session, pair, role, &circumstances);
	if (pair == e->session->chosen)
		e->trust = e->trusts[i];
	return e->trusts[i] != NULL;
}

/* How long the session lasts, on both ways. */
static void
set_lengths(struct evidence *e)
{
	const struct saml_assertion *a = e->assertion;
	const struct length_request request = {
	    .session = e->session,
	    .role = e->role,
	    .end = a->n_authn_statements > 0
		       ? &a->authn_statements[0].session_not_on_or_after
		       : NULL,
	    .has_duration = e->call.has_duration,
	    .duration = e->call.duration,
	    .has_now = e->clock.source != CLOCK_UNKNOWN,
	    .now = e->clock.time,
	};

	e->console_length = length_on_console(&request);
	e->api_length = length_by_api(&request);
}

bool
evidence_judge_trust(struct evidence *e)
{
	const struct aws_session *session = e->session;

	e->role = role_of_session(e);
	if (session == NULL)
		return true;
	set_lengths(e);
	if (session->n_pairs == 0)
		return true;
	e->trusts = arena_alloc(e->arena, session->n_pairs * sizeof *e->trusts);
	if (e->trusts == NULL)
		return false;
	for (size_t i = 0; i < session->n_pairs; i++) {
		if (!judge_pair(e, i))
			return false;
	}
	return true;
}
