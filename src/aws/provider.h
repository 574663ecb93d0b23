/* SPDX-License-Identifier: MIT */
/*
 * What the AWS CLI says of SAML providers, as typed data: the output of
 * get-saml-provider and list-saml-providers.
 */
#ifndef SDX_AWS_PROVIDER_H
#define SDX_AWS_PROVIDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "aws/arn.h"
#include "json/json.h"

enum encryption_mode { MODE_UNKNOWN = 0, MODE_ALLOWED, MODE_REQUIRED };

struct provider_key { /* PrivateKeyList */
	const char *key_id;
	const char *timestamp;
};

struct aws_provider {	  /* get-saml-provider; it names neither ARN nor name */
	const char *uuid; /* SAMLProviderUUID or NULL */
	const char *metadata; /* SAMLMetadataDocument or NULL */
	size_t metadata_len;
	const char *create_date;
	const char *valid_until;
	enum encryption_mode mode; /* absent: MODE_ALLOWED is not assumed */
	const char *mode_text;
	struct provider_key *keys;
	size_t n_keys;
	size_t input;
};

struct aws_provider_list { /* list-saml-providers */
	struct aws_arn *arns;
	size_t n_arns;
	size_t input;
};

/* What such a document is; JSON_NONE-safe. */
bool provider_is(struct json_value);
bool provider_list_is(struct json_value);

/* NULL: no memory. */
struct aws_provider *provider_read(struct arena *, struct json_value);
struct aws_provider_list *provider_list_read(struct arena *, struct json_value);

#endif
