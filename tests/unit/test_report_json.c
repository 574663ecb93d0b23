/* SPDX-License-Identifier: MIT */
/*
 * The JSON report by itself.  That it fits its schema is tested with another
 * JSON implementation, in tests/cli.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "made_report.h"
#include "report/report.h"
#include "json/json.h"

struct rendering {
	struct made_report made;
	char *text;
	struct json_text json_text;
	struct json_value json;
};

static void
render(struct rendering *r)
{
	struct buffer out = {0};
	struct sdx_style style = {0};
	struct json_error error = {0};

	render_json_table.report(&r->made.report, &style, &out);
	assert_false(out.has_failed);
	r->text = out.data;
	r->json = json_open(&r->json_text, out.data, out.len, &error);
	if (r->json.type != JSON_OBJECT)
		fail_msg("line %zu: %s", error.line, error.what);
}

static void
release(struct rendering *r)
{
	free(r->text);
	arena_free(r->made.report.arena);
}

static struct json_value
element(struct json_value array, size_t i)
{
	struct json_iter iter = json_iterate(array);
	struct json_value key, value = {0};

	do {
		if (!json_next(&iter, &key, &value))
			return (struct json_value){0};
	} while (i-- > 0);
	return value;
}

static void
assert_is(struct json_value value, const char *text)
{
	if (text == NULL)
		assert_int_equal(value.type, JSON_NULL);
	else
		assert_true(json_equals(value, text));
}

static void
keys_are_those_of_the_contract(void **state)
{
	static const char *const keys[] = {"schema", "tool", "inputs", "as_of",
	    "verdict", "findings", "not_checked", "passed", "signature",
	    "encryption", "session"};
	struct rendering r;
	struct json_iter iter;
	struct json_value key, value;

	(void)state;
	make_report(&r.made, "CORP\\Ana Silva");
	render(&r);
	iter = json_iterate(r.json);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		assert_true(json_next(&iter, &key, &value));
		assert_is(key, keys[i]);
	}
	release(&r);
}

static void
values_are_where_they_belong(void **state)
{
	struct json_value finding, verdict;
	struct rendering r;

	(void)state;
	make_report(&r.made, "CORP\\Ana Silva");
	render(&r);
	verdict = json_get(r.json, "verdict");
	assert_is(json_get(verdict, "outcome"), "rejected");
	assert_is(json_path(verdict, "aws_error", "code", (char *)NULL),
	    "InvalidIdentityToken");
	assert_is(element(json_get(verdict, "missing"), 0), "role");
	assert_is(json_path(r.json, "as_of", "time", (char *)NULL),
	    "2026-11-20T09:03:11Z");
	assert_is(
	    json_path(r.json, "as_of", "source", (char *)NULL), "capture");
	finding = element(json_get(r.json, "findings"), 0);
	assert_is(json_get(finding, "found"), "CORP\\Ana Silva");
	assert_is(json_get(finding, "caused_by"), NULL);
	finding = element(json_get(r.json, "findings"), 1);
	assert_is(json_get(finding, "caused_by"), "session-name-characters");
	assert_is(json_get(r.json, "session"), NULL);
	release(&r);
}

/* Whatever was captured, the report stays JSON. */
static void
any_bytes_make_valid_json(void **state)
{
	static const char *const values[] = {"\"", "\\", "\033[0m", "\377\376",
	    "\355\240\200", "</script>", "a\nb\t\r\b\f\001", "\360\237\230\200",
	    "\342\200\250"};

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
		struct rendering r;

		make_report(&r.made, values[i]);
		r.made.inputs[0].name = values[i];
		r.made.place.label = values[i];
		r.made.evidence.message_type = values[i];
		render(&r);
		release(&r);
	}
}

static void
muted_findings_are_silent(void **state)
{
	struct json_value findings;
	struct rendering r;

	(void)state;
	make_report(&r.made, "x");
	r.made.root.is_muted = true;
	render(&r);
	findings = json_get(r.json, "findings");
	assert_int_equal(json_size(findings), 1);
	assert_is(json_get(element(findings, 0), "caused_by"), NULL);
	release(&r);
}

static void
nothing_at_all_is_still_a_report(void **state)
{
	struct rendering r;

	(void)state;
	make_report(&r.made, "x");
	memset(&r.made.evidence, 0, sizeof r.made.evidence);
	r.made.report.findings.n = 0;
	r.made.report.verdict = (struct verdict){0};
	r.made.report.trouble = "no file was given";
	render(&r);
	assert_is(json_path(r.json, "as_of", "time", (char *)NULL), NULL);
	assert_is(json_path(r.json, "verdict", "outcome", (char *)NULL),
	    "undetermined");
	assert_is(json_get(r.json, "trouble"), "no file was given");
	release(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(keys_are_those_of_the_contract),
	    cmocka_unit_test(values_are_where_they_belong),
	    cmocka_unit_test(any_bytes_make_valid_json),
	    cmocka_unit_test(muted_findings_are_silent),
	    cmocka_unit_test(nothing_at_all_is_still_a_report),
	};

	return cmocka_run_group_tests_name("report_json", tests, NULL, NULL);
}
