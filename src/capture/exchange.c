/* SPDX-License-Identifier: MIT */
#include "capture/exchange.h"

#include <string.h>

#include "aws/endpoint.h"
#include "capture/html.h"
#include "saml/datetime.h"

/* What is known of any message of the exchange. */
static struct capture_message
message_of(const struct exchange *x)
{
	struct capture_message m = {.detail = "", .where = ""};

	m.entry = x->number;
	m.line = x->line;
	m.has_time = x->has_time;
	m.time = x->time;
	return m;
}

static void
read_answer(
    struct arena *arena, const struct exchange *x, struct capture_message *m)
{
	struct aws_endpoint endpoint = endpoint_parse(arena, x->url);

	m->http_status = x->status;
	if (x->date != NULL)
		m->has_server_date =
		    datetime_parse_http(x->date, &m->server_date);
	if (!m->has_time && m->has_server_date) {
		/* Nothing else tells when it was: then it is no clock of the
		   user's, and cannot be compared with the server's. */
		m->has_time = true;
		m->time = m->server_date;
		m->has_server_date = false;
	}
	if (x->status >= 400 && endpoint.kind != ENDPOINT_NOT_AWS &&
	    x->answer.data != NULL)
		m->answer = html_text(arena, (const char *)x->answer.data,
		    x->answer.len, HTML_ANSWER_MAX);
}

static bool
push(struct arena *arena, struct capture_message **list, size_t *n,
    const struct capture_message *message)
{
	struct capture_message *slot = arena_push(arena, list, n, sizeof *slot);

	if (slot != NULL)
		*slot = *message;
	return slot != NULL;
}

/* In the body, in the URL, or lost. */
static bool
add_sent(struct arena *arena, struct capture *capture, const struct exchange *x,
    bool *is_done)
{
	struct aws_endpoint endpoint = endpoint_parse(arena, x->url);
	struct capture_message m = message_of(x);
	size_t len = strlen(x->url);

	m.is_sent = true;
	m.endpoint = capture_address(arena, x->url);
	read_answer(arena, x, &m);
	if (x->body.data != NULL &&
	    !capture_form_message(
		arena, (const char *)x->body.data, x->body.len, &m, is_done))
		return false;
	if (!*is_done && capture_holds_redirect(x->url, len)) {
		*is_done = true;
		if (!capture_read_redirect(arena, x->url, len, &m))
			return false;
	}
	if (!*is_done && strcmp(x->method, "POST") == 0 &&
	    (endpoint.kind == ENDPOINT_SAML ||
		endpoint.kind == ENDPOINT_SAML_ACS)) {
		*is_done = true;
		m.parameter = "SAMLResponse";
		m.binding = "HTTP-POST";
		m.fault = CAPTURE_BODY_MISSING;
		m.detail = "The body of this request was not recorded.";
	}
	return !*is_done ||
	       push(arena, &capture->messages, &capture->n_messages, &m);
}

static bool
add_page(struct arena *arena, struct capture *capture, const struct exchange *x)
{
	struct capture_message m = message_of(x);
	struct html_form form = {0};

	if (x->answer.data == NULL ||
	    memmem(x->answer.data, x->answer.len, "SAMLRe", 6) == NULL)
		return true;
	if (!html_read_form(
		arena, (const char *)x->answer.data, x->answer.len, &form))
		return false;
	if (form.value == NULL)
		return true;
	m.parameter = form.parameter;
	m.binding = "HTTP-POST";
	m.endpoint = capture_address(arena, form.action);
	m.relay_state = form.relay_state;
	return capture_decode_base64(
		   arena, form.value, strlen(form.value), &m) &&
	       push(arena, &capture->messages, &capture->n_messages, &m);
}

static bool
add_request(struct arena *arena, struct capture *capture,
    const struct exchange *x, struct capture_step *step)
{
	struct capture_message m = message_of(x);

	if (!capture_holds_request(x->url))
		return true;
	m.is_sent = true;
	m.endpoint = capture_address(arena, x->url);
	step->carries = "SAMLRequest";
	return capture_read_redirect(arena, x->url, strlen(x->url), &m) &&
	       push(arena, &capture->requests, &capture->n_requests, &m);
}

static bool
add_step(struct arena *arena, struct capture *capture, const struct exchange *x,
    struct capture_step *step)
{
	const struct capture_message *last =
	    capture->n_messages > 0
		? &capture->messages[capture->n_messages - 1]
		: NULL;
	bool is_page = x->answer.data != NULL &&
		       memmem(x->answer.data, x->answer.len, "<html", 5);

	step->entry = x->number;
	step->method = x->method;
	step->url = x->url;
	step->status = x->status;
	step->location = x->location;
	if (last != NULL && last->entry == x->number) {
		step->posts = !last->is_sent;
		step->carries = last->is_sent ? last->parameter : step->carries;
		step->has_time = last->has_time;
		step->time = last->time;
	} else {
		step->has_time = x->has_time;
		step->time = x->time;
	}
	return capture_add_step(arena, capture, step, is_page);
}

bool
exchange_add(
    struct arena *arena, struct capture *capture, const struct exchange *x)
{
	struct capture_step step = {.entry = 0};
	bool is_done = false;

	if (capture->n_messages >= CAPTURE_MESSAGES_MAX) {
		capture->n_messages_left++;
		return true;
	}
	return add_sent(arena, capture, x, &is_done) &&
	       (is_done || (add_request(arena, capture, x, &step) &&
			       add_page(arena, capture, x))) &&
	       add_step(arena, capture, x, &step);
}

bool
exchange_end(struct arena *arena, struct capture *capture, size_t n_exchanges)
{
	capture_drop_pages(capture);
	capture_number(arena, capture, "request", n_exchanges);
	return !arena_has_failed(arena);
}
