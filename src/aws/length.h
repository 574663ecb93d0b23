/* SPDX-License-Identifier: MIT */
/*
 * How long the session of a sign-in lasts, on the console and by the API
 * (STS API reference: AssumeRoleWithSAML, DurationSeconds; IAM User Guide:
 * Configure SAML assertions for the authentication response).
 */
#ifndef SDX_AWS_LENGTH_H
#define SDX_AWS_LENGTH_H

#include "aws/role.h"
#include "aws/session.h"
#include "saml/datetime.h"

#define LENGTH_MIN 900
#define LENGTH_MAX 43200
#define LENGTH_DEFAULT 3600
#define LENGTH_CHAINED 3600 /* of a role assumed from the session */

struct session_length {
	int64_t seconds;       /* 0: AWS refuses, or it is not known */
	const char *limit;     /* what set it: "SessionDuration", … */
	const char *doubt;     /* why it is not known; NULL */
	const char *aws_error; /* id in the catalogue; NULL */
};

struct length_request {
	const struct aws_session *session;
	const struct aws_role *role; /* NULL: its maximum is not known */
	const struct saml_time *end; /* SessionNotOnOrAfter; NULL */
	bool has_duration;	     /* DurationSeconds was asked for */
	int64_t duration;
	bool has_now;
	int64_t now; /* seconds since 1970 UTC */
};

struct session_length length_on_console(const struct length_request *);
struct session_length length_by_api(const struct length_request *);

#endif
