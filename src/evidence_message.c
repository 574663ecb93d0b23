/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "evidence_steps.h"

static bool
is_response_parameter(const struct capture_message *message)
{
	return message->parameter == NULL ||
	       strcmp(message->parameter, "SAMLRequest") != 0;
}

static bool
is_sent_to_aws(struct arena *arena, const struct capture_message *message)
{
	struct aws_endpoint endpoint;

	if (message->endpoint == NULL || !message->is_sent)
		return false;
	endpoint = endpoint_parse(arena, message->endpoint);
	return endpoint.kind == ENDPOINT_SAML ||
	       endpoint.kind == ENDPOINT_SAML_ACS;
}

/* How much a message looks like the one that the user means. */
static int
message_rank(struct arena *arena, const struct capture_message *message)
{
	if (!is_response_parameter(message))
		return 0;
	if (message->fault == CAPTURE_BODY_MISSING)
		return 1;
	if (message->fault != CAPTURE_OK)
		return 2;
	return is_sent_to_aws(arena, message) ? 4 : 3;
}

/* The last one sent to AWS, else the last that can be read. */
static size_t
choose(struct evidence *e)
{
	size_t best = 0;
	int best_rank = -1;

	for (size_t i = 0; i < e->n_messages; i++) {
		int rank = message_rank(e->arena, e->messages[i]);

		if (rank >= best_rank) {
			best = i;
			best_rank = rank;
		}
	}
	e->chosen_because =
	    best_rank == 4 ? "the last response sent to an AWS sign-in address"
			   : "the last response in the capture";
	return best;
}

static void
choose_message(struct evidence *e)
{
	size_t i;

	if (e->n_messages == 0 || !(evidence_asks(e, SDX_QUESTION_SIGN_IN) ||
				      evidence_asks(e, SDX_QUESTION_METADATA) ||
				      evidence_asks(e, SDX_QUESTION_POLICY)))
		return;
	if (e->settings->pick > e->n_messages)
		return;
	if (e->settings->pick > 0) {
		i = e->settings->pick - 1;
		e->chosen_because = "picked";
	} else {
		i = choose(e);
	}
	if (e->n_messages == 1)
		e->chosen_because = NULL;
	e->message = e->messages[i];
	e->message_number = i + 1;
	e->message_form = e->inputs[e->message->input].form;
	if (e->message->endpoint != NULL)
		e->endpoint = endpoint_parse(e->arena, e->message->endpoint);
}

/* The OASIS schemas, where the caller gave them. */
static void
judge_schema(struct evidence *e)
{
	const struct schema_set set = {
	    e->settings->schemas, e->settings->n_schemas, e->schema_cache};
	struct schema_breach *breaches = NULL;

	/* Metadata under test has a schema of its own. */
	if (e->settings->n_schemas == 0 ||
	    e->settings->question == SDX_QUESTION_METADATA)
		return;
	e->has_schemas = schema_judge(
	    e->arena, &set, e->document, &breaches, &e->n_breaches);
	e->breaches = breaches;
	if (!e->has_schemas)
		e->schema_trouble = "the schema files could not be read";
}

bool
evidence_read_message(struct evidence *e)
{
	choose_message(e);
	if (e->message == NULL || e->message->fault != CAPTURE_OK)
		return true;
	e->document = document_parse(e->arena, e->message->xml.data,
	    e->message->xml.len, "decoded response", &e->refusal);
	if (e->document == NULL)
		return e->refusal.fault != XML_FAULT_MEMORY;
	e->message_type = saml_message_type(e->document);
	e->structure = structure_judge(e->arena, e->document, NULL);
	if (e->structure == NULL)
		return false;
	judge_schema(e);
	return true;
}
