/* SPDX-License-Identifier: MIT */
/*
 * Deny unless allowed, and a Deny always wins (IAM User Guide: Policy
 * evaluation logic).  Three values: what nobody here can know stays unknown
 * until something else settles the matter.
 */
#include <string.h>
#include <strings.h>

#include "aws/policy.h"

struct evaluation {
	struct arena *arena;
	const struct policy *policy;
	const struct policy_request *request;
};

static enum truth
both(enum truth a, enum truth b)
{
	if (a == TRUTH_NO || b == TRUTH_NO)
		return TRUTH_NO;
	return a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN
							: TRUTH_YES;
}

static enum truth
either(enum truth a, enum truth b)
{
	if (a == TRUTH_YES || b == TRUTH_YES)
		return TRUTH_YES;
	return a == TRUTH_UNKNOWN || b == TRUTH_UNKNOWN ? TRUTH_UNKNOWN
							: TRUTH_NO;
}

static enum truth
opposite(enum truth a)
{
	if (a == TRUTH_UNKNOWN)
		return a;
	return a == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static enum truth
told(bool is_true)
{
	return is_true ? TRUTH_YES : TRUTH_NO;
}

/*
 * "*" and {"AWS": "*"} are everybody.  Of a "*" under Federated it is not
 * documented what it means.
 */
static enum truth
principal_fits(
    const struct policy_principal *p, const struct policy_request *request)
{
	const char *value = p->value.text;

	if (p->value.is_unknown)
		return TRUTH_UNKNOWN;
	if (p->kind == PRINCIPAL_ANYONE ||
	    (p->kind == PRINCIPAL_AWS && strcmp(value, "*") == 0))
		return TRUTH_YES;
	if (p->kind != request->principal_kind)
		return TRUTH_NO;
	if (strcmp(value, "*") == 0)
		return TRUTH_UNKNOWN;
	return told(strcmp(value, request->principal) == 0);
}

static enum truth
principals_fit(
    const struct policy_statement *s, const struct policy_request *request)
{
	enum truth fits = TRUTH_NO;

	for (size_t i = 0; i < s->n_principals; i++)
		fits = either(fits, principal_fits(&s->principals[i], request));
	if (s->n_principals == 0)
		return TRUTH_NO;
	return s->is_not_principal ? opposite(fits) : fits;
}

static enum truth
actions_fit(
    const struct policy_statement *s, const struct policy_request *request)
{
	enum truth fits = TRUTH_NO;

	for (size_t i = 0; i < s->actions.n; i++) {
		const struct policy_text *action = &s->actions.items[i];

		fits = either(fits, action->is_unknown
					? TRUTH_UNKNOWN
					: told(policy_action_fits(
					      action->text, request->action)));
	}
	if (s->actions.n == 0)
		return TRUTH_NO;
	return s->is_not_action ? opposite(fits) : fits;
}

static const struct policy_key *
find_key(const struct policy_request *request, const char *name)
{
	for (size_t i = 0; i < request->n_keys; i++) {
		if (strcasecmp(request->keys[i].name, name) == 0)
			return &request->keys[i];
	}
	return NULL;
}

/* The policy's values, ready to be compared. */
struct wanted {
	struct policy_pattern *patterns;
	size_t n;
	enum policy_reason reason; /* REASON_COMPARED: all could be had */
};

static bool takes_variables(enum policy_operator operator)
{
	return (operator>= STRING_EQUALS && operator<= STRING_NOT_LIKE) ||
	       operator>= ARN_EQUALS || operator== OPERATOR_BOOL;
}

static const char *
add_word(struct arena *arena, const char *words, const char *word)
{
	return arena_printf(arena, "%s%s%s", words != NULL ? words : "",
	    words != NULL ? ", " : "", word);
}

static bool
expand(struct evaluation *e, struct condition_trace *trace, struct wanted *w)
{
	const struct policy_condition *c = trace->condition;
	bool has_variables = e->policy->has_variables &&
			     takes_variables(c->operator) &&
			     c->operator!= OPERATOR_NULL;

	w->patterns =
	    arena_alloc(e->arena, (c->values.n + 1) * sizeof *w->patterns);
	if (w->patterns == NULL)
		return false;
	for (size_t i = 0; i < c->values.n; i++) {
		enum policy_reason reason;

		if (c->values.items[i].is_unknown) {
			w->reason = REASON_UNKNOWN;
			continue;
		}
		if (!policy_expand(e->arena, c->values.items[i].text,
			has_variables, e->request, &w->patterns[w->n],
			&reason)) {
			w->reason = reason;
			continue;
		}
		if (i < 8) /* enough for a person */
			trace->wanted = add_word(
			    e->arena, trace->wanted, w->patterns[w->n].text);
		w->n++;
	}
	return true;
}

/* One value of the request against all of the policy's. */
static enum truth
value_fits(
    enum policy_operator operator, const struct wanted * w, const char *value)
{
	enum truth fits = TRUTH_NO;

	for (size_t i = 0; i < w->n && fits != TRUTH_YES; i++)
		fits = either(
		    fits, policy_compare(operator, & w->patterns[i], value));
	return policy_operator_is_negated(operator) ? opposite(fits) : fits;
}

static enum truth
values_fit(struct condition_trace *trace, const struct wanted *w)
{
	const struct policy_condition *c = trace->condition;
	const struct policy_key *key = trace->key;
	enum truth all = TRUTH_YES, some = TRUTH_NO;

	for (size_t i = 0; i < key->n_values; i++) {
		enum truth fits = value_fits(c->operator, w, key->values[i]);

		all = both(all, fits);
		some = either(some, fits);
	}
	if (c->set == SET_ALL)
		return all;
	if (c->set == SET_ANY || all == some)
		return some;
	trace->reason = REASON_SEVERAL; /* not documented */
	return TRUTH_UNKNOWN;
}

/* Null: "true" wants the key to be absent. */
static enum truth
null_fits(const struct condition_trace *trace)
{
	const struct policy_condition *c = trace->condition;
	bool is_absent = trace->key == NULL || trace->key->n_values == 0;
	enum truth fits = TRUTH_NO;

	for (size_t i = 0; i < c->values.n; i++) {
		const char *value = c->values.items[i].text;

		if (strcasecmp(value, "true") == 0)
			fits = either(fits, told(is_absent));
		else if (strcasecmp(value, "false") == 0)
			fits = either(fits, told(!is_absent));
		else
			fits = either(fits, TRUTH_UNKNOWN);
	}
	return fits;
}

/* What a condition says where its key is absent. */
static enum truth
absent_fits(const struct policy_condition *c)
{
	if (c->is_if_exists || c->set == SET_ALL)
		return TRUTH_YES;
	if (c->set == SET_ANY)
		return TRUTH_NO;
	return told(policy_operator_is_negated(c->operator));
}

static bool
judge_condition(struct evaluation *e, const struct policy_condition *c,
    struct condition_trace *trace)
{
	struct wanted wanted = {0};
	bool is_absent;

	trace->condition = c;
	trace->key = find_key(e->request, c->key.text);
	if (!expand(e, trace, &wanted))
		return false;
	is_absent = trace->key == NULL || trace->key->n_values == 0;
	if (c->operator== OPERATOR_UNKNOWN) {
		trace->truth = TRUTH_UNKNOWN;
		trace->reason = REASON_OPERATOR;
	} else if (trace->key == NULL && !e->request->is_absent(c->key.text)) {
		trace->truth = TRUTH_UNKNOWN;
		trace->reason = REASON_UNKNOWN;
	} else if (c->operator== OPERATOR_NULL) {
		trace->truth = null_fits(trace);
		trace->reason = is_absent ? REASON_MISSING : REASON_COMPARED;
	} else if (is_absent) {
		trace->truth = absent_fits(c);
		trace->reason = REASON_MISSING;
	} else if (wanted.reason != REASON_COMPARED) {
		/* It "might make the whole statement invalid": or not. */
		trace->truth = TRUTH_UNKNOWN;
		trace->reason = wanted.reason;
	} else {
		trace->truth = values_fit(trace, &wanted);
		if (trace->truth == TRUTH_UNKNOWN &&
		    trace->reason == REASON_COMPARED)
			trace->reason = REASON_VALUE;
	}
	return true;
}

static bool
judge_statement(struct evaluation *e, const struct policy_statement *s,
    struct statement_trace *trace)
{
	trace->statement = s;
	trace->principal = principals_fit(s, e->request);
	trace->action = actions_fit(s, e->request);
	trace->conditions = TRUTH_YES;
	trace->traces = arena_alloc(
	    e->arena, (s->n_conditions + 1) * sizeof *trace->traces);
	if (trace->traces == NULL)
		return false;
	for (size_t i = 0; i < s->n_conditions; i++) {
		if (!judge_condition(e, &s->conditions[i], &trace->traces[i]))
			return false;
		trace->conditions =
		    both(trace->conditions, trace->traces[i].truth);
	}
	trace->matches =
	    both(both(trace->principal, trace->action), trace->conditions);
	/* An effect that is neither word is for IAM to refuse. */
	if (s->effect == EFFECT_UNKNOWN && trace->matches == TRUTH_YES)
		trace->matches = TRUTH_UNKNOWN;
	return true;
}

/* The first statement of that effect that matches so. */
static const struct statement_trace *
first(const struct policy_result *result, enum policy_effect effect,
    enum truth matches)
{
	for (size_t i = 0; i < result->n_statements; i++) {
		const struct statement_trace *t = &result->statements[i];

		if (t->statement->effect == effect && t->matches == matches)
			return t;
	}
	return NULL;
}

static void
decide(struct policy_result *result)
{
	const struct statement_trace *deny =
	    first(result, EFFECT_DENY, TRUTH_YES);
	const struct statement_trace *allow =
	    first(result, EFFECT_ALLOW, TRUTH_YES);
	const struct statement_trace *doubt =
	    first(result, EFFECT_DENY, TRUTH_UNKNOWN);

	result->because = deny;
	result->decision = DECISION_EXPLICIT_DENY;
	if (deny != NULL)
		return;
	result->because = allow;
	result->decision = DECISION_ALLOW;
	if (allow == NULL) {
		doubt = first(result, EFFECT_ALLOW, TRUTH_UNKNOWN);
		if (doubt == NULL)
			doubt = first(result, EFFECT_UNKNOWN, TRUTH_UNKNOWN);
		result->decision = DECISION_IMPLICIT_DENY;
	}
	if (doubt == NULL)
		return;
	result->because = doubt;
	result->decision = DECISION_UNKNOWN;
}

struct policy_result *
policy_evaluate(struct arena *arena, const struct policy *policy,
    const struct policy_request *request)
{
	struct evaluation e = {arena, policy, request};
	struct policy_result *result = arena_alloc(arena, sizeof *result);

	if (result == NULL)
		return NULL;
	result->n_statements = policy->n_statements;
	result->statements = arena_alloc(
	    arena, (policy->n_statements + 1) * sizeof *result->statements);
	if (result->statements == NULL)
		return NULL;
	for (size_t i = 0; i < policy->n_statements; i++) {
		if (!judge_statement(
			&e, &policy->statements[i], &result->statements[i]))
			return NULL;
	}
	decide(result);
	return result;
}
