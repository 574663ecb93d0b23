/* SPDX-License-Identifier: MIT */
/* Telling what an input is, and getting the message out of captures. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "capture/capture.h"

#define XML "<samlp:Response a=\"~~~???\"/>"
/* base64 of XML; its letters hold + and / */
#define B64 "PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPg=="

static struct bytes
bytes_of(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static const struct {
	const char *text;
	enum sdx_kind kind;
	const char *form; /* of a capture; else a part of looks_like */
} inputs[] = {
    {XML, SDX_KIND_CAPTURE, "xml"},
    {"\xef\xbb\xbf" XML, SDX_KIND_CAPTURE, "xml"},
    {B64, SDX_KIND_CAPTURE, "base64"},
    {"SAMLResponse=" B64, SDX_KIND_CAPTURE, "form"},
    {"{\"log\": {\"entries\": []}}", SDX_KIND_CAPTURE, "har"},
    {"<md:EntityDescriptor xmlns:md=\"x\"/>", SDX_KIND_METADATA, NULL},
    {"<?xml version=\"1.0\"?>\n<!-- x -->\n<EntitiesDescriptor "
     "xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>",
	SDX_KIND_METADATA, NULL},
    {"-----BEGIN CERTIFICATE-----\nMIIB", SDX_KIND_CERTIFICATE, NULL},
    {"Bag Attributes\n-----BEGIN RSA PRIVATE KEY-----\n", SDX_KIND_KEY, NULL},
    {"{\"SAMLProviderUUID\": \"SAMLSP\"}", SDX_KIND_PROVIDER, NULL},
    {"{\"SAMLProviderList\": []}", SDX_KIND_PROVIDER_LIST, NULL},
    {"{\"Role\": {\"Arn\": \"a\", \"RoleName\": \"b\"}}", SDX_KIND_ROLE, NULL},
    {"<!DOCTYPE html><html>", SDX_KIND_AUTO, "web page"},
    {"", SDX_KIND_AUTO, "empty"},
    {"curl 'https://x' --data-raw 'x'", SDX_KIND_CAPTURE, "copied-request"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": []}", SDX_KIND_TRUST_POLICY,
	NULL},
    {"{\"requests\": []}", SDX_KIND_CAPTURE, "saml-tracer"},
    {"{\"a\": }", SDX_KIND_AUTO, "damaged"},
    {"PK\003\004....", SDX_KIND_AUTO, "ZIP"},
    {"curl.exe ^\"https://x^\"", SDX_KIND_CAPTURE, "copied-request"},
    {"fetch(\"https://x\", {\"body\": \"SAMLResponse=" B64 "\"})",
	SDX_KIND_CAPTURE, "copied-request"},
    {"Invoke-WebRequest -Uri x -Body \"a&SAMLResponse=" B64 "\"",
	SDX_KIND_CAPTURE, "copied-request"},
    {"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln", SDX_KIND_AUTO,
	"JSON Web Token"},
    {"\x1f\x8b\x08", SDX_KIND_AUTO, "gzip"},
    {"\xff\xfeP", SDX_KIND_AUTO, "UTF-16"},
    {"&lt;samlp:Response&gt;", SDX_KIND_CAPTURE, "escaped-xml"},
    {"Hi,\n\n<samlp:Response>\n", SDX_KIND_CAPTURE, "ticket"},
    {"> > <?xml version=\"1.0\"?>\n", SDX_KIND_CAPTURE, "ticket"},
    {"a < b and <i>no</i> <Responses/>\n", SDX_KIND_AUTO, "nothing"},
    {"<form method=post><input name=SAMLResponse value=" B64 ">",
	SDX_KIND_CAPTURE, "html"},
    {"<html><body>Sign in</body></html>", SDX_KIND_AUTO,
	"without a SAML response"},
    {"wa=wsignin1.0&wresult=%3Ct%3ARequestSecurityTokenResponse", SDX_KIND_AUTO,
	"WS-Federation"},
    {"https://idp.example.com/sso?SAMLRequest=fZJ", SDX_KIND_AUTO,
	"request in a URL"},
    {"https://idp.example.com/?SAMLart=AAQ", SDX_KIND_AUTO, "artifact"},
    {"https://signin.aws.amazon.com/saml?SAMLResponse=fZJ", SDX_KIND_CAPTURE,
	"url"},
    {"https://sts.amazonaws.com/?Action=AssumeRoleWithSAML&SAMLAssertion=" B64,
	SDX_KIND_CAPTURE, "url"},
    {"https://sts.amazonaws.com/?Action=GetCallerIdentity", SDX_KIND_AUTO, ""},
    {"-----BEGIN PUBLIC KEY-----\nMIIB", SDX_KIND_KEY, NULL},
    {"{\"eventSource\": \"sts.amazonaws.com\", \"eventName\": \"x\"}",
	SDX_KIND_CLOUDTRAIL, NULL},
    {"{\"Records\": [{\"eventName\": \"x\"}]}", SDX_KIND_CLOUDTRAIL, NULL},
    {"{\"eventSource\": \"a\", \"eventName\": \"b\"}\n{}\n",
	SDX_KIND_CLOUDTRAIL, NULL},
    {"0\x82\x01\x01\x30\x82\x01\x01\xa0\x03", SDX_KIND_CERTIFICATE, NULL},
    {"0\x82\x01\x01\x02\x01\x01\x30", SDX_KIND_KEY, NULL},
    {"0\x82\x01\x01\x02\x01\x03\x30", SDX_KIND_AUTO, "PKCS #12"},
    {"<samlp:Response xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>",
	SDX_KIND_CAPTURE, "xml"},
    {"<md:Odd xmlns:md = 'urn:oasis:names:tc:SAML:2.0:metadata'/>",
	SDX_KIND_METADATA, NULL},
    {"<Odd xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata-x\"/>",
	SDX_KIND_CAPTURE, "xml"},
    {"<saml:Assertion", SDX_KIND_CAPTURE, "xml"},
    {"<", SDX_KIND_CAPTURE, "xml"},
    {"  \r\n\t", SDX_KIND_AUTO, "empty"},
    {"hello", SDX_KIND_AUTO, "nothing"},
    {"these are words and no base64 at all", SDX_KIND_AUTO, "nothing"},
    /* Damaged, yet what it was meant to be is plain. */
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5*fj8/", SDX_KIND_CAPTURE, "base64"},
    {"{\"log\": {\"entries\": [{", SDX_KIND_CAPTURE, "har"},
};

static void
inputs_are_told_by_content(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
		struct arena *arena = arena_new();
		struct recognised r = capture_recognise(
		    arena, bytes_of(inputs[i].text), SDX_KIND_AUTO);

		if (r.kind != inputs[i].kind)
			fail_msg("%s: kind %d", inputs[i].text, (int)r.kind);
		if (r.kind == SDX_KIND_CAPTURE)
			assert_string_equal(r.form->kind, inputs[i].form);
		if (r.kind == SDX_KIND_AUTO) {
			assert_non_null(strstr(r.looks_like, inputs[i].form));
			assert_non_null(r.advice);
		}
		arena_free(arena);
	}
}

static const struct {
	const char *value;
	enum capture_fault fault;
	const char *words; /* in the only repair, or in the fault's detail */
} values[] = {
    {B64, CAPTURE_OK, NULL},
    {"\r\n " B64 "\n", CAPTURE_OK, NULL},
    {"PHNhbWxwOlJl\r\nc3BvbnNlIGE9In5+\nfj8/PyIvPg==\n", CAPTURE_OK,
	"Line breaks"},
    {"PHNhbWxwOlJl c3BvbnNlIGE9In5+ fj8/PyIvPg==", CAPTURE_OK,
	"Blanks inside the value were left out"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5-fj8_PyIvPg==", CAPTURE_OK, "URL-safe"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPg", CAPTURE_OK, "padding"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPg=", CAPTURE_OK, "padding"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPh==", CAPTURE_OK,
	"Bits that belong to no byte"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5 fj8/PyIvPg==", CAPTURE_OK, "plus signs"},
    {"\"" B64 "\"", CAPTURE_OK, "quotes"},
    {"\xe2\x80\x9c" B64 "\xe2\x80\x9d", CAPTURE_OK, "quotes"},
    {"\xe2\x80\x8b" B64 "\xc2\xa0", CAPTURE_OK, "invisible"},
    {"SAMLResponse: " B64, CAPTURE_OK, "label"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5%2Bfj8%2FPyIvPg%3D%3D", CAPTURE_OK,
	"decoded once more"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5%252Bfj8%252FPyIvPg%253D%253D", CAPTURE_OK,
	"decoded twice more"},
    {"", CAPTURE_EMPTY, NULL},
    {" \n", CAPTURE_EMPTY, NULL},
    {"PHNhbWxwOlJlc*Bvbg==", CAPTURE_NOT_BASE64, "Character 14 is U+002A"},
    {"PHNhbWxwOlJl\xc3\xa9z", CAPTURE_NOT_BASE64, "U+00E9"},
    {"PHNhbWxwOlJl\xff", CAPTURE_NOT_BASE64, "the byte 0xFF"},
    {"PHNhbWxwOlJlPg==PHNh", CAPTURE_NOT_BASE64, "behind the padding"},
    {"%2525252BAAAA", CAPTURE_NOT_BASE64, "U+0025"},
    {"PHNhbWxwOlJlc3BvbnNlI", CAPTURE_TRUNCATED, "21 characters"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/", CAPTURE_TRUNCATED,
	"is samlp:Response"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8\xe2\x80\xa6", CAPTURE_TRUNCATED,
	"31 characters"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8...", CAPTURE_TRUNCATED, "31 characters"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5%2", CAPTURE_TRUNCATED, "27 characters"},
    {"eyJhIjogMX0=", CAPTURE_NOT_XML, "JSON"},
    {"dGhpcyBpcyB0ZXh0", CAPTURE_NOT_XML, "text"},
    {"MIIDAAAAAAAAAAAA", CAPTURE_NOT_XML, "DER"},
    {"H4sIAAAAAAAA", CAPTURE_NOT_XML, "gzip"},
    {"fVLLTsMwEPwVy/fYSdpSYpFKQIVUiUfVFg5c0NZxWquOHbxOAX49TiJQufS0O7szszu7",
	CAPTURE_NOT_XML, "compressed"},
};

static void
value_is_decoded(size_t i)
{
	struct arena *arena = arena_new();
	struct capture_message m = {0};
	const char *words = values[i].words;

	assert_true(capture_decode_base64(
	    arena, values[i].value, strlen(values[i].value), &m));
	if (m.fault != values[i].fault)
		fail_msg("%s: fault %d", values[i].value, (int)m.fault);
	if (m.fault == CAPTURE_OK) {
		assert_int_equal(m.xml.len, strlen(XML));
		assert_memory_equal(m.xml.data, XML, strlen(XML));
		if (m.n_repairs != (words != NULL))
			fail_msg(
			    "%s: %zu repairs", values[i].value, m.n_repairs);
		if (words != NULL && strstr(m.repairs[0], words) == NULL)
			fail_msg("%s: %s", values[i].value, m.repairs[0]);
	} else {
		assert_null(m.xml.data);
		if (words != NULL && strstr(m.detail, words) == NULL)
			fail_msg("%s: %s", values[i].value, m.detail);
	}
	arena_free(arena);
}

static void
values_are_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		value_is_decoded(i);
}

/* Of a length that three divides, the '>' at the end is a plus sign too. */
static void
the_last_plus_sign_is_not_lost(void **state)
{
	static const char xml[] = "<r a=\"~>?\"></r>";
	static const char value[] = "PHIgYT0ifj4/Ij48L3I ";
	static const char body[] =
	    "SAMLResponse=PHIgYT0ifj4/Ij48L3I+&RelayState=a+b%26";
	struct arena *arena = arena_new();
	struct capture_message m = {0};
	bool has_message;

	(void)state;
	assert_true(capture_decode_base64(arena, value, sizeof value - 1, &m));
	assert_int_equal(m.fault, CAPTURE_OK);
	assert_int_equal(m.xml.len, strlen(xml));
	assert_memory_equal(m.xml.data, xml, strlen(xml));
	memset(&m, 0, sizeof m);
	assert_true(capture_form_message(
	    arena, body, sizeof body - 1, &m, &has_message));
	assert_true(has_message);
	assert_int_equal(m.fault, CAPTURE_OK);
	assert_string_equal(m.relay_state, "a b&");
	assert_int_equal(m.n_repairs, 1);
	arena_free(arena);
}

#define AWS "https://signin.aws.amazon.com/saml"
#define STS "https://sts.amazonaws.com/"
#define ESCAPED "PHNhbWxwOlJlc3BvbnNlIGE9In5%2Bfj8%2FPyIvPg%3D%3D"

static void
a_mark_before_the_xml_is_noted(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture = {0};

	(void)state;
	assert_true(
	    capture_xml.extract(arena, bytes_of("\xef\xbb\xbf" XML), &capture));
	assert_int_equal(capture.messages[0].n_repairs, 1);
	arena_free(arena);
}

static const char burp[] =
    "<?xml version=\"1.1\"?>\n<!DOCTYPE items [\n<!ELEMENT items (item*)>\n]>\n"
    "<items burpVersion=\"2023.1\" exportTime=\"x\">\n  <item>\n"
    "    <url><![CDATA[" AWS "]]></url>\n"
    "    <request base64=\"false\"><![CDATA[POST /saml HTTP/2\r\n"
    "Host: other.example.com\r\n\r\nSAMLResponse=" ESCAPED "]]></request>\n"
    "    <response base64=\"true\"></response>\n  </item>\n</items>\n";

static const char burp_base64[] =
    "<items burpVersion=\"2023.1\"><item><url><![CDATA[" AWS "]]></url>"
    "<request base64=\"true\"><![CDATA["
    "UE9TVCAvc2FtbCBIVFRQLzEuMQ0KSG9zdDogeA0KDQpTQU1MUmVzcG9uc2U9UEhOaGJXeHdP"
    "bEpsYzNCdmJuTmxJR0U5SW41JTJCZmo4JTJGUHlJdlBnJTNEJTNE"
    "]]></request></item></items>";

#define HTTP                                                         \
	"POST /saml HTTP/1.1\r\nHost: signin.aws.amazon.com\r\n\r\n" \
	"SAMLResponse=" ESCAPED

static const char charles[] =
    "[{\"status\": \"COMPLETE\", \"method\": \"POST\", \"scheme\": "
    "\"https\", \"host\": \"signin.aws.amazon.com\", \"path\": \"/saml\", "
    "\"query\": null, \"times\": {\"start\": "
    "\"2026-11-20T09:03:11.000Z\"}, \"request\": {\"body\": {\"text\": "
    "\"SAMLResponse=" ESCAPED "\"}}, \"response\": {\"status\": 200}}]";

static const struct {
	const struct capture_form *form;
	const char *text;
	enum capture_fault fault;
	const char *endpoint;
} forms[] = {
    {&capture_form_body, "SAMLResponse=" ESCAPED "\n", CAPTURE_OK, NULL},
    {&capture_form_body, "RelayState=https%3A%2F%2Fx&SAMLResponse=" ESCAPED,
	CAPTURE_OK, NULL},
    {&capture_form_body, "SAMLResponse=", CAPTURE_EMPTY, NULL},
    {&capture_form_body, "SAMLResponse=PHNhbWxwOlJlc3BvbnNlIGE9In5%2",
	CAPTURE_TRUNCATED, NULL},
    {&capture_url, STS "?Action=x&SAMLAssertion=" ESCAPED "&RoleArn=a#b",
	CAPTURE_OK, STS},
    {&capture_url, AWS "?SAMLResponse=fZJ&x=1", CAPTURE_TRUNCATED, AWS},
    /* Who signs in where, and the session, are nobody's business. */
    {&capture_url,
	"https://ana:hunter2@signin.aws.amazon.com/saml?SAMLResponse=fZJ&x=1",
	CAPTURE_TRUNCATED, AWS},
    {&capture_url, AWS ";jsessionid=7?SAMLResponse=fZJ&x=1", CAPTURE_TRUNCATED,
	AWS},
    {&capture_form_body, "SAMLResponse=fZJ&SigAlg=x&Signature=y",
	CAPTURE_TRUNCATED, NULL},
    {&capture_http, "GET /?SAMLAssertion=" ESCAPED " HTTP/1.1\r\n", CAPTURE_OK,
	"/"},
    {&capture_http, "GET /saml?SAMLResponse=fZJ HTTP/1.1\r\n",
	CAPTURE_TRUNCATED, "/saml"},
    {&capture_http, HTTP, CAPTURE_OK, AWS},
    {&capture_http, HTTP "\r\n\r\nmore that is no part of it", CAPTURE_OK, AWS},
    {&capture_http, "2026/11/20 09:03:11 DEBUG " HTTP, CAPTURE_OK, AWS},
    {&capture_http,
	"GET / HTTP/1.1\nHost: a\n\nHTTP/1.1 302 Found\nLocation: /x\n\n" HTTP
	"\nHTTP/1.1 400 Bad\nDate: Fri, 20 Nov 2026 09:03:12 GMT\n\nError\n",
	CAPTURE_OK, AWS},
    {&capture_http, "POST " AWS " HTTP/1.1\n\nSAMLResponse=" ESCAPED,
	CAPTURE_OK, AWS},
    {&capture_http,
	"POST /saml HTTP/1.1\nHost: signin.aws.amazon.com\n"
	"Content-Length: 99999\n\nSAMLResponse=" ESCAPED,
	CAPTURE_OK, AWS},
    {&capture_http, "POST /saml HTTP/1.1\nHost: signin.aws.amazon.com\n\n",
	CAPTURE_BODY_MISSING, AWS},
    {&capture_burp, burp, CAPTURE_OK, AWS},
    {&capture_burp, burp_base64, CAPTURE_OK, AWS},
    {&capture_charles, charles, CAPTURE_OK, AWS},
};

static void
forms_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		struct arena *arena = arena_new();
		struct bytes bytes = bytes_of(forms[i].text);
		struct capture capture = {0};

		assert_int_equal(forms[i].form->recognise(bytes), CLAIM_YES);
		assert_true(forms[i].form->extract(arena, bytes, &capture));
		assert_int_equal(capture.n_messages, 1);
		assert_int_equal(capture.messages[0].fault, forms[i].fault);
		if (forms[i].endpoint != NULL)
			assert_string_equal(
			    capture.messages[0].endpoint, forms[i].endpoint);
		arena_free(arena);
	}
}

/* The bytes of a file, in the arena. */
static struct bytes
read_file(struct arena *arena, const char *path)
{
	struct bytes bytes = {NULL, 0};
	FILE *file = fopen(path, "rb");
	uint8_t *data;
	long size;

	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	data = arena_alloc(arena, (size_t)size + 1);
	assert_non_null(data);
	bytes.len = fread(data, 1, (size_t)size, file);
	bytes.data = data;
	fclose(file);
	return bytes;
}

static void
count_claims(const char *folder, const char *name)
{
	struct arena *arena = arena_new();
	char path[2048];
	struct bytes bytes;
	int n = 0;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	bytes = read_file(arena, path);
	for (size_t i = 0; capture_form_at(i) != NULL; i++)
		n += capture_form_at(i)->recognise(bytes) == CLAIM_YES;
	if (n > 1)
		fail_msg("%s: claimed by %d forms", path, n);
	arena_free(arena);
}

/* Of the files that are kept, none is claimed by two forms. */
static void
one_form_claims_a_file(void **state)
{
	static const char *const folders[] = {"tests/fuzz/corpus",
	    "testdata/samples/devtools", "testdata/samples/saml-tracer",
	    "testdata/samples/demo", "testdata/samples/chromium",
	    "testdata/samples/metadata"};
	const char *top = getenv("SAMLDX_SRCDIR");
	struct dirent *entry;
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		char folder[1024];
		DIR *dir;

		snprintf(folder, sizeof folder, "%s/%s",
		    top != NULL ? top : ".", folders[i]);
		dir = opendir(folder);
		assert_non_null(dir);
		while ((entry = readdir(dir)) != NULL) {
			if (entry->d_name[0] == '.')
				continue;
			count_claims(folder, entry->d_name);
			n++;
		}
		closedir(dir);
	}
	assert_true(n > 50);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(inputs_are_told_by_content),
	    cmocka_unit_test(values_are_decoded),
	    cmocka_unit_test(the_last_plus_sign_is_not_lost),
	    cmocka_unit_test(forms_are_read),
	    cmocka_unit_test(one_form_claims_a_file),
	    cmocka_unit_test(a_mark_before_the_xml_is_noted),
	};

	return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
