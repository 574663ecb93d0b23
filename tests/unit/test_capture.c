/* SPDX-License-Identifier: MIT */
/* Telling what an input is, and getting the message out of captures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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
    {"curl 'https://x' --data-raw 'x'", SDX_KIND_AUTO, "cURL"},
    {"{\"Version\": \"2012-10-17\", \"Statement\": []}", SDX_KIND_AUTO,
	"IAM policy"},
    {"{\"requests\": []}", SDX_KIND_AUTO, "SAML-tracer"},
    {"{\"a\": }", SDX_KIND_AUTO, "damaged"},
    {"PK\003\004....", SDX_KIND_AUTO, "ZIP"},
    {"hello", SDX_KIND_AUTO, "nothing"},
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
	const char *repair; /* a part of the only one; NULL: none */
} values[] = {
    {B64, CAPTURE_OK, NULL},
    {"PHNhbWxwOlJl\r\nc3BvbnNlIGE9In5+\nfj8/PyIvPg==\n", CAPTURE_OK, NULL},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5-fj8_PyIvPg==", CAPTURE_OK, "URL-safe"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPg", CAPTURE_OK, "padding"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5 fj8/PyIvPg==", CAPTURE_OK, "plus signs"},
    {"\"" B64 "\"", CAPTURE_OK, "quotes"},
    {"SAMLResponse: " B64, CAPTURE_OK, "label"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5%2Bfj8%2FPyIvPg%3D%3D", CAPTURE_OK,
	"percent-encoded 1 time"},
    {"PHNhbWxwOlJlc3BvbnNlIGE9In5%252Bfj8%252FPyIvPg%253D%253D", CAPTURE_OK,
	"percent-encoded 2 times"},
    {"", CAPTURE_EMPTY, NULL},
    {"PHNhbWxwOlJlc*Bvbg==", CAPTURE_NOT_BASE64, NULL},
    {"PHNhbWxwOlJlc3BvbnNlI", CAPTURE_TRUNCATED, NULL},
    {"eyJhIjogMX0=", CAPTURE_NOT_XML, NULL},
    {"fVLLTsMwEPwVy/fYSdpSYpFKQIVUiUfVFg5c0NZxWquOHbxOAX49TiJQufS0O7szszu7",
	CAPTURE_NOT_XML, NULL},
};

static void
values_are_decoded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct arena *arena = arena_new();
		struct capture_message m = {0};

		assert_true(capture_decode_base64(
		    arena, values[i].value, strlen(values[i].value), &m));
		if (m.fault != values[i].fault)
			fail_msg("%s: fault %d", values[i].value, (int)m.fault);
		if (m.xml.data != NULL && m.fault == CAPTURE_OK) {
			assert_int_equal(m.xml.len, strlen(XML));
			assert_memory_equal(m.xml.data, XML, strlen(XML));
			assert_int_equal(m.encoded_len, strlen(B64));
		} else {
			assert_string_not_equal(m.detail, "");
		}
		assert_int_equal(m.n_repairs, values[i].repair != NULL);
		if (m.n_repairs == 1 && values[i].repair != NULL)
			assert_non_null(strstr(m.repairs[0], values[i].repair));
		arena_free(arena);
	}
}

#define ENTRY(method, url, post, content)                                     \
	"{\"startedDateTime\":\"2026-11-20T10:03:11.250+01:00\",\"request\":" \
	"{\"method\":\"" method "\",\"url\":\"" url "\"" post                 \
	"},\"response\":{\"status\":400,\"headers\":[{\"name\":\"date\","     \
	"\"value\":\"Fri, 20 Nov 2026 09:03:12 GMT\"}],\"content\":{" content \
	"}}}"
#define HAR(entries) "{\"log\":{\"version\":\"1.2\",\"entries\":[" entries "]}}"
#define AWS "https://signin.aws.amazon.com/saml"
#define ESCAPED "PHNhbWxwOlJlc3BvbnNlIGE9In5%2Bfj8%2FPyIvPg%3D%3D"

static struct capture
read_har(struct arena *arena, const char *har)
{
	struct capture capture = {0};

	assert_int_equal(capture_har.recognise(bytes_of(har)), CLAIM_YES);
	assert_true(capture_har.extract(arena, bytes_of(har), &capture));
	return capture;
}

static const struct {
	const char *har;
	const char *binding;
	bool is_sent;
	size_t n_repairs;
} hars[] = {
    /* Chrome and Safari: text is the raw body. */
    {HAR(ENTRY("POST", AWS,
	 ",\"postData\":{\"text\":\"SAMLResponse=" ESCAPED
	 "&RelayState=\",\"params\":[]}",
	 "")),
	"HTTP-POST", true, 0},
    /* Firefox: params are decoded, and a plus sign is lost in them. */
    {HAR(ENTRY("POST", AWS,
	 ",\"postData\":{\"params\":[{\"name\":\"SAMLResponse\",\"value\":"
	 "\"PHNhbWxwOlJlc3BvbnNlIGE9In5 fj8/PyIvPg==\"}]}",
	 "")),
	"HTTP-POST", true, 1},
    /* Headers of the upload stream before the body. */
    {HAR(ENTRY("POST", AWS,
	 ",\"postData\":{\"text\":\"Content-Length: "
	 "9\\r\\n\\r\\nSAMLResponse=" ESCAPED "\"}",
	 "")),
	"HTTP-POST", true, 0},
    /* The identity provider's page, in hexadecimal entities. */
    {HAR(ENTRY("GET", "https://idp.example.com/", "",
	 "\"text\":\"<html><form method=post action='https&#x3a;&#x2f;&#x2f;"
	 "signin.aws.amazon.com/saml'><input value=\\\"PHNhbWxwOlJlc3BvbnNlIGE9"
	 "In5&#x2b;fj8/PyIvPg&#x3d;&#61;\\\" name=SAMLResponse type=hidden>"
	 "</form>\"")),
	"HTTP-POST", false, 0},
};

static void
hars_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hars / sizeof *hars; i++) {
		struct arena *arena = arena_new();
		struct capture capture = read_har(arena, hars[i].har);
		const struct capture_message *m = capture.messages;

		assert_int_equal(capture.n_messages, 1);
		assert_int_equal(m->fault, CAPTURE_OK);
		assert_int_equal(m->xml.len, strlen(XML));
		assert_memory_equal(m->xml.data, XML, strlen(XML));
		assert_string_equal(m->binding, hars[i].binding);
		assert_string_equal(m->endpoint, AWS);
		assert_int_equal(m->is_sent, hars[i].is_sent);
		assert_int_equal(m->n_repairs, hars[i].n_repairs);
		assert_int_equal(m->time, 1795165391);
		assert_string_equal(m->where, "entry 1 of 1");
		if (m->is_sent) {
			assert_true(m->has_server_date);
			assert_int_equal(m->server_date, 1795165392);
		}
		arena_free(arena);
	}
}

static void
the_sent_one_makes_its_page_superfluous(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture = read_har(
	    arena, HAR(ENTRY("GET", "https://idp.example.com/", "",
		       "\"text\":\"<form><input name='SAMLResponse' value='" B64
		       "'></form>\"") "," ENTRY("POST", AWS,
		       ",\"postData\":{\"text\":\"SAMLResponse=" ESCAPED "\"}",
		       "\"text\":\"<h1>Bad &amp; wrong</h1>\"")));

	(void)state;
	assert_int_equal(capture.n_messages, 1);
	assert_true(capture.messages[0].is_sent);
	assert_string_equal(capture.messages[0].where, "entry 2 of 2");
	assert_non_null(strstr(capture.messages[0].answer, "Bad & wrong"));
	arena_free(arena);
}

static void
a_lost_body_is_a_fault(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture =
	    read_har(arena, HAR(ENTRY("POST", AWS, "", "")));

	(void)state;
	assert_int_equal(capture.n_messages, 1);
	assert_int_equal(capture.messages[0].fault, CAPTURE_BODY_MISSING);
	capture = read_har(arena, HAR(""));
	assert_int_equal(capture.n_messages, 0);
	assert_non_null(capture.advice);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(inputs_are_told_by_content),
	    cmocka_unit_test(values_are_decoded),
	    cmocka_unit_test(hars_are_read),
	    cmocka_unit_test(the_sent_one_makes_its_page_superfluous),
	    cmocka_unit_test(a_lost_body_is_a_fault),
	};

	return cmocka_run_group_tests_name("capture", tests, NULL, NULL);
}
