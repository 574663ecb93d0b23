/* SPDX-License-Identifier: MIT */
#include "crypto/digest.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

bool
digest_sha1(const void *data, size_t len, uint8_t out[SHA1_LEN])
{
	return SHA1(data, len, out) != NULL;
}

bool
digest_sha256(const void *data, size_t len, uint8_t out[SHA256_LEN])
{
	return SHA256(data, len, out) != NULL;
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

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static int
sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

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
	int value = sextet(c);

	if (c == '=') {
		d->n_padding++;
		return d->n_sextets >= 2 && d->n_sextets + d->n_padding <= 4;
	}
	if (value < 0 || d->n_padding != 0)
		return false;
	d->bits = d->bits << 6 | (uint32_t)value;
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

uint8_t *
base64_decode(struct arena *arena, const char *text, size_t len,
    size_t *out_len, size_t *bad)
{
	struct decoding d = {0};

	*out_len = 0;
	d.out = arena_alloc(arena, len / 4 * 3 + 4);
	if (d.out == NULL)
		return NULL;
	for (size_t i = 0; i < len; i++) {
		if (is_blank(text[i]))
			continue;
		if (decoding_put(&d, text[i]))
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
