/* SPDX-License-Identifier: MIT */
/*
 * A command of the AWS CLI, the whole way to a report.  It is a line, or, up
 * to an empty line, a word on each; the rest is what stands in the files that
 * it names and in the provider's state.  What must hold:
 *  - what is wrong with a command has words;
 *  - the reports can be written, and the same is judged in the same way twice;
 *  - no part of a private key that the command names gets into them.
 */
#include <stdlib.h>
#include <string.h>

#include "aws/command.h"
#include "fuzz.h"

#define WORDS_MAX 64
#define FILES_MAX 8
#define LINE_MIN 40 /* letters of a key that would be too many */

struct asked {
	const char *words[WORDS_MAX];
	size_t n;
	const char *file;
	size_t file_len;
};

/* Cut TEXT up. */
static void
split(char *text, struct asked *asked)
{
	char *line = text, *end;

	while (asked->n < WORDS_MAX) {
		end = strchr(line, '\n');
		if (end == line && asked->n > 0) {
			asked->file = line + 1;
			return;
		}
		asked->words[asked->n++] = line;
		if (end == NULL)
			break;
		*end = '\0';
		asked->file = line = end + 1;
		if (asked->n == 1 && strchr(text, ' ') != NULL)
			return;
	}
}

static void
check_command(const struct asked *asked)
{
	struct arena *arena = arena_new();
	struct aws_command *command =
	    arena != NULL ? command_read(arena, asked->words, asked->n) : NULL;

	if (command == NULL)
		fuzz_fail("no memory");
	for (size_t i = 0; i < command->n_complaints; i++)
		if (command->complaints[i].word == NULL ||
		    command->complaints[i].detail == NULL)
			fuzz_fail("a complaint without words");
	for (size_t i = 0; i < command->n_values; i++)
		if (command->values[i].model == NULL)
			fuzz_fail("a value of nothing");
	arena_free(arena);
}

/* A line of base64 of a file that is a private key. */
static void
check_secrets(const char *file, const sdx_report *report)
{
	const char *at = strstr(file, "PRIVATE KEY-----\n");
	struct fuzz_text page = {0};

	if (at == NULL)
		return;
	at = strchr(at, '\n') + 1;
	if (sdx_report_write(report, SDX_FORMAT_TEXT, NULL, fuzz_keep, &page) !=
		SDX_OK ||
	    sdx_report_write(report, SDX_FORMAT_JSON, NULL, fuzz_keep, &page) !=
		SDX_OK)
		fuzz_fail("a report cannot be written");
	if (strcspn(at, "\r\n- ") >= LINE_MIN &&
	    memmem(page.data, page.len, at, LINE_MIN) != NULL)
		fuzz_fail("a part of a private key is in the report");
	free(page.data);
}

static void
add(sdx_evidence *evidence, const char *name, enum sdx_kind kind,
    const struct asked *asked)
{
	const struct sdx_input input = {.name = name,
	    .data = asked->file,
	    .len = asked->file_len,
	    .kind = kind};

	if (sdx_evidence_add(evidence, &input) != SDX_OK)
		fuzz_fail("an input was not taken");
}

static enum sdx_outcome
judge(const sdx_settings *settings, const struct asked *asked, bool is_first)
{
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	enum sdx_outcome outcome;
	const char *path;

	if (evidence == NULL)
		fuzz_fail("no memory");
	for (size_t i = 0; i < FILES_MAX; i++) {
		path = sdx_settings_command_file(settings, i);
		if (path != NULL)
			add(evidence, path, SDX_KIND_PARAMETER, asked);
	}
	add(evidence, "state", SDX_KIND_AUTO, asked);
	if (sdx_diagnose(evidence, &report) == SDX_FAULT || report == NULL)
		fuzz_fail("no report");
	if (is_first) {
		fuzz_judge_report(report, asked->file_len);
		check_secrets(asked->file, report);
	}
	outcome = sdx_report_outcome(report);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return outcome;
}

static void
ask(enum sdx_question question, const struct asked *asked)
{
	sdx_settings *settings = sdx_settings_new();

	if (settings == NULL ||
	    sdx_settings_set_question(settings, question) != SDX_OK)
		fuzz_fail("no settings");
	if (sdx_settings_set_command(settings, asked->words, asked->n) ==
	    SDX_OK) {
		enum sdx_outcome outcome;

		sdx_settings_set_now(settings, FUZZ_NOW);
		sdx_settings_set_plan(settings, true);
		outcome = judge(settings, asked, true);

		/* Now and then: it takes as long as the first time. */
		if (asked->file_len % 8 == 0 &&
		    judge(settings, asked, false) != outcome)
			fuzz_fail("the same is judged twice in two ways");
	}
	sdx_settings_free(settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct asked asked = {.file = ""};
	char *text = malloc(len + 1);

	if (text == NULL)
		fuzz_fail("no memory");
	memcpy(text, data, len);
	text[len] = '\0';
	split(text, &asked);
	asked.file_len =
	    *asked.file != '\0' ? (size_t)(text + len - asked.file) : 0;
	check_command(&asked);
	ask(len % 4 == 0 ? SDX_QUESTION_ROTATION : SDX_QUESTION_COMMAND,
	    &asked);
	free(text);
	return 0;
}
