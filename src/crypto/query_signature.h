/* SPDX-License-Identifier: MIT */
/*
 * The signature of the HTTP-Redirect binding, which stands in the query
 * beside the message (SAML Bindings 3.4.4.1).
 */
#ifndef SDX_CRYPTO_QUERY_SIGNATURE_H
#define SDX_CRYPTO_QUERY_SIGNATURE_H

#include "capture/capture.h"
#include "crypto/certificate.h"

enum query_outcome {
	QUERY_VALID = 1,
	QUERY_INVALID, /* no given key verifies it */
	QUERY_NOT_BASE64,
	QUERY_ALGORITHM, /* SigAlg is missing, unknown or refused */
	QUERY_NO_KEY	 /* none of that kind was given */
};

/* *KEY is the certificate that verified it, else NULL. */
enum query_outcome query_signature_verify(const struct query_signature *,
    struct certificate *const *trusted, size_t n_trusted,
    const struct certificate **key);

#endif
