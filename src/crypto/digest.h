/* SPDX-License-Identifier: MIT */
/* Digests and base64 as the rest of the tree needs them. */
#ifndef SDX_CRYPTO_DIGEST_H
#define SDX_CRYPTO_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

#define SHA1_LEN 20
#define SHA256_LEN 32

bool digest_sha1(const void *, size_t len, uint8_t out[SHA1_LEN]);
bool digest_sha256(const void *, size_t len, uint8_t out[SHA256_LEN]);
/* "3a:5f:…" in lower case. */
const char *digest_hex(struct arena *, const uint8_t *, size_t len);

/*
 * Strict base64 (RFC 4648 4) but for white space, which is passed over.
 * NULL: it is not base64, and *BAD (may be NULL) is the offset of the first
 * byte that cannot stand, or the length where it ends too early.  A NUL stands
 * behind the bytes.
 */
uint8_t *base64_decode(
    struct arena *, const char *, size_t len, size_t *out_len, size_t *bad);
const char *base64_encode(struct arena *, const void *, size_t len);

#endif
