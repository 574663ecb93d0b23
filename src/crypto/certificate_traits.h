/* SPDX-License-Identifier: MIT */
/* What is odd about a certificate; it judges nothing. */
#ifndef SDX_CRYPTO_CERTIFICATE_TRAITS_H
#define SDX_CRYPTO_CERTIFICATE_TRAITS_H

#include "crypto/certificate.h"

struct certificate_traits {
	const char *repeated;	/* "2.5.29.15 (X509v3 Key Usage)"; NULL */
	const char *odd_serial; /* "it is negative"; NULL */
	long version;		/* 1 to 3, of X.509; 0: not read */
	bool has_extensions;
	const char *old_digest;	    /* of the signature: "SHA-1"; NULL */
	const char *subject_key_id; /* hexadecimal; NULL: none */
	const char *weakness;	    /* of the RSA key; NULL: none seen */
};

/* All NULL where the certificate could not be decoded.  NULL: no memory. */
struct certificate_traits *certificate_traits_read(
    struct arena *, const struct certificate *);

#endif
