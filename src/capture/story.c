/* SPDX-License-Identifier: MIT */
/* The steps that led to a message, whatever recorded them. */
#include <string.h>

#include "aws/endpoint.h"
#include "capture/capture.h"

/* A URL without what may be a secret: its query, fragment, session. */
static const char *
address_of(struct arena *arena, const char *url)
{
	return url == NULL ? NULL
			   : arena_strndup(arena, url, strcspn(url, "?#;"));
}

static bool
is_of_aws(struct arena *arena, const char *url)
{
	struct aws_endpoint endpoint = endpoint_parse(arena, url);

	return endpoint.kind != ENDPOINT_NOT_AWS;
}

bool
capture_add_step(struct arena *arena, struct capture *capture,
    struct capture_step *step, bool is_page)
{
	struct capture_step *slot;

	if (step->url == NULL)
		step->url = "";
	if (step->method == NULL)
		step->method = "";
	if (capture->n_steps == CAPTURE_STEPS_MAX ||
	    (step->carries == NULL && !step->posts && step->location == NULL &&
		!is_page && !is_of_aws(arena, step->url)))
		return !arena_has_failed(arena);
	slot =
	    arena_push(arena, &capture->steps, &capture->n_steps, sizeof *slot);
	if (slot == NULL)
		return false;
	*slot = *step;
	slot->url = address_of(arena, step->url);
	slot->location = address_of(arena, step->location);
	return !arena_has_failed(arena);
}

bool
capture_holds_request(const char *url)
{
	const char *query = strchr(url, '?');

	return query != NULL && (strstr(query, "?SAMLRequest=") != NULL ||
				    strstr(query, "&SAMLRequest=") != NULL);
}

static bool
is_same(const struct capture_message *a, const struct capture_message *b)
{
	return a->fault == CAPTURE_OK && b->fault == CAPTURE_OK &&
	       a->xml.len == b->xml.len &&
	       memcmp(a->xml.data, b->xml.data, a->xml.len) == 0;
}

void
capture_drop_pages(struct capture *capture)
{
	const struct capture_message *next = NULL;
	size_t n = capture->n_messages, kept;

	for (size_t i = n; i-- > 0;) {
		struct capture_message *message = &capture->messages[i];

		if (message->is_sent)
			next = message;
		else if (next != NULL && is_same(message, next))
			message->entry = 0;
	}
	kept = 0;
	for (size_t i = 0; i < n; i++) {
		if (capture->messages[i].entry != 0)
			capture->messages[kept++] = capture->messages[i];
	}
	capture->n_messages = kept;
}

void
capture_number(struct arena *arena, struct capture *capture, const char *word,
    size_t n_entries)
{
	for (size_t i = 0; i < capture->n_messages; i++) {
		struct capture_message *message = &capture->messages[i];

		message->n_entries = n_entries;
		message->where = arena_printf(
		    arena, "%s %zu of %zu", word, message->entry, n_entries);
	}
}
