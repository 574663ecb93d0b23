/* SPDX-License-Identifier: MIT */
/*
 * Which of the responses that were given can still be used to sign in: the
 * one that is judged, and every other of the same run.
 */
#include <string.h>

#include "evidence_steps.h"

/* SAML 2.0 says nothing of it; AWS takes a response for five minutes. */
#define REDEEM_SECONDS ((int64_t)300)
/* What was recorded so long ago is not read to be told old. */
#define RECENT_SECONDS ((int64_t)3600)
/* Of those that do not know when they were recorded. */
#define READ_MAX 1000

/* The first of the moments at which a response ends; false: none is known. */
static bool
end_of_use(const struct saml_response *response, const struct saml_assertion *a,
    int64_t *end)
{
	const struct saml_time *issue = &response->issue_instant;
	const struct saml_time *limit;

	if (a != NULL && a->issue_instant.is_valid)
		issue = &a->issue_instant;
	if (!issue->is_valid)
		return false;
	*end = issue->seconds + REDEEM_SECONDS;
	if (a == NULL)
		return true;
	limit = &a->conditions.not_on_or_after;
	if (limit->is_valid && limit->seconds < *end)
		*end = limit->seconds;
	for (size_t i = 0; i < a->subject.n_confirmations; i++) {
		limit = &a->subject.confirmations[i].not_on_or_after;
		if (limit->is_valid && limit->seconds < *end)
			*end = limit->seconds;
	}
	return true;
}

static bool
is_same(const struct capture_message *a, const struct capture_message *b)
{
	return a == b || (a->xml.len == b->xml.len &&
			     memcmp(a->xml.data, b->xml.data, a->xml.len) == 0);
}

/* A HAR holds the page that posts a response beside the post itself. */
static bool
is_told(const struct evidence *e, const struct capture_message *m)
{
	for (size_t i = 0; i < e->n_live; i++) {
		if (is_same(e->live[i].message, m))
			return true;
	}
	return false;
}

/* What is older or newer than its own window signs nobody in. */
static bool
add(struct evidence *e, const struct capture_message *m,
    const struct saml_response *response, const struct saml_assertion *a)
{
	struct live_response *live;
	int64_t end;

	if (response == NULL || !end_of_use(response, a, &end))
		return true;
	e->has_responses = true;
	if (end <= e->settings->now ||
	    end - e->settings->now > REDEEM_SECONDS || is_told(e, m))
		return true;
	live = arena_push(e->arena, &e->live, &e->n_live, sizeof *live);
	if (live == NULL)
		return false;
	live->message = m;
	live->left = end - e->settings->now;
	live->is_judged = m == e->message;
	return true;
}

static const struct sign_in *
sign_in_of(const struct evidence *e, const struct capture_message *m)
{
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (e->sign_ins[i].message == m)
			return &e->sign_ins[i];
	}
	return NULL;
}

static bool
is_another_response(const struct evidence *e, const struct capture_message *m)
{
	return m != e->message && m->fault == CAPTURE_OK &&
	       (m->parameter == NULL ||
		   strcmp(m->parameter, "SAMLRequest") != 0);
}

static bool
is_recent(const struct evidence *e, const struct capture_message *m)
{
	int64_t age = e->settings->now - m->time;

	return !m->has_time || (age < RECENT_SECONDS && -age < RECENT_SECONDS);
}

/* One that nothing else has read. */
static bool
read_one(struct evidence *e, struct capture_message *m)
{
	struct evidence *one = evidence_one_of(e, m);

	return one != NULL && evidence_read_message(one) &&
	       evidence_prove(one) && add(e, m, one->response, one->assertion);
}

bool
evidence_find_live(struct evidence *e)
{
	size_t n_read = 0;

	if (!e->settings->has_now)
		return true;
	if (e->message != NULL &&
	    !add(e, e->message, e->response, e->assertion))
		return false;
	for (size_t i = 0; i < e->n_messages; i++) {
		struct capture_message *m = e->messages[i];
		const struct sign_in *s = sign_in_of(e, m);

		if (!is_another_response(e, m))
			continue;
		if (s != NULL) {
			if (!add(e, m, s->one->response, s->one->assertion))
				return false;
		} else if (is_recent(e, m) && n_read++ < READ_MAX &&
			   !read_one(e, m)) {
			return false;
		}
	}
	return true;
}
