/* SPDX-License-Identifier: MIT */
#include "redact/keyed.h"

#include <string.h>

#include "crypto/digest.h"

#define ROUNDS 10
#define SHIFTS (SHA256_LEN / 2) /* letters that one digest is enough for */

/* What a digest is made over: the key first, which nobody else knows. */
struct seed {
	uint8_t key[SDX_REDACTION_KEY_LEN];
	uint8_t round, is_hex, number[2];
	uint8_t letters[KEYED_WORD_MAX];
};

struct keyed
keyed_begin(const unsigned char *bytes)
{
	struct keyed k;

	memcpy(k.key, bytes, sizeof k.key);
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
shifted(char c, unsigned by, bool is_hex)
{
	char first = is_digit(c) ? '0' : 'a';
	unsigned n = choices(c, is_hex);

	return (char)(first + (int)(((unsigned)(c - first) + by % n) % n));
}

/*
 * One half is shifted by what the other, and the make of the word, digest to.
 * false: no memory.
 */
static bool
turn(const struct keyed *k, char *word, size_t len, bool is_hex, int round)
{
	size_t half = len / 2;
	size_t from = round % 2 == 0 ? half : 0,
	       to = round % 2 == 0 ? len : half;
	struct seed seed = {.round = (uint8_t)round, .is_hex = is_hex};
	uint8_t digest[SHA256_LEN];

	memcpy(seed.key, k->key, sizeof seed.key);
	for (size_t i = 0; i < len; i++)
		seed.letters[i] = i >= from && i < to
				      ? (uint8_t)is_digit(word[i])
				      : (uint8_t)word[i];
	for (size_t i = from; i < to; i++) {
		size_t n = (i - from) / SHIFTS, at = (i - from) % SHIFTS * 2;

		seed.number[0] = (uint8_t)n;
		seed.number[1] = (uint8_t)(n >> 8);
		if (at == 0 &&
		    !digest_sha256(
			&seed, offsetof(struct seed, letters) + len, digest))
			return false;
		word[i] = shifted(word[i],
		    digest[at] | (unsigned)digest[at + 1] << 8, is_hex);
	}
	return true;
}

static bool
permute(const struct keyed *k, char *word, size_t len, bool is_hex,
    bool (*looks_hex)(const char *, size_t))
{
	/* Walked on until it is of its own make: they come back to it. */
	do {
		for (int round = 0; round < ROUNDS; round++)
			if (!turn(k, word, len, is_hex, round))
				return false;
	} while (!is_hex && looks_hex(word, len));
	return true;
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
bool
keyed_replace(const struct keyed *k, char *word, size_t len, bool is_hex,
    bool (*looks_hex)(const char *, size_t))
{
	char own[KEYED_WORD_MAX], beside[KEYED_WORD_MAX];

	if (len == 0 || len > KEYED_WORD_MAX)
		return true;
	memcpy(own, word, len);
	step_beside(word, len);
	memcpy(beside, word, len);
	if (!permute(k, word, len, is_hex, looks_hex) ||
	    !permute(k, own, len, is_hex, looks_hex))
		return false;
	if (memcmp(word, beside, len) == 0)
		return true; /* the word beside is left: it is ours now */
	step_beside(beside, len);
	/* WORD is what the one beside becomes; OWN what we become. */
	if (memcmp(own, beside, len) != 0)
		memcpy(word, own, len);
	return true;
}
