/* SPDX-License-Identifier: MIT */
/*
 * The fields of a form as a panel of the developer tools shows them, copied
 * as text: a name and its value on a line, or on two, beside other fields.
 */
#include <string.h>

#include "capture/capture.h"
#include "capture/root.h"

#define LABEL "SAMLResponse"
#define LABEL_LEN (sizeof LABEL - 1)

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static const char *
next_line(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	return feed != NULL ? feed + 1 : end;
}

static const char *
skip_blanks(const char *at, const char *end)
{
	while (at < end && is_blank(*at))
		at++;
	return at;
}

static bool
begins(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	return (size_t)(end - at) >= len && memcmp(at, word, len) == 0;
}

/* What stands behind the label, where the line at AT begins with it. */
static const char *
behind_label(const char *at, const char *end)
{
	at = skip_blanks(at, end);
	if (!begins(at, end, LABEL))
		return NULL;
	at += LABEL_LEN;
	if (at < end && *at != ':' && *at != '\n' && !is_blank(*at))
		return NULL; /* "SAMLResponse=" is a form */
	return at < end && *at == ':' ? at + 1 : at;
}

static const char *
find_value(const char *at, const char *end, bool *is_first)
{
	*is_first = true;
	for (; at < end; at = next_line(at, end)) {
		const char *value = behind_label(at, end);

		if (value != NULL)
			return value;
		if (skip_blanks(at, end) != end &&
		    *skip_blanks(at, end) != '\n')
			*is_first = false;
	}
	return NULL;
}

/* Another field begins, or nothing stands on the line. */
static bool
ends_value(const char *line, const char *end)
{
	static const char *const fields[] = {
	    "RelayState", "SAMLRequest", "SigAlg", "Signature"};
	const char *stop = next_line(line, end);
	const char *at = skip_blanks(line, end);

	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
		if (begins(at, end, fields[i]))
			return true;
	}
	return at == stop || *at == '\n' ||
	       memchr(at, ':', (size_t)(stop - at)) != NULL;
}

/* The value goes over as many lines as it takes. */
static size_t
value_len(const char *value, const char *end)
{
	const char *at = value, *first = skip_blanks(value, end);

	if (first < end && *first == '\n') /* it begins on the next line */
		at = first + 1;
	at = next_line(at, end);
	while (at < end && !ends_value(at, end))
		at = next_line(at, end);
	return (size_t)(at - value);
}

static enum capture_claim
recognise(struct bytes bytes)
{
	const char *at = (const char *)bytes.data + root_start(bytes);
	const char *end = (const char *)bytes.data + bytes.len, *value;
	bool is_first;

	if (at >= end || strchr("<{[\"", *at) != NULL)
		return CLAIM_NO;
	value = find_value(at, end, &is_first);
	if (value == NULL)
		return CLAIM_NO;
	/* A label and its value alone are base64 behind a label. */
	return !is_first || value + value_len(value, end) < end ? CLAIM_YES
								: CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	const char *at = (const char *)bytes.data + root_start(bytes);
	const char *end = (const char *)bytes.data + bytes.len, *value;
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);
	bool is_first;

	if (message == NULL)
		return false;
	message->where = "";
	message->parameter = LABEL;
	message->binding = "HTTP-POST";
	value = find_value(at, end, &is_first);
	return capture_decode_base64(
	    arena, value, value_len(value, end), message);
}

const struct capture_form capture_panel = {"panel", recognise, extract, false};
