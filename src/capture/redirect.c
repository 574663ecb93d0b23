/* SPDX-License-Identifier: MIT */
/*
 * The HTTP-Redirect binding (SAML Bindings 3.4): percent-encoding, base64,
 * raw DEFLATE.  The octets that its signature covers are kept as received.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "crypto/digest.h"
#include "percent.h"

#define XML_MAX ((size_t)1 << 20) /* over what any sign-in needs */
#define RATIO_MAX 40
#define ROOM_MIN 8192

#define DEFLATE "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE"

/* A parameter of the query, as it stands there. */
struct raw {
	const char *text; /* NULL: not in it */
	size_t len;
};

struct query {
	struct raw response, request, relay_state, sig_alg, signature, encoding;
	const char *repeated; /* the last that stands twice; NULL */
};

/* The query begins behind the question mark and ends with the line. */
static struct raw
query_of(const char *url, size_t len)
{
	const char *mark, *end = url + len;
	const char *at = url;

	mark = memchr(url, '?', len);
	if (mark != NULL)
		at = mark + 1;
	for (const char *c = at; c < end; c++) {
		if (*c == '#' || (unsigned char)*c <= ' ')
			end = c;
	}
	return (struct raw){at, (size_t)(end - at)};
}

/* The first of each name counts; that there is another is told. */
static void
keep(struct query *query, const char *at, size_t len)
{
	const struct {
		const char *parameter, *name;
		struct raw *value;
	} known[] = {
	    {"SAMLResponse", "SAMLResponse=", &query->response},
	    {"SAMLRequest", "SAMLRequest=", &query->request},
	    {"RelayState", "RelayState=", &query->relay_state},
	    {"SigAlg", "SigAlg=", &query->sig_alg},
	    {"Signature", "Signature=", &query->signature},
	    {"SAMLEncoding", "SAMLEncoding=", &query->encoding},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		size_t n = strlen(known[i].name);

		if (len < n || memcmp(at, known[i].name, n) != 0)
			continue;
		if (known[i].value->text == NULL)
			*known[i].value = (struct raw){at + n, len - n};
		else
			query->repeated = known[i].parameter;
	}
}

static struct query
split(const char *url, size_t len)
{
	struct raw all = query_of(url, len);
	const char *at = all.text, *end = all.text + all.len;
	struct query query = {0};

	while (at < end) {
		const char *and = memchr(at, '&', (size_t)(end - at));
		size_t n = (size_t)((and != NULL ? and : end) - at);

		keep(&query, at, n);
		at += n + 1;
	}
	return query;
}

static char *
decoded(struct arena *arena, struct raw raw, size_t *len)
{
	if (raw.text == NULL)
		return NULL;
	return percent_decode(arena, raw.text, raw.len, len);
}

/* false: no memory. */
static bool
fault(struct arena *arena, struct capture_message *message,
    enum capture_fault what, const char *detail)
{
	message->fault = what;
	message->detail = detail;
	message->xml = (struct bytes){NULL, 0};
	return !arena_has_failed(arena);
}

/* SAML Bindings 3.4.4.1: the octets from SAMLResponse= to SigAlg's value. */
static bool
keep_signature(struct arena *arena, const struct query *query,
    struct capture_message *message)
{
	const char *name =
	    query->response.text != NULL ? "SAMLResponse" : "SAMLRequest";
	const struct raw *value =
	    query->response.text != NULL ? &query->response : &query->request;
	const struct raw *relay = &query->relay_state;
	struct query_signature *kept;
	const char *text;
	size_t len;

	if (query->signature.text == NULL)
		return true;
	kept = arena_alloc(arena, sizeof *kept);
	text = decoded(arena, query->signature, &len);
	if (kept == NULL || text == NULL)
		return false;
	kept->algorithm = decoded(
	    arena, query->sig_alg, &(size_t){0}); /* NULL: it is missing */
	kept->value.data =
	    base64_decode(arena, text, len, &kept->value.len, NULL);
	text = arena_printf(arena, "%s=%.*s%s%.*s&SigAlg=%.*s", name,
	    (int)value->len, value->text,
	    relay->text != NULL ? "&RelayState=" : "", (int)relay->len,
	    relay->text != NULL ? relay->text : "", (int)query->sig_alg.len,
	    query->sig_alg.text != NULL ? query->sig_alg.text : "");
	kept->octets = (struct bytes){(const uint8_t *)text, strlen(text)};
	message->query_signature = kept;
	return !arena_has_failed(arena);
}

/* Room for what so many bytes may unpack to: XML is packed 5 to 20 times. */
static size_t
room_for(size_t packed)
{
	size_t room = packed * RATIO_MAX + ROOM_MIN;

	return room < XML_MAX ? room : XML_MAX;
}

static int
inflate_raw(struct bytes packed, uint8_t *out, size_t *out_len, size_t *left)
{
	z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)packed.data,
	    .avail_in = (uInt)packed.len,
	    .next_out = out,
	    .avail_out = (uInt)*out_len};
	int status = inflateInit2(&z, -MAX_WBITS);

	if (status != Z_OK)
		return Z_MEM_ERROR;
	status = inflate(&z, Z_FINISH);
	*out_len -= z.avail_out;
	*left = z.avail_in;
	inflateEnd(&z);
	return status;
}

/* Why it could not be unpacked. */
static bool
not_unpacked(struct arena *arena, struct bytes packed,
    struct capture_message *m, int status, size_t left)
{
	size_t len = m->xml.len;

	if (status == Z_MEM_ERROR)
		return false;
	if (status != Z_BUF_ERROR)
		return fault(arena, m, CAPTURE_NOT_XML,
		    "It is neither XML nor compressed as the Redirect binding "
		    "wants it (raw DEFLATE).");
	if (left == 0 && len < room_for(packed.len))
		return fault(arena, m, CAPTURE_TRUNCATED,
		    arena_printf(arena,
			"The compressed value breaks off behind %zu bytes, "
			"which are %zu bytes of XML.",
			packed.len, len));
	return fault(arena, m, CAPTURE_NOT_XML,
	    "It unpacks to far more than any sign-in needs, and was not read "
	    "further.");
}

/* Inflate what is in the URL; a size that no response has is refused. */
static bool
unpack(struct arena *arena, struct bytes packed, struct capture_message *m)
{
	size_t len = room_for(packed.len), left = 0;
	uint8_t *out = malloc(len);
	int status;

	if (out == NULL)
		return false;
	status = inflate_raw(packed, out, &len, &left);
	m->xml.len = len;
	if (status == Z_STREAM_END)
		m->xml.data = arena_memdup(arena, out, len);
	free(out);
	if (status != Z_STREAM_END)
		return not_unpacked(arena, packed, m, status, left);
	return m->xml.data != NULL;
}

static bool
is_plain(struct bytes bytes)
{
	size_t at = root_start(bytes);

	return at < bytes.len && bytes.data[at] == '<';
}

static bool
read_value(struct arena *arena, struct raw raw, struct capture_message *m)
{
	size_t len = 0, bad = 0;
	char *text = decoded(arena, raw, &len);
	struct bytes packed = {0};

	if (text != NULL && len % 4 > 1) /* which some programs leave out */
		text = arena_printf(
		    arena, "%s%s", text, len % 4 == 2 ? "==" : "=");

	if (text == NULL)
		return false;
	if (len == 0)
		return fault(
		    arena, m, CAPTURE_EMPTY, "Nothing stands behind its name.");
	if (len % 4 == 1)
		return fault(arena, m, CAPTURE_TRUNCATED,
		    arena_printf(
			arena, "It breaks off behind %zu characters.", len));
	packed.data =
	    base64_decode(arena, text, strlen(text), &packed.len, &bad);
	if (packed.data == NULL) {
		m->fault_offset = bad;
		return fault(arena, m, CAPTURE_NOT_BASE64,
		    arena_printf(arena,
			"Character %zu does not belong to base64.", bad + 1));
	}
	if (is_plain(packed)) {
		const char **repair = arena_push(
		    arena, &m->repairs, &m->n_repairs, sizeof *repair);

		m->xml = packed;
		if (repair != NULL)
			*repair = "The value in the URL is not compressed, as "
				  "the Redirect binding wants it, and was read "
				  "as it is";
		return repair != NULL;
	}
	if (!unpack(arena, packed, m))
		return false;
	if (m->fault == CAPTURE_OK && !is_plain(m->xml))
		return fault(arena, m, CAPTURE_NOT_XML,
		    "What was compressed in it is not XML.");
	return true;
}

/* Nothing is compressed in a call of AWS STS, whatever it is sent by. */
static bool
read_call(struct arena *arena, const char *url, size_t len,
    struct capture_message *message)
{
	struct raw all = query_of(url, len);
	bool has_message;

	message->detail = "";
	if (!capture_form_message(
		arena, all.text, all.len, message, &has_message))
		return false;
	return has_message || fault(arena, message, CAPTURE_EMPTY,
				  "Nothing stands behind its name.");
}

bool
capture_read_redirect(struct arena *arena, const char *url, size_t len,
    struct capture_message *message)
{
	struct query query = split(url, len);
	struct raw value = query.response;
	size_t n;
	char *encoding = decoded(arena, query.encoding, &n);

	if (value.text == NULL && capture_holds_call(url, len))
		return read_call(arena, url, len, message);
	message->detail = "";
	message->binding = "HTTP-Redirect";
	message->parameter = "SAMLResponse";
	message->repeated = query.repeated;
	if (value.text != NULL && query.request.text != NULL)
		message->repeated = "SAMLRequest beside SAMLResponse";
	if (value.text == NULL && query.request.text != NULL) {
		value = query.request;
		message->parameter = "SAMLRequest";
	}
	message->relay_state = decoded(arena, query.relay_state, &n);
	if (arena_has_failed(arena) || !keep_signature(arena, &query, message))
		return false;
	if (encoding != NULL && strcmp(encoding, DEFLATE) != 0)
		return fault(arena, message, CAPTURE_NOT_XML,
		    "SAMLEncoding names an encoding other than DEFLATE.");
	if (value.text == NULL)
		value = (struct raw){"", 0};
	return read_value(arena, value, message);
}
