/* SPDX-License-Identifier: MIT */
/* samldx filter: one line in, one line out, for bulk use. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/lines.h"

#define MOST ((size_t)4 << 20) /* bytes of a line, unless told */
#define MOST_EVER ((size_t)512 << 20)
#define JOBS_MAX 256

enum { OPT_JOBS = OPT_OWN, OPT_SUMMARY, OPT_MAX_LINE };

static const struct option own[] = {
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"summary", required_argument, NULL, OPT_SUMMARY},
    {"max-line", required_argument, NULL, OPT_MAX_LINE},
    {NULL, 0, NULL, 0},
};

struct filter_options {
	size_t n_jobs;
	size_t most;
	struct output summary;
	bool wants_summary;
};

enum sdx_status
jobs_parse(const char *text, size_t *n_jobs)
{
	int64_t n;

	if (!option_number(text, &n) || n > JOBS_MAX)
		return option_wrong(
		    "--jobs", text, "0 (all processors) to 256");
	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	*n_jobs = n > 0 && n <= JOBS_MAX ? (size_t)n : 1;
	return SDX_OK;
}

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	struct filter_options *options = run->own;
	int64_t n;

	switch (option) {
	case OPT_JOBS:
		return jobs_parse(value, &options->n_jobs);
	case OPT_SUMMARY:
		options->summary.path = value;
		options->summary.format = SDX_FORMAT_JSON;
		options->wants_summary = true;
		return SDX_OK;
	case OPT_MAX_LINE:
		if (!option_number(value, &n) || n < 1024 ||
		    (uint64_t)n > MOST_EVER)
			return option_wrong(
			    "--max-line", value, "1024 to 536870912 bytes");
		options->most = (size_t)n;
		return SDX_OK;
	}
	return SDX_USAGE; /* getopt has complained */
}

static enum sdx_status
write_summary(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	return sdx_tally_write(what, format, style, sink, user);
}

/* A reader that has gone away is no failure. */
static enum sdx_status
filter_lines(struct judge *run, sdx_tally *tally)
{
	const struct filter_options *options = run->own;
	struct lines lines;
	struct output_lines out = {.fd = STDOUT_FILENO};
	struct pool_work work = {
	    .filter = {.settings = run->options.settings,
		.common = run->evidence},
	    .is_now = run->options.is_now,
	    .lines = &lines,
	    .out = &out,
	    .n_jobs = options->n_jobs,
	    .tally = tally,
	};
	enum sdx_status status = SDX_FAULT;

	if (lines_open(&lines, STDIN_FILENO, options->most))
		status = pool_run(&work);
	if (lines.error != 0 && lines.error != ENOMEM)
		status = SDX_INPUT;
	if (out.error == EPIPE)
		status = SDX_OK;
	lines_close(&lines);
	free(out.data);
	return status;
}

static enum sdx_status
filter(struct judge *run)
{
	const struct filter_options *options = run->own;
	sdx_tally *tally = NULL;
	enum sdx_status status = sdx_evidence_seal(run->evidence);

	if (status == SDX_USAGE)
		complain("a capture does not belong on the command line of "
			 "filter: it is read from standard input");
	if (status != SDX_OK)
		return status;
	if (options->wants_summary && (tally = sdx_tally_new()) == NULL)
		return SDX_FAULT;
	status = filter_lines(run, tally);
	if (tally != NULL && status == SDX_OK)
		status = output_write(&options->summary, &run->options.style,
		    write_summary, tally);
	sdx_tally_free(tally);
	return status;
}

static const char usage[] =
    "usage: samldx filter [options] [FILE...] <LINES >LINES\n"
    "\n"
    "One line of JSON for each line of standard input, in the same order.  A\n"
    "line is a response in any form that fits on one, a CloudTrail event, or\n"
    "  {\"id\": ANY, \"response\": \"...\", \"files\": [\"PATH\", ...]}\n"
    "FILE is what all lines share: metadata, certificates, keys, provider,\n"
    "roles; it is read once.\n"
    "\n"
    "  --jobs N              threads; 0: one for each processor; default 1\n"
    "  --summary FILE        at the end: findings by check, AWS's errors,\n"
    "                        issuers and keys, as JSON\n"
    "  --max-line BYTES      longer lines become an error record; 4 MiB\n"
    "  --at, --skew, --select, --ignore, --passphrase-file, --schema-dir and\n"
    "  the options that name the kind of a file are those of `samldx check`\n"
    "  -h, --help\n"
    "\n"
    "exit status: 0 at the end of input whatever the lines held, 2 wrong\n"
    "usage, 3 a shared file cannot be read, 4 a fault\n";

static const struct judged_verb verb = {
    .question = SDX_QUESTION_SIGN_IN,
    .usage = usage,
    .own = own,
    .apply = apply,
};

int
verb_filter(int argc, char **argv)
{
	struct filter_options options = {.n_jobs = 1, .most = MOST};
	struct judge run = {.verb = &verb, .own = &options};
	int exit_with;

	if (judge_start(&run, argc, argv, &exit_with))
		exit_with =
		    (int)(run.has_unreadable ? SDX_INPUT : filter(&run));
	judge_release(&run);
	return exit_with;
}
