/* SPDX-License-Identifier: MIT */
/*
 * Every case of testdata/checks is redacted and judged again: nothing of a
 * person may be left, and what was found must be found again, but for what
 * lies in the signature and in ciphertext.
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

#include "aws/arn.h"
#include "recipe_run.h"
#include "redact/keyed.h"
#include "redact/placeholder.h"
#include "verdict.h"

#define TESTS_MAX 2000
#define SECRETS_MAX 64

struct recipe_test {
	char name[400];
	char path[1400];
};

static struct CMUnitTest tests[TESTS_MAX];
static size_t n_tests, n_compared;

/* Values of one message that must not be in its copy. */
struct secrets {
	char *text[SECRETS_MAX];
	size_t n;
};

static void
add_secret(struct secrets *s, const char *text)
{
	/* A template names no person, an ARN is of the organisation. */
	if (text == NULL || strlen(text) < 5 ||
	    strspn(text, "A") == strlen(text) || value_is_template(text) ||
	    strstr(text, "arn:aws") != NULL || strspn(text, " \t\r\n") > 3 ||
	    s->n == SECRETS_MAX)
		return;
	s->text[s->n] = strdup(text);
	assert_non_null(s->text[s->n]);
	s->n++;
}

static bool
is_of_a_person(const struct saml_attribute *a)
{
	static const char *const others[] = {
	    "SessionDuration", "TransitiveTagKeys"};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (strstr(a->name, others[i]) != NULL)
			return false;
	}
	return true;
}

static void
learn_assertion(struct secrets *s, const struct saml_assertion *a)
{
	for (size_t i = 0; i < a->subject.n_name_ids; i++)
		add_secret(s, a->subject.name_ids[i].text.value);
	for (size_t i = 0; i < a->subject.n_confirmations; i++)
		add_secret(s, a->subject.confirmations[i].address);
	for (size_t i = 0; i < a->n_authn_statements; i++)
		add_secret(s, a->authn_statements[i].session_index);
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct saml_attribute *attribute = &a->attributes[i];

		if (!is_of_a_person(attribute))
			continue;
		for (size_t j = 0; j < attribute->n_values; j++)
			add_secret(s, attribute->values[j].value);
	}
}

/* What stands between tags of that name, each time. */
static void
learn_elements(struct secrets *s, struct bytes xml, const char *name)
{
	const char *at = (const char *)xml.data, *end = at + xml.len;
	size_t len = strlen(name);

	while ((at = memmem(at, (size_t)(end - at), name, len)) != NULL) {
		const char *stop;
		char text[80] = "";

		at += len;
		if (at >= end || *at != '>')
			continue;
		at++;
		stop = memchr(at, '<', (size_t)(end - at));
		if (stop == NULL || stop - at < 20)
			continue;
		/* Its start is enough to know it again. */
		memcpy(text, at, 20);
		add_secret(s, text);
	}
}

static void
learn(struct secrets *s, const sdx_report *report)
{
	const struct evidence *e = report->evidence;

	if (e->message == NULL || e->message->fault != CAPTURE_OK)
		return;
	if (e->assertion != NULL)
		learn_assertion(s, e->assertion);
	learn_elements(s, e->message->xml, "SignatureValue");
	learn_elements(s, e->message->xml, "DigestValue");
	learn_elements(s, e->message->xml, "CipherValue");
}

static void
search(const struct secrets *s, const void *data, size_t len)
{
	for (size_t i = 0; i < s->n; i++) {
		if (memmem(data, len, s->text[i], strlen(s->text[i])) != NULL)
			fail_msg("a secret is left: %s", s->text[i]);
	}
}

static void
search_report(const struct secrets *s, const sdx_report *report)
{
	const struct evidence *e = report->evidence;

	if (e->message != NULL && e->message->fault == CAPTURE_OK)
		search(s, e->message->xml.data, e->message->xml.len);
}

static void
forget(struct secrets *s)
{
	while (s->n > 0)
		free(s->text[--s->n]);
}

/* Captures among the inputs are replaced by their copies. */
static size_t
redact_inputs(struct recipe_run *run, enum sdx_redaction level,
    const struct secrets *secrets)
{
	size_t n = 0;

	for (size_t i = 0; i < run->made.n_inputs; i++) {
		struct idp_input *in = &run->made.inputs[i];
		sdx_redacted *redacted = NULL;
		enum sdx_status status;
		const void *copy;

		if (in->kind > SDX_KIND_CAPTURE)
			continue;
		status = sdx_redact(&(struct sdx_input){.name = in->name,
					.data = in->data,
					.len = in->len,
					.kind = in->kind},
		    level, &redacted);
		assert_true(status == SDX_OK || status == SDX_INPUT);
		if (status == SDX_OK) {
			char *data;
			size_t len;

			copy = sdx_redacted_data(redacted, &len);
			assert_non_null(copy);
			search(secrets, copy, len);
			data = malloc(len + 1);
			assert_non_null(data);
			memcpy(data, copy, len);
			free(in->data);
			in->data = data;
			in->len = len;
			n++;
		} else {
			assert_true(sdx_redacted_trouble(redacted)[0] != '\0');
		}
		sdx_redacted_free(redacted);
	}
	return n;
}

/* Redaction breaks signatures and ciphertext, and what hangs on them. */
static bool
may_differ(const struct check *check)
{
	static const char *const others[] = {
	    /* What lies beside the capture names what it lost. */
	    "expected-value", "trust-", "capture-repaired", "capture-masked",
	    "void-digest", "key-info-differs", "redirect-signature"};

	if (check->stage == STAGE_SIGNATURE || check->stage == STAGE_DECRYPTION)
		return true;
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (strncmp(check->id, others[i], strlen(others[i])) == 0)
			return true;
	}
	return false;
}

/*
 * What was opened with a key is gone from the copy; records of CloudTrail
 * name the message by its ID; and XML in another encoding is not kept.
 */
static bool
can_be_compared(const sdx_report *report)
{
	const struct evidence *e = report->evidence;

	for (size_t i = 0; i < e->n_encryptions; i++) {
		if (e->encryptions[i].decryption->state == DECRYPT_OK)
			return false;
	}
	return !e->has_trail &&
	       (e->message == NULL || e->message->fault != CAPTURE_OK ||
		   memchr(e->message->xml.data, '\0', e->message->xml.len) ==
		       NULL);
}

/* "id id id": what was found, in order. */
static char *
list_findings(const sdx_report *report)
{
	char *list = calloc(1, 1);

	assert_non_null(list);
	for (size_t i = 0; i < report->findings.n; i++) {
		const struct check *check = report->findings.items[i]->check;
		char *longer = NULL;

		if (may_differ(check))
			continue;
		assert_true(asprintf(&longer, "%s%s ", list, check->id) >= 0);
		free(list);
		list = longer;
	}
	return list;
}

static void
case_keeps_its_findings(void **state)
{
	const struct recipe_test *test = *state;
	struct recipe_run run;
	struct secrets secrets = {.n = 0};
	char *before, *after;
	bool is_compared;

	if (!recipe_run_file(&run, test->path))
		fail_msg("%s: %s", test->path, run.made.error);
	learn(&secrets, run.report);
	before = list_findings(run.report);
	/* Other questions look at the signature, or at no message. */
	is_compared = run.made.question == NULL && can_be_compared(run.report);
	if (redact_inputs(&run, SDX_REDACT_AUTO, &secrets) > 0) {
		assert_true(recipe_run_again(&run));
		search_report(&secrets, run.report);
		after = list_findings(run.report);
		if (is_compared)
			assert_string_equal(after, before);
		n_compared += is_compared;
		free(after);
	}
	free(before);
	forget(&secrets);
	recipe_run_end(&run);
}

/* In place of all the others: they did compare. */
static void
most_were_compared(void **state)
{
	(void)state;
	assert_true(n_compared > n_tests / 2);
}

/* ---- Placeholders by a key */

static const unsigned char key[SDX_REDACTION_KEY_LEN] = "0123456789abcdef";

/* Word N of those made like MAKE. */
static void
write_word(char *word, const char *make, size_t n)
{
	size_t len = strlen(make);

	memcpy(word, make, len);
	for (size_t i = 0; i < len; i++) {
		size_t choices = make[i] == '0' ? 10 : 26;

		word[i] =
		    (char)((make[i] == '0' ? '0' : 'a') + (int)(n % choices));
		n /= choices;
	}
}

static int
compare_words(const void *a, const void *b)
{
	return memcmp(a, b, 8);
}

/* No two share one, none keeps its own, and the make stays. */
static void
permutes(const char *make, size_t n)
{
	char(*words)[8] = calloc(n, sizeof *words);
	struct arena *arena = arena_new();
	struct placeholders *p = placeholders_new(arena, key);

	assert_non_null(words);
	assert_non_null(p);
	for (size_t i = 0; i < n; i++) {
		char own[8] = "";

		write_word(own, make, i);
		memcpy(words[i], own, 8);
		assert_true(placeholders_overwrite(p, words[i], strlen(make)));
		assert_memory_not_equal(words[i], own, 8);
		for (size_t j = 0; make[j] != '\0'; j++)
			assert_int_equal(make[j] == '0',
			    words[i][j] >= '0' && words[i][j] <= '9');
	}
	qsort(words, n, sizeof *words, compare_words);
	for (size_t i = 1; i < n; i++)
		assert_memory_not_equal(words[i - 1], words[i], 8);
	arena_free(arena);
	free(words);
}

static void
keyed_words_are_permuted(void **state)
{
	(void)state;
	permutes("0", 10);
	permutes("a", 26);
	permutes("00", 100);
	permutes("aa", 676);
	permutes("0000", 10000);
	permutes("aaa", 17576);
	/* Those of hexadecimal among them, and others. */
	permutes("aa00", 67600);
}

/* In any order, and with letters of any case. */
static void
keyed_words_are_the_same_everywhere(void **state)
{
	struct arena *arena = arena_new();
	char one[] = "ana silva Ana", other[] = "SILVA x ana", long_one[1024];
	char long_other[1024];

	(void)state;
	assert_true(placeholders_overwrite(
	    placeholders_new(arena, key), one, strlen(one)));
	assert_true(placeholders_overwrite(
	    placeholders_new(arena, key), other, strlen(other)));
	assert_memory_equal(one, other + 8, 3);
	assert_int_equal(one[10] | 0x20, one[0]);
	assert_int_equal(one[4], other[0] | 0x20);
	memset(long_one, 'a', sizeof long_one);
	memset(long_other, 'a', sizeof long_other);
	long_other[1023] = 'b';
	assert_true(placeholders_overwrite(
	    placeholders_new(arena, key), long_one, sizeof long_one));
	assert_true(placeholders_overwrite(
	    placeholders_new(arena, key), long_other, sizeof long_other));
	assert_memory_not_equal(long_one, long_other, sizeof long_one);
	arena_free(arena);
}

static void
collect_recipes(const char *id, const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct recipe_test *test;
		const char *dot = strrchr(entry->d_name, '.');

		if (dot == NULL || strcmp(dot, ".recipe") != 0)
			continue;
		assert_true(n_tests < TESTS_MAX);
		test = calloc(1, sizeof *test);
		assert_non_null(test);
		snprintf(test->name, sizeof test->name, "%s/%.90s", id,
		    entry->d_name);
		snprintf(test->path, sizeof test->path, "%s/%.200s", folder,
		    entry->d_name);
		tests[n_tests++] = (struct CMUnitTest){
		    test->name, case_keeps_its_findings, NULL, NULL, test};
	}
	closedir(dir);
}

static void
collect(void)
{
	char folder[1024], below[1100];
	DIR *dir;
	struct dirent *entry;

	snprintf(folder, sizeof folder, "%s", recipe_path("testdata/checks"));
	dir = opendir(folder);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(
		    below, sizeof below, "%s/%.64s", folder, entry->d_name);
		collect_recipes(entry->d_name, below);
	}
	closedir(dir);
}

int
main(void)
{
	int failed;

	if (!idp_start())
		return 1;
	collect();
	assert_true(n_tests < TESTS_MAX);
	tests[n_tests++] =
	    (struct CMUnitTest)cmocka_unit_test(most_were_compared);
	tests[n_tests++] =
	    (struct CMUnitTest)cmocka_unit_test(keyed_words_are_permuted);
	tests[n_tests++] = (struct CMUnitTest)cmocka_unit_test(
	    keyed_words_are_the_same_everywhere);
	failed = _cmocka_run_group_tests("redact", tests, n_tests, NULL, NULL);
	for (size_t i = 0; i < n_tests; i++)
		free(tests[i].initial_state);
	return failed;
}
