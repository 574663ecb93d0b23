/* SPDX-License-Identifier: MIT */
/* The text of trust policies: what IAM would not save, or reads otherwise. */
#include <string.h>

#include "checks/trust_words.h"

#define GRAMMAR "IAM User Guide: Grammar of the IAM JSON policy language"
#define REFUSED "malformed-policy"

/*
 * A policy that AWS has handed out was saved long ago, whatever it holds;
 * one that is yet to be uploaded is refused.
 */
static enum sdx_severity
severity_of(const struct evidence *e, const struct policy_fault *fault)
{
	if (!fault->is_refused)
		return SDX_WARNING;
	return evidence_asks(e, SDX_QUESTION_POLICY) ? SDX_ERROR : SDX_WARNING;
}

static void
add_fault(const struct evidence *e, struct findings *out,
    const struct aws_role *role, const struct policy_fault *fault)
{
	struct place place = trust_place(out, role, (struct json_value){0}, "");
	bool is_upload = evidence_asks(e, SDX_QUESTION_POLICY);

	json_position(
	    role->policy->text, fault->offset, &place.line, &place.column);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "In the trust policy of %s %s",
		    trust_role_name(out, role), fault->message),
		.wanted = fault->wanted,
		.place = &place,
		.severity = severity_of(e, fault),
		.aws_error = is_upload && fault->is_refused ? REFUSED : "",
		.aws_text = "Mend the policy, then save it again with aws "
			    "iam update-assume-role-policy.",
	    });
}

/* The faults of the kinds FROM to TO. */
static enum check_outcome
add_faults(const struct evidence *e, struct findings *out,
    enum policy_fault_kind from, enum policy_fault_kind to)
{
	const struct aws_role *role;
	size_t at = 0;

	while ((role = trust_role_at(e, &at)) != NULL) {
		for (size_t i = 0; i < role->policy->n_faults; i++) {
			const struct policy_fault *fault =
			    &role->policy->faults[i];

			if (fault->kind >= from && fault->kind <= to)
				add_fault(e, out, role, fault);
		}
	}
	return CHECK_RAN;
}

/* A policy is one JSON object, without comments. */
static enum check_outcome
check_json(const struct evidence *e, struct findings *out)
{
	return add_faults(e, out, POLICY_FAULT_JSON, POLICY_FAULT_NO_OBJECT);
}

/* Each element once. */
static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	return add_faults(e, out, POLICY_FAULT_REPEATED, POLICY_FAULT_REPEATED);
}

/* Known elements with values of their types. */
static enum check_outcome
check_grammar(const struct evidence *e, struct findings *out)
{
	add_faults(e, out, POLICY_FAULT_ELEMENT, POLICY_FAULT_VERSION);
	return add_faults(e, out, POLICY_FAULT_OPERATOR, POLICY_FAULT_LENGTH);
}

/* Variables need a Version that has them. */
static enum check_outcome
check_variables(const struct evidence *e, struct findings *out)
{
	return add_faults(e, out, POLICY_FAULT_VARIABLE, POLICY_FAULT_VARIABLE);
}

static bool
is_permission_policy(const struct policy *policy)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_statements; i++) {
		const struct policy_statement *s = &policy->statements[i];

		n += s->n_principals == 0 && s->resources.n > 0 ? 1 : 0;
	}
	return n > 0 && n == policy->n_statements;
}

/* Who may assume the role, not what the role may do. */
static enum check_outcome
check_permission(const struct evidence *e, struct findings *out)
{
	const struct aws_role *role;
	size_t at = 0;

	while ((role = trust_role_at(e, &at)) != NULL) {
		struct place place;

		if (!role->policy->is_readable ||
		    !is_permission_policy(role->policy))
			continue;
		place = trust_place(out, role, role->policy->at, "");
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The policy of %s is a permissions policy",
			    trust_role_name(out, role)),
			.found = "Resource, and no Principal",
			.wanted = "a trust policy: a Principal, and the "
				  "action sts:AssumeRoleWithSAML",
			.why = "A trust policy says who may assume the role. "
			       "What the role may then do stands in its "
			       "permissions policies.",
			.place = &place,
			.aws_error = evidence_asks(e, SDX_QUESTION_SIGN_IN)
					 ? "not-authorized"
					 : REFUSED,
			.aws_text = "Attach this policy to the role as a "
				    "permissions policy, and give the role a "
				    "trust policy that names the SAML "
				    "provider.",
		    });
	}
	return CHECK_RAN;
}

static const struct policy_text *
find_function(const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_principals; i++) {
		if (s->principals[i].value.is_unknown)
			return &s->principals[i].value;
	}
	for (size_t i = 0; i < s->n_conditions; i++) {
		const struct policy_texts *values = &s->conditions[i].values;

		for (size_t j = 0; j < values->n; j++) {
			if (values->items[j].is_unknown)
				return &values->items[j];
		}
	}
	return NULL;
}

/* What a template's function will yield is not known here. */
static enum check_outcome
check_functions(const struct evidence *e, struct findings *out)
{
	const struct aws_role *role;
	size_t at = 0;

	while ((role = trust_role_at(e, &at)) != NULL) {
		for (size_t i = 0; i < role->policy->n_statements; i++) {
			const struct policy_statement *s =
			    &role->policy->statements[i];
			const struct policy_text *text = find_function(s);
			struct place place;

			if (text == NULL)
				continue;
			place = trust_place(out, role, text->at,
			    finding_text(out, "statement %zu", s->number));
			finding_add(out,
			    &(struct finding_draft){
				.message = "A value of the trust policy is a "
					   "function of the template",
				.found = text->text,
				.why = "What it will yield is not known here, "
				       "so it is not judged.",
				.place = &place,
				.client_text =
				    "Once the role is there, give the output "
				    "of aws iam get-role.",
			    });
		}
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"trust-policy-json", "The trust policy is one JSON object", STAGE_TRUST,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY, REFUSED, GRAMMAR,
	NULL, check_json},
    {"trust-policy-repeated", "No element of the trust policy stands twice",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	REFUSED, TRUST_GUIDE, NULL, check_repeated},
    {"trust-policy-grammar", "The trust policy has the elements that IAM knows",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	REFUSED, GRAMMAR, "trust-is-permission-policy", check_grammar},
    {"trust-policy-variables",
	"Policy variables stand in a Version that has them", STAGE_TRUST,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY, NULL,
	TRUST_GUIDE, NULL, check_variables},
    {"trust-policy-functions", "The trust policy's values are all known",
	STAGE_ADVICE, SDX_NOTE, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	NULL, "CloudFormation User Guide: Intrinsic function reference", NULL,
	check_functions},
    {"trust-is-permission-policy", "The trust policy is no permissions policy",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	NULL, TRUST_GUIDE, NULL, check_permission},
};

const struct check_table checks_trust_grammar = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN | FOR_POLICY};
