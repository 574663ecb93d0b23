/* SPDX-License-Identifier: MIT */
/* samldx diff: a sign-in that works beside one that does not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cell.h"
#include "cli/cli.h"

static const char usage[] =
    "usage: samldx diff [options] GOOD BAD [FILE...]\n"
    "\n"
    "Compares two captures by meaning: issuer, key, algorithms, addresses,\n"
    "audience, times as they lie to the issue, subject, attributes, roles.\n"
    "What is new every time is left out; likely causes come first.  FILE, "
    "such\n"
    "as the metadata and the role, lies beside both.\n"
    "\n"
    "  --key FILE, --metadata FILE, --role FILE, ...  as in samldx check\n"
    "  --format FORMAT[:FILE]  text, json or jsonl\n"
    "  --redact LEVEL        auto: hide persons; strict: organisations too\n"
    "  --color WHEN          auto, always or never\n"
    "  -h, --help\n"
    "\n"
    "exit status: 0 nothing differs, 1 something does\n";

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	(void)run;
	(void)option;
	(void)value;
	return SDX_USAGE; /* getopt has complained */
}

static const struct judged_verb verb = {
    .question = SDX_QUESTION_SIGN_IN,
    .usage = usage,
    .nothing_given = "diff what?  Name the capture of a sign-in that works, "
		     "and of one that does not",
    .apply = apply,
};

/* The two captures, each with what lies beside both. */
struct sides {
	sdx_evidence *evidence[2];
	sdx_report *report[2];
	size_t n_differences;
};

static enum sdx_status
write_diff(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	struct sides *sides = what;

	return sdx_reports_compare(sides->report[0], sides->report[1], format,
	    style, &sides->n_differences, sink, user);
}

static enum sdx_status
add(const struct judge *run, struct sides *sides, size_t side, size_t i)
{
	const struct file *file = &run->files[i];

	return sdx_evidence_add(sides->evidence[side],
	    &(struct sdx_input){.name = file->name,
		.data = file->data,
		.len = file->len,
		.kind = run->options.files[i].kind,
		.is_readable_by_others = file->is_readable_by_others});
}

static enum sdx_status
read_files(struct judge *run)
{
	size_t n = run->options.n_files;

	run->files = calloc(n + 1, sizeof *run->files);
	if (run->files == NULL)
		return SDX_FAULT;
	for (size_t i = 0; i < n; i++) {
		if (file_read(run->options.files[i].path, &run->files[i]) !=
		    SDX_OK)
			return SDX_INPUT;
		run->n_files++;
	}
	return SDX_OK;
}

/* Captures, and what is nothing that is known: that may be a broken one. */
static bool
is_capture(const struct judge *run, size_t i)
{
	enum sdx_kind kind = run->options.files[i].kind;

	if (kind == SDX_KIND_AUTO &&
	    sdx_kind_of(run->files[i].data, run->files[i].len, &kind) != SDX_OK)
		return false;
	return kind == SDX_KIND_AUTO || kind == SDX_KIND_CAPTURE;
}

/* Exactly two of the files. */
static enum sdx_status
find_captures(const struct judge *run, size_t captures[2])
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_files; i++) {
		if (!is_capture(run, i))
			continue;
		if (n < 2)
			captures[n] = i;
		n++;
	}
	if (n == 2)
		return SDX_OK;
	complain("diff wants two captures, one of a sign-in that works and one "
		 "of a sign-in that does not; %zu of the files %s one",
	    n, n == 1 ? "is" : "are");
	return SDX_USAGE;
}

static enum sdx_status
judge_sides(struct judge *run, const size_t captures[2], struct sides *sides)
{
	enum sdx_status status = SDX_OK;

	for (size_t side = 0; side < 2 && status == SDX_OK; side++) {
		sides->evidence[side] = sdx_evidence_new(run->options.settings);
		if (sides->evidence[side] == NULL)
			return SDX_FAULT;
		status = add(run, sides, side, captures[side]);
		for (size_t i = 0; status == SDX_OK && i < run->n_files; i++) {
			if (i != captures[0] && i != captures[1])
				status = add(run, sides, side, i);
		}
		if (status == SDX_OK)
			status = sdx_diagnose(
			    sides->evidence[side], &sides->report[side]);
		if (status == SDX_INPUT)
			complain("%s: %s", run->files[captures[side]].name,
			    sdx_report_trouble(sides->report[side]));
	}
	return status;
}

/* Who holds a response that is still good can sign in. */
static void
warn(const char *name, const sdx_report *report)
{
	char *before = NULL;

	if (asprintf(&before, "%s: ", name) < 0)
		return;
	live_warn(report, before);
	free(before);
}

static int
diff(struct judge *run, struct sides *sides)
{
	size_t captures[2];
	enum sdx_status status;

	status = judge_prepare(run);
	if (status == SDX_OK)
		status = read_files(run);
	cell_enter(false);
	if (status == SDX_OK)
		status = find_captures(run, captures);
	if (status == SDX_OK)
		status = judge_sides(run, captures, sides);
	for (size_t i = 0; status == SDX_OK && i < 2; i++)
		warn(run->files[captures[i]].name, sides->report[i]);
	if (status == SDX_OK)
		status = judge_write(run, write_diff, sides);
	if (status != SDX_OK)
		return (int)status;
	return sides->n_differences > 0 ? EXIT_FINDINGS : EXIT_NOTHING;
}

int
verb_diff(int argc, char **argv)
{
	struct judge run = {.verb = &verb};
	struct sides sides = {0};
	int exit_with = (int)options_read(&run, argc, argv);

	if (exit_with == SDX_OK && run.options.wants_help)
		fputs(usage, stdout);
	else if (exit_with == SDX_OK)
		exit_with = diff(&run, &sides);
	for (size_t i = 0; i < 2; i++) {
		sdx_report_free(sides.report[i]);
		sdx_evidence_free(sides.evidence[i]);
	}
	judge_release(&run);
	return exit_with;
}
