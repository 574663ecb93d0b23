/* SPDX-License-Identifier: MIT */
/*
 * Captures that are text: what is made of one message is made anew from it,
 * with nothing of what stood around.
 */
#include <string.h>

#include "buffer.h"
#include "capture/root.h"
#include "redact/redaction.h"

static bool
take(struct redaction *r, const char *text)
{
	if (text == NULL)
		return false;
	r->copy = (struct bytes){(const uint8_t *)text, strlen(text)};
	return !arena_has_failed(r->arena);
}

bool
redact_xml(struct redaction *r, struct bytes bytes)
{
	char *copy = arena_memdup(r->arena, bytes.data, bytes.len);

	if (copy == NULL)
		return false;
	if (memchr(copy, '\0', bytes.len) != NULL) {
		r->trouble = "is XML in another encoding than UTF-8";
		return true;
	}
	if (!markup_redact(r, copy, bytes.len))
		return false;
	r->copy = (struct bytes){(const uint8_t *)copy, bytes.len};
	r->n_messages = 1;
	return true;
}

bool
redact_base64(struct redaction *r, struct bytes bytes)
{
	size_t len;

	return take(
	    r, value_redact(r, (const char *)bytes.data, bytes.len, &len));
}

bool
redact_page(struct redaction *r, struct bytes bytes)
{
	return take(r, page_redact(r, (const char *)bytes.data, bytes.len));
}

/* A URL is read up to the first blank; "GET " may stand before it. */
static bool
redact_url(struct redaction *r, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (unsigned char)text[n] > ' ')
		n++;
	return take(r, address_redact(r, text, n, true));
}

bool
redact_form(struct redaction *r, struct bytes bytes)
{
	size_t at = root_start(bytes), len = bytes.len - at;
	const char *text = (const char *)bytes.data + at;
	const char *mark = memchr(text, '?', len), *fields;

	if (len > 4 && strncmp(text, "http", 4) == 0)
		return redact_url(r, text, len);
	if (mark == NULL || (mark != text && strncmp(text, "GET ", 4) != 0))
		return take(r, fields_redact(r, text, len, false));
	len -= (size_t)(mark + 1 - text);
	text = mark + 1;
	for (size_t n = 0; n < len; n++) {
		if ((unsigned char)text[n] <= ' ')
			len = n;
	}
	fields = fields_redact(r, text, len, true);
	return fields != NULL && take(r, arena_printf(r->arena, "?%s", fields));
}

/* Every message of a capture, as its form gets them out. */
static bool
extract(const struct capture_form *form, struct redaction *r,
    struct bytes bytes, struct capture *capture)
{
	memset(capture, 0, sizeof *capture);
	if (!form->extract(r->arena, bytes, capture))
		return false;
	if (capture->n_messages == 0)
		r->trouble =
		    capture->looks_like != NULL
			? arena_printf(r->kept, "is %s", capture->looks_like)
			: NULL;
	return true;
}

static const char *
arn_of(struct redaction *r, const char *arn)
{
	return arn == NULL ? NULL
			   : rule_copy(r, RULE_ARN, "ARN", arn, strlen(arn));
}

bool
redact_command(struct redaction *r, struct bytes bytes)
{
	struct capture capture;
	const struct capture_call *call;
	const char *role, *provider, *value;

	if (!extract(&capture_aws_command, r, bytes, &capture))
		return false;
	if (capture.n_messages == 0)
		return true;
	call = &capture.messages[0].call;
	role = arn_of(r, call->role_arn);
	provider = arn_of(r, call->provider_arn);
	value = value_of_message(r, &capture.messages[0]);
	if (value == NULL || arena_has_failed(r->arena))
		return false;
	value = arena_printf(r->arena,
	    "aws sts assume-role-with-saml%s%s%s%s --saml-assertion '%s'",
	    role != NULL ? " --role-arn " : "", role != NULL ? role : "",
	    provider != NULL ? " --principal-arn " : "",
	    provider != NULL ? provider : "", value);
	if (call->has_duration)
		value = arena_printf(r->arena, "%s --duration-seconds %lld",
		    value, (long long)call->duration);
	return take(r, arena_printf(r->arena, "%s\n", value));
}

/* One request for curl, its quotes out of the way. */
static const char *
curl_of(struct redaction *r, const struct capture_message *message)
{
	const char *url = message->endpoint != NULL ? message->endpoint : "";
	const char *field = message_field(r, message), *relay;
	bool is_get = message->binding != NULL &&
		      strcmp(message->binding, "HTTP-Redirect") == 0;

	url = address_redact(r, url, strcspn(url, "?#"), true);
	if (url == NULL || field == NULL)
		return NULL;
	relay = message->relay_state != NULL && message->relay_state[0] != '\0'
		    ? "&RelayState=removed"
		    : "";
	if (url[0] == '\0')
		url = "https://removed.invalid/";
	return arena_printf(r->arena, "curl '%s%s%s%s'\n", url,
	    is_get ? "?" : "' --data-raw '", field, relay);
}

bool
redact_messages(
    struct redaction *r, const struct capture_form *form, struct bytes bytes)
{
	struct capture capture;
	struct buffer all = {0};
	const char *one = "";

	if (!extract(form, r, bytes, &capture))
		return false;
	for (size_t i = 0; one != NULL && i < capture.n_messages; i++) {
		one = curl_of(r, &capture.messages[i]);
		if (one != NULL)
			buffer_puts(&all, one);
	}
	if (all.has_failed)
		one = NULL;
	if (one != NULL && all.len > 0)
		one = arena_memdup(r->arena, all.data, all.len);
	buffer_free(&all);
	return capture.n_messages == 0 || take(r, one);
}
