/* SPDX-License-Identifier: MIT */
/*
 * The condition keys that a trust policy sees (IAM User Guide: IAM and AWS
 * STS condition context keys; service authorization reference of STS).
 */
#ifndef SDX_AWS_CONTEXT_H
#define SDX_AWS_CONTEXT_H

#include "aws/session.h"

/* Fill in session->context.  false: no memory. */
bool context_read(
    struct arena *, const struct saml_assertion *, struct aws_session *);

/*
 * saml:namequalifier: BASE64(SHA1(issuer + account + "/" + provider name)),
 * as the pseudocode of the STS API reference has it.  (The page on condition
 * keys puts another slash behind the issuer; two of three pages do not.)
 */
const char *context_name_qualifier(struct arena *, const char *issuer,
    const char *account, const char *provider_name);

/* Can the key have several values (service authorization reference)? */
bool context_is_list(const char *key);
/* Where the key's value comes from, for a person. */
const char *context_source(const char *key);

#endif
