/* SPDX-License-Identifier: MIT */
/*
 * XML that a page, a chat or a program has escaped: &lt;samlp:Response, or a
 * string of JSON.
 */
#include <string.h>

#include "capture/capture.h"
#include "capture/html.h"
#include "capture/root.h"
#include "json/json.h"

static const char *const starts[] = {
    "&lt;", "&#60;", "&#x3c;", "&#x3C;", "\"<", "\"\\u003c"};

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t at = root_start(bytes);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t len = strlen(starts[i]);

		if (bytes.len - at > len &&
		    memcmp(bytes.data + at, starts[i], len) == 0)
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

static const char *
unescape(struct arena *arena, struct bytes bytes, size_t *len)
{
	const char *text = (const char *)bytes.data;
	struct json_text json;
	struct json_error error;

	if (text[root_start(bytes)] != '"')
		return html_resolve(arena, text, bytes.len, len);
	return json_string(
	    arena, json_open(&json, text, bytes.len, &error), len);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	const char **repair, *text;

	if (message == NULL)
		return false;
	message->where = message->detail = "";
	text = unescape(arena, bytes, &message->xml.len);
	repair = arena_push(
	    arena, &message->repairs, &message->n_repairs, sizeof *repair);
	if (repair == NULL || arena_has_failed(arena))
		return false;
	message->xml.data = (const uint8_t *)text;
	*repair = "The XML was escaped, as pages and JSON do it, and was "
		  "resolved";
	if (text == NULL || message->xml.len == 0) {
		message->fault = CAPTURE_NOT_XML;
		message->detail = "It begins as a string of JSON, and is none.";
	}
	return true;
}

const struct capture_form capture_escaped = {
    "escaped-xml", recognise, extract, false};
