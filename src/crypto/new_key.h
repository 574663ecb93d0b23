/* SPDX-License-Identifier: MIT */
/*
 * A fresh RSA key for decryption, as IAM wants it, and the certificate that
 * the identity provider encrypts with.
 */
#ifndef SDX_CRYPTO_NEW_KEY_H
#define SDX_CRYPTO_NEW_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

#define NEW_KEY_BITS_MIN 2048
#define NEW_KEY_BITS_MAX 8192

struct new_key {
	const char *key_pem; /* PKCS#8, not encrypted; wiped with the arena */
	size_t key_len;
	const char *certificate_pem;
	size_t certificate_len;
	const char *fingerprint; /* SHA-256 of the certificate */
};

/*
 * The certificate is signed with the key itself, for the name CN=NAME, from
 * NOW on for YEARS years.  NULL: OpenSSL could not do it, or no memory.
 */
struct new_key *new_key_make(struct arena *, unsigned bits, const char *name,
    int64_t now, unsigned years);

#endif
