/* SPDX-License-Identifier: MIT */
/*
 * Partitions, regions and sign-in endpoints (facts/aws-saml.md 1.2, 6.2,
 * 6.3; botocore partitions.json and the sign-in endpoint rules).
 */
#ifndef SDX_AWS_ENDPOINT_H
#define SDX_AWS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct aws_partition {
	const char *name;	 /* "aws-cn" */
	const char *title;	 /* "AWS China" */
	const char *signin_host; /* "signin.amazonaws.cn" */
	bool has_global_signin;	 /* the host without region answers */
	const char *audience;	 /* entity ID known to be accepted, or NULL */
};

/* NULL: no such partition. */
const struct aws_partition *partition_find(const char *name);
/* The partition that a region is in, by list, else by pattern; NULL. */
const struct aws_partition *partition_of_region(const char *region);
bool region_is_known(const char *region);

enum endpoint_kind {
	ENDPOINT_NOT_AWS = 0,
	ENDPOINT_SAML,		  /* …/saml */
	ENDPOINT_SAML_ACS,	  /* …/saml/acs/<IdP-ID> */
	ENDPOINT_IDENTITY_CENTER, /* …/platform/saml/…: another service */
	ENDPOINT_AWS_OTHER	  /* a sign-in host with another path */
};

struct aws_endpoint {
	enum endpoint_kind kind;
	const struct aws_partition *partition; /* NULL: not AWS */
	const char *region;		       /* NULL: none in the host */
	bool is_known_region;
	const char *provider_id; /* of ENDPOINT_SAML_ACS */
	bool is_loopback;	 /* http://localhost, 127.0.0.1, [::1] */
	/*
	 * Almost one of AWS's: what differs, for a person ("http instead of
	 * https", "a slash at the end", "letter case of the host"); NULL.
	 */
	const char *near_miss;
	const char *corrected; /* what it should then be; NULL */
};

struct aws_endpoint endpoint_parse(struct arena *, const char *url);

/* Is an audience value known to be accepted in that partition? */
bool audience_is_accepted(const struct aws_partition *, const char *value);

#endif
