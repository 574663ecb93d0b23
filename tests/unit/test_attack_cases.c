/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of attacks: every recipe below testdata/attacks is a case.
 * What its name begins with says what must become of it:
 *
 *	benign-	a neighbour that is lawful: accepted, and nobody accused
 *	inert-	a decoy beside what is honest: only what is honest is read
 *	weak-	lawful for cryptography alone: told, whatever the outcome
 *	else	an attack: never accepted, never taken for signed, and named
 *
 * Whatever it is, no report of it may hold a byte that steers a terminal.
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

#include "buffer.h"
#include "check.h"
#include "json_oracle.h"
#include "recipe_run.h"
#include "report/report.h"
#include "utf8.h"
#include "verdict.h"

#define TESTS_MAX 1000

enum manner { MANNER_ATTACK, MANNER_BENIGN, MANNER_INERT, MANNER_WEAK };

struct attack_case {
	char path[1400];
	enum manner manner;
};

static struct CMUnitTest tests[TESTS_MAX];
static size_t n_tests;

static bool
holds(const char *text, const char *part)
{
	return text != NULL && strstr(text, part) != NULL;
}

static const struct finding *
find(const sdx_report *report, const char *id)
{
	for (size_t i = 0; i < report->findings.n; i++)
		if (strcmp(report->findings.items[i]->check->id, id) == 0)
			return report->findings.items[i];
	return NULL;
}

static void
show(const sdx_report *report)
{
	print_error("    %s\n", outcome_name(report->verdict.outcome));
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];

		print_error("    %s %s: %s (%s) %s\n",
		    severity_name(f->severity), f->check->id, f->message,
		    f->found != NULL ? f->found : "",
		    f->why != NULL ? f->why : "");
	}
}

/* ---- What counts as signed */

static bool
names_evil(const struct saml_assertion *a)
{
	bool is_evil =
	    holds(a->id, "evil") || holds(a->issuer.text.value, "evil");

	for (size_t i = 0; i < a->subject.n_name_ids; i++)
		is_evil |= holds(a->subject.name_ids[i].text.value, "evil");
	for (size_t i = 0; i < a->subject.n_confirmations; i++)
		is_evil |= holds(a->subject.confirmations[i].recipient, "evil");
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct saml_attribute *attribute = &a->attributes[i];

		is_evil |= holds(attribute->name, "evil");
		for (size_t j = 0; j < attribute->n_values; j++)
			is_evil |= holds(attribute->values[j].value, "evil");
	}
	return is_evil;
}

/* Is anything of the forger's taken for proven? */
static bool
believes_forger(const struct evidence *e)
{
	if (e->assertion != NULL && e->assertion->is_signed &&
	    names_evil(e->assertion))
		return true;
	return e->response != NULL && e->response->is_signed &&
	       (holds(e->response->id, "evil") ||
		   holds(e->response->destination, "evil"));
}

/* Does anything say that somebody forged this? */
static bool
accuses(const struct finding *f)
{
	for (size_t i = 0; i < f->n_fixes; i++)
		if (holds(f->fixes[i].text, "your security team"))
			return true;
	return f->severity == SDX_ERROR || holds(f->why, "CVE-") ||
	       holds(f->why, "known attack");
}

static bool
accuses_nobody(const sdx_report *report)
{
	for (size_t i = 0; i < report->findings.n; i++)
		if (accuses(report->findings.items[i]))
			return false;
	return true;
}

static const char *
judge(const struct recipe_run *run, enum manner manner)
{
	const sdx_report *report = run->report;
	bool is_accepted = report->verdict.outcome == SDX_ACCEPTED;

	if (believes_forger(report->evidence))
		return "the forger is believed";
	switch (manner) {
	case MANNER_ATTACK:
		return is_accepted ? "an attack is accepted" : NULL;
	case MANNER_BENIGN:
		return !is_accepted		 ? "it is not accepted"
		       : !accuses_nobody(report) ? "somebody is accused"
						 : NULL;
	case MANNER_INERT:
		return report->evidence->is_authentic
			   ? NULL
			   : "what is honest is not believed";
	case MANNER_WEAK:
		break;
	}
	return NULL;
}

/* ---- What a recipe expects */

static bool
some_finding_holds(const sdx_report *report, const char *verb, const char *text)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];

		if (strcmp(verb, "found") == 0 ? holds(f->found, text)
					       : holds(f->why, text))
			return true;
	}
	return false;
}

static bool
expectation_holds(const sdx_report *report, const struct idp_expect *expect)
{
	const char *verb = expect->verb, *value = expect->value;

	if (strcmp(verb, "fires") == 0)
		return find(report, value) != NULL;
	if (strcmp(verb, "no") == 0)
		return find(report, value) == NULL;
	if (strcmp(verb, "outcome") == 0)
		return strcmp(outcome_name(report->verdict.outcome), value) ==
		       0;
	if (strcmp(verb, "authentic") == 0)
		return report->evidence->is_authentic;
	if (strcmp(verb, "unproven") == 0)
		return !report->evidence->is_authentic;
	if (strcmp(verb, "resembles") == 0 || strcmp(verb, "found") == 0)
		return some_finding_holds(report, verb, value);
	return false;
}

/* An attack that nothing is said of would be refused by chance. */
static bool
expects_a_finding(const struct recipe_run *run)
{
	for (size_t i = 0; i < run->made.n_expects; i++)
		if (strcmp(run->made.expects[i].verb, "fires") == 0 ||
		    strcmp(run->made.expects[i].verb, "unproven") == 0)
			return true;
	return false;
}

/* ---- What is written */

static bool
take(const void *data, size_t len, void *user)
{
	buffer_put(user, data, len);
	return true;
}

/* Controls, what turns writing round, and what cannot be seen. */
static bool
steers(unsigned c)
{
	return (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xe0000 && c <= 0xe0fff);
}

/* Runners of pipelines take commands out of a log, blanks before them or not.
 */
static void
commands_nothing(const char *data)
{
	const char *line = data;

	do {
		line += strspn(line, " \t\n");
		if (strncmp(line, "::", 2) == 0)
			fail_msg("a command: %.40s", line);
	} while ((line = strchr(line, '\n')) != NULL);
	assert_null(strstr(data, "##["));
	assert_null(strstr(data, "##vso["));
	assert_null(strstr(data, "##teamcity["));
}

static void
text_is_harmless(const char *data, size_t len)
{
	for (size_t at = 0; at < len;) {
		unsigned c = 0;
		size_t n =
		    utf8_decode((const unsigned char *)data + at, len - at, &c);

		if (n == 0 || steers(c))
			fail_msg("U+%04X at %zu of the text", c, at);
		at += n;
	}
	commands_nothing(data);
}

/* Lines break elsewhere, and long values are cut, in each of them. */
static const struct sdx_style styles[] = {
    {.is_verbose = true, .has_timeline = true, .width = 80},
    {.is_verbose = true, .width = 40},
    {.width = 61},
    {.is_quiet = true, .width = 80},
};

static void
writing_is_harmless(const sdx_report *report)
{
	struct buffer out = {0};

	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		assert_int_equal(sdx_report_write(report, SDX_FORMAT_TEXT,
				     &styles[i], take, &out),
		    SDX_OK);
		buffer_put(&out, "", 1);
		text_is_harmless(out.data, out.len - 1);
		out.len = 0;
	}
	assert_int_equal(
	    sdx_report_write(report, SDX_FORMAT_JSONL, NULL, take, &out),
	    SDX_OK);
	assert_true(oracle_accepts(out.data, out.len));
	/* One line, whatever the values hold. */
	assert_ptr_equal(
	    memchr(out.data, '\n', out.len), out.data + out.len - 1);
	for (size_t i = 0; i + 1 < out.len; i++)
		assert_true((unsigned char)out.data[i] >= 0x20);
	buffer_free(&out);
}

static void
run_case(void **state)
{
	const struct attack_case *c = *state;
	struct recipe_run run;
	const char *wrong;

	if (!recipe_run_file(&run, c->path)) {
		print_error("%s\n", run.made.error);
		recipe_run_end(&run);
		fail();
	}
	wrong = judge(&run, c->manner);
	if (wrong == NULL && !expects_a_finding(&run) &&
	    c->manner != MANNER_BENIGN && c->manner != MANNER_INERT)
		wrong = "it expects no finding";
	for (size_t i = 0; wrong == NULL && i < run.made.n_expects; i++)
		if (!expectation_holds(run.report, &run.made.expects[i]))
			wrong = run.made.expects[i].value;
	if (wrong != NULL) {
		show(run.report);
		fail_msg("%s: %s", c->path, wrong);
	}
	writing_is_harmless(run.report);
	recipe_run_end(&run);
}

/* ---- The folder */

static enum manner
manner_of(const char *name)
{
	if (strncmp(name, "benign-", 7) == 0)
		return MANNER_BENIGN;
	if (strncmp(name, "inert-", 6) == 0)
		return MANNER_INERT;
	return strncmp(name, "weak-", 5) == 0 ? MANNER_WEAK : MANNER_ATTACK;
}

static void
add_case(const char *folder, const char *family, const char *name)
{
	struct attack_case *c = calloc(1, sizeof *c);
	char *title = NULL;

	if (c == NULL || n_tests == TESTS_MAX ||
	    asprintf(&title, "%s/%.*s", family, (int)strcspn(name, "."), name) <
		0)
		abort();
	c->manner = manner_of(name);
	snprintf(c->path, sizeof c->path, "%s/%s", folder, name);
	tests[n_tests++] = (struct CMUnitTest){
	    .name = title, .test_func = run_case, .initial_state = c};
}

static int
is_case(const struct dirent *entry)
{
	return strstr(entry->d_name, ".recipe") != NULL;
}

static int
is_family(const struct dirent *entry)
{
	return strchr(entry->d_name, '.') == NULL;
}

static void
add_family(const char *root, const char *family)
{
	struct dirent **names;
	char folder[1024];
	int n;

	snprintf(folder, sizeof folder, "%s/%s", root, family);
	n = scandir(folder, &names, is_case, alphasort);
	for (int i = 0; i < n; i++) {
		add_case(folder, family, names[i]->d_name);
		free(names[i]);
	}
	if (n >= 0)
		free(names);
}

/* test_attack_cases [PATTERN]: the cases whose names are like it. */
int
main(int argc, char **argv)
{
	struct dirent **names;
	char root[600];
	int n;

	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	snprintf(root, sizeof root, "%s", recipe_path("testdata/attacks"));
	n = scandir(root, &names, is_family, alphasort);
	if (n <= 0)
		return 1;
	for (int i = 0; i < n; i++) {
		add_family(root, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return _cmocka_run_group_tests("attacks", tests, n_tests, NULL, NULL);
}
