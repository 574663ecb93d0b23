/* SPDX-License-Identifier: MIT */
#include "crypto/certificate_x509.h"

#include <libxml/xmlstring.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "crypto/certificate_traits.h"
#include "crypto/init.h"
#include "crypto/public_key.h"
#include "crypto/weak_key.h"

#define OID_MAX 128
#define SERIAL_OCTETS_MAX 20 /* RFC 5280 4.1.2.2 */

/* A name in RFC 2253, with UTF-8 as it is. */
static const char *
name_text(struct arena *arena, const X509_NAME *name)
{
	unsigned long flags =
	    XN_FLAG_RFC2253 & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
	const char *result;
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (bio == NULL) {
		crypto_missed_memory();
		return "";
	}
	X509_NAME_print_ex(bio, name, 0, flags);
	len = BIO_get_mem_data(bio, &text);
	result = arena_strndup(arena, text, len > 0 ? (size_t)len : 0);
	if (!xmlCheckUTF8((const xmlChar *)result)) {
		BIO_reset(bio);
		X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
		len = BIO_get_mem_data(bio, &text);
		result = arena_strndup(arena, text, len > 0 ? (size_t)len : 0);
	}
	BIO_free(bio);
	return result;
}

/* Seconds since 1970 UTC; 0 where the time cannot be read. */
static int64_t
time_seconds(const ASN1_TIME *time)
{
	ASN1_TIME *epoch = crypto_made(ASN1_TIME_set(NULL, 0));
	int64_t result = 0;
	int days, seconds;

	if (epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1)
		result = (int64_t)days * 86400 + seconds;
	ASN1_TIME_free(epoch);
	return result;
}

static const char *
serial_text(struct arena *arena, const X509 *x509)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
	int len = ASN1_STRING_length(serial);

	if (len <= 0)
		return "00";
	return digest_hex(arena, ASN1_STRING_get0_data(serial), (size_t)len);
}

static bool
key_info_read(struct arena *arena, X509 *x509, struct der *key_info)
{
	uint8_t *octets = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &octets);

	if (len <= 0)
		return false;
	key_info->at = arena_memdup(arena, octets, (size_t)len);
	key_info->len = (size_t)len;
	OPENSSL_free(octets);
	return key_info->at != NULL;
}

static void
x509_fill(
    struct arena *arena, struct certificate *certificate, const X509 *x509)
{
	int nid = X509_get_signature_nid(x509);

	certificate->subject = name_text(arena, X509_get_subject_name(x509));
	certificate->issuer = name_text(arena, X509_get_issuer_name(x509));
	certificate->serial = serial_text(arena, x509);
	certificate->not_before = time_seconds(X509_get0_notBefore(x509));
	certificate->not_after = time_seconds(X509_get0_notAfter(x509));
	certificate->signature_algorithm =
	    nid == NID_undef ? "unknown" : OBJ_nid2ln(nid);
}

bool
certificate_x509_read(struct arena *arena, struct certificate *certificate,
    const uint8_t *der, size_t len, struct der *key_info)
{
	const uint8_t *end = der;
	X509 *x509 = crypto_made(X509_new_ex(crypto_bare_context(), NULL));

	if (x509 == NULL) {
		arena_fail(arena);
		return false;
	}
	if (d2i_X509(&x509, &end, (long)len) == NULL) {
		certificate->fault = CERTIFICATE_NOT_DER;
		certificate->detail =
		    "it is no X.509 certificate, or cut short";
		return false; /* d2i_X509() has freed it */
	}
	certificate->der_len = (size_t)(end - der);
	x509_fill(arena, certificate, x509);
	if (!key_info_read(arena, x509, key_info)) {
		certificate->fault = CERTIFICATE_KEY;
		certificate->detail = "the public key cannot be read";
	}
	X509_free(x509);
	return true;
}

/* ---- What is odd about it. */

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
	BIGNUM *number = crypto_made(ASN1_INTEGER_to_BN(serial, NULL));
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

bool
certificate_x509_traits(struct arena *arena,
    const struct certificate *certificate, struct certificate_traits *traits)
{
	const uint8_t *at = certificate->der;
	X509 *x509 = crypto_made(X509_new_ex(crypto_bare_context(), NULL));

	if (x509 == NULL) {
		arena_fail(arena);
		return false;
	}
	if (d2i_X509(&x509, &at, (long)certificate->der_len) == NULL)
		return true; /* d2i_X509() has freed it */
	traits->repeated = repeated_extension(arena, x509);
	traits->odd_serial = odd_serial(x509);
	traits->version = X509_get_version(x509) + 1;
	traits->has_extensions = X509_get_ext_count(x509) > 0;
	traits->old_digest = old_digest(x509);
	traits->subject_key_id = subject_key_id(arena, x509);
	traits->weakness = weakness(x509);
	X509_free(x509);
	return true;
}
