/* SPDX-License-Identifier: MIT */
/* A form body: SAMLResponse=…&RelayState=… (HTML, URL-encoded form data). */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "percent.h"

/* What may stand before a field: browsers put headers above the body. */
static bool
is_separator(char c)
{
	return c == '&' || c == '?' || c == '\r' || c == '\n';
}

/* The raw value of a field, borrowed. */
static const char *
find_field(const char *body, size_t len, const char *name, size_t *value_len)
{
	const char *end = body + len, *at = body, *value, *and;
	const char *sign = len > 0 ? memchr(body, '=', len) : NULL;
	size_t name_len = strlen(name);

	if (sign == NULL)
		return NULL;
	/* In base64 the first one stands at the end. */
	if ((size_t)(sign - body) > name_len)
		at = sign - name_len;
	while ((at = memmem(at, (size_t)(end - at), name, name_len)) != NULL) {
		value = at + name_len + 1;
		if (value <= end && value[-1] == '=' &&
		    (at == body || is_separator(at[-1]))) {
			and = memchr(value, '&', (size_t)(end - value));
			*value_len =
			    (size_t)((and != NULL ? and : end) - value);
			return value;
		}
		at += name_len;
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
	copy = arena_memdup(arena, raw, raw_len);
	if (copy == NULL)
		return NULL;
	/* In a form a plus sign stands for a blank. */
	for (size_t i = 0; i < raw_len; i++) {
		if (copy[i] == '+')
			copy[i] = ' ';
	}
	return percent_decode(arena, copy, raw_len, value_len);
}

bool
capture_holds_redirect(const char *query, size_t len)
{
	size_t value_len;

	return find_field(query, len, "SAMLResponse", &value_len) != NULL ||
	       capture_holds_call(query, len);
}

bool
capture_holds_call(const char *query, size_t len)
{
	size_t value_len;

	return memchr(query, '?', len) != NULL &&
	       find_field(query, len, "SAMLAssertion", &value_len) != NULL;
}

/* One reader takes the first of two, another the last (CVE-2025-27773). */
static const char *
find_repeated(const char *body, size_t len)
{
	static const char *const once[] = {
	    "SAMLResponse", "SAMLRequest", "RelayState"};

	for (size_t i = 0; i < sizeof once / sizeof *once; i++) {
		size_t n, rest;
		const char *value = find_field(body, len, once[i], &n);

		if (value == NULL)
			continue;
		rest = len - (size_t)(value - body) - n;
		if (find_field(value + n, rest, once[i], &n) != NULL)
			return once[i];
	}
	return NULL;
}

static const char *const parameters[] = {
    "SAMLResponse", "SAMLRequest", "SAMLAssertion"};

/* AssumeRoleWithSAML in the query protocol of AWS: the call under test. */
static void
read_call(struct arena *arena, const char *body, size_t len,
    struct capture_call *call)
{
	const char *seconds;
	char *end;
	size_t n;

	call->role_arn = capture_form_value(arena, body, len, "RoleArn", &n);
	call->provider_arn =
	    capture_form_value(arena, body, len, "PrincipalArn", &n);
	seconds = capture_form_value(arena, body, len, "DurationSeconds", &n);
	if (seconds == NULL || seconds[0] < '0' || seconds[0] > '9')
		return;
	call->duration = strtoll(seconds, &end, 10);
	call->has_duration = *end == '\0';
}

#define N_PARAMETERS (sizeof parameters / sizeof *parameters)

bool
capture_form_message(struct arena *arena, const char *body, size_t len,
    struct capture_message *message, bool *has_message)
{
	const char *value = NULL;
	size_t value_len = 0, relay_len;

	for (size_t i = 0; value == NULL && i < N_PARAMETERS; i++) {
		value = capture_form_value(
		    arena, body, len, parameters[i], &value_len);
		message->parameter = parameters[i];
	}
	*has_message = value != NULL;
	if (value == NULL)
		return !arena_has_failed(arena);
	if (strcmp(message->parameter, "SAMLAssertion") == 0)
		read_call(arena, body, len, &message->call);
	else
		message->binding = "HTTP-POST";
	message->repeated = find_repeated(body, len);
	message->relay_state =
	    capture_form_value(arena, body, len, "RelayState", &relay_len);
	return capture_decode_base64(arena, value, value_len, message);
}

static const char *
start_of(struct bytes bytes, size_t *len)
{
	size_t at = root_start(bytes);

	*len = bytes.len - at;
	return (const char *)bytes.data + at;
}

static bool
is_url(const char *text, size_t len)
{
	static const char *const starts[] = {"https://", "http://", "GET "};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t n = strlen(starts[i]);

		if (len > n && strncasecmp(text, starts[i], n) == 0)
			return true;
	}
	return false;
}

/* Forms that may hold a field, and say more of where it was. */
static const struct capture_form *const others[] = {&capture_copied,
    &capture_aws_command, &capture_http, &capture_several, &capture_escaped,
    &capture_folded};

static bool
is_of_another(struct bytes bytes)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (others[i]->recognise(bytes) == CLAIM_YES)
			return true;
	}
	return false;
}

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t len, value_len;
	const char *body = start_of(bytes, &len);
	bool has_message = false;

	if (len == 0 || body[0] == '<' || body[0] == '{' || is_url(body, len))
		return CLAIM_NO;
	for (size_t i = 0; !has_message && i < N_PARAMETERS; i++)
		has_message =
		    find_field(body, len, parameters[i], &value_len) != NULL;
	return has_message && !is_of_another(bytes) ? CLAIM_YES : CLAIM_NO;
}

/* An address alone, of a sign-in by Redirect or of a call of AWS STS. */
static enum capture_claim
recognise_url(struct bytes bytes)
{
	size_t len;
	const char *url = start_of(bytes, &len);

	return is_url(url, len) && capture_holds_redirect(url, len) &&
		       !is_of_another(bytes)
		   ? CLAIM_YES
		   : CLAIM_NO;
}

/* A URL, or the query of one: only Redirect signs beside the message. */
static bool
is_redirect(const char *body, size_t len)
{
	size_t value_len;

	return is_url(body, len) || (len > 0 && body[0] == '?') ||
	       find_field(body, len, "SigAlg", &value_len) != NULL;
}

static const char *
endpoint_of(struct arena *arena, const char *url, size_t len)
{
	const char *query = memchr(url, '?', len);

	if (!is_url(url, len) || query == NULL || url[0] == 'G')
		return NULL;
	return capture_address(
	    arena, arena_strndup(arena, url, (size_t)(query - url)));
}

bool
capture_form_text(struct arena *arena, const char *text, size_t len,
    struct capture_message *message)
{
	bool has_message;

	message->where = "";
	message->is_sent = true;
	if (!is_redirect(text, len))
		return capture_form_message(
		    arena, text, len, message, &has_message);
	message->endpoint = endpoint_of(arena, text, len);
	return capture_read_redirect(arena, text, len, message);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	size_t len;
	const char *text = start_of(bytes, &len);

	return message != NULL && capture_form_text(arena, text, len, message);
}

const struct capture_form capture_form_body = {
    "form", recognise, extract, false};

const struct capture_form capture_url = {"url", recognise_url, extract, false};
