/* SPDX-License-Identifier: MIT */
#include "crypto/key_cost.h"

#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "crypto/init.h"

/* OpenSSL cuts to an int what is negative or too large. */
static uint64_t
number(const ASN1_INTEGER *integer)
{
	uint64_t n;

	if (integer == NULL)
		return 0;
	return ASN1_INTEGER_get_uint64(&n, integer) == 1 ? n : UINT64_MAX;
}

static void *
parameters(const X509_ALGOR *algorithm, const ASN1_ITEM *item)
{
	return algorithm->parameter != NULL
		   ? ASN1_TYPE_unpack_sequence(item, algorithm->parameter)
		   : NULL;
}

static bool
has_many_rounds(const ASN1_INTEGER *rounds)
{
	return number(rounds) > KEY_COST_ROUNDS_MAX;
}

static bool
is_dear_pbkdf2(const X509_ALGOR *algorithm)
{
	PBKDF2PARAM *p = parameters(algorithm, ASN1_ITEM_rptr(PBKDF2PARAM));
	bool is_dear = p != NULL && has_many_rounds(p->iter);

	PBKDF2PARAM_free(p);
	return is_dear;
}

/* PKCS#12's and PKCS#5's first scheme: both have a salt and a count. */
static bool
is_dear_pbe(const X509_ALGOR *algorithm)
{
	PBEPARAM *p = parameters(algorithm, ASN1_ITEM_rptr(PBEPARAM));
	bool is_dear = p != NULL && has_many_rounds(p->iter);

	PBEPARAM_free(p);
	return is_dear;
}

static bool
is_dear_scrypt(const X509_ALGOR *algorithm)
{
	SCRYPT_PARAMS *p = parameters(algorithm, ASN1_ITEM_rptr(SCRYPT_PARAMS));
	uint64_t most = KEY_COST_SCRYPT_MAX;
	const ASN1_INTEGER *factors[3];

	if (p == NULL)
		return false;
	factors[0] = p->costParameter;
	factors[1] = p->blockSize;
	factors[2] = p->parallelizationParameter;
	for (size_t i = 0; i < 3 && number(factors[i]) > 0; i++)
		most /= number(factors[i]);
	SCRYPT_PARAMS_free(p);
	return most == 0;
}

static const char *
excess_of(const X509_ALGOR *algorithm)
{
	static const char rounds[] = "more than 600,000 rounds";
	int nid = OBJ_obj2nid(algorithm->algorithm);
	PBE2PARAM *pbe2;
	const char *excess = NULL;

	if (nid != NID_pbes2)
		return is_dear_pbe(algorithm) ? rounds : NULL;
	pbe2 = parameters(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
	if (pbe2 == NULL)
		return NULL;
	nid = OBJ_obj2nid(pbe2->keyfunc->algorithm);
	if (nid == NID_id_pbkdf2 && is_dear_pbkdf2(pbe2->keyfunc))
		excess = rounds;
	else if (nid == NID_id_scrypt && is_dear_scrypt(pbe2->keyfunc))
		excess = "more than eight times the usual work of scrypt";
	PBE2PARAM_free(pbe2);
	return excess;
}

static const char *
excess_of_block(const unsigned char *der, long len)
{
	X509_SIG *sealed = d2i_X509_SIG(NULL, &der, len);
	const X509_ALGOR *algorithm;
	const char *excess = NULL;

	if (sealed != NULL) {
		X509_SIG_get0(sealed, &algorithm, NULL);
		excess = excess_of(algorithm);
	}
	X509_SIG_free(sealed);
	return excess;
}

/* false: there is none behind it. */
static bool
next_block(BIO *bio, const char **excess)
{
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	long len = 0;
	size_t left = BIO_ctrl_pending(bio);
	bool is_read = PEM_read_bio(bio, &name, &header, &der, &len) == 1;

	if (is_read)
		*excess = excess_of_block(der, len);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_clear_free(der, (size_t)len);
	/* One that is damaged may have others behind it. */
	return is_read || BIO_ctrl_pending(bio) < left;
}

const char *
key_cost_excess(const uint8_t *pem, size_t len)
{
	BIO *bio = BIO_new_mem_buf(pem, (int)len);
	const char *excess = NULL;

	while (bio != NULL && excess == NULL && next_block(bio, &excess))
		;
	if (bio == NULL)
		crypto_missed_memory();
	BIO_free(bio);
	crypto_errors_drop();
	return excess;
}
