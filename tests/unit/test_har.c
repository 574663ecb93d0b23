/* SPDX-License-Identifier: MIT */
/* The messages of a HAR, as each browser writes it. */
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

#define PAGE(action)                                                       \
	"\"text\":\"<form action='" action "'><input name='SAMLResponse' " \
	"value='" B64 "'></form>\""

/* The page before knows what the browser did not keep. */
static void
a_lost_body_is_found_in_the_page(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture =
	    read_har(arena, HAR(ENTRY("GET", "https://idp.example.com/", "",
				PAGE(AWS)) "," ENTRY("POST", AWS, "", "")));
	const struct capture_message *m = capture.messages;

	(void)state;
	assert_int_equal(capture.n_messages, 1);
	assert_int_equal(m->fault, CAPTURE_OK);
	assert_int_equal(m->xml.len, strlen(XML));
	assert_true(m->is_sent);
	assert_int_equal(m->entry, 2);
	assert_int_equal(m->n_repairs, 1);
	assert_non_null(strstr(m->repairs[0], "entry 1"));
	arena_free(arena);
}

/* A page that posts elsewhere is a message of its own. */
static void
a_page_of_its_own_is_kept(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture = read_har(
	    arena, HAR(ENTRY("GET", "https://a.example.com/", "",
		       PAGE("https://b.example.com/")) "," ENTRY("POST", AWS,
		       "", "")));

	(void)state;
	assert_int_equal(capture.n_messages, 2);
	assert_false(capture.messages[0].is_sent);
	assert_string_equal(
	    capture.messages[0].endpoint, "https://b.example.com/");
	assert_int_equal(capture.messages[0].http_status, 0);
	assert_int_equal(capture.messages[1].fault, CAPTURE_BODY_MISSING);
	arena_free(arena);
}

#define BODY(text) ",\"postData\":{\"text\":\"" text "\"}"

static void
all_messages_are_delivered_in_order(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture = read_har(arena,
	    HAR(ENTRY("POST", "https://idp.example.com/sso",
		BODY("SAMLRequest=PEE%2BPC9BPg%3D%3D"), "") ",\n" ENTRY("GET",
		"https://signin.aws.amazon.com/x.png", "",
		"\"text\":\"SAMLResponse\"") ",\n  " ENTRY("POST", AWS,
		BODY("SAMLResponse\\u003d" ESCAPED),
		"") "," ENTRY("GET", AWS "?SAMLResponse=fZJ", "", "")));
	const struct capture_message *m = capture.messages;

	(void)state;
	assert_int_equal(capture.n_messages, 3);
	assert_string_equal(m[0].parameter, "SAMLRequest");
	assert_int_equal(m[0].line, 1);
	assert_int_equal(m[0].column, 36);
	assert_int_equal(m[1].fault, CAPTURE_OK);
	assert_int_equal(m[1].entry, 3);
	assert_int_equal(m[1].n_entries, 4);
	assert_int_equal(m[1].line, 3);
	assert_int_equal(m[1].column, 3);
	assert_int_equal(m[2].fault, CAPTURE_TRUNCATED);
	assert_string_equal(m[2].binding, "HTTP-Redirect");
	arena_free(arena);
}

/* Chrome's params are raw; this HAR lost the text beside them. */
static void
raw_params_need_no_repair(void **state)
{
	struct arena *arena = arena_new();
	struct capture capture = read_har(
	    arena, HAR(ENTRY("POST", AWS,
		       ",\"postData\":{\"params\":[{\"name\":\"RelayState\","
		       "\"value\":\"\"},{\"name\":\"SAMLResponse\",\"value\":"
		       "\"" ESCAPED "\"}]}",
		       "")));

	(void)state;
	assert_int_equal(capture.n_messages, 1);
	assert_int_equal(capture.messages[0].fault, CAPTURE_OK);
	assert_int_equal(capture.messages[0].n_repairs, 0);
	assert_int_equal(capture.messages[0].encoded_len, strlen(B64));
	arena_free(arena);
}

static const struct {
	const char *content;
	const char *answer;
} answers[] = {
    {"\"text\":\"<html><head><title>Amazon</title></head><body><style>p{}"
     "</style><script>if (a<b) x()</script><header>AWS</header><p>Your "
     "request included an invalid SAML response.</p>\"",
	"AWS Your request included an invalid SAML response."},
    {"\"encoding\":\"base64\",\"text\":\"PGI+Tm8mYW1wO3llczwvYj4=\"", "No&yes"},
    {"\"text\":\"<!-- not closed\"", ""},
    {"\"text\":\"a < b\"", "a"},
    {"", NULL},
};

static void
answers_of_aws_are_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		struct arena *arena = arena_new();
		const char *har = arena_printf(arena,
		    HAR(ENTRY("POST", AWS, BODY("SAMLResponse=" B64), "%s")),
		    answers[i].content);
		struct capture capture = read_har(arena, har);
		const struct capture_message *m = capture.messages;

		assert_int_equal(m->http_status, 400);
		if (answers[i].answer == NULL)
			assert_null(m->answer);
		else
			assert_string_equal(m->answer, answers[i].answer);
		arena_free(arena);
	}
}

static void
long_answers_are_cut_between_characters(void **state)
{
	struct arena *arena = arena_new();
	char *page = arena_alloc(arena, 2001);
	struct capture capture;
	const char *har;

	(void)state;
	page[0] = 'x';
	for (size_t i = 1; i < 1999; i += 2)
		memcpy(page + i, "\xc3\xa9", 2);
	har = arena_printf(arena,
	    HAR(ENTRY(
		"POST", AWS, BODY("SAMLResponse=" B64), "\"text\":\"%s\"")),
	    page);
	capture = read_har(arena, har);
	assert_int_equal(strlen(capture.messages[0].answer), 499);
	arena_free(arena);
}

/* None of these may be read beyond its end, or hold a message. */
static void
odd_hars_are_borne(void **state)
{
	static const char *const odd[] = {
	    "{\"log\":{}}",
	    "{\"log\":{\"entries\":{}}}",
	    "{\"log\":{\"entries\":[1,\"x\",null,[],{}]}}",
	    HAR("{\"request\":{\"method\":1,\"url\":2,\"postData\":3}}"),
	    HAR("{\"request\":{\"method\":\"POST\",\"postData\":{\"text\":"
		"\"NoSAMLResponse=x\",\"params\":{\"name\":\"SAMLResponse\"}}}"
		"}"),
	    HAR("{\"response\":{\"content\":{\"encoding\":\"base64\","
		"\"mimeType\":\"text/html\",\"text\":\"***\"}}}"),
	    HAR("{\"response\":{\"content\":{\"text\":"
		"\"<input name=SAMLResponse value='x\"}}}"),
	    "{\"log\":{\"entries\":[{]}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
		struct arena *arena = arena_new();
		struct capture capture = read_har(arena, odd[i]);

		assert_int_equal(capture.n_messages, 0);
		assert_non_null(capture.looks_like);
		assert_non_null(capture.advice);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hars_are_read),
	    cmocka_unit_test(raw_params_need_no_repair),
	    cmocka_unit_test(all_messages_are_delivered_in_order),
	    cmocka_unit_test(the_sent_one_makes_its_page_superfluous),
	    cmocka_unit_test(a_page_of_its_own_is_kept),
	    cmocka_unit_test(a_lost_body_is_a_fault),
	    cmocka_unit_test(a_lost_body_is_found_in_the_page),
	    cmocka_unit_test(answers_of_aws_are_kept),
	    cmocka_unit_test(long_answers_are_cut_between_characters),
	    cmocka_unit_test(odd_hars_are_borne),
	};

	return cmocka_run_group_tests_name("har", tests, NULL, NULL);
}
