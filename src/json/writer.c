/* SPDX-License-Identifier: MIT */
#include <inttypes.h>
#include <string.h>

#include "utf8.h"
#include "json/json.h"

static void
line_break(struct json_writer *w)
{
	if (!w->is_pretty)
		return;
	buffer_putc(w->out, '\n');
	buffer_repeat(w->out, ' ', 2 * (size_t)w->depth);
}

/* What goes before a key or a value. */
static void
before_value(struct json_writer *w)
{
	if (w->has_key) {
		w->has_key = false;
		return;
	}
	if (w->needs_comma)
		buffer_putc(w->out, ',');
	if (w->depth > 0)
		line_break(w);
}

static void
begin(struct json_writer *w, char bracket)
{
	before_value(w);
	buffer_putc(w->out, bracket);
	w->depth++;
	w->needs_comma = false;
}

static void
end(struct json_writer *w, char bracket)
{
	w->depth--;
	if (w->needs_comma)
		line_break(w);
	buffer_putc(w->out, bracket);
	w->needs_comma = true;
}

void
json_begin_object(struct json_writer *w)
{
	begin(w, '{');
}

void
json_end_object(struct json_writer *w)
{
	end(w, '}');
}

void
json_begin_array(struct json_writer *w)
{
	begin(w, '[');
}

void
json_end_array(struct json_writer *w)
{
	end(w, ']');
}

/* A byte below U+0080. */
static void
put_ascii(struct buffer *out, unsigned char c)
{
	static const char named[] = "\"\"\\\\\bb\ff\nn\rr\tt";

	for (size_t i = 0; i + 1 < sizeof named; i += 2) {
		if ((unsigned char)named[i] == c) {
			buffer_putc(out, '\\');
			buffer_putc(out, named[i + 1]);
			return;
		}
	}
	if (c < 0x20 || c == 0x7f)
		buffer_printf(out, "\\u%04x", c);
	else
		buffer_putc(out, (char)c);
}

/* C1 controls, line ends that are none in JSON, and what turns the writing. */
static bool
steers(unsigned code)
{
	return code < 0xa0 || code == 0x61c || code == 0x200e ||
	       code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

/* The character at BYTES, of U+0080 or above; how many bytes it has. */
static size_t
put_wide(struct buffer *out, const unsigned char *bytes, size_t len)
{
	unsigned code;
	size_t n = utf8_decode(bytes, len, &code);

	if (n == 0)
		buffer_puts(out, "\xef\xbf\xbd");
	else if (steers(code))
		buffer_printf(out, "\\u%04x", code);
	else
		buffer_put(out, bytes, n);
	return n > 0 ? n : 1;
}

/* How many bytes come first that stand as they are. */
static size_t
plain_run(const unsigned char *bytes, size_t len)
{
	size_t n = 0;

	while (n < len && bytes[n] >= ' ' && bytes[n] < 0x7f &&
	       bytes[n] != '"' && bytes[n] != '\\')
		n++;
	return n;
}

static void
put_quoted(struct json_writer *w, const char *text, size_t len)
{
	const unsigned char *bytes = (const unsigned char *)text;

	before_value(w);
	buffer_putc(w->out, '"');
	for (size_t i = 0; i < len;) {
		size_t n = plain_run(bytes + i, len - i);

		if (n > 0) {
			buffer_put(w->out, text + i, n);
			i += n;
			continue;
		}
		if (bytes[i] < 0x80) {
			put_ascii(w->out, bytes[i++]);
			continue;
		}
		i += put_wide(w->out, bytes + i, len - i);
	}
	buffer_putc(w->out, '"');
	w->needs_comma = true;
}

void
json_put_text(struct json_writer *w, const char *text, size_t len)
{
	text = buffer_veiled(w->out, text, &len);
	put_quoted(w, text, len);
}

void
json_key(struct json_writer *w, const char *key)
{
	put_quoted(w, key, strlen(key));
	buffer_puts(w->out, w->is_pretty ? ": " : ":");
	w->has_key = true;
}

void
json_put_string(struct json_writer *w, const char *text)
{
	if (text == NULL)
		json_put_null(w);
	else
		json_put_text(w, text, strlen(text));
}

void
json_put_member(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_put_string(w, text);
}

static void
put_literal(struct json_writer *w, const char *literal)
{
	before_value(w);
	buffer_puts(w->out, literal);
	w->needs_comma = true;
}

void
json_put_integer(struct json_writer *w, int64_t value)
{
	before_value(w);
	buffer_printf(w->out, "%" PRId64, value);
	w->needs_comma = true;
}

void
json_put_bool(struct json_writer *w, bool value)
{
	put_literal(w, value ? "true" : "false");
}

void
json_put_value(struct json_writer *w, struct json_value value)
{
	size_t len = value.end - value.start;
	const char *text =
	    buffer_veiled(w->out, value.text->data + value.start, &len);

	before_value(w);
	buffer_put(w->out, text, len);
	w->needs_comma = true;
}

void
json_put_null(struct json_writer *w)
{
	put_literal(w, "null");
}
