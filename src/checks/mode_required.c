/* SPDX-License-Identifier: MIT */
/*
 * The mode Required: what AWS would accept and users would feel, where the
 * identity provider or a trust policy is not ready for it.
 */
#include <string.h>
#include <strings.h>

#include "checks/command.h"
#include "saml/datetime.h"

#define KEYS "IAM User Guide: Manage SAML encryption keys"
#define ASSERTIONS                                                          \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"

static bool
is_required(const struct evidence *e)
{
	if (e->settings->question == SDX_QUESTION_ROTATION)
		return e->provider != NULL &&
		       e->provider->mode == MODE_REQUIRED;
	return command_sets_provider(e) &&
	       e->command->request.mode == MODE_REQUIRED &&
	       (e->provider == NULL || e->provider->mode != MODE_REQUIRED);
}

/* Only encrypted assertions are accepted then. */
static enum check_outcome
check_plain(const struct evidence *e, struct findings *out)
{
	const struct sign_in *last = NULL;
	struct place place;
	size_t n = 0;

	if (!is_required(e))
		return CHECK_NOT_APPLICABLE;
	if (e->n_sign_ins == 0)
		return effect_without_captures(out);
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (e->sign_ins[i].is_encrypted ||
		    !e->sign_ins[i].is_of_provider)
			continue;
		last = &e->sign_ins[i];
		n++;
	}
	if (last == NULL)
		return CHECK_RAN;
	/* Old ones say nothing where the newest is encrypted. */
	if (e->sign_ins[e->n_sign_ins - 1].is_encrypted)
		return CHECK_RAN;
	place = effect_place(e, last);
	finding_add(out,
	    &(struct finding_draft){
		.severity = SDX_ERROR,
		.message = "With the mode Required plain assertions are "
			   "refused, and the identity provider sends such",
		.found = finding_text(out, "%zu of %zu captures, the last %s",
		    n, e->n_sign_ins,
		    last->has_time ? datetime_format(out->arena, last->time)
				   : "at a time that is not known"),
		.wanted = "captures that are all encrypted",
		.place = &place,
		.idp_fix = FIX_ENCRYPTION,
		.client_text = "Leave the mode at Allowed until recent "
			       "captures are encrypted.",
	    });
	return CHECK_RAN;
}

/* "https://signin.aws.amazon.com/saml" with the ID behind it. */
static const char *
required_recipient(
    const struct evidence *e, struct findings *out, const char *recipient)
{
	const char *base = recipient != NULL
			       ? recipient
			       : "https://signin.aws.amazon.com/saml";
	size_t len = strlen(base);
	const char *id = e->provider != NULL && e->provider->uuid != NULL
			     ? e->provider->uuid
			     : "PROVIDER-ID";

	while (len > 0 && base[len - 1] == '/')
		len--;
	return finding_text(out, "%.*s/acs/%s", (int)len, base, id);
}

/* With Required the sign-in URL has the provider's ID. */
static enum check_outcome
check_recipient(const struct evidence *e, struct findings *out)
{
	const struct sign_in *s;
	struct aws_endpoint endpoint;
	struct place place;

	if (!is_required(e))
		return CHECK_NOT_APPLICABLE;
	if (e->n_sign_ins == 0)
		return effect_without_captures(out);
	s = &e->sign_ins[e->n_sign_ins - 1];
	if (s->recipient == NULL)
		return CHECK_NOT_APPLICABLE;
	endpoint = endpoint_parse(out->arena, s->recipient);
	if (endpoint.kind != ENDPOINT_SAML)
		return CHECK_RAN;
	place = effect_place(e, s);
	finding_add(out,
	    &(struct finding_draft){
		.severity = SDX_ERROR,
		.message = "With the mode Required the sign-in URL must hold "
			   "the provider's ID",
		.found = s->recipient,
		.wanted = required_recipient(e, out, s->recipient),
		.why = "The identity provider sends to the URL without it.",
		.place = &place,
		.idp_text = "Set the URL (ACS, Recipient) to the one with the "
			    "ID, and let the trust policies take both, before "
			    "the mode is changed.",
	    });
	return CHECK_RAN;
}

static bool
is_audience(const struct policy_condition *c)
{
	return strcasecmp(c->key.text, "saml:aud") == 0 &&
	       (c->operator== STRING_EQUALS || c->operator== STRING_LIKE || c->
		   operator== STRING_EQUALS_IGNORE_CASE);
}

static bool
takes(const struct policy_condition *c, const char *recipient)
{
	for (size_t i = 0; i < c->values.n; i++) {
		const char *value = c->values.items[i].text;
		const char *star = strchr(value, '*');
		size_t head = star != NULL ? (size_t)(star - value) : 0;
		const char *tail = star != NULL ? star + 1 : "";
		size_t n = strlen(recipient), n_tail = strlen(tail);

		if (strcmp(value, recipient) == 0)
			return true;
		if (star != NULL &&
		    c->operator== STRING_LIKE && n >= head + n_tail &&
			strncmp(value, recipient, head) == 0 &&
		    strcmp(recipient + n - n_tail, tail) == 0)
			return true;
	}
	return false;
}

/* Does an Allow of the policy ask for another Recipient, and none for this? */
static const struct policy_condition *
refusing(const struct policy *policy, const char *recipient)
{
	const struct policy_condition *found = NULL;

	for (size_t i = 0; i < policy->n_statements; i++) {
		const struct policy_statement *s = &policy->statements[i];
		const struct policy_condition *audience = NULL;

		if (s->effect != EFFECT_ALLOW)
			continue;
		for (size_t j = 0; j < s->n_conditions; j++) {
			if (is_audience(&s->conditions[j]))
				audience = &s->conditions[j];
		}
		if (audience == NULL || takes(audience, recipient))
			return NULL;
		found = audience;
	}
	return found;
}

/* SAML:aud is the Recipient. */
static enum check_outcome
check_audience(const struct evidence *e, struct findings *out)
{
	const char *recipient = NULL;
	bool was_judged = false;

	if (!is_required(e))
		return CHECK_NOT_APPLICABLE;
	if (e->n_sign_ins > 0)
		recipient = e->sign_ins[e->n_sign_ins - 1].recipient;
	if (recipient == NULL || strstr(recipient, "/acs/") == NULL)
		recipient = required_recipient(e, out, recipient);
	for (size_t i = 0; i < e->n_roles; i++) {
		const struct aws_role *role = e->roles[i];
		const struct policy_condition *c;
		struct place place;

		if (role->policy == NULL || !role->policy->is_readable)
			continue;
		was_judged = true;
		c = refusing(role->policy, recipient);
		if (c == NULL)
			continue;
		place = effect_place(e, NULL);
		place.input = role->input;
		finding_add(out,
		    &(struct finding_draft){
			.severity = SDX_ERROR,
			.message = finding_text(out,
			    "The trust policy of %s does not take the sign-in "
			    "URL that the mode Required asks for",
			    role->name != NULL ? role->name : "the role"),
			.found = c->values.n > 0 ? c->values.items[0].text
						 : "no value",
			.wanted = recipient,
			.why = "SAML:aud is the Recipient, which then holds "
			       "the provider's ID.",
			.place = &place,
			.aws_text =
			    "Let SAML:aud have both values, before the mode "
			    "and the URL are changed, with aws iam "
			    "update-assume-role-policy.",
		    });
	}
	return was_judged ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

#define ROW(id, title, grade, source, run)                               \
	{                                                                \
		id, title, STAGE_ADVICE, SDX_WARNING, grade, 0, 0, NULL, \
		    source, NULL, run                                    \
	}

static const struct check table[] = {
    {"mode-required-plain", "What is sent is encrypted before it must be",
	STAGE_ADVICE, SDX_WARNING, SDX_DOCUMENTED, 0, 0, NULL, KEYS, NULL,
	check_plain},
    ROW("mode-required-recipient",
	"The sign-in URL holds the provider's ID before it must",
	SDX_DOCUMENTED, ASSERTIONS, check_recipient),
    ROW("mode-required-audience",
	"Trust policies take the sign-in URL of the mode Required",
	SDX_OBSERVED, ASSERTIONS, check_audience),
};

const struct check_table checks_mode_required = {
    table, sizeof table / sizeof *table, FOR_COMMAND | FOR_ROTATION};
