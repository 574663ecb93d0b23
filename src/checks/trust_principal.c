/* SPDX-License-Identifier: MIT */
/* The provider that the trust policy names, against that of the sign-in. */
#include <string.h>
#include <strings.h>

#include "checks/trust_words.h"

#define NEEDS (NEEDS_ASSERTION | NEEDS_POLICY)

/* What sets a principal of the policy apart from the provider. */
static const char *
principal_difference(const struct policy_principal *p,
    const struct aws_arn *provider, struct arena *arena)
{
	struct aws_arn arn =
	    arn_parse(arena, p->value.text, strlen(p->value.text));

	if (p->kind != PRINCIPAL_FEDERATED)
		return arn.kind == ARN_PROVIDER
			   ? "the provider stands under another type than "
			     "Federated"
			   : NULL;
	if (strpbrk(p->value.text, "*?") != NULL)
		return "a wildcard does not work in a principal";
	if (strcasecmp(p->value.text, provider->text) == 0)
		return "the letter case differs";
	if (arn.kind == ARN_ROLE)
		return "it is the ARN of a role";
	if (arn.kind != ARN_PROVIDER)
		return "it is no SAML provider's ARN";
	if (strcmp(arn.partition, provider->partition) != 0)
		return "the partition differs";
	if (strcmp(arn.account, provider->account) != 0)
		return "the account differs";
	return "it is a provider of another name";
}

static const struct policy_principal *
near_principal(struct findings *out, const struct trust *trust,
    const struct policy_statement *s, const char **difference)
{
	for (size_t i = 0; !s->is_not_principal && i < s->n_principals; i++) {
		*difference = principal_difference(
		    &s->principals[i], &trust->pair->provider, out->arena);
		if (*difference != NULL)
			return &s->principals[i];
	}
	return NULL;
}

static const char *
principal_list(struct findings *out, const struct policy_statement *s)
{
	const char *text = s->is_not_principal ? "everybody but " : "";

	for (size_t i = 0; i < s->n_principals && i < 6; i++)
		text = finding_text(out, "%s%s%s %s", text, i > 0 ? ", " : "",
		    s->principals[i].type, s->principals[i].value.text);
	return s->n_principals > 0 ? text : "no Principal";
}

static void
add_principal(const struct evidence *e, struct findings *out,
    const struct trust *trust, const struct statement_trace *t)
{
	const struct policy_statement *s = t->statement;
	const char *difference = NULL;
	const struct policy_principal *near =
	    near_principal(out, trust, s, &difference);
	struct place place = trust_place(out, trust->role,
	    near != NULL			? near->value.at
	    : s->principal_at.type != JSON_NONE ? s->principal_at
						: s->at,
	    finding_text(out, "statement %zu, Principal", s->number));
	struct policy_edit edit = {0};
	struct finding_draft draft = {
	    .message = finding_text(out,
		"The trust policy of %s trusts another principal than the "
		"provider of this sign-in",
		trust_pair_role(out, trust)),
	    .found = principal_list(out, s),
	    .wanted =
		finding_text(out, "Federated %s", trust->pair->provider.text),
	    .why = difference != NULL ? finding_text(out,
					    "They are compared letter by "
					    "letter; here %s.",
					    difference)
				      : NULL,
	    .place = &place,
	    .severity = trust_severity(e, trust),
	};

	if (near != NULL && near->kind == PRINCIPAL_FEDERATED)
		edit = policy_edit_replace(out->arena, trust->role->policy,
		    near->value.at, trust->pair->provider.text);
	trust_set_fix(out, &draft, trust->role, &edit,
	    "Name the provider in the trust policy; or let the identity "
	    "provider send the pair with the provider that the policy "
	    "trusts.");
	finding_add(out, &draft);
}

/* Principal.Federated is the provider's ARN, letter by letter. */
static enum check_outcome
check_principal(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		const struct statement_trace *t =
		    trust_nearest_of(trust, TRUST_ASSUME);

		if (t != NULL && t->principal == TRUTH_NO)
			add_principal(e, out, trust, t);
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"trust-principal", "The trust policy trusts the provider of the pair",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, "not-authorized",
	TRUST_GUIDE, "trust-is-permission-policy", check_principal},
};

const struct check_table checks_trust_principal = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
