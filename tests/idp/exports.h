/* SPDX-License-Identifier: MIT */
/* The forms of handing over that are JSON documents of tools. */
#ifndef TESTS_IDP_EXPORTS_H
#define TESTS_IDP_EXPORTS_H

#include <stdbool.h>

/* The name of such a form, as it stays valid; NULL: none of these. */
const char *export_form(const char *name);
/* The document, malloc'ed; NULL: no memory. */
char *export_text(const char *name, const char *xml, const char *base64);

/* Who signs a URL, and how. */
struct redirect_signer {
	const char *keys;   /* the folder of keys; NULL: it is not signed */
	const char *key;    /* its name there */
	const char *method; /* such as rsa-sha256 */
	bool is_der;	    /* an ECDSA signature as OpenSSL writes it */
};

/* The URL of the HTTP-Redirect binding.  Malloc'ed; NULL: no memory. */
char *redirect_text(const char *xml, const struct redirect_signer *signer);
/* The URL of a request to the identity provider, unsigned. */
char *redirect_request(const char *xml);

#endif
