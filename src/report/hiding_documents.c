/* SPDX-License-Identifier: MIT */
/* What lies beside a capture: policies, CloudTrail, expectations, commands. */
#include <string.h>
#include <strings.h>

#include "aws/policy.h"
#include "report/hiding.h"

static void
learn(struct hiding *h, const char *text)
{
	if (text != NULL && text[0] != '\0')
		rule_copy(
		    &h->redaction, RULE_PERSONAL, NULL, text, strlen(text));
}

/* Conditions that speak of an organisation, or of AWS. */
static bool
is_of_organisation(const char *key)
{
	static const char *const organisations[] = {"saml:aud", "saml:iss",
	    "saml:doc", "saml:sub_type", "saml:namequalifier",
	    "aws:RequestedRegion", "aws:SecureTransport"};

	for (size_t i = 0; i < sizeof organisations / sizeof *organisations;
	     i++) {
		if (strcasecmp(organisations[i], key) == 0)
			return true;
	}
	return false;
}

static void
learn_condition(struct hiding *h, const struct policy_condition *condition)
{
	if (condition->key.text != NULL &&
	    is_of_organisation(condition->key.text))
		return;
	for (size_t i = 0; i < condition->values.n; i++)
		learn(h, condition->values.items[i].text);
}

static void
learn_policy(struct hiding *h, const struct policy *policy)
{
	for (size_t i = 0; policy != NULL && i < policy->n_statements; i++) {
		const struct policy_statement *s = &policy->statements[i];

		for (size_t j = 0; j < s->n_conditions; j++)
			learn_condition(h, &s->conditions[j]);
	}
}

static bool
is_of_person(enum expect_member member)
{
	return member == EXPECT_SESSION_NAME ||
	       member == EXPECT_SOURCE_IDENTITY || member == EXPECT_NAME_ID ||
	       member == EXPECT_TAGS;
}

static void
learn_expectation(struct hiding *h, const struct expectation *expectation)
{
	for (size_t i = 0; expectation != NULL && i < expectation->n_values;
	     i++) {
		const struct expected *expected = &expectation->values[i];

		for (size_t j = 0;
		     is_of_person(expected->member) && j < expected->n_wanted;
		     j++)
			learn(h, expected->wanted[j]);
	}
}

/* "Key=Team,Value=blue": the values of --tags. */
static void
learn_tag(struct hiding *h, const char *word)
{
	const char *value = strstr(word, "Value=");

	if (value == NULL)
		return;
	value += strlen("Value=");
	learn(h, arena_strndup(h->arena, value, strcspn(value, ",}]")));
}

static void
learn_command(struct hiding *h, const struct sdx_settings *settings)
{
	bool is_tag = false;

	for (size_t i = 0; i < settings->n_words; i++) {
		const char *word = settings->words[i];

		if (strncmp(word, "--", 2) == 0)
			is_tag = strncmp(word, "--tags", 6) == 0;
		if (is_tag)
			learn_tag(h, word);
	}
}

void
hiding_learn_documents(struct hiding *h, const struct evidence *e)
{
	for (size_t i = 0; i < e->n_roles; i++)
		learn_policy(h, e->roles[i]->policy);
	learn_expectation(h, e->expectation);
	learn_command(h, e->settings);
	for (size_t i = 0; i < e->trail.n_events; i++)
		learn(h, e->trail.events[i].subject);
}
