/* SPDX-License-Identifier: MIT */
/* Conditions of a trust policy that this assertion does not meet. */
#include "checks/trust_words.h"

#include <string.h>
#include <strings.h>

#define NEEDS (NEEDS_ASSERTION | NEEDS_POLICY)

struct miss { /* a condition that fails, and what is nearly right */
	const struct evidence *e;
	const struct trust *trust;
	const struct statement_trace *statement;
	const struct condition_trace *trace;
	const char *why;		/* NULL */
	const struct policy_text *near; /* the value to be replaced; NULL */
	const char *operator;		/* the operator that would fit; NULL */
};

static bool
is_audience(const struct evidence *e, const char *value)
{
	const struct saml_conditions *c = &e->assertion->conditions;

	for (size_t i = 0; i < c->n_restrictions; i++) {
		const struct saml_audience_restriction *r = &c->restrictions[i];

		for (size_t j = 0; j < r->n_audiences; j++) {
			if (strcmp(r->audiences[j].value, value) == 0)
				return true;
		}
	}
	return strncmp(value, "urn:amazon:webservices", 22) == 0;
}

/* The same sign-in page but for what the words say. */
static const char *
endpoint_difference(struct findings *out, const char *wanted, const char *given)
{
	struct aws_endpoint a = endpoint_parse(out->arena, wanted);
	struct aws_endpoint b = endpoint_parse(out->arena, given);

	if (a.near_miss != NULL)
		return finding_text(
		    out, "The policy's address is odd: %s.", a.near_miss);
	if (a.partition == NULL || b.partition == NULL)
		return NULL;
	if (a.partition != b.partition)
		return "The policy names the sign-in endpoint of another "
		       "partition.";
	if (a.kind != b.kind)
		return b.kind == ENDPOINT_SAML_ACS
			   ? "The response was made for the provider's own "
			     "address (/saml/acs/...), which the policy does "
			     "not name."
			   : "The policy names a provider's own address "
			     "(/saml/acs/...); the response was made for the "
			     "general one.";
	if (a.region == NULL && b.region != NULL)
		return "The policy names the global endpoint; the response "
		       "was made for the one of a region.";
	if (a.region != NULL && b.region == NULL)
		return "The policy names the endpoint of a region; the "
		       "response was made for the global one.";
	return a.kind == ENDPOINT_SAML_ACS
		   ? "The provider's id in the address differs; it changes "
		     "when a provider is made anew."
		   : "The region of the endpoint differs.";
}

static bool
is_wild(const char *text)
{
	return strpbrk(text, "*?") != NULL;
}

/* Would the operator with wildcards fit where the plain one does not? */
static const char *
wild_operator(const struct condition_trace *t, const struct policy_text *wanted,
    const char *given)
{
	const struct policy_condition *c = t->condition;
	struct policy_pattern pattern = {0};
	size_t len = strlen(wanted->text);
	bool wild[512];

	if (c->operator!= STRING_EQUALS || c->set != SET_NONE ||
	    c->is_if_exists || !is_wild(wanted->text) ||
	    len > sizeof wild / sizeof *wild)
		return NULL;
	for (size_t i = 0; i < len; i++)
		wild[i] = strchr("*?", wanted->text[i]) != NULL;
	pattern.text = (char *)(uintptr_t)wanted->text;
	pattern.is_wild = wild;
	pattern.len = len;
	return policy_match(&pattern, given, strlen(given), false)
		   ? "StringLike"
		   : NULL;
}

static bool
look_at_value(struct findings *out, struct miss *m,
    const struct policy_text *wanted, const char *given)
{
	bool is_aud =
	    strcasecmp(m->trace->condition->key.text, "saml:aud") == 0;

	m->operator= wild_operator(m->trace, wanted, given);
	if (m->operator!= NULL) {
		m->why = "Under StringEquals a wildcard is plain text; "
			 "StringLike knows it.";
	} else if (strcasecmp(wanted->text, given) == 0) {
		m->why = "Only the letter case differs, and it counts.";
		m->near = wanted;
	} else if (is_aud && is_audience(m->e, wanted->text)) {
		m->why = "That is the Audience. SAML:aud is the Recipient of "
			 "the response.";
		m->near = wanted;
	} else if (is_aud) {
		m->why = endpoint_difference(out, wanted->text, given);
	}
	return m->why != NULL;
}

/* Names of keys that people write, and that IAM does not know. */
static const char *
known_key(const char *key)
{
	static const struct {
		const char *wrong, *right;
	} keys[] = {
	    {"saml:audience", "SAML:aud"},
	    {"saml:recipient", "SAML:aud"},
	    {"aws:saml:aud", "SAML:aud"},
	    {"saml:issuer", "SAML:iss"},
	    {"saml:subject", "SAML:sub"},
	    {"saml:nameid", "SAML:sub"},
	    {"saml:subtype", "SAML:sub_type"},
	    {"saml:rolesessionname", "sts:RoleSessionName"},
	    {"aws:rolesessionname", "sts:RoleSessionName"},
	    {"saml:sourceidentity", "sts:SourceIdentity"},
	    {"saml:email", "SAML:mail"},
	};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		if (strcasecmp(keys[i].wrong, key) == 0)
			return keys[i].right;
	}
	return NULL;
}

static void
look(struct findings *out, struct miss *m)
{
	const struct policy_condition *c = m->trace->condition;
	const struct policy_key *key = m->trace->key;
	const char *right = known_key(c->key.text);

	if (right != NULL) {
		m->why = finding_text(out,
		    "IAM has no key %s; %s is the one that is meant.",
		    c->key.text, right);
		return;
	}
	if (m->trace->reason == REASON_MISSING) {
		m->why = "The assertion does not bring the key.";
		return;
	}
	if (policy_operator_is_negated(c->operator)) {
		m->why = "The operator wants none of these values.";
		return;
	}
	for (size_t i = 0; key != NULL && i < c->values.n; i++) {
		if (look_at_value(out, m, &c->values.items[i], key->values[0]))
			return;
	}
}

/* Where the value comes from, for the place in the message. */
static struct saml_at
source_of(const struct evidence *e, const char *key)
{
	const struct saml_subject *s = &e->assertion->subject;

	if (strcasecmp(key, "saml:aud") == 0 && s->n_confirmations > 0)
		return s->confirmations[0].at;
	if (strncasecmp(key, "saml:sub", 8) == 0 && s->n_name_ids > 0)
		return s->name_ids[0].text.at;
	if (strcasecmp(key, "saml:iss") == 0 && e->assertion->n_issuers > 0)
		return e->assertion->issuer.text.at;
	if (strcasecmp(key, "sts:RoleSessionName") == 0 &&
	    e->session->role_session_name != NULL)
		return e->session->role_session_name->at;
	if (strcasecmp(key, "sts:SourceIdentity") == 0 &&
	    e->session->source_identity != NULL)
		return e->session->source_identity->at;
	for (size_t i = 0; i < e->session->n_tags; i++) {
		if (strncasecmp(key, "aws:RequestTag/", 15) == 0 &&
		    strcasecmp(key + 15, e->session->tags[i].key) == 0)
			return e->session->tags[i].attribute->at;
	}
	return (struct saml_at){0};
}

static struct policy_edit
edit_of(struct findings *out, const struct miss *m)
{
	const struct policy *policy = m->trust->role->policy;
	const struct policy_condition *c = m->trace->condition;
	const struct policy_key *key = m->trace->key;

	if (m->operator!= NULL)
		return policy_edit_operator(out->arena, policy, c, m->operator);
	if (key == NULL || key->n_values != 1 ||
	    policy_operator_is_negated(c->operator) ||
	    c->operator> STRING_NOT_LIKE)
		return (struct policy_edit){0};
	if (m->near != NULL)
		return policy_edit_replace(
		    out->arena, policy, m->near->at, key->values[0]);
	return policy_edit_add(out->arena, policy, &c->values, key->values[0]);
}

static void
add_miss(struct findings *out, struct miss *m)
{
	const struct policy_condition *c = m->trace->condition;
	const char *name = trust_condition_name(out, c), *values;
	struct place place = trust_place(out, m->trust->role,
	    c->values.at.type != JSON_NONE ? c->values.at : c->key.at,
	    finding_text(out, "statement %zu, Condition %s",
		m->statement->statement->number, name));
	struct policy_edit edit;
	struct finding_draft draft = {
	    .message = finding_text(out,
		"A condition of the trust policy of %s is not met: %s",
		trust_pair_role(out, m->trust), name),
	    .wanted = m->trace->wanted,
	    .at = source_of(m->e, c->key.text),
	    .place = &place,
	    .severity = trust_severity(m->e, m->trust),
	};

	look(out, m);
	values = trust_values(out, m->trace->key);
	draft.found = values[0] != '\0' ? values : "the key is absent";
	draft.why = m->why;
	edit = edit_of(out, m);
	trust_set_fix(out, &draft, m->trust->role, &edit,
	    edit.op != NULL
		? "Let the condition take what the assertion gives, if that "
		  "is who should sign in; or let the identity provider send "
		  "what the policy wants."
		: "Let the identity provider send what the policy wants, or "
		  "change the condition.");
	finding_add(out, &draft);
}

/*
 * The statement to explain: one that nearly allows the action.  Where the
 * principal or the action is another, those are said instead.
 */
static const struct statement_trace *
statement_of(const struct trust *trust, size_t action)
{
	const struct policy_result *result = trust->actions[action].result;

	if (result == NULL || result->decision != DECISION_IMPLICIT_DENY)
		return NULL;
	return trust_nearest(result);
}

static void
add_misses(const struct evidence *e, struct findings *out,
    const struct trust *trust, const struct statement_trace *t)
{
	for (size_t i = 0; i < t->statement->n_conditions; i++) {
		struct miss miss = {.e = e,
		    .trust = trust,
		    .statement = t,
		    .trace = &t->traces[i]};

		if (t->traces[i].truth == TRUTH_NO)
			add_miss(out, &miss);
	}
}

/* Every condition of the statement must be met. */
static enum check_outcome
check_condition(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		const struct statement_trace *assume =
		    statement_of(trust, TRUST_ASSUME);

		if (assume != NULL) {
			add_misses(e, out, trust, assume);
			continue;
		}
		for (size_t i = TRUST_TAG; i < N_TRUST_ACTIONS; i++) {
			const struct statement_trace *t =
			    statement_of(trust, i);

			if (t != NULL && t->action == TRUTH_YES)
				add_misses(e, out, trust, t);
		}
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"trust-condition", "The assertion meets the trust policy's conditions",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, "not-authorized",
	TRUST_CONDITIONS, "trust-is-permission-policy", check_condition},
};

const struct check_table checks_trust_condition = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
