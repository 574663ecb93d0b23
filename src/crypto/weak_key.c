/* SPDX-License-Identifier: MIT */
#include "crypto/weak_key.h"

#include <openssl/bn.h>
#include <stdbool.h>
#include <stdint.h>

#define GENERATOR 65537
#define FACTOR_MAX 1000 /* NIST SP 800-89 5.3.3 asks for 752 */
#define ROCA_PRIME_MAX 167

static bool
is_prime(unsigned n)
{
	for (unsigned d = 2; d * d <= n; d++) {
		if (n % d == 0)
			return false;
	}
	return n >= 2;
}

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
	for (unsigned p = 3; p <= ROCA_PRIME_MAX; p++) {
		BN_ULONG residue;

		if (!is_prime(p))
			continue;
		residue = BN_mod_word(n, p);
		if (!is_power((unsigned)residue, p))
			return false;
	}
	return true;
}

/* Several primes at once: their product must stay below 2^32. */
static bool
has_small_factor(const BIGNUM *n)
{
	unsigned p = 3;

	while (p < FACTOR_MAX) {
		unsigned first = p;
		BN_ULONG product = 1, residue;

		for (; p < FACTOR_MAX && product <= UINT32_MAX / FACTOR_MAX;
		     p += 2)
			product *= is_prime(p) ? p : 1;
		residue = BN_mod_word(n, product);
		for (unsigned q = first; q < p; q += 2) {
			if (is_prime(q) && residue % q == 0)
				return true;
		}
	}
	return false;
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
