/* SPDX-License-Identifier: MIT */
/* Nothing captured may steer a terminal, hide, or break the columns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report/layout.h"

struct escape_case {
	const char *name;
	const char *text;
	size_t len; /* 0: up to the NUL */
	const char *shown;
	size_t width;
};

static const struct escape_case escape_cases[] = {
    {"plain text", "CORP\\Ana Silva", 0, "CORP\\Ana Silva", 14},
    {"an escape sequence", "\033[2J", 0, "\\u{1b}[2J", 9},
    {"the one-byte control sequence introducer", "\302\2332J", 0, "\\u{9b}2J",
	8},
    {"a bare C1 byte is no UTF-8", "\2332J", 0, "\\x9b2J", 6},
    {"line feed, carriage return, tab", "a\n\r\tb", 0, "a\\n\\r\\tb", 8},
    {"delete", "\177", 0, "\\u{7f}", 6},
    {"a NUL inside", "a\0b", 3, "a\\u{0}b", 7},
    {"no-break space", "a\302\240b", 0, "a\\u{a0}b", 8},
    {"right-to-left override", "a\342\200\256b", 0, "a\\u{202e}b", 10},
    {"an isolate", "\342\201\246", 0, "\\u{2066}", 8},
    {"zero-width space", "a\342\200\213b", 0, "a\\u{200b}b", 10},
    {"byte order mark", "\357\273\277x", 0, "\\u{feff}x", 9},
    {"a tag character", "\363\240\201\201", 0, "\\u{e0041}", 9},
    {"letters of many scripts stay", "Jos\303\251 \320\220\320\275\320\260", 0,
	"Jos\303\251 \320\220\320\275\320\260", 8},
    {"wide characters take two columns", "\346\274\242\345\255\227", 0,
	"\346\274\242\345\255\227", 4},
    {"a combining mark takes none", "e\314\201", 0, "e\314\201", 1},
    {"an overlong form", "\300\257", 0, "\\xc0\\xaf", 8},
    {"a surrogate", "\355\240\200", 0, "\\xed\\xa0\\x80", 12},
    {"beyond Unicode", "\364\220\200\200", 0, "\\xf4\\x90\\x80\\x80", 16},
    {"a sequence cut off", "a\342\202", 3, "a\\xe2\\x82", 9},
    {"nothing", "", 0, "", 0},
};

static void
captured_text_is_harmless(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof escape_cases / sizeof *escape_cases;
	     i++) {
		const struct escape_case *c = &escape_cases[i];
		size_t len = c->len != 0 ? c->len : strlen(c->text);
		struct buffer out = {0};

		buffer_puts(&out, "");
		render_escape(&out, c->text, len);
		print_message("# %s\n", c->name);
		assert_string_equal(out.data, c->shown);
		assert_int_equal(render_width(c->text, len), c->width);
		buffer_free(&out);
	}
}

/* All sequences of two and three bytes: what is written is printable. */
static void
no_control_gets_through(void **state)
{
	struct buffer out = {0};

	(void)state;
	for (unsigned i = 0; i < 1u << 16; i++) {
		char text[3] = {(char)(i >> 8), (char)i, 'x'};

		out.len = 0;
		render_escape(&out, text, 3);
		for (size_t j = 0; j < out.len; j++) {
			unsigned char c = (unsigned char)out.data[j];

			assert_true(c >= ' ' && c != 0x7f);
			assert_false(c == 0xc2 && j + 1 < out.len &&
				     (unsigned char)out.data[j + 1] < 0xa0);
		}
	}
	buffer_free(&out);
}

struct wrap_case {
	const char *name;
	const char *text;
	const char *shown;
};

/* In forty columns, from column 4 on. */
static const struct wrap_case wrap_cases[] = {
    {"short", "one two", "    one two\n"},
    {"a blank that does not fit", "aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb cccc",
	"    aaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbb\n    cccc\n"},
    {"a word that is too long stays whole",
	"see https://example.com/a/very/long/path/to/something",
	"    see\n    https://example.com/a/very/long/path/to/something\n"},
    {"a command in backquotes stays together",
	"give the output of `aws iam get-role`",
	"    give the output of\n    `aws iam get-role`\n"},
    {"a line feed breaks", "one\ntwo", "    one\n    two\n"},
    {"captured text in it is escaped", "a\033b", "    a\\u{1b}b\n"},
};

static void
words_wrap(void **state)
{
	struct buffer out = {0};
	struct layout layout = {.out = &out, .width = 40};

	(void)state;
	for (size_t i = 0; i < sizeof wrap_cases / sizeof *wrap_cases; i++) {
		out.len = 0;
		print_message("# %s\n", wrap_cases[i].name);
		layout_paragraph(&layout, 4, wrap_cases[i].text);
		assert_string_equal(out.data, wrap_cases[i].shown);
	}
	buffer_free(&out);
}

/* A command must still work when it is copied. */
static void
commands_break_at_options(void **state)
{
	struct buffer out = {0};
	struct layout layout = {.out = &out, .width = 40};

	(void)state;
	layout_command(&layout, 2,
	    "aws iam update-saml-provider --saml-provider-arn arn:x "
	    "--saml-metadata-document file://m.xml");
	assert_string_equal(out.data,
	    "  aws iam update-saml-provider \\\n"
	    "      --saml-provider-arn arn:x \\\n"
	    "      --saml-metadata-document file://m.xml\n");
	out.len = 0;
	layout_command(
	    &layout, 2, "echo 'two  blanks --and more of them here'");
	assert_string_equal(
	    out.data, "  echo 'two  blanks --and more of them here'\n");
	buffer_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(captured_text_is_harmless),
	    cmocka_unit_test(no_control_gets_through),
	    cmocka_unit_test(words_wrap),
	    cmocka_unit_test(commands_break_at_options),
	};

	return cmocka_run_group_tests_name("escape", tests, NULL, NULL);
}
