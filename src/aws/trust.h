/* SPDX-License-Identifier: MIT */
/*
 * A role's trust policy, judged with one assertion: the actions that the
 * sign-in needs, and the keys that it brings (IAM User Guide: Creating a
 * role for SAML 2.0 federation; Passing session tags; Monitor and control
 * actions taken with assumed roles).
 */
#ifndef SDX_AWS_TRUST_H
#define SDX_AWS_TRUST_H

#include "aws/role.h"
#include "aws/session.h"

enum {
	TRUST_ASSUME,	       /* sts:AssumeRoleWithSAML, always */
	TRUST_TAG,	       /* sts:TagSession, with a PrincipalTag */
	TRUST_SOURCE_IDENTITY, /* sts:SetSourceIdentity */
	N_TRUST_ACTIONS
};

struct trust_action {
	const char *action;
	const struct policy_result *result; /* NULL: not needed */
};

struct trust {
	const struct aws_role_pair *pair;
	const struct aws_role *role;
	struct policy_request request; /* its action aside */
	struct trust_action actions[N_TRUST_ACTIONS];
	/* Of all that are needed: the least that any of them gives. */
	enum policy_decision decision;
};

/* What is known beside the assertion. */
struct trust_circumstances {
	bool has_time;
	int64_t time;	       /* seconds since 1970 UTC */
	const char *source_ip; /* NULL: not known */
};

/* The role has a readable policy.  NULL: no memory. */
struct trust *trust_judge(struct arena *, const struct aws_session *,
    const struct aws_role_pair *, const struct aws_role *,
    const struct trust_circumstances *);

/* The same policy text changed: would it decide otherwise? */
struct policy_result *trust_try(struct arena *, const struct trust *,
    const struct policy *, const char *action);

#endif
