/* SPDX-License-Identifier: MIT */
/*
 * One run of xmlsec over one ds:Signature with one preset key
 * (xmldsig-core1 3.2).  It tells what xmlsec found and judges nothing.
 */
#ifndef SDX_CRYPTO_VERIFICATION_H
#define SDX_CRYPTO_VERIFICATION_H

#include "saml/structure.h"

struct evp_pkey_st;

struct verification {
	bool holds;	       /* all of it */
	bool was_digested;     /* the reference got as far as its digest */
	bool reference_holds;  /* the digest is that of the message */
	const uint8_t *octets; /* that were hashed, in the arena; or NULL */
	size_t octets_len;
	const char *detail; /* what xmlsec said; "" */
};

/*
 * KEY may be NULL: then the reference alone is worked out.  The signature
 * must be acceptable.  The document is left as it was.  false: no memory.
 */
bool verification_run(struct arena *, const struct saml_document *,
    const struct saml_signature *, struct evp_pkey_st *key,
    struct verification *);

#endif
