/* SPDX-License-Identifier: MIT */
/* What is captured never becomes part of a format. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "json_oracle.h"
#include "skeleton.h"
#include "utf8.h"

static const enum sdx_format formats[] = {SDX_FORMAT_SARIF, SDX_FORMAT_GITHUB,
    SDX_FORMAT_JUNIT, SDX_FORMAT_HTML, SDX_FORMAT_MARKDOWN};
#define N_FORMATS (sizeof formats / sizeof *formats)

static const char *const hostile[] = {
    "\x1b[2J",
    "\x1b]0;title\x07",
    "\x1b]52;c;YQ==\x1b\\",
    "\xc2\x9b 31m",
    "\x9b raw",
    "a\rb\bc\x7f",
    "a\nb",
    "\n::error::forged",
    "x::error file=a,line=1::forged",
    "%0A::error::forged",
    "%",
    ",line=9",
    "a\xe2\x80\xae \xe2\x81\xa6",
    "a\xe2\x80\xa8 \xe2\x80\xa9",
    "\xf3\xa0\x81\x81",
    "\xed\xa0\x80 lone",
    "\xef\xbf\xbf\xef\xbf\xbe",
    "<script>alert(1)</script>",
    "</code></td></tr></table><img src=x onerror=alert(1)>",
    "</style></title></pre></details></main>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "<!-- ",
    "]]>",
    "<![CDATA[",
    "&lt;b&gt;&#60;b&#62;",
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "`code` | table | # heading",
    "x\n```\n# heading @everyone #1\n````\n",
    "\\\"}],\"results\":[",
    "\\",
    "=cmd|' /C calc'!A0",
    "-rf",
    "/../../etc//passwd",
    "//host/share",
};
#define N_HOSTILE (sizeof hostile / sizeof *hostile)

static char *
written(
    enum sdx_format format, struct sdx_style style, const char *text, size_t at)
{
	struct made_report made;
	struct buffer out = {0};
	const char **texts[MADE_TEXTS];

	make_report(&made, "CORP\\Ana");
	made.fix.command = made.fix.diff = "x";
	made.report.trouble = "x";
	made_texts(&made, texts);
	*texts[at] = text;
	skeleton_write(&made.report, format, &style, &out);
	assert_false(out.has_failed);
	arena_free(made.report.arena);
	return out.data;
}

static void
is_shown(const char *text)
{
	size_t len = strlen(text);

	for (size_t at = 0; at < len;) {
		unsigned c = 0;
		size_t n =
		    utf8_decode((const unsigned char *)text + at, len - at, &c);

		assert_true(n > 0);
		assert_false(
		    (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0));
		assert_false((c >= 0x200b && c <= 0x200f) ||
			     (c >= 0x2028 && c <= 0x202e) ||
			     (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
			     (c >= 0xe0000 && c <= 0xe0fff) || c >= 0x110000);
		at += n;
	}
}

static void
has_structure(enum sdx_format format, const char *text, const char *plain)
{
	struct buffer one = {0}, other = {0};

	skeleton_of(format, text, &one);
	skeleton_of(format, plain, &other);
	assert_true(one.len > 0);
	assert_string_equal(one.data, other.data);
	buffer_free(&one);
	buffer_free(&other);
}

/* As long, since what is marked is counted in bytes. */
static const char *
same_length(const char *text)
{
	static char plain[100];
	size_t len = strlen(text);

	assert_true(len < sizeof plain);
	memset(plain, 'x', len);
	plain[len] = '\0';
	return plain;
}

/* Every text in every place in every format. */
static void
captured_text_stays_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_FORMATS * MADE_TEXTS * N_HOSTILE; i++) {
		enum sdx_format format = formats[i % N_FORMATS];
		size_t at = i / N_FORMATS % MADE_TEXTS;
		const char *value = hostile[i / N_FORMATS / MADE_TEXTS];
		struct sdx_style style = {.is_verbose = i % 3 == 0};
		char *text = written(format, style, value, at);
		char *plain = written(format, style, same_length(value), at);

		is_shown(text);
		has_structure(format, text, plain);
		if (format == SDX_FORMAT_SARIF) {
			assert_true(oracle_accepts(text, strlen(text)));
			assert_null(strstr(text, "]("));
		}
		free(text);
		free(plain);
	}
}

/* It is shown, not dropped. */
static void
nothing_is_dropped(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_FORMATS; i++) {
		char *text = written(formats[i], (struct sdx_style){0},
		    "marked texts\x1b\xe2\x80\xae", 3);

		if (formats[i] == SDX_FORMAT_SARIF)
			assert_non_null(strstr(text, "s\\\\u{1b}\\\\u{202e}"));
		else
			assert_non_null(strstr(text, "s\\u{1b}\\u{202e}"));
		free(text);
	}
}

/* A megabyte on one line is cut, and says so; -v shows it. */
static void
long_values_are_cut(void **state)
{
	size_t len = 1000000;
	char *value = malloc(len + 1);

	(void)state;
	assert_non_null(value);
	memset(value, 'y', len);
	value[len] = '\0';
	for (size_t i = 0; i < N_FORMATS; i++) {
		struct sdx_style style = {.is_verbose = true};
		char *text =
		    written(formats[i], (struct sdx_style){0}, value, 3);
		char *whole = written(formats[i], style, value, 3);

		assert_true(strlen(text) < 60000);
		assert_non_null(strstr(text, "... (998000 bytes more)"));
		assert_true(strlen(whole) > len);
		free(text);
		free(whole);
	}
	free(value);
}

/* Only the verdict: no finding is annotated. */
static void
quiet_annotates_nothing(void **state)
{
	struct sdx_style style = {.is_quiet = true};
	char *text = written(SDX_FORMAT_GITHUB, style, "x", 0);

	(void)state;
	assert_int_equal(strncmp(text, "::error title=samldx::", 22), 0);
	assert_null(strstr(text, "file="));
	free(text);
}

static bool
keep(const void *data, size_t len, void *user)
{
	buffer_put(user, data, len);
	return true;
}

static bool
refuse(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return false;
}

/* What the public functions write of one report is a document of one. */
static void
a_document_of_one(void **state)
{
	struct made_report made;

	(void)state;
	make_report(&made, "x");
	for (size_t i = 0; i < N_FORMATS; i++) {
		sdx_document *document =
		    sdx_document_new(formats[i], NULL, false);
		struct buffer whole = {0}, parts = {0};

		assert_non_null(document);
		assert_int_equal(sdx_report_write(&made.report, formats[i],
				     NULL, keep, &whole),
		    SDX_OK);
		assert_int_equal(
		    sdx_document_begin(document, keep, &parts), SDX_OK);
		assert_int_equal(sdx_document_add(document, &made.report, NULL,
				     keep, &parts),
		    SDX_OK);
		assert_int_equal(
		    sdx_document_end(document, keep, &parts), SDX_OK);
		assert_string_equal(whole.data, parts.data);
		assert_int_equal(sdx_report_write(&made.report, formats[i],
				     NULL, refuse, NULL),
		    SDX_FAULT);
		assert_int_equal(
		    sdx_checks_write(formats[i], NULL, keep, &parts),
		    SDX_USAGE);
		sdx_document_free(document);
		buffer_free(&whole);
		buffer_free(&parts);
	}
	arena_free(made.report.arena);
}

/* JSON is an array where there may be several. */
static void
a_document_of_none(void **state)
{
	static const struct {
		enum sdx_format format;
		bool is_many;
		const char *text;
	} cases[] = {
	    {SDX_FORMAT_JSON, true, "[\n]\n"},
	    {SDX_FORMAT_JSON, false, ""},
	    {SDX_FORMAT_JSONL, true, ""},
	    {SDX_FORMAT_GITHUB, true, ""},
	    {SDX_FORMAT_JUNIT, true,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		"<testsuites name=\"samldx\">\n</testsuites>\n"},
	};

	(void)state;
	sdx_document_free(NULL);
	assert_null(sdx_document_new((enum sdx_format)42, NULL, true));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sdx_document *document =
		    sdx_document_new(cases[i].format, NULL, cases[i].is_many);
		struct buffer out = {0};

		assert_non_null(document);
		buffer_puts(&out, "");
		assert_int_equal(
		    sdx_document_begin(document, keep, &out), SDX_OK);
		assert_int_equal(
		    sdx_document_end(document, keep, &out), SDX_OK);
		assert_string_equal(
		    out.data != NULL ? out.data : "", cases[i].text);
		sdx_document_free(document);
		buffer_free(&out);
	}
}

/* Hides ~ where all of it is there, as a value that was learnt is. */
struct whole_veil {
	struct buffer_veil base;
	size_t n; /* letters of the value */
	char pool[200000];
	size_t n_used;
};

static const char *
hide_whole(struct buffer_veil *base, const char *text, size_t len)
{
	struct whole_veil *v = (struct whole_veil *)base;
	char *copy = v->pool + v->n_used;
	size_t n = 0;

	assert_true(len + 1 < sizeof v->pool - v->n_used);
	memcpy(copy, text, len);
	copy[len] = '\0';
	for (size_t i = 0; i < len; i++)
		n += text[i] == '~';
	for (size_t i = 0; n == v->n && i < len; i++)
		copy[i] = copy[i] == '~' ? 'X' : copy[i];
	v->n_used += len + 1;
	return copy;
}

static bool
holds(const struct buffer *out, const char *text)
{
	return out->data != NULL && strstr(out->data, text) != NULL;
}

/* Neither what cuts a value nor what marks it shows a piece of it. */
static void
what_is_hidden_is_whole(void **state)
{
	static const size_t lengths[] = {12, 3000};
	static char value[3001];
	static struct whole_veil veil;

	(void)state;
	for (size_t i = 0; i < N_FORMATS * 2; i++) {
		struct buffer out = {.veil = &veil.base};
		struct made_report made;

		memset(value, '~', sizeof value);
		value[lengths[i % 2]] = '\0';
		veil = (struct whole_veil){
		    .base = {.hide = hide_whole}, .n = lengths[i % 2]};
		make_report(&made, value);
		skeleton_write(
		    &made.report, formats[i / 2], &(struct sdx_style){0}, &out);
		assert_false(out.has_failed);
		assert_true(holds(&out, "XXXX"));
		assert_false(holds(&out, "~"));
		arena_free(made.report.arena);
		buffer_free(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(captured_text_stays_text),
	    cmocka_unit_test(nothing_is_dropped),
	    cmocka_unit_test(long_values_are_cut),
	    cmocka_unit_test(quiet_annotates_nothing),
	    cmocka_unit_test(a_document_of_one),
	    cmocka_unit_test(a_document_of_none),
	    cmocka_unit_test(what_is_hidden_is_whole),
	};

	return cmocka_run_group_tests_name("report_formats", tests, NULL, NULL);
}
