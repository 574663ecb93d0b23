/* SPDX-License-Identifier: MIT */
/*
 * X.509 certificates as carriers of keys.  SAML trusts keys, not chains: a
 * certificate is never validated, its dates are told and do not decide.
 */
#ifndef SDX_CRYPTO_CERTIFICATE_H
#define SDX_CRYPTO_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "crypto/digest.h"

struct evp_pkey_st;

enum certificate_fault {
	CERTIFICATE_OK = 0,
	CERTIFICATE_NOT_BASE64,
	CERTIFICATE_PEM_ARMOUR, /* BEGIN CERTIFICATE inside X509Certificate */
	CERTIFICATE_NOT_DER,	/* no X.509 certificate, or cut short */
	CERTIFICATE_TRAILING,	/* bytes behind the certificate */
	CERTIFICATE_TOO_LARGE,	/* over 64 KiB */
	CERTIFICATE_KEY		/* the key inside cannot be read or used */
};

struct certificate {
	enum certificate_fault fault;
	const char *detail; /* of the fault; "" without */
	const uint8_t *der;
	size_t der_len;
	uint8_t sha256[SHA256_LEN]; /* of the DER */
	const char *fingerprint;    /* the same, "3a:5f:…" */
	const char *fingerprint_sha1;
	const char *key_fingerprint; /* SHA-256 of the SubjectPublicKeyInfo */
	const char *subject;	     /* RFC 2253, UTF-8, controls escaped */
	const char *issuer;
	const char *serial; /* hexadecimal */
	int64_t not_before; /* seconds since 1970 UTC */
	int64_t not_after;
	const char *key_type; /* "RSA", "EC", "DSA", "RSA-PSS", "Ed25519" */
	const char *curve;    /* EC: "prime256v1"; else NULL */
	unsigned key_bits;
	const char *signature_algorithm; /* "sha256WithRSAEncryption" */
	struct evp_pkey_st
	    *key; /* owned by the arena; NULL on CERTIFICATE_KEY */
};

/* The text of an X509Certificate element.  NULL: no memory. */
struct certificate *certificate_from_base64(struct arena *, const char *);
struct certificate *certificate_from_der(
    struct arena *, const uint8_t *, size_t len);
/* With the lines BEGIN CERTIFICATE and END CERTIFICATE; der is at hand. */
const char *certificate_pem(struct arena *, const struct certificate *);
/* All CERTIFICATE blocks of a PEM text; or one DER certificate. */
bool certificates_from_file(struct arena *, const uint8_t *, size_t len,
    struct certificate ***certificates, size_t *n);

#endif
