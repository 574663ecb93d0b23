/* SPDX-License-Identifier: MIT */
/* What one thread reads once for many diagnoses; it judges nothing. */
#ifndef SDX_CACHE_H
#define SDX_CACHE_H

#include "crypto/certificate_cache.h"
#include "saml/structure.h"

struct sdx_cache {
	struct certificate_cache *certificates;
	struct schema_cache *schemas;
};

#endif
