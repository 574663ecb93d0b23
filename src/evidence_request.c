/* SPDX-License-Identifier: MIT */
/* What applications asked the identity provider for before it answered. */
#include <string.h>

#include "evidence_steps.h"

#define REQUESTS_MAX 200 /* that are read; more are no sign-in of a person */

static bool
read_request(struct evidence *e, const struct capture_message *message)
{
	const struct saml_document *document;
	struct asked_request *asked;
	struct xml_refusal refusal = {0};

	if (message->fault != CAPTURE_OK)
		return true;
	if (e->n_requests == REQUESTS_MAX) {
		e->has_more_requests = true;
		return true;
	}
	document = document_parse(e->arena, message->xml.data, message->xml.len,
	    "decoded request", &refusal);
	if (document == NULL)
		return refusal.fault != XML_FAULT_MEMORY;
	asked =
	    arena_push(e->arena, &e->requests, &e->n_requests, sizeof *asked);
	if (asked == NULL)
		return false;
	asked->message = message;
	asked->request = request_read(e->arena, document);
	if (asked->request == NULL)
		e->n_requests--; /* a LogoutRequest, for one */
	return !arena_has_failed(e->arena);
}

static bool
read_requests(struct evidence *e, const struct capture *capture)
{
	for (size_t i = 0; i < capture->n_requests; i++) {
		if (!read_request(e, &capture->requests[i]))
			return false;
	}
	for (size_t i = 0; i < capture->n_messages; i++) {
		const struct capture_message *m = &capture->messages[i];

		if (m != e->message && m->parameter != NULL &&
		    strcmp(m->parameter, "SAMLRequest") == 0 &&
		    !read_request(e, m))
			return false;
	}
	return true;
}

const char *
evidence_answered_id(const struct evidence *e)
{
	const struct saml_subject *subject;

	if (e->response != NULL && e->response->in_response_to != NULL)
		return e->response->in_response_to;
	subject = e->assertion != NULL ? &e->assertion->subject : NULL;
	for (size_t i = 0; subject != NULL && i < subject->n_confirmations;
	     i++) {
		if (subject->confirmations[i].in_response_to != NULL)
			return subject->confirmations[i].in_response_to;
	}
	return NULL;
}

/* Requests of the capture that the message is out of; the one answered. */
bool
evidence_read_requests(struct evidence *e)
{
	const char *id = evidence_answered_id(e);

	for (size_t i = 0; e->message != NULL && i < e->n_captures; i++) {
		if (e->capture_inputs[i] != e->message->input)
			continue;
		e->capture = e->captures[i];
		if (!read_requests(e, e->capture))
			return false;
	}
	for (size_t i = 0; id != NULL && i < e->n_requests; i++) {
		const struct saml_request *request = e->requests[i].request;

		if (request->id != NULL && strcmp(request->id, id) == 0)
			e->request = request;
	}
	return true;
}
