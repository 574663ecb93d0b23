/* SPDX-License-Identifier: MIT */
/* Public keys, out of the SubjectPublicKeyInfo of a certificate. */
#ifndef SDX_CRYPTO_PUBLIC_KEY_H
#define SDX_CRYPTO_PUBLIC_KEY_H

#include "crypto/certificate.h"

#define RSA_MIN_BITS 1024
#define RSA_MAX_BITS 16384

struct bignum_st; /* BIGNUM */

struct public_key {
	const char *detail;	 /* why it is of no use; "" otherwise */
	const char *type;	 /* as in struct certificate; "" unknown */
	const char *curve;	 /* NULL: no named curve */
	unsigned bits;		 /* 0 unknown */
	const char *fingerprint; /* SHA-256 of the DER */
	struct evp_pkey_st *key; /* owned by the arena; NULL: of no use */
};

/* false: the key cannot be used, see detail. */
bool public_key_read(
    struct arena *, const uint8_t *spki, size_t len, struct public_key *);

/* Modulus and exponent of an RSAPublicKey; the caller frees both. */
bool public_key_rsa_numbers(
    const uint8_t *der, size_t len, struct bignum_st **n, struct bignum_st **e);

#endif
