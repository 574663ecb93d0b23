/* SPDX-License-Identifier: MIT */
/*
 * A copy of metadata without what does not belong to it, byte for byte
 * otherwise.  Nothing is written anew: bytes are left out.
 */
#ifndef SDX_SAML_REPAIR_H
#define SDX_SAML_REPAIR_H

#include "buffer.h"
#include "saml/document.h"

struct metadata_repair {
	struct buffer octets; /* the caller frees it */
	const char **changes; /* "a byte order mark", … */
	size_t n_changes;
	bool breaks_signature; /* one stands in it, and no longer holds */
};

/* false: no memory. */
bool metadata_repair(struct arena *, const uint8_t *octets, size_t len,
    struct metadata_repair *);

#endif
