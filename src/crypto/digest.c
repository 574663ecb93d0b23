/* SPDX-License-Identifier: MIT */
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include "chars.h"
#include "crypto/init.h"

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool
is_made(const unsigned char *sum)
{
	if (sum == NULL)
		crypto_missed_memory();
	return sum != NULL;
}

bool
digest_sha1(const void *data, size_t len, uint8_t out[SHA1_LEN])
{
	return is_made(SHA1(data, len, out));
}

bool
digest_sha256(const void *data, size_t len, uint8_t out[SHA256_LEN])
{
	return is_made(SHA256(data, len, out));
}

const char *
digest_hex(struct arena *arena, const uint8_t *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	char *text = arena_alloc(arena, len * 3 + 1);

	if (text == NULL)
		return "";
	for (size_t i = 0; i < len; i++) {
		text[i * 3] = digits[data[i] >> 4];
		text[i * 3 + 1] = digits[data[i] & 15];
		text[i * 3 + 2] = i + 1 < len ? ':' : '\0';
	}
	return text;
}

#define NONE 0xff

/* The value of a character; NONE for all others. */
/* clang-format off */
static const uint8_t sextets[256] = {
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE,   62, NONE, NONE, NONE,   63,
	  52,   53,   54,   55,   56,   57,   58,   59,
	  60,   61, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE,    0,    1,    2,    3,    4,    5,    6,
	   7,    8,    9,   10,   11,   12,   13,   14,
	  15,   16,   17,   18,   19,   20,   21,   22,
	  23,   24,   25, NONE, NONE, NONE, NONE, NONE,
	NONE,   26,   27,   28,   29,   30,   31,   32,
	  33,   34,   35,   36,   37,   38,   39,   40,
	  41,   42,   43,   44,   45,   46,   47,   48,
	  49,   50,   51, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
	NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE,
};
/* clang-format on */

/* A run of base64 on its way to bytes. */
struct decoding {
	uint8_t *out;
	size_t len;
	uint32_t bits;
	unsigned n_sextets; /* of the group at hand */
	unsigned n_padding; /* '=' seen */
};

/* false: C cannot stand here. */
static bool
decoding_put(struct decoding *d, char c)
{
	uint8_t value = sextets[(uint8_t)c];

	if (c == '=') {
		d->n_padding++;
		return d->n_sextets >= 2 && d->n_sextets + d->n_padding <= 4;
	}
	if (value == NONE || d->n_padding != 0)
		return false;
	d->bits = d->bits << 6 | value;
	if (++d->n_sextets < 4)
		return true;
	d->out[d->len++] = (uint8_t)(d->bits >> 16);
	d->out[d->len++] = (uint8_t)(d->bits >> 8);
	d->out[d->len++] = (uint8_t)d->bits;
	d->n_sextets = 0;
	return true;
}

/*
 * The last group, which padding makes whole.  Bits left over may be set, as
 * RFC 4648 3.5 allows.  false: it ends too early.
 */
static bool
decoding_end(struct decoding *d)
{
	if (d->n_sextets == 0)
		return d->n_padding == 0;
	if (d->n_sextets + d->n_padding != 4)
		return false;
	if (d->n_sextets == 2) {
		d->out[d->len++] = (uint8_t)(d->bits >> 4);
		return true;
	}
	d->out[d->len++] = (uint8_t)(d->bits >> 10);
	d->out[d->len++] = (uint8_t)(d->bits >> 2);
	return true;
}

/*
 * Whole groups of four, as long as there are any; the rest is for
 * decoding_put().  Returns how many characters were taken.
 */
static size_t
decoding_put_groups(struct decoding *d, const char *text, size_t len)
{
	const uint8_t *in = (const uint8_t *)text;
	uint8_t *out = d->out + d->len;
	size_t i = 0;

	for (; i + 4 <= len; i += 4) {
		uint8_t a = sextets[in[i]], b = sextets[in[i + 1]];
		uint8_t c = sextets[in[i + 2]], e = sextets[in[i + 3]];

		/* NONE has the two bits that no value has. */
		if (((a | b | c | e) & 0xc0) != 0)
			break;
		out[0] = (uint8_t)(a << 2 | b >> 4);
		out[1] = (uint8_t)(b << 4 | c >> 2);
		out[2] = (uint8_t)(c << 6 | e);
		out += 3;
	}
	d->len = (size_t)(out - d->out);
	return i;
}

uint8_t *
base64_decode(struct arena *arena, const char *text, size_t len,
    size_t *out_len, size_t *bad)
{
	struct decoding d = {0};

	*out_len = 0;
	d.out = arena_bytes(arena, len / 4 * 3 + 4);
	if (d.out == NULL)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (d.n_sextets == 0 && d.n_padding == 0)
			i += decoding_put_groups(&d, text + i, len - i);
		if (i == len)
			break;
		if (char_is_white(text[i]) || decoding_put(&d, text[i]))
			continue;
		if (bad != NULL)
			*bad = i;
		return NULL;
	}
	if (!decoding_end(&d)) {
		if (bad != NULL)
			*bad = len;
		return NULL;
	}
	d.out[d.len] = '\0';
	*out_len = d.len;
	return d.out;
}

const char *
base64_encode(struct arena *arena, const void *data, size_t len)
{
	const uint8_t *in = data;
	char *text = arena_alloc(arena, (len + 2) / 3 * 4 + 1);
	char *out = text;

	if (text == NULL)
		return "";
	for (size_t i = 0; i < len; i += 3) {
		size_t rest = len - i;
		uint32_t bits = (uint32_t)in[i] << 16;

		if (rest > 1)
			bits |= (uint32_t)in[i + 1] << 8;
		if (rest > 2)
			bits |= in[i + 2];
		*out++ = alphabet[bits >> 18];
		*out++ = alphabet[bits >> 12 & 63];
		*out++ = rest > 1 ? alphabet[bits >> 6 & 63] : '=';
		*out++ = rest > 2 ? alphabet[bits & 63] : '=';
	}
	return text;
}
