/* SPDX-License-Identifier: MIT */
#include "aws/session.h"

#include <stdlib.h>
#include <string.h>

#include "aws/context.h"

/* STS API reference: DurationSeconds defaults to an hour. */
#define DURATION_DEFAULT 3600
#define DURATION_MIN 900
#define DURATION_MAX 43200

static bool
push_attribute(struct arena *arena, const struct saml_attribute ***list,
    size_t *n, const struct saml_attribute *attribute)
{
	const struct saml_attribute **slot =
	    arena_push(arena, list, n, sizeof *slot);

	if (slot == NULL)
		return false;
	*slot = attribute;
	return true;
}

static void
keep_first(const struct saml_attribute **kept, size_t *n,
    const struct saml_attribute *attribute)
{
	if ((*n)++ == 0)
		*kept = attribute;
}

static bool
push_pairs(struct arena *arena, struct aws_session *session,
    const struct saml_attribute *attribute)
{
	for (size_t i = 0; i < attribute->n_values; i++) {
		struct aws_role_pair **pair = arena_push(
		    arena, &session->pairs, &session->n_pairs, sizeof *pair);
		size_t n = session->n_pairs - 1;
		const struct saml_text **text =
		    arena_push(arena, &session->pair_texts, &n, sizeof *text);

		if (pair == NULL || text == NULL)
			return false;
		*text = &attribute->values[i];
		*pair = role_pair_parse(arena, attribute->values[i].value);
		if (*pair == NULL)
			return false;
	}
	return true;
}

static bool
push_tag(struct arena *arena, struct aws_session *session,
    const struct saml_attribute *attribute)
{
	struct session_tag *tag =
	    arena_push(arena, &session->tags, &session->n_tags, sizeof *tag);

	if (tag == NULL)
		return false;
	tag->key = strchr(attribute->name + sizeof AWS_ATTRIBUTES - 1, ':') + 1;
	tag->attribute = attribute;
	return true;
}

static bool
read_attribute(
    struct arena *arena, struct aws_session *s, const struct saml_attribute *a)
{
	switch (aws_attribute_of(a->name)) {
	case AWS_ATTRIBUTE_ROLE:
		return push_attribute(arena, &s->roles, &s->n_roles, a) &&
		       push_pairs(arena, s, a);
	case AWS_ATTRIBUTE_ROLE_SESSION_NAME:
		keep_first(&s->role_session_name, &s->n_role_session_names, a);
		return true;
	case AWS_ATTRIBUTE_SESSION_DURATION:
		keep_first(&s->session_duration, &s->n_session_durations, a);
		return true;
	case AWS_ATTRIBUTE_SOURCE_IDENTITY:
		keep_first(&s->source_identity, &s->n_source_identities, a);
		return true;
	case AWS_ATTRIBUTE_TRANSITIVE_TAG_KEYS:
		keep_first(
		    &s->transitive_tag_keys, &s->n_transitive_tag_keys, a);
		return true;
	case AWS_ATTRIBUTE_PRINCIPAL_TAG:
		return push_tag(arena, s, a);
	case AWS_ATTRIBUTE_NONE:
		break;
	}
	return true;
}

static bool
fits(const char *wanted, const struct aws_arn *arn)
{
	return wanted == NULL ||
	       (arn->text != NULL && strcmp(wanted, arn->text) == 0);
}

/* The pair that the request names; without a request the only one. */
static void
choose_pair(struct aws_session *session, const struct session_request *request)
{
	bool is_asked =
	    request->role_arn != NULL || request->provider_arn != NULL;

	for (size_t i = 0; i < session->n_pairs; i++) {
		const struct aws_role_pair *pair = session->pairs[i];

		if (is_asked && session->chosen == NULL &&
		    fits(request->role_arn, &pair->role) &&
		    fits(request->provider_arn, &pair->provider))
			session->chosen = pair;
	}
	if (!is_asked && session->n_pairs == 1)
		session->chosen = session->pairs[0];
	if (request->provider_arn != NULL)
		session->provider_arn = request->provider_arn;
	else if (session->chosen != NULL &&
		 session->chosen->provider.kind == ARN_PROVIDER &&
		 session->chosen->provider.fault == ARN_OK)
		session->provider_arn = session->chosen->provider.text;
}

/* false: the value is no whole number. */
static bool
whole_seconds(const struct saml_attribute *attribute, int64_t *seconds)
{
	const char *text, *digits = "0123456789";
	size_t len;

	if (attribute == NULL || attribute->n_values == 0)
		return false;
	text = attribute->values[0].value;
	len = strlen(text);
	if (len == 0 || len > 9 || strspn(text, digits) != len)
		return false;
	*seconds = strtol(text, NULL, 10);
	return true;
}

/* STS API reference: the session lasts as long as the least of them. */
static void
set_duration(struct aws_session *session, const struct session_request *request)
{
	int64_t sent = 0;
	bool is_api = request->role_arn != NULL ||
		      request->provider_arn != NULL || request->duration > 0;
	bool has_sent = whole_seconds(session->session_duration, &sent);

	/* What AWS makes of a SessionDuration out of bounds is not known. */
	if (has_sent && (sent < DURATION_MIN || sent > DURATION_MAX))
		return;
	session->duration =
	    request->duration > 0 ? request->duration : DURATION_DEFAULT;
	/* On the API path the attribute can only shorten the session. */
	if (has_sent && (!is_api || sent < session->duration))
		session->duration = sent;
}

struct aws_session *
session_read(struct arena *arena, const struct saml_assertion *assertion,
    const struct session_request *request)
{
	struct aws_session *session = arena_alloc(arena, sizeof *session);

	if (session == NULL)
		return NULL;
	for (size_t i = 0; i < assertion->n_attributes; i++) {
		if (!read_attribute(arena, session, &assertion->attributes[i]))
			return NULL;
	}
	choose_pair(session, request);
	set_duration(session, request);
	return context_read(arena, assertion, session) ? session : NULL;
}
