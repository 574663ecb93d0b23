/* SPDX-License-Identifier: MIT */
/*
 * The value of SAMLResponse in base64, and the ways in which people's
 * clipboards, terminals and exports damage it.  Every repair is noted; a
 * value that was cut is never completed.
 */
#include <string.h>

#include "capture/capture.h"
#include "capture/letters.h"
#include "capture/root.h"
#include "crypto/digest.h"
#include "percent.h"
#include "utf8.h"

#define UNESCAPE_MAX 3
#define RUN_MIN 16 /* letters: no word of a text is so long */

/* A value on its way to XML. */
struct decoding {
	struct arena *arena;
	struct capture_message *message;
	struct span span;
	struct letters letters;
	bool was_cut;	  /* an ellipsis or half an escape at the end */
	bool was_plus;	  /* blanks were read as plus signs */
	bool had_spare;	  /* bits over in the last letter */
	size_t n_letters; /* of base64, padding not counted */
};

static bool
note(struct decoding *d, const char *repair)
{
	const char **slot = arena_push(d->arena, &d->message->repairs,
	    &d->message->n_repairs, sizeof *slot);

	if (slot != NULL)
		*slot = repair;
	return slot != NULL;
}

static bool
fault(struct decoding *d, enum capture_fault what, size_t offset,
    const char *detail)
{
	d->message->fault = what;
	d->message->fault_offset = offset;
	d->message->detail = detail;
	return !arena_has_failed(d->arena);
}

static bool
is_utf8(const struct bytes *xml)
{
	for (size_t i = 0, n; i < xml->len; i += n) {
		n = utf8_len(xml->data + i, xml->len - i);
		/* The end may have been cut inside a character. */
		if (n == 0)
			return xml->len - i < 4;
	}
	return true;
}

/* UTF-16 is for the parser to name. */
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
	size_t at = root_start(*xml);

	return has_wide_start(xml) || (at < xml->len && xml->data[at] == '<');
}

/* What was decoded instead of XML, in words. */
static const char *
not_xml(const struct bytes *xml)
{
	const uint8_t *data = xml->data;

	if (xml->len == 0)
		return "Nothing is encoded in it.";
	if (data[0] == '{' || data[0] == '[')
		return "It holds JSON, not XML.";
	if (xml->len > 2 && data[0] == 0x1f && data[1] == 0x8b)
		return "It holds gzip data, not XML.";
	if (xml->len > 2 && data[0] == 0x30 && data[1] == 0x82)
		return "It holds a certificate or a key (DER), not XML.";
	if (is_utf8(xml))
		return "It holds text, but no XML.";
	return "It holds binary data, not XML. A value of the Redirect "
	       "binding, which is compressed, looks like this.";
}

/* Decode N letters at TEXT, which has room for the padding. */
static bool
decode(struct decoding *d, char *text, size_t n)
{
	struct bytes *xml = &d->message->xml;

	d->n_letters = n;
	/* One letter alone holds no byte: the value was cut there. */
	if (n % 4 == 1)
		n--;
	d->had_spare = letters_clear_spare(text, n);
	while (n % 4 != 0)
		text[n++] = '=';
	xml->data = base64_decode(d->arena, text, n, &xml->len, NULL);
	return xml->data != NULL;
}

/*
 * A blank in base64 is either a folded line or a plus sign that somebody
 * decoded as a form's blank.  The text that comes out tells.  A '>' at the
 * end can be a plus sign too, so that the blank may be the last character.
 */
static bool
decode_as_plus(struct decoding *d)
{
	struct letters *letters = &d->letters;
	const struct bytes *xml = &d->message->xml;
	bool has_last = letters->n_padding == 0 && d->span.has_blank_behind &&
			(letters->len + letters->n_blanks) % 4 == 3;
	size_t len;
	char *text;

	if (letters->n_plus > 0 || (letters->n_blanks == 0 && !has_last))
		return false;
	text = letters_settle(d->arena, letters, true, &len);
	if (text == NULL)
		return false;
	if (has_last)
		text[len++] = '+';
	d->was_plus = decode(d, text, len) && looks_like_xml(xml) &&
		      (is_utf8(xml) || root_is_closed(*xml));
	return d->was_plus;
}

static bool
decode_letters(struct decoding *d)
{
	struct letters *letters = &d->letters;
	size_t len = letters->len;
	char *text = letters->text;

	if (!decode_as_plus(d)) {
		if (letters->n_blanks > 0)
			text = letters_settle(d->arena, letters, false, &len);
		if (text == NULL || !decode(d, text, len))
			return false;
	}
	d->message->encoded_len = d->n_letters + d->letters.n_padding;
	return !arena_has_failed(d->arena);
}

/*
 * Cut: the letters do not add up, or neither padding nor the end of the root
 * element is there.
 */
static bool
is_truncated(const struct decoding *d)
{
	const struct bytes *xml = &d->message->xml;
	size_t len;

	if (d->was_cut || d->n_letters % 4 == 1)
		return true;
	return d->letters.n_padding == 0 && looks_like_xml(xml) &&
	       !has_wide_start(xml) && root_name(*xml, &len) != NULL &&
	       !root_is_closed(*xml);
}

/* How far a value got that was cut. */
static bool
truncated(struct decoding *d)
{
	const struct bytes *xml = &d->message->xml;
	size_t len = 0;
	const char *name = root_last_name(*xml, &len);

	if (name == NULL || !looks_like_xml(xml))
		return fault(d, CAPTURE_TRUNCATED, d->span.len,
		    arena_printf(d->arena,
			"It breaks off behind %zu characters.", d->n_letters));
	return fault(d, CAPTURE_TRUNCATED, d->span.len,
	    arena_printf(d->arena,
		"It breaks off behind %zu characters, which are %zu bytes of "
		"XML; the last element that begins in them is %.*s.",
		d->n_letters, xml->len, (int)len, name));
}

/* What was repaired so that it could be decoded. */
static bool
note_repairs(struct decoding *d)
{
	const struct letters *letters = &d->letters;
	const struct {
		bool was_done;
		const char *words;
	} repairs[] = {
	    {d->span.was_wrapped, "What stood around the value (quotes, a "
				  "label, invisible characters) was left out"},
	    {d->was_plus, "Blanks in the value were read as the plus signs "
			  "that they had been"},
	    {!d->was_plus && letters->n_blanks > 0,
		"Blanks inside the value were left out"},
	    {letters->n_breaks > 0,
		"Line breaks inside the value were left out"},
	    {letters->n_url_safe > 0,
		"The URL-safe letters - and _ were read as + and /"},
	    {letters->n_padding != (4 - d->n_letters % 4) % 4,
		"The padding (=) at the end was mended"},
	    {d->had_spare, "Bits that belong to no byte, in the last letter, "
			   "were left out"},
	};

	for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
		if (repairs[i].was_done && !note(d, repairs[i].words))
			return false;
	}
	return true;
}

/* Undo percent-encoding that is left over, three times at most. */
static bool
unescape(struct decoding *d)
{
	static const char *const times[] = {"once", "twice", "three times"};
	struct span *span = &d->span;
	size_t rounds = 0;

	while (rounds < UNESCAPE_MAX && percent_is_in(span->text, span->len)) {
		span->text =
		    percent_decode(d->arena, span->text, span->len, &span->len);
		if (span->text == NULL)
			return false;
		rounds++;
	}
	if (rounds == 0)
		return true;
	span->offset = 0;
	return note(d, arena_printf(d->arena,
			   "The value was still percent-encoded, and was "
			   "decoded %s more",
			   times[rounds - 1]));
}

/* What a value is instead, whose first character tells. */
static const char *
begins_as(const char *text)
{
	if (text[0] == '<')
		return ": the value begins as XML does, which was not encoded";
	return text[0] == '{' || text[0] == '['
		   ? ": the value begins as JSON does, such as a HAR"
		   : "";
}

/* The character that cannot stand in base64, named. */
static bool
not_base64(struct decoding *d, size_t bad)
{
	const char *text = d->span.text + bad;
	size_t offset = d->span.offset + bad, n;
	unsigned code;

	if (*text == '=' || letters_is_base64(*text))
		return fault(d, CAPTURE_NOT_BASE64, offset,
		    arena_printf(d->arena,
			"Character %zu stands behind the padding (=), which "
			"ends a value: two values in one, or one that was "
			"changed.",
			offset + 1));
	n = utf8_decode((const unsigned char *)text, d->span.len - bad, &code);
	return fault(d, CAPTURE_NOT_BASE64, offset,
	    arena_printf(d->arena,
		"Character %zu is %s%0*X, which base64 does not have%s.",
		offset + 1, n > 0 ? "U+" : "the byte 0x", n > 0 ? 4 : 2, code,
		begins_as(d->span.text)));
}

static bool
decode_value(struct decoding *d)
{
	struct capture_message *message = d->message;
	size_t bad = 0;

	if (d->span.len == 0)
		return fault(
		    d, CAPTURE_EMPTY, 0, "Nothing stands behind its name.");
	if (!unescape(d))
		return false;
	d->was_cut = span_drop_cut(&d->span);
	if (!letters_read(d->arena, &d->span, &d->letters, &bad))
		return !arena_has_failed(d->arena) && not_base64(d, bad);
	if (!decode_letters(d))
		return false;
	if (is_truncated(d))
		return truncated(d);
	if (!looks_like_xml(&message->xml))
		return fault(d, CAPTURE_NOT_XML, 0, not_xml(&message->xml));
	return note_repairs(d);
}

bool
capture_decode_base64(struct arena *arena, const char *value, size_t len,
    struct capture_message *message)
{
	struct decoding d = {.arena = arena, .message = message};

	message->detail = "";
	d.span = span_unwrap(value, len);
	if (!decode_value(&d))
		return false;
	if (message->fault != CAPTURE_OK)
		message->xml = (struct bytes){NULL, 0};
	return true;
}

/*
 * Base64 and nothing else, in runs that are no words; or something that
 * begins as only encoded XML does, whatever comes later.
 */
static enum capture_claim
recognise(struct bytes bytes)
{
	struct span span = span_unwrap((const char *)bytes.data, bytes.len);
	size_t run =
	    letters_run(span.text, span.len < RUN_MIN ? span.len : RUN_MIN);
	bool begins_xml = false;
	static const char *const starts[] = {
	    "PD94", "PHNh", "PFJl", "PEFz", "PHM", "77u/P"};

	/* The name of a field was taken off, too: then it may be a form. */
	if (run < RUN_MIN || capture_several.recognise(bytes) == CLAIM_YES ||
	    (span.was_wrapped &&
		capture_form_body.recognise(bytes) == CLAIM_YES))
		return CLAIM_NO;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		begins_xml |=
		    strncmp(span.text, starts[i], strlen(starts[i])) == 0;
	return begins_xml || letters_only(span.text, span.len) ? CLAIM_YES
							       : CLAIM_NO;
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

const struct capture_form capture_base64 = {
    "base64", recognise, extract, false};
