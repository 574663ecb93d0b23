/* SPDX-License-Identifier: MIT */
/*
 * An export of SAML-tracer.  The value that was sent goes first; where the
 * export masks or removes it, the message in clear beside it is read, and a
 * mask that is a hash tells whether that is what was sent.
 */
#include <string.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "crypto/digest.h"
#include "saml/datetime.h"
#include "json/json.h"
#include "json/scan.h"

#define NO_RESPONSE                                                        \
	"Open SAML-tracer before you sign in, sign in until the error of " \
	"AWS is on the screen, and export with all its rows visible."

/* One request of the export, as it is looked at. */
struct traced {
	struct arena *arena;
	struct capture *capture;
	struct json_value json;
	struct json_cursor cursor;
	size_t number; /* from 1 */
	bool has_artifact, has_ws_federation, has_request;
};

/* The first element of an array; of type JSON_NONE without one. */
static struct json_value
element(struct json_value array, size_t index)
{
	struct json_iter iter = json_iterate(array);
	struct json_value value;

	if (array.type != JSON_ARRAY)
		return (struct json_value){.text = array.text};
	while (json_next(&iter, NULL, &value)) {
		if (index-- == 0)
			return value;
	}
	return (struct json_value){.text = array.text};
}

/* The value of a name in a list of pairs, [[name, value], …]. */
static struct json_value
pair_value(struct json_value pairs, const char *name)
{
	struct json_iter iter = json_iterate(pairs);
	struct json_value pair;

	while (pairs.type == JSON_ARRAY && json_next(&iter, NULL, &pair)) {
		if (json_equals(element(pair, 0), name))
			return element(pair, 1);
	}
	return (struct json_value){.text = pairs.text};
}

/*
 * Headers are {name, value} now and were [name, value] before 1.0.0; browsers
 * show a NAME as HTTP/1.1 writes it or, of HTTP/2, in LOWER case.
 */
static bool
is_header(struct json_value header, const char *name, const char *lower,
    struct json_value *value)
{
	bool is_pair = header.type == JSON_ARRAY;
	struct json_value text =
	    is_pair ? element(header, 0) : json_get(header, "name");

	*value = is_pair ? element(header, 1) : json_get(header, "value");
	return json_equals(text, name) || json_equals(text, lower);
}

/*
 * The export's own time is that of the export, long after the sign-in: only
 * the Date header of the answer tells when that was.
 */
static void
read_time(const struct traced *t, struct capture_message *message)
{
	struct json_value headers = json_get(t->json, "responseHeaders");
	struct json_iter iter = json_iterate(headers);
	struct json_value header, value;

	while (headers.type == JSON_ARRAY && json_next(&iter, NULL, &header)) {
		const char *date;

		if (!is_header(header, "Date", "date", &value))
			continue;
		date = json_string(t->arena, value, NULL);
		if (date != NULL)
			message->has_time =
			    datetime_parse_http(date, &message->time);
	}
}

/* NULL: it is not in the export. */
static const char *
url_of(const struct traced *t)
{
	return json_string(t->arena, json_get(t->json, "url"), NULL);
}

static struct capture_message *
add_message(struct traced *t, const char *parameter)
{
	struct capture *capture = t->capture;
	struct capture_message *message = arena_push(t->arena,
	    &capture->messages, &capture->n_messages, sizeof *message);
	int64_t status;

	if (message == NULL)
		return NULL;
	message->detail = "";
	message->parameter = parameter;
	message->is_sent = true;
	message->entry = t->number;
	message->endpoint = capture_address(t->arena, url_of(t));
	json_cursor_move(&t->cursor, t->json.text, t->json.start);
	message->line = t->cursor.line;
	message->column = t->cursor.column;
	if (json_integer(json_get(t->json, "responseStatus"), &status) &&
	    status > 0 && status < 1000)
		message->http_status = (int)status;
	read_time(t, message);
	return message;
}

/*
 * A value that an export masks or removes stands as "{hash:…}", "{obf:…}" or
 * "{overwritten}"; no base64 begins so.
 */
static bool
is_mask(struct json_value value)
{
	return value.type == JSON_STRING && value.end - value.start > 2 &&
	       value.text->data[value.start + 1] == '{';
}

/* The digits of "{hash:…}", or of an object {hash: …}; NULL: another mask. */
static const char *
hash_of(const struct traced *t, struct json_value mask)
{
	static const char mark[] = "{hash:";
	const size_t len = sizeof mark - 1;
	const char *text;

	if (mask.type == JSON_OBJECT)
		return json_string(t->arena, json_get(mask, "hash"), NULL);
	text = json_string(t->arena, mask, NULL);
	if (text == NULL || strncmp(text, mark, len) != 0)
		return NULL;
	return arena_strndup(t->arena, text + len, strcspn(text + len, "}"));
}

/* Does the mask, a SHA-256 of the value, fit the message in clear? */
static enum capture_copy
compare(struct traced *t, struct json_value mask, const struct bytes *xml)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t sum[SHA256_LEN];
	char text[2 * SHA256_LEN + 1] = "";
	const char *value, *hash = hash_of(t, mask);

	if (hash == NULL)
		return COPY_UNPROVEN;
	value = base64_encode(t->arena, xml->data, xml->len);
	if (value == NULL || !digest_sha256(value, strlen(value), sum))
		return COPY_UNPROVEN;
	for (size_t i = 0; i < SHA256_LEN; i++) {
		text[2 * i] = digits[sum[i] >> 4];
		text[2 * i + 1] = digits[sum[i] & 0xf];
	}
	return strcmp(hash, text) == 0 ? COPY_PROVEN : COPY_DIFFERENT;
}

/* The message in clear, which no profile of the export touches. */
static bool
read_clear(
    struct traced *t, struct json_value mask, struct capture_message *message)
{
	const char *text =
	    json_string(t->arena, json_get(t->json, "saml"), &message->xml.len);

	message->xml.data = (const uint8_t *)text;
	if (text == NULL || text[0] == '\0') {
		message->xml = (struct bytes){NULL, 0};
		message->fault = CAPTURE_BODY_MISSING;
		message->detail = "The export masks the value, and the message "
				  "in clear is not in it.";
		return !arena_has_failed(t->arena);
	}
	message->copy = compare(t, mask, &message->xml);
	return !arena_has_failed(t->arena);
}

static bool
read_value(
    struct traced *t, struct json_value value, struct capture_message *message)
{
	size_t len = 0;
	const char *text =
	    is_mask(value) ? NULL : json_string(t->arena, value, &len);

	if (text == NULL)
		return read_clear(t, value, message);
	return capture_decode_base64(t->arena, text, len, message);
}

static bool
read_post(struct traced *t, struct json_value value, const char *parameter)
{
	struct json_value relay =
	    pair_value(json_get(t->json, "post"), "RelayState");
	struct capture_message *message = add_message(t, parameter);

	if (message == NULL)
		return false;
	message->binding = "HTTP-POST";
	message->relay_state = json_string(t->arena, relay, NULL);
	return read_value(t, value, message);
}

/* The URL holds the value, unless the export masks that too. */
static bool
read_url(struct traced *t, struct capture_message *message)
{
	const char *url = url_of(t);
	struct json_value none = {.text = t->json.text};

	if (url != NULL && capture_holds_redirect(url, strlen(url)))
		return capture_read_redirect(
		    t->arena, url, strlen(url), message);
	message->binding = "HTTP-Redirect";
	return read_clear(t, none, message);
}

/* A request to the identity provider, which is no message to be judged. */
static bool
keep_request(struct traced *t)
{
	struct capture *capture = t->capture;
	struct capture_message *request = arena_push(t->arena,
	    &capture->requests, &capture->n_requests, sizeof *request);

	if (request == NULL)
		return false;
	request->detail = request->where = "";
	request->entry = t->number;
	request->is_sent = true;
	request->endpoint = capture_address(t->arena, url_of(t));
	request->parameter = "SAMLRequest";
	if (url_of(t) != NULL && capture_holds_request(url_of(t)))
		return capture_read_redirect(
		    t->arena, url_of(t), strlen(url_of(t)), request);
	return read_clear(
	    t, (struct json_value){.text = t->json.text}, request);
}

/* postData holds lists of values by name; post goes first. */
static struct json_value
posted(struct json_value json, const char *name)
{
	struct json_value value = pair_value(json_get(json, "post"), name);

	if (value.type != JSON_NONE)
		return value;
	return element(json_path(json, "postData", name, (char *)NULL), 0);
}

static bool
read_request(struct traced *t)
{
	struct json_value value = posted(t->json, "SAMLResponse");
	struct json_value get = json_get(t->json, "get");
	struct capture_message *message;

	t->has_artifact |= json_get(t->json, "samlart").type == JSON_STRING;
	t->has_ws_federation |=
	    json_equals(json_get(t->json, "protocol"), "WS-Fed");
	if (value.type != JSON_NONE)
		return read_post(t, value, "SAMLResponse");
	value = posted(t->json, "SAMLRequest");
	t->has_request |= value.type != JSON_NONE ||
			  pair_value(get, "SAMLRequest").type != JSON_NONE;
	if (value.type != JSON_NONE)
		return read_post(t, value, "SAMLRequest");
	if (pair_value(get, "SAMLResponse").type == JSON_NONE)
		return pair_value(get, "SAMLRequest").type == JSON_NONE ||
		       keep_request(t);
	message = add_message(t, "SAMLResponse");
	return message != NULL && read_url(t, message);
}

/* Where the answer sends the browser; NULL: nowhere. */
static const char *
location(const struct traced *t)
{
	struct json_value headers = json_get(t->json, "responseHeaders");
	struct json_iter iter = json_iterate(headers);
	struct json_value header, value;

	while (headers.type == JSON_ARRAY && json_next(&iter, NULL, &header)) {
		if (is_header(header, "Location", "location", &value))
			return json_string(t->arena, value, NULL);
	}
	return NULL;
}

/* What was read of this request stands last in its list. */
static bool
note_step(struct traced *t)
{
	const struct capture *c = t->capture;
	struct capture_step step = {.entry = t->number};
	struct capture_message read = {.parameter = NULL};
	int64_t status;

	if (c->n_messages > 0 &&
	    c->messages[c->n_messages - 1].entry == t->number)
		read = c->messages[c->n_messages - 1];
	else if (c->n_requests > 0 &&
		 c->requests[c->n_requests - 1].entry == t->number)
		read = c->requests[c->n_requests - 1];
	step.carries = read.parameter;
	read_time(t, &read);
	step.has_time = read.has_time;
	step.time = read.time;
	if (json_integer(json_get(t->json, "responseStatus"), &status) &&
	    status > 0 && status < 1000)
		step.status = (int)status;
	step.method = json_string(t->arena, json_get(t->json, "method"), NULL);
	step.url = url_of(t);
	step.location = location(t);
	return capture_add_step(t->arena, t->capture, &step, false);
}

/* Nothing found: what is there instead? */
static void
name_others(const struct traced *t)
{
	struct capture *capture = t->capture;

	capture->looks_like = "an export of SAML-tracer without any response";
	capture->advice = NO_RESPONSE;
	if (t->number == 0) {
		capture->looks_like =
		    "an export of SAML-tracer without any request";
	} else if (t->has_artifact) {
		capture->looks_like = "an export of SAML-tracer that holds "
				      "artifacts, not a response";
		capture->advice = "Set the identity provider to the HTTP-POST "
				  "binding.";
	} else if (t->has_ws_federation) {
		capture->looks_like = "an export of SAML-tracer that holds "
				      "messages of WS-Federation";
		capture->advice = "Set the identity provider up for SAML 2.0.";
	} else if (t->has_request) {
		capture->looks_like = "an export of SAML-tracer that holds the "
				      "request, and not the answer";
	}
}

/* An object whose first name is "requests", which is a list. */
static enum capture_claim
recognise(struct bytes bytes)
{
	static const char name[] = "\"requests\"";
	const char *data = (const char *)bytes.data;
	size_t at = root_start(bytes), len = sizeof name - 1;

	if (at >= bytes.len || data[at] != '{')
		return CLAIM_NO;
	at = scan_skip_blanks(data, bytes.len, at + 1);
	if (bytes.len - at < len || memcmp(data + at, name, len) != 0)
		return CLAIM_NO;
	at = scan_skip_blanks(data, bytes.len, at + len);
	if (at < bytes.len && data[at] == ':')
		at = scan_skip_blanks(data, bytes.len, at + 1);
	return at < bytes.len && data[at] == '[' ? CLAIM_YES : CLAIM_NO;
}

static bool
broken_json(struct arena *arena, const struct json_error *error,
    struct capture *capture)
{
	capture->looks_like = arena_printf(arena,
	    "an export of SAML-tracer that is damaged at line %zu, column "
	    "%zu: %s",
	    error->line, error->column, error->what);
	capture->advice = "Export it again; an editor or a cut copy may have "
			  "damaged it.";
	return !arena_has_failed(arena);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct traced t = {.arena = arena, .capture = capture};
	struct json_value root;
	struct json_error error;
	struct json_iter iter;

	if (text == NULL)
		return false;
	root = json_open(text, (const char *)bytes.data, bytes.len, &error);
	if (root.type == JSON_NONE)
		return broken_json(arena, &error, capture);
	iter = json_iterate(json_get(root, "requests"));
	while (json_next(&iter, NULL, &t.json)) {
		t.number++;
		if (!read_request(&t) || !note_step(&t))
			return false;
	}
	capture_number(arena, capture, "request", t.number);
	if (capture->n_messages == 0)
		name_others(&t);
	return !arena_has_failed(arena);
}

const struct capture_form capture_tracer = {
    "saml-tracer", recognise, extract, true};
