/* SPDX-License-Identifier: MIT */
/* Telling what an input is, by its content alone. */
#include <string.h>

#include "aws/cloudtrail.h"
#include "aws/provider.h"
#include "aws/role.h"
#include "capture/capture.h"
#include "capture/root.h"
#include "capture/stranger.h"
#include "expectation.h"
#include "saml/name.h"
#include "json/json.h"

#define HEAD 8192 /* bytes in which a file tells itself */

/* The forms of capture.  A new form is a file and a line here. */
static const struct capture_form *const forms[] = {
    &capture_har,
    &capture_tracer,
    &capture_wrapped,
    &capture_charles,
    &capture_aws_command,
    &capture_copied,
    &capture_burp,
    &capture_http,
    &capture_several,
    &capture_panel,
    &capture_page,
    &capture_folded,
    &capture_url,
    &capture_form_body,
    &capture_escaped,
    &capture_xml,
    &capture_base64,
    &capture_ticket,
};

const struct capture_form *
capture_form_at(size_t i)
{
	return i < sizeof forms / sizeof *forms ? forms[i] : NULL;
}

static bool
holds(struct bytes b, const char *what)
{
	size_t len = b.len < HEAD ? b.len : HEAD;

	return memmem(b.data, len, what, strlen(what)) != NULL;
}

static bool
begins(struct bytes b, const char *text, size_t len)
{
	size_t at = root_start(b);

	return b.len - at >= len && memcmp(b.data + at, text, len) == 0;
}

static struct recognised
told(enum sdx_kind kind)
{
	return (struct recognised){.kind = kind};
}

/*
 * A key beside its certificate in one file is a key file; what is neither,
 * such as a public key, is for the reader of keys to name.
 */
static enum sdx_kind
kind_of_pem(struct bytes b)
{
	if (!holds(b, "-----BEGIN "))
		return SDX_KIND_AUTO;
	if (holds(b, "PRIVATE KEY-----"))
		return SDX_KIND_KEY;
	if (holds(b, "-----BEGIN CERTIFICATE-----") ||
	    holds(b, "-----BEGIN TRUSTED CERTIFICATE-----") ||
	    holds(b, "-----BEGIN X509 CERTIFICATE-----"))
		return SDX_KIND_CERTIFICATE;
	return SDX_KIND_KEY;
}

/* The bytes of a DER header (tag and length) at AT; 0: there is none. */
static size_t
der_header(struct bytes b, size_t at, uint8_t tag)
{
	if (b.len < at + 2 || b.data[at] != tag)
		return 0;
	if (b.data[at + 1] < 0x80)
		return 2;
	return b.data[at + 1] == 0x81 ? 3 : b.data[at + 1] == 0x82 ? 4 : 0;
}

/*
 * Certificates begin SEQUENCE SEQUENCE [0] (RFC 5280 4.1), private keys
 * SEQUENCE INTEGER 0 or 1 (RFC 5208 5, RFC 8017 A.1.2, RFC 5915 3).
 */
static enum sdx_kind
kind_of_der(struct bytes b)
{
	size_t outer = der_header(b, 0, 0x30), inner;

	if (outer == 0)
		return SDX_KIND_AUTO;
	inner = der_header(b, outer, 0x30);
	if (inner > 0 && b.len > outer + inner && b.data[outer + inner] == 0xa0)
		return SDX_KIND_CERTIFICATE;
	inner = der_header(b, outer, 0x02);
	if (inner == 2 && b.len > outer + 2 && b.data[outer + 1] == 1 &&
	    b.data[outer + 2] <= 1)
		return SDX_KIND_KEY;
	return SDX_KIND_AUTO;
}

static bool
begins_json(struct bytes b)
{
	return begins(b, "{", 1) || begins(b, "[", 1);
}

static struct recognised
name_stranger(const struct stranger *s)
{
	return (struct recognised){.kind = SDX_KIND_AUTO,
	    .looks_like = s->looks_like,
	    .advice = s->advice};
}

static struct recognised
unknown_json(struct arena *arena, struct bytes b,
    const struct json_error *error, struct json_value json)
{
	struct recognised r = {.kind = SDX_KIND_AUTO,
	    .looks_like = "JSON of an unknown kind",
	    .advice = "Known are HAR and the output of aws iam "
		      "get-saml-provider, list-saml-providers and get-role."};

	const struct stranger *s = stranger_json(b);

	if (s != NULL)
		return name_stranger(s);
	if (json.type == JSON_NONE) {
		r.looks_like = arena_printf(arena,
		    "JSON that is damaged at line %zu, column %zu: %s",
		    error->line, error->column, error->what);
		r.advice = "Write the output of the AWS CLI to the file once "
			   "more.";
		return r;
	}
	return r;
}

/* A record of CloudTrail on each line. */
static bool
is_trail_of_lines(struct bytes b)
{
	const char *feed = memchr(b.data, '\n', b.len);
	struct json_text text;
	struct json_error error;

	return feed != NULL &&
	       cloudtrail_is(json_open(&text, (const char *)b.data,
		   (size_t)(feed - (const char *)b.data), &error));
}

/* JSON that is damaged, but was to be a policy. */
static bool
is_broken_policy(struct bytes b)
{
	return holds(b, "Statement") && holds(b, "Effect") &&
	       !holds(b, "\"log\"");
}

static struct recognised
recognise_json(struct arena *arena, struct bytes b)
{
	struct json_text text;
	struct json_error error;
	struct json_value json;

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i]->is_json && forms[i]->recognise(b) == CLAIM_YES)
			return (struct recognised){
			    .kind = SDX_KIND_CAPTURE, .form = forms[i]};
	}
	json = json_open(&text, (const char *)b.data, b.len, &error);
	if (provider_is(json))
		return told(SDX_KIND_PROVIDER);
	if (provider_list_is(json))
		return told(SDX_KIND_PROVIDER_LIST);
	if (role_is(json))
		return told(SDX_KIND_ROLE);
	if (expectation_is(json))
		return told(SDX_KIND_EXPECTATION);
	if (cloudtrail_is(json) ||
	    (json.type == JSON_NONE && is_trail_of_lines(b)))
		return told(SDX_KIND_CLOUDTRAIL);
	if (role_is_policy(json) ||
	    (json.type == JSON_NONE && is_broken_policy(b)))
		return told(SDX_KIND_TRUST_POLICY);
	return unknown_json(arena, b, &error, json);
}

static bool
is_metadata(struct bytes b)
{
	size_t len;
	const char *name = root_name(b, &len);

	if (name == NULL)
		return false;
	/* A missing or wrong namespace is for the reader to name. */
	return (len == 16 && memcmp(name, "EntityDescriptor", 16) == 0) ||
	       (len == 18 && memcmp(name, "EntitiesDescriptor", 18) == 0) ||
	       root_is_of(b, NS_MD);
}

static struct recognised
recognise_capture(struct arena *arena, struct bytes b)
{
	const struct stranger *s = stranger_file(b);

	if (s != NULL && !root_is_xml(b))
		return name_stranger(s);
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i]->recognise(b) == CLAIM_YES)
			return (struct recognised){
			    .kind = SDX_KIND_CAPTURE, .form = forms[i]};
	}
	return name_stranger(stranger_text(arena, b));
}

/* PEM and DER are told by their first bytes; no text begins so. */
static enum sdx_kind
kind_of_key(struct bytes b)
{
	enum sdx_kind kind = kind_of_der(b);

	if (kind != SDX_KIND_AUTO || root_is_xml(b) || begins_json(b))
		return kind;
	return kind_of_pem(b);
}

/* A policy as a JSON string, or percent-encoded as IAM's API has it. */
static bool
is_policy_text(struct bytes b)
{
	if (begins(b, "\"", 1))
		return holds(b, "Statement") && holds(b, "Effect");
	return (begins(b, "%7B", 3) || begins(b, "%7b", 3)) &&
	       holds(b, "Statement");
}

struct recognised
capture_recognise(struct arena *arena, struct bytes b, enum sdx_kind forced)
{
	enum sdx_kind kind;

	if (b.data == NULL)
		b.data = (const uint8_t *)"";
	if (forced == SDX_KIND_CAPTURE) {
		struct recognised r = recognise_capture(arena, b);

		/* What the user calls a capture is one, if an empty one. */
		r.kind = SDX_KIND_CAPTURE;
		return r;
	}
	if (forced != SDX_KIND_AUTO)
		return told(forced);
	kind = stranger_file(b) == NULL ? kind_of_key(b) : SDX_KIND_AUTO;
	if (kind != SDX_KIND_AUTO)
		return told(kind);
	if (begins_json(b) && stranger_file(b) == NULL)
		return recognise_json(arena, b);
	if (is_policy_text(b))
		return told(SDX_KIND_TRUST_POLICY);
	if (root_is_xml(b) && is_metadata(b))
		return told(SDX_KIND_METADATA);
	return recognise_capture(arena, b);
}
