/* SPDX-License-Identifier: MIT */
#include "crypto/new_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "crypto/certificate.h"
#include "crypto/init.h"

#define SERIAL_BITS 127
#define SECONDS_OF_DAY 86400

struct secret {
	void *data;
	size_t len;
};

static void
wipe(void *what)
{
	struct secret *secret = what;

	OPENSSL_cleanse(secret->data, secret->len);
}

/* A copy of what was written, in the arena; IS_SECRET: wiped in the end. */
static const char *
take(struct arena *arena, BIO *bio, size_t *len, bool is_secret)
{
	char *data, *copy;
	long n = BIO_get_mem_data(bio, &data);
	struct secret *secret;

	if (n <= 0)
		return NULL;
	copy = arena_memdup(arena, data, (size_t)n);
	*len = (size_t)n;
	if (!is_secret || copy == NULL)
		return copy;
	OPENSSL_cleanse(data, (size_t)n);
	secret = arena_alloc(arena, sizeof *secret);
	if (secret == NULL) {
		OPENSSL_cleanse(copy, (size_t)n);
		return NULL;
	}
	*secret = (struct secret){copy, (size_t)n};
	return arena_defer(arena, wipe, secret) ? copy : NULL;
}

static bool
write_key(struct arena *arena, struct new_key *made, EVP_PKEY *key)
{
	BIO *bio = BIO_new(BIO_s_secmem());

	if (bio != NULL && PEM_write_bio_PKCS8PrivateKey(
			       bio, key, NULL, NULL, 0, NULL, NULL) == 1)
		made->key_pem = take(arena, bio, &made->key_len, true);
	BIO_free(bio);
	return made->key_pem != NULL;
}

static bool
write_certificate(struct arena *arena, struct new_key *made, X509 *x509)
{
	BIO *bio = BIO_new(BIO_s_mem());
	struct certificate **list;
	size_t n;

	if (bio != NULL && PEM_write_bio_X509(bio, x509) == 1)
		made->certificate_pem =
		    take(arena, bio, &made->certificate_len, false);
	BIO_free(bio);
	if (made->certificate_pem == NULL ||
	    !certificates_from_file(arena,
		(const uint8_t *)made->certificate_pem, made->certificate_len,
		&list, &n) ||
	    n != 1)
		return false;
	made->fingerprint = list[0]->fingerprint;
	return true;
}

/* X.509 (RFC 5280 4.1.2.2): positive, and nobody can guess it. */
static bool
set_serial(X509 *x509)
{
	BIGNUM *number = BN_new();
	bool is_fine =
	    number != NULL &&
	    BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) ==
		1 &&
	    BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509)) != NULL;

	BN_free(number);
	return is_fine;
}

static bool
set_name(X509 *x509, const char *name)
{
	X509_NAME *subject = X509_get_subject_name(x509);

	return X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
		   (const unsigned char *)name, -1, -1, 0) == 1 &&
	       X509_set_issuer_name(x509, subject) == 1;
}

static bool
set_dates(X509 *x509, int64_t now, unsigned years)
{
	time_t start = (time_t)now;

	return X509_time_adj_ex(X509_getm_notBefore(x509), 0, 0, &start) !=
		   NULL &&
	       X509_time_adj_ex(X509_getm_notAfter(x509),
		   (int)(years * 365 + years / 4), 0, &start) != NULL;
}

/* keyEncipherment is what encrypting a session key for it is called. */
static bool
set_usage(X509 *x509)
{
	static const struct {
		int nid;
		const char *value;
	} extensions[] = {
	    {NID_basic_constraints, "critical,CA:FALSE"},
	    {NID_key_usage, "critical,keyEncipherment,dataEncipherment"},
	    {NID_subject_key_identifier, "hash"},
	};
	X509V3_CTX context;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, x509, x509, NULL, NULL, 0);
	for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
		X509_EXTENSION *extension = X509V3_EXT_conf_nid(
		    NULL, &context, extensions[i].nid, extensions[i].value);
		bool is_fine =
		    extension != NULL && X509_add_ext(x509, extension, -1) == 1;

		X509_EXTENSION_free(extension);
		if (!is_fine)
			return false;
	}
	return true;
}

static X509 *
certify(EVP_PKEY *key, const char *name, int64_t now, unsigned years)
{
	X509 *x509 = X509_new();

	if (x509 == NULL)
		return NULL;
	if (X509_set_version(x509, X509_VERSION_3) == 1 && set_serial(x509) &&
	    set_name(x509, name) && set_dates(x509, now, years) &&
	    X509_set_pubkey(x509, key) == 1 && set_usage(x509) &&
	    X509_sign(x509, key, EVP_sha256()) > 0)
		return x509;
	X509_free(x509);
	return NULL;
}

struct new_key *
new_key_make(struct arena *arena, unsigned bits, const char *name, int64_t now,
    unsigned years)
{
	struct new_key *made = arena_alloc(arena, sizeof *made);
	EVP_PKEY *key = NULL;
	X509 *x509 = NULL;
	bool is_fine = false;

	if (made == NULL || !crypto_start())
		return NULL;
	key = EVP_RSA_gen(bits);
	if (key != NULL)
		x509 = certify(key, name, now, years);
	if (x509 != NULL)
		is_fine = write_key(arena, made, key) &&
			  write_certificate(arena, made, x509);
	X509_free(x509);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return is_fine && !arena_has_failed(arena) ? made : NULL;
}
