/* SPDX-License-Identifier: MIT */
#include "aws/cloudtrail.h"

#include <string.h>

#include "aws/error_match.h"
#include "saml/datetime.h"

#define EVENT "AssumeRoleWithSAML"
#define EVENTS_MAX 10000 /* of one file */

struct reading {
	struct arena *arena;
	struct trail *trail;
	struct json_cursor place; /* in the document that is read */
};

static bool
is_string(struct json_value value)
{
	return value.type == JSON_STRING;
}

static bool
is_record(struct json_value json)
{
	return is_string(json_get(json, "eventName")) &&
	       is_string(json_get(json, "eventSource"));
}

static bool
is_list_of(struct json_value list, const char *member)
{
	struct json_iter iter;
	struct json_value key, first;

	if (list.type != JSON_ARRAY)
		return false;
	iter = json_iterate(list);
	return !json_next(&iter, &key, &first) ||
	       is_string(json_get(first, member));
}

bool
cloudtrail_is(struct json_value json)
{
	return is_record(json) || is_record(json_get(json, "detail")) ||
	       is_list_of(json_get(json, "Records"), "eventName") ||
	       is_list_of(json_get(json, "Events"), "CloudTrailEvent");
}

static const char *
text_of(struct reading *r, struct json_value value)
{
	return json_string(r->arena, value, NULL);
}

static const char *
member(struct reading *r, struct json_value record, const char *object,
    const char *name)
{
	return text_of(r, json_get(json_get(record, object), name));
}

/* The name qualifier of the answer, else of the user's identity. */
static const char *
name_qualifier(struct reading *r, struct json_value record)
{
	const char *text =
	    member(r, record, "responseElements", "nameQualifier");

	return text != NULL
		   ? text
		   : member(r, record, "userIdentity", "identityProvider");
}

static void
fill(struct reading *r, struct json_value record, struct trail_event *e)
{
	struct json_value parameters = json_get(record, "requestParameters");
	const char *time = text_of(r, json_get(record, "eventTime"));
	bool has_zone;

	e->name = EVENT;
	e->has_time = time != NULL && datetime_parse(time, &e->time, &has_zone);
	e->region = text_of(r, json_get(record, "awsRegion"));
	e->source_ip = text_of(r, json_get(record, "sourceIPAddress"));
	e->error_code = text_of(r, json_get(record, "errorCode"));
	e->is_success =
	    json_get(record, "errorCode").type == JSON_NONE &&
	    json_get(record, "responseElements").type == JSON_OBJECT;
	e->error_message = text_of(r, json_get(record, "errorMessage"));
	e->assertion_id = text_of(r, json_get(parameters, "sAMLAssertionID"));
	e->role_arn = text_of(r, json_get(parameters, "roleArn"));
	e->provider_arn = text_of(r, json_get(parameters, "principalArn"));
	e->has_duration =
	    json_integer(json_get(parameters, "durationSeconds"), &e->duration);
	e->name_qualifier = name_qualifier(r, record);
	e->subject = member(r, record, "responseElements", "subject");
}

static bool
add_record(struct reading *r, struct json_value record, bool has_place)
{
	struct trail *trail = r->trail;
	struct trail_event *event;

	if (!json_equals(json_get(record, "eventName"), EVENT)) {
		trail->other = text_of(r, json_get(record, "eventName"));
		trail->n_others++;
		return true;
	}
	if (trail->n_events == EVENTS_MAX) {
		trail->n_left++;
		return true;
	}
	event = arena_push(
	    r->arena, &trail->events, &trail->n_events, sizeof *event);
	if (event == NULL)
		return false;
	fill(r, record, event);
	if (has_place) {
		json_cursor_move(&r->place, record.text, record.start);
		event->line = r->place.line;
		event->column = r->place.column;
	}
	return true;
}

/* A record as the text inside lookup-events. */
static bool
add_text(struct reading *r, struct json_value value)
{
	struct json_text *text = arena_alloc(r->arena, sizeof *text);
	struct json_error error;
	struct json_value record;
	const char *data;
	size_t len;

	data = json_string(r->arena, value, &len);
	if (text == NULL)
		return false;
	if (data != NULL) {
		record = json_open(text, data, len, &error);
		if (record.type != JSON_NONE)
			return add_record(r, record, false);
	}
	r->trail->n_unreadable++;
	return true;
}

static bool
add_list(struct reading *r, struct json_value list, bool is_text)
{
	struct json_iter iter = json_iterate(list);
	struct json_value key, item;

	while (json_next(&iter, &key, &item)) {
		if (is_text ? !add_text(r, json_get(item, "CloudTrailEvent"))
			    : !add_record(r, item, true))
			return false;
	}
	return true;
}

static bool
add_document(struct reading *r, struct json_value json)
{
	struct json_value records = json_get(json, "Records");
	struct json_value events = json_get(json, "Events");

	if (records.type == JSON_ARRAY)
		return add_list(r, records, false);
	if (events.type == JSON_ARRAY)
		return add_list(r, events, true);
	if (is_record(json_get(json, "detail")))
		return add_record(r, json_get(json, "detail"), true);
	return !is_record(json) || add_record(r, json, true);
}

/* One document on each line; a line that is none is passed over. */
static bool
add_lines(struct reading *r, const char *text, size_t len)
{
	while (len > 0) {
		const char *feed = memchr(text, '\n', len);
		size_t n = feed != NULL ? (size_t)(feed - text) : len;
		struct json_text *line = arena_alloc(r->arena, sizeof *line);
		struct json_error error;
		struct json_value json;

		if (line == NULL)
			return false;
		json = json_open(line, text, n, &error);
		r->place = (struct json_cursor){0};
		if (json.type == JSON_NONE)
			r->trail->n_unreadable += n > 0 ? 1 : 0;
		else if (!add_document(r, json))
			return false;
		n += feed != NULL ? 1 : 0;
		text += n;
		len -= n;
	}
	return true;
}

bool
cloudtrail_read(
    struct arena *arena, const char *data, size_t len, struct trail *trail)
{
	struct reading r = {.arena = arena, .trail = trail};
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct json_error error;
	struct json_value json;

	if (text == NULL)
		return false;
	json = json_open(text, data, len, &error);
	return json.type != JSON_NONE ? add_document(&r, json)
				      : add_lines(&r, data, len);
}

/* By its words: a code alone can stand for many errors. */
const struct aws_error *
cloudtrail_error(struct arena *arena, const struct trail_event *event)
{
	const struct error_match *match;

	if (event->error_message == NULL)
		return NULL;
	match = error_match(
	    arena, event->error_message, strlen(event->error_message));
	return match != NULL && match->how == MATCH_TEXT ? match->error : NULL;
}
