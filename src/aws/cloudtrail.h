/* SPDX-License-Identifier: MIT */
/*
 * AssumeRoleWithSAML as CloudTrail records it (IAM User Guide: Log IAM and
 * AWS STS API calls with AWS CloudTrail).  Read leniently, for the records of
 * failures are nowhere described in full.  The credentials that stand in a
 * record of success are never read.
 */
#ifndef SDX_AWS_CLOUDTRAIL_H
#define SDX_AWS_CLOUDTRAIL_H

#include "aws/error.h"
#include "json/json.h"

struct trail_event {
	const char *name; /* eventName */
	bool has_time;
	int64_t time;	    /* of eventTime, seconds since 1970 UTC */
	const char *region; /* each of these: NULL where absent */
	const char *source_ip;
	const char *error_code;
	bool is_success; /* no errorCode, and an answer is recorded */
	const char *error_message;
	const char *assertion_id;
	const char *role_arn;
	const char *provider_arn;
	bool has_duration;
	int64_t duration;
	const char *name_qualifier;
	const char *subject;
	size_t input;
	size_t line, column; /* in the file; 0: in a string inside it */
};

struct trail {
	struct trail_event *events; /* AssumeRoleWithSAML alone */
	size_t n_events;
	const char *other; /* the name of another event; NULL: none */
	size_t n_others;
	size_t n_unreadable; /* records, or lines, that are no JSON */
	size_t n_left;	     /* events that are too many */
};

/* A record, {"Records"}, {"Events"} of lookup-events, or EventBridge's. */
bool cloudtrail_is(struct json_value);
/* The same, or one such on each line.  false: no memory. */
bool cloudtrail_read(
    struct arena *, const char *text, size_t len, struct trail *);

/* The error of the catalogue that the record's words mean; NULL: none. */
const struct aws_error *cloudtrail_error(
    struct arena *, const struct trail_event *);

#endif
