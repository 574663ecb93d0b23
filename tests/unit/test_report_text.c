/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "made_report.h"
#include "report/report.h"

static char *
rendered(const struct sdx_report *report, struct sdx_style style)
{
	struct buffer out = {0};

	render_text_table.report(report, &style, &out);
	assert_false(out.has_failed);
	return out.data;
}

/* One line of the report, one line here. */
/* clang-format off */
static const char golden[] =
    "login.har  entry 42 of 87, POST https://signin.aws.amazon.com/saml\n"
    "                                    as of 2026-11-20T09:03:11Z (time of capture)\n"
    "with idp.xml (metadata)\n"
    "\n"
    "error[session-name-characters]  RoleSessionName holds a space and a backslash\n"
    "  where    Assertion/AttributeStatement/Attribute[RoleSessionName], line 48 of\n"
    "           the decoded response in login.har\n"
    "  found    CORP\\Ana Silva\n"
    "               ^   ^\n"
    "  wanted   2 to 64 characters of a-z A-Z 0-9 _ + = , . @ -\n"
    "  why      The identity provider sends the Windows account name.    [documented]\n"
    "  fix      At the identity provider (AD FS): Send the user's e-mail address as\n"
    "           RoleSessionName.\n"
    "  so also  RoleSessionName is too long [session-name-length]\n"
    "  more     samldx explain session-name-characters\n"
    "\n"
    "passed 1   not checked 1:\n"
    "  1 without the role: give the output of\n"
    "      aws iam get-role --role-name Dev\n"
    "\n"
    "AWS would answer 400 InvalidIdentityToken:\n"
    "  RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}\n";
/* clang-format on */

static void
the_report_reads_well(void **state)
{
	struct made_report made;
	char *text;

	(void)state;
	make_report(&made, "CORP\\Ana Silva");
	text = rendered(&made.report, (struct sdx_style){.width = 80});
	assert_string_equal(text, golden);
	free(text);
	arena_free(made.report.arena);
}

struct value_case {
	const char *name;
	const char *found;
	struct mark mark; /* len and start 0: none */
	bool is_verbose;
	const char *shown;
};

#define TEN "0123456789"
#define FORTY TEN TEN TEN TEN
#define LONG FORTY FORTY FORTY "MIDDLE" FORTY FORTY FORTY

static const struct value_case value_cases[] = {
    {"empty", "", {0, 0}, false, "  found    \"\"\n"},
    {"a blank at the end", "Dev ", {0, 0}, false, "  found    \"Dev \"\n"},
    {"the mark under an escaped character", "a\302\240b", {1, 2}, false,
	"  found    a\\u{a0}b\n            ^^^^^^\n"},
    {"a mark behind the end", "ab", {2, 1}, false,
	"  found    ab\n             ^\n"},
    {"a value of two lines", FORTY FORTY, {75, 1}, false,
	"  found    " TEN TEN TEN TEN TEN TEN
	"012345678\n           90123456789\n                 ^\n"},
    {"a long value is cut in the middle", LONG, {0, 0}, false, " ... \n"},
    {"but not around what is marked", LONG, {120, 6}, false, "MIDDLE"},
    {"nor where all is asked for", LONG, {0, 0}, true, "MIDDLE"},
};

static void
values_are_shown_as_they_stand(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof value_cases / sizeof *value_cases; i++) {
		const struct value_case *c = &value_cases[i];
		struct made_report made;
		char *text;

		make_report(&made, c->found);
		made.marks[0] = c->mark;
		made.root.n_marks = c->mark.len > 0 ? 1 : 0;
		text = rendered(&made.report, (struct sdx_style){.width = 80,
						  .is_verbose = c->is_verbose});
		print_message("# %s\n", c->name);
		if (strstr(text, c->shown) == NULL)
			fail_msg("%s", text);
		free(text);
		arena_free(made.report.arena);
	}
}

static void
nothing_captured_steers_the_terminal(void **state)
{
	struct made_report made;
	char *text;

	(void)state;
	make_report(&made, "\033]0;x\007");
	made.inputs[0].name = "\033[31m.har";
	made.message.endpoint = "https://a/\033c\n";
	made.place.label = "\302\2331m";
	made.root.message = "of \033[1m";
	made.root.wanted = "\r\177";
	made.fix.command = "aws \033[2J";
	made.not_checked[0].how = "aws iam \033";
	text = rendered(&made.report, (struct sdx_style){.is_verbose = true});
	for (const char *s = text; *s != '\0'; s++)
		assert_true(*s == '\n' || (unsigned char)*s >= ' ');
	assert_null(strstr(text, "\302\233"));
	assert_null(strchr(text, '\177'));
	free(text);
	arena_free(made.report.arena);
}

/* No line but of an unbreakable word passes the right edge. */
static void
lines_keep_to_the_width(void **state)
{
	(void)state;
	for (size_t width = 60; width <= 120; width += 7) {
		struct made_report made;
		char *text;

		make_report(&made, LONG);
		made.root.n_marks = 0;
		text =
		    rendered(&made.report, (struct sdx_style){.width = width});
		for (char *line = strtok(text, "\n"); line != NULL;
		     line = strtok(NULL, "\n")) {
			if (strstr(line, "https://") != NULL ||
			    strstr(line, "a-zA-Z_0-9") != NULL ||
			    strstr(line, "Attribute[") != NULL)
				continue;
			if (strlen(line) > width)
				fail_msg("%zu: %s", width, line);
		}
		free(text);
		arena_free(made.report.arena);
	}
}

struct verdict_case {
	enum sdx_outcome outcome;
	const char *settle;
	const char *trouble;
	const char *text;
};

static const struct verdict_case verdict_cases[] = {
    {SDX_ACCEPTED, NULL, "",
	"AWS would accept this response.\n"
	"Policies of the organisation (SCPs, RCPs) are not known here; they "
	"can still\ndeny.\n"},
    {SDX_UNDETERMINED, "aws iam get-role --role-name Dev", "",
	"Undetermined: not everything could be checked.\n"
	"To settle it, give the output of\n"
	"    aws iam get-role --role-name Dev\n"},
    {SDX_UNDETERMINED, NULL, "no SAML message was found",
	"Undetermined: no SAML message was found.\n"},
    {SDX_REJECTED, NULL, "",
	"AWS would refuse this response; in which words is not known.\n"},
};

static void
quiet_is_the_verdict_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof verdict_cases / sizeof *verdict_cases;
	     i++) {
		const struct verdict_case *c = &verdict_cases[i];
		struct made_report made;
		char *text;

		make_report(&made, "x");
		made.report.verdict = (struct verdict){
		    .outcome = c->outcome,
		    .settle = c->settle,
		    .because = &made.root,
		};
		made.report.trouble = c->trouble;
		text = rendered(
		    &made.report, (struct sdx_style){.is_quiet = true});
		assert_string_equal(text, c->text);
		free(text);
		arena_free(made.report.arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_report_reads_well),
	    cmocka_unit_test(values_are_shown_as_they_stand),
	    cmocka_unit_test(nothing_captured_steers_the_terminal),
	    cmocka_unit_test(lines_keep_to_the_width),
	    cmocka_unit_test(quiet_is_the_verdict_alone),
	};

	return cmocka_run_group_tests_name("report_text", tests, NULL, NULL);
}
