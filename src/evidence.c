/* SPDX-License-Identifier: MIT */
#include "evidence.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "crypto/init.h"
#include "evidence_steps.h"
#include "question.h"

struct evidence *
evidence_new(const struct sdx_settings *settings)
{
	struct arena *arena = arena_new();
	struct evidence *e;

	if (arena == NULL)
		return NULL;
	e = arena_alloc(arena, sizeof *e);
	if (e == NULL) {
		arena_free(arena);
		return NULL;
	}
	e->arena = arena;
	e->settings = settings;
	return e;
}

void
evidence_empty(struct evidence *e)
{
	struct evidence kept = {
	    .arena = e->arena,
	    .settings = e->settings,
	    .common = e->common,
	    .inputs = e->inputs,
	    .n_inputs = e->n_inputs,
	};

	*e = kept;
}

void
evidence_free(struct evidence *e)
{
	if (e != NULL)
		arena_free(e->arena);
}

/* The clock that the design prescribes: capture, else issue. */
static void
set_clock(struct evidence *e)
{
	const struct capture_message *message = e->message;
	const struct saml_time *issue = NULL;
	struct clock *clock = &e->clock;
	bool has_message = message != NULL && message->has_time;
	/* CloudTrail's event of this very assertion knows the time too. */
	bool has_event = e->is_event_of_assertion && e->event->has_time;
	bool has_capture = has_message || has_event;
	enum sdx_clock wanted = e->settings->clock;

	if (e->response != NULL && e->response->issue_instant.is_valid)
		issue = &e->response->issue_instant;
	else if (e->assertion != NULL && e->assertion->issue_instant.is_valid)
		issue = &e->assertion->issue_instant;
	if (wanted == SDX_CLOCK_AUTO &&
	    e->settings->question != SDX_QUESTION_SIGN_IN &&
	    e->settings->question != SDX_QUESTION_POLICY)
		wanted = SDX_CLOCK_NOW;
	if (wanted == SDX_CLOCK_AUTO)
		wanted = has_capture ? SDX_CLOCK_CAPTURE : SDX_CLOCK_ISSUE;
	clock->skew = e->settings->skew;
	if (wanted == SDX_CLOCK_CAPTURE && has_capture) {
		clock->source = CLOCK_OF_CAPTURE;
		clock->time = has_message ? message->time : e->event->time;
	} else if (wanted == SDX_CLOCK_ISSUE && issue != NULL) {
		clock->source = CLOCK_OF_ISSUE;
		clock->time = issue->seconds;
	} else if (wanted == SDX_CLOCK_NOW && e->settings->has_now) {
		clock->source = CLOCK_OF_NOW;
		clock->time = e->settings->now;
	} else if (wanted == SDX_CLOCK_GIVEN) {
		clock->source = CLOCK_AS_GIVEN;
		clock->time = e->settings->given_time;
	}
	if (has_message && message->has_server_date) {
		clock->has_estimate = true;
		clock->estimate = message->time - message->server_date;
	}
}

/* What the user gives goes before what the capture says. */
static void
set_call(struct evidence *e)
{
	const struct sdx_settings *settings = e->settings;
	struct capture_call *call = &e->call;

	if (e->message != NULL)
		*call = e->message->call;
	if (e->event != NULL &&
	    (e->is_event_of_assertion || e->assertion == NULL)) {
		call->role_arn = e->event->role_arn;
		call->provider_arn = e->event->provider_arn;
		call->has_duration = e->event->has_duration;
		call->duration = e->event->duration;
	}
	if (settings->role_arn != NULL)
		call->role_arn = settings->role_arn;
	if (settings->provider_arn != NULL)
		call->provider_arn = settings->provider_arn;
	if (settings->has_duration) {
		call->has_duration = true;
		call->duration = settings->duration;
	}
	e->is_api = call->role_arn != NULL || call->provider_arn != NULL ||
		    call->has_duration;
}

static bool
set_session(struct evidence *e)
{
	struct session_request request;

	evidence_choose_event(e);
	set_call(e);
	request = (struct session_request){
	    .role_arn = e->call.role_arn,
	    .provider_arn = e->call.provider_arn,
	    .duration = e->call.has_duration ? e->call.duration : 0,
	};
	if (e->assertion != NULL) {
		e->session = session_read(e->arena, e->assertion, &request);
		if (e->session == NULL)
			return false;
	}
	return true;
}

static void
recognise_idp(struct evidence *e)
{
	const char *subject = NULL;

	for (size_t i = 0; i < e->n_trusted && subject == NULL; i++)
		subject = e->trusted[i].certificate->subject;
	for (size_t i = 0; i < e->n_signatures && subject == NULL; i++) {
		const struct signature_result *r = e->signatures[i].result;

		if (r->embedded != NULL)
			subject = r->embedded->subject;
	}
	e->idp = idp_recognise(e->arena, e->response, e->assertion,
	    e->n_metadata > 0 ? e->metadata[0].metadata : NULL, subject);
}

/* Something that should be a capture, and no message in it. */
static bool
has_no_message(const struct evidence *e)
{
	if (e->n_messages > 0)
		return e->settings->pick > e->n_messages;
	for (size_t i = 0; i < e->n_inputs; i++) {
		if (e->inputs[i].kind == SDX_KIND_AUTO ||
		    e->inputs[i].kind == SDX_KIND_CAPTURE)
			return true;
	}
	return e->n_inputs == 0;
}

/* Of the role that is judged; for a lint, of any. */
static bool
has_policy(const struct evidence *e)
{
	if (evidence_asks(e, SDX_QUESTION_SIGN_IN))
		return e->role != NULL && e->role->policy != NULL;
	for (size_t i = 0; i < e->n_roles; i++) {
		if (e->roles[i]->policy != NULL)
			return true;
	}
	return false;
}

/* Of metadata under test, what else was given is no substitute. */
static bool
has_metadata(const struct evidence *e)
{
	if (evidence_asks(e, SDX_QUESTION_METADATA))
		return e->subject != NULL && e->subject->metadata != NULL;
	return e->n_metadata > 0;
}

/* What is judged was validated against the OASIS schemas. */
static bool
has_schemas(const struct evidence *e)
{
	if (e->settings->question == SDX_QUESTION_METADATA)
		return e->subject != NULL && e->subject->is_validated;
	return e->has_schemas;
}

/* Is there nothing that the question could be about? */
static bool
has_no_subject(const struct evidence *e)
{
	if (e->settings->question == SDX_QUESTION_SIGN_IN)
		return has_no_message(e);
	if (e->settings->question == SDX_QUESTION_POLICY)
		return !has_policy(e);
	if (e->settings->question == SDX_QUESTION_COMMAND)
		return e->command == NULL || e->command->command->model == NULL;
	if (e->settings->question == SDX_QUESTION_ROTATION)
		return e->rotation == NULL || (!e->rotation->has_decryption &&
						  e->rotation->signing == NULL);
	return e->n_inputs == 0;
}

enum sdx_status
evidence_build(struct evidence *e)
{
	e->questions |= 1U << e->settings->question;
	if (!crypto_start() || !evidence_read_command(e) ||
	    !evidence_read_inputs(e) || !evidence_judge_command(e) ||
	    !evidence_read_message(e) || !evidence_prove(e) ||
	    !evidence_prove_query(e) || !evidence_vet_keys(e) ||
	    !evidence_prove_subject(e) || !evidence_read_requests(e) ||
	    !set_session(e) || !evidence_compare(e) || !evidence_agree(e))
		return SDX_FAULT;
	set_clock(e);
	if (!evidence_read_sign_ins(e) || !evidence_read_rotation(e) ||
	    !evidence_find_live(e))
		return SDX_FAULT;
	if (!evidence_judge_trust(e))
		return SDX_FAULT;
	recognise_idp(e);
	if (arena_has_failed(e->arena))
		return SDX_FAULT;
	return has_no_subject(e) ? SDX_INPUT : SDX_OK;
}

bool
evidence_asks(const struct evidence *e, enum sdx_question question)
{
	return (e->questions & 1U << question) != 0;
}

/* A command is settled by what its effect depends on. */
unsigned
evidence_settled_by(const struct evidence *e)
{
	enum sdx_question asked = e->settings->question;
	unsigned kinds = question_of(asked)->settled_by;

	if (asked == SDX_QUESTION_ROTATION && e->rotation != NULL &&
	    e->rotation->has_decryption)
		kinds |= NEEDS_PROVIDER;
	if (asked != SDX_QUESTION_COMMAND)
		return kinds;
	for (int q = SDX_QUESTION_SIGN_IN; q <= SDX_QUESTION_POLICY; q++) {
		if (evidence_asks(e, (enum sdx_question)q))
			kinds |= question_of((enum sdx_question)q)->settled_by;
	}
	if (e->command != NULL && e->command->answer.n_open > 0)
		kinds |= NEEDS_PROVIDER;
	return kinds;
}

unsigned
evidence_missing(const struct evidence *e, unsigned needs)
{
	unsigned have = 0;

	have |= e->document != NULL ? NEEDS_MESSAGE : 0;
	have |= e->response != NULL ? NEEDS_RESPONSE : 0;
	have |= e->assertion != NULL ? NEEDS_ASSERTION : 0;
	have |= e->n_trusted > 0 || has_metadata(e) ? NEEDS_TRUST : 0;
	have |= has_metadata(e) ? NEEDS_METADATA : 0;
	have |= e->n_keys > 0 ? NEEDS_KEY : 0;
	have |= e->provider != NULL ? NEEDS_PROVIDER : 0;
	have |= e->provider_list != NULL ? NEEDS_PROVIDER_LIST : 0;
	have |= e->role != NULL ? NEEDS_ROLE : 0;
	have |=
	    e->message != NULL && e->message->has_time ? NEEDS_CAPTURE_TIME : 0;
	have |= e->settings->has_now ? NEEDS_NOW : 0;
	have |= has_schemas(e) ? NEEDS_SCHEMA : 0;
	have |= e->has_trail ? NEEDS_TRAIL : 0;
	have |= e->change != NULL ? NEEDS_CURRENT : 0;
	have |= e->signer != NULL ? NEEDS_SIGNER : 0;
	have |= has_policy(e) ? NEEDS_POLICY : 0;
	have |= e->expectation != NULL ? NEEDS_EXPECTATION : 0;
	return needs & ~have;
}

const char *
evidence_provider_arn(const struct evidence *e)
{
	const struct aws_session *session = e->session;

	const char *given = NULL;

	if (e->call.provider_arn != NULL)
		return e->call.provider_arn;
	if (e->command != NULL)
		given = command_text(e->command->command, "SAMLProviderArn");
	if (given != NULL &&
	    arn_parse(e->arena, given, strlen(given)).fault == ARN_OK)
		return given;
	if (session == NULL)
		return "PROVIDER-ARN";
	if (session->provider_arn != NULL)
		return session->provider_arn;
	for (size_t i = 0; i < session->n_pairs; i++) {
		if (session->pairs[i]->is_well_formed)
			return session->pairs[i]->provider.text;
	}
	return "PROVIDER-ARN";
}

static const char *
role_name(const struct evidence *e)
{
	const struct aws_session *session = e->session;
	const char *given = NULL;

	if (e->command != NULL)
		given = command_text(e->command->command, "RoleName");
	if (given != NULL && alphabet_check(ALPHABET_ROLE_NAME, given,
				 strlen(given)) == strlen(given))
		return given;
	if (session == NULL)
		return "ROLE-NAME";
	if (session->chosen != NULL && session->chosen->is_well_formed)
		return session->chosen->role.name;
	for (size_t i = 0; i < session->n_pairs; i++) {
		if (session->pairs[i]->is_well_formed)
			return session->pairs[i]->role.name;
	}
	return "ROLE-NAME";
}

bool
evidence_is_closed(const struct evidence *e)
{
	return e->response != NULL && e->assertion == NULL &&
	       e->n_encryptions > 0;
}

static const char *
how_to_get_message(const struct evidence *e)
{
	if (evidence_is_closed(e) && e->n_keys == 0)
		return "give the private key that IAM decrypts with, as a PEM "
		       "file beside the capture";
	if (evidence_is_closed(e))
		return "give the private key that the assertion was encrypted "
		       "for";
	return "give a capture that holds a SAML response";
}

const char *
evidence_how(const struct evidence *e, unsigned missing)
{
	if (missing & (NEEDS_MESSAGE | NEEDS_RESPONSE | NEEDS_ASSERTION))
		return how_to_get_message(e);
	if (e->subject != NULL && (missing & (NEEDS_TRUST | NEEDS_METADATA)))
		return "give metadata that can be read";
	if (missing & (NEEDS_TRUST | NEEDS_METADATA | NEEDS_PROVIDER))
		return arena_printf(e->arena,
		    "aws iam get-saml-provider --saml-provider-arn %s",
		    evidence_provider_arn(e));
	if (missing & (NEEDS_ROLE | NEEDS_POLICY))
		return arena_printf(
		    e->arena, "aws iam get-role --role-name %s", role_name(e));
	if (missing & NEEDS_PROVIDER_LIST)
		return "aws iam list-saml-providers";
	if (missing & NEEDS_KEY)
		return "give the private key as a PEM file";
	if (missing & NEEDS_CAPTURE_TIME)
		return "give a capture that knows its time, such as a HAR";
	if (missing & NEEDS_SCHEMA)
		return "give the OASIS schemas with --schema-dir";
	return "";
}

const struct saml_attribute *
evidence_attribute(const struct evidence *e, const char *name)
{
	const struct saml_assertion *a = e->assertion;

	for (size_t i = 0; a != NULL && i < a->n_attributes; i++) {
		if (strcmp(a->attributes[i].name, name) == 0)
			return &a->attributes[i];
	}
	return NULL;
}

const char *
signature_parent_name(enum signature_parent parent)
{
	switch (parent) {
	case SIGNATURE_OF_RESPONSE:
		return "Response";
	case SIGNATURE_OF_ASSERTION:
		return "Assertion";
	case SIGNATURE_OF_METADATA:
		return "metadata";
	case SIGNATURE_OF_OTHER:
		break;
	}
	return "another element";
}
