/* SPDX-License-Identifier: MIT */
/*
 * samldx preflight -- aws ...: would AWS accept the command, and would users
 * feel it?  The command is read and never run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

struct command {
	char **words;
	int n;
};

static const char usage[] =
    "usage: samldx preflight [options] [FILE...] -- aws COMMAND...\n"
    "\n"
    "Would AWS accept this command, and would users feel it?  COMMAND is\n"
    "  iam create-saml-provider    iam update-saml-provider\n"
    "  sts assume-role-with-saml   iam create-role\n"
    "  iam update-assume-role-policy   iam update-role\n"
    "as it would be typed.  It is read and never run; the files that it names\n"
    "with file:// are read, and nothing is sent anywhere.\n"
    "\n"
    "FILE is what tells of the present state: the output of\n"
    "aws iam get-saml-provider, get-role and list-saml-providers, recent\n"
    "captures of sign-ins or a folder of them, private keys, metadata.\n"
    "\n"
    "  --provider FILE, --role FILE, --capture FILE, --key FILE, ...\n"
    "                        what a file is, where it cannot be told\n"
    "  --passphrase-file FILE  of private keys\n"
    "  --at WHEN             judge times at now (default) or RFC 3339\n"
    "  --select IDS, --ignore IDS, --fail-on LEVEL, --format FORMAT[:FILE],\n"
    "  --redact LEVEL, --color WHEN, -q, -v, -h as for `samldx check`\n";

static enum sdx_status
prepare(struct judge *run)
{
	const struct command *command = run->own;
	enum sdx_status status;

	if (command->n == 0) {
		complain("preflight of what?  Put `samldx preflight --` before "
			 "the command: samldx preflight -- aws iam "
			 "update-saml-provider ...");
		return SDX_USAGE;
	}
	status = options_expand_folders(&run->options);
	if (status != SDX_OK)
		return status;
	return sdx_settings_set_command(run->options.settings,
	    (const char *const *)command->words, (size_t)command->n);
}

/* "~/x" as the AWS CLI reads it.  NULL: no memory, or no home. */
static char *
expand(const char *path)
{
	const char *home = getenv("HOME");
	size_t size;
	char *out;

	if (home == NULL || strncmp(path, "~/", 2) != 0)
		return strdup(path);
	size = strlen(home) + strlen(path);
	out = malloc(size);
	if (out != NULL)
		snprintf(out, size, "%s%s", home, path + 1);
	return out;
}

/* A file that the command names.  One that cannot be read is a finding. */
static enum sdx_status
add_file(struct judge *run, const char *path)
{
	struct file *file = judge_new_file(run);
	char *real = expand(path);
	enum sdx_status status = SDX_OK;

	if (file == NULL || real == NULL) {
		free(real);
		return SDX_FAULT;
	}
	if (file_read_quietly(real, file) == SDX_OK) {
		run->n_files++;
		status = sdx_evidence_add(run->evidence,
		    &(struct sdx_input){.name = path,
			.data = file->data,
			.len = file->len,
			.kind = SDX_KIND_PARAMETER,
			.is_readable_by_others = file->is_readable_by_others});
	}
	free(real);
	return status;
}

static enum sdx_status
collect(struct judge *run)
{
	enum sdx_status status = SDX_OK;
	const char *path;

	for (size_t i = 0;
	     status == SDX_OK && (path = sdx_settings_command_file(
				      run->options.settings, i)) != NULL;
	     i++)
		status = add_file(run, path);
	return status;
}

static const struct judged_verb preflight = {
    .question = SDX_QUESTION_COMMAND,
    .usage = usage,
    .prepare = prepare,
    .collect = collect,
    .writes_reports = true,
};

/* Where the command begins: behind "--", or at a word that is aws. */
static int
find_command(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			return i + 1;
	}
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "aws") == 0)
			return i;
	}
	return argc;
}

int
verb_preflight(int argc, char **argv)
{
	int at = find_command(argc, argv);
	struct command command = {argv + at, argc - at};

	if (at > 1 && at <= argc && strcmp(argv[at - 1], "--") == 0)
		at--;
	return judge_files(at, argv, &preflight, &command);
}
