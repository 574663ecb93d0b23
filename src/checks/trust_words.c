/* SPDX-License-Identifier: MIT */
#include "checks/trust_words.h"

#include <string.h>

#define COMMAND_MAX 4096 /* longer policies go through a file */

const char *
trust_role_name(struct findings *out, const struct aws_role *role)
{
	if (role->name != NULL && role->name[0] != '\0')
		return finding_text(out, "role %s", role->name);
	return role->label != NULL ? role->label : "the role";
}

struct place
trust_place(struct findings *out, const struct aws_role *role,
    struct json_value at, const char *label)
{
	struct place place = {.input = role->input,
	    .label = label,
	    .pointer = "",
	    .document = ""};

	/* Places are looked for from the beginning: not for what is only
	   counted. */
	if (out->n_current >= FINDINGS_OF_A_CHECK_MAX)
		return place;
	place.pointer = at.type == JSON_NONE
			    ? ""
			    : policy_pointer(out->arena, role->policy, at);
	place.document = role->is_policy_embedded
			     ? finding_text(out, "trust policy of %s",
				   trust_role_name(out, role))
			     : "";
	if (at.type != JSON_NONE)
		json_position(at.text, at.start, &place.line, &place.column);
	return place;
}

const char *
trust_pair_role(struct findings *out, const struct trust *trust)
{
	if (trust->role->name != NULL)
		return trust_role_name(out, trust->role);
	return finding_text(out, "role %s", trust->pair->role.name);
}

const struct statement_trace *
trust_nearest_of(const struct trust *trust, size_t action)
{
	const struct policy_result *result = trust->actions[action].result;

	if (result == NULL || result->decision != DECISION_IMPLICIT_DENY)
		return NULL;
	return trust_nearest(result);
}

/* How near a statement comes: principal and action count most. */
static size_t
nearness(const struct statement_trace *t)
{
	size_t n = 0, all = t->statement->n_conditions;
	size_t principal = t->principal != TRUTH_NO ? 4000 : 0;
	size_t action = t->action != TRUTH_NO ? 2000 : 0;

	for (size_t i = 0; i < all; i++)
		n += t->traces[i].truth != TRUTH_NO ? 1 : 0;
	return principal + action + (all > 0 ? n * 1000 / all : 1000);
}

const struct statement_trace *
trust_nearest(const struct policy_result *result)
{
	const struct statement_trace *best = NULL;

	for (size_t i = 0; i < result->n_statements; i++) {
		const struct statement_trace *t = &result->statements[i];

		if (t->statement->effect == EFFECT_ALLOW &&
		    (best == NULL || nearness(t) > nearness(best)))
			best = t;
	}
	return best;
}

const char *
trust_condition_name(struct findings *out, const struct policy_condition *c)
{
	return finding_text(out, "%s %s", c->operator_text, c->key.text);
}

const char *
trust_values(struct findings *out, const struct policy_key *key)
{
	const char *text = "";

	for (size_t i = 0; key != NULL && i < key->n_values && i < 8; i++)
		text = finding_text(
		    out, "%s%s%s", text, i > 0 ? ", " : "", key->values[i]);
	return text;
}

static const char *
statement_reasons(struct findings *out, const struct statement_trace *t)
{
	const char *text = "";

	if (t->principal == TRUTH_NO)
		text = "another principal";
	if (t->action == TRUTH_NO)
		text = finding_text(out, "%s%sanother action", text,
		    text[0] != '\0' ? ", " : "");
	for (size_t i = 0; i < t->statement->n_conditions; i++) {
		if (t->traces[i].truth == TRUTH_NO)
			text = finding_text(out, "%s%s%s is not met", text,
			    text[0] != '\0' ? ", " : "",
			    trust_condition_name(out, t->traces[i].condition));
	}
	return text;
}

const char *
trust_reasons(struct findings *out, const struct policy_result *result)
{
	const char *text = "";

	for (size_t i = 0; i < result->n_statements && i < 6; i++) {
		const struct statement_trace *t = &result->statements[i];

		if (t->statement->effect != EFFECT_ALLOW ||
		    t->matches != TRUTH_NO)
			continue;
		text = finding_text(out, "%s%sStatement %zu: %s.", text,
		    text[0] != '\0' ? " " : "", t->statement->number,
		    statement_reasons(out, t));
	}
	return text;
}

/* Quoted for a shell: ' becomes '\''. */
static const char *
shell_quoted(struct findings *out, const char *text)
{
	char *quoted = arena_alloc(out->arena, strlen(text) * 4 + 3);
	size_t n = 0;

	if (quoted == NULL)
		return "";
	quoted[n++] = '\'';
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			memcpy(quoted + n, "'\\''", 4);
			n += 4;
		} else {
			quoted[n++] = *text;
		}
	}
	quoted[n] = '\'';
	return quoted;
}

static bool
is_plain_name(const char *name)
{
	return name != NULL && name[0] != '\0' &&
	       name[strspn(name,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		   "0123456789+=,.@_-")] == '\0';
}

/* A command may be run as it stands: no control characters in it. */
static bool
is_printable(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	}
	return true;
}

/* In a string inside the file the text would be another. */
static struct fix_patch
patch_of(const struct aws_role *role, const struct policy_edit *edit)
{
	const struct json_text *text = role->policy->at.text;
	struct fix_patch patch = {.op = edit->op,
	    .path = edit->path,
	    .from = edit->from,
	    .value = edit->value};

	if (role->is_policy_embedded)
		return patch;
	patch.text = edit->text;
	json_position(text, edit->start, &patch.line, &patch.column);
	json_position(text, edit->end, &patch.end_line, &patch.end_column);
	return patch;
}

void
trust_set_fix(struct findings *out, struct finding_draft *draft,
    const struct aws_role *role, const struct policy_edit *edit,
    const char *text)
{
	const char *policy, *name = role->name;

	draft->aws_text = text;
	if (edit->op == NULL)
		return;
	draft->aws_patch = patch_of(role, edit);
	draft->aws_diff = policy_edit_diff(out->arena, role->policy, edit);
	policy = policy_compact(
	    out->arena, policy_edit_apply(out->arena, role->policy, edit));
	draft->aws_command = finding_text(out,
	    "aws iam update-assume-role-policy --role-name %s "
	    "--policy-document %s",
	    is_plain_name(name) ? name : "ROLE-NAME",
	    strlen(policy) <= COMMAND_MAX && is_printable(policy)
		? shell_quoted(out, policy)
		: "file://trust-policy.json");
}

const struct trust *
trust_at(const struct evidence *e, size_t *at)
{
	const struct trust *trust;

	if (e->session == NULL || e->trusts == NULL)
		return NULL;
	if (e->session->chosen != NULL) {
		trust = *at == 0 ? e->trust : NULL;
		*at = 1;
		return trust;
	}
	while (*at < e->session->n_pairs) {
		trust = e->trusts[(*at)++];
		if (trust != NULL)
			return trust;
	}
	return NULL;
}

enum sdx_severity
trust_severity(const struct evidence *e, const struct trust *trust)
{
	if (trust->pair == e->session->chosen)
		return SDX_ERROR;
	for (size_t i = 0; i < e->session->n_pairs; i++) {
		const struct trust *other = e->trusts[i];

		/* A role that is not given might be the one that is used. */
		if (other == NULL || other->decision == DECISION_ALLOW ||
		    other->decision == DECISION_UNKNOWN)
			return SDX_WARNING;
	}
	return SDX_ERROR;
}

const struct aws_role *
trust_role_at(const struct evidence *e, size_t *at)
{
	bool is_sign_in = evidence_asks(e, SDX_QUESTION_SIGN_IN);

	while (*at < e->n_roles) {
		const struct aws_role *role = e->roles[(*at)++];

		if (role->policy != NULL && (!is_sign_in || role == e->role))
			return role;
	}
	return NULL;
}
