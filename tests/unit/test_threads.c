/* SPDX-License-Identifier: MIT */
/*
 * Threads that diagnose at once, from the very first call on, write the
 * reports that one thread alone writes.
 */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "samldx.h"

#define N_THREADS 4
#define N_ROUNDS 3
#define MAX_FILES 16
#define MAX_CASES (MAX_FILES + 2)

struct file {
	char name[256];
	char *data;
	size_t len;
};

/* All files at once, one of them alone, or on what all threads share. */
struct evidence_case {
	size_t first;
	size_t n;
	bool is_on_common;
};

struct text {
	char *data;
	size_t len;
};

struct worker {
	pthread_t thread;
	size_t number;
	bool has_failed;
	struct text reports[MAX_CASES];
};

static struct file files[MAX_FILES];
static size_t n_files;
static struct evidence_case cases[MAX_CASES];
static size_t n_cases;
static pthread_barrier_t start;
static sdx_settings *settings;
static sdx_evidence *common; /* every file but the first, the capture */

static void
file_read(struct file *file, const char *folder, const char *name)
{
	char path[4096];
	FILE *stream;
	long len;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	snprintf(file->name, sizeof(file->name), "%s", name);
	stream = fopen(path, "rb");
	assert_non_null(stream);
	assert_int_equal(fseek(stream, 0, SEEK_END), 0);
	len = ftell(stream);
	assert_true(len >= 0);
	rewind(stream);
	file->len = (size_t)len;
	file->data = malloc(file->len + 1);
	assert_non_null(file->data);
	assert_int_equal(fread(file->data, 1, file->len, stream), file->len);
	fclose(stream);
}

static int
is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int
cases_load(void **state)
{
	const char *srcdir = getenv("SAMLDX_SRCDIR");
	struct dirent **entries = NULL;
	char folder[2048];
	int n, i;

	(void)state;
	assert_non_null(srcdir);
	snprintf(folder, sizeof(folder), "%s/testdata/samples/demo", srcdir);
	n = scandir(folder, &entries, is_file, alphasort);
	assert_in_range(n, 1, MAX_FILES);
	for (i = 0; i < n; i++) {
		file_read(&files[n_files++], folder, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	cases[n_cases++] = (struct evidence_case){0, n_files, false};
	for (i = 0; i < n; i++)
		cases[n_cases++] = (struct evidence_case){(size_t)i, 1, false};
	cases[n_cases++] = (struct evidence_case){0, 1, true};
	return 0;
}

static int
cases_free(void **state)
{
	(void)state;
	for (size_t i = 0; i < n_files; i++)
		free(files[i].data);
	return 0;
}

static bool
text_sink(const void *data, size_t len, void *user)
{
	struct text *text = user;
	char *grown = realloc(text->data, text->len + len + 1);

	if (grown == NULL)
		return false;
	memcpy(grown + text->len, data, len);
	text->data = grown;
	text->len += len;
	return true;
}

static bool
add_files(sdx_evidence *evidence, size_t first, size_t n)
{
	for (size_t i = first; i < first + n; i++) {
		struct sdx_input input = {.name = files[i].name,
		    .data = files[i].data,
		    .len = files[i].len};

		if (sdx_evidence_add(evidence, &input) != SDX_OK)
			return false;
	}
	return true;
}

/* The JSON report; takes EVIDENCE.  false: there is none. */
static bool
write_report(sdx_evidence *evidence, bool is_ok, struct text *text)
{
	sdx_report *report = NULL;

	is_ok = is_ok && sdx_diagnose(evidence, &report) != SDX_FAULT &&
		report != NULL;
	is_ok = is_ok && sdx_report_write(report, SDX_FORMAT_JSON, NULL,
			     text_sink, text) == SDX_OK;
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return is_ok;
}

static bool
case_report(const struct evidence_case *one, struct text *text)
{
	sdx_evidence *evidence = one->is_on_common
				     ? sdx_evidence_new_on(settings, common)
				     : sdx_evidence_new(settings);

	return write_report(evidence,
	    evidence != NULL && add_files(evidence, one->first, one->n), text);
}

static bool
text_equal(const struct text *a, const struct text *b)
{
	return a->data != NULL && b->data != NULL && a->len == b->len &&
	       memcmp(a->data, b->data, a->len) == 0;
}

/* Every worker starts at another case; all of them start together. */
static void *
worker_run(void *argument)
{
	struct worker *worker = argument;

	pthread_barrier_wait(&start);
	for (size_t i = 0; i < N_ROUNDS * n_cases; i++) {
		size_t at = (i + worker->number) % n_cases;
		struct text *first = &worker->reports[at];
		struct text text = {NULL, 0};

		if (!case_report(&cases[at], &text) ||
		    (first->data != NULL && !text_equal(first, &text)))
			worker->has_failed = true;
		else if (first->data == NULL)
			*first = text;
		if (first->data != text.data)
			free(text.data);
	}
	return NULL;
}

static void
worker_compare(const struct worker *worker, const struct text *alone)
{
	assert_false(worker->has_failed);
	for (size_t i = 0; i < n_cases; i++)
		assert_true(text_equal(&worker->reports[i], &alone[i]));
}

static void
share_files(void)
{
	settings = sdx_settings_new();
	assert_non_null(settings);
	common = sdx_evidence_new(settings);
	assert_non_null(common);
	assert_true(add_files(common, 1, n_files - 1));
	assert_int_equal(sdx_evidence_seal(common), SDX_OK);
}

/* What is shared says what the same files say when they are read anew. */
static void
test_shared_evidence_reads_the_same(void **state)
{
	struct text shared = {NULL, 0}, anew = {NULL, 0};
	sdx_evidence *evidence;

	(void)state;
	share_files();
	assert_true(case_report(&cases[n_cases - 1], &shared));
	evidence = sdx_evidence_new(settings);
	assert_non_null(evidence);
	assert_true(write_report(evidence,
	    add_files(evidence, 1, n_files - 1) && add_files(evidence, 0, 1),
	    &anew));
	assert_true(text_equal(&shared, &anew));
	free(shared.data);
	free(anew.data);
	sdx_evidence_free(common);
	sdx_settings_free(settings);
}

/* Sealed evidence takes no more, and is judged only with a capture. */
static void
test_sealed_evidence_is_sealed(void **state)
{
	sdx_evidence *evidence;
	sdx_report *report;

	(void)state;
	share_files();
	assert_false(add_files(common, 1, 1));
	assert_int_equal(sdx_evidence_seal(common), SDX_USAGE);
	assert_int_equal(sdx_diagnose(common, &report), SDX_USAGE);
	assert_null(report);
	evidence = sdx_evidence_new(settings);
	assert_null(sdx_evidence_new_on(settings, evidence));
	assert_true(add_files(evidence, 0, 1));
	assert_int_equal(sdx_evidence_seal(evidence), SDX_USAGE);
	sdx_evidence_free(evidence);
	sdx_evidence_free(common);
	sdx_settings_free(settings);
}

static void
test_reports_are_those_of_one_thread(void **state)
{
	struct worker workers[N_THREADS] = {0};
	struct text alone[MAX_CASES] = {{NULL, 0}};

	(void)state;
	share_files();
	assert_int_equal(pthread_barrier_init(&start, NULL, N_THREADS), 0);
	for (size_t i = 0; i < N_THREADS; i++) {
		workers[i].number = i;
		assert_int_equal(pthread_create(&workers[i].thread, NULL,
				     worker_run, &workers[i]),
		    0);
	}
	for (size_t i = 0; i < N_THREADS; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	for (size_t i = 0; i < n_cases; i++)
		assert_true(case_report(&cases[i], &alone[i]));
	for (size_t i = 0; i < N_THREADS; i++)
		worker_compare(&workers[i], alone);

	for (size_t i = 0; i < n_cases; i++) {
		free(alone[i].data);
		for (size_t j = 0; j < N_THREADS; j++)
			free(workers[j].reports[i].data);
	}
	pthread_barrier_destroy(&start);
	sdx_evidence_free(common);
	sdx_settings_free(settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_reports_are_those_of_one_thread),
	    cmocka_unit_test(test_shared_evidence_reads_the_same),
	    cmocka_unit_test(test_sealed_evidence_is_sealed),
	};

	return cmocka_run_group_tests(tests, cases_load, cases_free);
}
