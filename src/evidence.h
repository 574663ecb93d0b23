/* SPDX-License-Identifier: MIT */
/*
 * Everything known in one run.  evidence_build() fills it in once, along the
 * way of the data; checks read it and change nothing.  It holds typed data
 * alone: a check needs no header of libxml2, xmlsec or OpenSSL.
 */
#ifndef SDX_EVIDENCE_H
#define SDX_EVIDENCE_H

#include "aws/cloudtrail.h"
#include "aws/command.h"
#include "aws/endpoint.h"
#include "aws/key_change.h"
#include "aws/length.h"
#include "aws/provider.h"
#include "aws/provider_update.h"
#include "aws/role.h"
#include "aws/rotation_plan.h"
#include "aws/session.h"
#include "aws/trust.h"
#include "aws/upload_order.h"
#include "capture/capture.h"
#include "crypto/certificate.h"
#include "crypto/certificate_cache.h"
#include "crypto/certificate_traits.h"
#include "crypto/decrypt.h"
#include "crypto/key_file.h"
#include "crypto/private_key.h"
#include "crypto/query_signature.h"
#include "crypto/signature.h"
#include "expectation.h"
#include "idp/idp.h"
#include "saml/metadata.h"
#include "saml/request.h"
#include "saml/response.h"
#include "saml/structure.h"
#include "settings.h"

struct input {
	const char *name;
	struct bytes bytes;
	enum sdx_kind kind; /* as recognised */
	bool was_forced;
	const char *form; /* "har", "metadata", "certificate", … */
	const char *note; /* what was taken off it as a whole; NULL */
	bool is_readable_by_others;
	const char *looks_like; /* where it could not be told; NULL */
	const char *advice;	/* NULL */
	struct json_text json;	/* of a JSON document */
	struct json_error json_error;
	struct xml_refusal refusal; /* of metadata that could not be read */
};

/* Metadata as handed over, or out of get-saml-provider. */
struct metadata_source {
	size_t input;
	const struct saml_document *document;
	const struct saml_metadata *metadata;
};

/* A certificate of the user's that a signature may be verified with. */
struct trusted_certificate {
	struct certificate *certificate;
	const struct certificate_traits *traits; /* NULL: not read yet */
	size_t input;
	const struct metadata_entity *entity; /* NULL: a lone certificate */
	const struct metadata_key *key;	      /* NULL: a lone certificate */
};

/* A KeyDescriptor's certificate in the metadata under test. */
struct vetted_key {
	const struct metadata_entity *entity;
	const struct metadata_key *key;
	struct certificate *certificate;	 /* NULL: there is none */
	const struct certificate_traits *traits; /* NULL with it */
};

/* Do two sides go together? */
enum fit { FIT_UNKNOWN = 0, FIT_WELL, FIT_NOT };

/* A response that was given beside the metadata under test. */
struct metadata_agreement {
	const char *issuer; /* NULL: none can be read */
	enum fit issuer_fits;
	bool is_signed;
	const struct certificate *signer; /* that signed it; NULL: not known */
	enum fit key_fits;
	const char *doubt; /* of the key, for a person; NULL */
	bool is_encrypted;
	const struct private_key *opened_by; /* NULL: by none that was given */
	enum fit encryption_fits; /* unknown where no provider was given */
};

/* The metadata under test: what `samldx metadata` was given. */
struct metadata_subject {
	size_t input;
	struct bytes bytes; /* the document, taken out of what holds it */
	bool is_unwrapped;  /* out of get-saml-provider */
	bool has_bom;
	size_t start; /* of the XML; bytes.len: there is none */
	size_t end;   /* behind its last '>' */
	size_t n_characters;
	const char *wrong_kind;		      /* "a web page", …; NULL */
	struct xml_refusal refusal;	      /* where it could not be parsed */
	const struct saml_document *document; /* NULL */
	const struct saml_metadata *metadata; /* NULL: it is none */
	struct vetted_key *keys;
	size_t n_keys;
	const struct metadata_agreement *agreement; /* NULL: no response */
	bool is_validated; /* against the OASIS schemas */
	const struct schema_breach *breaches;
	size_t n_breaches;
};

/* What an application asked the identity provider for. */
struct asked_request {
	const struct capture_message *message;
	const struct saml_request *request;
};

/* Whom the metadata under test is to be signed by, and whether it is. */
struct metadata_signer {
	size_t input;
	struct certificate **certificates; /* whose key can be used */
	size_t n_certificates;
	const struct saml_structure *structure; /* of what is signed; NULL */
	const struct signature_result *result;	/* NULL: it is not signed */
};

/* A federation's metadata, whose signature covers the one under test. */
struct metadata_whole {
	size_t input;
	const struct saml_document *document; /* NULL: it cannot be read */
	struct xml_refusal refusal;
};

/* An entity as IAM holds it and as it would be after an upload. */
struct entity_change {
	const struct metadata_entity *before, *after; /* NULL: not there */
	const struct key_changes *keys;
	bool is_renamed; /* it is the only one in both, and its name differs */
};

/* Would the response that was given be let in by one state of the metadata? */
struct metadata_answer {
	bool knows_issuer;
	bool holds;		       /* its signatures, by the keys of it */
	const struct certificate *key; /* that verified; NULL */
};

/* What an upload of the metadata under test would change. */
struct metadata_change {
	size_t input;			      /* that says what IAM holds */
	struct xml_refusal refusal;	      /* why it cannot be read */
	const struct saml_document *document; /* NULL: it cannot be read */
	const struct saml_metadata *metadata; /* NULL: it is no metadata */
	struct vetted_key *keys;	      /* of it, without traits */
	size_t n_keys;
	struct entity_change *entities; /* those that stay, go, come */
	size_t n_entities;
	bool is_compared;
	bool has_answer; /* a signed response was given */
	struct metadata_answer before, after;
	struct upload_order order;
};

/* The command under test: what `samldx preflight` was given. */
struct command_subject {
	const struct aws_command *command;
	size_t input; /* of the command itself */
	/* Of CreateSAMLProvider and UpdateSAMLProvider. */
	struct provider_state state;
	struct provider_request request;
	struct provider_answer answer;
	const struct key_file *key_file;       /* AddPrivateKey; NULL */
	const struct private_key *private_key; /* the same, read; NULL */
	size_t key_input;
	/* The role that the command names, as it was given; NULL. */
	const struct aws_role *role_now;
};

/* One of many captured sign-ins, for what concerns keys and policies. */
struct sign_in {
	size_t input;
	const struct capture_message *message;
	const struct evidence *one; /* judged by itself */
	bool has_time;
	int64_t time; /* of the capture, else of issue */
	bool has_issue;
	int64_t issue;
	const char *issuer;    /* NULL: it cannot be read */
	const char *recipient; /* NULL: likewise */
	bool is_encrypted;
	enum decrypt_state decrypt;
	const struct private_key *key; /* that opened it; NULL */
	bool is_signed;
	const struct certificate *signer; /* that verified it; NULL */
	bool was_refused;    /* AWS's answer stands in the capture */
	bool is_of_provider; /* its Issuer is known */
	bool counts;	     /* and nothing speaks against it */
};

/* A response that whoever has it can sign in with, at the present. */
struct live_response {
	const struct capture_message *message;
	int64_t left; /* seconds */
	bool is_judged;
};

/* Where the rotations stand. */
struct rotation_evidence {
	bool has_decryption; /* there are keys, or encrypted captures */
	struct rotation_facts decryption_facts, signing_facts;
	struct rotation_use *decryption_uses, *signing_uses;
	const struct private_key **holder_keys; /* beside holders */
	size_t n_holder_keys;
	struct rotation *decryption;
	struct rotation_plan decryption_plan;
	const struct certificate **signers; /* beside holders */
	size_t n_signers;
	bool *in_current, *in_new;		    /* likewise */
	const struct metadata_source *new_metadata; /* NULL: none */
	const struct rotation *signing;		    /* NULL: no metadata */
	struct rotation_plan signing_plan;
	const char *provider_arn; /* "PROVIDER-ARN" where it is not known */
};

/* A signature and what became of it. */
struct judged_signature {
	const struct saml_document *document;
	const struct saml_signature *shape;
	const struct signature_result *result;
};

/* Something encrypted and what became of it. */
struct judged_encryption {
	const struct saml_encrypted *encrypted;
	const struct decryption *decryption;
	const struct saml_document *document; /* of the plain text; NULL */
	struct xml_refusal refusal;	      /* why there is none */
};

enum clock_source {
	CLOCK_UNKNOWN,
	CLOCK_OF_CAPTURE,
	CLOCK_OF_ISSUE,
	CLOCK_OF_NOW,
	CLOCK_AS_GIVEN
};

struct clock {
	enum clock_source source; /* CLOCK_UNKNOWN: time is not judged */
	int64_t time;		  /* seconds since 1970 UTC */
	int64_t skew;		  /* tolerated, seconds */
	/* Capture's clock minus server's, from the Date header. */
	bool has_estimate;
	int64_t estimate;
};

struct evidence {
	struct arena *arena;
	const struct sdx_settings *settings;
	/* Sealed evidence whose inputs, read already, come first; NULL. */
	const struct evidence *common;
	struct certificate_cache *cache;   /* of the caller's thread; NULL */
	struct schema_cache *schema_cache; /* likewise */
	struct input *inputs;
	size_t n_inputs;

	/* The capture and the message chosen from it. */
	struct capture **captures; /* one per input of that kind */
	size_t *capture_inputs;	   /* beside captures: index of the input */
	size_t n_captures;
	struct capture_message **messages; /* of all captures, in order */
	size_t n_messages;
	const struct capture_message *message; /* the one judged; NULL */
	size_t message_number;		       /* its position, from 1 */
	const char *message_form;	       /* "har", …; NULL */
	const char *chosen_because;	       /* why this of several; NULL */
	const struct capture *capture;	       /* that it is out of; NULL */
	/* AuthnRequests of that capture, in order. */
	struct asked_request *requests;
	size_t n_requests;
	bool has_more_requests;		    /* than were read */
	const struct saml_request *request; /* that it answers; NULL */

	/* The message as received. */
	const struct saml_document *document; /* NULL: not parsed */
	struct xml_refusal refusal;	      /* why not */
	const char *message_type; /* "Response", "AuthnRequest", …; NULL */
	const struct saml_structure *structure; /* of document; NULL */
	/* The same of decrypted assertions, beside encryptions. */
	const struct saml_structure **inner_structures;
	size_t n_inner_structures;
	const struct schema_breach *breaches;
	size_t n_breaches;
	bool has_schemas;	    /* they were given and could be read */
	const char *schema_trouble; /* given, but not readable; NULL */

	/*
	 * The response and the one assertion that is judged.  Where a
	 * signature holds they are read from the octets it covers, else from
	 * the document as received, and is_signed tells which.
	 */
	const struct saml_response *response;	/* NULL: no Response */
	const struct saml_assertion *assertion; /* NULL: none readable */
	struct judged_signature *signatures;
	size_t n_signatures;
	struct judged_encryption *encryptions;
	size_t n_encryptions;
	enum query_outcome query_outcome;    /* of message's; 0: has none */
	const struct certificate *query_key; /* that verified it; NULL */
	/*
	 * May the claims be believed: no strong violation, every signature
	 * that is there holds, and one of them covers the assertion.
	 */
	bool is_authentic;

	/*
	 * What is asked, bits of 1 << enum sdx_question: the settings' own,
	 * and what the command under test depends on.
	 */
	unsigned questions;

	struct metadata_subject *subject; /* the metadata under test; NULL */
	struct metadata_change *change;	  /* of what IAM holds; NULL */
	struct metadata_signer *signer;	  /* --signer; NULL */
	struct metadata_whole *whole;	 /* that the subject is part of; NULL */
	struct command_subject *command; /* the command under test; NULL */

	/* What the user gave beside it. */
	struct metadata_source *metadata;
	size_t n_metadata;
	/* The entity whose entityID is the Issuer; else the only one. */
	const struct metadata_entity *entity;
	struct trusted_certificate *trusted; /* usable signing keys first */
	size_t n_trusted;
	/* Sealed: the certificates of the metadata's keys, decoded once. */
	struct trusted_certificate *decoded;
	size_t n_decoded;
	struct private_key **keys;
	size_t n_keys;
	const struct aws_provider *provider;
	const struct aws_provider_list *provider_list;
	/* Other output of get-saml-provider: of another time, or provider. */
	const struct aws_provider **other_providers;
	size_t n_other_providers;
	const struct aws_role **roles;
	size_t n_roles;
	const struct aws_role *role; /* of the chosen pair; NULL */

	const struct expectation *expectation; /* NULL: not given */

	/* Of `preflight` and `rotate`: all of the captures, by time. */
	struct sign_in *sign_ins;
	size_t n_sign_ins;
	/* Of all captures, where the present is known. */
	struct live_response *live;
	size_t n_live;
	bool has_responses;		   /* that might have been */
	struct trusted_certificate *known; /* every certificate, once */
	size_t n_known;
	struct rotation_evidence *rotation; /* NULL */

	/* What CloudTrail recorded. */
	bool has_trail;
	struct trail trail;
	const struct trail_event *event; /* of this sign-in; NULL */
	bool is_event_of_assertion;	 /* by the assertion's ID */

	/* What it means in AWS's terms. */
	const struct aws_session *session; /* NULL without an assertion */
	struct aws_endpoint endpoint;	   /* that was posted to */
	/* The call under test: as given, else as the capture has it. */
	struct capture_call call;
	/* Beside session->pairs: NULL where the role's policy is not given. */
	const struct trust **trusts;
	const struct trust *trust; /* of the chosen pair; NULL */
	struct session_length console_length, api_length;
	bool is_api; /* a request was given: the API path, not the console */
	struct clock clock;
	struct idp_guess idp;
};

struct evidence *evidence_new(const struct sdx_settings *);
/* Read what was added, and decode what others will need.  Once. */
enum sdx_status evidence_seal(struct evidence *);
/* Take over what COMMON holds, before anything is added.  false: no memory. */
bool evidence_stand_on(struct evidence *, const struct evidence *common);
void evidence_free(struct evidence *);
/* What was built only in part must not be read: the inputs alone stay. */
void evidence_empty(struct evidence *);

/* Recognise, decode, parse, judge, verify, decrypt, read: the whole way. */
enum sdx_status evidence_build(struct evidence *);

/* Is this among what is asked? */
bool evidence_asks(const struct evidence *, enum sdx_question);
/* What it takes (enum evidence_kind) to answer what is asked. */
unsigned evidence_settled_by(const struct evidence *);

/* How the clocks of a capture disagree, for a person; NULL: they agree. */
const char *evidence_odd_clock(
    const struct evidence *, const struct sign_in *, struct arena *);
/* What would tell where a rotation stands; NULL: it can be told. */
const char *evidence_unsettled(const struct evidence *);

/* Is all of NEEDS (enum evidence_kind) there?  Returns what is missing. */
unsigned evidence_missing(const struct evidence *, unsigned needs);
/* How to get what is missing: a command or a file; never NULL. */
const char *evidence_how(const struct evidence *, unsigned missing);

/* Helpers that many checks need. */
/* Is the assertion encrypted, and does no key open it? */
bool evidence_is_closed(const struct evidence *);
/* The exact attributes of one AWS name: the first, or NULL. */
const struct saml_attribute *evidence_attribute(
    const struct evidence *, const char *name);
/* InResponseTo: the ID of the request that is answered; NULL: none. */
const char *evidence_answered_id(const struct evidence *);
/* The provider's ARN as far as it is known, to stand in a command. */
const char *evidence_provider_arn(const struct evidence *);
/* "the Response", "the Assertion", for messages. */
const char *signature_parent_name(enum signature_parent);

#endif
