/* SPDX-License-Identifier: MIT */
/* The values of the command, against the models of IAM and STS. */
#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "checks/command.h"
#include "utf8.h"

#define MODEL "IAM and STS API references: parameters"
#define TAG_KEY_MAX 128
#define PROVIDERS_MAX 100 /* of an account */
#define TAG_VALUE_MAX 256

typedef void judge(
    const struct evidence *, struct findings *, const struct command_value *);

static enum check_outcome
each(const struct evidence *e, struct findings *out, judge *look)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < c->n_values; i++)
		look(e, out, &c->values[i]);
	return CHECK_RAN;
}

static void
add(const struct evidence *e, struct findings *out,
    const struct command_value *value, struct finding_draft *draft)
{
	struct place place = command_place(e, value, value->model->option);

	draft->place = &place;
	finding_add(out, draft);
	draft->place = NULL;
}

static size_t
n_characters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

/* Other checks say it better: of metadata, policies, and ARNs of STS. */
static bool
is_judged_elsewhere(const struct evidence *e, const struct command_value *v)
{
	const char *name = v->model->name;

	return strcmp(name, "SAMLMetadataDocument") == 0 ||
	       strcmp(name, "SAMLProviderArn") == 0 ||
	       (evidence_asks(e, SDX_QUESTION_POLICY) &&
		   v->model->is_document) ||
	       (evidence_asks(e, SDX_QUESTION_SIGN_IN) &&
		   (strcmp(name, "RoleArn") == 0 ||
		       strcmp(name, "PrincipalArn") == 0));
}

static const char *
bounds(struct findings *out, const struct parameter_model *p)
{
	if (p->min == 0)
		return finding_text(out, "at most %zu characters", p->max);
	return finding_text(out, "%zu to %zu characters", p->min, p->max);
}

static void
judge_length(const struct evidence *e, struct findings *out,
    const struct command_value *v)
{
	const struct parameter_model *p = v->model;
	size_t n;

	if (p->type != PARAMETER_TEXT || p->max == 0 || v->text == NULL ||
	    is_judged_elsewhere(e, v))
		return;
	n = n_characters(v->text, v->len);
	if (n >= p->min && n <= p->max)
		return;
	add(e, out, v,
	    &(struct finding_draft){
		.message =
		    finding_text(out, "%s has %zu characters", p->name, n),
		.wanted = bounds(out, p),
		.why = strcmp(p->name, "RemovePrivateKey") == 0
			   ? "What is wanted is the KeyId of PrivateKeyList, "
			     "as aws iam get-saml-provider shows it, and no "
			     "name of a file."
			   : NULL,
		.client_text = finding_text(
		    out, "Give %s a value within these bounds.", p->option),
	    });
}

static enum check_outcome
check_length(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_length);
}

/* A quote that the shell of Windows left standing. */
static bool
has_quotes_left(const char *text, size_t len)
{
	return len > 1 && (text[0] == '\'' || text[0] == '"') &&
	       text[len - 1] == text[0];
}

static const char *
character_why(const struct command_value *v, size_t at)
{
	if (v->len - at >= 3 && memcmp(v->text + at, "\xef\xbb\xbf", 3) == 0)
		return "The file begins with a byte order mark, which editors "
		       "of Windows put there and nobody sees.";
	if (has_quotes_left(v->text, v->len))
		return "The quotes are part of the value: cmd on Windows knows "
		       "no single quotes.";
	if (v->model->alphabet == ALPHABET_MODE)
		return "Letter case counts.";
	return NULL;
}

static void
judge_characters(const struct evidence *e, struct findings *out,
    const struct command_value *v)
{
	const struct parameter_model *p = v->model;
	bool is_hidden = (p->flags & PARAMETER_SECRET) || p->is_document ||
			 v->text == NULL || command_shown(v->text) == NULL;
	struct mark mark;
	size_t at;

	if (p->type != PARAMETER_TEXT || v->text == NULL)
		return;
	at = alphabet_check(p->alphabet, v->text, v->len);
	if (at == v->len)
		return;
	mark = (struct mark){at, 1};
	add(e, out, v,
	    &(struct finding_draft){
		.message = finding_text(out,
		    p->alphabet == ALPHABET_MODE
			? "%s has another value than IAM knows"
			: "%s holds a character that cannot stand in it",
		    p->name),
		.found = is_hidden ? finding_text(
					 out, "a character at offset %zu", at)
				   : v->text,
		.wanted = alphabet_pattern(p->alphabet),
		.why = character_why(v, at),
		.marks =
		    is_hidden || p->alphabet == ALPHABET_MODE ? NULL : &mark,
		.n_marks = is_hidden || p->alphabet == ALPHABET_MODE ? 0 : 1,
		.client_text =
		    finding_text(out, "Write %s as it is wanted.", p->option),
		.client_command =
		    v->len - at >= 3 && v->path != NULL &&
			    memcmp(v->text + at, "\xef\xbb\xbf", 3) == 0 &&
			    strchr(v->path, '\'') == NULL
			? finding_text(out,
			      "tail -c +4 '%s' > without-mark.pem", v->path)
			: NULL,
	    });
}

static enum check_outcome
check_characters(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_characters);
}

static void
judge_number(const struct evidence *e, struct findings *out,
    const struct command_value *v)
{
	const struct parameter_model *p = v->model;
	int64_t n;
	bool is_number;

	if (p->type != PARAMETER_INTEGER || v->text == NULL)
		return;
	is_number = command_integer(e->command->command, p->name, &n);
	if (is_number && (strcmp(p->name, "DurationSeconds") == 0 ||
			     (n >= (int64_t)p->min && n <= (int64_t)p->max)))
		return;
	add(e, out, v,
	    &(struct finding_draft){
		.message = finding_text(out,
		    is_number ? "%s is outside of its bounds"
			      : "%s is no whole number",
		    p->name),
		.found = v->text,
		.wanted = finding_text(
		    out, "%zu to %zu seconds, digits alone", p->min, p->max),
		.why =
		    is_number ? NULL : "The AWS CLI stops and sends nothing.",
		.aws_error = is_number ? NULL : "",
		.client_text = finding_text(
		    out, "Give %s a value within these bounds.", p->option),
	    });
}

/* MaxSessionDuration is 3600 to 43200; DurationSeconds is a number. */
static enum check_outcome
check_number(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_number);
}

/* SAMLProviderArn names a SAML provider. */
static enum check_outcome
check_arn(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_value *v;
	struct aws_arn arn;
	size_t len;

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	v = command_value(c, "SAMLProviderArn");
	if (v == NULL || v->text == NULL)
		return CHECK_NOT_APPLICABLE;
	arn = arn_parse(out->arena, v->text, v->len);
	len = n_characters(v->text, v->len);
	if (arn.kind == ARN_PROVIDER && arn.fault == ARN_OK)
		return CHECK_RAN;
	add(e, out, v,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "--saml-provider-arn is not the ARN of a SAML provider%s%s",
		    arn.detail[0] != '\0' ? ": " : "", arn.detail),
		.found = command_shown(v->text),
		.wanted = "arn:aws:iam::ACCOUNT:saml-provider/NAME",
		.why =
		    arn.kind == ARN_ROLE ? "This is the ARN of a role." : NULL,
		.aws_error = len < 20 || len > 2048 ? "request-constraint" : "",
		.client_text = "This lists the providers of the account:",
		.client_command = "aws iam list-saml-providers",
	    });
	return CHECK_RAN;
}

/* ---- Tags */

static void
judge_tag(const struct evidence *e, struct findings *out,
    const struct command_value *v, size_t i)
{
	const struct command_pair *tag = &v->pairs[i];
	const char *value = tag->value != NULL ? tag->value : "";
	size_t n_key = n_characters(tag->key, strlen(tag->key));
	size_t n_value = n_characters(value, strlen(value));
	const char *message = NULL;

	if (n_key < 1 || n_key > TAG_KEY_MAX)
		message = "A tag's key has 1 to 128 characters";
	else if (n_value > TAG_VALUE_MAX)
		message = "A tag's value has 256 characters at most";
	else if (strncasecmp(tag->key, "aws:", 4) == 0)
		message = "A tag's key begins with aws:, which is AWS's own";
	else if (tag->value == NULL)
		message = "A tag has no Value";
	for (size_t j = 0; j < i && message == NULL; j++) {
		if (v->pairs[j].key != NULL &&
		    strcasecmp(v->pairs[j].key, tag->key) == 0)
			message = "Two tags have the same key, letter case "
				  "aside";
	}
	if (message == NULL)
		return;
	add(e, out, v,
	    &(struct finding_draft){
		.message = message,
		.found = finding_text(out, "Key=%s", tag->key),
		.aws_error =
		    n_key > TAG_KEY_MAX || n_value > TAG_VALUE_MAX ? NULL : "",
		.client_text = "Mend the tag, or leave it out.",
	    });
}

static void
judge_list(const struct evidence *e, struct findings *out,
    const struct command_value *v)
{
	const struct parameter_model *p = v->model;

	if (p->type != PARAMETER_TAGS && p->type != PARAMETER_ARNS)
		return;
	if (v->n_pairs > p->max)
		add(e, out, v,
		    &(struct finding_draft){
			.message = finding_text(
			    out, "%s has %zu entries", p->option, v->n_pairs),
			.wanted = finding_text(out, "at most %zu", p->max),
			.client_text = "Leave some out.",
		    });
	for (size_t i = 0; p->type == PARAMETER_TAGS && i < v->n_pairs; i++) {
		if (v->pairs[i].key != NULL)
			judge_tag(e, out, v, i);
	}
}

/* Lists in shorthand or JSON: their form, their number, keys and values. */
static enum check_outcome
check_list(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);

	if (c == NULL)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < c->n_complaints; i++) {
		struct place place =
		    command_place(e, NULL, c->complaints[i].word);

		if (c->complaints[i].fault != FAULT_LIST)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out, "%s cannot be read: %s",
			    c->complaints[i].word, c->complaints[i].detail),
			.wanted = strcmp(c->complaints[i].word, "--tags") == 0
				      ? "Key=NAME,Value=TEXT, set apart by "
					"blanks"
				      : "arn=ARN, set apart by blanks",
			.why = "The AWS CLI stops and sends nothing.",
			.place = &place,
			.aws_error = "",
			.client_text = "Write it as shorthand or as JSON.",
		    });
	}
	return each(e, out, judge_list);
}

/* A session policy is one JSON object with a Statement. */
static enum check_outcome
check_session_policy(const struct evidence *e, struct findings *out)
{
	const struct aws_command *c = command_of(e);
	const struct command_value *v =
	    c != NULL ? command_value(c, "Policy") : NULL;
	struct json_text text;
	struct json_error error;
	struct json_value json;

	if (v == NULL || v->text == NULL)
		return CHECK_NOT_APPLICABLE;
	json = json_open(&text, v->text, v->len, &error);
	if (json_get(json, "Statement").type != JSON_NONE)
		return CHECK_RAN;
	add(e, out, v,
	    &(struct finding_draft){
		.message = "The session policy is not one that AWS can read",
		.found = json.type == JSON_NONE
			     ? finding_text(out, "%s, line %zu, column %zu",
				   error.what, error.line, error.column)
			     : "JSON without a Statement",
		.wanted = "a permissions policy: a JSON object with a "
			  "Statement",
		.why = "The session gets what both this policy and the role "
		       "allow.",
		.client_text = "Mend the policy, or leave --policy out: the "
			       "role's own policies then count alone.",
	    });
	return CHECK_RAN;
}

/* ---- Against the list of providers */

static const struct aws_arn *
listed(const struct aws_provider_list *list, const char *arn, const char *name)
{
	for (size_t i = 0; i < list->n_arns; i++) {
		if ((arn != NULL && strcmp(list->arns[i].text, arn) == 0) ||
		    (name != NULL && strcmp(list->arns[i].name, name) == 0))
			return &list->arns[i];
	}
	return NULL;
}

/* To be updated it must be there; to be created it must not. */
static enum check_outcome
check_listed(const struct evidence *e, struct findings *out)
{
	const struct aws_provider_list *list = e->provider_list;
	const char *arn, *name;
	struct place place;

	if (!command_sets_provider(e))
		return CHECK_NOT_APPLICABLE;
	place = command_place(e, NULL, "");
	arn = command_text(e->command->command, "SAMLProviderArn");
	name = command_text(e->command->command, "Name");
	if (arn != NULL && listed(list, arn, NULL) == NULL)
		finding_add(out,
		    &(struct finding_draft){
			.message = "The account's list has no such provider",
			.found = arn,
			.wanted = list->n_arns > 0 ? list->arns[0].text
						   : "a provider of the list, "
						     "which is empty",
			.why = "IAM answers 404 NoSuchEntity to a provider "
			       "that is not there.",
			.place = &place,
			.client_text =
			    "Look at the name and the account, or create the "
			    "provider with aws iam create-saml-provider.",
		    });
	if (name != NULL && listed(list, NULL, name) != NULL)
		finding_add(out,
		    &(struct finding_draft){
			.message = "The account has a provider of this name "
				   "already",
			.found = listed(list, NULL, name)->text,
			.why = "IAM answers 409 EntityAlreadyExists.",
			.place = &place,
			.client_text =
			    "Take another name, or change the one that is "
			    "there with aws iam update-saml-provider.",
		    });
	if (name != NULL && list->n_arns >= PROVIDERS_MAX)
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The account has %zu SAML providers already",
			    list->n_arns),
			.wanted = "fewer than 100",
			.why = "IAM answers 409 LimitExceeded.",
			.place = &place,
			.client_text = "Delete one that is not used, or take "
				       "another account.",
		    });
	return CHECK_RAN;
}

#define LIMIT "request-constraint"

static const struct check table[] = {
    {"command-value-length", "Every value is as long as it may be",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, 0, 0, LIMIT, MODEL,
	"command-file-prefix", check_length},
    {"command-value-characters", "Every value has characters that it may have",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, 0, 0, LIMIT, MODEL,
	"command-file-prefix", check_characters},
    {"command-value-number", "Numbers are within their bounds", STAGE_REQUEST,
	SDX_ERROR, SDX_DOCUMENTED, 0, 0, LIMIT, MODEL, NULL, check_number},
    {"command-provider-arn", "--saml-provider-arn is that of a SAML provider",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, 0, 0, NULL, MODEL, NULL,
	check_arn},
    {"command-value-list", "Tags and other lists can be read and are not full",
	STAGE_REQUEST, SDX_ERROR, SDX_DOCUMENTED, 0, 0, LIMIT, MODEL, NULL,
	check_list},
    {"command-session-policy", "The session policy can be read", STAGE_REQUEST,
	SDX_ERROR, SDX_DOCUMENTED, 0, 0, "malformed-policy",
	"STS API reference: AssumeRoleWithSAML, Policy", "command-file-prefix",
	check_session_policy},
    {"command-provider-listed",
	"The provider is there to be updated, or not there to be created",
	STAGE_PROVIDER, SDX_ERROR, SDX_DOCUMENTED, NEEDS_PROVIDER_LIST,
	NEEDS_PROVIDER_LIST, NULL, MODEL, "command-provider-arn", check_listed},
};

const struct check_table checks_command_value = {
    table, sizeof table / sizeof *table, FOR_COMMAND};
