/* SPDX-License-Identifier: MIT */
/*
 * The usual certificate, read without OpenSSL, which takes forty times as
 * long.  Whatever is unusual about one is not read here: then OpenSSL does.
 * The tests hold each field against what OpenSSL reads.
 */
#ifndef SDX_CRYPTO_CERTIFICATE_OUTLINE_H
#define SDX_CRYPTO_CERTIFICATE_OUTLINE_H

#include "arena.h"
#include "crypto/der.h"

struct signature_algorithm {
	const char *name;	/* OpenSSL's: "sha256WithRSAEncryption" */
	const char *old_digest; /* "SHA-1"; NULL */
};

struct certificate_outline {
	size_t len;	   /* of the certificate; more octets may follow */
	long version;	   /* 1 or 3 */
	struct der serial; /* positive, at most 20 octets */
	const struct signature_algorithm *signature;
	struct der issuer, subject;    /* Names, as yet unread */
	int64_t not_before, not_after; /* seconds since 1970 UTC */
	struct der key_info;	       /* the SubjectPublicKeyInfo */
	bool has_extensions;	       /* none of them twice */
	struct der key_id;	       /* subjectKeyIdentifier; at NULL */
};

/* false: it is no certificate, or an unusual one. */
bool certificate_outline_read(
    const uint8_t *, size_t len, struct certificate_outline *);

/* An issuer or subject in RFC 2253; NULL: unusual, or no memory. */
const char *certificate_outline_name(struct arena *, struct der name);

/* The RSAPublicKey of a SubjectPublicKeyInfo.  false: it is unusual. */
bool key_info_rsa(struct der key_info, struct der *rsa_key);

#endif
