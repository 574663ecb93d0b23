/* SPDX-License-Identifier: MIT */
/*
 * The value of SAMLResponse in base64, and the ways in which people's
 * clipboards, terminals and exports damage it.  Every repair is noted.
 */
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "capture/percent.h"
#include "crypto/digest.h"
#include "utf8.h"

static bool
note(struct arena *arena, struct capture_message *message, const char *repair)
{
	const char **slot = arena_push(
	    arena, &message->repairs, &message->n_repairs, sizeof *slot);

	if (slot != NULL)
		*slot = repair;
	return slot != NULL;
}

static bool
fault(struct capture_message *message, enum capture_fault what, size_t offset,
    const char *detail)
{
	message->fault = what;
	message->fault_offset = offset;
	message->detail = detail;
	return true;
}

/* What a copy drags along on either side: quotes, marks that show nothing. */
static const char *const wrappings[] = {"\"", "'", "`", "\xe2\x80\x9c",
    "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x8b", "\xc2\xa0",
    "\xef\xbb\xbf", " ", "\t", "\r", "\n"};

static size_t
wrapping_at_start(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++) {
		size_t n = strlen(wrappings[i]);

		if (n <= len && memcmp(text, wrappings[i], n) == 0)
			return n;
	}
	return 0;
}

static size_t
wrapping_at_end(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++) {
		size_t n = strlen(wrappings[i]);

		if (n <= len && memcmp(text + len - n, wrappings[i], n) == 0)
			return n;
	}
	return 0;
}

struct span {
	const char *text;
	size_t len;
	bool was_wrapped; /* by more than white space */
};

static struct span
unwrap(const char *text, size_t len)
{
	struct span span = {text, len, false};
	size_t n;

	while ((n = wrapping_at_start(span.text, span.len)) > 0) {
		span.was_wrapped |= strchr(" \t\r\n", *span.text) == NULL;
		span.text += n;
		span.len -= n;
	}
	while ((n = wrapping_at_end(span.text, span.len)) > 0) {
		span.was_wrapped |=
		    strchr(" \t\r\n", span.text[span.len - 1]) == NULL;
		span.len -= n;
	}
	return span;
}

/* "SAMLResponse: …", as the browser's panel shows it. */
static bool
drop_label(struct span *span)
{
	static const char label[] = "SAMLResponse";
	size_t len = sizeof label - 1;

	if (span->len <= len || memcmp(span->text, label, len) != 0 ||
	    (span->text[len] != ':' && span->text[len] != '='))
		return false;
	*span = unwrap(span->text + len + 1, span->len - len - 1);
	return true;
}

/* The characters of the value, told apart. */
struct letters {
	char *text; /* those of base64, URL-safe ones mapped; blanks as ' ' */
	size_t len;
	size_t n_blanks, n_url_safe, n_padding, n_plus;
};

static bool
is_base64(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* false: *BAD is the offset of what cannot stand. */
static bool
read_letters(const struct span *span, struct letters *letters, size_t *bad)
{
	for (size_t i = 0; i < span->len; i++) {
		char c = span->text[i];

		if (c == '\r' || c == '\n' || c == '\t')
			continue;
		if (c == '-' || c == '_') {
			letters->n_url_safe++;
			c = c == '-' ? '+' : '/';
		} else if (c == ' ') {
			letters->n_blanks++;
		} else if (c == '=') {
			letters->n_padding++;
		} else if (!is_base64(c)) {
			*bad = i;
			return false;
		}
		if (c != ' ' && c != '=' && letters->n_padding > 0) {
			*bad = i;
			return false;
		}
		letters->n_plus += c == '+';
		letters->text[letters->len++] = c;
	}
	return true;
}

/* LETTERS with blanks as plus signs, or without them. */
static char *
settle_blanks(struct arena *arena, const struct letters *letters, bool as_plus,
    size_t *len)
{
	char *text = arena_alloc(arena, letters->len + 4);

	*len = 0;
	for (size_t i = 0; text != NULL && i < letters->len; i++) {
		char c = letters->text[i];

		if (c == '=' || (c == ' ' && !as_plus))
			continue;
		text[(*len)++] = c == ' ' ? '+' : c;
	}
	return text;
}

static bool
is_utf8(const uint8_t *text, size_t len)
{
	for (size_t i = 0, n; i < len; i += n) {
		n = utf8_len(text + i, len - i);
		if (n == 0)
			return false;
	}
	return true;
}

static bool
decode(struct arena *arena, char *text, size_t len, struct bytes *xml)
{
	while (len % 4 != 0)
		text[len++] = '=';
	xml->data = base64_decode(arena, text, len, &xml->len, NULL);
	return xml->data != NULL;
}

/* UTF-16 and UTF-32 are for the parser to name. */
static bool
has_wide_start(const struct bytes *xml)
{
	return xml->len >= 2 &&
	       ((xml->data[0] == 0xff && xml->data[1] == 0xfe) ||
		   (xml->data[0] == 0xfe && xml->data[1] == 0xff) ||
		   (xml->data[0] == '<' && xml->data[1] == '\0') ||
		   (xml->data[0] == '\0' && xml->data[1] == '<'));
}

static bool
looks_like_xml(const struct bytes *xml)
{
	size_t at = 0;

	if (has_wide_start(xml))
		return true;
	if (xml->len >= 3 && memcmp(xml->data, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	while (at < xml->len && strchr(" \t\r\n", xml->data[at]) != NULL &&
	       xml->data[at] != '\0')
		at++;
	return at < xml->len && xml->data[at] == '<';
}

/* What was decoded instead of XML, in words. */
static const char *
not_xml(const struct bytes *xml)
{
	if (xml->len == 0)
		return "nothing is encoded in it";
	if (xml->data[0] == '{' || xml->data[0] == '[')
		return "it holds JSON, not XML";
	if (xml->len > 2 && xml->data[0] == 0x1f && xml->data[1] == 0x8b)
		return "it holds gzip data, not XML";
	if (xml->len > 4 && is_utf8(xml->data, xml->len))
		return "it holds text, but no XML";
	return "it holds binary data, not XML; a value of the Redirect "
	       "binding is compressed and looks like this";
}

/*
 * A blank in base64 is either a folded line or a plus sign that somebody
 * decoded as a form's blank.  The text that comes out tells.
 */
static bool
decode_letters(struct arena *arena, struct letters *letters,
    struct capture_message *message, bool *was_plus)
{
	struct bytes *xml = &message->xml;
	size_t len;
	char *text;

	*was_plus = false;
	if (letters->n_blanks > 0 && letters->n_plus == 0) {
		text = settle_blanks(arena, letters, true, &len);
		if (text == NULL)
			return false;
		message->encoded_len = len + letters->n_padding;
		if (len % 4 != 1 && decode(arena, text, len, xml) &&
		    looks_like_xml(xml) && is_utf8(xml->data, xml->len)) {
			*was_plus = true;
			return true;
		}
	}
	text = settle_blanks(arena, letters, false, &len);
	if (text == NULL)
		return false;
	message->encoded_len = (len + 3) / 4 * 4;
	if (len % 4 == 1)
		return fault(message, CAPTURE_TRUNCATED, len,
		    arena_printf(arena,
			"base64 cannot end behind %zu characters: the value "
			"was cut",
			len));
	if (!decode(arena, text, len, xml))
		return fault(message, CAPTURE_NOT_BASE64, len,
		    "the last character leaves bits over: the value was cut "
		    "or changed");
	return true;
}

static bool
note_repairs(struct arena *arena, struct capture_message *message,
    const struct letters *letters, bool was_plus)
{
	size_t need = (4 - (letters->len - letters->n_padding -
			       (was_plus ? 0 : letters->n_blanks)) %
			       4) %
		      4;
	bool is_fine = true;

	if (was_plus)
		is_fine &= note(arena, message,
		    "blanks in the value were read as the plus signs that "
		    "they had been");
	else if (letters->n_blanks > 0)
		is_fine &= note(
		    arena, message, "blanks inside the value were left out");
	if (letters->n_url_safe > 0)
		is_fine &= note(arena, message,
		    "the URL-safe letters - and _ were read as + and /");
	if (letters->n_padding != need)
		is_fine &= note(
		    arena, message, "the padding (=) at the end was mended");
	return is_fine;
}

/* Undo percent-encoding that is left over, three times at most. */
static bool
unescape(
    struct arena *arena, struct span *span, struct capture_message *message)
{
	size_t rounds = 0;

	while (rounds < 3 && percent_is_in(span->text, span->len)) {
		span->text =
		    percent_decode(arena, span->text, span->len, &span->len);
		if (span->text == NULL)
			return false;
		rounds++;
	}
	if (rounds == 0)
		return true;
	return note(arena, message,
	    arena_printf(arena,
		"the value was percent-encoded %zu time%s more than the form "
		"asks for",
		rounds, rounds == 1 ? "" : "s"));
}

bool
capture_decode_base64(struct arena *arena, const char *value, size_t len,
    struct capture_message *message)
{
	struct span span = unwrap(value, len);
	struct letters letters = {0};
	bool was_plus, had_label = drop_label(&span);
	size_t bad = 0;

	message->detail = "";
	if (span.len == 0)
		return fault(message, CAPTURE_EMPTY, 0, "the value is empty");
	if ((span.was_wrapped || had_label) &&
	    !note(arena, message,
		"what stood around the value (quotes, a label) was left out"))
		return false;
	if (!unescape(arena, &span, message))
		return false;
	letters.text = arena_alloc(arena, span.len);
	if (letters.text == NULL)
		return false;
	if (!read_letters(&span, &letters, &bad))
		return fault(message, CAPTURE_NOT_BASE64, bad,
		    arena_printf(arena,
			"character %zu of the value cannot stand in base64",
			bad + 1));
	if (!decode_letters(arena, &letters, message, &was_plus))
		return false;
	if (message->fault != CAPTURE_OK)
		return true;
	if (!looks_like_xml(&message->xml))
		return fault(
		    message, CAPTURE_NOT_XML, 0, not_xml(&message->xml));
	return note_repairs(arena, message, &letters, was_plus);
}

/* Base64 and nothing else, long enough to be a message. */
static enum capture_claim
recognise(struct bytes bytes)
{
	struct span span = unwrap((const char *)bytes.data, bytes.len);
	size_t n = 0;

	drop_label(&span);
	for (size_t i = 0; i < span.len; i++) {
		char c = span.text[i];

		if (is_base64(c) || c == '-' || c == '_' || c == '=' ||
		    c == '%')
			n++;
		else if (strchr(" \r\n\t", c) == NULL || c == '\0')
			return CLAIM_NO;
	}
	return n >= 16 ? CLAIM_YES : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *message = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *message);

	if (message == NULL)
		return false;
	message->where = "";
	return capture_decode_base64(
	    arena, (const char *)bytes.data, bytes.len, message);
}

const struct capture_form capture_base64 = {"base64", recognise, extract};
