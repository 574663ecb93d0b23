/* SPDX-License-Identifier: MIT */
/*
 * Certificates that come again: a federation's metadata names the same ones
 * many times, and reading one costs more than all else about its entity.  A
 * fixed number is kept; it belongs to one thread.
 */
#ifndef SDX_CRYPTO_CERTIFICATE_CACHE_H
#define SDX_CRYPTO_CERTIFICATE_CACHE_H

#include "crypto/certificate_traits.h"

struct certificate_cache;

struct cached_certificate {
	struct certificate *certificate;
	const struct certificate_traits *traits;
};

struct certificate_cache *certificate_cache_new(void); /* NULL: no memory */
void certificate_cache_free(struct certificate_cache *);

/* From here on, what was given out before may be let go. */
void certificate_cache_begin(struct certificate_cache *);

/*
 * The certificate of the text of an X509Certificate element, until the next
 * certificate_cache_begin().  false: it cannot be kept, and is to be read
 * without the cache.
 */
bool certificate_cache_get(
    struct certificate_cache *, const char *text, struct cached_certificate *);

#endif
