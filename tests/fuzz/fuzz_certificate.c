/* SPDX-License-Identifier: MIT */
/*
 * Certificates: the octets are taken as DER, so that they get past base64 and
 * the armour.  What must hold:
 *  - as DER, in base64 and in PEM, the same octets are the same certificate;
 *  - what is read without fault has a key, fingerprints, dates and words
 *    that no terminal minds, and OpenSSL reads it too, to its very end;
 *  - a fault has words.
 */
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/certificate_traits.h"
#include "crypto/init.h"
#include "fuzz.h"

#define DER_MAX 65536

static void
check_text(const char *text)
{
	if (text == NULL)
		fuzz_fail("words are missing");
	fuzz_judge_text(text, strlen(text), NULL);
}

static void
check_good(const struct certificate *c)
{
	const uint8_t *at = c->der;
	X509 *x = d2i_X509(NULL, &at, (long)c->der_len);

	if (x == NULL || at != c->der + c->der_len)
		fuzz_fail("OpenSSL does not read it");
	X509_free(x);
	check_text(c->fingerprint);
	check_text(c->fingerprint_sha1);
	check_text(c->key_fingerprint);
	check_text(c->serial);
	check_text(c->key_type);
	if (c->subject == NULL || c->issuer == NULL || c->key == NULL)
		fuzz_fail("a certificate without key or names");
}

static void
check(struct arena *arena, const struct certificate *c)
{
	struct certificate_traits *traits;

	if (c == NULL)
		fuzz_fail("no memory");
	if (c->fault != CERTIFICATE_OK) {
		check_text(c->detail);
		if (c->detail[0] == '\0')
			fuzz_fail("a fault without words");
	} else {
		check_good(c);
	}
	traits = certificate_traits_read(arena, c);
	if (traits == NULL)
		fuzz_fail("no memory");
}

static void
compare(const struct certificate *a, const struct certificate *b)
{
	if (a->fault != b->fault)
		fuzz_fail("a fault that depends on the wrapping");
	if (a->fault == CERTIFICATE_OK &&
	    memcmp(a->sha256, b->sha256, sizeof a->sha256) != 0)
		fuzz_fail("another certificate in another wrapping");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	struct certificate *plain, *coded, **list = NULL;
	char *text, *pem;
	size_t n = 0;

	if (arena == NULL || !crypto_start())
		fuzz_fail("no start");
	if (len == 0 || len > DER_MAX)
		goto out;
	plain = certificate_from_der(arena, data, len);
	check(arena, plain);
	text = arena_alloc(arena, len * 2 + 8);
	if (text == NULL)
		fuzz_fail("no memory");
	EVP_EncodeBlock((unsigned char *)text, data, (int)len);
	coded = certificate_from_base64(arena, text);
	check(arena, coded);
	compare(plain, coded);
	pem = arena_printf(arena,
	    "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n",
	    text);
	if (!certificates_from_file(
		arena, (const uint8_t *)pem, strlen(pem), &list, &n))
		fuzz_fail("no memory");
	if (n != 1)
		fuzz_fail("a block that is not one certificate");
	compare(plain, list[0]);
out:
	arena_free(arena);
	return 0;
}
