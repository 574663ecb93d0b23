/* SPDX-License-Identifier: MIT */
/*
 * A SAML 2.0 AuthnRequest as typed data (SAML2Core 3.4.1): what an
 * application asked the identity provider for.
 */
#ifndef SDX_SAML_REQUEST_H
#define SDX_SAML_REQUEST_H

#include "saml/datetime.h"
#include "saml/document.h"

struct saml_request {
	const char *id; /* each string: NULL where absent */
	struct saml_time issue_instant;
	const char *destination;
	const char *issuer;
	const char *acs_url;	    /* AssertionConsumerServiceURL */
	const char *acs_index;	    /* AssertionConsumerServiceIndex */
	const char *name_id_format; /* NameIDPolicy/@Format */
	bool force_authn;	    /* ForceAuthn */
	bool is_passive;	    /* IsPassive */
	struct saml_at at;
};

/* NULL: the root is no AuthnRequest, or no memory. */
struct saml_request *request_read(struct arena *, const struct saml_document *);

#endif
