/* SPDX-License-Identifier: MIT */
/*
 * What is encoded is decoded and looked through in its turn: percent signs,
 * references of XML, escapes of JSON, base64, DEFLATE and gzip, two octets for
 * a character.  This knows nothing of how samldx reads any of them.
 */
#include "hunt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define DEPTH 7
#define RUN_MIN 20 /* letters of base64 that may hold a word */
#define OUT_MAX ((size_t)1 << 20)

static void look(const struct plant *, const char *, size_t, bool *, int);

static int
digit(char c, int base)
{
	int value = c >= '0' && c <= '9'   ? c - '0'
		    : c >= 'a' && c <= 'f' ? c - 'a' + 10
		    : c >= 'A' && c <= 'F' ? c - 'A' + 10
					   : 99;

	return value < base ? value : -1;
}

/* A number behind AT; *END is where it ends. */
static unsigned
number(const char *at, const char *end, int base, const char **stop)
{
	unsigned value = 0;

	for (; at < end && digit(*at, base) >= 0 && value < 0x10000; at++)
		value = value * (unsigned)base + (unsigned)digit(*at, base);
	*stop = at;
	return value;
}

/* "%41", "&#65;", "&#x41;", "\u0041", "\/": how long it is; 0: none. */
static size_t
escape_at(const char *at, const char *end, char *c)
{
	const char *stop = at;
	unsigned value = 0;

	if (*at == '%' && end - at >= 3)
		value = number(at + 1, at + 3, 16, &stop);
	else if (*at == '\\' && end - at >= 6 && at[1] == 'u')
		value = number(at + 2, at + 6, 16, &stop);
	else if (end - at >= 4 && memcmp(at, "&#x", 3) == 0)
		value = number(at + 3, end, 16, &stop);
	else if (end - at >= 4 && memcmp(at, "&#", 2) == 0)
		value = number(at + 2, end, 10, &stop);
	else if (end - at >= 5 && memcmp(at, "&amp;", 5) == 0)
		return *c = '&', 5;
	else if (end - at >= 4 && memcmp(at, "&lt;", 4) == 0)
		return *c = '<', 4;
	else if (end - at >= 2 && *at == '\\' && strchr("\\\"/", at[1]))
		return *c = at[1], 2;
	/* Not "\\uve", of which a NUL would come: it ends the search. */
	if (value == 0)
		return 0;
	*c = value < 0x80 ? (char)value : '?';
	return (size_t)(stop - at) + (*at == '&' && stop < end && *stop == ';');
}

/* One layer of every escape is taken off. */
static void
unescape(
    const struct plant *p, const char *data, size_t len, bool *found, int depth)
{
	char *out = malloc(len + 1);
	size_t n = 0;
	const char *end = data + len;

	if (out == NULL)
		fuzz_fail("no memory");
	for (const char *at = data; at < end;) {
		size_t step = escape_at(at, end, &out[n]);

		if (step == 0)
			out[n] = *at;
		at += step > 0 ? step : 1;
		n++;
	}
	if (n != len)
		look(p, out, n, found, depth);
	free(out);
}

static void
inflate_all(const struct plant *p, const uint8_t *data, size_t len, int bits,
    bool *found, int depth)
{
	z_stream stream = {0};
	char *out = malloc(OUT_MAX);

	if (out == NULL || inflateInit2(&stream, bits) != Z_OK)
		fuzz_fail("no memory");
	stream.next_in = (Bytef *)(uintptr_t)data;
	stream.avail_in = (uInt)len;
	stream.next_out = (Bytef *)out;
	stream.avail_out = (uInt)OUT_MAX;
	inflate(&stream, Z_FINISH);
	if (stream.total_out > CORE_LEN)
		look(p, out, stream.total_out, found, depth);
	inflateEnd(&stream);
	free(out);
}

static int
six_bits(char c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+' || c == '-' ? 62
	       : c == '/' || c == '_' ? 63
				      : -1;
}

/* From AT on: base64, in which lines may end.  Where it ends. */
static const char *
base64_at(const struct plant *p, const char *at, const char *end, bool *found,
    int depth)
{
	uint8_t *out = malloc((size_t)(end - at) + 1);
	unsigned n_bits = 0;
	uint32_t bits = 0;
	size_t n = 0;

	if (out == NULL)
		fuzz_fail("no memory");
	for (; at < end && (six_bits(*at) >= 0 || *at == '\n' || *at == '\r');
	     at++) {
		if (six_bits(*at) < 0)
			continue;
		bits = bits << 6 | (uint32_t)six_bits(*at);
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			out[n++] = (uint8_t)(bits >> n_bits);
		}
	}
	if (n > CORE_LEN) {
		look(p, (char *)out, n, found, depth);
		inflate_all(p, out, n, -15, found, depth);
	}
	free(out);
	return at;
}

static void
all_base64(
    const struct plant *p, const char *data, size_t len, bool *found, int depth)
{
	const char *end = data + len;

	for (const char *at = data; at < end; at++) {
		size_t n = 0;

		while (at + n < end && six_bits(at[n]) >= 0)
			n++;
		if (n >= RUN_MIN)
			at = base64_at(p, at, end, found, depth);
		else
			at += n;
	}
}

/* Two octets for a character: the empty ones are left out. */
static void
narrow(
    const struct plant *p, const char *data, size_t len, bool *found, int depth)
{
	char *out = malloc(len);
	size_t n = 0;

	if (out == NULL)
		fuzz_fail("no memory");
	for (size_t i = 0; i < len; i++)
		if (data[i] != '\0')
			out[n++] = data[i];
	look(p, out, n, found, depth);
	free(out);
}

static void
look(
    const struct plant *p, const char *data, size_t len, bool *found, int depth)
{
	for (size_t i = 0; i < p->n; i++)
		if (!found[i] &&
		    memmem(data, len, p->planted[i].core, CORE_LEN) != NULL)
			found[i] = true;
	if (depth == 0 || len <= CORE_LEN)
		return;
	unescape(p, data, len, found, depth - 1);
	if (memchr(data, '\0', len) == NULL)
		all_base64(p, data, len, found, depth - 1);
	else if (len > 2 && ((unsigned char)data[0] & 0xfe) == 0xfe)
		narrow(p, data, len, found, depth - 1);
	if (len > 10 && memcmp(data, "\x1f\x8b", 2) == 0)
		inflate_all(
		    p, (const uint8_t *)data, len, 31, found, depth - 1);
}

void
hunt(const struct plant *p, const void *data, size_t len, bool *found)
{
	look(p, data, len, found, DEPTH);
}
