/* SPDX-License-Identifier: MIT */
/* The public keys of metadata under test. */
#include <string.h>

#include "check.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"

#define NEW_KEY                                                              \
	"Make a new RSA key of 2048 bits or more at the identity provider, " \
	"and upload its metadata before the key is put to use."

/* Debian's OpenSSL made predictable keys in these years (CVE-2008-0166). */
#define DEBIAN_FROM 1158451200 /* 2006-09-17 */
#define DEBIAN_TO 1230768000   /* 2009-01-01 */

static bool
is_of_debian_time(const struct vetted_key *key)
{
	const struct certificate *c = key->certificate;

	return c != NULL && c->der != NULL && c->not_before >= DEBIAN_FROM &&
	       c->not_before < DEBIAN_TO;
}

/* A key whose numbers give it away signs for anybody. */
static enum check_outcome
check_weak(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;
	bool is_in_doubt = false, has_found = false;

	for (size_t i = 0; i < s->n_keys; i++) {
		const struct vetted_key *key = &s->keys[i];

		is_in_doubt |= is_of_debian_time(key);
		if (key->traits == NULL || key->traits->weakness == NULL)
			continue;
		has_found = true;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The key of %s is weak: %s",
			    key->certificate->subject, key->traits->weakness),
			.why = "Whoever knows the private key signs in as "
			       "anybody. Lists of weak keys, such as Debian's "
			       "of 2008, were not looked at.",
			.at = key->key->at,
			.idp_text = NEW_KEY,
		    });
	}
	if (is_in_doubt && !has_found) {
		finding_cannot(out,
		    "a certificate is of the time in which Debian made "
		    "predictable keys (CVE-2008-0166), and no list of those "
		    "keys is at hand");
		return CHECK_CANNOT;
	}
	return CHECK_RAN;
}

/* What AWS takes beside RSA is not written anywhere. */
static enum check_outcome
check_type(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;
	bool applies = false;

	for (size_t i = 0; i < s->n_keys; i++) {
		const struct certificate *c = s->keys[i].certificate;

		if (c == NULL || c->der == NULL)
			continue;
		applies = true;
		if (strcmp(c->key_type, "RSA") == 0)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The key of %s is of the kind %s%s%s", c->subject,
			    c->key_type, c->curve != NULL ? " on curve " : "",
			    c->curve != NULL ? c->curve : ""),
			.found = c->fault == CERTIFICATE_KEY ? c->detail : NULL,
			.wanted = "RSA, which is known to work",
			.why = "AWS does not say which other kinds it takes. "
			       "Try a sign-in before everybody depends on it.",
			.at = s->keys[i].key->at,
			.severity =
			    c->fault == CERTIFICATE_KEY ? SDX_WARNING : 0,
		    });
	}
	return applies ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

/* Keys without a certificate (SAML2Meta 2.4.1.1, XMLDSig 4.4.2). */
static enum check_outcome
check_certificate(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	for (size_t i = 0; i < s->n_keys; i++) {
		const struct metadata_key *key = s->keys[i].key;

		if (key->certificate != NULL)
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = key->has_key_value
				       ? "A KeyDescriptor holds a bare key "
					 "and no certificate"
				       : "A KeyDescriptor holds no "
					 "certificate",
			.wanted = "KeyInfo/X509Data/X509Certificate",
			.why = "IAM speaks of certificates alone. Whether it "
			       "reads a KeyValue is not known.",
			.at = key->at,
			.idp_text = "Let the identity provider put the "
				    "certificate into its metadata.",
		    });
	}
	return CHECK_RAN;
}

static bool
is_same_key(const struct vetted_key *a, const struct vetted_key *b)
{
	return a->entity == b->entity && a->key->use == b->key->use &&
	       a->certificate != NULL && b->certificate != NULL &&
	       a->certificate->der != NULL && b->certificate->der != NULL &&
	       strcmp(a->certificate->key_fingerprint,
		   b->certificate->key_fingerprint) == 0;
}

static bool
is_repeated(const struct metadata_subject *s, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (is_same_key(&s->keys[i], &s->keys[j]))
			return true;
	}
	return false;
}

/* The same key twice for one use is one too many. */
static enum check_outcome
check_repeated(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	for (size_t i = 0; i < s->n_keys; i++) {
		if (!is_repeated(s, i))
			continue;
		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The key of %s stands more than once",
			    s->keys[i].certificate->subject),
			.why = "IAM keeps at most 10 keys, and the same key "
			       "again adds nothing.",
			.at = s->keys[i].key->at,
		    });
	}
	return CHECK_RAN;
}

static const struct check table[] = {
    {"metadata-key-certificate", "Every key comes with its certificate",
	STAGE_SIGNATURE, SDX_WARNING, SDX_INFERRED, NEEDS_METADATA,
	NEEDS_METADATA, NULL, TROUBLESHOOT, NULL, check_certificate},
    {"metadata-key-weak", "No key is known to be weak", STAGE_ADVICE,
	SDX_WARNING, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA, NULL,
	"NIST SP 800-89 5.3.3, CVE-2017-15361", NULL, check_weak},
    {"metadata-key-type", "Every key is of a kind that is known to work",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, TROUBLESHOOT, NULL, check_type},
    {"metadata-key-repeated", "No key stands twice", STAGE_ADVICE, SDX_NOTE,
	SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA, NULL,
	"IAM User Guide: IAM and AWS STS quotas", NULL, check_repeated},
};

const struct check_table checks_metadata_key = {
    table, sizeof table / sizeof *table, FOR_METADATA};
