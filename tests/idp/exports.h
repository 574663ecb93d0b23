/* SPDX-License-Identifier: MIT */
/* The forms of handing over that are JSON documents of tools. */
#ifndef TESTS_IDP_EXPORTS_H
#define TESTS_IDP_EXPORTS_H

/* The name of such a form, as it stays valid; NULL: none of these. */
const char *export_form(const char *name);
/* The document, malloc'ed; NULL: no memory. */
char *export_text(const char *name, const char *xml, const char *base64);

/*
 * The URL of the HTTP-Redirect binding, signed with the key idp.pem of the
 * folder KEYS unless that is NULL.  Malloc'ed; NULL: no memory.
 */
char *redirect_text(const char *xml, const char *keys);
/* The URL of a request to the identity provider, unsigned. */
char *redirect_request(const char *xml);

#endif
