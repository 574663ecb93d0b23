/* SPDX-License-Identifier: MIT */
/* Is the provider that the pair names among those of the account? */
#include <string.h>
#include <strings.h>

#include "check.h"

static bool
is_listed(const struct aws_provider_list *list, const char *arn)
{
	for (size_t i = 0; i < list->n_arns; i++) {
		if (strcmp(list->arns[i].text, arn) == 0)
			return true;
	}
	return false;
}

/* A listed provider that is almost the one that was named; NULL. */
static const char *
nearest(struct findings *out, const struct aws_provider_list *list,
    const struct aws_arn *arn)
{
	for (size_t i = 0; i < list->n_arns; i++) {
		const struct aws_arn *other = &list->arns[i];

		if (strcasecmp(other->text, arn->text) == 0)
			return finding_text(out,
			    "%s is listed; the letter case differs.",
			    other->text);
		if (strcmp(other->name, arn->name) == 0 && arn->name[0] != '\0')
			return finding_text(out,
			    "A provider of this name is listed in account "
			    "%s, partition %s.",
			    other->account, other->partition);
	}
	return list->n_arns == 0
		   ? "The list is empty: the account has no SAML provider."
		   : finding_text(out, "Listed is, among others, %s.",
			 list->arns[0].text);
}

/* A captured name stands in a command only where it is a name to AWS. */
static const char *
create_command(struct findings *out, const struct aws_arn *arn)
{
	if (arn->fault != ARN_OK)
		return NULL;
	return finding_text(out,
	    "aws iam create-saml-provider --name %s "
	    "--saml-metadata-document file://metadata.xml",
	    arn->name);
}

/* A list tells of one account alone; an empty one does not say of which. */
static bool
is_of_other_account(
    const struct aws_provider_list *list, const struct aws_arn *arn)
{
	for (size_t i = 0; i < list->n_arns; i++) {
		if (strcmp(list->arns[i].account, arn->account) == 0)
			return false;
	}
	return list->n_arns > 0;
}

/* Either the list or the account number of the pair is the wrong one. */
static void
doubt_account(const struct evidence *e, struct findings *out,
    const struct aws_arn *arn, struct saml_at at)
{
	const struct aws_arn *listed = &e->provider_list->arns[0];

	finding_add(
	    out, &(struct finding_draft){
		     .message = finding_text(out,
			 "The provider is in account %s, but the list of "
			 "providers is of account %s",
			 arn->account, listed->account),
		     .found = arn->text,
		     .why = finding_text(out,
			 "Either the account in the pair is "
			 "wrong, or the list is of another "
			 "account. %s",
			 nearest(out, e->provider_list, arn)),
		     .at = at,
		     .severity = SDX_WARNING,
		     .grade = SDX_INFERRED,
		     .aws_error = "",
		     .client_text = finding_text(out,
			 "If the pair is right, list the providers with "
			 "credentials of account %s.",
			 arn->account),
		     .client_command = "aws iam list-saml-providers",
		     .idp_fix = FIX_ROLE,
		 });
}

static void
judge(const struct evidence *e, struct findings *out, const struct aws_arn *arn,
    struct saml_at at, bool is_warning)
{
	const char *command = create_command(out, arn);

	if (arn->kind != ARN_PROVIDER || is_listed(e->provider_list, arn->text))
		return;
	if (is_of_other_account(e->provider_list, arn)) {
		/* Pairs of many accounts are usual; the list is of one. */
		if (!is_warning)
			doubt_account(e, out, arn, at);
		return;
	}
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The account's list has no SAML provider %s", arn->name),
		.found = arn->text,
		.why = nearest(out, e->provider_list, arn),
		.at = at,
		.severity = is_warning ? SDX_WARNING : 0,
		.aws_error = is_warning ? "" : NULL,
		.idp_fix = FIX_ROLE,
		.aws_text = command != NULL
				? "Or create the provider under this name:"
				: NULL,
		.aws_command = command,
	    });
}

/* With several pairs the user may still pick one whose provider exists. */
static enum check_outcome
check_exists(const struct evidence *e, struct findings *out)
{
	const struct aws_session *s = e->session;
	struct aws_arn asked;

	if (e->call.provider_arn != NULL) {
		asked = arn_parse(out->arena, e->call.provider_arn,
		    strlen(e->call.provider_arn));
		judge(e, out, &asked, (struct saml_at){0}, false);
		return CHECK_RAN;
	}
	if (s->n_pairs == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < s->n_pairs; i++)
		judge(e, out, &s->pairs[i]->provider, s->pair_texts[i]->at,
		    s->n_pairs > 1 && s->chosen != s->pairs[i]);
	return CHECK_RAN;
}

static const struct check table[] = {
    {"provider-exists", "The provider of the pair exists", STAGE_PROVIDER,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_ASSERTION | NEEDS_PROVIDER_LIST, 0,
	"provider-not-found", "IAM User Guide: Troubleshoot SAML federation",
	NULL, check_exists},
};

const struct check_table checks_provider = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
