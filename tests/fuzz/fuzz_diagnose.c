/* SPDX-License-Identifier: MIT */
/*
 * The whole way, from a capture to its report, with metadata, a role and a
 * decryption key that stay the same (tests/fuzz/evidence).  What must hold for
 * any input:
 *  - "accepted" is said only of octets that our identity provider signed:
 *    those of the seeds under tests/fuzz/corpus;
 *  - both reports can be written, and neither holds a control character.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MAX_FILES 64

struct octets {
	char *data;
	size_t len;
};

static struct sdx_input evidence_files[MAX_FILES];
static size_t n_evidence_files;
static struct octets known[MAX_FILES];
static size_t n_known;

static struct octets
file_read(const char *path)
{
	FILE *stream = fopen(path, "rb");
	struct octets octets = {NULL, 0};
	long len;

	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 ||
	    (len = ftell(stream)) < 0)
		fuzz_fail(path);
	rewind(stream);
	octets.len = (size_t)len;
	octets.data = malloc(octets.len + 1);
	if (octets.data == NULL ||
	    fread(octets.data, 1, octets.len, stream) != octets.len)
		fuzz_fail(path);
	fclose(stream);
	return octets;
}

/* Hand each file of a folder to EACH. */
static void
folder_read(const char *name, void (*each)(const char *, struct octets))
{
	const char *srcdir = getenv("SAMLDX_SRCDIR");
	char folder[2048], path[4096];
	struct dirent *entry;
	DIR *dir;

	if (srcdir == NULL)
		srcdir = ".";
	snprintf(folder, sizeof(folder), "%s/tests/fuzz/%s", srcdir, name);
	dir = opendir(folder);
	if (dir == NULL)
		fuzz_fail(folder);
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		each(entry->d_name, file_read(path));
	}
	closedir(dir);
}

static void
evidence_keep(const char *name, struct octets file)
{
	if (n_evidence_files == MAX_FILES)
		fuzz_fail("too many files under tests/fuzz/evidence");
	evidence_files[n_evidence_files++] = (struct sdx_input){
	    .name = strdup(name), .data = file.data, .len = file.len};
}

/* *EVIDENCE is the caller's to free, after the report. */
static sdx_report *
diagnose(const void *data, size_t len, sdx_settings *settings,
    sdx_evidence **evidence)
{
	const struct sdx_input capture = {.name = "capture",
	    .data = data,
	    .len = len,
	    .kind = SDX_KIND_CAPTURE};
	sdx_report *report = NULL;

	*evidence = sdx_evidence_new(settings);
	if (*evidence == NULL ||
	    sdx_evidence_add(*evidence, &capture) != SDX_OK)
		fuzz_fail("the capture was not taken");
	for (size_t i = 0; i < n_evidence_files; i++)
		if (sdx_evidence_add(*evidence, &evidence_files[i]) != SDX_OK)
			fuzz_fail("the evidence was not taken");
	if (sdx_diagnose(*evidence, &report) == SDX_USAGE || report == NULL)
		fuzz_fail("no report");
	return report;
}

static void
seed_learn(const char *name, struct octets seed)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	sdx_report *report;
	const void *octets;
	size_t len;

	(void)name;
	report = diagnose(seed.data, seed.len, settings, &evidence);
	for (size_t i = 0;
	     sdx_report_outcome(report) == SDX_ACCEPTED &&
	     (octets = sdx_report_signed_octets(report, i, &len)) != NULL;
	     i++) {
		if (n_known == MAX_FILES)
			fuzz_fail("too many seeds");
		known[n_known].data = malloc(len + 1);
		known[n_known].len = len;
		memcpy(known[n_known++].data, octets, len);
	}
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	free(seed.data);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	folder_read("evidence", evidence_keep);
	folder_read("corpus", seed_learn);
	if (n_known == 0)
		fuzz_fail("no seed is accepted");
	return 0;
}

static bool
is_known(const void *data, size_t len)
{
	for (size_t i = 0; i < n_known; i++)
		if (known[i].len == len &&
		    memcmp(known[i].data, data, len) == 0)
			return true;
	return false;
}

/* What was accepted was signed, and signed by us. */
static void
judge_acceptance(const sdx_report *report)
{
	const void *octets;
	size_t len, n = 0;

	while ((octets = sdx_report_signed_octets(report, n, &len)) != NULL) {
		if (!is_known(octets, len))
			fuzz_fail("accepted octets that were never signed");
		n++;
	}
	if (n == 0)
		fuzz_fail("accepted without a signature");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	sdx_report *report = diagnose(data, len, settings, &evidence);

	if (sdx_report_outcome(report) == SDX_ACCEPTED)
		judge_acceptance(report);
	fuzz_judge_report(report, len);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return 0;
}
