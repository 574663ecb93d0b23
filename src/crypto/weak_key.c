/* SPDX-License-Identifier: MIT */
#include "crypto/weak_key.h"

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <stdbool.h>
#include <stdint.h>

#include "crypto/init.h"

#define GENERATOR 65537
#define ROCA_PRIME_MAX 167

/* The odd primes under 1000: NIST SP 800-89 5.3.3 asks for those to 752. */
/* clang-format off */
static const uint16_t primes[] = {
	3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61,
	67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137,
	139, 149, 151, 157, 163, 167, 173, 179, 181, 191, 193, 197, 199,
	211, 223, 227, 229, 233, 239, 241, 251, 257, 263, 269, 271, 277,
	281, 283, 293, 307, 311, 313, 317, 331, 337, 347, 349, 353, 359,
	367, 373, 379, 383, 389, 397, 401, 409, 419, 421, 431, 433, 439,
	443, 449, 457, 461, 463, 467, 479, 487, 491, 499, 503, 509, 521,
	523, 541, 547, 557, 563, 569, 571, 577, 587, 593, 599, 601, 607,
	613, 617, 619, 631, 641, 643, 647, 653, 659, 661, 673, 677, 683,
	691, 701, 709, 719, 727, 733, 739, 743, 751, 757, 761, 769, 773,
	787, 797, 809, 811, 821, 823, 827, 829, 839, 853, 857, 859, 863,
	877, 881, 883, 887, 907, 911, 919, 929, 937, 941, 947, 953, 967,
	971, 977, 983, 991, 997,
};
/* clang-format on */

#define N_PRIMES (sizeof primes / sizeof *primes)

/* Is RESIDUE a power of the generator modulo P? */
static bool
is_power(unsigned residue, unsigned p)
{
	unsigned power = 1;

	for (unsigned i = 0; i < p; i++) {
		if (power == residue)
			return true;
		power = power * (GENERATOR % p) % p;
	}
	return false;
}

/*
 * CVE-2017-15361: the primes of such a key are k * M + 65537^a mod M, where M
 * is a product of small primes; so modulo each of them the modulus is a power
 * of 65537.  A sound key is so by chance about once in 2^28.
 */
static bool
is_roca(const BIGNUM *n)
{
	/* A sound key rarely passes these: one division tells. */
	static const BN_ULONG first = 4849845; /* 3 * 5 * … * 19 */
	BN_ULONG residue = BN_mod_word(n, first);

	for (size_t i = 0; primes[i] <= ROCA_PRIME_MAX; i++) {
		unsigned p = primes[i];

		if (p > 19)
			residue = BN_mod_word(n, p);
		if (!is_power((unsigned)(residue % p), p))
			return false;
	}
	return true;
}

/* Some primes, and their product. */
struct sieve {
	size_t first, end; /* of primes */
	uint32_t product;
};

static bool
sieve_next(struct sieve *sieve)
{
	sieve->first = sieve->end;
	sieve->product = 1;
	while (sieve->end < N_PRIMES &&
	       sieve->product <= UINT32_MAX / primes[sieve->end])
		sieve->product *= primes[sieve->end++];
	return sieve->end > sieve->first;
}

/* Of an odd number, modulo 2^32: each step doubles the bits that are right. */
static uint32_t
inverse(uint32_t odd)
{
	uint32_t x = odd; /* three bits */

	for (int i = 0; i < 4; i++)
		x *= 2 - odd * x;
	return x;
}

/*
 * A number that a prime of the sieve divides if and only if it divides the
 * number in WORDS, the lowest word first: multiples of the product are taken
 * off so that word by word becomes zero from below, which needs no division.
 */
static uint32_t
reduced(const struct sieve *sieve, const uint32_t *words, size_t n)
{
	uint32_t carry = 0, inverted = inverse(sieve->product);

	for (size_t i = 0; i < n; i++) {
		uint32_t q = (words[i] - carry) * inverted;
		uint64_t taken = (uint64_t)q * sieve->product;

		carry = (uint32_t)(taken >> 32) + (words[i] < carry);
	}
	return carry;
}

static bool
words_have_factor(const uint32_t *words, size_t n)
{
	struct sieve sieve = {0};

	while (sieve_next(&sieve)) {
		uint32_t rest = reduced(&sieve, words, n);

		for (size_t i = sieve.first; i < sieve.end; i++) {
			if (rest % primes[i] == 0)
				return true;
		}
	}
	return false;
}

static bool
has_small_factor(const BIGNUM *n)
{
	size_t n_words = ((size_t)BN_num_bytes(n) + 3) / 4;
	uint8_t *octets = OPENSSL_malloc(n_words * 4);
	uint32_t *words = OPENSSL_malloc(n_words * sizeof *words);
	bool has_factor = false;

	if (octets == NULL || words == NULL ||
	    BN_bn2lebinpad(n, octets, (int)(n_words * 4)) < 0) {
		crypto_missed_memory();
		goto out;
	}
	for (size_t i = 0; i < n_words; i++)
		words[i] = (uint32_t)octets[4 * i] |
			   (uint32_t)octets[4 * i + 1] << 8 |
			   (uint32_t)octets[4 * i + 2] << 16 |
			   (uint32_t)octets[4 * i + 3] << 24;
	has_factor = words_have_factor(words, n_words);
out:
	OPENSSL_free(octets);
	OPENSSL_free(words);
	return has_factor;
}

const char *
weak_key_name(const BIGNUM *n, const BIGNUM *e)
{
	if (BN_is_zero(n) || BN_is_negative(n))
		return "its modulus is not a positive number";
	if (!BN_is_odd(n))
		return "its modulus is even";
	if (BN_is_one(e))
		return "its exponent is 1, so that nothing is hidden by it";
	if (!BN_is_odd(e))
		return "its exponent is even, which no RSA key can have";
	if (has_small_factor(n))
		return "its modulus has a factor under 1000, so that anybody "
		       "can work out the private key";
	if (is_roca(n))
		return "it bears the mark of ROCA (CVE-2017-15361): the "
		       "private key can be worked out";
	if (BN_is_word(e, 3))
		return "its exponent is 3, which careless verification does "
		       "not withstand";
	return NULL;
}
