/* SPDX-License-Identifier: MIT */
/* Telling what an input is, by its content alone. */
#include <string.h>
#include <strings.h>

#include "aws/provider.h"
#include "capture/capture.h"
#include "capture/root.h"
#include "saml/name.h"
#include "json/json.h"

/* The forms of capture.  A new form is a file and a line here. */
static const struct capture_form *const forms[] = {
    &capture_har,
    &capture_form_body,
    &capture_xml,
    &capture_base64,
};

static bool
holds(struct bytes b, const char *what)
{
	size_t len = b.len < 8192 ? b.len : 8192;

	return memmem(b.data, len, what, strlen(what)) != NULL;
}

static struct recognised
told(enum sdx_kind kind)
{
	return (struct recognised){.kind = kind};
}

/* PEM by its first line; a DER certificate by its nested SEQUENCEs. */
static enum sdx_kind
pem_or_der(struct bytes b)
{
	/* A key beside its certificate in one file is a key file. */
	if (holds(b, "-----BEGIN ") && holds(b, "PRIVATE KEY-----"))
		return SDX_KIND_KEY;
	if (holds(b, "-----BEGIN CERTIFICATE-----") ||
	    holds(b, "-----BEGIN TRUSTED CERTIFICATE-----") ||
	    holds(b, "-----BEGIN X509 CERTIFICATE-----"))
		return SDX_KIND_CERTIFICATE;
	if (holds(b, "-----BEGIN "))
		return SDX_KIND_KEY;
	if (b.len > 8 && b.data[0] == 0x30 && b.data[1] == 0x82 &&
	    b.data[4] == 0x30 && b.data[5] == 0x82)
		return SDX_KIND_CERTIFICATE;
	if (b.len > 8 && b.data[0] == 0x30 && b.data[1] == 0x82 &&
	    b.data[4] == 0x02)
		return SDX_KIND_KEY;
	return SDX_KIND_AUTO;
}

static bool
begins_json(struct bytes b)
{
	size_t at =
	    b.len >= 3 && memcmp(b.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	while (at < b.len && b.data[at] != '\0' &&
	       strchr(" \t\r\n", b.data[at]) != NULL)
		at++;
	return at < b.len && (b.data[at] == '{' || b.data[at] == '[');
}

static struct recognised
unknown_json(
    struct arena *arena, const struct json_error *error, struct json_value json)
{
	struct recognised r = {.kind = SDX_KIND_AUTO};

	if (json.type == JSON_NONE) {
		r.looks_like = arena_printf(arena,
		    "JSON that is damaged at line %zu, column %zu: %s",
		    error->line, error->column, error->what);
		r.advice = "Write the output of the AWS CLI to the file once "
			   "more.";
	} else if (json_get(json, "requests").type == JSON_ARRAY) {
		r.looks_like = "an export of SAML-tracer";
		r.advice = "Export a HAR from the browser's developer tools, "
			   "or copy the value of SAMLResponse.";
	} else if (json_get(json, "Statement").type != JSON_NONE) {
		r.looks_like = "an IAM policy";
		r.advice = "Give the output of aws iam get-role instead: this "
			   "version reads MaxSessionDuration from it.";
	} else {
		r.looks_like = "JSON of an unknown kind";
		r.advice = "Known are HAR and the output of aws iam "
			   "get-saml-provider, list-saml-providers and "
			   "get-role.";
	}
	return r;
}

static struct recognised
recognise_json(struct arena *arena, struct bytes b)
{
	struct json_text text;
	struct json_error error;
	struct json_value json;

	if (capture_har.recognise(b) == CLAIM_YES)
		return (struct recognised){
		    .kind = SDX_KIND_CAPTURE, .form = &capture_har};
	json = json_open(&text, (const char *)b.data, b.len, &error);
	if (provider_is(json))
		return told(SDX_KIND_PROVIDER);
	if (provider_list_is(json))
		return told(SDX_KIND_PROVIDER_LIST);
	if (role_is(json))
		return told(SDX_KIND_ROLE);
	return unknown_json(arena, &error, json);
}

static bool
is_metadata(struct bytes b)
{
	size_t len;
	const char *name = root_name(b, &len);

	if (name == NULL)
		return false;
	return (len == 16 && memcmp(name, "EntityDescriptor", 16) == 0) ||
	       (len == 18 && memcmp(name, "EntitiesDescriptor", 18) == 0) ||
	       root_declares(b, NS_MD);
}

/* Things that people hand over and that hold no response. */
static const struct {
	const char *mark;
	const char *looks_like;
	const char *advice;
} strangers[] = {
    {"curl ", "a copied cURL command",
	"Copy the value of SAMLResponse from it, or export a HAR."},
    {"Invoke-WebRequest", "a copied PowerShell command",
	"Copy the value of SAMLResponse from it, or export a HAR."},
    {"fetch(", "a copied fetch call",
	"Copy the value of SAMLResponse from it, or export a HAR."},
    {"SAMLRequest=", "a request in a URL, not a response",
	"Capture the POST that the identity provider makes the browser send "
	"to AWS afterwards."},
    {"SAMLResponse=", "a URL of the Redirect binding",
	"AWS takes responses by POST alone: capture the POST to the sign-in "
	"address."},
    {"SAMLart=", "an artifact, not a response",
	"Set the identity provider to the HTTP-POST binding."},
    {"wresult=", "a message of WS-Federation",
	"Set the identity provider up for SAML 2.0."},
    {"id_token=", "a token of OpenID Connect",
	"Set the identity provider up for SAML 2.0."},
    {"eyJ", "a JSON Web Token", "Set the identity provider up for SAML 2.0."},
    {"PK\003\004", "a ZIP archive", "Unpack it and give the file inside."},
    {"\x1f\x8b", "a file packed with gzip",
	"Unpack it and give the file inside."},
};

static struct recognised
stranger(struct bytes b)
{
	struct recognised r = {.kind = SDX_KIND_AUTO};
	size_t n = sizeof strangers / sizeof *strangers;

	r.looks_like = "nothing that holds a SAML message";
	r.advice = "Give a HAR, the value of SAMLResponse, or the response as "
		   "XML.";
	if (b.len == 0) {
		r.looks_like = "an empty file";
		return r;
	}
	if (root_is_html(b)) {
		r.looks_like = "a web page";
		r.advice = "The page is not what was sent to AWS: export a "
			   "HAR of the sign-in, or copy the value of "
			   "SAMLResponse.";
		return r;
	}
	for (size_t i = 0; i < n; i++) {
		if (!holds(b, strangers[i].mark))
			continue;
		r.looks_like = strangers[i].looks_like;
		r.advice = strangers[i].advice;
		break;
	}
	return r;
}

static struct recognised
recognise_capture(struct bytes b)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		if (forms[i]->recognise(b) == CLAIM_YES)
			return (struct recognised){
			    .kind = SDX_KIND_CAPTURE, .form = forms[i]};
	}
	return stranger(b);
}

struct recognised
capture_recognise(struct arena *arena, struct bytes b, enum sdx_kind forced)
{
	enum sdx_kind kind;

	if (forced == SDX_KIND_CAPTURE) {
		struct recognised r = recognise_capture(b);

		/* What the user calls a capture is one, if an empty one. */
		r.kind = SDX_KIND_CAPTURE;
		return r;
	}
	if (forced != SDX_KIND_AUTO)
		return told(forced);
	kind = pem_or_der(b);
	if (kind != SDX_KIND_AUTO && !root_is_xml(b) && !begins_json(b))
		return told(kind);
	if (begins_json(b))
		return recognise_json(arena, b);
	if (root_is_xml(b) && is_metadata(b))
		return told(SDX_KIND_METADATA);
	return recognise_capture(b);
}
