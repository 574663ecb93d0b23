/* SPDX-License-Identifier: MIT */
#include "crypto/certificate.h"
#include "chars.h"
#include "crypto/init.h"
#include "crypto/public_key.h"

#include <libxml/xmlstring.h>
#include <limits.h>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <string.h>

#define CERTIFICATE_MAX_BYTES ((size_t)64 << 10)
#define CERTIFICATES_MAX 64 /* of one file */
#define PEM_BEGIN "-----BEGIN "
#define PEM_END "-----END "

static struct certificate *
certificate_new(struct arena *arena)
{
	struct certificate *certificate;

	certificate = arena_alloc(arena, sizeof *certificate);
	if (certificate == NULL)
		return NULL;
	certificate->detail = "";
	certificate->fingerprint = "";
	certificate->fingerprint_sha1 = "";
	certificate->key_fingerprint = "";
	certificate->subject = "";
	certificate->issuer = "";
	certificate->serial = "";
	certificate->key_type = "";
	certificate->signature_algorithm = "";
	return certificate;
}

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
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
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
fingerprints_fill(struct arena *arena, struct certificate *certificate)
{
	uint8_t sha1[SHA1_LEN];

	if (!digest_sha256(
		certificate->der, certificate->der_len, certificate->sha256) ||
	    !digest_sha1(certificate->der, certificate->der_len, sha1))
		return false;
	certificate->fingerprint =
	    digest_hex(arena, certificate->sha256, SHA256_LEN);
	certificate->fingerprint_sha1 = digest_hex(arena, sha1, SHA1_LEN);
	return true;
}

static void
key_fill(struct arena *arena, struct certificate *certificate, X509 *x509)
{
	struct public_key key = {0};
	uint8_t *spki = NULL;
	int len;

	len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x509), &spki);
	if (len <= 0) {
		certificate->fault = CERTIFICATE_KEY;
		certificate->detail = "the public key cannot be read";
		return;
	}
	if (!public_key_read(arena, spki, (size_t)len, &key))
		certificate->fault = CERTIFICATE_KEY;
	OPENSSL_free(spki);
	certificate->detail = key.detail;
	certificate->key_type = key.type;
	certificate->curve = key.curve;
	certificate->key_bits = key.bits;
	certificate->key_fingerprint = key.fingerprint;
	certificate->key = key.key;
}

static void
certificate_fill(
    struct arena *arena, struct certificate *certificate, X509 *x509)
{
	int nid = X509_get_signature_nid(x509);

	certificate->subject = name_text(arena, X509_get_subject_name(x509));
	certificate->issuer = name_text(arena, X509_get_issuer_name(x509));
	certificate->serial = serial_text(arena, x509);
	certificate->not_before = time_seconds(X509_get0_notBefore(x509));
	certificate->not_after = time_seconds(X509_get0_notAfter(x509));
	certificate->signature_algorithm =
	    nid == NID_undef ? "unknown" : OBJ_nid2ln(nid);
	key_fill(arena, certificate, x509);
}

static void
certificate_decode(struct arena *arena, struct certificate *certificate,
    const uint8_t *der, size_t len)
{
	const uint8_t *end = der;
	X509 *x509 = X509_new_ex(crypto_bare_context(), NULL);

	if (x509 == NULL)
		return;
	if (d2i_X509(&x509, &end, (long)len) == NULL) {
		certificate->fault = CERTIFICATE_NOT_DER;
		certificate->detail =
		    "it is no X.509 certificate, or cut short";
		return; /* d2i_X509() has freed it */
	}
	certificate->der_len = (size_t)(end - der);
	certificate->der = arena_memdup(arena, der, certificate->der_len);
	if (certificate->der != NULL && fingerprints_fill(arena, certificate))
		certificate_fill(arena, certificate, x509);
	if (certificate->fault == CERTIFICATE_OK &&
	    certificate->der_len < len) {
		certificate->fault = CERTIFICATE_TRAILING;
		certificate->detail =
		    arena_printf(arena, "%zu bytes follow the certificate",
			len - certificate->der_len);
	}
	X509_free(x509);
}

struct certificate *
certificate_from_der(struct arena *arena, const uint8_t *der, size_t len)
{
	struct certificate *certificate = certificate_new(arena);

	if (certificate == NULL || !crypto_start())
		return NULL;
	if (len > CERTIFICATE_MAX_BYTES) {
		certificate->fault = CERTIFICATE_TOO_LARGE;
		certificate->detail = "it is larger than 64 KiB";
		return certificate;
	}
	certificate_decode(arena, certificate, der, len);
	crypto_errors_drop();
	return arena_has_failed(arena) ? NULL : certificate;
}

struct certificate *
certificate_from_base64(struct arena *arena, const char *text)
{
	struct certificate *certificate;
	size_t len = strlen(text), der_len, bad = 0;
	uint8_t *der = NULL;
	bool is_large = len > 2 * CERTIFICATE_MAX_BYTES;

	if (!is_large)
		der = base64_decode(arena, text, len, &der_len, &bad);
	if (der != NULL)
		return certificate_from_der(arena, der, der_len);
	certificate = certificate_new(arena);
	if (certificate == NULL || arena_has_failed(arena))
		return NULL;
	if (is_large) {
		certificate->fault = CERTIFICATE_TOO_LARGE;
		certificate->detail = "it is larger than 64 KiB";
	} else if (strstr(text, PEM_BEGIN) != NULL) {
		certificate->fault = CERTIFICATE_PEM_ARMOUR;
		certificate->detail = "the lines BEGIN CERTIFICATE and END "
				      "CERTIFICATE stand in it";
	} else {
		certificate->fault = CERTIFICATE_NOT_BASE64;
		certificate->detail =
		    bad == len
			? "the base64 ends too early"
			: arena_printf(arena,
			      "character %zu cannot stand in base64", bad + 1);
	}
	return certificate;
}

/* NEEDLE in LEN bytes, which need not end in NUL; NULL: not there. */
static const char *
text_find(const char *text, size_t len, const char *needle)
{
	size_t n = strlen(needle);

	for (size_t i = 0; i + n <= len; i++)
		if (memcmp(&text[i], needle, n) == 0)
			return &text[i];
	return NULL;
}

struct pem_block {
	const char *body;
	size_t len;
	const char *next; /* behind the block */
};

/* The next block of a certificate at or behind TEXT. */
static bool
pem_next(const char *text, const char *end, struct pem_block *block)
{
	static const char begin[] = PEM_BEGIN "CERTIFICATE-----";
	const char *start, *stop;

	start = text_find(text, (size_t)(end - text), begin);
	if (start == NULL)
		return false;
	block->body = start + sizeof begin - 1;
	stop = text_find(block->body, (size_t)(end - block->body), PEM_END);
	block->len = (size_t)((stop != NULL ? stop : end) - block->body);
	block->next = stop != NULL ? stop + 1 : end;
	return true;
}

bool
certificates_from_file(struct arena *arena, const uint8_t *data, size_t len,
    struct certificate ***certificates, size_t *n)
{
	const char *text = (const char *)data, *end = text + len;
	struct pem_block block;
	struct certificate *certificate, **slot;

	*certificates = NULL;
	*n = 0;
	if (text_find(text, len, PEM_BEGIN) == NULL) {
		while (len > 0 && char_is_white(text[len - 1]) && *data != 0x30)
			len--;
		certificate = len > 0 && *data != 0x30
				  ? certificate_from_base64(
					arena, arena_strndup(arena, text, len))
				  : certificate_from_der(arena, data, len);
		slot = arena_push(arena, certificates, n, sizeof *slot);
		if (slot == NULL)
			return false;
		*slot = certificate;
		return certificate != NULL;
	}
	while (*n < CERTIFICATES_MAX && pem_next(text, end, &block)) {
		certificate = certificate_from_base64(
		    arena, arena_strndup(arena, block.body, block.len));
		slot = arena_push(arena, certificates, n, sizeof *slot);
		if (slot == NULL || certificate == NULL)
			return false;
		*slot = certificate;
		text = block.next;
	}
	return true;
}
