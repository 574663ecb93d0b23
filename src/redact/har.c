/* SPDX-License-Identifier: MIT */
/*
 * A HAR (1.2): its entries in their order, with the messages; of the rest
 * what tells the way of the sign-in.
 */
#include <string.h>

#include "aws/endpoint.h"
#include "capture/html.h"
#include "crypto/digest.h"
#include "redact/document.h"

#define ANSWER_MAX 500 /* bytes, as much as a report shows of it */

/* Strings that are kept, by the names of what they stand in and their own. */
static const struct {
	const char *parent, *key;
} kept[] = {
    {"log", "version"},
    {"creator", "name"},
    {"creator", "version"},
    {"browser", "name"},
    {"browser", "version"},
    {"pages", "id"},
    {"pages", "startedDateTime"},
    {"entries", "pageref"},
    {"entries", "startedDateTime"},
    {"request", "method"},
    {"request", "httpVersion"},
    {"response", "httpVersion"},
    {"response", "statusText"},
    {"headers", "name"},
    {"cookies", "name"},
    {"queryString", "name"},
    {"params", "name"},
    {"postData", "mimeType"},
    {"content", "mimeType"},
    {"content", "encoding"},
};

static bool
is_kept(const struct string_place *place)
{
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		if (strcmp(kept[i].parent, place->parent) == 0 &&
		    strcmp(kept[i].key, place->key) == 0)
			return true;
	}
	return false;
}

static bool
stands(const struct string_place *place, const char *parent, const char *key)
{
	return strcmp(place->parent, parent) == 0 &&
	       strcmp(place->key, key) == 0;
}

static const char *
text_of(struct redaction *r, struct json_value value)
{
	const char *text = json_string(r->arena, value, NULL);

	return text != NULL ? text : "";
}

/* The entry that it stands in; of type JSON_NONE outside. */
static struct json_value
entry_of(const struct string_place *place)
{
	for (size_t i = place->n_objects; i-- > 0;) {
		struct json_value request =
		    json_get(place->objects[i], "request");

		if (request.type == JSON_OBJECT)
			return place->objects[i];
	}
	return (struct json_value){.text = place->object.text};
}

static const char *
url_of(struct redaction *r, const struct string_place *place)
{
	return text_of(
	    r, json_path(entry_of(place), "request", "url", (char *)NULL));
}

static bool
is_aws(struct redaction *r, const char *url)
{
	return endpoint_parse(r->arena, url).kind != ENDPOINT_NOT_AWS;
}

/* A form that was posted; any other body is nobody's business. */
static const char *
redact_body(
    struct redaction *r, const struct string_place *place, const char *text)
{
	struct json_value type = json_get(place->object, "mimeType");
	const char *mime = text_of(r, type);

	if (text[0] == '\0')
		return "";
	if (strstr(mime, "urlencoded") == NULL &&
	    strstr(text, "SAMLRe") == NULL &&
	    strstr(text, "SAMLAssertion=") == NULL)
		return "removed";
	return fields_redact(r, text, strlen(text), false);
}

/* The page with which AWS refused, as a report shows it. */
static const char *
redact_answer(struct redaction *r, const char *page, size_t len)
{
	const char *text = html_text(r->arena, page, len, ANSWER_MAX);

	if (text == NULL)
		return NULL;
	text = rule_copy(r, RULE_KEEP, "answer of AWS", text, strlen(text));
	return text != NULL ? arena_printf(r->arena,
				  "<html><body>%s"
				  "</body></html>",
				  text)
			    : NULL;
}

static bool
is_refusal(struct redaction *r, const struct string_place *place)
{
	int64_t status = 0;

	return json_integer(json_path(entry_of(place), "response", "status",
				(char *)NULL),
		   &status) &&
	       status >= 400 && is_aws(r, url_of(r, place));
}

static const char *
redact_content(struct redaction *r, const struct string_place *place,
    struct json_value value)
{
	bool is_base64 =
	    json_equals(json_get(place->object, "encoding"), "base64");
	size_t len = 0;
	const char *text = json_string_view(r->arena, value, &len);

	if (text != NULL && is_base64)
		text = (const char *)base64_decode(
		    r->arena, text, len, &len, NULL);
	if (text == NULL)
		return arena_has_failed(r->arena) ? NULL : "";
	text = is_refusal(r, place) ? redact_answer(r, text, len)
				    : page_redact(r, text, len);
	if (text != NULL && is_base64)
		text = base64_encode(r->arena, text, strlen(text));
	return text;
}

/* A copy of what stands in the URL: there it is packed. */
static const char *
redact_query_value(
    struct redaction *r, const char *name, const char *text, size_t *len)
{
	if (strncmp(name, "SAMLRe", 6) == 0)
		return placeholders_token(r->placeholders, text, strlen(text));
	return field_redact(r, name, text, strlen(text), len);
}

static const char *
redact_named(struct redaction *r, const struct string_place *place,
    const char *text, size_t *len)
{
	const char *name = text_of(r, json_get(place->object, "name"));

	if (stands(place, "headers", "value"))
		return header_redact(r, name, text);
	if (stands(place, "queryString", "value"))
		return redact_query_value(r, name, text, len);
	return field_redact(r, name, text, strlen(text), len);
}

static bool
has_name_beside(const struct string_place *place)
{
	return stands(place, "headers", "value") ||
	       stands(place, "queryString", "value") ||
	       stands(place, "params", "value") ||
	       stands(place, "cookies", "value");
}

static const char *
choose(struct redaction *r, const struct string_place *place,
    struct json_value value, size_t *len)
{
	if (stands(place, "content", "text"))
		return redact_content(r, place, value);
	if (is_kept(place))
		return text_of(r, value);
	if (stands(place, "request", "url") ||
	    stands(place, "response", "redirectURL"))
		return address_shorten(r, text_of(r, value));
	if (stands(place, "postData", "text"))
		return redact_body(r, place, text_of(r, value));
	if (has_name_beside(place))
		return redact_named(r, place, text_of(r, value), len);
	return value.end - value.start > 2 ? "removed" : "";
}

static const char *
redact_string(struct redaction *r, const struct string_place *place,
    struct json_value value, size_t *len)
{
	const char *text = choose(r, place, value, len);

	*len = text != NULL ? strlen(text) : 0;
	return text;
}

bool
redact_har(struct redaction *r, struct bytes bytes)
{
	return document_copy(r, bytes, redact_string);
}
