/* SPDX-License-Identifier: MIT */
#include "crypto/public_key.h"
#include "crypto/certificate_outline.h"
#include "crypto/init.h"

#include <openssl/asn1.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <string.h>

static void
key_release(void *key)
{
	EVP_PKEY_free(key);
}

/* As every RSAPublicKey is: two positive numbers, in DER. */
static bool
usual_numbers(struct der key, BIGNUM **n, BIGNUM **e)
{
	struct der inside, modulus, exponent;

	if (!der_take(&key, DER_SEQUENCE, &inside) || key.len != 0 ||
	    !der_take_unsigned(&inside, &modulus) ||
	    !der_take_unsigned(&inside, &exponent) || inside.len != 0)
		return false;
	*n = crypto_made(BN_bin2bn(modulus.at, (int)modulus.len, NULL));
	*e = crypto_made(BN_bin2bn(exponent.at, (int)exponent.len, NULL));
	return true;
}

/* The same, by OpenSSL, which forgives some faults. */
static bool
unusual_numbers(const uint8_t *der, size_t len, BIGNUM **n, BIGNUM **e)
{
	ASN1_INTEGER *modulus = NULL, *exponent = NULL;
	const uint8_t *at = der;
	long inside;
	int tag, class;
	bool is_read = false;

	if (ASN1_get_object(&at, &inside, &tag, &class, (long)len) !=
		V_ASN1_CONSTRUCTED ||
	    tag != V_ASN1_SEQUENCE)
		return false;
	modulus = d2i_ASN1_INTEGER(NULL, &at, inside);
	if (modulus == NULL)
		goto out;
	exponent = d2i_ASN1_INTEGER(NULL, &at, (long)len - (at - der));
	if (exponent == NULL || at != der + len)
		goto out;
	*n = crypto_made(ASN1_INTEGER_to_BN(modulus, NULL));
	*e = crypto_made(ASN1_INTEGER_to_BN(exponent, NULL));
	is_read = *n != NULL && *e != NULL;
out:
	ASN1_INTEGER_free(modulus);
	ASN1_INTEGER_free(exponent);
	return is_read;
}

/* The two numbers of an RSAPublicKey: RFC 8017 A.1.1. */
bool
public_key_rsa_numbers(const uint8_t *der, size_t len, BIGNUM **n, BIGNUM **e)
{
	if (usual_numbers((struct der){der, len}, n, e))
		return *n != NULL && *e != NULL;
	return unusual_numbers(der, len, n, e);
}

/* d2i_PUBKEY() runs OpenSSL's decoders, twenty times as dear as this. */
static EVP_PKEY *
rsa_build(const BIGNUM *n, const BIGNUM *e)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	OSSL_PARAM *params = NULL;
	EVP_PKEY *key = NULL;

	crypto_errors_drop();
	if (build == NULL || context == NULL ||
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) != 1 ||
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) != 1)
		goto out;
	params = OSSL_PARAM_BLD_to_param(build);
	if (params == NULL || EVP_PKEY_fromdata_init(context) != 1)
		goto out;
	if (EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
out:
	/* It says what is wrong with numbers, and nothing without memory. */
	if (key == NULL && ERR_peek_error() == 0)
		crypto_missed_memory();
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	EVP_PKEY_CTX_free(context);
	return key;
}

static EVP_PKEY *
rsa_read(const uint8_t *der, size_t len, struct public_key *result)
{
	BIGNUM *n = NULL, *e = NULL;
	EVP_PKEY *key = NULL;

	result->detail = "the RSA key inside cannot be read";
	if (!public_key_rsa_numbers(der, len, &n, &e))
		goto out;
	if (BN_is_negative(n) || BN_is_zero(n) || BN_is_negative(e))
		goto out;
	result->bits = (unsigned)BN_num_bits(n);
	if (result->bits > RSA_MAX_BITS)
		result->detail = "the RSA key has more than 16384 bits";
	else if (!BN_is_odd(n) || !BN_is_odd(e) || BN_is_one(e))
		result->detail = "the RSA key has an impossible modulus or "
				 "exponent";
	else
		key = rsa_build(n, e);
out:
	BN_free(n);
	BN_free(e);
	return key;
}

/* Curves of SAML practice, by OpenSSL's names. */
static bool
curve_is_known(const char *curve)
{
	static const char *const known[] = {
	    "prime256v1", "secp384r1", "secp521r1"};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(known[i], curve) == 0)
			return true;
	return false;
}

static bool
ec_judge(struct arena *arena, EVP_PKEY *key, struct public_key *result)
{
	char curve[64];
	size_t len;

	if (EVP_PKEY_get_group_name(key, curve, sizeof curve, &len) != 1) {
		result->detail = "the EC key is on no named curve";
		return false;
	}
	result->curve = arena_strdup(arena, curve);
	if (curve_is_known(curve))
		return true;
	result->detail = arena_printf(arena,
	    "the EC key is on curve %s; P-256, P-384 and P-521 are judged",
	    curve);
	return false;
}

static const char *
type_name(int nid)
{
	switch (nid) {
	case NID_rsaEncryption:
		return "RSA";
	case NID_rsassaPss:
		return "RSA-PSS";
	case NID_X9_62_id_ecPublicKey:
		return "EC";
	case NID_dsa:
		return "DSA";
	case NID_ED25519:
		return "Ed25519";
	case NID_ED448:
		return "Ed448";
	default:
		return nid == NID_undef ? "unknown" : OBJ_nid2sn(nid);
	}
}

static EVP_PKEY *
other_read(struct arena *arena, const uint8_t *spki, size_t len,
    struct public_key *result)
{
	const uint8_t *at = spki;
	EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)len);

	if (key == NULL) {
		result->detail = "the public key inside cannot be read";
		return NULL;
	}
	result->bits = (unsigned)EVP_PKEY_get_bits(key);
	if (strcmp(result->type, "EC") == 0 && !ec_judge(arena, key, result)) {
		EVP_PKEY_free(key);
		return NULL;
	}
	return key;
}

static int
algorithm_nid(X509_PUBKEY *pubkey, const uint8_t **der, int *len)
{
	ASN1_OBJECT *algorithm;

	if (X509_PUBKEY_get0_param(&algorithm, der, len, NULL, pubkey) != 1)
		return NID_undef;
	return OBJ_obj2nid(algorithm);
}

/* The outer shell alone, so that no decoder runs for RSA. */
static X509_PUBKEY *
shell_read(const uint8_t *spki, size_t len)
{
	const uint8_t *at = spki;
	X509_PUBKEY *pubkey;

	pubkey = crypto_made(X509_PUBKEY_new_ex(crypto_bare_context(), NULL));
	if (pubkey == NULL)
		return NULL;
	return d2i_X509_PUBKEY(&pubkey, &at, (long)len);
}

/* NID_undef: it cannot be read. */
static int
kind_read(const uint8_t *spki, size_t len, struct arena *arena, struct der *key)
{
	X509_PUBKEY *pubkey;
	const uint8_t *der = NULL;
	int der_len = 0, nid = NID_undef;

	if (key_info_rsa((struct der){spki, len}, key))
		return NID_rsaEncryption;
	pubkey = shell_read(spki, len);
	if (pubkey != NULL)
		nid = algorithm_nid(pubkey, &der, &der_len);
	if (nid == NID_rsaEncryption)
		*key = (struct der){
		    arena_memdup(arena, der, (size_t)der_len), (size_t)der_len};
	X509_PUBKEY_free(pubkey);
	return nid;
}

bool
public_key_read(struct arena *arena, const uint8_t *spki, size_t len,
    struct public_key *result)
{
	uint8_t digest[SHA256_LEN];
	struct der key = {NULL, 0};
	int nid = kind_read(spki, len, arena, &key);

	result->detail = "the public key inside cannot be read";
	result->type = result->fingerprint = "";
	if (digest_sha256(spki, len, digest))
		result->fingerprint = digest_hex(arena, digest, SHA256_LEN);
	result->type = type_name(nid);
	result->key = nid == NID_rsaEncryption && key.at != NULL
			  ? rsa_read(key.at, key.len, result)
			  : other_read(arena, spki, len, result);
	if (result->key == NULL)
		return false;
	result->detail = "";
	if (arena_defer(arena, key_release, result->key))
		return true;
	EVP_PKEY_free(result->key);
	result->key = NULL;
	return false;
}
