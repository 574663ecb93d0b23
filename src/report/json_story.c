/* SPDX-License-Identifier: MIT */
#include "report/json_story.h"

#include "report/report.h"
#include "saml/datetime.h"

void
json_put_aws_error(struct json_writer *w, const struct aws_error *error)
{
	json_key(w, "aws_error");
	if (error == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "id", error->id);
	json_put_member(w, "message", error->message);
	json_put_member(w, "code", error->code);
	json_key(w, "http_status");
	if (error->http_status != 0)
		json_put_integer(w, error->http_status);
	else
		json_put_null(w);
	json_put_member(w, "path", error->path);
	json_put_member(w, "grade", grade_name(error->grade));
	json_end_object(w);
}

static const char *
source_name(enum answer_source source)
{
	switch (source) {
	case ANSWER_GIVEN:
		return "given";
	case ANSWER_OF_CAPTURE:
		return "capture";
	case ANSWER_OF_TRAIL:
		break;
	}
	return "cloudtrail";
}

void
json_put_answer(struct json_writer *w, const struct answer *a)
{
	json_key(w, "answer");
	if (a == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "source", source_name(a->source));
	json_put_member(w, "text", a->text);
	json_put_member(w, "recognised_by", match_how_name(a->match->how));
	json_put_aws_error(w, a->error);
	json_key(w, "explained_by");
	json_begin_array(w);
	for (size_t i = 0; i < a->n_explains; i++)
		json_put_string(w, a->explains[i]->check->id);
	json_end_array(w);
	json_key(w, "not_checked");
	json_begin_array(w);
	for (size_t i = 0; i < a->n_open; i++)
		json_put_string(w, a->open[i]->check->id);
	json_end_array(w);
	json_end_object(w);
}

/* The request that is read at that entry; NULL: none. */
static const struct saml_request *
request_at(const struct evidence *e, size_t entry)
{
	for (size_t i = 0; i < e->n_requests; i++) {
		if (e->requests[i].message->entry == entry)
			return e->requests[i].request;
	}
	return NULL;
}

static void
put_request(struct json_writer *w, const struct evidence *e,
    const struct saml_request *request)
{
	json_key(w, "request");
	if (request == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "id", request->id);
	json_put_member(w, "issuer", request->issuer);
	json_put_member(w, "assertion_consumer_service",
	    capture_address(e->arena, request->acs_url));
	json_put_member(w, "name_id_format", request->name_id_format);
	json_key(w, "force_authn");
	json_put_bool(w, request->force_authn);
	json_key(w, "is_passive");
	json_put_bool(w, request->is_passive);
	json_key(w, "is_answered");
	json_put_bool(w, request == e->request);
	json_end_object(w);
}

static void
put_step(struct json_writer *w, const struct evidence *e,
    const struct capture_step *step)
{
	json_begin_object(w);
	json_key(w, "entry");
	json_put_integer(w, (int64_t)step->entry);
	json_put_member(w, "time",
	    step->has_time ? datetime_format(e->arena, step->time) : NULL);
	json_put_member(w, "method", step->method);
	json_put_member(w, "url", step->url);
	json_key(w, "status");
	if (step->status != 0)
		json_put_integer(w, step->status);
	else
		json_put_null(w);
	json_put_member(w, "location", step->location);
	json_put_member(w, "carries", step->carries);
	json_key(w, "posts");
	json_put_bool(w, step->posts);
	json_key(w, "is_judged");
	json_put_bool(w, e->message->entry == step->entry);
	put_request(w, e, request_at(e, step->entry));
	json_end_object(w);
}

void
json_put_story(struct json_writer *w, const struct evidence *e)
{
	json_key(w, "story");
	json_begin_array(w);
	for (size_t i = 0; e->capture != NULL && i < e->capture->n_steps; i++)
		put_step(w, e, &e->capture->steps[i]);
	json_end_array(w);
}
