/* SPDX-License-Identifier: MIT */
#include "crypto/query_signature.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#include "crypto/algorithm.h"
#include "crypto/init.h"

static bool
verify(EVP_PKEY *key, const char *digest, const struct bytes *octets,
    const uint8_t *value, size_t len)
{
	EVP_MD_CTX *ctx = crypto_made(EVP_MD_CTX_new());
	bool holds;

	holds =
	    ctx != NULL &&
	    EVP_DigestVerifyInit_ex(ctx, NULL, digest, NULL, NULL, key, NULL) ==
		1 &&
	    EVP_DigestVerify(ctx, value, len, octets->data, octets->len) == 1;
	EVP_MD_CTX_free(ctx);
	crypto_errors_drop();
	return holds;
}

/* XML signatures have r and s side by side (RFC 4050 3.3), OpenSSL DER. */
static bool
verify_pair(EVP_PKEY *key, const char *digest, const struct bytes *octets,
    const struct bytes *value)
{
	int half = (int)(value->len / 2), len;
	ECDSA_SIG *pair = crypto_made(ECDSA_SIG_new());
	BIGNUM *r = crypto_made(BN_bin2bn(value->data, half, NULL));
	BIGNUM *s = crypto_made(BN_bin2bn(value->data + half, half, NULL));
	unsigned char *der = NULL;
	bool holds = false;

	if (pair == NULL || r == NULL || s == NULL ||
	    ECDSA_SIG_set0(pair, r, s) != 1) {
		BN_free(r);
		BN_free(s);
		goto out;
	}
	len = i2d_ECDSA_SIG(pair, &der);
	holds = len > 0 && verify(key, digest, octets, der, (size_t)len);
out:
	OPENSSL_free(der);
	ECDSA_SIG_free(pair);
	return holds;
}

static bool
fits(const struct query_signature *signature,
    const struct signature_algorithm *algorithm, EVP_PKEY *key)
{
	const struct bytes *value = &signature->value;

	if (verify(key, algorithm->digest, &signature->octets, value->data,
		value->len))
		return true;
	return strcmp(algorithm->key_type, "EC") == 0 && value->len > 0 &&
	       value->len % 2 == 0 && value->len <= 512 &&
	       verify_pair(key, algorithm->digest, &signature->octets, value);
}

enum query_outcome
query_signature_verify(const struct query_signature *signature,
    struct certificate *const *trusted, size_t n_trusted,
    const struct certificate **key)
{
	const struct signature_algorithm *algorithm =
	    signature_algorithm_find(signature->algorithm);
	enum query_outcome outcome = QUERY_NO_KEY;

	*key = NULL;
	if (algorithm == NULL)
		return QUERY_ALGORITHM;
	if (signature->value.data == NULL)
		return QUERY_NOT_BASE64;
	for (size_t i = 0; i < n_trusted; i++) {
		if (trusted[i]->key == NULL ||
		    strcmp(trusted[i]->key_type, algorithm->key_type) != 0)
			continue;
		outcome = QUERY_INVALID;
		if (!fits(signature, algorithm, trusted[i]->key))
			continue;
		*key = trusted[i];
		return QUERY_VALID;
	}
	return outcome;
}
