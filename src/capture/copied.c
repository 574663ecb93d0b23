/* SPDX-License-Identifier: MIT */
/*
 * Requests as the developer tools copy them: cURL for bash and for cmd,
 * fetch, and PowerShell; one or all of the panel.
 */
#include <string.h>
#include <strings.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "capture/shell.h"
#include "json/json.h"

/* What a request is about. */
struct request {
	const char *url;  /* NULL: not met */
	const char *body; /* NULL: none */
};

struct requests {
	struct arena *arena;
	struct request *items;
	size_t n;
};

static struct request *
add_request(struct requests *r)
{
	return arena_push(r->arena, &r->items, &r->n, sizeof *r->items);
}

static bool
is_one_of(const char *word, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(word, list[i]) == 0)
			return true;
	}
	return false;
}
#define IS_ONE_OF(word, list) \
	is_one_of(word, list, sizeof(list) / sizeof *(list))

/* Options of curl that matter, and those whose value is to be passed over. */
static const char *const data_options[] = {"--data-raw", "--data",
    "--data-binary", "--data-ascii", "--data-urlencode", "-d"};
static const char *const value_options[] = {"-H", "--header", "-b", "--cookie",
    "-X", "--request", "-A", "--user-agent", "-e", "--referer", "-u", "--user",
    "-o", "--output", "-x", "--proxy"};

static bool
begins(const char *text, const char *with)
{
	return strncasecmp(text, with, strlen(with)) == 0;
}

static bool
read_curl(struct requests *r, struct shell_words *w)
{
	struct request *request = NULL;
	const char *word;

	while ((word = shell_next(w)) != NULL) {
		if (strcmp(word, "curl") == 0 ||
		    strcmp(word, "curl.exe") == 0) {
			request = add_request(r);
			if (request == NULL)
				return false;
		} else if (request == NULL) {
			continue;
		} else if (IS_ONE_OF(word, data_options)) {
			request->body = shell_next(w);
		} else if (IS_ONE_OF(word, value_options)) {
			shell_next(w);
		} else if (request->url == NULL && begins(word, "http")) {
			request->url = word;
		}
	}
	return true;
}

/* ([System.Text.Encoding]::UTF8.GetBytes("…")): what stands in the quotes. */
static const char *
bare_body(char *word)
{
	char *open = strchr(word, '(');
	char *inside = strstr(word, "GetBytes(");
	size_t len;

	if (open != word || inside == NULL)
		return word;
	inside += strlen("GetBytes(");
	len = strlen(inside);
	while (len > 0 && inside[len - 1] == ')')
		inside[--len] = '\0';
	return inside;
}

static bool
read_powershell(struct requests *r, struct shell_words *w)
{
	struct request *request = NULL;
	const char *word, *value;

	while ((word = shell_next(w)) != NULL) {
		if (strcasecmp(word, "Invoke-WebRequest") == 0 ||
		    strcasecmp(word, "iwr") == 0) {
			request = add_request(r);
			if (request == NULL)
				return false;
		} else if (request != NULL && strcasecmp(word, "-Uri") == 0) {
			request->url = shell_next(w);
		} else if (request != NULL && strcasecmp(word, "-Body") == 0) {
			value = shell_next(w);
			request->body =
			    value != NULL
				? bare_body(arena_strdup(r->arena, value))
				: NULL;
		}
	}
	return true;
}

/*
 * Lines that are a comment, as the editable form of fetch has them for
 * headers that the browser sets: no string of JSON goes over a line.
 */
static char *
without_comments(struct arena *arena, const char *text, size_t len)
{
	char *out = arena_alloc(arena, len + 1);
	const char *at = text, *end = text + len, *next;
	size_t n = 0;

	for (; out != NULL && at < end; at = next) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *word = at;

		next = feed != NULL ? feed + 1 : end;
		while (word < next && (*word == ' ' || *word == '\t'))
			word++;
		if (end - word > 1 && word[0] == '/' && word[1] == '/')
			continue;
		memcpy(out + n, at, (size_t)(next - at));
		n += (size_t)(next - at);
	}
	if (out != NULL)
		out[n] = '\0';
	return out;
}

/* fetch("URL", {JSON}) from AT to END, which is the next call or the end. */
static bool
read_fetch(struct requests *r, const char *at, const char *end)
{
	const char *open = memchr(at, '{', (size_t)(end - at));
	const char *quote = memchr(at, '"', (size_t)(end - at));
	const char *close;
	struct json_text text;
	struct json_error error;
	struct json_value json;
	struct request *request = add_request(r);

	if (request == NULL)
		return false;
	if (quote != NULL &&
	    (close = memchr(quote + 1, '"', (size_t)(end - quote - 1))) != NULL)
		request->url = arena_strndup(
		    r->arena, quote + 1, (size_t)(close - quote - 1));
	for (close = end; open != NULL && close > open && *(close - 1) != '}';)
		close--;
	if (open == NULL || close == open)
		return true;
	open = without_comments(r->arena, open, (size_t)(close - open));
	if (open == NULL)
		return false;
	json = json_open(&text, open, strlen(open), &error);
	request->body = json_string(r->arena, json_get(json, "body"), NULL);
	/* The values lie in the arena: TEXT may go. */
	return true;
}

static bool
read_fetches(struct requests *r, const char *text, size_t len)
{
	const char *end = text + len, *at = text, *next;

	while ((at = memmem(at, (size_t)(end - at), "fetch(", 6)) != NULL) {
		at += 6;
		next = memmem(at, (size_t)(end - at), "fetch(", 6);
		if (!read_fetch(r, at, next != NULL ? next : end))
			return false;
	}
	return true;
}

static bool
starts(struct bytes b, const char *with)
{
	size_t at = root_start(b), len = strlen(with);

	return b.len - at >= len &&
	       strncasecmp((const char *)b.data + at, with, len) == 0;
}

enum copied { COPIED_NOT = 0, COPIED_CURL, COPIED_FETCH, COPIED_POWERSHELL };

static enum copied
kind_of(struct bytes b)
{
	if (starts(b, "$ "))
		b = (struct bytes){
		    b.data + root_start(b) + 2, b.len - root_start(b) - 2};
	if (starts(b, "curl ") || starts(b, "curl.exe "))
		return COPIED_CURL;
	if (starts(b, "fetch(") || starts(b, "await fetch("))
		return COPIED_FETCH;
	if (starts(b, "Invoke-WebRequest") ||
	    starts(b, "$session = New-Object"))
		return COPIED_POWERSHELL;
	return COPIED_NOT;
}

static enum capture_claim
recognise(struct bytes bytes)
{
	return kind_of(bytes) != COPIED_NOT ? CLAIM_YES : CLAIM_NO;
}

static bool
read_requests(struct requests *r, struct bytes bytes)
{
	const char *text = (const char *)bytes.data;
	struct shell_words words;
	bool is_cmd = memmem(text, bytes.len, "^\"", 2) != NULL ||
		      starts(bytes, "curl \"") || starts(bytes, "curl.exe ");

	switch (kind_of(bytes)) {
	case COPIED_CURL:
		return shell_open(r->arena, is_cmd ? SHELL_CMD : SHELL_BASH,
			   text, bytes.len, &words) &&
		       read_curl(r, &words);
	case COPIED_POWERSHELL:
		return shell_open(r->arena, SHELL_POWERSHELL, text, bytes.len,
			   &words) &&
		       read_powershell(r, &words);
	case COPIED_FETCH:
		return read_fetches(r, text, bytes.len);
	case COPIED_NOT:
		break;
	}
	return true;
}

/* The message of one request, where it carries any. */
static bool
add_message(struct requests *r, size_t i, struct capture *capture)
{
	const struct request *request = &r->items[i];
	struct capture_message message = {.is_sent = true}, *slot;
	const char *url = request->url != NULL ? request->url : "";
	bool has_message = false;

	if (request->body != NULL &&
	    !capture_form_message(r->arena, request->body,
		strlen(request->body), &message, &has_message))
		return false;
	if (!has_message && capture_holds_redirect(url, strlen(url))) {
		has_message = true;
		if (!capture_read_redirect(
			r->arena, url, strlen(url), &message))
			return false;
	}
	if (!has_message)
		return true;
	message.endpoint = capture_address(r->arena, url);
	message.where =
	    r->n > 1 ? arena_printf(r->arena, "request %zu of %zu", i + 1, r->n)
		     : "";
	slot = arena_push(
	    r->arena, &capture->messages, &capture->n_messages, sizeof *slot);
	if (slot != NULL)
		*slot = message;
	return slot != NULL;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct requests r = {.arena = arena};

	if (!read_requests(&r, bytes))
		return false;
	for (size_t i = 0; i < r.n; i++) {
		if (!add_message(&r, i, capture))
			return false;
	}
	if (capture->n_messages == 0) {
		capture->looks_like = "a copied request without a SAML message";
		capture->advice = "Copy the POST to the sign-in endpoint of "
				  "AWS, or export a HAR of the sign-in.";
	}
	return true;
}

const struct capture_form capture_copied = {
    "copied-request", recognise, extract, false};
