/* SPDX-License-Identifier: MIT */
/*
 * What a file is that somebody is about to upload as a private key: named in
 * words, with the command that turns it into what IAM takes (an RSA key in
 * PEM, without a passphrase).  Nothing of a key is ever put in words.
 */
#ifndef SDX_CRYPTO_KEY_FILE_H
#define SDX_CRYPTO_KEY_FILE_H

#include "crypto/private_key.h"
#include "samldx.h"

enum key_file_kind {
	KEY_FILE_RSA = 0,   /* what IAM takes */
	KEY_FILE_ENCRYPTED, /* under a passphrase */
	KEY_FILE_NOT_PEM,   /* DER, PKCS#12, OpenSSH, something else */
	KEY_FILE_NO_KEY,    /* PEM of something without a private key */
	KEY_FILE_OTHER_KEY, /* of another algorithm */
	KEY_FILE_DAMAGED
};

struct key_file {
	enum key_file_kind kind;
	const char *what;    /* "a PKCS#12 file" */
	const char *convert; /* a shell command; NULL: none helps */
	const char *advice;  /* a sentence; NULL */
	/* How well it is known what IAM makes of it. */
	enum sdx_grade grade;
	unsigned bits;		 /* of an RSA key; 0 unknown */
	const char *fingerprint; /* of its public key, where it was read; "" */
	bool has_bom, has_crlf, has_text_before, has_text_behind;
	size_t n_blocks; /* of PEM */
	size_t n_keys;	 /* … that are private keys */
};

/* NAME stands in the commands.  NULL: no memory. */
struct key_file *key_file_look(
    struct arena *, const char *name, const uint8_t *, size_t len);

/* Does a private key stand anywhere in it, as PEM or as DER? */
bool key_file_holds_key(const struct key_file *);

#endif
