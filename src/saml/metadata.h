/* SPDX-License-Identifier: MIT */
/*
 * Identity provider metadata as typed data (SAML2Meta 2): what a sign-in
 * needs of it.  Reading judges nothing.
 */
#ifndef SDX_SAML_METADATA_H
#define SDX_SAML_METADATA_H

#include "saml/datetime.h"
#include "saml/document.h"

#define METADATA_MAX_ENTITIES 64 /* read into memory; more is an aggregate */
#define METADATA_MAX_KEYS 32	 /* per entity */

enum metadata_use { USE_BOTH, USE_SIGNING, USE_ENCRYPTION, USE_OTHER };

struct metadata_key { /* md:KeyDescriptor/…/ds:X509Certificate */
	enum metadata_use use;
	const char *certificate; /* base64 text as it stands or NULL */
	const char *key_name;
	bool has_key_value; /* ds:KeyValue, a key without a certificate */
	struct saml_at at;
};

struct metadata_endpoint {
	const char *binding;
	const char *location;
	const char *response_location; /* ResponseLocation; NULL: none */
	struct saml_at at;
};

/* SAML2Meta 2.3.1, 2.3.2, 2.4.1: how long what stands in it may be used. */
struct metadata_validity {
	struct saml_time valid_until;
	const char *cache_duration; /* NULL: none */
};

struct metadata_entity {	 /* md:EntityDescriptor */
	const char *entity_id;	 /* entityID; "" where absent */
	bool has_idp_descriptor; /* IDPSSODescriptor for SAML 2.0 */
	size_t n_idp_descriptors;
	bool has_other_idp; /* IDPSSODescriptor for another protocol alone */
	bool has_sp_descriptor;
	bool has_ws_federation;	   /* RoleDescriptor, as WS-Federation has it */
	struct metadata_key *keys; /* of the IDPSSODescriptor */
	size_t n_keys;
	size_t n_keys_seen;
	struct metadata_endpoint *sso; /* SingleSignOnService */
	size_t n_sso;
	struct metadata_validity validity;     /* of the EntityDescriptor */
	struct metadata_validity idp_validity; /* of its IDPSSODescriptor */
	struct saml_at at;
};

struct saml_metadata {
	struct metadata_entity *entities;
	size_t n_entities;
	size_t n_entities_seen;
	struct metadata_validity validity; /* of the outer EntitiesDescriptor */
};

/* The root must be md:EntityDescriptor or md:EntitiesDescriptor. */
struct saml_metadata *metadata_read(
    struct arena *, const struct saml_document *);

#endif
