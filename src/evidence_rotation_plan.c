/* SPDX-License-Identifier: MIT */
/* What stands in the steps of a rotation: the ARN, Key IDs, names of files. */
#include <string.h>

#include "evidence_steps.h"

#define NEW_KEY_FILE "new.pem"
#define NEW_METADATA "new-metadata.xml"

static const char *
name_of(const struct rotation_facts *facts, size_t holder)
{
	return holder < facts->n_holders ? facts->holders[holder].name : NULL;
}

/* A name that a shell takes as it is. */
static const char *
shell_name(const char *name, const char *otherwise)
{
	return name != NULL &&
		       strpbrk(name, " \t\n'\"$`\\;&|<>()*?[]#~") == NULL
		   ? name
		   : otherwise;
}

/* The provider that every captured sign-in names, if it is one. */
static const char *
arn_of(const struct evidence *e)
{
	const char *arn = NULL;

	if (e->settings->provider_arn != NULL || e->command != NULL)
		return evidence_provider_arn(e);
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		const struct aws_session *s = e->sign_ins[i].one->session;

		for (size_t j = 0; s != NULL && j < s->n_pairs; j++) {
			const struct aws_arn *p = &s->pairs[j]->provider;

			if (p->kind != ARN_PROVIDER || p->fault != ARN_OK)
				continue;
			if (arn != NULL && strcmp(arn, p->text) != 0)
				return "PROVIDER-ARN";
			arn = p->text;
		}
	}
	if (arn == NULL && e->provider_list != NULL &&
	    e->provider_list->n_arns == 1)
		arn = e->provider_list->arns[0].text;
	return arn != NULL ? arn : "PROVIDER-ARN";
}

/* A key file that was never used: it is the new one, waiting. */
static const char *
unused_file(const struct rotation_facts *facts, const struct rotation *r)
{
	for (size_t i = 0; i < facts->n_holders; i++) {
		if (facts->holders[i].n == 0 && i != r->old_holder &&
		    i != r->new_holder)
			return facts->holders[i].name;
	}
	return NULL;
}

static void
plan_decryption(struct evidence *e, struct rotation_names *names)
{
	struct rotation_evidence *re = e->rotation;
	const struct rotation_facts *facts = &re->decryption_facts;
	const struct rotation *r = re->decryption;
	const char *old = name_of(facts, r->old_holder);
	const char *new = name_of(facts, r->new_holder);

	if (r->state == ROTATION_STEADY || r->state == ROTATION_UNUSED) {
		old = new;
		new = unused_file(facts, r);
	}
	names->has_new_file = new != NULL;
	names->old_file = shell_name(old, NULL);
	names->new_file = shell_name(new, NEW_KEY_FILE);
	if (r->state == ROTATION_STEADY)
		names->old_id = shell_name(facts->slots[0].id, NULL);
	else if (r->old_slot < facts->n_slots)
		names->old_id = shell_name(facts->slots[r->old_slot].id, NULL);
	if (r->state != ROTATION_STEADY && r->new_slot < facts->n_slots)
		names->new_id = shell_name(facts->slots[r->new_slot].id, NULL);
	re->decryption_plan = rotation_plan_of_decryption(e->arena, r, names);
}

static void
plan_signing(struct evidence *e, struct rotation_names *names)
{
	struct rotation_evidence *re = e->rotation;
	const struct rotation *r = re->signing;
	/* Metadata that brings no new key is not what a rotation uploads. */
	bool is_new = re->new_metadata != NULL && r->state != ROTATION_STEADY;
	const char *file =
	    is_new ? e->inputs[re->new_metadata->input].name : NULL;

	names->has_new_file = is_new;
	names->old_file = NULL;
	names->new_file = shell_name(file, NEW_METADATA);
	names->new_file_keeps_old = is_new && r->old_holder < re->n_signers &&
				    re->in_new[r->old_holder];
	re->signing_plan = rotation_plan_of_signing(e->arena, r, names);
}

static const char *
captures_name(const struct evidence *e)
{
	const char *name, *slash;

	if (e->n_sign_ins == 0)
		return "captures/";
	name = e->inputs[e->sign_ins[0].input].name;
	slash = strrchr(name, '/');
	if (slash == NULL)
		return "login.har";
	return shell_name(
	    arena_strndup(e->arena, name, (size_t)(slash - name) + 1),
	    "captures/");
}

void
evidence_plan_rotation(struct evidence *e, bool is_disputed)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_names names = {
	    .provider_arn = arn_of(e),
	    .provider_file = "provider.json",
	    .captures = captures_name(e),
	};

	r->provider_arn = names.provider_arn;
	if (e->provider != NULL)
		names.provider_file = shell_name(
		    e->inputs[e->provider->input].name, names.provider_file);
	if (is_disputed)
		return;
	if (r->has_decryption)
		plan_decryption(e, &names);
	if (r->signing != NULL)
		plan_signing(e, &names);
}
