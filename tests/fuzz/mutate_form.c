/* SPDX-License-Identifier: MIT */
/*
 * Mutations that leave a capture what it is: the message inside is decoded,
 * changed and encoded again; pieces between quotes, brackets and line ends are
 * copied, moved and taken out; and what the form does not claim any more is
 * tried in another way.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "fuzz.h"

#define TRIES 4
#define RUN_MIN 64 /* characters of base64 that may be a message */
#define ROOM 256   /* by which a message may grow */

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

struct change {
	uint8_t *data;
	size_t len, size;
	uint32_t seed;
};

static size_t
below(struct change *c, size_t n)
{
	c->seed = c->seed * 1664525 + 1013904223;
	return n > 0 ? (c->seed >> 8) % n : 0;
}

/* Put TEXT in the place of N octets at AT. */
static bool
put(struct change *c, size_t at, size_t n, const uint8_t *text, size_t len)
{
	if (c->len - n + len > c->size)
		return false;
	memmove(c->data + at + len, c->data + at + n, c->len - at - n);
	memcpy(c->data + at, text, len);
	c->len = c->len - n + len;
	return true;
}

/* The value of a letter of base64; -1: it is none. */
static int
letter(uint8_t c)
{
	const char *at = c != 0 ? strchr(alphabet, c) : NULL;

	return at != NULL ? (int)(at - alphabet) : -1;
}

static int
hex(uint8_t c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

struct value {
	size_t at, len; /* in the capture */
	uint8_t *octets;
	size_t n; /* octets */
	bool is_escaped;
};

/* The octets of the letter at AT, escaped or not; *STEP: how long it is. */
static int
letter_at(const struct change *c, size_t at, size_t *step)
{
	*step = 1;
	if (c->data[at] != '%' || at + 2 >= c->len ||
	    hex(c->data[at + 1]) < 0 || hex(c->data[at + 2]) < 0)
		return letter(c->data[at]);
	*step = 3;
	return letter(
	    (uint8_t)(hex(c->data[at + 1]) * 16 + hex(c->data[at + 2])));
}

/* Base64 from AT on, decoded. */
static void
decode(const struct change *c, size_t at, struct value *v)
{
	uint32_t bits = 0;
	unsigned n_bits = 0;
	size_t step;
	int six;

	v->at = at;
	v->n = 0;
	v->is_escaped = false;
	for (; at < c->len && (six = letter_at(c, at, &step)) >= 0;
	     at += step) {
		v->is_escaped = v->is_escaped || step > 1;
		bits = bits << 6 | (uint32_t)six;
		n_bits += 6;
		if (n_bits >= 8) {
			n_bits -= 8;
			v->octets[v->n++] = (uint8_t)(bits >> n_bits);
		}
	}
	v->len = at - v->at;
}

static size_t
encode(const struct value *v, uint8_t *out)
{
	size_t len = 0;

	for (size_t i = 0; i < v->n; i += 3) {
		uint32_t bits = (uint32_t)v->octets[i] << 16;
		unsigned n = v->n - i >= 3 ? 4 : (unsigned)(v->n - i) + 1;

		if (v->n - i > 1)
			bits |= (uint32_t)v->octets[i + 1] << 8;
		if (v->n - i > 2)
			bits |= v->octets[i + 2];
		for (unsigned j = 0; j < n; j++) {
			char six = alphabet[bits >> (18 - 6 * j) & 0x3f];

			if (v->is_escaped && (six == '+' || six == '/')) {
				memcpy(
				    out + len, six == '+' ? "%2B" : "%2F", 3);
				len += 3;
			} else {
				out[len++] = (uint8_t)six;
			}
		}
	}
	return len;
}

/* One of the values in base64: the first that is long enough behind FROM. */
static bool
find(const struct change *c, size_t from, struct value *v)
{
	for (size_t at = from; at < c->len; at += v->len + 1) {
		decode(c, at, v);
		if (v->len >= RUN_MIN)
			return true;
	}
	return false;
}

/* Change the message, not its letters. */
static bool
change_message(struct change *c)
{
	struct value v = {.octets = malloc(c->len + ROOM)};
	uint8_t *text = malloc(6 * (c->len + ROOM));
	bool is_done = false;

	if (v.octets != NULL && text != NULL &&
	    (find(c, below(c, c->len), &v) || find(c, 0, &v)) && v.n > 0) {
		v.n = LLVMFuzzerMutate(v.octets, v.n, v.n + ROOM / 4);
		is_done = put(c, v.at, v.len, text, encode(&v, text));
	}
	free(v.octets);
	free(text);
	return is_done;
}

static bool
is_border(uint8_t c)
{
	return memchr("\"'\n,:;&=<>{}[]^\\ ", c, 17) != NULL;
}

/* The place behind the next border. */
static size_t
border(const struct change *c, size_t at)
{
	while (at < c->len && !is_border(c->data[at]))
		at++;
	return at < c->len ? at + 1 : at;
}

/* Copy, move or take out a few pieces. */
static bool
change_pieces(struct change *c)
{
	size_t from = border(c, below(c, c->len)), to = from;
	size_t at = border(c, below(c, c->len)), way = below(c, 3);
	uint8_t *piece;
	bool is_done;

	for (size_t i = 1 + below(c, 6); i > 0; i--)
		to = border(c, to);
	piece = malloc(to - from + 1);
	if (piece == NULL)
		return false;
	memcpy(piece, c->data + from, to - from);
	if (way == 0)
		is_done = put(c, at, 0, piece, to - from);
	else if (way == 1 || at > from)
		is_done = put(c, from, to - from, piece, 0);
	else
		is_done = put(c, from, to - from, piece, 0) &&
			  put(c, at, 0, piece, to - from);
	free(piece);
	return is_done;
}

static void
change_once(struct change *c)
{
	size_t way = below(c, 8);

	if ((way < 3 && change_message(c)) || (way < 6 && change_pieces(c)))
		return;
	c->len = LLVMFuzzerMutate(c->data, c->len, c->size);
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t size, unsigned seed)
{
	struct change c = {data, len, size, seed};
	uint8_t *first = len > 0 ? malloc(len) : NULL;

	if (first == NULL)
		return LLVMFuzzerMutate(data, len, size);
	memcpy(first, data, len);
	for (size_t i = 0; i < TRIES; i++) {
		if (i > 0)
			memcpy(data, first, len);
		c.len = len;
		change_once(&c);
		if (form_under_test()->recognise(
			(struct bytes){c.data, c.len}) == CLAIM_YES)
			break;
	}
	free(first);
	return c.len;
}
