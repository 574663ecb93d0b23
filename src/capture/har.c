/* SPDX-License-Identifier: MIT */
/*
 * HAR 1.2 as browsers export it.  postData.text goes before params, for
 * Firefox loses plus signs in params; where a request lost its body, the
 * page that posted it may still hold the value.
 */
#include <string.h>

#include "aws/endpoint.h"
#include "capture/capture.h"
#include "capture/har_others.h"
#include "capture/har_story.h"
#include "capture/html.h"
#include "capture/root.h"
#include "crypto/digest.h"
#include "percent.h"
#include "saml/datetime.h"
#include "json/json.h"
#include "json/scan.h"

#define HEAD 4096 /* bytes in which a HAR tells itself */

/* One entry, as it is looked at. */
struct entry {
	struct arena *arena;
	struct capture *capture;
	struct json_value json, request, response;
	const char *url;
	size_t number; /* from 1 */
	struct json_cursor cursor;
};

/* Does WHAT stand in the JSON of a value?  Nothing is copied for it. */
static bool
holds(struct json_value value, const char *what)
{
	return value.type != JSON_NONE &&
	       memmem(value.text->data + value.start, value.end - value.start,
		   what, strlen(what)) != NULL;
}

static const char *
copy_of(const struct entry *e, struct json_value value)
{
	return json_string(e->arena, value, NULL);
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
			continue; /* HTTP/1.1 and HTTP/2 as browsers show it */
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
	struct aws_endpoint endpoint = endpoint_parse(e->arena, e->url);
	const char *text;
	size_t len = 0;

	if (message->http_status < 400 || endpoint.kind == ENDPOINT_NOT_AWS)
		return;
	text = har_content(e->arena, e->response, &len);
	if (text != NULL)
		message->answer =
		    html_text(e->arena, text, len, HTML_ANSWER_MAX);
}

static void
read_status(const struct entry *e, struct capture_message *message)
{
	int64_t status;

	if (json_integer(json_get(e->response, "status"), &status) &&
	    status > 0 && status < 1000)
		message->http_status = (int)status;
}

static struct capture_message *
add_message(struct entry *e, bool is_sent)
{
	struct capture_message *message = arena_push(e->arena,
	    &e->capture->messages, &e->capture->n_messages, sizeof *message);
	const char *time;
	bool has_zone;

	if (message == NULL)
		return NULL;
	message->detail = "";
	message->entry = e->number;
	json_cursor_move(&e->cursor, e->json.text, e->json.start);
	message->line = e->cursor.line;
	message->column = e->cursor.column;
	message->is_sent = is_sent;
	time = copy_of(e, json_get(e->json, "startedDateTime"));
	if (time != NULL)
		message->has_time =
		    datetime_parse(time, &message->time, &has_zone);
	if (is_sent) {
		message->endpoint = capture_address(e->arena, e->url);
		read_date(e, message);
		read_status(e, message);
		read_answer(e, message);
	}
	return message;
}

static const char *
parameter_of(struct json_value name)
{
	if (json_equals(name, "SAMLResponse"))
		return "SAMLResponse";
	return json_equals(name, "SAMLRequest") ? "SAMLRequest" : NULL;
}

/* A raw value is decoded as the form that it is out of. */
static bool
decode_param(
    struct entry *e, struct json_value value, struct capture_message *message)
{
	size_t len = 0;
	const char *text = json_string_view(e->arena, value, &len);

	if (text != NULL && percent_is_in(text, len))
		text = percent_decode(e->arena, text, len, &len);
	return text != NULL &&
	       capture_decode_base64(e->arena, text, len, message);
}

/* params[]: raw in Chrome; decoded, its plus signs lost, in Firefox. */
static bool
read_params(struct entry *e, struct json_value params, bool *is_done)
{
	struct json_iter iter = json_iterate(params);
	struct capture_message *message;
	struct json_value param, value;

	while (!*is_done && json_next(&iter, NULL, &param)) {
		const char *name = parameter_of(json_get(param, "name"));

		value = json_get(param, "value");
		if (name == NULL || value.type != JSON_STRING)
			continue;
		message = add_message(e, true);
		if (message == NULL)
			return false;
		*is_done = true;
		message->parameter = name;
		message->binding = "HTTP-POST";
		if (!decode_param(e, value, message))
			return false;
	}
	return true;
}

/* What was decoded, apart from where and when it was sent. */
static void
take_value(struct capture_message *message, const struct capture_message *from)
{
	message->fault = from->fault;
	message->detail = from->detail;
	message->fault_offset = from->fault_offset;
	message->parameter = from->parameter;
	message->binding = from->binding;
	message->relay_state = from->relay_state;
	message->call = from->call;
	message->xml = from->xml;
	message->encoded_len = from->encoded_len;
	message->repairs = from->repairs;
	message->n_repairs = from->n_repairs;
}

static bool
read_body(struct entry *e, bool *is_done)
{
	struct json_value post = json_get(e->request, "postData");
	struct json_value raw = json_get(post, "text");
	struct capture_message trial = {.detail = ""}, *message;
	const char *text;
	size_t len = 0;

	if (!holds(post, "SAMLRe") && !holds(post, "SAMLAs"))
		return true;
	text = holds(raw, "SAMLRe") || holds(raw, "SAMLAs")
		   ? json_string_view(e->arena, raw, &len)
		   : NULL;
	if (text != NULL &&
	    !capture_form_message(e->arena, text, len, &trial, is_done))
		return false;
	if (!*is_done)
		return read_params(e, json_get(post, "params"), is_done);
	message = add_message(e, true);
	if (message == NULL)
		return false;
	take_value(message, &trial);
	return true;
}

/* The page that posted to that URL, where it is the last message so far. */
static struct capture_message *
page_before(const struct entry *e)
{
	struct capture *capture = e->capture;
	struct capture_message *last;

	if (capture->n_messages == 0)
		return NULL;
	last = &capture->messages[capture->n_messages - 1];
	return !last->is_sent && last->fault == CAPTURE_OK &&
		       last->endpoint != NULL &&
		       strcmp(last->endpoint,
			   capture_address(e->arena, e->url)) == 0
		   ? last
		   : NULL;
}

/* A body that the browser did not keep may stand in the page before. */
static bool
read_lost_body(struct entry *e)
{
	struct capture_message page = {.detail = ""};
	struct capture_message *last = page_before(e), *message;
	const char **repair;

	if (last != NULL)
		page = *last; /* which moves; capture_drop_pages() ends it */
	message = add_message(e, true);
	if (message == NULL)
		return false;
	message->binding = "HTTP-POST";
	message->parameter = "SAMLResponse";
	if (last == NULL) {
		message->fault = CAPTURE_BODY_MISSING;
		message->detail =
		    "The browser did not keep the body of this request.";
		return true;
	}
	take_value(message, &page);
	repair = arena_push(
	    e->arena, &message->repairs, &message->n_repairs, sizeof *repair);
	if (repair != NULL)
		*repair = arena_printf(e->arena,
		    "The body of the request is not in the HAR; the value is "
		    "that of the page that posted it, entry %zu",
		    page.entry);
	return repair != NULL;
}

static bool
is_saml_endpoint(const struct entry *e)
{
	struct aws_endpoint endpoint = endpoint_parse(e->arena, e->url);

	return endpoint.kind == ENDPOINT_SAML ||
	       endpoint.kind == ENDPOINT_SAML_ACS;
}

/* A message in the body, in the URL, or a POST to AWS without its body. */
static bool
read_request(struct entry *e, bool *is_done)
{
	bool is_post = json_equals(json_get(e->request, "method"), "POST");
	struct capture_message *message;

	if (is_post && !read_body(e, is_done))
		return false;
	if (*is_done)
		return true;
	if (capture_holds_redirect(e->url, strlen(e->url))) {
		*is_done = true;
		message = add_message(e, true);
		return message != NULL && capture_read_redirect(e->arena,
					      e->url, strlen(e->url), message);
	}
	if (!is_post || !is_saml_endpoint(e))
		return true;
	*is_done = true;
	return read_lost_body(e);
}

/* May the answer be a page that posts a message?  Base64 hides its words. */
static bool
may_post(const struct entry *e)
{
	struct json_value content = json_get(e->response, "content");

	if (json_equals(json_get(content, "encoding"), "base64"))
		return holds(json_get(content, "mimeType"), "html");
	return holds(json_get(content, "text"), "SAMLRe");
}

/* The identity provider's page, which posts the form by itself. */
static bool
read_page(struct entry *e)
{
	struct capture_message *message;
	struct html_form form = {0};
	const char *text;
	size_t len = 0;

	if (!may_post(e))
		return true;
	text = har_content(e->arena, e->response, &len);
	if (text == NULL)
		return !arena_has_failed(e->arena);
	if (!html_read_form(e->arena, text, len, &form))
		return false;
	if (form.value == NULL)
		return true;
	message = add_message(e, false);
	if (message == NULL)
		return false;
	message->parameter = form.parameter;
	message->binding = "HTTP-POST";
	message->endpoint = capture_address(e->arena, form.action);
	message->relay_state = form.relay_state;
	return capture_decode_base64(
	    e->arena, form.value, strlen(form.value), message);
}

/*
 * Most entries are pictures and scripts, and most of their bytes the answer:
 * a few quick searches spare the walk over it.  An answer in base64 may hide
 * the words; it counts where it is a page.
 */
static bool
may_matter(const struct entry *e)
{
	return holds(e->json, "SAMLRe") || holds(e->json, "html") ||
	       har_redirects(e->json) ||
	       json_equals(json_get(e->request, "method"), "POST");
}

static bool
read_entry(struct entry *e, struct json_value json)
{
	bool is_done = false;

	e->json = json;
	e->request = json_get(json, "request");
	e->response = may_matter(e) ? json_get(json, "response")
				    : (struct json_value){.text = json.text};
	e->url = copy_of(e, json_get(e->request, "url"));
	if (e->url == NULL)
		e->url = "";
	return read_request(e, &is_done) && (is_done || read_page(e)) &&
	       har_note_step(e->arena, e->capture, json, e->url, e->number);
}

/* An object whose first words are "log". */
static enum capture_claim
recognise(struct bytes bytes)
{
	const char *data = (const char *)bytes.data, *log;
	size_t head = bytes.len < HEAD ? bytes.len : HEAD;
	size_t at = root_start(bytes);

	if (at >= head || data[at] != '{')
		return CLAIM_NO;
	log = memmem(data, head, "\"log\"", 5);
	if (log == NULL)
		return CLAIM_NO;
	at = scan_skip_blanks(data, bytes.len, (size_t)(log - data) + 5);
	if (at < bytes.len && data[at] == ':')
		at = scan_skip_blanks(data, bytes.len, at + 1);
	return at < bytes.len && data[at] == '{' ? CLAIM_YES : CLAIM_NO;
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
	iter = json_iterate(entries);
	while (json_next(&iter, NULL, &json)) {
		e.number++;
		if (!read_entry(&e, json))
			return false;
	}
	capture_drop_pages(capture);
	capture_number(arena, capture, "entry", e.number);
	if (capture->n_messages == 0 &&
	    !har_name_others(arena, entries, capture)) {
		capture->looks_like = e.number == 0
					  ? "a HAR without any entry"
					  : "a HAR without any SAML message";
		capture->advice =
		    "Open the developer tools before you sign in, tick "
		    "Preserve log, sign in, and export the HAR when the error "
		    "of AWS is on the screen.";
	}
	return !arena_has_failed(arena);
}

const struct capture_form capture_har = {"har", recognise, extract, true};
