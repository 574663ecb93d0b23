/* SPDX-License-Identifier: MIT */
/*
 * Roles in every form in which people have them: the output of get-role,
 * list-roles and get-account-authorization-details, Terraform's state and
 * plan, CloudFormation templates in JSON, and a trust policy alone.
 */
#ifndef SDX_AWS_ROLE_H
#define SDX_AWS_ROLE_H

#include "aws/arn.h"
#include "aws/policy.h"

struct aws_role {
	const char *name;	      /* NULL: a trust policy alone */
	struct aws_arn arn;	      /* text is "" where it is not known */
	int64_t max_session_duration; /* seconds; 0 where absent */
	size_t input;
	const struct policy *policy; /* NULL: none was given */
	/*
	 * The policy is a string inside the file (as IAM's API, Terraform and
	 * the infrastructure tools write it): its places are of that text.
	 */
	bool is_policy_embedded;
	/* How the file calls it: "Role", "aws_iam_role.dev"; NULL: it has
	   no name there. */
	const char *label;
};

/* Does the document hold roles of one of these kinds? */
bool role_is(struct json_value);
/* A policy of any kind: the object, or a string that holds one. */
bool role_is_policy(struct json_value);

/*
 * All roles of a document, appended.  IS_POLICY: it is a trust policy alone.
 * false: no memory.
 */
bool roles_read(struct arena *, struct json_value, bool is_policy,
    const struct aws_role ***roles, size_t *n);
/* A trust policy alone that is no JSON as it stands. */
bool role_read_text(struct arena *, const char *text, size_t len,
    const struct aws_role ***roles, size_t *n);

#endif
