/* SPDX-License-Identifier: MIT */
/*
 * HAR 1.2 as browsers export it.  postData.text goes before params, for
 * Firefox loses plus signs in params; where a request lost its body, the
 * page that posted it may still hold the value.
 */
#include <string.h>

#include "aws/endpoint.h"
#include "capture/capture.h"
#include "capture/html.h"
#include "crypto/digest.h"
#include "saml/datetime.h"
#include "json/json.h"

#define ENTRIES_MAX 100000
#define ANSWER_MAX 500

/* One entry, as it is looked at. */
struct entry {
	struct arena *arena;
	struct capture *capture;
	struct json_value json, request, response;
	const char *url;
	size_t number, n_entries;
};

static const char *
string_at(const struct entry *e, struct json_value value, size_t *len)
{
	return json_string_view(e->arena, value, len);
}

static const char *
copy_of(const struct entry *e, struct json_value value)
{
	return json_string(e->arena, value, NULL);
}

static bool
method_is_post(const struct entry *e)
{
	return json_equals(json_get(e->request, "method"), "POST");
}

/* The answer's Date header, whatever its letter case. */
static void
read_date(const struct entry *e, struct capture_message *message)
{
	struct json_iter iter = json_iterate(json_get(e->response, "headers"));
	struct json_value header;

	while (json_next(&iter, NULL, &header)) {
		struct json_value name = json_get(header, "name");
		const char *date;

		if (!json_equals(name, "Date") && !json_equals(name, "date"))
			continue;
		date = copy_of(e, json_get(header, "value"));
		if (date != NULL)
			message->has_server_date =
			    datetime_parse_http(date, &message->server_date);
	}
}

/* The text of the page that AWS answered with, where it is an error. */
static void
read_answer(const struct entry *e, struct capture_message *message)
{
	struct json_value content = json_get(e->response, "content");
	struct aws_endpoint endpoint;
	const char *text;
	size_t len;

	if (message->http_status < 400)
		return;
	endpoint = endpoint_parse(e->arena, e->url);
	text = string_at(e, json_get(content, "text"), &len);
	if (endpoint.kind == ENDPOINT_NOT_AWS || text == NULL)
		return;
	if (json_equals(json_get(content, "encoding"), "base64"))
		text = (const char *)base64_decode(
		    e->arena, text, len, &len, NULL);
	if (text != NULL)
		message->answer = html_text(e->arena, text, len, ANSWER_MAX);
}

static struct capture_message *
add_message(const struct entry *e, bool is_sent)
{
	struct capture_message *message = arena_push(e->arena,
	    &e->capture->messages, &e->capture->n_messages, sizeof *message);
	int64_t status = 0;
	const char *time;
	bool has_zone;

	if (message == NULL)
		return NULL;
	message->detail = "";
	message->entry = e->number;
	message->n_entries = e->n_entries;
	message->where =
	    arena_printf(e->arena, "entry %zu of %zu", e->number, e->n_entries);
	json_position(
	    e->json.text, e->json.start, &message->line, &message->column);
	message->is_sent = is_sent;
	time = copy_of(e, json_get(e->json, "startedDateTime"));
	if (time != NULL)
		message->has_time =
		    datetime_parse(time, &message->time, &has_zone);
	if (json_integer(json_get(e->response, "status"), &status) &&
	    status > 0 && status < 1000)
		message->http_status = (int)status;
	if (is_sent) {
		message->endpoint = e->url;
		read_date(e, message);
		read_answer(e, message);
	}
	return message;
}

static bool
holds(const char *text, size_t len, const char *what)
{
	return text != NULL && memmem(text, len, what, strlen(what)) != NULL;
}

static bool
holds_message(const char *text, size_t len)
{
	return holds(text, len, "SAMLResponse=") ||
	       holds(text, len, "SAMLRequest=");
}

/* params[]: raw in Chrome; decoded, its plus signs lost, in Firefox. */
static bool
read_params(const struct entry *e, struct json_value params, bool *is_done)
{
	struct json_iter iter = json_iterate(params);
	struct capture_message *message;
	struct json_value param;
	const char *value;
	size_t len;

	while (!*is_done && json_next(&iter, NULL, &param)) {
		struct json_value name = json_get(param, "name");

		if (!json_equals(name, "SAMLResponse") &&
		    !json_equals(name, "SAMLRequest"))
			continue;
		value = string_at(e, json_get(param, "value"), &len);
		message = value != NULL ? add_message(e, true) : NULL;
		if (value == NULL)
			continue;
		if (message == NULL)
			return false;
		*is_done = true;
		message->parameter = json_equals(name, "SAMLResponse")
					 ? "SAMLResponse"
					 : "SAMLRequest";
		message->binding = "HTTP-POST";
		if (!capture_decode_base64(e->arena, value, len, message))
			return false;
	}
	return true;
}

static bool
read_body(const struct entry *e, bool *is_done)
{
	struct json_value post = json_get(e->request, "postData");
	struct capture_message *message;
	const char *text;
	size_t len = 0;

	text = string_at(e, json_get(post, "text"), &len);
	if (!holds_message(text, len))
		return read_params(e, json_get(post, "params"), is_done);
	message = add_message(e, true);
	return message != NULL &&
	       capture_form_message(e->arena, text, len, message, is_done);
}

static bool
add_fault(const struct entry *e, enum capture_fault fault, const char *detail,
    const char *binding)
{
	struct capture_message *message = add_message(e, true);

	if (message == NULL)
		return false;
	message->fault = fault;
	message->detail = detail;
	message->binding = binding;
	message->parameter = "SAMLResponse";
	return true;
}

/* A POST to AWS without its body, or a message in the URL. */
static bool
read_request(const struct entry *e, bool *is_done)
{
	struct aws_endpoint endpoint;

	if (method_is_post(e) && !read_body(e, is_done))
		return false;
	if (*is_done)
		return true;
	if (holds(e->url, strlen(e->url), "SAMLResponse=")) {
		*is_done = true;
		return add_fault(e, CAPTURE_REDIRECT,
		    "the response stands in the URL (Redirect binding)",
		    "HTTP-Redirect");
	}
	if (!method_is_post(e))
		return true;
	endpoint = endpoint_parse(e->arena, e->url);
	if (endpoint.kind != ENDPOINT_SAML &&
	    endpoint.kind != ENDPOINT_SAML_ACS)
		return true;
	*is_done = true;
	return add_fault(e, CAPTURE_BODY_MISSING,
	    "the browser did not keep the body of this request", "HTTP-POST");
}

/* The identity provider's page, which posts the form by itself. */
static bool
read_page(const struct entry *e)
{
	struct json_value content = json_get(e->response, "content");
	struct capture_message *message;
	struct html_form form = {0};
	const char *text;
	size_t len = 0;

	text = string_at(e, json_get(content, "text"), &len);
	if (text != NULL &&
	    json_equals(json_get(content, "encoding"), "base64"))
		text = (const char *)base64_decode(
		    e->arena, text, len, &len, NULL);
	if (!holds(text, len, "SAMLResponse"))
		return true;
	if (!html_read_form(e->arena, text, len, &form))
		return false;
	if (form.value == NULL)
		return true;
	message = add_message(e, false);
	if (message == NULL)
		return false;
	message->parameter = form.parameter;
	message->binding = "HTTP-POST";
	message->endpoint = form.action;
	message->relay_state = form.relay_state;
	return capture_decode_base64(
	    e->arena, form.value, strlen(form.value), message);
}

static bool
read_entry(struct entry *e, struct json_value json)
{
	bool is_done = false;

	e->json = json;
	e->request = json_get(json, "request");
	e->response = json_get(json, "response");
	e->url = copy_of(e, json_get(e->request, "url"));
	if (e->url == NULL)
		e->url = "";
	return read_request(e, &is_done) && (is_done || read_page(e));
}

/* What was sent makes the page that sent it superfluous. */
static void
drop_pages(struct capture *capture)
{
	size_t n = 0;
	bool has_sent = false;

	for (size_t i = 0; i < capture->n_messages; i++)
		has_sent |= capture->messages[i].is_sent &&
			    capture->messages[i].fault == CAPTURE_OK;
	for (size_t i = 0; i < capture->n_messages; i++) {
		if (!has_sent || capture->messages[i].is_sent)
			capture->messages[n++] = capture->messages[i];
	}
	if (n > 0)
		capture->n_messages = n;
}

static enum capture_claim
recognise(struct bytes bytes)
{
	const char *data = (const char *)bytes.data;
	size_t head = bytes.len < 4096 ? bytes.len : 4096;
	size_t at =
	    bytes.len >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < head && data[at] != '\0' &&
	       strchr(" \t\r\n", data[at]) != NULL)
		at++;
	if (at >= head || data[at] != '{')
		return CLAIM_NO;
	return memmem(data, head, "\"log\"", 5) != NULL ? CLAIM_YES : CLAIM_NO;
}

static bool
broken_json(struct arena *arena, const struct json_error *error,
    struct capture *capture)
{
	capture->looks_like = arena_printf(arena,
	    "a HAR that is damaged at line %zu, column %zu: %s", error->line,
	    error->column, error->what);
	capture->advice = "Export the HAR again; an editor or a cut copy may "
			  "have damaged it.";
	return !arena_has_failed(arena);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct entry e = {.arena = arena, .capture = capture};
	struct json_value root, entries, json;
	struct json_error error;
	struct json_iter iter;

	if (text == NULL)
		return false;
	root = json_open(text, (const char *)bytes.data, bytes.len, &error);
	if (root.type == JSON_NONE)
		return broken_json(arena, &error, capture);
	entries = json_path(root, "log", "entries", (char *)NULL);
	e.n_entries = json_size(entries);
	iter = json_iterate(entries);
	while (e.number < ENTRIES_MAX && json_next(&iter, NULL, &json)) {
		e.number++;
		if (!read_entry(&e, json))
			return false;
	}
	drop_pages(capture);
	if (capture->n_messages == 0) {
		capture->looks_like = e.n_entries == 0
					  ? "a HAR without any entry"
					  : "a HAR without any SAML message";
		capture->advice =
		    "Open the developer tools before you sign in, tick "
		    "Preserve log, sign in, and export the HAR when the error "
		    "of AWS is on the screen.";
	}
	return true;
}

const struct capture_form capture_har = {"har", recognise, extract};
