/* SPDX-License-Identifier: MIT */
/*
 * A session that Charles exported as JSON (.chlsj): a list of transactions,
 * each with its scheme, host, path, request and response.
 */
#include <string.h>

#include "capture/exchange.h"
#include "capture/root.h"
#include "crypto/digest.h"
#include "saml/datetime.h"
#include "json/json.h"

#define LOOKED_AT 50 /* transactions that tell the file */

static bool
is_transaction(struct json_value value)
{
	return json_get(value, "scheme").type == JSON_STRING &&
	       json_get(value, "host").type == JSON_STRING &&
	       json_get(value, "request").type == JSON_OBJECT;
}

/* A tunnel, which has no scheme, may stand before them. */
static enum capture_claim
recognise(struct bytes bytes)
{
	size_t at = root_start(bytes), n = 0;
	struct json_text text;
	struct json_error error;
	struct json_value one;
	struct json_iter iter;

	if (at >= bytes.len || bytes.data[at] != '[')
		return CLAIM_NO;
	iter = json_iterate(
	    json_open(&text, (const char *)bytes.data, bytes.len, &error));
	while (n++ < LOOKED_AT && json_next(&iter, NULL, &one)) {
		if (is_transaction(one))
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

static const char *
string(struct arena *arena, struct json_value in, const char *name)
{
	const char *text = json_string(arena, json_get(in, name), NULL);

	return text != NULL ? text : "";
}

static const char *
url_of(struct arena *arena, struct json_value t)
{
	const char *query = string(arena, t, "query");

	return arena_printf(arena, "%s://%s%s%s%s", string(arena, t, "scheme"),
	    string(arena, t, "host"), string(arena, t, "path"),
	    query[0] != '\0' ? "?" : "", query);
}

/* {"body": {"text": …, "encoding": "base64"}} */
static struct bytes
body_of(struct arena *arena, struct json_value side)
{
	struct json_value body = json_get(side, "body");
	struct bytes out = {NULL, 0};
	size_t len = 0;
	const char *text = json_string(arena, json_get(body, "text"), &len);
	const char *encoded = NULL;

	if (text == NULL)
		encoded = json_string(arena, json_get(body, "encoded"), &len);
	else if (json_equals(json_get(body, "encoding"), "base64"))
		encoded = text;
	if (encoded != NULL)
		out.data = base64_decode(arena, encoded, len, &out.len, NULL);
	else if (text != NULL)
		out = (struct bytes){(const uint8_t *)text, len};
	return out;
}

static const char *
header(struct arena *arena, struct json_value side, const char *name,
    const char *lower)
{
	struct json_iter iter =
	    json_iterate(json_path(side, "header", "headers", (char *)NULL));
	struct json_value one;

	while (json_next(&iter, NULL, &one)) {
		struct json_value text = json_get(one, "name");

		if (json_equals(text, name) || json_equals(text, lower))
			return json_string(arena, json_get(one, "value"), NULL);
	}
	return NULL;
}

static void
read_transaction(struct arena *arena, struct json_value t, struct exchange *x)
{
	struct json_value response = json_get(t, "response");
	const char *start;
	int64_t status;
	bool has_zone;

	x->method = string(arena, t, "method");
	x->url = url_of(arena, t);
	x->body = body_of(arena, json_get(t, "request"));
	x->answer = body_of(arena, response);
	x->date = header(arena, response, "Date", "date");
	x->location = header(arena, response, "Location", "location");
	if (json_integer(json_get(response, "status"), &status) &&
	    status >= 100 && status <= 599)
		x->status = (int)status;
	start = json_string(
	    arena, json_path(t, "times", "start", (char *)NULL), NULL);
	if (start != NULL)
		x->has_time = datetime_parse(start, &x->time, &has_zone);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct json_error error;
	struct json_cursor cursor = {0};
	struct json_value one;
	struct json_iter iter;
	size_t n = 0;

	if (text == NULL)
		return false;
	iter = json_iterate(
	    json_open(text, (const char *)bytes.data, bytes.len, &error));
	while (json_next(&iter, NULL, &one)) {
		struct exchange x = {.number = n + 1};

		n++;
		if (!is_transaction(one))
			continue;
		json_cursor_move(&cursor, one.text, one.start);
		x.line = cursor.line;
		read_transaction(arena, one, &x);
		if (arena_has_failed(arena) ||
		    !exchange_add(arena, capture, &x))
			return false;
	}
	if (capture->n_messages == 0) {
		capture->looks_like =
		    "a session of Charles without a SAML message";
		capture->advice = "Record the sign-in until the error of AWS "
				  "is on the screen, and export it then.";
	}
	return exchange_end(arena, capture, n);
}

const struct capture_form capture_charles = {
    "charles", recognise, extract, true};
