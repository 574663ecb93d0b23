/* SPDX-License-Identifier: MIT */
/*
 * Commands of the AWS CLI, a word a line, the whole way to a report; what
 * stands behind an empty line is the file that they name.  What must hold:
 *  - what is wrong with a command has words;
 *  - a report can be written, without control characters;
 *  - no part of a private key that the command names gets into it.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/command.h"
#include "samldx.h"

#define WORDS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_preflight: %s\n", what);
	abort();
}

/* The words of TEXT, which is cut up; *REST is what stands behind them. */
static size_t
split(char *text, const char *words[], char **rest)
{
	size_t n = 0;
	char *next;

	for (; text != NULL && n < WORDS_MAX; text = next) {
		next = strchr(text, '\n');
		if (next == text) {
			*rest = next + 1;
			return n;
		}
		if (next != NULL)
			*next++ = '\0';
		words[n++] = text;
	}
	*rest = text != NULL ? text : "";
	return n;
}

static void
check_command(const char *const *words, size_t n)
{
	struct arena *arena = arena_new();
	struct aws_command *command =
	    arena != NULL ? command_read(arena, words, n) : NULL;

	if (command == NULL)
		fail("no memory");
	for (size_t i = 0; i < command->n_complaints; i++)
		if (command->complaints[i].word == NULL ||
		    command->complaints[i].detail == NULL)
			fail("a complaint without words");
	for (size_t i = 0; i < command->n_values; i++)
		if (command->values[i].model == NULL)
			fail("a value of nothing");
	arena_free(arena);
}

static size_t n_written;
static char page[1 << 20];

static bool
keep(const void *data, size_t len, void *user)
{
	const unsigned char *bytes = data;

	(void)user;
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == 0x7f || (bytes[i] < 0x20 && bytes[i] != '\n'))
			fail("a control character reaches the report");
	if (len > sizeof page - n_written)
		len = sizeof page - n_written;
	memcpy(page + n_written, data, len);
	n_written += len;
	return true;
}

/* Does the report hold a line of base64 of a file that is a private key? */
static void
check_secrets(const char *file)
{
	const char *at = strstr(file, "PRIVATE KEY-----\n");
	size_t n;

	if (at == NULL)
		return;
	at = strchr(at, '\n') + 1;
	n = strcspn(at, "\r\n- ");
	if (n >= 40 && memmem(page, n_written, at, 40) != NULL)
		fail("a part of a private key is in the report");
}

static void
diagnose(const char *const *words, size_t n, const char *file)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	sdx_report *report = NULL;
	const char *path;

	if (settings == NULL ||
	    sdx_settings_set_question(settings, SDX_QUESTION_COMMAND) != SDX_OK)
		fail("no settings");
	if (sdx_settings_set_command(settings, words, n) != SDX_OK) {
		sdx_settings_free(settings);
		return;
	}
	evidence = sdx_evidence_new(settings);
	for (size_t i = 0;
	     (path = sdx_settings_command_file(settings, i)) != NULL && i < 4;
	     i++) {
		const struct sdx_input input = {.name = path,
		    .data = file,
		    .len = strlen(file),
		    .kind = SDX_KIND_PARAMETER};

		if (sdx_evidence_add(evidence, &input) != SDX_OK)
			fail("the file was not taken");
	}
	if (sdx_diagnose(evidence, &report) == SDX_USAGE || report == NULL)
		fail("no report");
	n_written = 0;
	if (sdx_report_write(report, SDX_FORMAT_TEXT, NULL, keep, NULL) !=
		SDX_OK ||
	    sdx_report_write(report, SDX_FORMAT_JSON, NULL, keep, NULL) !=
		SDX_OK)
		fail("a report cannot be written");
	check_secrets(file);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *words[WORDS_MAX];
	char *text = malloc(len + 1), *rest;
	size_t n;

	if (text == NULL)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	n = split(text, words, &rest);
	if (n > 0) {
		check_command(words, n);
		diagnose(words, n, rest);
	}
	free(text);
	return 0;
}
