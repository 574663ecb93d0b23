/* SPDX-License-Identifier: MIT */
/*
 * A JSON document around one response: the input of aws sts
 * assume-role-with-saml (--cli-input-json), which is also the call under
 * test, and the saml.json of capture tools.
 */
#include "capture/capture.h"
#include "capture/root.h"
#include "json/json.h"

/* The names under which the value stands. */
static const char *const names[] = {
    "SAMLAssertion", "saml_response", "SAMLResponse"};

static struct json_value
open_value(struct json_text *text, struct bytes bytes, struct json_value *root)
{
	struct json_value value = {.text = text};
	struct json_error error;

	*root = json_open(text, (const char *)bytes.data, bytes.len, &error);
	if (root->type != JSON_OBJECT)
		return value;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		value = json_get(*root, names[i]);
		if (value.type == JSON_STRING)
			return value;
	}
	return (struct json_value){.text = text};
}

static enum capture_claim
recognise(struct bytes bytes)
{
	struct json_text text;
	struct json_value root;
	size_t at = root_start(bytes);

	if (at >= bytes.len || bytes.data[at] != '{')
		return CLAIM_NO;
	return capture_har.recognise(bytes) == CLAIM_NO &&
		       capture_tracer.recognise(bytes) == CLAIM_NO &&
		       open_value(&text, bytes, &root).type == JSON_STRING
		   ? CLAIM_YES
		   : CLAIM_NO;
}

/* The call that the document describes. */
static void
read_call(struct arena *arena, struct json_value root,
    struct capture_message *message)
{
	struct capture_call *call = &message->call;

	call->role_arn = json_string(arena, json_get(root, "RoleArn"), NULL);
	call->provider_arn =
	    json_string(arena, json_get(root, "PrincipalArn"), NULL);
	call->has_duration =
	    json_integer(json_get(root, "DurationSeconds"), &call->duration);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	struct json_value root, value;
	const char *base64;
	size_t len = 0;

	if (text == NULL || message == NULL)
		return false;
	value = open_value(text, bytes, &root);
	base64 = json_string(arena, value, &len);
	if (base64 == NULL)
		return false;
	message->where = "";
	json_position(text, value.start, &message->line, &message->column);
	message->relay_state =
	    json_string(arena, json_get(root, "relay_state"), NULL);
	read_call(arena, root, message);
	return capture_decode_base64(arena, base64, len, message) &&
	       !arena_has_failed(arena);
}

const struct capture_form capture_wrapped = {"json", recognise, extract, true};
