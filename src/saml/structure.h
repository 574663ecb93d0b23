/* SPDX-License-Identifier: MIT */
/*
 * The structure of a SAML message, judged before any cryptography: the rules
 * P1 to P14 (facts/attacks.md 1.0), which together take the ground from
 * signature wrapping.  The outcome is typed; checks put it into words.
 */
#ifndef SDX_SAML_STRUCTURE_H
#define SDX_SAML_STRUCTURE_H

#include "saml/document.h"

enum structure_rule {
	RULE_P1_INSTRUCTION = 1,    /* a processing instruction in the root */
	RULE_P2_ROOT,		    /* not one Response (or Assertion) */
	RULE_P3_DUPLICATE_ID,	    /* an ID stands twice, of any spelling */
	RULE_P3_BAD_ID,		    /* not an NCName, empty, xml:id */
	RULE_P4_SIGNATURE_PLACE,    /* not a child of Response or Assertion */
	RULE_P4_SIGNATURE_COUNT,    /* two in one parent */
	RULE_P4_SIGNATURE_ORDER,    /* not directly behind Issuer: weak */
	RULE_P5_SIGNATURE_CHILDREN, /* not SignedInfo, SignatureValue, KeyInfo
				     */
	RULE_P6_REFERENCE_COUNT,
	RULE_P6_REFERENCE_URI, /* does not name the Signature's parent */
	RULE_P7_TRANSFORMS,
	RULE_P8_CANONICALIZATION,
	RULE_P8_COMMENTS, /* canonicalisation with comments: weak */
	RULE_P9_ALGORITHM,
	RULE_P9_SHA1, /* weak */
	RULE_P10_ASSERTION_PLACE,
	RULE_P10_ASSERTION_COUNT,
	RULE_P11_FOREIGN_PLACE, /* a message or assertion where none may be */
	RULE_P12_VOID_DIGEST,	/* DigestValue of nothing */
	RULE_P13_NAMESPACE,	/* a relative or empty namespace URI */
	RULE_P14_TEXT,		/* a text element that is split */
	RULE_P14_NIL,		/* xsi:nil, and yet text: weak */
	RULE_STATUS_AND_ASSERTION, /* not Success, yet an assertion */
	RULE_LIMIT /* too many signatures, transforms, prefixes */
};

struct structure_violation {
	enum structure_rule rule;
	bool is_weak;	    /* AWS may take it; the cryptography still runs */
	const char *detail; /* what was found, for a person */
	/* The attack whose shape this is, "XSW3", "CVE-2024-45409"; NULL. */
	const char *resembles;
	struct saml_at at;
	struct saml_at other; /* the second place, where there are two */
};

/* Which element a Signature signs by its place. */
enum signature_parent {
	SIGNATURE_OF_RESPONSE,
	SIGNATURE_OF_ASSERTION,
	SIGNATURE_OF_METADATA, /* its root, and only where it was asked for */
	SIGNATURE_OF_OTHER
};

/* Encrypted parts that are opened: each costs a private key's work. */
#define STRUCTURE_MAX_ENCRYPTED 64

#define SIGNATURE_MAX_TRANSFORMS 2
#define SIGNATURE_MAX_CERTIFICATES 16

/* One ds:Signature as it stands: xmldsig-core1 4. */
struct saml_signature {
	enum signature_parent parent;
	bool is_acceptable; /* no strong rule broken: may be verified */
	const char *canonicalization; /* CanonicalizationMethod or NULL */
	const char *method;	      /* SignatureMethod or NULL */
	const char *digest_method;    /* DigestMethod or NULL */
	const char *reference_uri;    /* URI or NULL */
	const char *digest_value;     /* base64 text as it stands or NULL */
	const char *signature_value;  /* base64 text as it stands or NULL */
	const char *transforms[SIGNATURE_MAX_TRANSFORMS];
	size_t n_transforms;		/* may exceed what transforms[] holds */
	const char *inclusive_prefixes; /* PrefixList or NULL */
	const char *key_name;		/* KeyInfo: hints, never trusted */
	bool has_key_value;
	const char *certificates[SIGNATURE_MAX_CERTIFICATES]; /* base64 */
	size_t n_certificates;
	struct saml_at at;     /* ds:Signature */
	struct saml_at target; /* its parent element */
};

struct saml_structure {
	struct structure_violation *violations;
	size_t n_violations;
	struct saml_signature *signatures; /* all, in document order */
	size_t n_signatures;
	bool has_strong_violation; /* nothing here may count as signed */
};

/*
 * Judge a document whose root is a samlp:Response or a saml:Assertion.
 * SCOPE is NULL, or the structure of the message that an encrypted assertion
 * came from: IDs must not meet those either.  NULL: no memory.
 */
struct saml_structure *structure_judge(struct arena *,
    const struct saml_document *, const struct saml_document *outer);

/*
 * The same for a NameID or an Attribute that was decrypted, out of that
 * message.  NULL: no memory.
 */
struct saml_structure *structure_judge_part(struct arena *,
    const struct saml_document *, const struct saml_document *outer);

/*
 * The same for metadata.  Signatures of entities inside of a larger document
 * vouch for nothing here: they are lawful and left out.  NULL: no memory.
 */
struct saml_structure *structure_judge_metadata(
    struct arena *, const struct saml_document *);

struct schema_file {
	const char *name;
	const char *data;
	size_t len;
};

/* Schemas that were read, to be used again; it belongs to one thread. */
struct schema_cache;
struct schema_cache *schema_cache_new(void); /* NULL: no memory */
void schema_cache_free(struct schema_cache *);

struct schema_set {
	const struct schema_file *files;
	size_t n;
	/* NULL: they are read anew.  It knows files by their address: they
	   stay as they are while it lives. */
	struct schema_cache *cache;
};

struct schema_breach {
	const char *detail;
	struct saml_at at;
};

/*
 * Validate against the OASIS schemas of the settings, that of messages or, for
 * metadata, that of metadata.  One text for each breach, at most 20, with its
 * place.  false: the schemas themselves could not be read.
 */
bool schema_judge(struct arena *, const struct schema_set *,
    const struct saml_document *, struct schema_breach **, size_t *n);

#endif
