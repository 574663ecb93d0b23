/* SPDX-License-Identifier: MIT */
/* Certificates with something odd about them, made with OpenSSL. */
#include "odd_certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

#define BASE 1780272000 /* 2026-06-01T00:00:00Z */
#define DAY 86400

/* What is being made. */
struct odd {
	const char *kind;
	EVP_PKEY *signer; /* of the tests, so that the bytes stay the same */
	EVP_PKEY *subject_key;
	X509 *x509;
};

static bool
is_kind(const struct odd *odd, const char *kind)
{
	return strcmp(odd->kind, kind) == 0;
}

static EVP_PKEY *
read_key(const char *keys, const char *name)
{
	char path[512];
	EVP_PKEY *key;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.pem", keys, name);
	file = fopen(path, "rb");
	if (file == NULL)
		return NULL;
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	return key;
}

/* k * M + 65537^5 mod M, M the product of the primes up to 167. */
static bool
roca_modulus(BIGNUM *n, BN_CTX *ctx)
{
	BIGNUM *m = BN_new(), *k = BN_new(), *g = BN_new(), *five = BN_new();
	bool is_fine = m != NULL && k != NULL && g != NULL && five != NULL;

	is_fine = is_fine && BN_one(m) && BN_set_word(g, 65537) &&
		  BN_set_word(five, 5);
	for (unsigned p = 2; is_fine && p <= 167; p++) {
		bool is_prime = true;

		for (unsigned d = 2; d * d <= p; d++)
			is_prime = is_prime && p % d != 0;
		if (is_prime)
			is_fine = BN_mul_word(m, p) == 1;
	}
	is_fine = is_fine && BN_mod_exp(n, g, five, m, ctx) == 1 && BN_one(k) &&
		  BN_lshift(k, k, 2047 - BN_num_bits(m) + 1) == 1 &&
		  BN_add_word(k, 12345) == 1 && BN_mul(k, k, m, ctx) == 1 &&
		  BN_add(n, n, k) == 1;
	BN_free(m);
	BN_free(k);
	BN_free(g);
	BN_free(five);
	return is_fine;
}

/* The numbers of an RSA key that no sound program makes. */
static bool
odd_numbers(const struct odd *odd, BIGNUM *n, BIGNUM *e, BN_CTX *ctx)
{
	BIGNUM *own = NULL;
	bool is_fine = EVP_PKEY_get_bn_param(odd->signer, "n", &own) == 1 &&
		       BN_copy(n, own) != NULL && BN_set_word(e, 65537) == 1;

	BN_free(own);
	if (is_kind(odd, "exponent-3"))
		return is_fine && BN_set_word(e, 3) == 1;
	if (is_kind(odd, "exponent-1"))
		return is_fine && BN_set_word(e, 1) == 1;
	if (is_kind(odd, "exponent-even"))
		return is_fine && BN_set_word(e, 4) == 1;
	if (is_kind(odd, "modulus-even"))
		return is_fine && BN_add_word(n, 1) == 1;
	if (is_kind(odd, "modulus-factor"))
		return is_fine && BN_rshift(n, n, 12) == 1 &&
		       BN_set_bit(n, 0) == 1 && BN_mul_word(n, 997) == 1;
	if (is_kind(odd, "modulus-huge"))
		return is_fine && BN_lshift(n, n, 16000) == 1 &&
		       BN_set_bit(n, 0) == 1;
	return is_fine && is_kind(odd, "roca") && roca_modulus(n, ctx);
}

/* RSAPublicKey (RFC 8017 A.1.1) as the certificate's key. */
static bool
set_numbers(struct odd *odd)
{
	BN_CTX *ctx = BN_CTX_new();
	BIGNUM *n = BN_new(), *e = BN_new();
	ASN1_INTEGER *numbers[2] = {NULL, NULL};
	unsigned char *der = NULL, *at;
	int len[2], inside, total;
	bool is_fine = ctx != NULL && n != NULL && e != NULL &&
		       odd_numbers(odd, n, e, ctx);

	if (!is_fine)
		goto out;
	numbers[0] = BN_to_ASN1_INTEGER(n, NULL);
	numbers[1] = BN_to_ASN1_INTEGER(e, NULL);
	len[0] = i2d_ASN1_INTEGER(numbers[0], NULL);
	len[1] = i2d_ASN1_INTEGER(numbers[1], NULL);
	inside = len[0] + len[1];
	total = ASN1_object_size(1, inside, V_ASN1_SEQUENCE);
	der = at = OPENSSL_malloc((size_t)total);
	ASN1_put_object(&at, 1, inside, V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
	i2d_ASN1_INTEGER(numbers[0], &at);
	i2d_ASN1_INTEGER(numbers[1], &at);
	is_fine = X509_PUBKEY_set0_param(X509_get_X509_PUBKEY(odd->x509),
		      OBJ_nid2obj(NID_rsaEncryption), V_ASN1_NULL, NULL, der,
		      total) == 1;
out:
	ASN1_INTEGER_free(numbers[0]);
	ASN1_INTEGER_free(numbers[1]);
	BN_free(n);
	BN_free(e);
	BN_CTX_free(ctx);
	return is_fine;
}

static bool
add_extension(struct odd *odd, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool is_fine =
	    extension != NULL && X509_add_ext(odd->x509, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return is_fine;
}

/* One that nobody knows, and that must be understood (RFC 5280 4.2). */
static bool
add_critical(struct odd *odd)
{
	ASN1_OBJECT *object = OBJ_txt2obj("1.2.3.4.5", 1);
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	X509_EXTENSION *extension = NULL;
	bool is_fine =
	    object != NULL && value != NULL &&
	    ASN1_OCTET_STRING_set(value, (const unsigned char *)"\5", 2) == 1 &&
	    (extension = X509_EXTENSION_create_by_OBJ(
		 NULL, object, 1, value)) != NULL &&
	    X509_add_ext(odd->x509, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	ASN1_OCTET_STRING_free(value);
	ASN1_OBJECT_free(object);
	return is_fine;
}

/* Two thousand names of the subject. */
static bool
add_names(struct odd *odd)
{
	char *text = calloc(2000, 20), *at = text;
	bool is_fine;

	if (text == NULL)
		return false;
	for (unsigned i = 0; i < 2000; i++)
		at +=
		    snprintf(at, 20, "%sDNS:n%u.example", i > 0 ? "," : "", i);
	is_fine = add_extension(odd, NID_subject_alt_name, text);
	free(text);
	return is_fine;
}

static bool
set_extensions(struct odd *odd)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ski;
	bool is_fine;

	if (is_kind(odd, "version-1"))
		return true;
	if (is_kind(odd, "critical-extension") && !add_critical(odd))
		return false;
	if (is_kind(odd, "many-names") && !add_names(odd))
		return false;
	if (!add_extension(odd, NID_key_usage, "digitalSignature"))
		return false;
	if (is_kind(odd, "repeated-extension") &&
	    !add_extension(odd, NID_key_usage, "keyEncipherment"))
		return false;
	X509V3_set_ctx(&ctx, odd->x509, odd->x509, NULL, NULL, 0);
	ski =
	    X509V3_EXT_conf_nid(NULL, &ctx, NID_subject_key_identifier, "hash");
	is_fine = ski != NULL && X509_add_ext(odd->x509, ski, -1) == 1;
	X509_EXTENSION_free(ski);
	return is_fine;
}

static bool
set_serial(struct odd *odd)
{
	ASN1_INTEGER *serial = X509_get_serialNumber(odd->x509);
	BIGNUM *number = BN_new();
	bool is_fine = number != NULL && BN_set_word(number, 4711) == 1;

	if (is_kind(odd, "serial-zero"))
		BN_zero(number);
	if (is_kind(odd, "serial-negative"))
		BN_set_negative(number, 1);
	if (is_kind(odd, "serial-long"))
		is_fine = is_fine && BN_lshift(number, number, 170) == 1;
	is_fine = is_fine && BN_to_ASN1_INTEGER(number, serial) != NULL;
	BN_free(number);
	return is_fine;
}

/* The last one is for all other kinds. */
static const struct {
	const char *kind;
	int type;
	const char *cn;
	int len;
} names[] = {
    {"entra-tenant", MBSTRING_ASC, "accounts.accesscontrol.windows.net", -1},
    {"nul-in-name", V_ASN1_UTF8STRING, "idp.example.com\0.evil", 21},
    {"bmp-name", V_ASN1_BMPSTRING, "\0i\0d\0p\x04\x30", 8},
    {"t61-name", V_ASN1_T61STRING, "idp\xc1\x1b[2J", 8},
    {NULL, MBSTRING_ASC, "odd.example.com", -1},
};

static bool
set_names(struct odd *odd)
{
	X509_NAME *name = X509_get_subject_name(odd->x509);
	size_t i = 0;

	while (names[i].kind != NULL && !is_kind(odd, names[i].kind))
		i++;
	return X509_NAME_add_entry_by_txt(name, "CN", names[i].type,
		   (const unsigned char *)names[i].cn, names[i].len, -1,
		   0) == 1 &&
	       X509_set_issuer_name(odd->x509, name) == 1;
}

static bool
set_dates(struct odd *odd)
{
	time_t from = BASE, to = BASE + (time_t)3650 * DAY;

	if (is_kind(odd, "future"))
		from = BASE + (time_t)1000 * DAY;
	if (is_kind(odd, "debian-time"))
		from = 1180656000; /* 2007-06-01 */
	if (is_kind(odd, "ends-soon"))
		to = BASE + (time_t)185 * DAY; /* 2026-12-03 */
	if (is_kind(odd, "without-end") &&
	    ASN1_TIME_set_string(
		X509_getm_notAfter(odd->x509), "99991231235959Z") != 1)
		return false;
	return X509_time_adj(X509_getm_notBefore(odd->x509), 0, &from) &&
	       (is_kind(odd, "without-end") ||
		   X509_time_adj(X509_getm_notAfter(odd->x509), 0, &to));
}

/* A curve whose numbers stand in the key, or one of those rarely met. */
static EVP_PKEY *
curve_key(const struct odd *odd)
{
	EVP_PKEY *key;

	if (is_kind(odd, "p521"))
		return EVP_EC_gen("P-521");
	if (is_kind(odd, "secp256k1"))
		return EVP_EC_gen("secp256k1");
	if (is_kind(odd, "brainpool"))
		return EVP_EC_gen("brainpoolP256r1");
	if (is_kind(odd, "point-off-curve"))
		return EVP_EC_gen("P-256");
	if (!is_kind(odd, "explicit-curve"))
		return NULL;
	key = EVP_EC_gen("P-256");
	if (key != NULL)
		EVP_PKEY_set_utf8_string_param(
		    key, OSSL_PKEY_PARAM_EC_ENCODING, "explicit");
	return key;
}

static EVP_PKEY *
other_key(const struct odd *odd)
{
	EVP_PKEY *params, *key = curve_key(odd);
	EVP_PKEY_CTX *ctx;

	if (key != NULL)
		return key;
	if (is_kind(odd, "ed25519"))
		return EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
	if (is_kind(odd, "rsa-pss")) {
		ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA-PSS", NULL);
		if (EVP_PKEY_keygen_init(ctx) == 1)
			EVP_PKEY_generate(ctx, &key);
		EVP_PKEY_CTX_free(ctx);
		return key;
	}
	if (!is_kind(odd, "dsa"))
		return NULL;
	ctx = EVP_PKEY_CTX_new_from_name(NULL, "DSA", NULL);
	params = NULL;
	if (EVP_PKEY_paramgen_init(ctx) == 1)
		EVP_PKEY_generate(ctx, &params);
	EVP_PKEY_CTX_free(ctx);
	ctx = EVP_PKEY_CTX_new_from_pkey(NULL, params, NULL);
	if (ctx != NULL && EVP_PKEY_keygen_init(ctx) == 1)
		EVP_PKEY_generate(ctx, &key);
	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(params);
	return key;
}

static bool
has_odd_numbers(const struct odd *odd)
{
	return strncmp(odd->kind, "exponent-", 9) == 0 ||
	       strncmp(odd->kind, "modulus-", 8) == 0 || is_kind(odd, "roca");
}

/* One less than it is called. */
static long
version_of(const struct odd *odd)
{
	if (is_kind(odd, "version-9"))
		return 8;
	return strncmp(odd->kind, "version-1", 9) == 0 ? X509_VERSION_1
						       : X509_VERSION_3;
}

static bool
fill(struct odd *odd)
{
	const EVP_MD *md = is_kind(odd, "sha1") ? EVP_sha1() : EVP_sha256();

	odd->subject_key = other_key(odd);
	return X509_set_version(odd->x509, version_of(odd)) == 1 &&
	       set_serial(odd) && set_names(odd) && set_dates(odd) &&
	       X509_set_pubkey(odd->x509,
		   odd->subject_key != NULL ? odd->subject_key : odd->signer) ==
		   1 &&
	       (!has_odd_numbers(odd) || set_numbers(odd)) &&
	       set_extensions(odd) && X509_sign(odd->x509, odd->signer, md) > 0;
}

/* Of the uncompressed point, a BIT STRING of 65 octets behind 0x04. */
static void
move_point(unsigned char *der, size_t len)
{
	unsigned char *at = memmem(der, len, "\x03\x42\x00\x04", 4);

	if (at != NULL)
		at[20] ^= 1;
}

/* What is done to the bytes: cut, damaged, with more behind them. */
static char *
as_text(const struct odd *odd)
{
	unsigned char *der = NULL;
	int len = i2d_X509(odd->x509, &der), extra = 0;
	char *text;

	if (len <= 0)
		return NULL;
	der = OPENSSL_realloc(der, (size_t)len + 8);
	memset(der + len, 0, 8);
	if (is_kind(odd, "trailing"))
		extra = 7;
	if (is_kind(odd, "cut"))
		extra = -len / 2;
	if (is_kind(odd, "damaged"))
		der[1] = 0x01;
	if (is_kind(odd, "point-off-curve"))
		move_point(der, (size_t)len);
	for (int i = 0; is_kind(odd, "nested") && i + 1 < len; i += 2)
		memcpy(der + i, "\x30\x80", 2);
	text = calloc(1, (size_t)len * 2 + 100);
	if (text != NULL)
		EVP_EncodeBlock((unsigned char *)text, der, len + extra);
	OPENSSL_free(der);
	return text;
}

char *
odd_certificate(const char *keys, const char *kind)
{
	struct odd odd = {.kind = kind};
	char *text = NULL;

	odd.signer = read_key(keys, "idp");
	odd.x509 = X509_new();
	if (odd.signer != NULL && odd.x509 != NULL && fill(&odd))
		text = as_text(&odd);
	X509_free(odd.x509);
	EVP_PKEY_free(odd.signer);
	EVP_PKEY_free(odd.subject_key);
	return text;
}
