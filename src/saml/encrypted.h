/* SPDX-License-Identifier: MIT */
/*
 * xenc:EncryptedData with its EncryptedKeys as typed data (xmlenc-core1 3),
 * as it stands inside EncryptedAssertion, EncryptedID or EncryptedAttribute
 * (SAML2Core 2.2.4, 2.3.4, 2.7.3.2).  Nothing is decrypted here.
 */
#ifndef SDX_SAML_ENCRYPTED_H
#define SDX_SAML_ENCRYPTED_H

#include "saml/document.h"

#define XENC_MAX_KEYS 8 /* EncryptedKeys that are read */

struct saml_encrypted_key {
	const char *id;
	const char *algorithm;	  /* EncryptionMethod/@Algorithm or NULL */
	const char *digest;	  /* DigestMethod/@Algorithm or NULL */
	const char *mgf;	  /* MGF/@Algorithm or NULL */
	const char *oaep_params;  /* OAEPparams, base64, or NULL */
	const char *cipher_value; /* base64 text or NULL */
	const char *recipient;	  /* Recipient or NULL */
	const char *key_name;	  /* KeyInfo/KeyName or NULL: a hint */
	const char *certificate;  /* KeyInfo/…/X509Certificate: a hint */
	bool is_beside;		  /* sibling of the EncryptedData */
	struct saml_at at;
};

struct saml_encrypted {
	const char *what;	  /* "Assertion", "NameID", "Attribute" */
	const char *type;	  /* EncryptedData/@Type or NULL */
	const char *algorithm;	  /* EncryptionMethod/@Algorithm or NULL */
	const char *cipher_value; /* base64 text or NULL */
	bool has_reference;	  /* a CipherReference: never followed */
	struct saml_encrypted_key *keys; /* inside first, then beside */
	size_t n_keys;
	size_t n_keys_seen; /* may exceed n_keys */
	size_t n_data;	    /* EncryptedData elements; 1 is right */
	struct saml_at at;  /* the Encrypted… element */
};

/* NODE is saml:EncryptedAssertion, EncryptedID or EncryptedAttribute. */
bool encrypted_read(struct arena *, const struct saml_document *,
    const struct _xmlNode *, struct saml_encrypted *);

#endif
