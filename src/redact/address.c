/* SPDX-License-Identifier: MIT */
/* Addresses, forms and headers: names stay, values go. */
#include <string.h>
#include <strings.h>
#include <zlib.h>

#include "aws/endpoint.h"
#include "buffer.h"
#include "crypto/digest.h"
#include "percent.h"
#include "redact/redaction.h"

#define NAME_MAX_LEN 64
#define SEGMENT_MAX 40 /* of a path: a GUID has 36, an ID of AWS 22 */

static const char removed[] = "removed";

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static void
put_percent(struct buffer *out, const char *text, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = 0;
		while (i + n < len &&
		       (is_word(text[i + n]) || memchr("-._~", text[i + n], 4)))
			n++;
		buffer_put(out, text + i, n);
		if (n > 0)
			continue;
		buffer_printf(out, "%%%02X", (unsigned char)text[i]);
		n = 1;
	}
}

/* What was written, in the arena; the buffer is released. */
static const char *
settle(struct redaction *r, struct buffer *out)
{
	const char *text = out->has_failed
			       ? NULL
			       : arena_memdup(r->arena,
				     out->len > 0 ? out->data : "", out->len);

	buffer_free(out);
	return text;
}

/* RFC 1951, as the Redirect binding wants it.  NULL: no memory. */
static const char *
compressed(struct redaction *r, const char *xml, size_t len)
{
	uLong room = compressBound((uLong)len) + 64;
	uint8_t *out = arena_alloc(r->arena, room);
	z_stream z = {.next_in = (z_const Bytef *)(uintptr_t)xml,
	    .avail_in = (uInt)len,
	    .next_out = out,
	    .avail_out = (uInt)room};
	int status;

	if (out == NULL || deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED,
			       -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return NULL;
	status = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return status == Z_STREAM_END
		   ? base64_encode(r->arena, out, room - z.avail_out)
		   : NULL;
}

/* A message in a query, packed again as it was. */
static const char *
pack(struct redaction *r, const struct capture_message *message)
{
	const char *base64 = value_of_message(r, message);
	uint8_t *xml;
	size_t len;

	if (base64 == NULL || message->fault != CAPTURE_OK ||
	    message->n_repairs > 0)
		return base64;
	xml = base64_decode(r->arena, base64, strlen(base64), &len, NULL);
	return xml != NULL ? compressed(r, (const char *)xml, len) : NULL;
}

static const char *
packed_message(
    struct redaction *r, const char *name, const char *raw, size_t len)
{
	struct capture_message message = {.detail = ""};
	const char *query =
	    arena_printf(r->arena, "?%s=%.*s", name, (int)len, raw);

	if (!capture_read_redirect(r->arena, query, strlen(query), &message))
		return NULL;
	return pack(r, &message);
}

/* An ARN of the call under test, in front of the message. */
static bool
put_arn(
    struct redaction *r, const char *name, const char *arn, struct buffer *out)
{
	if (arn == NULL)
		return true;
	arn = rule_copy(r, RULE_ARN, "ARN", arn, strlen(arn));
	if (arn == NULL)
		return false;
	buffer_printf(out, "%s=", name);
	put_percent(out, arn, strlen(arn));
	buffer_putc(out, '&');
	return true;
}

/* AssumeRoleWithSAML in the query protocol of AWS. */
static bool
put_call(
    struct redaction *r, const struct capture_call *call, struct buffer *out)
{
	buffer_puts(out, "Action=AssumeRoleWithSAML&Version=2011-06-15&");
	if (call->has_duration)
		buffer_printf(
		    out, "DurationSeconds=%lld&", (long long)call->duration);
	return put_arn(r, "RoleArn", call->role_arn, out) &&
	       put_arn(r, "PrincipalArn", call->provider_arn, out);
}

const char *
message_field(struct redaction *r, const struct capture_message *message)
{
	bool is_redirect = message->binding != NULL &&
			   strcmp(message->binding, "HTTP-Redirect") == 0;
	const char *value =
	    is_redirect ? pack(r, message) : value_of_message(r, message);
	const char *name =
	    message->parameter != NULL ? message->parameter : "SAMLResponse";
	struct buffer out = {0};

	if (value == NULL)
		return NULL;
	if (strcmp(name, "SAMLAssertion") == 0 &&
	    !put_call(r, &message->call, &out)) {
		buffer_free(&out);
		return NULL;
	}
	buffer_printf(&out, "%s=", name);
	put_percent(&out, value, strlen(value));
	return settle(r, &out);
}

static bool
is_one_of(const char *name, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (strcasecmp(name, list[i]) == 0)
			return true;
	}
	return false;
}
#define IS_ONE_OF(name, list) \
	is_one_of(name, list, sizeof(list) / sizeof *(list))

static bool
is_message(const char *name)
{
	return strcmp(name, "SAMLResponse") == 0 ||
	       strcmp(name, "SAMLRequest") == 0 ||
	       strcmp(name, "SAMLAssertion") == 0;
}

/* In a query the Redirect binding packs it; AWS STS has it as it is. */
static bool
is_packed(const char *name)
{
	return strcmp(name, "SAMLAssertion") != 0;
}

static bool
is_web_address(const char *text, size_t len)
{
	return (len > 8 && strncasecmp(text, "https://", 8) == 0) ||
	       (len > 7 && strncasecmp(text, "http://", 7) == 0);
}

/* A cookie, a password, a state: nothing of it matters. */
static const char *
token_redact(struct redaction *r, const char *value, size_t len)
{
	if (r->veil != NULL && !r->is_first_round)
		veil_learn(r->veil, value, len, 0);
	return placeholders_token(r->placeholders, value, len);
}

/* What stands in every call of AWS STS. */
static bool
is_of_call(const char *name, const char *value, size_t len)
{
	static const char action[] = "AssumeRoleWithSAML";
	static const char version[] = "2011-06-15";
	size_t n = 0;

	if (strcmp(name, "Action") == 0)
		return len == strlen(action) && memcmp(value, action, len) == 0;
	if (strcmp(name, "Version") == 0)
		return len == strlen(version) &&
		       memcmp(value, version, len) == 0;
	while (n < len && value[n] >= '0' && value[n] <= '9')
		n++;
	return strcmp(name, "DurationSeconds") == 0 && n == len && n < 10;
}

const char *
field_redact(struct redaction *r, const char *name, const char *value,
    size_t len, size_t *out_len)
{
	static const char *const kept[] = {"SigAlg", "SAMLEncoding"};
	static const char *const arns[] = {"RoleArn", "PrincipalArn"};
	const char *text;

	if (is_message(name))
		return value_redact(r, value, len, out_len);
	if (len == 0)
		text = "";
	else if (is_of_call(name, value, len))
		text = arena_strndup(r->arena, value, len);
	else if (IS_ONE_OF(name, kept))
		text = rule_copy(r, RULE_PERSONAL, NULL, value, len);
	else if (IS_ONE_OF(name, arns))
		text = rule_copy(r, RULE_ARN, "ARN", value, len);
	else if (strcmp(name, "Signature") == 0)
		text = rule_copy(r, RULE_SEAL, NULL, value, len);
	else if (strcmp(name, "RelayState") == 0 && is_web_address(value, len))
		text = address_redact(r, value, len, true);
	else
		text = token_redact(r, value, len);
	*out_len = text != NULL ? strlen(text) : 0;
	return text;
}

/* The name of a field; one that no program has is none. */
static const char *
name_of(struct redaction *r, const char *raw, size_t len)
{
	if (len > NAME_MAX_LEN)
		return removed;
	for (size_t i = 0; i < len; i++) {
		if (!is_word(raw[i]) && strchr("-_.:[]$%", raw[i]) == NULL)
			return removed;
	}
	return arena_strndup(r->arena, raw, len);
}

/* A plus sign is a blank in a form, and itself in a query. */
static char *
decoded(struct redaction *r, const char *raw, size_t len, bool is_query,
    size_t *out_len)
{
	char *copy = arena_memdup(r->arena, raw, len);

	for (size_t i = 0; copy != NULL && !is_query && i < len; i++) {
		if (copy[i] == '+')
			copy[i] = ' ';
	}
	return copy != NULL ? percent_decode(r->arena, copy, len, out_len)
			    : NULL;
}

/* Something without an equals sign: a header that was copied along. */
static void
put_odd(struct redaction *r, const char *raw, size_t len, struct buffer *out)
{
	const char *colon = memchr(raw, ':', len);

	if (len == 0)
		return;
	if (colon != NULL)
		buffer_printf(
		    out, "%s: ", name_of(r, raw, (size_t)(colon - raw)));
	buffer_puts(out, removed);
}

static bool
put_field(struct redaction *r, const char *raw, size_t len, bool is_query,
    struct buffer *out)
{
	const char *equals = memchr(raw, '=', len), *name, *text;
	size_t value_len = 0;

	if (equals == NULL) {
		put_odd(r, raw, len, out);
		return true;
	}
	name = name_of(r, raw, (size_t)(equals - raw));
	len -= (size_t)(equals - raw) + 1;
	raw = equals + 1;
	if (is_query && is_message(name) && is_packed(name)) {
		text = packed_message(r, name, raw, len);
		value_len = text != NULL ? strlen(text) : 0;
	} else {
		text = decoded(r, raw, len, is_query, &value_len);
		if (text != NULL)
			text =
			    field_redact(r, name, text, value_len, &value_len);
	}
	if (text == NULL)
		return false;
	buffer_printf(out, "%s=", name);
	put_percent(out, text, value_len);
	return true;
}

const char *
fields_redact(struct redaction *r, const char *body, size_t len, bool is_query)
{
	const char *stops = is_query ? "&" : "&\r\n";
	struct buffer out = {0};

	for (size_t i = 0; i < len; i++) {
		size_t n = 0;

		while (i + n < len && (body[i + n] == '\0' ||
					  strchr(stops, body[i + n]) == NULL))
			n++;
		if (!put_field(r, body + i, n, is_query, &out)) {
			buffer_free(&out);
			return NULL;
		}
		i += n;
		if (i < len)
			buffer_putc(&out, body[i]);
	}
	return settle(r, &out);
}

/* The offset of the first of STOPS, or LEN. */
static size_t
run_of(const char *text, size_t len, const char *stops)
{
	size_t n = 0;

	while (n < len && (text[n] == '\0' || strchr(stops, text[n]) == NULL))
		n++;
	return n;
}

/* The end of "https://user:password@", 0 without. */
static size_t
behind_user(const char *host, size_t len)
{
	size_t n = len;

	while (n > 0 && host[n - 1] != '@')
		n--;
	return n;
}

/*
 * A path is kept where it can be read: a name that is encoded, or a token, is
 * not known again for what it is.
 */
static bool
is_plain_path(const char *path, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		n = path[i] == '/' ? 0 : n + 1;
		if (path[i] == '%' || n > SEGMENT_MAX)
			return false;
	}
	return true;
}

const char *
address_redact(
    struct redaction *r, const char *url, size_t len, bool keeps_path)
{
	size_t scheme, host, path, query;
	const char *kept, *fields = "";

	if (!is_web_address(url, len))
		return len == 0 ? "" : removed;
	scheme = (size_t)(strstr(url, "://") - url) + 3;
	host = scheme + run_of(url + scheme, len - scheme, "/?#\\");
	path = host + run_of(url + host, len - host, "?#");
	query = path + run_of(url + path, len - path, "#");
	keeps_path = keeps_path && (is_plain_path(url + host, path - host) ||
				       endpoint_parse(r->arena, url).kind ==
					   ENDPOINT_SAML_ACS);
	kept = arena_printf(r->arena, "%.*s%.*s%s", (int)scheme, url,
	    (int)(host - scheme - behind_user(url + scheme, host - scheme)),
	    url + scheme + behind_user(url + scheme, host - scheme),
	    keeps_path	      ? arena_strndup(r->arena, url + host, path - host)
	    : path - host > 1 ? "/removed"
			      : "/");
	kept = rule_copy(r, RULE_ORGANISATION, keeps_path ? "address" : "host",
	    kept, strlen(kept));
	if (query > path)
		fields =
		    fields_redact(r, url + path + 1, query - path - 1, true);
	if (kept == NULL || fields == NULL)
		return NULL;
	return arena_printf(
	    r->arena, "%s%s%s", kept, query > path ? "?" : "", fields);
}

const char *
address_shorten(struct redaction *r, const char *url)
{
	bool is_of_sign_in =
	    endpoint_parse(r->arena, url).kind != ENDPOINT_NOT_AWS ||
	    strstr(url, "SAMLRe") != NULL;

	return address_redact(r, url, strlen(url), is_of_sign_in);
}

const char *
header_redact(struct redaction *r, const char *name, const char *value)
{
	static const char *const kept[] = {"date", "content-type",
	    "content-length", "content-encoding", "transfer-encoding",
	    "connection", "cache-control", "pragma", "expires", "vary",
	    "accept", "accept-encoding", "upgrade-insecure-requests"};
	static const char *const addresses[] = {
	    "referer", "origin", "location"};
	size_t len = strlen(value);

	if (IS_ONE_OF(name, kept))
		return rule_copy(r, RULE_KEEP, "headers", value, len);
	if (strcasecmp(name, "host") == 0 ||
	    strcasecmp(name, ":authority") == 0)
		return rule_copy(r, RULE_ORGANISATION, "host", value, len);
	if (IS_ONE_OF(name, addresses))
		return address_redact(r, value, len, false);
	return len == 0 ? "" : token_redact(r, value, len);
}
