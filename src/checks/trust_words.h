/* SPDX-License-Identifier: MIT */
/* What the checks of trust policies have in common: places and words. */
#ifndef SDX_CHECKS_TRUST_WORDS_H
#define SDX_CHECKS_TRUST_WORDS_H

#include "aws/policy_edit.h"
#include "check.h"

#define TRUST_GUIDE "IAM User Guide: Troubleshoot SAML federation"
#define TRUST_CONDITIONS "IAM User Guide: Condition operators"

/* A value of a role's trust policy, where the user can find it. */
struct place trust_place(struct findings *, const struct aws_role *,
    struct json_value, const char *label);

/* "role Dev", "the role", "aws_iam_role.dev". */
const char *trust_role_name(struct findings *, const struct aws_role *);

/* "role Dev", after the pair where the policy stands alone. */
const char *trust_pair_role(struct findings *, const struct trust *);

/*
 * The Allow statement that comes nearest to allowing an action; NULL: there
 * is none.
 */
const struct statement_trace *trust_nearest(const struct policy_result *);

/*
 * The same for an action of a sign-in that is needed and that no statement
 * allows; NULL: it is not so.
 */
const struct statement_trace *trust_nearest_of(
    const struct trust *, size_t action);

/* Statement by statement why nothing allows the action. */
const char *trust_reasons(struct findings *, const struct policy_result *);

/* "StringEquals SAML:aud" */
const char *trust_condition_name(
    struct findings *, const struct policy_condition *);
/* The values of a key, "" for none. */
const char *trust_values(struct findings *, const struct policy_key *);

/* Put the edit into the draft: patch, diff and command. */
void trust_set_fix(struct findings *, struct finding_draft *,
    const struct aws_role *, const struct policy_edit *, const char *text);

/* Each judged pair whose outcome counts: the chosen one, else all. */
const struct trust *trust_at(const struct evidence *, size_t *at);
/* SDX_ERROR for the pair that is asked for, or where no other could be. */
enum sdx_severity trust_severity(const struct evidence *, const struct trust *);

/* Each role whose policy is to be linted; NULL: no more. */
const struct aws_role *trust_role_at(const struct evidence *, size_t *at);

#endif
