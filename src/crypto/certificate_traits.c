/* SPDX-License-Identifier: MIT */
#include "crypto/certificate_traits.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/init.h"
#include "crypto/public_key.h"
#include "crypto/weak_key.h"

#define OID_MAX 128
#define SERIAL_OCTETS_MAX 20 /* RFC 5280 4.1.2.2 */

static const char *
extension_name(struct arena *arena, const ASN1_OBJECT *object)
{
	char oid[OID_MAX];
	int nid = OBJ_obj2nid(object);

	OBJ_obj2txt(oid, sizeof oid, object, 1);
	if (nid == NID_undef)
		return arena_strdup(arena, oid);
	return arena_printf(arena, "%s (%s)", oid, OBJ_nid2ln(nid));
}

/* RFC 5280 4.2: a certificate has no extension twice. */
static const char *
repeated_extension(struct arena *arena, const X509 *x509)
{
	int n = X509_get_ext_count(x509);

	for (int i = 0; i < n; i++) {
		ASN1_OBJECT *object =
		    X509_EXTENSION_get_object(X509_get_ext(x509, i));

		if (X509_get_ext_by_OBJ(x509, object, i) >= 0)
			return extension_name(arena, object);
	}
	return NULL;
}

/* RFC 5280 4.1.2.2: positive, at most 20 octets. */
static const char *
odd_serial(const X509 *x509)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
	BIGNUM *number = ASN1_INTEGER_to_BN(serial, NULL);
	const char *odd = NULL;

	if (number == NULL)
		return "it cannot be read";
	if (BN_is_zero(number))
		odd = "it is zero";
	else if (BN_is_negative(number))
		odd = "it is negative";
	else if (BN_num_bits(number) >= SERIAL_OCTETS_MAX * 8)
		odd = "it is longer than 20 octets";
	BN_free(number);
	return odd;
}

static const char *
old_digest(const X509 *x509)
{
	int digest = NID_undef;

	if (OBJ_find_sigid_algs(X509_get_signature_nid(x509), &digest, NULL) !=
	    1)
		return NULL;
	switch (digest) {
	case NID_sha1:
		return "SHA-1";
	case NID_md5:
		return "MD5";
	case NID_md2:
		return "MD2";
	}
	return NULL;
}

/* Read by hand: OpenSSL's cache of extensions wants digests it lacks here. */
static const char *
subject_key_id(struct arena *arena, const X509 *x509)
{
	ASN1_OCTET_STRING *id =
	    X509_get_ext_d2i(x509, NID_subject_key_identifier, NULL, NULL);
	const char *text = NULL;

	if (id != NULL && ASN1_STRING_length(id) > 0)
		text = digest_hex(arena, ASN1_STRING_get0_data(id),
		    (size_t)ASN1_STRING_length(id));
	ASN1_OCTET_STRING_free(id);
	return text;
}

static const char *
weakness(X509 *x509)
{
	ASN1_OBJECT *algorithm;
	const uint8_t *der;
	BIGNUM *n = NULL, *e = NULL;
	const char *result = NULL;
	int len;

	if (X509_PUBKEY_get0_param(
		&algorithm, &der, &len, NULL, X509_get_X509_PUBKEY(x509)) != 1)
		return NULL;
	if (OBJ_obj2nid(algorithm) != NID_rsaEncryption &&
	    OBJ_obj2nid(algorithm) != NID_rsassaPss)
		return NULL;
	if (public_key_rsa_numbers(der, (size_t)len, &n, &e))
		result = weak_key_name(n, e);
	BN_free(n);
	BN_free(e);
	return result;
}

static const char *
armoured(struct arena *arena, const X509 *x509)
{
	const char *result = NULL;
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (bio != NULL && PEM_write_bio_X509(bio, x509) == 1 &&
	    (len = BIO_get_mem_data(bio, &text)) > 0)
		result = arena_strndup(arena, text, (size_t)len);
	BIO_free(bio);
	return result;
}

struct certificate_traits *
certificate_traits_read(
    struct arena *arena, const struct certificate *certificate)
{
	struct certificate_traits *traits = arena_alloc(arena, sizeof *traits);
	const uint8_t *at = certificate->der;
	X509 *x509;

	if (traits == NULL || certificate->der == NULL || !crypto_start())
		return traits;
	x509 = X509_new_ex(crypto_bare_context(), NULL);
	if (x509 == NULL)
		return NULL;
	if (d2i_X509(&x509, &at, (long)certificate->der_len) == NULL) {
		crypto_errors_drop();
		return traits; /* d2i_X509() has freed it */
	}
	traits->repeated = repeated_extension(arena, x509);
	traits->odd_serial = odd_serial(x509);
	traits->version = X509_get_version(x509) + 1;
	traits->has_extensions = X509_get_ext_count(x509) > 0;
	traits->old_digest = old_digest(x509);
	traits->subject_key_id = subject_key_id(arena, x509);
	traits->weakness = weakness(x509);
	traits->pem = armoured(arena, x509);
	X509_free(x509);
	crypto_errors_drop();
	return traits;
}
