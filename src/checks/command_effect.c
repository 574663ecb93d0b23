/* SPDX-License-Identifier: MIT */
/*
 * What AWS would accept and users would feel: the command beside captured
 * sign-ins, roles and the provider's state.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "checks/command.h"
#include "saml/datetime.h"

#define KEYS "IAM User Guide: Manage SAML encryption keys"

/* ---- Removal of a key */

static size_t
slot_of(const struct evidence *e)
{
	const struct rotation_facts *facts = &e->rotation->decryption_facts;
	size_t i = 0;

	while (i < facts->n_slots &&
	       strcmp(facts->slots[i].id, e->command->request.removes) != 0)
		i++;
	return i;
}

/* Captures that only this key opens, of those that count today; NULL: none.
 *IS_SURE: it is known which key file the key is. */
static const char *
still_used(
    const struct evidence *e, struct findings *out, size_t slot, bool *is_sure)
{
	const struct rotation_facts *facts = &e->rotation->decryption_facts;
	const struct rotation *r = e->rotation->decryption;
	const struct rotation_holder *h;
	size_t holder = facts->slots[slot].holder;

	*is_sure = true;
	if (facts->n_slots == 1 && r->n_plain < facts->n_uses)
		return finding_text(out,
		    "%zu of %zu captures encrypted, and this is the only key",
		    facts->n_uses - r->n_plain, facts->n_uses);
	if (r->state == ROTATION_IDLE && slot == r->old_slot)
		return NULL;
	if (r->state == ROTATION_ADDED && slot == r->new_slot &&
	    r->n_unknown == 0)
		return NULL;
	if (r->state == ROTATION_SWITCHING && slot == r->old_slot &&
	    r->n_old_since == 0 && r->n_unknown == 0) {
		*is_sure = false;
		return finding_text(out,
		    "captures since the switch: %zu, where %d are wanted",
		    r->n_since, ROTATION_PROOF);
	}
	if (holder >= facts->n_holders || facts->holders[holder].n == 0) {
		*is_sure = r->n_plain == facts->n_uses;
		return *is_sure ? NULL : "which captures it opens is not known";
	}
	h = &facts->holders[holder];
	return finding_text(out,
	    "captures encrypted for it (%s): %zu, the last %s", h->name, h->n,
	    datetime_format(out->arena, h->last));
}

/* A key may go when captures show that nothing is encrypted for it. */
static enum check_outcome
check_removal(const struct evidence *e, struct findings *out)
{
	const char *used;
	struct place place;
	bool is_sure;
	size_t slot;

	if (!command_sets_provider(e) || e->command->request.removes == NULL ||
	    e->provider == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->n_sign_ins == 0 || e->rotation == NULL)
		return effect_without_captures(out);
	slot = slot_of(e);
	if (slot == e->rotation->decryption_facts.n_slots)
		return CHECK_NOT_APPLICABLE;
	used = still_used(e, out, slot, &is_sure);
	if (used == NULL)
		return CHECK_RAN;
	place = effect_place(e, &e->sign_ins[e->n_sign_ins - 1]);
	finding_add(out,
	    &(struct finding_draft){
		.message =
		    is_sure ? "The key is still in use"
			    : "Whether the key is still in use cannot be told",
		.found = used,
		.wanted = "captures since the switch that are all encrypted "
			  "for the other key",
		.why = is_sure ? "Sign-ins that are encrypted for it would "
				 "fail."
			       : NULL,
		.place = &place,
		.severity = is_sure ? SDX_ERROR : SDX_WARNING,
		.client_text = "Give both private keys and captures from "
			       "before and after the switch; this says where "
			       "the rotation stands:",
		.client_command =
		    "samldx rotate provider.json captures/ old.pem new.pem",
	    });
	return CHECK_RAN;
}

/* Metadata without a key that captures are signed with. */
static enum check_outcome
check_signers(const struct evidence *e, struct findings *out)
{
	const struct rotation_evidence *r = e->rotation;
	const struct rotation_facts *facts;

	if (!command_is(e, OPERATION_UPDATE_PROVIDER) ||
	    !e->command->request.has_metadata || e->provider == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->n_sign_ins == 0 || r == NULL)
		return effect_without_captures(out);
	if (r->signing == NULL || r->new_metadata == NULL)
		return CHECK_NOT_APPLICABLE;
	facts = &r->signing_facts;
	for (size_t i = 0; i < facts->n_holders; i++) {
		const struct rotation_holder *h = &facts->holders[i];
		struct place place = effect_place(e, NULL);

		if (!r->in_current[i] || r->in_new[i] || h->n == 0 ||
		    (r->signing->state == ROTATION_IDLE &&
			i == r->signing->old_holder))
			continue;
		place.input = r->new_metadata->input;
		finding_add(out,
		    &(struct finding_draft){
			.message = "The upload removes a key that captured "
				   "sign-ins are signed with",
			.found = finding_text(out,
			    "captures signed with %s: %zu, the last %s",
			    h->name, h->n,
			    datetime_format(out->arena, h->last)),
			.wanted = "captures since the switch that are all "
				  "signed with a key that stays",
			.severity = SDX_ERROR,
			.place = &place,
			.client_text = "This says where the rotation stands, "
				       "and the order that locks nobody out:",
			.client_command = "samldx rotate provider.json "
					  "new-metadata.xml captures/",
		    });
	}
	return CHECK_RAN;
}

/* ---- Trust policies and durations */

static const struct aws_role_pair *
pair_of(const struct sign_in *s, const char *role_name)
{
	const struct aws_session *session = s->one->session;

	for (size_t i = 0; session != NULL && i < session->n_pairs; i++) {
		const struct aws_role_pair *p = session->pairs[i];

		if (p->role.kind == ARN_ROLE && p->provider.fault == ARN_OK &&
		    strcmp(p->role.name, role_name) == 0)
			return p;
	}
	return NULL;
}

static enum policy_decision
decision(struct findings *out, const struct sign_in *s,
    const struct aws_role_pair *pair, const struct aws_role *role)
{
	const struct trust_circumstances circumstances = {
	    .has_time = s->has_time, .time = s->time};
	const struct trust *trust;

	if (role == NULL || role->policy == NULL || !role->policy->is_readable)
		return DECISION_UNKNOWN;
	trust = trust_judge(
	    out->arena, s->one->session, pair, role, &circumstances);
	return trust != NULL ? trust->decision : DECISION_UNKNOWN;
}

static bool
denies(enum policy_decision d)
{
	return d == DECISION_IMPLICIT_DENY || d == DECISION_EXPLICIT_DENY;
}

/* The new policy lets in who got in. */
static enum check_outcome
check_policy(const struct evidence *e, struct findings *out)
{
	const char *name;
	size_t n = 0, n_denied = 0;
	const struct sign_in *denied = NULL;
	struct place place;

	if (!command_is(e, OPERATION_UPDATE_TRUST) || e->n_roles == 0)
		return CHECK_NOT_APPLICABLE;
	name = command_text(e->command->command, "RoleName");
	if (e->n_sign_ins == 0 || name == NULL)
		return effect_without_captures(out);
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		const struct sign_in *s = &e->sign_ins[i];
		const struct aws_role_pair *pair = pair_of(s, name);

		if (pair == NULL ||
		    denies(decision(out, s, pair, e->command->role_now)))
			continue;
		n++;
		if (!denies(decision(out, s, pair, e->roles[0])))
			continue;
		denied = s;
		n_denied++;
	}
	if (n == 0)
		return CHECK_NOT_APPLICABLE;
	if (denied == NULL)
		return CHECK_RAN;
	place = effect_place(e, denied);
	finding_add(out,
	    &(struct finding_draft){
		.severity = SDX_ERROR,
		.message = finding_text(out,
		    "The new trust policy of %s would not let in %zu of %zu "
		    "captured sign-ins",
		    name, n_denied, n),
		.why = "AWS would answer that they are not authorized to "
		       "perform sts:AssumeRoleWithSAML.",
		.place = &place,
		.client_text = "This says which condition it is; give it the "
			       "new policy with --trust-policy:",
		.client_command =
		    "samldx check login.har --trust-policy policy.json",
	    });
	return CHECK_RAN;
}

static int64_t
longest_session(const struct evidence *e, const char *role)
{
	int64_t longest = 0;

	for (size_t i = 0; i < e->n_sign_ins; i++) {
		const struct sign_in *s = &e->sign_ins[i];
		const struct saml_attribute *a;
		int64_t seconds;

		if (pair_of(s, role) == NULL)
			continue;
		a = s->one->session->session_duration;
		if (a == NULL || a->n_values == 0 || a->values[0].value == NULL)
			continue;
		seconds = strtol(a->values[0].value, NULL, 10);
		longest = seconds > longest ? seconds : longest;
	}
	return longest;
}

/* A role's maximum that is less than what tools ask for. */
static enum check_outcome
check_duration(const struct evidence *e, struct findings *out)
{
	const char *name;
	int64_t max, longest;
	struct place place;

	if (!command_is(e, OPERATION_UPDATE_ROLE) ||
	    !command_integer(e->command->command, "MaxSessionDuration", &max))
		return CHECK_NOT_APPLICABLE;
	name = command_text(e->command->command, "RoleName");
	if (e->n_sign_ins == 0 || name == NULL)
		return effect_without_captures(out);
	longest = longest_session(e, name);
	if (longest == 0)
		return CHECK_NOT_APPLICABLE;
	if (longest <= max)
		return CHECK_RAN;
	place = effect_place(e, NULL);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "Captured sign-ins ask for longer sessions than the role "
		    "%s would allow",
		    name),
		.found = finding_text(
		    out, "SessionDuration %" PRId64 " seconds", longest),
		.wanted = finding_text(out, "at most %" PRId64 " seconds", max),
		.why = "Tools that copy SessionDuration into DurationSeconds "
		       "get an error; what the console does with it is not "
		       "documented.",
		.place = &place,
		.idp_fix = FIX_SESSION_DURATION,
	    });
	return CHECK_RAN;
}

#define ROW(id, title, grade, source, run)                               \
	{                                                                \
		id, title, STAGE_ADVICE, SDX_WARNING, grade, 0, 0, NULL, \
		    source, NULL, run                                    \
	}

static const struct check table[] = {
    ROW("remove-key-in-use", "The key that is removed is not used any more",
	SDX_DOCUMENTED, KEYS, check_removal),
    {"upload-drops-signer",
	"The upload keeps every key that captures are signed with",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED, 0, 0, NULL,
	"IAM User Guide: Troubleshoot SAML federation", "metadata-key-lost",
	check_signers},
    ROW("policy-refuses-captures",
	"The new trust policy lets in who was let in", SDX_DOCUMENTED,
	"IAM User Guide: Policy evaluation logic", check_policy),
    ROW("role-duration-short",
	"The role's maximum is what captured sign-ins ask for", SDX_OBSERVED,
	"STS API reference: AssumeRoleWithSAML, DurationSeconds",
	check_duration),
};

const struct check_table checks_command_effect = {
    table, sizeof table / sizeof *table, FOR_COMMAND};
