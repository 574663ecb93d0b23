/* SPDX-License-Identifier: MIT */
/* The steps that led to a message, whatever recorded them. */
#include <string.h>

#include "aws/endpoint.h"
#include "capture/capture.h"

const char *
capture_address(struct arena *arena, const char *url)
{
	const char *host, *at;
	size_t len;

	if (url == NULL)
		return NULL;
	len = strcspn(url, "?#;");
	host = strstr(url, "://");
	if (host == NULL || host > url + len)
		return arena_strndup(arena, url, len);
	host += 3;
	/* Who signs in to the host, and with which password. */
	at = memrchr(host, '@', strcspn(host, "/?#;"));
	return arena_printf(arena, "%.*s%.*s", (int)(host - url), url,
	    (int)(url + len - (at != NULL ? at + 1 : host)),
	    at != NULL ? at + 1 : host);
}

static bool
is_of_aws(struct arena *arena, const char *url)
{
	struct aws_endpoint endpoint = endpoint_parse(arena, url);

	return endpoint.kind != ENDPOINT_NOT_AWS;
}

/* What the story is about, and not only on its way. */
static bool
is_important(struct arena *arena, const struct capture_step *step)
{
	return step->carries != NULL || step->posts ||
	       is_of_aws(arena, step->url);
}

bool
capture_add_step(struct arena *arena, struct capture *capture,
    struct capture_step *step, bool is_page)
{
	struct capture_step *slot;
	bool matters;

	if (step->url == NULL)
		step->url = "";
	if (step->method == NULL)
		step->method = "";
	matters = is_important(arena, step);
	if (!matters && step->location == NULL && !is_page)
		return !arena_has_failed(arena);
	if (matters ? capture->n_steps - capture->n_plain >= CAPTURE_STEPS_MAX
		    : capture->n_plain >= CAPTURE_PLAIN_MAX) {
		capture->n_left++;
		return !arena_has_failed(arena);
	}
	capture->n_plain += matters ? 0 : 1;
	slot =
	    arena_push(arena, &capture->steps, &capture->n_steps, sizeof *slot);
	if (slot == NULL)
		return false;
	*slot = *step;
	slot->url = capture_address(arena, step->url);
	slot->location = capture_address(arena, step->location);
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
