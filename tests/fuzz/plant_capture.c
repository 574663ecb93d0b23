/* SPDX-License-Identifier: MIT */
/* The forms of captures, and what lies round a whole file. */
#include <stdlib.h>
#include <string.h>

#include "plant.h"

#define ACS "https://signin.aws.amazon.com/saml"

struct parts {
	const char *xml;
	const char *value; /* in base64 */
	const char *query; /* SAMLResponse=..., packed */
};

void
plant_form(struct plant *p, struct fuzz_text *out, const char *message)
{
	static const char *const names[] = {
	    "RelayState", "password", "user", "csrf"};

	plant_put(out, "SAMLResponse=");
	plant_percent(p, out, message);
	for (unsigned i = plant_choose(p, 4); i > 0; i--) {
		plant_put(out, "&%s=", names[i]);
		plant_percent(p, out, plant_word(p));
	}
}

static struct fuzz_text
posted(struct plant *p, const struct parts *parts)
{
	struct fuzz_text form = {0};

	plant_form(p, &form, parts->value);
	return form;
}

static void
put_xml(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	if (plant_choose(p, 3) == 1)
		plant_put(out, "<!-- %s -->", plant_word(p));
	plant_put(out, "%s", parts->xml);
}

static void
put_base64(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	size_t step = plant_choose(p, 2) ? 76 : strlen(parts->value);

	for (const char *at = parts->value; *at != '\0';) {
		size_t n = strnlen(at, step);

		plant_put(out, "%.*s\n", (int)n, at);
		at += n;
	}
}

static void
put_form(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	struct fuzz_text form = posted(p, parts);

	if (plant_choose(p, 3) == 1)
		plant_put(out, "Host: signin.aws.amazon.com\nCookie: %s\n\n",
		    plant_word(p));
	plant_put(out, "%s", form.data);
	free(form.data);
}

static void
put_url(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	static const char *const starts[] = {
	    ACS "?", "GET /saml?", "?", "https://"};
	unsigned start = plant_choose(p, 4);

	plant_put(out, "%s", starts[start]);
	if (start == 3) {
		plant_percent(p, out, plant_word(p));
		plant_put(out, ":x@%s.example/saml?", plant_organisation(p));
	}
	plant_put(out, "%s&RelayState=", parts->query);
	plant_percent(p, out, plant_word(p));
	if (plant_choose(p, 2)) {
		plant_put(out, "#");
		plant_percent(p, out, plant_word(p));
	}
	plant_put(out, start == 1 ? " HTTP/1.1\r\nHost: x\r\n" : "\n");
}

static void
put_curl(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	struct fuzz_text form = posted(p, parts);

	plant_put(out, "curl '" ACS "?t=");
	plant_percent(p, out, plant_word(p));
	plant_put(out, "' -H 'Cookie: ");
	plant_percent(p, out, plant_word(p));
	plant_put(out, "' --data-raw '%s' -u ", form.data);
	plant_percent(p, out, plant_word(p));
	plant_put(out, "\n");
	free(form.data);
}

static void
put_fetch(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	struct fuzz_text form = posted(p, parts);

	plant_put(out, "fetch(\"" ACS "\", {\"headers\":{\"cookie\":\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"},\"body\":\"");
	plant_json(p, out, form.data);
	plant_put(out, "\",\"method\":\"POST\"});\n");
	free(form.data);
}

static void
put_page(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	plant_put(out, "<html><body><p>");
	plant_xml(p, out, plant_word(p));
	plant_put(out,
	    "<form method=\"post\" action=\"" ACS "\"><input type=\"hidden\" "
	    "name=\"SAMLResponse\" value=\"%s\"/><input name=\"RelayState\" "
	    "value=\"",
	    parts->value);
	plant_xml(p, out, plant_word(p));
	plant_put(out, "\"/></form><script>");
	plant_percent(p, out, plant_word(p));
	plant_put(out, "</script></body></html>\n");
}

static void
put_har(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	plant_har(p, out, parts->value);
}

static void
put_tracer(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	plant_put(out,
	    "{\"requests\":[{\"method\":\"POST\",\"url\":\"" ACS "\","
	    "\"requestId\":\"2\",\"requestHeaders\":[[\"Cookie\",\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"],{\"name\":\"Authorization\",\"value\":\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"}],\"responseStatus\":200,\"note\":\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\",\"protocol\":\"SAML-P\",\"saml\":\"");
	plant_json(p, out, parts->xml);
	plant_put(out, "\",\"post\":[[\"SAMLResponse\",\"%s\"],[\"%s\",\"",
	    parts->value, plant_choose(p, 2) ? "RelayState" : "password");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"]]}],\"timestamp\":\"2026-11-20T09:03:11Z\"}\n");
}

static void
put_json(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	static const char *const names[] = {
	    "saml_response", "SAMLResponse", "SAMLAssertion"};

	plant_put(out, "{\"%s\":\"%s\",\"relay_state\":\"",
	    names[plant_choose(p, 3)], parts->value);
	plant_json(p, out, plant_word(p));
	plant_put(out, "\",\"user\":{\"mail\":[\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"]},\"cookies\":\"");
	plant_json(p, out, plant_word(p));
	plant_put(out, "\"}\n");
}

static void
put_http(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	struct fuzz_text form = posted(p, parts);

	plant_put(out, "POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n"
		       "Cookie: s=");
	plant_percent(p, out, plant_word(p));
	plant_put(out,
	    "\r\nContent-Type: application/x-www-form-urlencoded"
	    "\r\nX-Forwarded-For: %s\r\nContent-Length: %zu\r\n\r\n"
	    "%s\r\n\r\nHTTP/1.1 400 Bad\r\nSet-Cookie: ",
	    plant_word(p), strlen(form.data), form.data);
	plant_percent(p, out, plant_word(p));
	plant_put(out, "\r\n\r\nNot for %s\r\n", plant_name(p));
	free(form.data);
}

static void
put_call(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	const char *account = plant_account(p);

	plant_put(out,
	    "Action=AssumeRoleWithSAML&Version=2011-06-15&RoleArn=arn%%3Aaws"
	    "%%3Aiam%%3A%%3A%s%%3Arole%%2F%s&Password=",
	    account, plant_organisation(p));
	plant_percent(p, out, plant_word(p));
	plant_put(out, "&SAMLAssertion=");
	plant_percent(p, out, parts->value);
	plant_put(out, "\n");
}

static void
put_command(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	const char *account = plant_account(p);

	plant_put(out,
	    "aws sts assume-role-with-saml --role-arn arn:aws:iam::%s:role/%s "
	    "--profile ",
	    account, plant_organisation(p));
	plant_percent(p, out, plant_word(p));
	plant_put(out, " --saml-assertion %s\n", parts->value);
}

static void
put_burp(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	struct fuzz_text request = {0};

	put_http(p, &request, parts);
	plant_put(out, "<?xml version=\"1.0\"?>\n<items burpVersion=\"2023.1\" "
		       "exportTime=\"x\">\n  <item>\n    <time>Fri Nov 20 "
		       "09:03:11 UTC 2026</time>\n    <url><![CDATA[" ACS "?");
	plant_percent(p, out, plant_word(p));
	plant_put(out, "]]></url>\n    <comment>");
	plant_xml(p, out, plant_word(p));
	plant_put(out, "</comment>\n    <request base64=\"true\"><![CDATA[");
	plant_base64(out, request.data, request.len);
	plant_put(out, "]]></request>\n  </item>\n</items>\n");
	free(request.data);
}

static void
put_ticket(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	plant_put(out,
	    "From: %s\nSubject: cannot sign in\n\nHello, this is "
	    "what I get, my number is %s:\n\nSAMLResponse=%s\n\n"
	    "Regards, %s\n",
	    plant_word(p), plant_word(p), parts->value, plant_word(p));
}

static void
put_escaped(struct plant *p, struct fuzz_text *out, const struct parts *parts)
{
	plant_put(out, "2026-11-20 %s sends: ", plant_word(p));
	for (const char *at = parts->xml; *at != '\0'; at++) {
		if (*at == '<')
			plant_put(out, "&lt;");
		else if (*at == '>')
			plant_put(out, "&gt;");
		else if (*at == '&')
			plant_put(out, "&amp;");
		else
			plant_put(out, "%c", *at);
	}
	plant_put(out, "\n");
}

/* What lies round the whole. */
static void
put_round(struct plant *p, struct fuzz_text *out, const struct fuzz_text *whole)
{
	switch (plant_choose(p, 8)) {
	case 1:
		plant_packed(out, whole->data, whole->len, 31);
		return;
	case 2:
		fuzz_keep("\xff\xfe", 2, out);
		for (size_t i = 0; i < whole->len; i++) {
			/* A character that is wider than an octet is lost. */
			char two[] = {whole->data[i], '\0'};

			if (whole->data[i] < 0)
				two[0] = 'e';
			fuzz_keep(two, 2, out);
		}
		return;
	case 3:
		fuzz_keep("\xef\xbb\xbf", 3, out);
		break;
	default:
		break;
	}
	fuzz_keep(whole->data, whole->len, out);
}

void
plant_capture(struct plant *p, struct fuzz_text *out)
{
	static void (*const forms[])(struct plant *, struct fuzz_text *,
	    const struct parts *) = {put_xml, put_base64, put_form, put_url,
	    put_curl, put_fetch, put_page, put_har, put_tracer, put_json,
	    put_http, put_call, put_command, put_burp, put_ticket, put_escaped};
	unsigned form = plant_choose(p, sizeof forms / sizeof *forms);
	struct fuzz_text xml = {0}, value = {0}, packed = {0};
	struct fuzz_text base64 = {0}, query = {0}, whole = {0};

	plant_message(p, &xml);
	plant_base64(&value, xml.data, xml.len);
	plant_packed(&packed, xml.data, xml.len, -15);
	plant_base64(&base64, packed.data, packed.len);
	plant_put(&query, "SAMLResponse=");
	plant_percent(p, &query, base64.data);
	forms[form](
	    p, &whole, &(struct parts){xml.data, value.data, query.data});
	put_round(p, out, &whole);
	free(xml.data);
	free(value.data);
	free(packed.data);
	free(base64.data);
	free(query.data);
	free(whole.data);
}
