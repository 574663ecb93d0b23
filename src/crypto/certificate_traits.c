/* SPDX-License-Identifier: MIT */
#include "crypto/certificate_traits.h"

#include <openssl/bn.h>

#include "crypto/certificate_outline.h"
#include "crypto/certificate_x509.h"
#include "crypto/init.h"
#include "crypto/public_key.h"
#include "crypto/weak_key.h"

static const char *
weakness(struct der key_info)
{
	struct der key;
	BIGNUM *n = NULL, *e = NULL;
	const char *result = NULL;

	if (!key_info_rsa(key_info, &key))
		return NULL;
	if (public_key_rsa_numbers(key.at, key.len, &n, &e))
		result = weak_key_name(n, e);
	BN_free(n);
	BN_free(e);
	return result;
}

/* What is unusual is none of these. */
static void
outline_traits(struct arena *arena, const struct certificate_outline *outline,
    struct certificate_traits *traits)
{
	traits->version = outline->version;
	traits->has_extensions = outline->has_extensions;
	traits->old_digest = outline->signature->old_digest;
	if (outline->key_id.at != NULL)
		traits->subject_key_id =
		    digest_hex(arena, outline->key_id.at, outline->key_id.len);
	traits->weakness = weakness(outline->key_info);
}

struct certificate_traits *
certificate_traits_read(
    struct arena *arena, const struct certificate *certificate)
{
	struct certificate_traits *traits = arena_alloc(arena, sizeof *traits);
	struct certificate_outline outline;
	bool is_read = true;

	if (traits == NULL || certificate->der == NULL || !crypto_start())
		return traits;
	if (certificate_outline_read(
		certificate->der, certificate->der_len, &outline))
		outline_traits(arena, &outline, traits);
	else
		is_read = certificate_x509_traits(arena, certificate, traits);
	crypto_errors_drop();
	return is_read ? traits : NULL;
}
