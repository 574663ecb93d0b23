/* SPDX-License-Identifier: MIT */
#include "crypto/signature.h"
#include "crypto/algorithm.h"
#include "crypto/init.h"
#include "crypto/public_key.h"
#include "crypto/signed_info.h"
#include "crypto/verification.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* A signature on its way to a result. */
struct judging {
	struct arena *arena;
	const struct saml_document *document;
	const struct saml_signature *signature;
	struct certificate *const *trusted;
	size_t n_trusted;
	const struct signature_algorithm *method;
	const struct certificate *embedded[SIGNATURE_MAX_CERTIFICATES];
	size_t n_embedded;
	struct signature_result *result;
};

static bool
same_key(const struct certificate *a, const struct certificate *b)
{
	return a->key != NULL && b->key != NULL &&
	       strcmp(a->key_fingerprint, b->key_fingerprint) == 0;
}

/* The given certificate of those bytes, so that it is not read again. */
static const struct certificate *
trusted_by_der(const struct judging *j, const uint8_t *der, size_t len)
{
	for (size_t i = 0; i < j->n_trusted; i++)
		if (j->trusted[i]->der_len == len &&
		    memcmp(j->trusted[i]->der, der, len) == 0)
			return j->trusted[i];
	return NULL;
}

static bool
key_is_trusted(const struct judging *j, const struct certificate *certificate)
{
	for (size_t i = 0; i < j->n_trusted; i++)
		if (same_key(j->trusted[i], certificate))
			return true;
	return false;
}

/* KeyInfo's certificates: hints, and the other side of a comparison. */
static void
embedded_read(struct judging *j)
{
	const struct saml_signature *s = j->signature;
	const struct certificate *certificate;
	size_t len, n = s->n_certificates;

	if (n > SIGNATURE_MAX_CERTIFICATES)
		n = SIGNATURE_MAX_CERTIFICATES;
	for (size_t i = 0; i < n; i++) {
		const char *text = s->certificates[i];
		uint8_t *der =
		    base64_decode(j->arena, text, strlen(text), &len, NULL);

		certificate = der != NULL ? trusted_by_der(j, der, len) : NULL;
		if (certificate == NULL)
			certificate = certificate_from_base64(j->arena, text);
		if (certificate != NULL)
			j->embedded[j->n_embedded++] = certificate;
	}
}

/* The one to speak of: a trusted one, else the first with a key. */
static void
embedded_choose(struct judging *j)
{
	struct signature_result *result = j->result;

	for (size_t i = 0; i < j->n_embedded; i++) {
		if (key_is_trusted(j, j->embedded[i])) {
			result->embedded = j->embedded[i];
			result->embedded_is_trusted = true;
			return;
		}
	}
	for (size_t i = 0; i < j->n_embedded; i++) {
		if (result->embedded == NULL ||
		    (result->embedded->key == NULL &&
			j->embedded[i]->key != NULL))
			result->embedded = j->embedded[i];
	}
}

static bool
is_weak(const struct certificate *certificate)
{
	return strcmp(certificate->key_type, "RSA") == 0 &&
	       certificate->key_bits < RSA_MIN_BITS;
}

static bool
is_candidate(const struct judging *j, const struct certificate *certificate)
{
	return signature_algorithm_fits(j->method, certificate) &&
	       !is_weak(certificate);
}

/* The given certificate that KeyInfo names; else the first that fits. */
static const struct certificate *
first_candidate(const struct judging *j)
{
	const struct certificate *first = NULL;

	for (size_t i = 0; i < j->n_trusted; i++) {
		if (!is_candidate(j, j->trusted[i]))
			continue;
		if (j->result->embedded_is_trusted &&
		    same_key(j->trusted[i], j->result->embedded))
			return j->trusted[i];
		if (first == NULL)
			first = j->trusted[i];
	}
	return first;
}

/* Try xmlsec with one key.  false: no memory. */
static bool
attempt(struct judging *j, const struct certificate *certificate,
    struct verification *v)
{
	struct signature_result *result = j->result;

	if (!verification_run(j->arena, j->document, j->signature,
		certificate != NULL ? certificate->key : NULL, v))
		return false;
	result->detail = v->detail;
	result->octets = v->octets;
	result->octets_len = v->octets_len;
	if (v->holds && certificate != NULL) {
		result->state = SIGNATURE_VALID;
		result->reason = SIGNATURE_HOLDS;
		result->key = result->signed_by = certificate;
		result->embedded_verifies =
		    result->embedded_is_trusted &&
		    same_key(certificate, result->embedded);
	}
	return true;
}

/*
 * No given key fits.  The reference can still be worked out, but xmlsec wants
 * a key first: the embedded one will do, for nothing it says of the
 * signature's value is looked at.
 */
static bool
attempt_reference(struct judging *j, struct verification *v)
{
	EVP_PKEY *key = NULL;

	for (size_t i = 0; key == NULL && i < j->n_embedded; i++)
		if (signature_algorithm_fits(j->method, j->embedded[i]))
			key = j->embedded[i]->key;
	if (!verification_run(j->arena, j->document, j->signature, key, v))
		return false;
	v->holds = false;
	j->result->octets = v->octets;
	j->result->octets_len = v->octets_len;
	return true;
}

static void
digest_found(struct judging *j)
{
	const struct digest_algorithm *algorithm =
	    digest_algorithm_find(j->signature->digest_method);
	uint8_t digest[EVP_MAX_MD_SIZE];
	size_t len;

	if (algorithm == NULL || j->result->octets == NULL)
		return;
	if (EVP_Q_digest(NULL, algorithm->digest, NULL, j->result->octets,
		j->result->octets_len, digest, &len) == 1)
		j->result->digest_found = base64_encode(j->arena, digest, len);
	else
		crypto_missed_memory();
}

/* Who signed SignedInfo as it stands: of those given, then those named. */
static void
signer_find(struct judging *j, const struct signed_info *info)
{
	struct signature_result *result = j->result;

	for (size_t i = 0; i < j->n_trusted && result->signed_by == NULL; i++)
		if (signed_info_verifies(
			info, j->trusted[i], VALUE_AS_STANDARD))
			result->signed_by = j->trusted[i];
	for (size_t i = 0; i < j->n_embedded; i++) {
		if (!signed_info_verifies(
			info, j->embedded[i], VALUE_AS_STANDARD))
			continue;
		result->embedded = j->embedded[i];
		result->embedded_is_trusted = key_is_trusted(j, j->embedded[i]);
		result->embedded_verifies = true;
		if (result->signed_by == NULL)
			result->signed_by = j->embedded[i];
		return;
	}
}

static bool
verifies_as_der(const struct judging *j, const struct signed_info *info)
{
	if (strcmp(info->method->key_type, "EC") != 0)
		return false;
	for (size_t i = 0; i < j->n_trusted; i++)
		if (signed_info_verifies(info, j->trusted[i], VALUE_AS_DER))
			return true;
	for (size_t i = 0; i < j->n_embedded; i++)
		if (signed_info_verifies(info, j->embedded[i], VALUE_AS_DER))
			return true;
	return false;
}

static size_t
expected_value_len(const struct signed_info *info, const struct judging *j)
{
	const struct certificate *key = first_candidate(j);

	if (key == NULL)
		return 0;
	if (strcmp(info->method->key_type, "EC") == 0)
		return 2 * (size_t)((key->key_bits + 7) / 8);
	return (key->key_bits + 7) / 8;
}

/* In what way the value itself is odd; "" where it looks like one. */
static const char *
value_detail(const struct judging *j, const struct signed_info *info)
{
	size_t expected = expected_value_len(info, j);

	if (j->signature->signature_value == NULL)
		return "there is no SignatureValue";
	if (info->value == NULL)
		return arena_printf(j->arena,
		    "SignatureValue is not base64: character %zu",
		    info->bad + 1);
	if (info->value_len == 0)
		return "SignatureValue is empty";
	if (verifies_as_der(j, info))
		return "SignatureValue is DER-encoded; XML Signature wants r "
		       "and s side by side without it, and with that it "
		       "would hold";
	if (expected != 0 && info->value_len != expected)
		return arena_printf(j->arena,
		    "SignatureValue has %zu bytes; a signature by the given "
		    "key has %zu",
		    info->value_len, expected);
	return "";
}

static bool
has_usable(const struct judging *j)
{
	for (size_t i = 0; i < j->n_trusted; i++)
		if (j->trusted[i]->key != NULL)
			return true;
	return false;
}

static bool
has_weak(const struct judging *j)
{
	for (size_t i = 0; i < j->n_trusted; i++)
		if (signature_algorithm_fits(j->method, j->trusted[i]) &&
		    is_weak(j->trusted[i]))
			return true;
	return false;
}

/* The reference holds, yet no given key makes the signature hold: why? */
static void
explain_value(struct judging *j, const struct signed_info *info)
{
	struct signature_result *result = j->result;
	const char *detail = value_detail(j, info);

	result->state = SIGNATURE_INVALID;
	if (*detail != '\0')
		result->detail = detail;
	if (!has_usable(j)) {
		result->state = SIGNATURE_UNVERIFIED;
		result->reason = SIGNATURE_NO_TRUST;
	} else if (result->signed_by != NULL && is_weak(result->signed_by)) {
		result->reason = SIGNATURE_KEY_WEAK;
	} else if (first_candidate(j) == NULL) {
		result->reason =
		    has_weak(j) ? SIGNATURE_KEY_WEAK : SIGNATURE_KEY_MISMATCH;
	} else if (result->embedded_verifies && !result->embedded_is_trusted) {
		result->reason = SIGNATURE_UNKNOWN_KEY;
	} else {
		result->reason = SIGNATURE_VALUE;
	}
}

/* No given key could be tried: why? */
static void
explain_no_key(struct judging *j)
{
	struct signature_result *result = j->result;

	if (!has_usable(j)) {
		result->state = SIGNATURE_UNVERIFIED;
		result->reason = SIGNATURE_NO_TRUST;
	} else {
		result->reason =
		    has_weak(j) ? SIGNATURE_KEY_WEAK : SIGNATURE_KEY_MISMATCH;
	}
}

/* false: no memory. */
static bool
judge_failure(struct judging *j, const struct verification *v,
    const struct certificate *tried)
{
	struct signature_result *result = j->result;
	struct verification again;
	struct signed_info info;
	const struct certificate *signer;

	result->state = SIGNATURE_INVALID;
	result->reason = SIGNATURE_FAILED;
	if (tried == NULL)
		explain_no_key(j);
	if (!v->was_digested ||
	    !signed_info_read(j->arena, j->signature, &info))
		return true;
	signer_find(j, &info);
	digest_found(j);
	if (!v->reference_holds) {
		result->reason = SIGNATURE_DIGEST;
		return true;
	}
	/* Another of the given keys signed it: xmlsec has the last word. */
	signer = result->signed_by;
	if (signer != NULL && signer != tried && key_is_trusted(j, signer) &&
	    is_candidate(j, signer)) {
		if (!attempt(j, signer, &again))
			return false;
		if (again.holds)
			return true;
	}
	explain_value(j, &info);
	return true;
}

/* Refused before any cryptography?  result says why. */
static bool
is_refused(const struct saml_signature *s, struct signature_result *result)
{
	result->state = SIGNATURE_UNVERIFIED;
	if (algorithm_is_refused(s->method) ||
	    algorithm_is_refused(s->digest_method)) {
		result->state = SIGNATURE_INVALID;
		result->reason = SIGNATURE_ALGORITHM;
		result->detail = algorithm_is_refused(s->method)
				     ? s->method
				     : s->digest_method;
		return true;
	}
	if ((s->method != NULL &&
		signature_algorithm_find(s->method) == NULL) ||
	    (s->digest_method != NULL &&
		digest_algorithm_find(s->digest_method) == NULL)) {
		result->reason = SIGNATURE_UNSUPPORTED;
		result->detail = s->method != NULL && signature_algorithm_find(
							  s->method) == NULL
				     ? s->method
				     : s->digest_method;
		return true;
	}
	if (s->is_acceptable && s->method != NULL && s->digest_method != NULL)
		return false;
	result->reason = SIGNATURE_STRUCTURE;
	return true;
}

struct signature_result *
signature_verify(struct arena *arena, const struct saml_document *document,
    const struct saml_signature *signature, struct certificate *const *trusted,
    size_t n_trusted)
{
	struct judging j = {.arena = arena,
	    .document = document,
	    .signature = signature,
	    .trusted = trusted,
	    .n_trusted = n_trusted};
	const struct certificate *first;
	struct verification v;

	j.result = arena_alloc(arena, sizeof *j.result);
	if (j.result == NULL || !crypto_start())
		return NULL;
	j.result->signature = signature;
	j.result->detail = "";
	j.result->digest_wanted = signature->digest_value;
	embedded_read(&j);
	embedded_choose(&j);
	if (is_refused(signature, j.result))
		return j.result;
	j.method = signature_algorithm_find(signature->method);
	first = first_candidate(&j);
	if (first != NULL ? !attempt(&j, first, &v)
			  : !attempt_reference(&j, &v))
		return NULL;
	if (!v.holds && !judge_failure(&j, &v, first))
		return NULL;
	return arena_has_failed(arena) ? NULL : j.result;
}
