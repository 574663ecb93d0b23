/* SPDX-License-Identifier: MIT */
/* Trust policies that work, and let in more than they say. */
#include <string.h>
#include <strings.h>

#include "aws/context.h"
#include "checks/trust_words.h"

#define MULTI "IAM User Guide: Set operators for multi-valued context keys"
#define SAML_ROLE "IAM User Guide: Create a role for SAML 2.0 federation"
#define PRINCIPAL "IAM User Guide: IAM JSON policy elements: Principal"

/* Calls VISIT for each Allow statement of each policy to be linted. */
typedef void visit_fn(struct findings *, const struct aws_role *,
    const struct policy_statement *);

static enum check_outcome
visit_all(const struct evidence *e, struct findings *out, visit_fn *visit)
{
	const struct aws_role *role;
	size_t at = 0;

	while ((role = trust_role_at(e, &at)) != NULL) {
		for (size_t i = 0; i < role->policy->n_statements; i++) {
			const struct policy_statement *s =
			    &role->policy->statements[i];

			if (s->effect == EFFECT_ALLOW)
				visit(out, role, s);
		}
	}
	return CHECK_RAN;
}

static bool
allows_saml(const struct policy_statement *s)
{
	for (size_t i = 0; !s->is_not_action && i < s->actions.n; i++) {
		if (policy_action_fits(
			s->actions.items[i].text, "sts:AssumeRoleWithSAML"))
			return true;
	}
	return false;
}

static const char *
label_of(struct findings *out, const struct policy_statement *s,
    const struct policy_condition *c)
{
	if (c == NULL)
		return finding_text(out, "statement %zu", s->number);
	return finding_text(out, "statement %zu, Condition %s", s->number,
	    trust_condition_name(out, c));
}

static bool
is_guarded(const struct policy_statement *s, const char *key)
{
	for (size_t i = 0; i < s->n_conditions; i++) {
		const struct policy_condition *c = &s->conditions[i];

		if (c->operator== OPERATOR_NULL && c->values.n> 0 &&
			strcasecmp(c->key.text, key) == 0 &&
		    strcasecmp(c->values.items[0].text, "false") == 0)
			return true;
	}
	return false;
}

static void
add_condition(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s, const struct policy_condition *c,
    const struct finding_draft *draft)
{
	struct place place =
	    trust_place(out, role, c->key.at, label_of(out, s, c));
	struct finding_draft whole = *draft;

	whole.place = &place;
	whole.found = trust_condition_name(out, c);
	finding_add(out, &whole);
}

static void
visit_absent(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_conditions; i++) {
		const struct policy_condition *c = &s->conditions[i];

		if (c->set != SET_ALL || is_guarded(s, c->key.text))
			continue;
		add_condition(out, role, s, c,
		    &(struct finding_draft){
			.message = "A condition is met by whoever does not "
				   "send the key",
			.wanted = "ForAnyValue, or beside it Null with "
				  "\"false\" for the key",
			.why = "ForAllValues is true where the key is absent "
			       "or empty.",
			.aws_text = "Use ForAnyValue, or also demand that the "
				    "key is there: \"Null\": {KEY: \"false\"}.",
		    });
	}
}

/* ForAllValues under Allow is true without the key. */
static enum check_outcome
check_absent(const struct evidence *e, struct findings *out)
{
	return visit_all(e, out, visit_absent);
}

static void
visit_set(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_conditions; i++) {
		const struct policy_condition *c = &s->conditions[i];

		if (c->set != SET_NONE ||
		    c->operator==
		    OPERATOR_NULL || !context_is_list(c->key.text))
			continue;
		add_condition(out, role, s, c,
		    &(struct finding_draft){
			.message = "A key with several values is compared "
				   "without a set operator",
			.wanted = finding_text(
			    out, "ForAnyValue:%s", c->operator_text),
			.why = "What AWS does where the key has more than one "
			       "value is not documented.",
			.aws_text = "Put ForAnyValue: or ForAllValues: before "
				    "the operator.",
		    });
	}
}

/* Multi-valued keys want a set operator. */
static enum check_outcome
check_set(const struct evidence *e, struct findings *out)
{
	return visit_all(e, out, visit_set);
}

static const struct policy_condition *
find_audience(const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_conditions; i++) {
		if (strcasecmp(s->conditions[i].key.text, "saml:aud") == 0)
			return &s->conditions[i];
	}
	return NULL;
}

static void
visit_audience(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s)
{
	struct place place;

	if (!allows_saml(s) || find_audience(s) != NULL)
		return;
	place = trust_place(out, role, s->at, label_of(out, s, NULL));
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(
		    out, "Statement %zu does not ask for SAML:aud", s->number),
		.wanted = "a condition StringEquals on SAML:aud",
		.why = "A response that was made for another recipient opens "
		       "the role too.",
		.place = &place,
		.aws_text = "Add \"StringEquals\": {\"SAML:aud\": "
			    "\"https://signin.aws.amazon.com/saml\"}, with "
			    "the endpoint that is used.",
	    });
}

/* SAML:aud says for which recipient the response was made. */
static enum check_outcome
check_audience(const struct evidence *e, struct findings *out)
{
	return visit_all(e, out, visit_audience);
}

/* A pattern that takes hosts that are not AWS's. */
static bool
is_wide(const char *pattern)
{
	size_t host = strcspn(pattern, "*?");
	const char *slash = strstr(pattern, "://");
	const char *rest = slash != NULL ? slash + 3 : pattern;
	size_t len = strcspn(rest, "/");

	if (pattern[host] == '\0')
		return false;
	if (slash == NULL || strcspn(pattern, "*?") < (size_t)(rest - pattern))
		return true;
	/* The end of the host must be fixed: "*.signin.aws.amazon.com". */
	for (size_t i = 0; i < len; i++) {
		if ((rest[i] == '*' || rest[i] == '?') &&
		    memmem(rest + i, len - i, ".signin.", 8) == NULL)
			return true;
	}
	return rest[len] == '\0';
}

static void
visit_wide(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_conditions; i++) {
		const struct policy_condition *c = &s->conditions[i];

		if (c->operator!= STRING_LIKE ||
		    strcasecmp(c->key.text, "saml:aud") != 0)
			continue;
		for (size_t j = 0; j < c->values.n; j++) {
			if (!is_wide(c->values.items[j].text))
				continue;
			add_condition(out, role, s, c,
			    &(struct finding_draft){
				.message = finding_text(out,
				    "The pattern \"%s\" for SAML:aud takes "
				    "more than AWS's endpoints",
				    c->values.items[j].text),
				.wanted = "https://*.signin.aws.amazon.com/"
					  "saml, or the endpoints one by one",
				.why = "A response that was made for another "
				       "service opens the role too.",
				.aws_text = "Name the endpoints that are used.",
			    });
			break;
		}
	}
}

/* Wildcards in SAML:aud must leave the host alone. */
static enum check_outcome
check_wide(const struct evidence *e, struct findings *out)
{
	return visit_all(e, out, visit_wide);
}

static void
visit_anyone(struct findings *out, const struct aws_role *role,
    const struct policy_statement *s)
{
	for (size_t i = 0; i < s->n_principals; i++) {
		const struct policy_principal *p = &s->principals[i];
		struct place place;

		if (!s->is_not_principal && strcmp(p->value.text, "*") != 0)
			continue;
		place =
		    trust_place(out, role, p->value.at, label_of(out, s, NULL));
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "Statement %zu trusts everybody%s", s->number,
			    s->is_not_principal ? " but those it names" : ""),
			.found = s->is_not_principal ? "NotPrincipal"
						     : p->value.text,
			.wanted = "the ARN of the SAML provider",
			.why = "Any account, and any provider, is let in as "
			       "far as the conditions go.",
			.place = &place,
			.aws_text = "Name the provider under "
				    "Principal.Federated.",
		    });
		return;
	}
}

/* The principal is named. */
static enum check_outcome
check_anyone(const struct evidence *e, struct findings *out)
{
	return visit_all(e, out, visit_anyone);
}

static const struct check table[] = {
    {"trust-absent-key", "No condition is met by leaving its key out",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	NULL, MULTI, NULL, check_absent},
    {"trust-set-operator", "Keys with several values have a set operator",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY,
	NULL, MULTI, NULL, check_set},
    {"trust-audience", "The trust policy asks for SAML:aud", STAGE_ADVICE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY, NULL,
	SAML_ROLE, NULL, check_audience},
    {"trust-audience-wide",
	"The pattern for SAML:aud takes AWS's endpoints alone", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, NEEDS_POLICY, NEEDS_POLICY, NULL, SAML_ROLE,
	NULL, check_wide},
    {"trust-anyone", "The trust policy does not trust everybody", STAGE_ADVICE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_POLICY, NEEDS_POLICY, NULL,
	PRINCIPAL, NULL, check_anyone},
};

const struct check_table checks_trust_danger = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN | FOR_POLICY};
