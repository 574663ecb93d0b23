/* SPDX-License-Identifier: MIT */
/* What the algorithms of a ds:Signature mean to xmlsec and to OpenSSL. */
#ifndef SDX_CRYPTO_ALGORITHM_H
#define SDX_CRYPTO_ALGORITHM_H

#include <stdbool.h>
#include <xmlsec/xmlsec.h>

#include <xmlsec/transforms.h>

struct signature_algorithm { /* SignatureMethod */
	const char *uri;
	const char *key_type; /* of struct certificate */
	const char *digest;   /* OpenSSL's name */
	xmlSecTransformId (*klass)(void);
};

struct digest_algorithm { /* DigestMethod */
	const char *uri;
	const char *digest; /* OpenSSL's name */
	xmlSecTransformId (*klass)(void);
};

struct c14n_algorithm { /* CanonicalizationMethod, Transform */
	const char *uri;
	int mode; /* of xmlC14NExecute() */
	bool has_comments;
	xmlSecTransformId (*klass)(void);
};

/* NULL: unknown to this build, or refused. */
const struct signature_algorithm *signature_algorithm_find(const char *uri);
const struct digest_algorithm *digest_algorithm_find(const char *uri);
const struct c14n_algorithm *c14n_algorithm_find(const char *uri);

/* Known, and never accepted: MD5, RIPEMD, HMAC, DSA. */
bool algorithm_is_refused(const char *uri);

#endif
