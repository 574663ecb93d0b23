/* SPDX-License-Identifier: MIT */
/*
 * Walks the registry: every check must have a recipe that makes it fire, one
 * that it passes, and a page.  Every recipe below testdata/checks is a test
 * of its own; nothing is listed by hand.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>

#include "check.h"
#include "recipe_run.h"
#include "report/report.h"
#include "verdict.h"

#define TESTS_MAX 2000

struct recipe_test {
	char id[64];   /* of the check */
	char name[96]; /* of the file */
	char path[1200];
};

static struct CMUnitTest tests[TESTS_MAX];
static size_t n_tests;

static const struct finding *
find(const sdx_report *report, const char *id)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		if (strcmp(report->findings.items[i]->check->id, id) == 0)
			return report->findings.items[i];
	}
	return NULL;
}

static bool
has_passed(const sdx_report *report, const char *id)
{
	for (size_t i = 0; i < report->n_passed; i++) {
		if (strcmp(report->passed[i]->id, id) == 0)
			return true;
	}
	return false;
}

static bool
holds(const char *text, const char *part)
{
	return text != NULL && strstr(text, part) != NULL;
}

static bool
fix_holds(const struct finding *f, const char *part)
{
	for (size_t i = 0; i < f->n_fixes; i++) {
		if (holds(f->fixes[i].text, part) ||
		    holds(f->fixes[i].command, part))
			return true;
	}
	return false;
}

/* Any of the check's findings may be the one that is meant. */
static bool
some_finding(const sdx_report *report, const char *id, const char *verb,
    const char *value)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];
		bool is_it = false;

		if (strcmp(f->check->id, id) != 0)
			continue;
		if (strcmp(verb, "message") == 0)
			is_it = holds(f->message, value);
		else if (strcmp(verb, "why") == 0)
			is_it = holds(f->why, value);
		else if (strcmp(verb, "wanted") == 0)
			is_it = holds(f->wanted, value);
		else if (strcmp(verb, "grade") == 0)
			is_it = strcmp(grade_name(f->grade), value) == 0;
		else if (strcmp(verb, "found") == 0)
			is_it = holds(f->found, value);
		else if (strcmp(verb, "fix") == 0)
			is_it = fix_holds(f, value);
		else if (strcmp(verb, "severity") == 0)
			is_it = strcmp(severity_name(f->severity), value) == 0;
		else if (strcmp(verb, "caused-by") == 0)
			is_it = f->caused_by != NULL &&
				strcmp(f->caused_by->check->id, value) == 0;
		else if (strcmp(verb, "line") == 0)
			is_it = f->n_places > 0 &&
				f->places[0].line == strtoul(value, NULL, 10);
		if (is_it)
			return true;
	}
	return false;
}

/* What an "expect" line says, beyond that the check fires. */
static bool
expectation_holds(
    const sdx_report *report, const char *id, const struct idp_expect *expect)
{
	const struct aws_error *error = report->verdict.aws_error;

	if (strcmp(expect->verb, "aws") == 0)
		return error != NULL && strcmp(error->id, expect->value) == 0;
	if (strcmp(expect->verb, "outcome") == 0)
		return strcmp(outcome_name(report->verdict.outcome),
			   expect->value) == 0;
	if (strcmp(expect->verb, "no") == 0)
		return find(report, expect->value) == NULL;
	return some_finding(report, id, expect->verb, expect->value);
}

static void
show_findings(const sdx_report *report)
{
	for (size_t i = 0; i < report->findings.n; i++)
		print_error("    %s: %s\n",
		    report->findings.items[i]->check->id,
		    report->findings.items[i]->message);
	for (size_t i = 0; i < report->n_not_checked; i++) {
		if (report->not_checked[i].missing == 0)
			print_error("    cannot: %s: %s\n",
			    report->not_checked[i].check->id,
			    report->not_checked[i].reason);
	}
}

static void
judge(const struct recipe_test *test, const struct recipe_run *run)
{
	const sdx_report *report = run->report;
	bool has_fired = find(report, test->id) != NULL;
	bool is_right;

	if (strncmp(test->name, "fires", 5) == 0)
		is_right = has_fired;
	else if (strncmp(test->name, "passes", 6) == 0)
		is_right = !has_fired && has_passed(report, test->id);
	else
		is_right = !has_fired && !has_passed(report, test->id);
	if (!is_right) {
		show_findings(report);
		fail_msg("%s: %s, but the check %s", test->path, test->name,
		    has_fired			   ? "fired"
		    : has_passed(report, test->id) ? "passed"
						   : "did not run");
	}
	for (size_t i = 0; i < run->made.n_expects; i++) {
		const struct idp_expect *expect = &run->made.expects[i];

		if (expectation_holds(report, test->id, expect))
			continue;
		show_findings(report);
		fail_msg("%s: not met: expect %s %s", test->path, expect->verb,
		    expect->value);
	}
}

static void
run_recipe(void **state)
{
	const struct recipe_test *test = *state;
	struct recipe_run run;

	if (!recipe_run_file(&run, test->path)) {
		print_error("%s\n", run.made.error);
		recipe_run_end(&run);
		fail();
	}
	judge(test, &run);
	recipe_run_end(&run);
}

/* The folder of a check: does it hold what it must? */
static void
folder_is_complete(void **state)
{
	const char *id = *state;
	bool fires = false, passes = false;

	for (size_t i = 0; i < n_tests; i++) {
		const struct recipe_test *test = tests[i].initial_state;

		if (tests[i].test_func != run_recipe ||
		    strcmp(test->id, id) != 0)
			continue;
		fires |= strncmp(test->name, "fires", 5) == 0;
		passes |= strncmp(test->name, "passes", 6) == 0;
	}
	if (!fires || !passes || check_page_find(id) == NULL)
		fail_msg("%s lacks%s%s%s", id, fires ? "" : " fires*.recipe",
		    passes ? "" : " passes*.recipe",
		    check_page_find(id) != NULL ? "" : " its page");
}

static void
add(const char *name, CMUnitTestFunction run, void *state)
{
	if (n_tests == TESTS_MAX)
		abort();
	tests[n_tests++] = (struct CMUnitTest){
	    .name = name, .test_func = run, .initial_state = state};
}

static bool
is_recipe(const char *name)
{
	size_t len = strlen(name);

	return len > 7 && strcmp(name + len - 7, ".recipe") == 0 &&
	       (strncmp(name, "fires", 5) == 0 ||
		   strncmp(name, "passes", 6) == 0 ||
		   strncmp(name, "silent", 6) == 0);
}

static void
add_recipe(const char *id, const char *folder, const char *name)
{
	struct recipe_test *test = calloc(1, sizeof *test);
	char *title = malloc(200);

	if (test == NULL || title == NULL)
		abort();
	snprintf(test->id, sizeof test->id, "%s", id);
	snprintf(test->name, sizeof test->name, "%s", name);
	snprintf(test->path, sizeof test->path, "%s/%s", folder, name);
	snprintf(title, 200, "%s/%s", id, name);
	add(title, run_recipe, test);
}

static void
belongs_to_a_check(void **state)
{
	size_t position;

	assert_true(registry_find(*state, &position));
}

/* Names in the order of their letters: the order of a folder is chance. */
static int
each_name(const char *folder, void (*visit)(const char *, const char *))
{
	struct dirent **names;
	int n = scandir(folder, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.')
			visit(folder, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
	return n;
}

static const char *current_id;

static void
visit_recipe(const char *folder, const char *name)
{
	if (is_recipe(name))
		add_recipe(current_id, folder, name);
}

static void
visit_folder(const char *root, const char *id)
{
	char folder[1024];

	current_id = strdup(id);
	snprintf(folder, sizeof folder, "%s/%s", root, id);
	add(current_id, belongs_to_a_check, (void *)(uintptr_t)current_id);
	each_name(folder, visit_recipe);
}

static void
visit_page(const char *root, const char *name)
{
	char *id = strdup(name);

	(void)root;
	id[strcspn(id, ".")] = '\0';
	add(id, belongs_to_a_check, id);
}

static void
causes_are_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < registry_count(); i++) {
		const struct check *check = registry_at(i);
		const char *at = check->caused_by;

		assert_true(check->aws_error == NULL ||
			    aws_error_find(check->aws_error) != NULL);
		assert_true((check->silent & ~check->needs) == 0);
		while (at != NULL && *at != '\0') {
			char id[64];
			size_t len = strcspn(at, " "), position;

			snprintf(id, sizeof id, "%.*s", (int)len, at);
			if (!registry_find(id, &position))
				fail_msg("%s is caused by %s, which is no "
					 "check",
				    check->id, id);
			at += len + (at[len] == ' ');
		}
	}
}

static void
the_default_case_is_accepted(void **state)
{
	struct recipe_run run;

	(void)state;
	assert_true(recipe_run_text(&run, ""));
	if (sdx_report_outcome(run.report) != SDX_ACCEPTED)
		show_findings(run.report);
	assert_int_equal(sdx_report_outcome(run.report), SDX_ACCEPTED);
	recipe_run_end(&run);
}

int
main(void)
{
	char checks[2048];

	snprintf(checks, sizeof checks, "%s", recipe_path("testdata/checks"));
	add("the_default_case_is_accepted", the_default_case_is_accepted, NULL);
	add("causes_are_checks", causes_are_checks, NULL);
	if (each_name(checks, visit_folder) < 0)
		return 1;
	each_name(recipe_path("docs/checks"), visit_page);
	for (size_t i = 0; i < registry_count(); i++)
		add(registry_at(i)->id, folder_is_complete,
		    (void *)(uintptr_t)registry_at(i)->id);
	return _cmocka_run_group_tests("checks", tests, n_tests, NULL, NULL);
}
