/* SPDX-License-Identifier: MIT */
/* The role's trust policy, judged with this very assertion. */
#include "checks/trust_words.h"

#include <string.h>
#include <strings.h>

#define NEEDS (NEEDS_ASSERTION | NEEDS_POLICY)

/* ---- No statement allows at all */

static const char *
new_statement(struct findings *out, const struct trust *trust)
{
	bool has_tag = trust->actions[TRUST_TAG].result != NULL;
	bool has_identity =
	    trust->actions[TRUST_SOURCE_IDENTITY].result != NULL;
	const char *recipient = "https://signin.aws.amazon.com/saml";

	for (size_t i = 0; i < trust->request.n_keys; i++) {
		const struct policy_key *key = &trust->request.keys[i];

		if (strcmp(key->name, "saml:aud") == 0 && key->n_values == 1 &&
		    strpbrk(key->values[0], "\"\\") == NULL)
			recipient = key->values[0];
	}
	return finding_text(out,
	    "{\"Effect\": \"Allow\", \"Principal\": {\"Federated\": \"%s\"}, "
	    "\"Action\": [\"sts:AssumeRoleWithSAML\"%s%s], \"Condition\": "
	    "{\"StringEquals\": {\"SAML:aud\": \"%s\"}}}",
	    trust->pair->provider.text, has_tag ? ", \"sts:TagSession\"" : "",
	    has_identity ? ", \"sts:SetSourceIdentity\"" : "", recipient);
}

static void
add_no_statement(
    const struct evidence *e, struct findings *out, const struct trust *trust)
{
	struct place place =
	    trust_place(out, trust->role, trust->role->policy->at, "");
	struct policy_edit edit = policy_edit_statement(
	    out->arena, trust->role->policy, new_statement(out, trust));
	struct finding_draft draft = {
	    .message = finding_text(out,
		"The trust policy of %s has no statement that allows anything",
		trust_pair_role(out, trust)),
	    .wanted = "a statement with Effect Allow for the provider",
	    .place = &place,
	    .severity = trust_severity(e, trust),
	};

	trust_set_fix(out, &draft, trust->role, &edit,
	    "Add a statement for the provider to the trust policy.");
	finding_add(out, &draft);
}

/* A role can be assumed when a statement of its trust policy allows it. */
static enum check_outcome
check_allows(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		const struct policy_result *result =
		    trust->actions[TRUST_ASSUME].result;

		if (result->decision == DECISION_IMPLICIT_DENY &&
		    trust_nearest(result) == NULL)
			add_no_statement(e, out, trust);
	}
	return CHECK_RAN;
}

/* ---- A statement denies */

static void
add_deny(const struct evidence *e, struct findings *out,
    const struct trust *trust, const struct trust_action *action)
{
	const struct statement_trace *t = action->result->because;
	const struct policy_statement *s = t->statement;
	struct place place = trust_place(out, trust->role, s->at,
	    finding_text(out, "statement %zu", s->number));
	const char *met = "";

	for (size_t i = 0; i < s->n_conditions; i++)
		met = finding_text(out, "%s%s%s", met,
		    i > 0 ? ", " : "; its conditions are met: ",
		    trust_condition_name(out, &s->conditions[i]));
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out, "The trust policy of %s denies %s",
		    trust_pair_role(out, trust), action->action),
		.found = finding_text(out,
		    "statement %zu%s%s%s has Effect "
		    "Deny%s",
		    s->number, s->sid != NULL ? " (" : "",
		    s->sid != NULL ? s->sid : "", s->sid != NULL ? ")" : "",
		    met),
		.why = "A Deny wins over every Allow.",
		.place = &place,
		.severity = trust_severity(e, trust),
		.aws_text = "Narrow the conditions of the Deny so that this "
			    "sign-in is not meant, or leave it if it is.",
	    });
}

/* An explicit Deny wins. */
static enum check_outcome
check_deny(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		for (size_t i = 0; i < N_TRUST_ACTIONS; i++) {
			const struct policy_result *result =
			    trust->actions[i].result;

			if (result == NULL ||
			    result->decision != DECISION_EXPLICIT_DENY)
				continue;
			add_deny(e, out, trust, &trust->actions[i]);
			break;
		}
	}
	return CHECK_RAN;
}

/* ---- The action */

static const struct policy_text *
near_action(const struct policy_texts *actions)
{
	static const char *const near[] = {"sts:AssumeRole",
	    "sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithSaml2",
	    "sts:AssumeRoleWithSMAL", "AssumeRoleWithSAML"};

	for (size_t i = 0; i < actions->n; i++) {
		for (size_t j = 0; j < sizeof near / sizeof *near; j++) {
			if (strcasecmp(actions->items[i].text, near[j]) == 0)
				return &actions->items[i];
		}
	}
	return NULL;
}

static const char *
action_list(struct findings *out, const struct policy_statement *s)
{
	const char *text = s->is_not_action ? "everything but " : "";

	for (size_t i = 0; i < s->actions.n && i < 8; i++)
		text = finding_text(out, "%s%s%s", text, i > 0 ? ", " : "",
		    s->actions.items[i].text);
	return s->actions.n > 0 ? text : "no Action";
}

static struct policy_edit
edit_action(struct findings *out, const struct policy *policy,
    const struct policy_statement *s, const char *action)
{
	const struct policy_text *near = near_action(&s->actions);

	if (s->is_not_action || s->actions.n == 0)
		return (struct policy_edit){0};
	if (near != NULL && strcmp(action, "sts:AssumeRoleWithSAML") == 0)
		return policy_edit_replace(
		    out->arena, policy, near->at, action);
	return policy_edit_add(out->arena, policy, &s->actions, action);
}

static void
add_action(const struct evidence *e, struct findings *out,
    const struct trust *trust, const struct statement_trace *t)
{
	const struct policy_statement *s = t->statement;
	const struct policy_text *near = near_action(&s->actions);
	struct place place = trust_place(out, trust->role,
	    s->actions.at.type != JSON_NONE ? s->actions.at : s->at,
	    finding_text(out, "statement %zu, Action", s->number));
	struct policy_edit edit =
	    edit_action(out, trust->role->policy, s, "sts:AssumeRoleWithSAML");
	struct finding_draft draft = {
	    .message = finding_text(out,
		"The trust policy of %s does not allow "
		"sts:AssumeRoleWithSAML",
		trust_pair_role(out, trust)),
	    .found = action_list(out, s),
	    .wanted = "sts:AssumeRoleWithSAML",
	    .why =
		near != NULL && strcasecmp(near->text, "sts:AssumeRole") == 0
		    ? "sts:AssumeRole is another call, which a SAML sign-in "
		      "does not make."
		    : trust_reasons(out, trust->actions[TRUST_ASSUME].result),
	    .place = &place,
	    .severity = trust_severity(e, trust),
	};

	trust_set_fix(out, &draft, trust->role, &edit,
	    "Let the statement allow sts:AssumeRoleWithSAML.");
	finding_add(out, &draft);
}

/* The action is sts:AssumeRoleWithSAML; sts:AssumeRole is not enough. */
static enum check_outcome
check_action(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		const struct statement_trace *t =
		    trust_nearest_of(trust, TRUST_ASSUME);

		if (t != NULL && t->action == TRUTH_NO)
			add_action(e, out, trust, t);
	}
	return CHECK_RAN;
}

/* ---- The further actions */

/* The statement to which an action is best added. */
static const struct statement_trace *
statement_for(const struct trust *trust, size_t action)
{
	const struct policy_result *assume =
	    trust->actions[TRUST_ASSUME].result;

	return assume->decision == DECISION_ALLOW
		   ? assume->because
		   : trust_nearest_of(trust, action);
}

static void
add_further(const struct evidence *e, struct findings *out,
    const struct trust *trust, size_t action)
{
	const struct trust_action *a = &trust->actions[action];
	const struct statement_trace *t = statement_for(trust, action);
	struct place place = trust_place(out, trust->role,
	    t != NULL ? t->statement->at : trust->role->policy->at,
	    t != NULL ? finding_text(out, "statement %zu", t->statement->number)
		      : "");
	struct policy_edit edit = {0};
	const char *reasons = trust_reasons(out, a->result);
	struct finding_draft draft = {
	    .message = finding_text(out,
		"The trust policy of %s does not allow %s, which the "
		"assertion needs",
		trust_pair_role(out, trust), a->action),
	    .found =
		action == TRUST_TAG
		    ? finding_text(out, "%zu session tag%s", e->session->n_tags,
			  e->session->n_tags == 1 ? " is sent" : "s are sent")
		    : "a SourceIdentity is sent",
	    .wanted = finding_text(out, "%s for the provider", a->action),
	    .why = reasons[0] != '\0' ? reasons : NULL,
	    .at = action == TRUST_TAG ? e->session->tags[0].attribute->at
				      : e->session->source_identity->at,
	    .place = &place,
	    .severity = trust_severity(e, trust),
	};

	if (t != NULL)
		edit = edit_action(
		    out, trust->role->policy, t->statement, a->action);
	trust_set_fix(out, &draft, trust->role, &edit,
	    finding_text(out, "Let the trust policy allow %s too.", a->action));
	finding_add(out, &draft);
}

static enum check_outcome
check_further(const struct evidence *e, struct findings *out, size_t action)
{
	const struct trust *trust;
	bool applies = false;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		const struct policy_result *result =
		    trust->actions[action].result;

		applies |= result != NULL;
		if (result != NULL &&
		    result->decision == DECISION_IMPLICIT_DENY)
			add_further(e, out, trust, action);
	}
	return applies ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

/* Session tags need sts:TagSession. */
static enum check_outcome
check_tag(const struct evidence *e, struct findings *out)
{
	return check_further(e, out, TRUST_TAG);
}

/* A source identity needs sts:SetSourceIdentity. */
static enum check_outcome
check_identity(const struct evidence *e, struct findings *out)
{
	return check_further(e, out, TRUST_SOURCE_IDENTITY);
}

/* ---- What nobody here can know */

static const char *
reason_words(const struct condition_trace *t)
{
	switch (t->reason) {
	case REASON_UNKNOWN:
		return "what AWS will find there is not known here";
	case REASON_VARIABLE:
		return "a variable in it has no single value";
	case REASON_SEVERAL:
		return "the key has several values and the operator is made "
		       "for one";
	case REASON_VALUE:
		return "a value in it is of another kind than the operator";
	case REASON_OPERATOR:
		return "IAM knows no such operator";
	case REASON_COMPARED:
	case REASON_MISSING:
		break;
	}
	return "it cannot be told";
}

/* The condition that nobody here can judge; NULL: it is another element. */
static const struct condition_trace *
unknown_condition(const struct statement_trace *t)
{
	for (size_t i = 0; i < t->statement->n_conditions; i++) {
		if (t->traces[i].truth == TRUTH_UNKNOWN)
			return &t->traces[i];
	}
	return NULL;
}

/* Where no condition is in doubt: the element, and why. */
static const char *
unknown_element(const struct statement_trace *t, const char **why)
{
	if (t->principal == TRUTH_UNKNOWN) {
		*why = "it is a wildcard or a template's function";
		return "Principal";
	}
	if (t->action == TRUTH_UNKNOWN) {
		*why = "it is a template's function";
		return t->statement->is_not_action ? "NotAction" : "Action";
	}
	*why = "it is neither Allow nor Deny";
	return "Effect";
}

static void
add_doubt(struct findings *out, const struct trust *trust,
    const struct statement_trace *t)
{
	const struct condition_trace *c = unknown_condition(t);
	const char *why = c != NULL ? reason_words(c) : NULL;
	const char *what = c != NULL ? trust_condition_name(out, c->condition)
				     : unknown_element(t, &why);
	struct place place = trust_place(out, trust->role,
	    c != NULL ? c->condition->key.at : t->statement->at,
	    finding_text(out, "statement %zu", t->statement->number));

	finding_add(out,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "The trust policy of %s depends on %s",
			trust_pair_role(out, trust), what),
		.wanted = c != NULL ? c->wanted : NULL,
		.why = finding_text(out, "It cannot be told: %s.", why),
		.place = &place,
		.severity = SDX_NOTE,
		.client_text = c != NULL && strcasecmp(c->condition->key.text,
						"aws:SourceIp") == 0
				   ? "Give the user's address with --source-ip."
				   : NULL,
	    });
	finding_cannot(out,
	    finding_text(out, "it depends on %s in the trust policy of %s: %s",
		what, trust_pair_role(out, trust), why));
}

/* Whatever depends on what is not known is not guessed. */
static enum check_outcome
check_known(const struct evidence *e, struct findings *out)
{
	const struct trust *trust;
	bool is_in_doubt = false;
	size_t at = 0;

	while ((trust = trust_at(e, &at)) != NULL) {
		for (size_t i = 0; i < N_TRUST_ACTIONS; i++) {
			const struct policy_result *result =
			    trust->actions[i].result;

			if (trust->decision != DECISION_UNKNOWN ||
			    result == NULL ||
			    result->decision != DECISION_UNKNOWN)
				continue;
			add_doubt(out, trust, result->because);
			is_in_doubt = true;
			break;
		}
	}
	return is_in_doubt ? CHECK_CANNOT : CHECK_RAN;
}

#define DENIED "not-authorized"
#define SAML_ROLE "IAM User Guide: Create a role for SAML 2.0 federation"
#define LOGIC "IAM User Guide: Policy evaluation logic"

static const struct check table[] = {
    {"trust-allows", "A statement of the trust policy allows something",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS_ASSERTION, DENIED,
	TRUST_GUIDE, "trust-is-permission-policy", check_allows},
    {"trust-deny", "No statement of the trust policy denies the sign-in",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, DENIED, LOGIC,
	NULL, check_deny},
    {"trust-action", "The trust policy allows sts:AssumeRoleWithSAML",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, DENIED,
	TRUST_GUIDE, "trust-is-permission-policy", check_action},
    {"trust-tag-session",
	"The trust policy allows sts:TagSession where tags are sent",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, DENIED,
	TRUST_GUIDE, "trust-allows trust-principal trust-action trust-deny",
	check_tag},
    {"trust-source-identity",
	"The trust policy allows sts:SetSourceIdentity where one is sent",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, DENIED,
	TRUST_GUIDE, "trust-allows trust-principal trust-action trust-deny",
	check_identity},
    {"trust-known", "The trust policy depends on nothing that is not known",
	STAGE_TRUST, SDX_ERROR, SDX_DOCUMENTED, NEEDS, NEEDS, NULL, SAML_ROLE,
	NULL, check_known},
};

const struct check_table checks_trust = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
