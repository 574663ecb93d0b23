/* SPDX-License-Identifier: MIT */
/*
 * What IAM is documented to answer to CreateSAMLProvider and
 * UpdateSAMLProvider, and what the provider is like afterwards (IAM User
 * Guide: Manage SAML encryption keys; Troubleshoot SAML federation).  Pure: a
 * state and a request in, an answer and a state out.
 */
#ifndef SDX_AWS_PROVIDER_UPDATE_H
#define SDX_AWS_PROVIDER_UPDATE_H

#include "aws/provider.h"

#define PROVIDER_KEYS_MAX 2 /* "Private key limit of 2 is reached." */
#define PROVIDER_REFUSALS_MAX 8

struct provider_state {
	bool is_known; /* mode and keys: get-saml-provider was given */
	enum encryption_mode mode; /* MODE_UNKNOWN: never set, so not Required
				    */
	const char *keys[PROVIDER_KEYS_MAX]; /* their IDs, oldest first */
	size_t n_keys;
};

/* What is known of the file behind AddPrivateKey. */
enum upload_key {
	UPLOAD_KEY_UNKNOWN = 0, /* it could not be read */
	UPLOAD_KEY_GOOD,
	UPLOAD_KEY_ENCRYPTED,
	UPLOAD_KEY_FORMAT, /* not PEM */
	UPLOAD_KEY_INVALID /* PEM, and no private key that can be used */
};

enum upload_metadata {
	UPLOAD_METADATA_UNKNOWN = 0,
	UPLOAD_METADATA_GOOD,
	UPLOAD_METADATA_REFUSED
};

struct provider_request {
	bool creates; /* CreateSAMLProvider; else UpdateSAMLProvider */
	bool has_metadata;
	enum upload_metadata metadata;
	enum encryption_mode mode; /* MODE_UNKNOWN: not in the request */
	bool adds_key;
	enum upload_key key;
	const char *new_key_id; /* what IAM will call it; NULL: not known */
	const char *removes;	/* a Key ID; NULL */
};

struct provider_answer {
	/*
	 * IDs of the catalogue: every documented refusal that applies, in the
	 * order in which IAM is believed to look.  Which of several IAM
	 * answers with is not documented.
	 */
	const char *refusals[PROVIDER_REFUSALS_MAX];
	size_t n_refusals;
	/* Could these apply, were the state known?  IDs of the catalogue. */
	const char *open[PROVIDER_REFUSALS_MAX];
	size_t n_open;
	/* Documented too little to tell, for a person; NULL. */
	const char *doubt;
	/* Once it is accepted; the state as it was where it is refused. */
	struct provider_state after;
};

struct provider_answer provider_predict(
    const struct provider_state *, const struct provider_request *);
bool provider_refuses(const struct provider_answer *, const char *id);
/* Would it depend on the state? */
bool provider_leaves_open(const struct provider_answer *, const char *id);

/* The state that get-saml-provider shows; NULL: nothing is known. */
struct provider_state provider_state_of(const struct aws_provider *);

#endif
