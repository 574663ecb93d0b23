/* SPDX-License-Identifier: MIT */
/*
 * Decryption of xenc:EncryptedData with RSA keys (xmlenc-core1 5), with EVP:
 * AES in CBC and GCM, 3DES; RSA-OAEP and RSA 1.5.  Decrypted text lives in
 * memory that is wiped when the arena ends.
 */
#ifndef SDX_CRYPTO_DECRYPT_H
#define SDX_CRYPTO_DECRYPT_H

#include "crypto/private_key.h"
#include "saml/encrypted.h"

enum decrypt_state {
	DECRYPT_OK = 0,
	DECRYPT_NO_KEY,		  /* none was given, or none is usable */
	DECRYPT_NO_ENCRYPTED_KEY, /* the message carries no session key */
	DECRYPT_KEY_ALGORITHM,	  /* key transport we do not know */
	DECRYPT_DATA_ALGORITHM,	  /* data encryption we do not know */
	DECRYPT_OAEP_PARAMETERS,  /* digest or MGF we do not know */
	DECRYPT_WRONG_KEY,	  /* no given key opens the session key */
	DECRYPT_KEY_LENGTH,	  /* the session key does not fit the cipher */
	DECRYPT_KEY_DAMAGED,	  /* EncryptedKey is not base64 or cut short */
	DECRYPT_DATA_DAMAGED,	  /* ciphertext: base64, length, padding, tag */
	DECRYPT_STRUCTURE	  /* no CipherValue, a CipherReference, … */
};

struct decryption {
	const struct saml_encrypted *encrypted;
	enum decrypt_state state;
	const char *detail; /* for a person: "the authentication tag does not
			       match"; "" on DECRYPT_OK */
	const char *data_algorithm; /* URI or NULL */
	const char *key_algorithm;  /* URI or NULL: of the key that was used,
				       else of the first */
	const char *key_digest; /* URI, defaults filled in; NULL for RSA 1.5 */
	const char *key_mgf;
	const struct private_key *key; /* the one that worked, or NULL */
	/* A modulus size that no given key has: "the message was made for a
	   2048-bit key": bits of the EncryptedKey, 0 unknown. */
	unsigned encrypted_key_bits;
	const uint8_t *plain; /* on DECRYPT_OK */
	size_t plain_len;
};

/* Every EncryptedKey is tried with every key.  NULL: no memory. */
struct decryption *decrypt_element(struct arena *,
    const struct saml_encrypted *, struct private_key *const *keys,
    size_t n_keys);

/* Is the algorithm among those that AWS lists?  (aws-saml.md 4) */
bool decrypt_data_is_listed(const char *algorithm);
bool decrypt_key_is_listed(const char *algorithm);

#endif
