/* SPDX-License-Identifier: MIT */
/* The message of a capture, as octets and as what stands in it. */
#include <string.h>

#include "report/hiding.h"
#include "report/layout.h"
#include "saml/datetime.h"
#include "saml/indent.h"

#define NAME_WIDTH_MAX 40

/* The octets of the decrypted assertion; data NULL: there is none. */
static struct bytes
assertion_octets(const struct evidence *e)
{
	for (size_t i = 0; i < e->n_encryptions; i++) {
		const struct judged_encryption *j = &e->encryptions[i];

		if (j->decryption->state == DECRYPT_OK &&
		    strcmp(j->encrypted->what, "Assertion") == 0)
			return (struct bytes){
			    j->decryption->plain, j->decryption->plain_len};
	}
	return (struct bytes){NULL, 0};
}

static struct bytes
message_octets(const struct evidence *e)
{
	if (e->message != NULL && e->message->fault == CAPTURE_OK)
		return e->message->xml;
	return (struct bytes){NULL, 0};
}

static void
put_percent(struct buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("+/=", *text) != NULL)
			buffer_printf(out, "%%%02X", (unsigned char)*text);
		else
			buffer_putc(out, *text);
	}
}

static void
put_line(struct buffer *out, const char *label, const char *text)
{
	buffer_printf(out, "%s: ", label);
	if (text != NULL)
		render_escape(out, text, strlen(text));
	buffer_putc(out, '\n');
}

/* ", 320 days after the present": how far its end is. */
static const char *
end_words(const struct evidence *e, const struct certificate *c)
{
	int64_t left = c->not_after - e->settings->now;

	if (!e->settings->has_now)
		return "";
	return arena_printf(e->arena, left >= 0 ? ", in %s" : ", %s ago",
	    datetime_span(e->arena, left >= 0 ? left : -left));
}

static void
put_certificate(const struct sdx_report *report, const struct certificate *c,
    const char *where, struct buffer *out)
{
	struct arena *arena = report->arena;

	put_line(out, "From", where);
	put_line(out, "Subject", c->subject);
	put_line(out, "Issuer", c->issuer);
	put_line(out, "Serial", c->serial);
	buffer_printf(out, "Key: %s %u bits\n",
	    c->key_type != NULL ? c->key_type : "unknown", c->key_bits);
	put_line(out, "Not before", datetime_format(arena, c->not_before));
	put_line(out, "Not after",
	    arena_printf(arena, "%s%s", datetime_format(arena, c->not_after),
		end_words(report->evidence, c)));
	put_line(out, "SHA-256", c->fingerprint);
	put_line(out, "SHA-1", c->fingerprint_sha1);
	buffer_puts(out, certificate_pem(arena, c));
	buffer_putc(out, '\n');
}

/* Those that the message carries, then those that were given. */
static bool
put_certificates(const struct sdx_report *report, struct buffer *out)
{
	const struct evidence *e = report->evidence;
	size_t n = 0;

	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct certificate *c = e->signatures[i].result->embedded;

		if (c == NULL || c->der == NULL)
			continue;
		put_certificate(report, c, "the signature", out);
		n++;
	}
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct certificate *c = e->trusted[i].certificate;

		if (c->der == NULL)
			continue;
		put_certificate(
		    report, c, e->inputs[e->trusted[i].input].name, out);
		n++;
	}
	return n > 0;
}

static void
put_cell(struct buffer *out, const char *text, size_t width)
{
	size_t used = render_width(text, strlen(text));

	render_escape(out, text, strlen(text));
	buffer_repeat(out, ' ', used < width ? width - used : 0);
}

/* AWS's own attributes by their last name: the rest is always the same. */
static const char *
short_name(const struct saml_attribute *a)
{
	const char *lead = AWS_ATTRIBUTES;
	size_t len = strlen(lead);

	if (aws_attribute_of(a->name) != AWS_ATTRIBUTE_NONE &&
	    strncmp(a->name, lead, len) == 0)
		return a->name + len;
	return a->name;
}

static void
put_attribute(const struct saml_attribute *a, size_t width, struct buffer *out)
{
	const char *meaning = aws_attribute_of(a->name) != AWS_ATTRIBUTE_NONE
				  ? "AWS reads it"
			      : a->friendly_name != NULL ? a->friendly_name
							 : "";

	for (size_t i = 0; i < a->n_values || i == 0; i++) {
		put_cell(out, i == 0 ? short_name(a) : "", width);
		buffer_puts(out, "  ");
		if (a->n_values > 0)
			put_cell(out, a->values[i].value, 0);
		if (i == 0 && meaning[0] != '\0') {
			buffer_puts(out, "   [");
			put_cell(out, meaning, 0);
			buffer_putc(out, ']');
		}
		buffer_putc(out, '\n');
	}
}

static bool
put_attributes(const struct evidence *e, struct buffer *out)
{
	const struct saml_assertion *a = e->assertion;
	size_t width = strlen("NameID");

	if (a == NULL)
		return false;
	for (size_t i = 0; i < a->n_attributes; i++) {
		const char *name = short_name(&a->attributes[i]);
		size_t used = render_width(name, strlen(name));

		if (used > width && used <= NAME_WIDTH_MAX)
			width = used;
	}
	for (size_t i = 0; i < a->subject.n_name_ids; i++) {
		put_cell(out, "NameID", width);
		buffer_puts(out, "  ");
		put_cell(out, a->subject.name_ids[i].text.value, 0);
		buffer_putc(out, '\n');
	}
	for (size_t i = 0; i < a->n_attributes; i++)
		put_attribute(&a->attributes[i], width, out);
	return true;
}

/* What may be shown of octets; data NULL: there are none, or no memory. */
static struct bytes
shown_octets(struct hiding *h, struct bytes octets)
{
	char *copy;

	if (h->arena == NULL || octets.data == NULL)
		return octets;
	copy = arena_memdup(h->arena, octets.data, octets.len);
	if (copy == NULL || !hiding_redact(h, copy, octets.len))
		return (struct bytes){NULL, 0};
	return (struct bytes){(const uint8_t *)copy, octets.len};
}

static bool
put_octets(struct hiding *h, struct bytes octets, struct buffer *out)
{
	octets = shown_octets(h, octets);
	if (octets.data != NULL)
		buffer_put(out, octets.data, octets.len);
	return octets.data != NULL;
}

static bool
put_base64(const struct sdx_report *report, struct hiding *h, bool is_url,
    struct buffer *out)
{
	struct bytes octets = shown_octets(h, message_octets(report->evidence));
	const char *text;

	if (octets.data == NULL)
		return false;
	text = base64_encode(report->arena, octets.data, octets.len);
	if (is_url)
		put_percent(out, text);
	else
		buffer_puts(out, text);
	buffer_putc(out, '\n');
	return true;
}

static bool
put_document(
    struct hiding *h, const struct saml_document *document, struct buffer *out)
{
	size_t start = out->len;

	return document_indent(document, out) && !out->has_failed &&
	       hiding_redact(h, out->data + start, out->len - start);
}

/* The message, and behind it what was opened of it. */
static bool
put_indented(const struct evidence *e, struct hiding *h, struct buffer *out)
{
	if (e->document == NULL)
		return false;
	buffer_puts(out, "<!-- indented by samldx to be read: no signature "
			 "verifies over it -->\n");
	if (!put_document(h, e->document, out))
		return false;
	for (size_t i = 0; i < e->n_encryptions; i++) {
		const struct judged_encryption *j = &e->encryptions[i];

		if (j->document == NULL)
			continue;
		buffer_printf(
		    out, "<!-- decrypted: %s -->\n", j->encrypted->what);
		if (!put_document(h, j->document, out))
			return false;
	}
	return true;
}

bool
decode_message(const struct sdx_report *report, enum sdx_decoding decoding,
    struct hiding *h, struct buffer *out)
{
	const struct evidence *e = report->evidence;

	switch (decoding) {
	case SDX_DECODE_XML:
		return put_octets(h, message_octets(e), out);
	case SDX_DECODE_ASSERTION:
		return put_octets(h, assertion_octets(e), out);
	case SDX_DECODE_BASE64:
		return put_base64(report, h, false, out);
	case SDX_DECODE_URL:
		return put_base64(report, h, true, out);
	case SDX_DECODE_ATTRIBUTES:
		return put_attributes(e, out);
	case SDX_DECODE_CERTIFICATES:
		return put_certificates(report, out);
	case SDX_DECODE_JSON:
		return decode_json(report, out);
	case SDX_DECODE_INDENTED:
		return put_indented(e, h, out);
	}
	return false;
}
