/* SPDX-License-Identifier: MIT */
#include "capture/har_story.h"

#include <string.h>

#include "aws/endpoint.h"
#include "capture/html.h"
#include "crypto/digest.h"
#include "saml/datetime.h"

const char *
har_content(struct arena *arena, struct json_value response, size_t *len)
{
	struct json_value content = json_get(response, "content");
	const char *text;

	text = json_string_view(arena, json_get(content, "text"), len);
	if (text != NULL &&
	    json_equals(json_get(content, "encoding"), "base64"))
		text =
		    (const char *)base64_decode(arena, text, *len, len, NULL);
	return text;
}

bool
har_redirects(struct json_value entry)
{
	static const char name[] = "\"redirectURL\"";
	const char *at, *end = entry.text->data + entry.end;

	if (entry.type == JSON_NONE)
		return false;
	at = memmem(entry.text->data + entry.start, entry.end - entry.start,
	    name, sizeof name - 1);
	if (at == NULL)
		return false;
	at += sizeof name - 1;
	while (at < end && strchr(" \t\r\n:", *at) != NULL)
		at++;
	return end - at > 1 && at[0] == '"' && at[1] != '"';
}

/* What was read of this entry is the last of its list. */
static const struct capture_message *
of_entry(const struct capture_message *list, size_t n, size_t number)
{
	return n > 0 && list[n - 1].entry == number ? &list[n - 1] : NULL;
}

/* The request in a URL; it is no message that could be judged. */
static bool
keep_request(struct arena *arena, struct capture *capture,
    const struct capture_step *step, const char *url)
{
	struct capture_message *request;

	if (!capture_holds_request(url))
		return true;
	request = arena_push(
	    arena, &capture->requests, &capture->n_requests, sizeof *request);
	if (request == NULL)
		return false;
	request->entry = step->entry;
	request->where = "";
	request->endpoint = capture_address(arena, step->url);
	request->is_sent = true;
	request->has_time = step->has_time;
	request->time = step->time;
	return capture_read_redirect(arena, url, strlen(url), request);
}

static void
read_carried(const struct capture *capture, struct capture_step *step)
{
	const struct capture_message *m =
	    of_entry(capture->messages, capture->n_messages, step->entry);

	if (m == NULL)
		m = of_entry(
		    capture->requests, capture->n_requests, step->entry);
	if (m == NULL)
		return;
	step->posts = !m->is_sent;
	if (m->is_sent)
		step->carries = m->parameter;
}

static void
read_answer(
    struct arena *arena, struct json_value entry, struct capture_step *step)
{
	struct json_value response = json_get(entry, "response");
	int64_t status;

	if (json_integer(json_get(response, "status"), &status) && status > 0 &&
	    status < 1000)
		step->status = (int)status;
	if (har_redirects(entry))
		step->location =
		    json_string(arena, json_get(response, "redirectURL"), NULL);
}

static bool
is_page(struct json_value entry)
{
	struct json_value type =
	    json_path(entry, "response", "content", "mimeType", (char *)NULL);

	return type.type == JSON_STRING &&
	       memmem(type.text->data + type.start, type.end - type.start,
		   "html", 4) != NULL;
}

/*
 * AWS may send the browser on before it shows its error: then the answer is
 * that of the next entry.
 */
static void
take_late_answer(struct arena *arena, struct capture *capture,
    struct json_value entry, const struct capture_step *step)
{
	struct capture_message *m =
	    capture->n_messages > 0
		? &capture->messages[capture->n_messages - 1]
		: NULL;
	size_t len = 0;
	const char *text;

	if (m == NULL || !m->is_sent || m->answer != NULL ||
	    m->entry + 1 != step->entry || m->http_status < 300 ||
	    m->http_status > 399 || step->status < 400 ||
	    endpoint_parse(arena, step->url).kind == ENDPOINT_NOT_AWS)
		return;
	text = har_content(arena, json_get(entry, "response"), &len);
	if (text == NULL)
		return;
	m->answer = html_text(arena, text, len, HTML_ANSWER_MAX);
	m->late_status = step->status;
	m->late_entry = step->entry;
}

bool
har_note_step(struct arena *arena, struct capture *capture,
    struct json_value entry, const char *url, size_t number)
{
	struct capture_step step = {.entry = number, .url = url};
	const char *time;
	bool has_zone;

	step.method = json_string(
	    arena, json_path(entry, "request", "method", (char *)NULL), NULL);
	time = json_string(arena, json_get(entry, "startedDateTime"), NULL);
	if (time != NULL)
		step.has_time = datetime_parse(time, &step.time, &has_zone);
	if (!keep_request(arena, capture, &step, url))
		return false;
	read_carried(capture, &step);
	read_answer(arena, entry, &step);
	take_late_answer(arena, capture, entry, &step);
	return capture_add_step(arena, capture, &step, is_page(entry));
}
