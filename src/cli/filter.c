/* SPDX-License-Identifier: MIT */
/* samldx filter: one line in, one line out, for bulk use. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/pool.h"

#define MOST ((size_t)4 << 20) /* bytes of a line, unless told */
#define MOST_EVER ((size_t)512 << 20)
#define FILES_MAX 64 /* that one line may name */

enum { OPT_MAX_LINE = OPT_OWN, OPT_UNNUMBERED };

static const struct option own[] = {
    {"max-line", required_argument, NULL, OPT_MAX_LINE},
    {"unnumbered", no_argument, NULL, OPT_UNNUMBERED},
    {NULL, 0, NULL, 0},
};

struct filter_options {
	size_t most; /* bytes of a line */
	bool is_unnumbered;
};

struct filtering {
	struct sdx_filter filter; /* tally and open_user are set by thread */
	bool is_now; /* --at now: the present is read for each line */
	bool is_unnumbered;
	struct lines lines;
	struct output_lines out;
	sdx_tally *tally; /* of all threads; NULL: not wanted */
};

/* One thread's own. */
struct worker {
	struct filtering *filtering;
	sdx_tally *tally;
	struct file files[FILES_MAX]; /* that the line in hand named */
	size_t n_files;
};

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	struct filter_options *options = run->own;
	int64_t n;

	switch (option) {
	case OPT_MAX_LINE:
		if (!option_number(value, &n) || n < 1024 ||
		    (uint64_t)n > MOST_EVER)
			return option_wrong(
			    "--max-line", value, "1024 to 536870912 bytes");
		options->most = (size_t)n;
		return SDX_OK;
	case OPT_UNNUMBERED:
		options->is_unnumbered = true;
		return SDX_OK;
	}
	return SDX_USAGE; /* getopt has complained */
}

static enum sdx_status
open_file(const char *path, struct sdx_input *input, void *user)
{
	struct worker *worker = user;
	struct file *file = &worker->files[worker->n_files];

	if (worker->n_files == FILES_MAX ||
	    file_read_quietly(path, file) != SDX_OK)
		return SDX_INPUT;
	worker->n_files++;
	*input = (struct sdx_input){.name = path,
	    .data = file->data,
	    .len = file->len,
	    .is_readable_by_others = file->is_readable_by_others};
	return SDX_OK;
}

static void *
worker_start(void *user)
{
	struct filtering *filtering = user;
	struct worker *worker = calloc(1, sizeof *worker);

	if (worker == NULL)
		return NULL;
	worker->filtering = filtering;
	if (filtering->tally != NULL &&
	    (worker->tally = sdx_tally_new()) == NULL) {
		free(worker);
		return NULL;
	}
	return worker;
}

static void
worker_end(void *user)
{
	struct worker *worker = user;

	if (worker->tally != NULL)
		sdx_tally_add(worker->filtering->tally, worker->tally);
	sdx_tally_free(worker->tally);
	free(worker);
}

static bool
judge_line(void *user, const struct sdx_line *line, struct output_lines *answer)
{
	struct worker *worker = user;
	struct sdx_filter filter = worker->filtering->filter;
	enum sdx_status status;

	filter.open = open_file;
	filter.open_user = worker;
	filter.tally = worker->tally;
	filter.now = worker->filtering->is_now ? (int64_t)time(NULL) : 0;
	status = sdx_filter_line(&filter, line, output_lines_put, answer);
	while (worker->n_files > 0)
		file_free(&worker->files[--worker->n_files]);
	return status == SDX_OK;
}

static bool
next_line(void *user, struct sdx_line *line)
{
	struct filtering *filtering = user;
	bool is_there = lines_next(&filtering->lines, line);

	if (filtering->is_unnumbered)
		line->number = 0;
	return is_there;
}

static bool
has_line(void *user)
{
	const struct filtering *filtering = user;

	return lines_has_whole(&filtering->lines);
}

static bool
write_answer(void *user, const struct output_lines *answer)
{
	struct filtering *filtering = user;

	return output_lines_put(answer->data, answer->len, &filtering->out);
}

static bool
flush_answers(void *user)
{
	struct filtering *filtering = user;

	return output_lines_flush(&filtering->out);
}

/* What the system said.  A reader that has gone away is no failure. */
static enum sdx_status
judge_streams(const struct filtering *filtering, enum sdx_status status)
{
	int in = filtering->lines.error, out = filtering->out.error;

	if (out == EPIPE)
		return SDX_OK;
	if (in != 0 && in != ENOMEM) {
		complain("standard input: %s", strerror(in));
		return SDX_INPUT;
	}
	if (out != 0)
		complain(
		    "standard output could not be written: %s", strerror(out));
	else if (status != SDX_OK)
		complain("no memory");
	return status;
}

static enum sdx_status
filter_lines(struct judge *run, sdx_tally *tally)
{
	const struct filter_options *options = run->own;
	struct filtering filtering = {
	    .filter = {.settings = run->options.settings,
		.common = run->evidence,
		.redaction = run->options.style.redaction,
		.redaction_key = run->options.style.redaction_key},
	    .is_now = run->options.is_now,
	    .is_unnumbered = options->is_unnumbered,
	    .out = {.fd = STDOUT_FILENO},
	    .tally = tally,
	};
	struct pool_work work = {
	    .n_jobs = run->options.n_jobs,
	    .user = &filtering,
	    .next = next_line,
	    .is_ready = has_line,
	    .start = worker_start,
	    .judge = judge_line,
	    .end = worker_end,
	    .write = write_answer,
	    .flush = flush_answers,
	};
	enum sdx_status status = SDX_FAULT;

	if (lines_open(&filtering.lines, STDIN_FILENO, options->most))
		status = pool_run(&work);
	status = judge_streams(&filtering, status);
	lines_close(&filtering.lines);
	output_lines_free(&filtering.out);
	return status;
}

static enum sdx_status
filter(struct judge *run)
{
	const char *summary = run->options.summary;
	sdx_tally *tally = NULL;
	enum sdx_status status = sdx_evidence_seal(run->evidence);

	if (status == SDX_USAGE)
		complain("a capture does not belong on the command line of "
			 "filter: it is read from standard input");
	if (status != SDX_OK)
		return status;
	status = options_share_placeholders(&run->options);
	if (status != SDX_OK)
		return status;
	if (summary != NULL && (tally = sdx_tally_new()) == NULL)
		return SDX_FAULT;
	status = filter_lines(run, tally);
	if (tally != NULL && status == SDX_OK)
		status = summary_write(run, tally);
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
    "  --unnumbered          no numbers of lines, so that the parts of an\n"
    "                        input give what the whole gives\n"
    "  --max-line BYTES      longer lines become an error record; 4 MiB\n"
    "  --redact LEVEL        auto or strict; the same value gets the same\n"
    "                        placeholder in all lines of a run\n"
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
    .takes_jobs = true,
    .reads_later = true,
    .apply = apply,
};

int
verb_filter(int argc, char **argv)
{
	struct filter_options options = {.most = MOST};
	struct judge run = {.verb = &verb, .own = &options};
	int exit_with;

	if (judge_start(&run, argc, argv, &exit_with))
		exit_with =
		    (int)(run.has_unreadable ? SDX_INPUT : filter(&run));
	judge_release(&run);
	return exit_with;
}
