/* SPDX-License-Identifier: MIT */
/*
 * The encoding of an XML document: it must be UTF-8, and say nothing else of
 * itself.  Everything that could hide a tag from a reader of bytes (UTF-7,
 * UTF-16, EBCDIC) ends here.
 */
#ifndef SDX_SAML_ENCODING_H
#define SDX_SAML_ENCODING_H

#include "saml/document.h"

/* SKIP: the length of a byte order mark.  false: see *REFUSAL. */
bool encoding_check(struct arena *, const uint8_t *octets, size_t len,
    size_t *skip, struct xml_refusal *refusal);

#endif
