/* SPDX-License-Identifier: MIT */
/*
 * A command under test and what stands in the files that it names: the first
 * line is the command, the rest each of its files, and the provider's state.
 * What must hold for any input:
 *  - the reports can be written, and the text holds no control character;
 *  - the same input is judged in the same way twice.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samldx.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define NOW 1795176000
#define FILES_MAX 8

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_command: %s\n", what);
	abort();
}

static bool
judge_text(const void *data, size_t len, void *user)
{
	const unsigned char *bytes = data;

	(void)user;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == 0x7f || (bytes[i] < 0x20 && bytes[i] != '\n'))
			fail("a control character reaches the report");
	return true;
}

static void
add(sdx_evidence *evidence, const char *name, enum sdx_kind kind,
    const uint8_t *data, size_t len)
{
	const struct sdx_input input = {
	    .name = name, .data = data, .len = len, .kind = kind};

	if (sdx_evidence_add(evidence, &input) != SDX_OK)
		fail("an input was not taken");
}

static enum sdx_outcome
judge(const sdx_settings *settings, const uint8_t *rest, size_t len)
{
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	enum sdx_outcome outcome;
	const char *path;

	if (evidence == NULL)
		fail("no memory");
	for (size_t i = 0; i < FILES_MAX; i++) {
		path = sdx_settings_command_file(settings, i);
		if (path != NULL)
			add(evidence, path, SDX_KIND_PARAMETER, rest, len);
	}
	add(evidence, "state", SDX_KIND_AUTO, rest, len);
	if (sdx_diagnose(evidence, &report) == SDX_FAULT || report == NULL)
		fail("no report");
	if (sdx_report_write(report, SDX_FORMAT_TEXT, NULL, judge_text, NULL) !=
		SDX_OK ||
	    sdx_report_write(report, SDX_FORMAT_JSON, NULL, judge_text, NULL) !=
		SDX_OK)
		fail("a report cannot be written");
	outcome = sdx_report_outcome(report);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return outcome;
}

static void
ask(enum sdx_question question, const char *line, const uint8_t *rest,
    size_t len)
{
	sdx_settings *settings = sdx_settings_new();

	if (settings == NULL ||
	    sdx_settings_set_question(settings, question) != SDX_OK ||
	    sdx_settings_set_command(settings, &line, 1) != SDX_OK)
		fail("the command was not taken");
	sdx_settings_set_now(settings, NOW);
	sdx_settings_set_plan(settings, true);
	if (judge(settings, rest, len) != judge(settings, rest, len))
		fail("the same is judged twice in two ways");
	sdx_settings_free(settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *end = len > 0 ? memchr(data, '\n', len) : NULL;
	size_t n = end != NULL ? (size_t)(end - data) : len;
	char *line = strndup((const char *)data, n);
	size_t behind = end != NULL ? n + 1 : len;

	if (line == NULL)
		fail("no memory");
	ask(SDX_QUESTION_COMMAND, line, data + behind, len - behind);
	ask(SDX_QUESTION_ROTATION, line, data + behind, len - behind);
	free(line);
	return 0;
}
