/* SPDX-License-Identifier: MIT */
#include "capture/letters.h"

#include <string.h>

#include "chars.h"

#define PREFIX_MAX 100 /* bytes of a data: URL before its value */

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/*
 * What a byte may be in a value.  A table, for the letters of base64 come
 * in no order that a processor could guess.
 */
enum {
	P = 1, /* a letter or a digit */
	B = 2, /* another character of base64 */
	U = 4  /* of its URL-safe alphabet, or of an escape */
};

/* clang-format off */
static const unsigned char classes[256] = {
    ['A'] = P, ['B'] = P, ['C'] = P, ['D'] = P, ['E'] = P, ['F'] = P,
    ['G'] = P, ['H'] = P, ['I'] = P, ['J'] = P, ['K'] = P, ['L'] = P,
    ['M'] = P, ['N'] = P, ['O'] = P, ['P'] = P, ['Q'] = P, ['R'] = P,
    ['S'] = P, ['T'] = P, ['U'] = P, ['V'] = P, ['W'] = P, ['X'] = P,
    ['Y'] = P, ['Z'] = P, ['a'] = P, ['b'] = P, ['c'] = P, ['d'] = P,
    ['e'] = P, ['f'] = P, ['g'] = P, ['h'] = P, ['i'] = P, ['j'] = P,
    ['k'] = P, ['l'] = P, ['m'] = P, ['n'] = P, ['o'] = P, ['p'] = P,
    ['q'] = P, ['r'] = P, ['s'] = P, ['t'] = P, ['u'] = P, ['v'] = P,
    ['w'] = P, ['x'] = P, ['y'] = P, ['z'] = P, ['0'] = P, ['1'] = P,
    ['2'] = P, ['3'] = P, ['4'] = P, ['5'] = P, ['6'] = P, ['7'] = P,
    ['8'] = P, ['9'] = P,
    ['+'] = B, ['/'] = B, ['-'] = U, ['_'] = U, ['%'] = U,
};
/* clang-format on */

static unsigned
class_of(char c)
{
	return classes[(unsigned char)c];
}

/* What a copy drags along on either side: quotes, marks that show nothing. */
static const char *const wrappings[] = {"\"", "'", "`", "\xe2\x80\x9c",
    "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99", "\xe2\x80\x8b", "\xc2\xa0",
    "\xef\xbb\xbf", " ", "\t", "\r", "\n"};

/* The length of a wrapping at the start, or at the end, of the text. */
static size_t
wrapping_len(const char *text, size_t len, bool is_at_end)
{
	for (size_t i = 0; i < sizeof wrappings / sizeof *wrappings; i++) {
		size_t n = strlen(wrappings[i]);
		const char *at = text;

		if (n > len)
			continue;
		if (is_at_end)
			at += len - n;
		if (memcmp(at, wrappings[i], n) == 0)
			return n;
	}
	return 0;
}

static void
skip(struct span *span, size_t n)
{
	span->text += n;
	span->len -= n;
	span->offset += n;
}

static void
unwrap(struct span *span)
{
	size_t n;

	while ((n = wrapping_len(span->text, span->len, false)) > 0) {
		span->was_wrapped |= !char_is_white(*span->text);
		skip(span, n);
	}
	while ((n = wrapping_len(span->text, span->len, true)) > 0) {
		char c = span->text[span->len - n];

		span->was_wrapped |= !char_is_white(c);
		span->has_blank_behind = c == ' ';
		span->len -= n;
	}
}

/* What programs write before a value: b'…' of Python, a data: URL. */
static void
skip_prefix(struct span *span)
{
	const char *comma;

	if (span->len > 2 && span->text[0] == 'b' &&
	    (span->text[1] == '\'' || span->text[1] == '"')) {
		span->was_wrapped = true;
		skip(span, 1);
		unwrap(span);
	} else if (span->len > 5 && memcmp(span->text, "data:", 5) == 0) {
		comma = memchr(span->text, ',',
		    span->len < PREFIX_MAX ? span->len : PREFIX_MAX);
		if (comma == NULL)
			return;
		span->was_wrapped = true;
		skip(span, (size_t)(comma + 1 - span->text));
	}
}

struct span
span_unwrap(const char *text, size_t len)
{
	static const char label[] = "SAMLResponse";
	const size_t label_len = sizeof label - 1;
	struct span span = {.text = text, .len = len};

	unwrap(&span);
	skip_prefix(&span);
	/* "SAMLResponse: …", as the browser's panel shows it. */
	if (span.len > label_len && memcmp(span.text, label, label_len) == 0 &&
	    strchr(":=\"' \t\r\n", span.text[label_len]) != NULL &&
	    span.text[label_len] != '\0') {
		span.was_wrapped = true;
		skip(&span, label_len);
		while (span.len > 0 && span.text[0] != '\0' &&
		       strchr(":=\"' \t\r\n", span.text[0]) != NULL)
			skip(&span, 1);
		unwrap(&span);
	}
	return span;
}

static bool
ends_in(const struct span *span, const char *end)
{
	size_t len = strlen(end);

	return span->len >= len &&
	       memcmp(span->text + span->len - len, end, len) == 0;
}

/* A percent sign with fewer than two digits behind it. */
static size_t
half_escape(const struct span *span)
{
	for (size_t n = 1; n <= 2 && n <= span->len; n++) {
		if (span->text[span->len - n] == '%')
			return n;
	}
	return 0;
}

bool
span_drop_cut(struct span *span)
{
	size_t n = half_escape(span);

	if (ends_in(span, "\xe2\x80\xa6") || ends_in(span, "..."))
		n = 3;
	span->len -= n;
	return n > 0;
}

bool
letters_is_base64(char c)
{
	return (class_of(c) & (P | B)) != 0;
}

/* Take C in.  false: it cannot stand here. */
static bool
put(struct letters *letters, char c)
{
	if (c == '\r' || c == '\n' || c == '\t') {
		letters->n_breaks += c == '\n';
		return true;
	}
	if (c == '=') {
		letters->n_padding++;
		return true;
	}
	if (c == '-' || c == '_') {
		letters->n_url_safe++;
		c = c == '-' ? '+' : '/';
	}
	if (c != ' ' && (!letters_is_base64(c) || letters->n_padding > 0))
		return false;
	letters->n_blanks += c == ' ';
	letters->n_plus += c == '+';
	letters->text[letters->len++] = c;
	return true;
}

/* Letters and digits as they stand in almost all of a value. */
static size_t
plain_run(const char *text, size_t len)
{
	size_t n = 0;

	/* Eight at a time: P is the one class that all of them have. */
	while (len - n >= 8 &&
	       (class_of(text[n]) & class_of(text[n + 1]) &
		   class_of(text[n + 2]) & class_of(text[n + 3]) &
		   class_of(text[n + 4]) & class_of(text[n + 5]) &
		   class_of(text[n + 6]) & class_of(text[n + 7])) == P)
		n += 8;
	while (n < len && class_of(text[n]) == P)
		n++;
	return n;
}

bool
letters_read(struct arena *arena, const struct span *span,
    struct letters *letters, size_t *bad)
{
	letters->text = arena_bytes(arena, span->len + LETTERS_ROOM);
	if (letters->text == NULL)
		return false;
	for (size_t i = 0; i < span->len;) {
		size_t run = letters->n_padding > 0
				 ? 0
				 : plain_run(span->text + i, span->len - i);

		memcpy(letters->text + letters->len, span->text + i, run);
		letters->len += run;
		i += run;
		if (i == span->len)
			break;
		if (!put(letters, span->text[i])) {
			*bad = i;
			return false;
		}
		i++;
	}
	return true;
}

char *
letters_settle(struct arena *arena, const struct letters *letters, bool as_plus,
    size_t *len)
{
	char *text = arena_bytes(arena, letters->len + LETTERS_ROOM);

	*len = 0;
	for (size_t i = 0; text != NULL && i < letters->len; i++) {
		char c = letters->text[i];

		if (c != ' ')
			text[(*len)++] = c;
		else if (as_plus)
			text[(*len)++] = '+';
	}
	return text;
}

bool
letters_clear_spare(char *text, size_t len)
{
	const size_t spare = len % 4 == 2 ? 0xf : len % 4 == 3 ? 0x3 : 0;
	size_t value;

	if (len == 0 || spare == 0)
		return false;
	value = (size_t)(strchr(alphabet, text[len - 1]) - alphabet);
	text[len - 1] = alphabet[value & ~spare];
	return (value & spare) != 0;
}

size_t
letters_run(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && class_of(text[n]) != 0)
		n++;
	return n;
}

bool
letters_only(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (letters_run(text + i, 1) == 0 && !char_is_white(text[i]) &&
		    text[i] != '=')
			return false;
	}
	return true;
}
