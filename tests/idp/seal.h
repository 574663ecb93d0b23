/* SPDX-License-Identifier: MIT */
/* What signing and encrypting share. */
#ifndef TESTS_IDP_SEAL_H
#define TESTS_IDP_SEAL_H

#include <libxml/tree.h>

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define XENC "http://www.w3.org/2001/04/xmlenc#"
#define XENC11 "http://www.w3.org/2009/xmlenc11#"
#define SAML "urn:oasis:names:tc:SAML:2.0:assertion"

/* The URI of a name in a recipe; the name itself where it is none. */
const char *uri_of(const char *name);
/* The next bytes of the fixed sequence; 1. */
int fixed_bytes(unsigned char *, int len);
/* The first element of that local name below or beside, or NULL. */
xmlNodePtr descendant(xmlNodePtr, const char *name);

#endif
