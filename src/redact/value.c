/* SPDX-License-Identifier: MIT */
/*
 * A message in base64.  The new text has as many letters as the old one, so
 * that what stood between them, line breaks and the like, stays where it is.
 */
#include <string.h>

#include "capture/letters.h"
#include "crypto/digest.h"
#include "redact/redaction.h"

#define WRAPPING_MAX 32

/* What has the same fault, and nothing in it. */
static const char *
stub_of(enum capture_fault fault)
{
	switch (fault) {
	case CAPTURE_EMPTY:
		return "";
	case CAPTURE_NOT_BASE64:
		return "PHNhbWxwOlJlc3BvbnNl!"; /* "<samlp:Response" */
	case CAPTURE_TRUNCATED:
		return "PHNhbWxwOlJlc3BvbnNlI";
	default:
		return "cmVtb3ZlZCByZW1vdmVkIQ=="; /* "removed removed!" */
	}
}

/* UTF-16 and what holds NUL cannot be looked at octet by octet. */
static bool
is_plain(struct bytes xml)
{
	return xml.len > 0 && xml.data[0] < 0xfe &&
	       memchr(xml.data, '\0', xml.len) == NULL;
}

/* The message redacted, in base64 with padding. */
static const char *
seal(struct redaction *r, struct bytes xml)
{
	char *copy = arena_memdup(r->arena, xml.data, xml.len);

	if (copy == NULL || !markup_redact(r, copy, xml.len))
		return NULL;
	if (!r->is_first_round)
		r->n_messages++;
	return base64_encode(r->arena, copy, xml.len);
}

const char *
value_of_message(struct redaction *r, const struct capture_message *message)
{
	if (message->fault == CAPTURE_OK && is_plain(message->xml))
		return seal(r, message->xml);
	if (!r->is_first_round && message->fault != CAPTURE_EMPTY &&
	    message->fault != CAPTURE_BODY_MISSING)
		r->n_unread++;
	return stub_of(message->fault);
}

static size_t
count_letters(const struct span *span, size_t *n_blanks, bool *is_url_safe)
{
	size_t n = 0;

	for (size_t i = 0; i < span->len; i++) {
		char c = span->text[i];

		n += letters_is_base64(c) || c == '-' || c == '_';
		*n_blanks += c == ' ';
		*is_url_safe |= c == '-' || c == '_';
	}
	return n;
}

static char
mapped(char c, bool is_url_safe)
{
	if (is_url_safe && (c == '+' || c == '/'))
		return c == '+' ? '-' : '_';
	return c;
}

/* The letters of BASE64 in the places of the old ones. */
static char *
lay_out(struct redaction *r, const struct span *span, const char *base64,
    bool blanks_are_letters, bool is_url_safe)
{
	char *out = arena_memdup(r->arena, span->text, span->len);
	size_t n = 0;

	for (size_t i = 0; out != NULL && i < span->len; i++) {
		char c = out[i];
		bool is_blank = blanks_are_letters && c == ' ';

		if (!letters_is_base64(c) && c != '-' && c != '_' && !is_blank)
			continue;
		c = mapped(base64[n++], is_url_safe);
		out[i] = c == '+' && blanks_are_letters ? ' ' : c;
	}
	return out;
}

/* What stands around the value, where it is short: quotes, a label. */
static const char *
wrapped(struct redaction *r, const char *value, size_t len,
    const struct span *span, const char *text)
{
	size_t behind = len - span->offset - span->len;
	size_t before = span->offset <= WRAPPING_MAX ? span->offset : 0;

	behind = behind <= WRAPPING_MAX ? behind : 0;
	return arena_printf(r->arena, "%.*s%s%.*s", (int)before, value, text,
	    (int)behind, value + len - behind);
}

const char *
value_redact(
    struct redaction *r, const char *value, size_t len, size_t *out_len)
{
	struct capture_message message = {.detail = ""};
	struct span span = span_unwrap(value, len);
	size_t n_blanks = 0, n_letters, n;
	bool is_url_safe = false;
	const char *base64;

	if (!capture_decode_base64(r->arena, value, len, &message))
		return NULL;
	base64 = value_of_message(r, &message);
	if (base64 == NULL)
		return NULL;
	*out_len = strlen(base64);
	if (message.fault != CAPTURE_OK || !is_plain(message.xml))
		return base64;
	n = strcspn(base64, "=");
	n_letters = count_letters(&span, &n_blanks, &is_url_safe);
	if (memchr(span.text, '%', span.len) != NULL ||
	    (n_letters != n && n_letters + n_blanks != n))
		return base64;
	base64 = lay_out(r, &span, base64, n_letters != n, is_url_safe);
	if (base64 != NULL)
		base64 = wrapped(r, value, len, &span, base64);
	*out_len = base64 != NULL ? strlen(base64) : 0;
	return base64;
}
