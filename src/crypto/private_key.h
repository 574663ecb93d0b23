/* SPDX-License-Identifier: MIT */
/*
 * Private keys for decryption.  What is wrong with a key file is a finding.
 * Keys are wiped when the arena ends; nothing of a key is ever put in words.
 */
#ifndef SDX_CRYPTO_PRIVATE_KEY_H
#define SDX_CRYPTO_PRIVATE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct evp_pkey_st;

enum private_key_fault {
	KEY_OK = 0,
	KEY_NEEDS_PASSPHRASE, /* encrypted and none was given */
	KEY_WRONG_PASSPHRASE,
	KEY_NOT_PEM,	 /* DER, PKCS#12, OpenSSH, … : see detail */
	KEY_NOT_PRIVATE, /* a public key or a certificate */
	KEY_NOT_RSA,	 /* key_type says what */
	KEY_DAMAGED,
	KEY_TOO_LARGE, /* file over 64 KiB, or over 16384 bits */
	KEY_TOO_DEAR   /* its passphrase takes too long: key_cost.h */
};

struct private_key {
	enum private_key_fault fault;
	const char *name;   /* of the input */
	const char *detail; /* of the fault, for a person; "" without */
	const char *form;   /* "PKCS#1", "PKCS#8", "encrypted PKCS#8", … */
	const char *key_type;
	unsigned bits;
	size_t n_blocks;    /* private keys in the file: the first is read */
	bool was_encrypted; /* IAM refuses such a file */
	const char *fingerprint; /* SHA-256 of the SubjectPublicKeyInfo */
	struct evp_pkey_st *key; /* NULL unless KEY_OK */
	size_t input;		 /* index of the input it came from */
};

/* As sdx_passphrase_fn of samldx.h. */
typedef int key_passphrase_fn(
    const char *name, char *buf, size_t size, void *user);

/* NULL: no memory.  PASSPHRASE may be NULL. */
struct private_key *private_key_read(struct arena *, const char *name,
    const uint8_t *, size_t len, key_passphrase_fn *passphrase, void *user);

#endif
