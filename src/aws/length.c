/* SPDX-License-Identifier: MIT */
#include "aws/length.h"

#include <stdlib.h>
#include <string.h>

/* The attribute's value.  false: none, or no whole number. */
static bool
sent_duration(const struct aws_session *session, int64_t *seconds)
{
	const struct saml_attribute *a = session->session_duration;
	const char *text;
	size_t len;

	if (a == NULL || a->n_values == 0)
		return false;
	text = a->values[0].value;
	len = strlen(text);
	if (len == 0 || len > 9 || strspn(text, "0123456789") != len)
		return false;
	*seconds = strtol(text, NULL, 10);
	return true;
}

static void
shorten(struct session_length *length, int64_t seconds, const char *limit)
{
	if (seconds >= length->seconds)
		return;
	length->seconds = seconds;
	length->limit = limit;
}

/* SessionNotOnOrAfter: the session ends then at the latest. */
static void
end_in_time(struct session_length *length, const struct length_request *r)
{
	int64_t left;

	if (r->end == NULL || r->end->text == NULL || !r->end->is_valid ||
	    !r->has_now)
		return;
	left = r->end->seconds - r->now;
	if (left < LENGTH_MIN) {
		length->seconds = 0;
		length->doubt = "SessionNotOnOrAfter leaves less than 15 "
				"minutes; what AWS does then is not "
				"documented";
		return;
	}
	shorten(length, left, "SessionNotOnOrAfter");
}

struct session_length
length_on_console(const struct length_request *r)
{
	struct session_length length = {
	    .seconds = LENGTH_DEFAULT, .limit = "the default"};
	int64_t sent;

	if (sent_duration(r->session, &sent)) {
		if (sent < LENGTH_MIN || sent > LENGTH_MAX)
			return (struct session_length){
			    .doubt = "SessionDuration is out of bounds"};
		length.seconds = sent;
		length.limit = "SessionDuration";
		if (r->role != NULL && r->role->max_session_duration > 0 &&
		    sent > r->role->max_session_duration)
			length.doubt = "SessionDuration is over the role's "
				       "maximum; what the console makes of it "
				       "is not documented";
	} else if (r->session->session_duration != NULL) {
		return (struct session_length){
		    .doubt = "SessionDuration is no whole number"};
	}
	end_in_time(&length, r);
	return length;
}

struct session_length
length_by_api(const struct length_request *r)
{
	struct session_length length = {
	    .seconds = LENGTH_DEFAULT, .limit = "the default"};
	int64_t sent;

	if (r->has_duration) {
		length.seconds = r->duration;
		length.limit = "DurationSeconds";
	}
	if (length.seconds < LENGTH_MIN || length.seconds > LENGTH_MAX)
		return (struct session_length){
		    .aws_error = "request-constraint"};
	if (r->role != NULL && r->role->max_session_duration > 0 &&
	    length.seconds > r->role->max_session_duration)
		return (struct session_length){
		    .aws_error = "duration-exceeds-max"};
	/* In a call the attribute can only shorten the session. */
	if (sent_duration(r->session, &sent) && sent >= LENGTH_MIN)
		shorten(&length, sent, "SessionDuration");
	end_in_time(&length, r);
	return length;
}
