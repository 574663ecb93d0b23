/* SPDX-License-Identifier: MIT */
/*
 * Is every rule of structure needed?  One rule at a time is taken out of what
 * was judged of each attack: some attack must then be let through to the
 * cryptography, and for most rules the cryptography would believe it.
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

#include "arena.h"
#include "check.h"
#include "crypto/signature.h"
#include "recipe_run.h"
#include "report/report.h"
#include "saml/structure.h"

/* What must happen without a rule. */
enum loss {
	LOSS_WARNING, /* the rule only warns: some attack has no name then */
	LOSS_NAME,    /* other rules refuse it too, by another name */
	LOSS_PASSED,  /* some attack is passed on to the cryptography */
	LOSS_BELIEVED /* … and its signature holds */
};

static const struct {
	enum structure_rule rule;
	const char *name;
	enum loss loss;
} rules[] = {
    {RULE_P1_INSTRUCTION, "P1 instruction", LOSS_BELIEVED},
    {RULE_P2_ROOT, "P2 root", LOSS_NAME},
    {RULE_P3_DUPLICATE_ID, "P3 duplicate ID", LOSS_BELIEVED},
    {RULE_P3_BAD_ID, "P3 bad ID", LOSS_BELIEVED},
    {RULE_P4_SIGNATURE_PLACE, "P4 place", LOSS_PASSED},
    {RULE_P4_SIGNATURE_COUNT, "P4 count", LOSS_PASSED},
    {RULE_P4_SIGNATURE_ORDER, "P4 order", LOSS_WARNING},
    {RULE_P5_SIGNATURE_CHILDREN, "P5 children", LOSS_BELIEVED},
    {RULE_P6_REFERENCE_COUNT, "P6 count", LOSS_PASSED},
    {RULE_P6_REFERENCE_URI, "P6 URI", LOSS_BELIEVED},
    {RULE_P7_TRANSFORMS, "P7 transforms", LOSS_BELIEVED},
    {RULE_P8_CANONICALIZATION, "P8 canonicalisation", LOSS_PASSED},
    {RULE_P8_COMMENTS, "P8 comments", LOSS_WARNING},
    {RULE_P9_ALGORITHM, "P9 algorithm", LOSS_PASSED},
    {RULE_P9_SHA1, "P9 SHA-1", LOSS_WARNING},
    {RULE_P10_ASSERTION_PLACE, "P10 place", LOSS_BELIEVED},
    {RULE_P10_ASSERTION_COUNT, "P10 count", LOSS_BELIEVED},
    {RULE_P11_FOREIGN_PLACE, "P11 place", LOSS_BELIEVED},
    {RULE_P12_VOID_DIGEST, "P12 void digest", LOSS_PASSED},
    {RULE_P13_NAMESPACE, "P13 namespace", LOSS_PASSED},
    {RULE_P14_TEXT, "P14 text", LOSS_BELIEVED},
    {RULE_P14_NIL, "P14 nil", LOSS_WARNING},
    {RULE_STATUS_AND_ASSERTION, "status and assertion", LOSS_BELIEVED},
    {RULE_LIMIT, "limits", LOSS_BELIEVED},
};

#define N_RULES (sizeof rules / sizeof *rules)

static struct tally {
	size_t n_warned, n_broken, n_passed, n_believed;
} tallies[N_RULES];
static size_t n_cases;

/* Is RULE all that keeps this from the cryptography? */
static bool
stands_alone(const struct saml_structure *s, enum structure_rule rule)
{
	bool is_broken = false;

	for (size_t i = 0; i < s->n_violations; i++) {
		if (s->violations[i].is_weak)
			continue;
		if (s->violations[i].rule != rule)
			return false;
		is_broken = true;
	}
	return is_broken;
}

static bool
breaks(const struct saml_structure *s, enum structure_rule rule, bool is_weak)
{
	for (size_t i = 0; i < s->n_violations; i++)
		if (s->violations[i].rule == rule &&
		    s->violations[i].is_weak == is_weak)
			return true;
	return false;
}

/* Would a signature hold, were its structure not looked at? */
static bool
is_believed(const struct evidence *e, const struct saml_structure *s)
{
	struct arena *arena = arena_new();
	struct certificate *trusted[8];
	bool holds = false;
	size_t n = 0;

	assert_non_null(arena);
	for (size_t i = 0; i < e->n_trusted && n < 8; i++)
		if (e->trusted[i].certificate->key != NULL)
			trusted[n++] = e->trusted[i].certificate;
	for (size_t i = 0; i < s->n_signatures && !holds; i++) {
		struct saml_signature shape = s->signatures[i];
		const struct signature_result *result;

		shape.is_acceptable = true;
		result =
		    signature_verify(arena, e->document, &shape, trusted, n);
		assert_non_null(result);
		holds = result->state == SIGNATURE_VALID;
	}
	arena_free(arena);
	return holds;
}

static void
count(const struct evidence *e)
{
	const struct saml_structure *s = e->structure;

	for (size_t i = 0; s != NULL && i < N_RULES; i++) {
		tallies[i].n_warned += breaks(s, rules[i].rule, true);
		tallies[i].n_broken += breaks(s, rules[i].rule, false);
		if (!stands_alone(s, rules[i].rule))
			continue;
		tallies[i].n_passed++;
		tallies[i].n_believed += is_believed(e, s);
	}
}

/*
 * Attacks alone, and those that are told without being refused.  Without our
 * rules xmlsec 1.2.37 would get transforms in reversed order, and lose memory.
 */
static int
is_case(const struct dirent *entry)
{
	return strstr(entry->d_name, ".recipe") != NULL &&
	       strcmp(entry->d_name, "reversed.recipe") != 0 &&
	       strncmp(entry->d_name, "benign-", 7) != 0;
}

static int
is_family(const struct dirent *entry)
{
	return strchr(entry->d_name, '.') == NULL;
}

static void
count_family(const char *root, const char *family)
{
	struct dirent **names;
	char folder[1024], path[1400];
	int n;

	snprintf(folder, sizeof folder, "%s/%s", root, family);
	n = scandir(folder, &names, is_case, alphasort);
	assert_true(n >= 0);
	for (int i = 0; i < n; i++) {
		struct recipe_run run;

		snprintf(path, sizeof path, "%s/%s", folder, names[i]->d_name);
		if (!recipe_run_file(&run, path))
			fail_msg("%s", run.made.error);
		count(run.report->evidence);
		recipe_run_end(&run);
		n_cases++;
		free(names[i]);
	}
	free(names);
}

static void
every_rule_is_needed(void **state)
{
	struct dirent **names;
	char root[600];
	int n;

	(void)state;
	snprintf(root, sizeof root, "%s", recipe_path("testdata/attacks"));
	n = scandir(root, &names, is_family, alphasort);
	assert_true(n > 0);
	for (int i = 0; i < n; i++) {
		count_family(root, names[i]->d_name);
		free(names[i]);
	}
	free(names);
	print_message("# %zu attacks\n", n_cases);
	for (size_t i = 0; i < N_RULES; i++)
		print_message("# %-20s %3zu refused by it, %3zu by it alone, "
			      "%3zu believed without, %3zu warned of\n",
		    rules[i].name, tallies[i].n_broken, tallies[i].n_passed,
		    tallies[i].n_believed, tallies[i].n_warned);
	for (size_t i = 0; i < N_RULES; i++) {
		const struct tally *t = &tallies[i];
		const size_t lost[] = {
		    t->n_warned, t->n_broken, t->n_passed, t->n_believed};

		if (lost[rules[i].loss] == 0)
			fail_msg("no attack needs %s", rules[i].name);
	}
}

/* A rule that this test does not know would be needed by nobody. */
static void
all_rules_are_here(void **state)
{
	(void)state;
	for (int rule = RULE_P1_INSTRUCTION; rule <= RULE_LIMIT; rule++) {
		size_t i = 0;

		while (i < N_RULES && (int)rules[i].rule != rule)
			i++;
		if (i == N_RULES)
			fail_msg("rule %d", rule);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_rules_are_here),
	    cmocka_unit_test(every_rule_is_needed),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
