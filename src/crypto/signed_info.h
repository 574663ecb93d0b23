/* SPDX-License-Identifier: MIT */
/*
 * SignedInfo and SignatureValue of one ds:Signature, worked out without
 * xmlsec.  It serves to explain a signature that does not hold and to choose
 * the key to try: that a signature holds is xmlsec's to say alone.
 */
#ifndef SDX_CRYPTO_SIGNED_INFO_H
#define SDX_CRYPTO_SIGNED_INFO_H

#include "crypto/algorithm.h"
#include "crypto/certificate.h"
#include "saml/structure.h"

struct signed_info {
	const struct signature_algorithm *method;
	const uint8_t *octets; /* of SignedInfo, in canonical form */
	size_t len;
	const uint8_t *value; /* of SignatureValue; NULL: not base64 */
	size_t value_len;
	size_t bad; /* not base64: the offset of what cannot stand */
};

enum value_form { VALUE_AS_STANDARD, VALUE_AS_DER /* ECDSA */ };

/* false: it cannot be worked out; nothing is known of it then. */
bool signed_info_read(
    struct arena *, const struct saml_signature *, struct signed_info *);

/* Can this certificate's key make signatures of that method at all? */
bool signature_algorithm_fits(
    const struct signature_algorithm *, const struct certificate *);

bool signed_info_verifies(const struct signed_info *,
    const struct certificate *, enum value_form form);

#endif
