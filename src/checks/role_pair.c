/* SPDX-License-Identifier: MIT */
/* The two ARNs of each pair: do they fit together, and is the role one? */
#include <string.h>

#include "check.h"
#include "checks/repeats.h"
#include "checks/role.h"

enum check_outcome
role_each_pair(
    const struct evidence *e, struct findings *out, role_pair_judge *judge)
{
	if (e->session->n_pairs == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < e->session->n_pairs; i++)
		judge(e, out, e->session->pairs[i], e->session->pair_texts[i]);
	return CHECK_RAN;
}

/* Both ARNs can be compared. */
static bool
has_both(const struct aws_role_pair *p)
{
	return p->n_parts == 2 && p->role.kind == ARN_ROLE &&
	       p->provider.kind == ARN_PROVIDER;
}

static void
judge_account(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	bool is_chosen = e->session->chosen == p;

	if (!has_both(p) || p->same_account)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The role is in account %s, its provider in account %s",
		    p->role.account, p->provider.account),
		.found = p->text,
		.wanted = "the same account in both ARNs",
		.why = "A role can trust SAML providers of its own account "
		       "alone.",
		.at = text->at,
		.aws_error = is_chosen ? "not-authorized" : "",
		.severity = is_chosen ? 0 : SDX_WARNING,
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_account(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_account);
}

static void
judge_partition(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	(void)e;
	if (!has_both(p) || p->same_partition)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The role is in partition %s, its provider in partition "
		    "%s",
		    p->role.partition, p->provider.partition),
		.found = p->text,
		.wanted = "the same partition (aws, aws-cn, aws-us-gov) in "
			  "both ARNs",
		.at = text->at,
		.idp_fix = FIX_ROLE,
	    });
}

static enum check_outcome
check_partition(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_partition);
}

static void
judge_reserved(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	if (p->role.fault != ARN_RESERVED_ROLE)
		return;
	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(out,
			 "%s is a role of IAM Identity Center and cannot be "
			 "assumed with SAML",
			 p->role.name),
		     .found = p->text,
		     .at = text->at,
		     .severity = e->session->chosen == p ? SDX_ERROR : 0,
		     .idp_text = "Send a role of your own instead, or sign in "
				 "through IAM Identity Center.",
		 });
}

static enum check_outcome
check_reserved(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_reserved);
}

/* Limits that identity providers have, not AWS. */
static const char *
vendor_limit(const struct evidence *e, const struct aws_role_pair *p)
{
	const char *vendor = e->idp.vendor->key;

	if (strncmp(vendor, "okta", 4) == 0 &&
	    strchr(p->role.name, '.') != NULL)
		return "The role's name holds a dot, which the group filter "
		       "that Okta proposes does not match";
	if (strcmp(vendor, "entra") == 0 && strlen(p->text) >= 240)
		return "The pair has 240 characters or more, and Entra's "
		       "import of roles leaves such roles out";
	return NULL;
}

static void
judge_limits(const struct evidence *e, struct findings *out,
    const struct aws_role_pair *p, const struct saml_text *text)
{
	const char *limit = has_both(p) ? vendor_limit(e, p) : NULL;

	if (limit == NULL)
		return;
	finding_add(out, &(struct finding_draft){
			     .message = limit,
			     .found = p->role.name,
			     .at = text->at,
			     .idp_fix = FIX_ROLE,
			 });
}

static enum check_outcome
check_limits(const struct evidence *e, struct findings *out)
{
	return role_each_pair(e, out, judge_limits);
}

static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct aws_session *s = e->session;
	size_t n = 0, *first = NULL;
	const char **texts = NULL;

	if (s->n_pairs == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < s->n_pairs; i++) {
		const char **text =
		    arena_push(out->arena, &texts, &n, sizeof *text);

		if (text == NULL)
			return CHECK_RAN;
		*text = s->pairs[i]->text;
	}
	first = repeats_find(out->arena, texts, n, false);
	for (size_t i = 0; first != NULL && i < n; i++) {
		if (first[i] == i)
			continue;
		finding_add(out, &(struct finding_draft){
				     .message = "The same pair is sent twice",
				     .found = texts[i],
				     .at = s->pair_texts[i]->at,
				     .other_at = s->pair_texts[first[i]]->at,
				     .idp_fix = FIX_SIZE,
				 });
	}
	return CHECK_RAN;
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"
#define A NEEDS_ASSERTION

static const struct check table[] = {
    {"role-pair-partition", "Role and provider are in one partition",
	STAGE_ROLE, SDX_ERROR, SDX_INFERRED, A, 0, NULL, GUIDE, NULL,
	check_partition},
    {"role-pair-account", "Role and provider are in one account", STAGE_TRUST,
	SDX_ERROR, SDX_INFERRED, A, 0, NULL,
	"IAM User Guide: Create a SAML identity provider in IAM", NULL,
	check_account},
    {"role-reserved", "No role of IAM Identity Center is sent", STAGE_TRUST,
	SDX_WARNING, SDX_DOCUMENTED, A, 0, NULL,
	"STS API reference: AssumeRoleWithSAML", NULL, check_reserved},
    {"role-pair-repeated", "No pair is sent twice", STAGE_ADVICE, SDX_NOTE,
	SDX_INFERRED, A, 0, NULL, GUIDE, NULL, check_repeated},
    {"role-name-limits", "Role names keep the identity provider's own limits",
	STAGE_ADVICE, SDX_WARNING, SDX_OBSERVED, A, 0, NULL,
	"the identity providers' documentation", NULL, check_limits},
};

const struct check_table checks_role_pair = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
