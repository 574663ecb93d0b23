/* SPDX-License-Identifier: MIT */
/* Certificates that certificate_outline.h does not know, read by OpenSSL. */
#ifndef SDX_CRYPTO_CERTIFICATE_X509_H
#define SDX_CRYPTO_CERTIFICATE_X509_H

#include "crypto/certificate.h"
#include "crypto/der.h"

struct certificate_traits;

/*
 * Names, serial, dates, algorithm and length; *KEY_INFO is the key as it
 * stands in it, in the arena, or of no octets, with the fault in the
 * certificate.  false: it cannot be decoded at all, with the same.
 */
bool certificate_x509_read(struct arena *, struct certificate *,
    const uint8_t *der, size_t len, struct der *key_info);

/* false: no memory. */
bool certificate_x509_traits(
    struct arena *, const struct certificate *, struct certificate_traits *);

#endif
