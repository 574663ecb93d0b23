/* SPDX-License-Identifier: MIT */
/*
 * Key and certificate files of any bytes.  What must hold:
 *  - a key that can be used has no fault, and one that has a fault no key;
 *  - no words about a file hold a run of it: nothing of a key gets out;
 *  - a certificate without fault has a fingerprint and an end;
 *  - what is read without OpenSSL is what OpenSSL reads.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/certificate_outline.h"
#include "crypto/certificate_traits.h"
#include "crypto/certificate_x509.h"
#include "crypto/init.h"
#include "crypto/key_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_key: %s\n", what);
	abort();
}

/* A passphrase that is right for sp-encrypted.pem, and one that is not. */
static int
passphrase(const char *name, char *buf, size_t size, void *user)
{
	const char *text = user;
	size_t len = strlen(text);

	(void)name;
	if (len > size)
		return -1;
	memcpy(buf, text, len);
	return (int)len;
}

/* Base64 of a key is told by its length: no word is that long. */
static void
check_words(const char *words)
{
	size_t run = 0;

	for (; words != NULL && *words != '\0'; words++) {
		run = *words == ' ' ? 0 : run + 1;
		if (run > 120)
			fail("words that are as long as a line of a key");
	}
}

static void
read_private(
    struct arena *arena, const uint8_t *data, size_t len, const char *phrase)
{
	const struct private_key *key = private_key_read(arena, "key.pem", data,
	    len, phrase != NULL ? passphrase : NULL, (void *)(uintptr_t)phrase);

	if (key == NULL)
		fail("no memory");
	if ((key->fault == KEY_OK) != (key->key != NULL))
		fail("a fault with a key, or neither");
	if (key->fault != KEY_OK && key->detail == NULL)
		fail("a fault without words");
	check_words(key->detail);
}

static void
look(struct arena *arena, const uint8_t *data, size_t len)
{
	const struct key_file *file =
	    key_file_look(arena, "key.pem", data, len);

	if (file == NULL)
		fail("no memory");
	if (file->kind != KEY_FILE_RSA && file->what == NULL)
		fail("a file that is nothing");
	if (file->n_keys > file->n_blocks && file->n_blocks > 0)
		fail("more keys than blocks");
	check_words(file->what);
	check_words(file->advice);
	key_file_holds_key(file);
}

static void
compare_certificate(struct arena *arena, const struct certificate *certificate)
{
	struct certificate_outline outline;
	struct certificate theirs = {0};
	struct der key_info = {0};

	if (!certificate_outline_read(
		certificate->der, certificate->der_len, &outline))
		return;
	if (!certificate_x509_read(arena, &theirs, certificate->der,
		certificate->der_len, &key_info))
		fail("a certificate that OpenSSL refuses");
	if (strcmp(certificate->subject, theirs.subject) != 0 ||
	    strcmp(certificate->issuer, theirs.issuer) != 0 ||
	    strcmp(certificate->serial, theirs.serial) != 0 ||
	    certificate->not_before != theirs.not_before ||
	    certificate->not_after != theirs.not_after ||
	    !der_same(outline.key_info, key_info))
		fail("a certificate that OpenSSL reads otherwise");
	crypto_errors_drop();
}

static void
read_certificates(struct arena *arena, const uint8_t *data, size_t len)
{
	struct certificate **list = NULL;
	char *text = malloc(len + 1);
	size_t n = 0;

	if (text == NULL)
		return;
	memcpy(text, data, len);
	text[len] = '\0';
	if (!certificates_from_file(arena, data, len, &list, &n) ||
	    certificate_from_base64(arena, text) == NULL)
		fail("no memory");
	free(text);
	for (size_t i = 0; i < n; i++) {
		if (certificate_traits_read(arena, list[i]) == NULL)
			fail("no memory");
		check_words(list[i]->detail);
		if (list[i]->der != NULL)
			compare_certificate(arena, list[i]);
		if (list[i]->fault == CERTIFICATE_OK &&
		    (list[i]->key == NULL || list[i]->fingerprint == NULL))
			fail("a certificate without key or fingerprint");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();

	if (arena == NULL || !crypto_start()) {
		arena_free(arena);
		return 0;
	}
	look(arena, data, len);
	read_private(arena, data, len, NULL);
	read_private(arena, data, len, "secret");
	read_certificates(arena, data, len);
	arena_free(arena);
	return 0;
}
