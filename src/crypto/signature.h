/* SPDX-License-Identifier: MIT */
/*
 * Verification of one ds:Signature with xmlsec, the key always preset
 * (facts/attacks.md 4.2), and the reasons why one does not hold.
 */
#ifndef SDX_CRYPTO_SIGNATURE_H
#define SDX_CRYPTO_SIGNATURE_H

#include "crypto/certificate.h"
#include "saml/structure.h"

enum signature_state {
	SIGNATURE_INVALID = 0,
	SIGNATURE_VALID,
	SIGNATURE_UNVERIFIED /* no key was given, or not to be verified */
};

enum signature_reason {
	SIGNATURE_HOLDS = 0,
	SIGNATURE_STRUCTURE,	/* refused before cryptography */
	SIGNATURE_NO_TRUST,	/* nothing to verify with */
	SIGNATURE_UNSUPPORTED,	/* this build cannot check the algorithm */
	SIGNATURE_ALGORITHM,	/* algorithm refused: MD5, HMAC, … */
	SIGNATURE_KEY_MISMATCH, /* RSA method, EC keys: no key fits */
	SIGNATURE_KEY_WEAK,	/* the only fitting key is under 1024 bits */
	SIGNATURE_DIGEST,	/* content differs from what was signed */
	SIGNATURE_UNKNOWN_KEY,	/* content holds; made by another key */
	SIGNATURE_ALIEN_KEY,	/* holds, by a key that is not its Issuer's */
	SIGNATURE_VALUE,	/* content holds; the value is damaged, or
				   SignedInfo was changed, or the key is
				   neither given nor named */
	SIGNATURE_FAILED	/* xmlsec failed otherwise: see detail */
};

/* What must be undone for the signature to hold again. */
enum signature_damage {
	DAMAGE_UNKNOWN = 0,
	DAMAGE_INDENTED,  /* white space between elements was added */
	DAMAGE_LINE_ENDS, /* CR LF became LF, or the reverse */
	DAMAGE_ENCODING,  /* UTF-8 was encoded as UTF-8 once more */
	DAMAGE_ESCAPES	  /* &amp;amp; and the like */
};

struct signature_result {
	const struct saml_signature *signature;
	enum signature_state state;
	enum signature_reason reason;
	const char *detail; /* of xmlsec or OpenSSL, escaped; "" without */
	const struct certificate *key; /* that verified, or NULL */
	const uint8_t *octets;	       /* that the reference covered, or NULL */
	size_t octets_len;
	const char *digest_wanted; /* base64: DigestValue of the message */
	const char *digest_found;  /* base64: of the octets; NULL unknown */
	/*
	 * Reason SIGNATURE_DIGEST: SignedInfo itself is authentic, signed by
	 * this certificate (trusted, else the embedded one); NULL: not known.
	 */
	const struct certificate *signed_by;
	enum signature_damage damage;
	/* The certificate that the message carries; a hint; NULL: none. */
	const struct certificate *embedded;
	bool embedded_is_trusted; /* the same key is among those given */
	bool embedded_verifies;	  /* SignedInfo verifies with it */
};

/*
 * Verify SIGNATURE of DOCUMENT with each of the trusted certificates, the
 * one named by KeyInfo first.  Never looks at structure again: a signature
 * that is not acceptable is not verified.  NULL: no memory.
 */
struct signature_result *signature_verify(struct arena *,
    const struct saml_document *, const struct saml_signature *,
    struct certificate *const *trusted, size_t n_trusted);

/*
 * Reason SIGNATURE_DIGEST: which change of the message explains it?  Undoes
 * likely changes on a copy and verifies that.  The copy is never read for
 * claims.  Sets result->damage.
 */
void signature_explain_damage(struct arena *, const struct saml_document *,
    struct signature_result *, struct certificate *const *trusted,
    size_t n_trusted);

#endif
