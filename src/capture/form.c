/* SPDX-License-Identifier: MIT */
/* A form body: SAMLResponse=…&RelayState=… (HTML, URL-encoded form data). */
#include <string.h>

#include "capture/capture.h"
#include "capture/percent.h"

static bool
is_end(char c)
{
	return c == '&' || c == '\r' || c == '\n';
}

/* The raw value of a field, borrowed. */
static const char *
find_field(const char *body, size_t len, const char *name, size_t *value_len)
{
	size_t name_len = strlen(name);

	for (size_t i = 0; i + name_len < len; i++) {
		size_t start;

		if ((i > 0 && !is_end(body[i - 1]) && body[i - 1] != '?') ||
		    memcmp(body + i, name, name_len) != 0 ||
		    body[i + name_len] != '=')
			continue;
		start = i + name_len + 1;
		for (i = start; i < len && body[i] != '&';)
			i++;
		*value_len = i - start;
		return body + start;
	}
	return NULL;
}

const char *
capture_form_value(struct arena *arena, const char *body, size_t len,
    const char *name, size_t *value_len)
{
	size_t raw_len;
	const char *raw = find_field(body, len, name, &raw_len);
	char *copy;

	if (raw == NULL)
		return NULL;
	copy = arena_strndup(arena, raw, raw_len);
	/* In a form a plus sign stands for a blank. */
	for (size_t i = 0; i < raw_len; i++) {
		if (copy[i] == '+')
			copy[i] = ' ';
	}
	return percent_decode(arena, copy, raw_len, value_len);
}

static const char *const parameters[] = {"SAMLResponse", "SAMLRequest"};

bool
capture_form_message(struct arena *arena, const char *body, size_t len,
    struct capture_message *message, bool *has_message)
{
	const char *value = NULL;
	size_t value_len = 0, relay_len;

	for (size_t i = 0; value == NULL && i < 2; i++) {
		value = capture_form_value(
		    arena, body, len, parameters[i], &value_len);
		message->parameter = parameters[i];
	}
	*has_message = value != NULL;
	if (value == NULL)
		return true;
	message->binding = "HTTP-POST";
	message->relay_state =
	    capture_form_value(arena, body, len, "RelayState", &relay_len);
	return capture_decode_base64(arena, value, value_len, message);
}

static enum capture_claim
recognise(struct bytes bytes)
{
	const char *body = (const char *)bytes.data;
	size_t len;

	/* A URL with the parameter is one of the Redirect binding. */
	if (memmem(body, bytes.len < 256 ? bytes.len : 256, "://", 3) != NULL)
		return CLAIM_NO;
	for (size_t i = 0; i < 2; i++) {
		if (find_field(body, bytes.len, parameters[i], &len) != NULL)
			return CLAIM_YES;
	}
	return CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	bool has_message;

	if (message == NULL)
		return false;
	message->where = "";
	message->is_sent = true;
	return capture_form_message(
	    arena, (const char *)bytes.data, bytes.len, message, &has_message);
}

const struct capture_form capture_form_body = {"form", recognise, extract};
