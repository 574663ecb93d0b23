/* SPDX-License-Identifier: MIT */
/* Exports of SAML-tracer, and JSON documents around one response. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "capture/capture.h"

/* <samlp:Response a="~~~???"/> in base64, and the SHA-256 of that. */
#define XML "<samlp:Response a=\\\"~~~???\\\"/>"
#define B64 "PHNhbWxwOlJlc3BvbnNlIGE9In5+fj8/PyIvPg=="
#define HASH "a64616d6ef07d5d244ade8ea979473de02ba4781a7410e60ef9cb013a13169e8"
#define AWS "https://signin.aws.amazon.com/saml"

#define REQUESTS(all) "{\"requests\":[" all "],\"timestamp\":\"x\"}"
#define SENT(members)                         \
	"{\"method\":\"POST\",\"url\":\"" AWS \
	"\",\"requestId\":\"7\"," members "}"
#define POST(value) "\"post\":[[\"SAMLResponse\"," value "]]"
#define CLEAR ",\"protocol\":\"SAML-P\",\"saml\":\"" XML "\""

static struct bytes
bytes_of(const char *text)
{
	return (struct bytes){(const uint8_t *)text, strlen(text)};
}

static struct capture
read_form(
    struct arena *arena, const struct capture_form *form, const char *text)
{
	struct capture capture = {0};

	assert_int_equal(form->recognise(bytes_of(text)), CLAIM_YES);
	assert_true(form->extract(arena, bytes_of(text), &capture));
	return capture;
}

static const struct {
	const char *json;
	enum capture_fault fault;
	enum capture_copy copy;
	bool has_time;
} messages[] = {
    {REQUESTS(SENT(POST("\"" B64 "\"") CLEAR)), CAPTURE_OK, COPY_IS_ORIGINAL,
	false},
    {REQUESTS(SENT(POST("{\"hash\":\"" HASH "\"}") CLEAR)), CAPTURE_OK,
	COPY_PROVEN, false},
    {REQUESTS(SENT(POST("{\"hash\":\"00\"}") CLEAR)), CAPTURE_OK,
	COPY_DIFFERENT, false},
    {REQUESTS(SENT(POST("{\"obf\":\"alternative_3\"}") CLEAR)), CAPTURE_OK,
	COPY_UNPROVEN, false},
    /* As version 1.9.5 writes it. */
    {REQUESTS(SENT(POST("\"{hash:" HASH "}\"") CLEAR)), CAPTURE_OK, COPY_PROVEN,
	false},
    {REQUESTS(SENT(POST("\"{hash:00}\"") CLEAR)), CAPTURE_OK, COPY_DIFFERENT,
	false},
    {REQUESTS(SENT(POST("\"{obf:alternative_3}\"") CLEAR)), CAPTURE_OK,
	COPY_UNPROVEN, false},
    {REQUESTS(SENT(POST("\"{overwritten}\"") CLEAR)), CAPTURE_OK, COPY_UNPROVEN,
	false},
    /* Masked, and nothing in clear. */
    {REQUESTS(SENT(POST("{\"hash\":\"" HASH "\"}"))), CAPTURE_BODY_MISSING,
	COPY_IS_ORIGINAL, false},
    /* postData alone, as lists by name. */
    {REQUESTS(SENT("\"postData\":{\"SAMLResponse\":[\"" B64 "\"]}")),
	CAPTURE_OK, COPY_IS_ORIGINAL, false},
    /* Headers as they are, and as they were before 1.0.0. */
    {REQUESTS(SENT(
	 POST("\"" B64
	      "\"") ",\"responseHeaders\":[{\"name\":"
		    "\"Date\",\"value\":\"Fri, 20 Nov 2026 09:03:12 GMT\"}]")),
	CAPTURE_OK, COPY_IS_ORIGINAL, true},
    {REQUESTS(SENT(POST("\"" B64 "\"") ",\"responseHeaders\":[[\"Date\","
				       "\"Fri, 20 Nov 2026 09:03:12 GMT\"]]")),
	CAPTURE_OK, COPY_IS_ORIGINAL, true},
    {REQUESTS(SENT(POST("\"\"") CLEAR)), CAPTURE_EMPTY, COPY_IS_ORIGINAL,
	false},
};

static void
messages_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof messages / sizeof *messages; i++) {
		struct arena *arena = arena_new();
		struct capture c =
		    read_form(arena, &capture_tracer, messages[i].json);

		assert_int_equal(c.n_messages, 1);
		assert_int_equal(c.messages[0].fault, messages[i].fault);
		assert_int_equal(c.messages[0].copy, messages[i].copy);
		assert_int_equal(c.messages[0].has_time, messages[i].has_time);
		assert_string_equal(c.messages[0].endpoint, AWS);
		assert_string_equal(c.messages[0].where, "request 1 of 1");
		if (messages[i].fault == CAPTURE_OK)
			assert_int_equal(c.messages[0].xml.len, 28);
		arena_free(arena);
	}
}

static const struct {
	const char *json;
	const char *looks_like;
} others[] = {
    {REQUESTS(""), "without any request"},
    {REQUESTS("{}"), "without any response"},
    {REQUESTS("1,[],\"x\",null"), "without any response"},
    {REQUESTS(SENT("\"post\":[[],[1],\"x\",{\"hash\":\"1\"}]")),
	"without any response"},
    {REQUESTS(SENT("\"samlart\":\"AAQA\"")), "artifacts"},
    {REQUESTS(SENT("\"protocol\":\"WS-Fed\"")), "WS-Federation"},
    {REQUESTS(SENT("\"get\":[[\"SAMLRequest\",\"fZ\"]]")), "the request"},
    {"{\"requests\":[{]}", "damaged at line 1"},
    {"{\"requests\":[{\"url\":\"https:", "damaged at line 1"},
};

static void
others_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		struct arena *arena = arena_new();
		struct capture c =
		    read_form(arena, &capture_tracer, others[i].json);

		assert_int_equal(c.n_messages, 0);
		assert_non_null(strstr(c.looks_like, others[i].looks_like));
		assert_non_null(c.advice);
		arena_free(arena);
	}
}

static void
call_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct capture c = read_form(arena, &capture_wrapped,
	    "{\"RoleArn\":\"r\",\"PrincipalArn\":\"p\",\n\"SAMLAssertion\":"
	    "\"" B64 "\",\"DurationSeconds\":900}");

	(void)state;
	assert_int_equal(c.n_messages, 1);
	assert_int_equal(c.messages[0].fault, CAPTURE_OK);
	assert_int_equal(c.messages[0].line, 2);
	assert_string_equal(c.messages[0].call.role_arn, "r");
	assert_string_equal(c.messages[0].call.provider_arn, "p");
	assert_true(c.messages[0].call.has_duration);
	assert_int_equal(c.messages[0].call.duration, 900);
	arena_free(arena);
}

static const struct {
	const char *url;
	enum capture_fault fault;
	const char *detail;
} urls[] = {
    /* <samlp:Response a="~~~???"/>, raw DEFLATE; with and without padding */
    {AWS "?SAMLResponse=sylOzM0psApKLS7IzytOVUi0Vaqrq7O3t1fStwMA", CAPTURE_OK,
	""},
    {AWS "?a=b&SAMLResponse=sylOzM0psApKLS7IzytOVUi0Vaqrq7O3t1fStwMA#top",
	CAPTURE_OK, ""},
    {"GET /saml?SAMLResponse=sylOzM0psApKLS7IzytOVUi0Vaqrq7O3t1fStwMA\r\n",
	CAPTURE_OK, ""},
    {AWS "?SAMLResponse=sylOzM0psApKLS7I", CAPTURE_TRUNCATED, "breaks off"},
    /* Not compressed at all. */
    {AWS "?SAMLResponse=PHNhbWxwOlJlc3BvbnNlIGE9In5%2Bfj8%2FPyIvPg%3D%3D",
	CAPTURE_OK, ""},
    {AWS "?SAMLResponse=", CAPTURE_EMPTY, "Nothing"},
    {AWS "?SAMLResponse=ab*d", CAPTURE_NOT_BASE64, "Character 3"},
    {AWS "?SAMLResponse=AAAAAAAA", CAPTURE_NOT_XML, "raw DEFLATE"},
    {AWS "?SAMLResponse=%2F%2F%2F%2F", CAPTURE_NOT_XML, "raw DEFLATE"},
    {AWS "?SAMLResponse=80jNyclXKM8vykkBAA%3D%3D", CAPTURE_NOT_XML, "not XML"},
    {AWS "?SAMLResponse=7cFBEQAACAOgKgbZ2cX%"
	 "2BJayxB5DbAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	 "AAAAAAAAAAAAAAAAAACjz",
	CAPTURE_NOT_XML, "far more"},
    {AWS "?SAMLEncoding=urn%3Ax&SAMLResponse="
	 "sylOzM0psApKLS7IzytOVUi0Vaqrq7O3t1fStwMA",
	CAPTURE_NOT_XML, "SAMLEncoding"},
};

static void
urls_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
		struct arena *arena = arena_new();
		struct capture c = read_form(arena, &capture_url, urls[i].url);

		assert_int_equal(c.n_messages, 1);
		assert_int_equal(c.messages[0].fault, urls[i].fault);
		assert_non_null(strstr(c.messages[0].detail, urls[i].detail));
		assert_string_equal(c.messages[0].binding, "HTTP-Redirect");
		if (urls[i].fault == CAPTURE_OK)
			assert_int_equal(c.messages[0].xml.len, 28);
		arena_free(arena);
	}
}

/* The octets stay as they were received, in the order of the standard. */
static void
signed_octets_are_kept(void **state)
{
	struct arena *arena = arena_new();
	struct capture c = read_form(arena, &capture_url,
	    AWS "?Signature=AAAA&SigAlg=urn%3aX&RelayState=%2f&SAMLResponse="
		"PHNhb%57x4");
	const struct query_signature *s = c.messages[0].query_signature;
	static const char octets[] =
	    "SAMLResponse=PHNhb%57x4&RelayState=%2f&SigAlg=urn%3aX";

	(void)state;
	assert_non_null(s);
	assert_string_equal(s->algorithm, "urn:X");
	assert_int_equal(s->value.len, 3);
	assert_int_equal(s->octets.len, sizeof octets - 1);
	assert_memory_equal(s->octets.data, octets, sizeof octets - 1);
	arena_free(arena);
}

#define IN_HAR(request)                                                  \
	"{\"log\":{\"entries\":[{\"request\":{\"url\":\"https://a/\"}}," \
	"{\"request\":{\"method\":\"GET\",\"url\":\"https://a/" request  \
	"\"}}]}}"

static const struct {
	const char *har;
	const char *looks_like;
} in_hars[] = {
    {IN_HAR("?wresult=%3C"), "entry 2 of 2 carries a message of WS-Fed"},
    {IN_HAR("?SAMLart=AAQ"), "entry 2 of 2 carries an artifact"},
    {IN_HAR("#id_token=eyJ"), "entry 2 of 2 carries a token"},
    {IN_HAR("?code=1&state=2"), "entry 2 of 2 carries a code"},
    {IN_HAR("?zipcode=1&state=2"), "a HAR without any SAML message"},
    {IN_HAR("?SAMLRequest=fZ"), "entry 2 of 2 carries the request"},
    {"{\"log\":{\"entries\":[]}}", "a HAR without any entry"},
    {"{\"log\":{\"entries\":[1,{},{\"request\":7}]}}",
	"a HAR without any SAML message"},
    {"{\"log\":{\"entries\":[{\"request\"", "a HAR that is damaged"},
};

static void
others_in_a_har_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof in_hars / sizeof *in_hars; i++) {
		struct arena *arena = arena_new();
		struct capture c =
		    read_form(arena, &capture_har, in_hars[i].har);

		assert_int_equal(c.n_messages, 0);
		assert_non_null(strstr(c.looks_like, in_hars[i].looks_like));
		assert_non_null(c.advice);
		arena_free(arena);
	}
}

/* The file of a capture tool describes no call. */
static void
saml_json_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct capture c = read_form(arena, &capture_wrapped,
	    "{\"relay_state\":\"x\",\"saml_response\":\"" B64 "\"}");

	(void)state;
	assert_int_equal(c.messages[0].fault, CAPTURE_OK);
	assert_string_equal(c.messages[0].relay_state, "x");
	assert_null(c.messages[0].call.role_arn);
	assert_false(c.messages[0].call.has_duration);
	arena_free(arena);
}

static const struct {
	const char *command;
	size_t n_messages;
	int64_t duration; /* 0: none, or not a number */
} commands[] = {
    {"aws sts assume-role-with-saml --role-arn r --principal-arn p "
     "--saml-assertion " B64 " --duration-seconds 900\n",
	1, 900},
    {"$ aws --region eu-west-1 sts assume-role-with-saml \\\n"
     "    --role-arn='r' \\\r\n --principal-arn \"p\" \\\n"
     "    --saml-assertion='" B64 "'\n",
	1, 0},
    {"aws sts assume-role-with-saml `\n --role-arn r --principal-arn p "
     "--duration-seconds 15m --saml-assertion \"" B64 "\"",
	1, 0},
    {"aws sts assume-role-with-saml --saml-assertion file://a.b64", 0, 0},
    {"aws sts assume-role-with-saml --saml-assertion \"$SAML\"", 0, 0},
    {"aws sts assume-role-with-saml --role-arn", 0, 0},
    {"aws sts assume-role-with-saml --role-arn 'r", 0, 0},
};

static void
commands_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		struct arena *arena = arena_new();
		struct capture c =
		    read_form(arena, &capture_aws_command, commands[i].command);

		assert_int_equal(c.n_messages, commands[i].n_messages);
		if (c.n_messages == 0) {
			assert_non_null(c.looks_like);
			assert_non_null(c.advice);
		} else {
			struct capture_message *m = &c.messages[0];

			assert_int_equal(m->fault, CAPTURE_OK);
			assert_string_equal(m->call.role_arn, "r");
			assert_string_equal(m->call.provider_arn, "p");
			assert_int_equal(
			    m->call.duration, commands[i].duration);
		}
		arena_free(arena);
	}
}

/* What one form claims no other form claims: of texts that people have. */
static void
no_two_opinions(void **state)
{
	static const char tracer[] =
	    REQUESTS(SENT("\"post\":[[\"log\",\"SAMLResponse=\"]]"));
	static const char call[] = "{\"SAMLAssertion\":\"" B64 "\"}";
	static const char command[] =
	    "aws sts assume-role-with-saml --saml-assertion " B64;
	static const char *const texts[] = {tracer, call, command,
	    "{\"log\":{\"entries\":[]},\"requests\":[]}"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		int n = 0;

		for (size_t j = 0; capture_form_at(j) != NULL; j++)
			n += capture_form_at(j)->recognise(
				 bytes_of(texts[i])) == CLAIM_YES;
		assert_int_equal(n, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_are_read),
	    cmocka_unit_test(others_are_named),
	    cmocka_unit_test(call_is_read),
	    cmocka_unit_test(saml_json_is_read),
	    cmocka_unit_test(urls_are_read),
	    cmocka_unit_test(signed_octets_are_kept),
	    cmocka_unit_test(others_in_a_har_are_named),
	    cmocka_unit_test(commands_are_read),
	    cmocka_unit_test(no_two_opinions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
