/* SPDX-License-Identifier: MIT */
#include "report/hiding.h"

#include <string.h>

#include "checks/name_pattern.h"
#include "report/report.h"

#define PATH_MIN 8 /* shorter ones are words of the report */

/* Words that reports use beside those of checks and errors. */
static const char own_words[] =
    "a an and any as at be but by can for from has have he his if in into is "
    "it its no none not of off on only or out per she so than that the their "
    "them then they this to too two up us was we were what when which who why "
    "will with you your yes zero true false null error warning note idp aws "
    "client text json report response assertion capture metadata provider "
    "certificate key role trust policy command file files input issue now "
    "given valid invalid absent accepted rejected undetermined documented "
    "observed inferred console api iam line entry default test example AWS "
    "SAML IAM XML POST GET har form base64 xml Response Assertion Role "
    "RoleSessionName NameID Issuer signature allow deny Allow Deny Principal "
    "Statement Condition Action Effect Version Federated add replace remove "
    "samldx https http www com org net adfs okta entra generic";

static void
spare(struct veil *veil, const char *text)
{
	if (text != NULL)
		veil_spare(veil, text, strlen(text));
}

/* The language of reports: a value that is one of its words stays. */
static void
spare_own_words(struct veil *veil)
{
	const struct check *check;
	const struct aws_error *error;

	spare(veil, own_words);
	for (size_t i = 0; (check = registry_at(i)) != NULL; i++) {
		spare(veil, check->id);
		spare(veil, check->title);
		spare(veil, stage_name(check->stage));
	}
	for (size_t i = 0; (error = aws_error_at(i)) != NULL; i++) {
		spare(veil, error->id);
		spare(veil, error->message);
		spare(veil, error->code);
	}
}

bool
hiding_begin(struct hiding *h, const struct sdx_style *style)
{
	enum sdx_redaction level =
	    style != NULL ? style->redaction : SDX_REDACT_NONE;
	struct redaction *r = &h->redaction;
	struct veil_origin origin = {.level = level};

	memset(h, 0, sizeof *h);
	if (level == SDX_REDACT_NONE)
		return true;
	h->arena = arena_new();
	if (h->arena == NULL)
		return false;
	r->kept = h->arena;
	r->arena = arena_new();
	if (r->arena == NULL)
		return false;
	r->level = level;
	r->placeholders = placeholders_new(h->arena, style->redaction_key);
	origin.arena = h->arena;
	origin.placeholders = r->placeholders;
	h->veil = r->placeholders != NULL ? veil_new(&origin) : NULL;
	r->veil = h->veil;
	if (h->veil != NULL)
		spare_own_words(h->veil);
	return h->veil != NULL;
}

/* Into the void: what the rule replaces is what is learnt. */
static void
learn(struct hiding *h, enum rule rule, const char *text)
{
	if (text != NULL && text[0] != '\0')
		rule_copy(&h->redaction, rule, NULL, text, strlen(text));
}

void
hiding_learn_organisation(struct hiding *h, const char *text)
{
	if (h->arena != NULL)
		learn(h, RULE_ORGANISATION, text);
}

/* As `samldx redact` reads it, so that placeholders are the same. */
static bool
learn_capture(struct hiding *h, const struct input *input)
{
	enum sdx_kind kind =
	    input->was_forced ? SDX_KIND_CAPTURE : SDX_KIND_AUTO;

	if (redaction_run(&h->redaction, input->bytes, kind) == SDX_FAULT)
		return false;
	h->redaction.copy = (struct bytes){0};
	h->redaction.trouble = NULL;
	return true;
}

static bool
is_of_message(const struct evidence *e, size_t input)
{
	return e->message != NULL && e->message->input == input;
}

/* That of the message comes last, and so its placeholders are the first. */
static bool
learn_captures(struct hiding *h, const struct evidence *e)
{
	for (int of_message = 0; of_message <= 1; of_message++) {
		for (size_t i = 0; i < e->n_inputs; i++) {
			if (e->inputs[i].kind != SDX_KIND_CAPTURE ||
			    is_of_message(e, i) != (of_message == 1))
				continue;
			if (!learn_capture(h, &e->inputs[i]))
				return false;
		}
	}
	return true;
}

static void
learn_attribute(struct hiding *h, const struct saml_attribute *a)
{
	enum rule rule = markup_rule_of_values(a->name);

	for (size_t i = 0; i < a->n_values; i++) {
		learn(h, rule, a->values[i].value);
		learn(h, rule, a->values[i].first);
		/* What is suggested instead is the same person's. */
		if (rule == RULE_PERSONAL && a->values[i].value != NULL)
			learn(h, rule,
			    name_pattern_correct(h->arena, a->values[i].value));
	}
}

/* Octets that were encrypted are in no capture. */
static void
learn_assertion(struct hiding *h, const struct saml_assertion *a)
{
	const struct saml_subject *s = &a->subject;

	learn(h, RULE_ORGANISATION, a->issuer.text.value);
	for (size_t i = 0; i < s->n_name_ids; i++) {
		learn(h, RULE_PERSONAL, s->name_ids[i].text.value);
		learn(h, RULE_PERSONAL, s->name_ids[i].text.first);
	}
	for (size_t i = 0; i < s->n_confirmations; i++) {
		learn(h, RULE_IDENTIFIER, s->confirmations[i].in_response_to);
		learn(h, RULE_PERSONAL, s->confirmations[i].address);
		learn(h, RULE_ORGANISATION, s->confirmations[i].recipient);
	}
	for (size_t i = 0; i < a->n_authn_statements; i++)
		learn(h, RULE_IDENTIFIER, a->authn_statements[i].session_index);
	for (size_t i = 0; i < a->n_attributes; i++)
		learn_attribute(h, &a->attributes[i]);
	learn(h, RULE_IDENTIFIER, a->id);
}

static void
learn_response(struct hiding *h, const struct saml_response *response)
{
	learn(h, RULE_IDENTIFIER, response->id);
	learn(h, RULE_IDENTIFIER, response->in_response_to);
	learn(h, RULE_ORGANISATION, response->issuer.text.value);
	learn(h, RULE_ORGANISATION, response->destination);
	learn(h, RULE_PERSONAL, response->status.message.value);
}

/* The folders of a file tell whose machine it is. */
static void
learn_folder(struct hiding *h, const char *name)
{
	const char *slash = name != NULL ? strrchr(name, '/') : NULL;

	if (slash != NULL)
		veil_learn(h->veil, name, (size_t)(slash - name), 0);
}

static size_t
host_len(const char *url)
{
	const char *host = strstr(url, "://");
	size_t start = host != NULL ? (size_t)(host - url) + 3 : 0;

	return start + strcspn(url + start, "/?#");
}

/* As in a copy: of an address that has no part in the sign-in the host. */
static void
learn_step(struct hiding *h, const char *url)
{
	size_t host;

	if (url == NULL || strncmp(url, "http", 4) != 0 ||
	    endpoint_parse(h->arena, url).kind != ENDPOINT_NOT_AWS)
		return;
	host = host_len(url);
	if (h->redaction.level == SDX_REDACT_STRICT) {
		learn(h, RULE_ORGANISATION, url);
		if (strlen(url) > host + PATH_MIN)
			veil_learn(h->veil, url + host, strlen(url + host), 0);
	} else if (strlen(url) > host + 1)
		veil_learn(h->veil, url, strlen(url), host);
}

static void
learn_messages(struct hiding *h, const struct evidence *e)
{
	for (size_t i = 0; i < e->n_captures; i++) {
		const struct capture *c = e->captures[i];

		for (size_t j = 0; j < c->n_steps; j++) {
			learn_step(h, c->steps[j].url);
			learn_step(h, c->steps[j].location);
		}
	}
	for (size_t i = 0; i < e->n_messages; i++) {
		const char *state = e->messages[i]->relay_state;

		if (state != NULL)
			veil_learn(h->veil, state, strlen(state), 0);
	}
}

static void
learn_metadata(struct hiding *h, const struct saml_metadata *m)
{
	for (size_t i = 0; m != NULL && i < m->n_entities; i++) {
		const struct metadata_entity *entity = &m->entities[i];

		learn(h, RULE_ORGANISATION, entity->entity_id);
		for (size_t j = 0; j < entity->n_sso; j++)
			learn(h, RULE_ORGANISATION, entity->sso[j].location);
	}
}

/* Names that are an organisation's: nothing at SDX_REDACT_AUTO. */
static void
learn_organisations(struct hiding *h, const struct evidence *e)
{
	if (h->redaction.level != SDX_REDACT_STRICT)
		return;
	for (size_t i = 0; i < e->n_metadata; i++)
		learn_metadata(h, e->metadata[i].metadata);
	if (e->subject != NULL)
		learn_metadata(h, e->subject->metadata);
	if (e->change != NULL)
		learn_metadata(h, e->change->metadata);
	for (size_t i = 0; i < e->n_roles; i++)
		learn(h, RULE_PERSONAL, e->roles[i]->name);
	for (size_t i = 0; i < e->n_trusted; i++)
		learn(h, RULE_PERSONAL, e->trusted[i].certificate->subject);
}

bool
hiding_learn(struct hiding *h, const struct sdx_report *report)
{
	const struct evidence *e = report->evidence;

	if (h->arena == NULL)
		return true;
	if (!learn_captures(h, e))
		return false;
	learn_messages(h, e);
	if (e->response != NULL)
		learn_response(h, e->response);
	if (e->assertion != NULL)
		learn_assertion(h, e->assertion);
	for (size_t i = 0; i < e->n_inputs; i++)
		learn_folder(h, e->inputs[i].name);
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (e->sign_ins[i].one->assertion != NULL)
			learn_assertion(h, e->sign_ins[i].one->assertion);
	}
	hiding_learn_documents(h, e);
	learn_organisations(h, e);
	return !redaction_has_failed(&h->redaction);
}

/* What a copy leaves readable may stand in a report too. */
static bool
is_name_that_stays(const char *what)
{
	static const char *const other[] = {
	    "answer of AWS", "headers", "times", "session duration"};

	for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
		if (strcmp(other[i], what) == 0)
			return false;
	}
	return true;
}

void
hiding_attach(struct hiding *h, struct buffer *out)
{
	const struct redaction *r = &h->redaction;

	if (h->arena == NULL)
		return;
	for (size_t i = 0; i < r->n_readable; i++) {
		if (is_name_that_stays(r->readable[i].what))
			veil_keep(h->veil, r->readable[i].value,
			    strlen(r->readable[i].value));
	}
	veil_close(h->veil);
	out->veil = veil_of(h->veil);
}

bool
hiding_redact(struct hiding *h, char *xml, size_t len)
{
	if (h->arena == NULL)
		return true;
	h->redaction.veil = NULL; /* everything was learnt */
	return markup_redact(&h->redaction, xml, len);
}

void
hiding_end(struct hiding *h, struct buffer *out)
{
	out->veil = NULL;
	if (h->arena != NULL &&
	    (h->redaction.arena == NULL || redaction_has_failed(&h->redaction)))
		out->has_failed = true;
	arena_free(h->redaction.arena);
	arena_free(h->arena);
	h->arena = NULL;
}

bool
hiding_open(struct hiding *h, const struct sdx_style *style,
    const struct sdx_report *report, struct buffer *out)
{
	bool is_fine = hiding_begin(h, style) && hiding_learn(h, report);

	if (is_fine)
		hiding_attach(h, out);
	else
		out->has_failed = true;
	return is_fine;
}
