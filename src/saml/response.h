/* SPDX-License-Identifier: MIT */
/*
 * A SAML 2.0 Response and its Assertions as typed data (SAML2Core 2, 3).
 * Reading judges nothing: what is absent is NULL or zero, what stands twice
 * is kept twice.  Strings never carry a silent repair: no trimming.
 */
#ifndef SDX_SAML_RESPONSE_H
#define SDX_SAML_RESPONSE_H

#include "saml/datetime.h"
#include "saml/document.h"
#include "saml/encrypted.h"

struct saml_name_id { /* saml:NameID, saml:Issuer */
	struct saml_text text;
	const char *format; /* Format; NULL where absent */
	const char *name_qualifier;
	const char *sp_name_qualifier;
	bool was_encrypted; /* came out of a saml:EncryptedID */
};

struct saml_subject_confirmation {
	const char *method;
	bool has_data;	       /* SubjectConfirmationData */
	const char *recipient; /* Recipient */
	const char *in_response_to;
	const char *address;
	struct saml_time not_before;
	struct saml_time not_on_or_after;
	struct saml_at at;
};

struct saml_subject {
	bool is_present;
	struct saml_name_id *name_ids;
	size_t n_name_ids;
	struct saml_encrypted *encrypted_ids; /* EncryptedID still closed */
	size_t n_encrypted_ids;
	struct saml_subject_confirmation *confirmations;
	size_t n_confirmations;
	struct saml_at at;
};

struct saml_audience_restriction { /* the Audiences are alternatives */
	struct saml_text *audiences;
	size_t n_audiences;
	struct saml_at at;
};

struct saml_conditions {
	bool is_present;
	struct saml_time not_before;
	struct saml_time not_on_or_after;
	struct saml_audience_restriction *restrictions; /* all must hold */
	size_t n_restrictions;
	bool is_one_time_use;
	struct saml_at at;
};

struct saml_authn_statement {
	struct saml_time authn_instant;
	struct saml_time session_not_on_or_after;
	const char *session_index;
	const char *class_ref; /* AuthnContextClassRef */
	struct saml_at at;
};

struct saml_attribute {
	const char *name; /* Name; "" where absent */
	const char *name_format;
	const char *friendly_name;
	struct saml_text *values;
	size_t n_values;
	bool was_encrypted; /* came out of a saml:EncryptedAttribute */
	struct saml_at at;
};

struct saml_assertion {
	const char *id;
	const char *version;
	struct saml_time issue_instant;
	size_t n_issuers;
	struct saml_name_id issuer;
	size_t n_subjects;
	struct saml_subject subject;
	size_t n_conditions;
	struct saml_conditions conditions;
	struct saml_authn_statement *authn_statements;
	size_t n_authn_statements;
	size_t n_attribute_statements;
	struct saml_attribute *attributes;
	size_t n_attributes;
	struct saml_encrypted *encrypted_attributes; /* still closed */
	size_t n_encrypted_attributes;
	bool was_encrypted; /* came out of a saml:EncryptedAssertion */
	/*
	 * Read from the octets that a verified signature covered.  Everything
	 * in an assertion without it is an unproven claim.
	 */
	bool is_signed;
	struct saml_at at;
};

struct saml_status {
	size_t n_statuses;
	const char *code;	  /* StatusCode/@Value; NULL where absent */
	const char *sub_code;	  /* StatusCode/StatusCode/@Value */
	struct saml_text message; /* StatusMessage; value "" where absent */
	struct saml_at at;
};

struct saml_response {
	const char *id;
	const char *version;
	const char *destination;    /* NULL where absent */
	const char *in_response_to; /* NULL where absent */
	const char *consent;
	struct saml_time issue_instant;
	size_t n_issuers;
	struct saml_name_id issuer;
	struct saml_status status;
	struct saml_assertion *assertions; /* plain, direct children */
	size_t n_assertions;
	struct saml_encrypted *encrypted_assertions; /* direct children */
	size_t n_encrypted_assertions;
	bool is_signed; /* as in saml_assertion */
	struct saml_at at;
};

/*
 * What a document's root element is, in the words of a report: "Response",
 * "AuthnRequest", "metadata", "SAML 1.1 Response", …; "other" if unknown.
 */
const char *saml_message_type(const struct saml_document *);

/* NULL: there is no attribute, or it has no value. */
const char *saml_first_value(const struct saml_attribute *);

/* The root must be samlp:Response.  NULL: no memory. */
struct saml_response *response_read(
    struct arena *, const struct saml_document *, bool is_signed);

/* NODE must be saml:Assertion.  NULL: no memory. */
struct saml_assertion *assertion_read(struct arena *,
    const struct saml_document *, const struct _xmlNode *, bool is_signed);

/* Read what an EncryptedID or EncryptedAttribute held. false: not that. */
bool assertion_open_id(
    struct arena *, struct saml_assertion *, const struct saml_document *);
bool assertion_open_attribute(
    struct arena *, struct saml_assertion *, const struct saml_document *);

#endif
