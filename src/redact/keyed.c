/* SPDX-License-Identifier: MIT */
#include "redact/keyed.h"

#include <string.h>

#define ROUNDS 10
#define BLOCK 8 /* bytes that the hash takes at once, and gives */

/* ---- SipHash-2-4: a keyed hash of short texts. */

struct hash {
	uint64_t v[4];
	uint64_t block; /* of bytes that are not eight yet */
	size_t n;
};

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static void
mix(uint64_t v[4], int rounds)
{
	while (rounds-- > 0) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

static struct hash
hash_begin(const struct keyed *k)
{
	return (struct hash){.v = {
				 k->key[0] ^ 0x736f6d6570736575U,
				 k->key[1] ^ 0x646f72616e646f6dU,
				 k->key[0] ^ 0x6c7967656e657261U,
				 k->key[1] ^ 0x7465646279746573U,
			     }};
}

static void
hash_block(struct hash *h)
{
	h->v[3] ^= h->block;
	mix(h->v, 2);
	h->v[0] ^= h->block;
	h->block = 0;
}

static void
hash_byte(struct hash *h, unsigned char c)
{
	h->block |= (uint64_t)c << 8 * (h->n++ % BLOCK);
	if (h->n % BLOCK == 0)
		hash_block(h);
}

static uint64_t
hash_end(struct hash h)
{
	h.block |= (uint64_t)h.n << 56;
	hash_block(&h);
	h.v[2] ^= 0xff;
	mix(h.v, 4);
	return h.v[0] ^ h.v[1] ^ h.v[2] ^ h.v[3];
}

struct keyed
keyed_begin(const unsigned char *bytes)
{
	struct keyed k = {{0, 0}};

	for (size_t i = 0; i < 2 * BLOCK; i++)
		k.key[i / BLOCK] |= (uint64_t)bytes[i] << 8 * (i % BLOCK);
	return k;
}

/* ---- A Feistel network over the letters of a word. */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many characters may stand in the place of C. */
static unsigned
choices(char c, bool is_hex)
{
	return is_digit(c) ? 10 : is_hex ? 6 : 26;
}

static char
shifted(char c, uint64_t by, bool is_hex)
{
	char first = is_digit(c) ? '0' : 'a';
	unsigned n = choices(c, is_hex);

	return (char)(first + (int)(((unsigned)(c - first) + by % n) % n));
}

/* One half is shifted by what the other, and the make of the word, hash to. */
static void
turn(const struct keyed *k, char *word, size_t len, bool is_hex, int round)
{
	size_t half = len / 2;
	size_t from = round % 2 == 0 ? half : 0,
	       to = round % 2 == 0 ? len : half;
	struct hash seed = hash_begin(k);

	hash_byte(&seed, (unsigned char)round);
	hash_byte(&seed, is_hex);
	for (size_t i = 0; i < len; i++)
		hash_byte(&seed, i >= from && i < to
				     ? (unsigned char)is_digit(word[i])
				     : (unsigned char)word[i]);
	for (size_t i = from; i < to; i++) {
		struct hash h = seed;

		hash_byte(&h, (unsigned char)i);
		hash_byte(&h, (unsigned char)(i >> 8));
		word[i] = shifted(word[i], hash_end(h), is_hex);
	}
}

static void
permute(const struct keyed *k, char *word, size_t len, bool is_hex,
    bool (*looks_hex)(const char *, size_t))
{
	/* Walked on until it is of its own make: they come back to it. */
	do {
		for (int round = 0; round < ROUNDS; round++)
			turn(k, word, len, is_hex, round);
	} while (!is_hex && looks_hex(word, len));
}

/* Each word has one beside it: they differ in the last bit of the last. */
static void
step_beside(char *word, size_t len)
{
	char first = is_digit(word[len - 1]) ? '0' : 'a';

	word[len - 1] = (char)(((word[len - 1] - first) ^ 1) + first);
}

/*
 * What the permutation leaves as it is changes places with the word beside
 * it: then none is left, and it is a permutation still.
 */
void
keyed_replace(const struct keyed *k, char *word, size_t len, bool is_hex,
    bool (*looks_hex)(const char *, size_t))
{
	char own[KEYED_WORD_MAX], beside[KEYED_WORD_MAX];

	if (len == 0 || len > KEYED_WORD_MAX)
		return;
	memcpy(own, word, len);
	step_beside(word, len);
	memcpy(beside, word, len);
	permute(k, word, len, is_hex, looks_hex);
	if (memcmp(word, beside, len) == 0)
		return; /* the word beside is left: it is ours now */
	permute(k, own, len, is_hex, looks_hex);
	step_beside(beside, len);
	/* WORD is what the one beside becomes; OWN what we become. */
	if (memcmp(own, beside, len) != 0)
		memcpy(word, own, len);
}
