/* SPDX-License-Identifier: MIT */
/*
 * What the sign-in would become: the claims of an assertion in AWS's terms,
 * and the condition keys that a trust policy sees (facts/aws-saml.md 1.8).
 */
#ifndef SDX_AWS_SESSION_H
#define SDX_AWS_SESSION_H

#include "aws/arn.h"
#include "saml/response.h"

#define AWS_ATTRIBUTES "https://aws.amazon.com/SAML/Attributes/"

/* Which of AWS's attributes a Name means. */
enum aws_attribute {
	AWS_ATTRIBUTE_NONE = 0,
	AWS_ATTRIBUTE_ROLE,
	AWS_ATTRIBUTE_ROLE_SESSION_NAME,
	AWS_ATTRIBUTE_SESSION_DURATION,
	AWS_ATTRIBUTE_SOURCE_IDENTITY,
	AWS_ATTRIBUTE_PRINCIPAL_TAG, /* the key stands behind the colon */
	AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS
};

/* Exactly, as AWS does: letter case counts. */
enum aws_attribute aws_attribute_of(const char *name);
/*
 * Almost: another letter case, http for https, a slash too many, a missing
 * prefix, China's documented prefix.  WHAT says the difference.
 */
enum aws_attribute aws_attribute_near(const char *name, const char **what);

struct session_tag {
	const char *key;
	const struct saml_attribute *attribute;
};

struct context_key {
	const char *name; /* "saml:aud" */
	const char **values;
	size_t n_values;
};

struct aws_session {
	const struct saml_attribute **roles; /* every exact Role attribute */
	size_t n_roles;
	struct aws_role_pair **pairs;	     /* of all their values, in order */
	const struct saml_text **pair_texts; /* beside pairs */
	size_t n_pairs;
	const struct saml_attribute *role_session_name; /* first; or NULL */
	size_t n_role_session_names; /* attributes of that name */
	const struct saml_attribute *session_duration;
	size_t n_session_durations;
	const struct saml_attribute *source_identity;
	size_t n_source_identities;
	struct session_tag *tags;
	size_t n_tags;
	const struct saml_attribute *transitive_tag_keys;
	size_t n_transitive_tag_keys;
	/* The pair that the request asks for, or the only one; NULL. */
	const struct aws_role_pair *chosen;
	/*
	 * Of the request, else of the chosen pair and then without a fault,
	 * so that it may stand in a command; NULL.
	 */
	const char *provider_arn;
	int64_t duration; /* seconds the session would last; 0 */
	struct context_key *context;
	size_t n_context;
};

struct session_request { /* members may be NULL or 0 */
	const char *role_arn;
	const char *provider_arn;
	int64_t duration;
};

/* NULL: no memory. */
struct aws_session *session_read(struct arena *, const struct saml_assertion *,
    const struct session_request *);

#endif
