/* SPDX-License-Identifier: MIT */
/*
 * What it costs to make a key of a passphrase, read off the file before
 * anything is derived: PKCS#5 (RFC 8018), its scrypt (RFC 7914) and PKCS#12.
 * A file can ask for hours of it.  OpenSSL does it twice where the passphrase
 * is wrong.
 */
#ifndef SDX_CRYPTO_KEY_COST_H
#define SDX_CRYPTO_KEY_COST_H

#include <stddef.h>
#include <stdint.h>

#define KEY_COST_ROUNDS_MAX 600000
/* N, r and p of scrypt multiplied; OpenSSL keeps the memory to 32 MiB. */
#define KEY_COST_SCRYPT_MAX ((uint64_t)1 << 20)

/* What one of the PEM blocks asks for beyond that; NULL: none does. */
const char *key_cost_excess(const uint8_t *pem, size_t len);

#endif
