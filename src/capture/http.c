/* SPDX-License-Identifier: MIT */
/*
 * HTTP as text (RFC 9112): what a proxy copies to a file, a log of a tool
 * such as saml2aws, or what somebody typed for nc.  Requests begin wherever
 * a request line stands; what lies between them is passed over.
 */
#include "capture/http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "capture/exchange.h"
#include "capture/packed.h"
#include "capture/root.h"

#define HEAD 65536	 /* bytes in which the first request line stands */
#define TARGET_MAX 65536 /* bytes of a request's target */

struct line {
	const char *text;
	size_t len; /* without its end */
};

/* The line at *AT, which moves behind it. */
static struct line
next_line(const char **at, const char *end)
{
	struct line line = {.text = *at};
	const char *feed = memchr(*at, '\n', (size_t)(end - *at));

	line.len = (size_t)((feed != NULL ? feed : end) - *at);
	*at = feed != NULL ? feed + 1 : end;
	if (line.len > 0 && line.text[line.len - 1] == '\r')
		line.len--;
	return line;
}

static const char *const methods[] = {"POST ", "GET "};

/* "POST /saml HTTP/1.1" at TEXT: the bytes before " HTTP/"; 0: it is none. */
static size_t
request_line(const char *text, const char *end)
{
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
		size_t n = strlen(methods[i]), max = (size_t)(end - text);
		const char *version;

		if (max <= n || memcmp(text, methods[i], n) != 0 ||
		    (text[n] != '/' && text[n] != 'h'))
			continue;
		if (max > TARGET_MAX)
			max = TARGET_MAX;
		version = memchr(text + n, ' ', max - n);
		if (version != NULL && end - version > 6 &&
		    memcmp(version, " HTTP/", 6) == 0)
			return (size_t)(version - text);
	}
	return 0;
}

/* The method that the line [AT, VERSION) ends in a request of; NULL. */
static const char *
method_before(const char *at, const char *version, const char *end)
{
	const char *line = memrchr(at, '\n', (size_t)(version - at));

	for (line = line != NULL ? line + 1 : at; line < version; line++) {
		bool is_start =
		    line == at || strchr(" \t\r\n\"':>", line[-1]) != NULL;

		if (is_start && (*line == 'P' || *line == 'G') &&
		    request_line(line, end) == (size_t)(version - line))
			return line;
	}
	return NULL;
}

/*
 * The next request line.  Something may stand before it on its line, such as
 * a time and a level.  Each byte is looked at a few times at most.
 */
static const char *
find_request(const char *at, const char *end)
{
	const char *version = at, *found;

	while ((version = memmem(
		    version, (size_t)(end - version), " HTTP/", 6)) != NULL) {
		found = method_before(at, version, end);
		if (found != NULL)
			return found;
		version += 6;
		at = version;
	}
	return NULL;
}

bool
http_is(struct bytes b)
{
	size_t at = root_start(b), len = b.len < HEAD ? b.len : HEAD;
	const char *text = (const char *)b.data;

	/* Nothing of base64 is worth a search: a method ends in a blank. */
	if (at >= len || strchr("<{[\"", text[at]) != NULL ||
	    memchr(text + at, ' ', len - at) == NULL)
		return false;
	return find_request(text + at, text + len) != NULL;
}

/* The value of a header, in the arena, where the line is that header. */
static const char *
header_value(struct arena *arena, struct line line, const char *name)
{
	size_t n = strlen(name);

	if (line.len <= n || line.text[n] != ':' ||
	    strncasecmp(line.text, name, n) != 0)
		return NULL;
	for (n++; n < line.len && line.text[n] == ' ';)
		n++;
	return arena_strndup(arena, line.text + n, line.len - n);
}

/* What the head of a request or an answer says. */
struct head {
	const char *host, *date, *location, *length, *encoding;
};

static void
read_header(struct arena *arena, struct line line, struct head *head)
{
	const struct {
		const char *name;
		const char **value;
	} known[] = {
	    {"Host", &head->host},
	    {":authority", &head->host},
	    {"Date", &head->date},
	    {"Location", &head->location},
	    {"Content-Length", &head->length},
	    {"Transfer-Encoding", &head->encoding},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *value = header_value(arena, line, known[i].name);

		if (value != NULL)
			*known[i].value = value;
	}
}

/* Headers until the empty line; *AT moves behind it. */
static void
read_head(
    struct arena *arena, const char **at, const char *end, struct head *head)
{
	while (*at < end) {
		struct line line = next_line(at, end);

		if (line.len == 0)
			return;
		read_header(arena, line, head);
	}
}

/* What "Transfer-Encoding: chunked" cut in pieces (RFC 9112 7.1). */
static struct bytes
join_chunks(struct arena *arena, const char *at, const char *end)
{
	struct bytes body = {NULL, 0};
	uint8_t *out = arena_alloc(arena, (size_t)(end - at) + 1);

	while (out != NULL && at < end) {
		struct line line = next_line(&at, end);
		char *stop;
		unsigned long len = strtoul(line.text, &stop, 16);

		if (stop == line.text || len == 0 || len > (size_t)(end - at))
			break;
		memcpy(out + body.len, at, len);
		body.len += len;
		at += len;
		next_line(&at, end);
	}
	body.data = body.len > 0 ? out : NULL;
	return body;
}

static bool
is_chunked(const struct head *head)
{
	return head->encoding != NULL &&
	       strcasecmp(head->encoding, "chunked") == 0;
}

static bool
is_status_line(struct line line)
{
	return line.len > 12 && memcmp(line.text, "HTTP/", 5) == 0;
}

/*
 * The body of a form is one line where no length tells its end; where the
 * answer follows at once there is no body.
 */
static struct bytes
read_body(struct arena *arena, const char **at, const char *end,
    const struct head *head)
{
	struct bytes body = {(const uint8_t *)*at, 0};
	char *stop = NULL;
	unsigned long len = 0;
	const char *rest = *at;
	struct line line;

	if (is_chunked(head))
		return join_chunks(arena, *at, end);
	if (head->length != NULL)
		len = strtoul(head->length, &stop, 10);
	if (stop != NULL && *stop == '\0' && len > 0 &&
	    len <= (size_t)(end - *at)) {
		body.len = len;
		*at += len;
		return body;
	}
	line = next_line(&rest, end);
	if (is_status_line(line))
		return body;
	body.len = line.len;
	*at = rest;
	return body;
}

/* "HTTP/1.1 400 Bad Request", its head, and all that follows. */
static void
read_response(
    struct arena *arena, const char *at, const char *end, struct exchange *x)
{
	struct packed packed;
	struct head head = {0};
	struct line line = {0};

	while (at < end) {
		line = next_line(&at, end);
		if (is_status_line(line))
			break;
		line.len = 0;
	}
	if (at >= end || line.len == 0)
		return;
	for (size_t i = 5; i + 3 < line.len && x->status == 0; i++) {
		if (line.text[i] == ' ')
			x->status = (int)strtol(line.text + i, NULL, 10);
	}
	if (x->status < 100 || x->status > 599)
		x->status = 0;
	read_head(arena, &at, end, &head);
	x->date = head.date;
	x->location = head.location;
	x->answer = is_chunked(&head) ? join_chunks(arena, at, end)
				      : (struct bytes){(const uint8_t *)at,
					    (size_t)(end - at)};
	/* Content-Encoding: gzip tells itself; what is damaged stays. */
	if (x->answer.data != NULL && packed_open(arena, x->answer, &packed) &&
	    packed.fault == PACKED_OK)
		x->answer = packed.bytes;
}

static const char *
url_of(struct arena *arena, const char *target, size_t len,
    const struct head *head)
{
	/* Sign-in addresses are https; a text does not tell. */
	if (*target == 'h' || head->host == NULL)
		return arena_strndup(arena, target, len);
	return arena_printf(
	    arena, "https://%s%.*s", head->host, (int)len, target);
}

void
http_read(struct arena *arena, struct bytes request, const char *url,
    struct exchange *x)
{
	const char *at = (const char *)request.data;
	const char *end = at + request.len, *space;
	struct line line = next_line(&at, end);
	size_t len = request_line(line.text, line.text + line.len);
	struct head head = {0};

	x->method = "";
	x->url = url != NULL ? url : "";
	if (len == 0)
		return;
	space = memchr(line.text, ' ', line.len);
	x->method =
	    arena_strndup(arena, line.text, (size_t)(space - line.text));
	read_head(arena, &at, end, &head);
	if (url == NULL)
		x->url = url_of(arena, space + 1,
		    len - (size_t)(space + 1 - line.text), &head);
	x->body = read_body(arena, &at, end, &head);
	if (x->body.len == 0)
		x->body.data = NULL;
	read_response(arena, at, end, x);
}

void
http_read_response(
    struct arena *arena, struct bytes response, struct exchange *x)
{
	const char *at = (const char *)response.data;

	if (at != NULL)
		read_response(arena, at, at + response.len, x);
}

static enum capture_claim
recognise(struct bytes bytes)
{
	return http_is(bytes) ? CLAIM_YES : CLAIM_NO;
}

static size_t
count_lines(const char *from, const char *to)
{
	size_t n = 0;

	while (from < to && (from = memchr(from, '\n', (size_t)(to - from)))) {
		n++;
		from++;
	}
	return n;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	const char *at = (const char *)bytes.data, *end = at + bytes.len;
	size_t number = 0, line = 1;
	const char *counted = at;

	for (at = find_request(at, end); at != NULL;) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		const char *next =
		    feed != NULL ? find_request(feed, end) : NULL;
		struct exchange x = {.number = number + 1};

		line += count_lines(counted, at);
		counted = at;
		number++;
		x.line = line;
		http_read(arena,
		    (struct bytes){(const uint8_t *)at,
			(size_t)((next != NULL ? next : end) - at)},
		    NULL, &x);
		if (arena_has_failed(arena) ||
		    !exchange_add(arena, capture, &x))
			return false;
		at = next;
	}
	if (capture->n_messages == 0) {
		capture->looks_like = "requests without a SAML message";
		capture->advice = "Copy the POST to the sign-in endpoint of "
				  "AWS with its body.";
	}
	return exchange_end(arena, capture, number);
}

const struct capture_form capture_http = {"http", recognise, extract, false};
