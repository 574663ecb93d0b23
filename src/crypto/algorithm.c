/* SPDX-License-Identifier: MIT */
#include "crypto/algorithm.h"
#include "saml/name.h"

#include <libxml/c14n.h>
#include <string.h>
#include <xmlsec/openssl/crypto.h>

#define LENGTH(a) (sizeof(a) / sizeof *(a))

static const struct signature_algorithm signature_algorithms[] = {
    {ALG_RSA_SHA256, "RSA", "SHA256", xmlSecOpenSSLTransformRsaSha256GetKlass},
    {ALG_RSA_SHA1, "RSA", "SHA1", xmlSecOpenSSLTransformRsaSha1GetKlass},
    {ALG_DSIG_MORE "rsa-sha224", "RSA", "SHA224",
	xmlSecOpenSSLTransformRsaSha224GetKlass},
    {ALG_RSA_SHA384, "RSA", "SHA384", xmlSecOpenSSLTransformRsaSha384GetKlass},
    {ALG_RSA_SHA512, "RSA", "SHA512", xmlSecOpenSSLTransformRsaSha512GetKlass},
    {ALG_ECDSA_SHA1, "EC", "SHA1", xmlSecOpenSSLTransformEcdsaSha1GetKlass},
    {ALG_DSIG_MORE "ecdsa-sha224", "EC", "SHA224",
	xmlSecOpenSSLTransformEcdsaSha224GetKlass},
    {ALG_ECDSA_SHA256, "EC", "SHA256",
	xmlSecOpenSSLTransformEcdsaSha256GetKlass},
    {ALG_ECDSA_SHA384, "EC", "SHA384",
	xmlSecOpenSSLTransformEcdsaSha384GetKlass},
    {ALG_ECDSA_SHA512, "EC", "SHA512",
	xmlSecOpenSSLTransformEcdsaSha512GetKlass},
};

static const struct digest_algorithm digest_algorithms[] = {
    {ALG_SHA256, "SHA256", xmlSecOpenSSLTransformSha256GetKlass},
    {ALG_SHA1, "SHA1", xmlSecOpenSSLTransformSha1GetKlass},
    {ALG_SHA224, "SHA224", xmlSecOpenSSLTransformSha224GetKlass},
    {ALG_SHA384, "SHA384", xmlSecOpenSSLTransformSha384GetKlass},
    {ALG_SHA512, "SHA512", xmlSecOpenSSLTransformSha512GetKlass},
};

static const struct c14n_algorithm c14n_algorithms[] = {
    {ALG_EXC_C14N, XML_C14N_EXCLUSIVE_1_0, false,
	xmlSecTransformExclC14NGetKlass},
    {ALG_EXC_C14N ALG_WITH_COMMENTS, XML_C14N_EXCLUSIVE_1_0, true,
	xmlSecTransformExclC14NWithCommentsGetKlass},
    {ALG_C14N, XML_C14N_1_0, false, xmlSecTransformInclC14NGetKlass},
    {ALG_C14N "#" ALG_WITH_COMMENTS, XML_C14N_1_0, true,
	xmlSecTransformInclC14NWithCommentsGetKlass},
    {ALG_C14N11, XML_C14N_1_1, false, xmlSecTransformInclC14N11GetKlass},
    {ALG_C14N11 "#" ALG_WITH_COMMENTS, XML_C14N_1_1, true,
	xmlSecTransformInclC14N11WithCommentsGetKlass},
};

const struct signature_algorithm *
signature_algorithm_find(const char *uri)
{
	for (size_t i = 0; uri != NULL && i < LENGTH(signature_algorithms); i++)
		if (strcmp(signature_algorithms[i].uri, uri) == 0)
			return &signature_algorithms[i];
	return NULL;
}

const struct digest_algorithm *
digest_algorithm_find(const char *uri)
{
	for (size_t i = 0; uri != NULL && i < LENGTH(digest_algorithms); i++)
		if (strcmp(digest_algorithms[i].uri, uri) == 0)
			return &digest_algorithms[i];
	return NULL;
}

const struct c14n_algorithm *
c14n_algorithm_find(const char *uri)
{
	for (size_t i = 0; uri != NULL && i < LENGTH(c14n_algorithms); i++)
		if (strcmp(c14n_algorithms[i].uri, uri) == 0)
			return &c14n_algorithms[i];
	return NULL;
}

bool
algorithm_is_refused(const char *uri)
{
	static const char *const refused[] = {
	    NS_DS "dsa-sha1",
	    NS_DS "hmac-sha1",
	    ALG_DSIG_MORE "hmac-md5",
	    ALG_DSIG_MORE "hmac-ripemd160",
	    ALG_DSIG_MORE "hmac-sha224",
	    ALG_DSIG_MORE "hmac-sha256",
	    ALG_DSIG_MORE "hmac-sha384",
	    ALG_DSIG_MORE "hmac-sha512",
	    ALG_DSIG_MORE "md5",
	    ALG_DSIG_MORE "rsa-md5",
	    ALG_DSIG_MORE "rsa-ripemd160",
	    NS_XENC "ripemd160",
	    "http://www.w3.org/2009/xmldsig11#dsa-sha256",
	};

	for (size_t i = 0; uri != NULL && i < LENGTH(refused); i++)
		if (strcmp(refused[i], uri) == 0)
			return true;
	return false;
}
