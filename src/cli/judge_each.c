/* SPDX-License-Identifier: MIT */
/* One report for each file: read, judge, report, and a line in the end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* One file under test. */
struct subject {
	const char *path;
	sdx_evidence *evidence;
	sdx_report *report;
};

struct each {
	struct judge run;
	struct subject *subjects;
	size_t n;
	enum sdx_status status; /* the worst */
};

static bool
is_subject(const struct each *each, const struct given *given)
{
	return (each->run.verb->subjects & 1U << given->kind) != 0;
}

static enum sdx_status
add(struct each *each, sdx_evidence *evidence, const struct given *given)
{
	struct judge *run = &each->run;
	struct file *file = &run->files[run->n_files];

	if (file_read(given->path, file) != SDX_OK)
		return SDX_INPUT;
	run->n_files++;
	return sdx_evidence_add(evidence,
	    &(struct sdx_input){.name = file->name,
		.data = file->data,
		.len = file->len,
		.kind = given->kind,
		.is_readable_by_others = file->is_readable_by_others});
}

/* What was given beside the files under test. */
static enum sdx_status
add_beside(struct each *each, sdx_evidence *evidence)
{
	const struct options *options = &each->run.options;
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; status == SDX_OK && i < options->n_files; i++) {
		if (!is_subject(each, &options->files[i]))
			status = add(each, evidence, &options->files[i]);
	}
	return status;
}

static void
worsen(struct each *each, enum sdx_status status)
{
	if (status > each->status)
		each->status = status;
}

static void
judge_one(struct each *each, const struct given *given)
{
	struct subject *subject = &each->subjects[each->n];
	enum sdx_status status;

	subject->path = given->path;
	subject->evidence = sdx_evidence_new(each->run.options.settings);
	if (subject->evidence == NULL) {
		worsen(each, SDX_FAULT);
		return;
	}
	status = add(each, subject->evidence, given);
	if (status == SDX_OK)
		status = add_beside(each, subject->evidence);
	if (status == SDX_OK)
		status = sdx_diagnose(subject->evidence, &subject->report);
	worsen(each, status);
	if (subject->report != NULL) {
		each->n++;
		return;
	}
	sdx_evidence_free(subject->evidence);
}

static bool
put(sdx_sink_fn *sink, void *user, const char *text)
{
	return sink(text, strlen(text), user);
}

static size_t
count(const struct each *each, enum sdx_outcome outcome)
{
	size_t n = 0;

	for (size_t i = 0; i < each->n; i++)
		n += sdx_report_outcome(each->subjects[i].report) == outcome;
	return n;
}

/* "3 files: 1 accepted, 2 refused", behind the last report. */
static bool
put_summary(const struct each *each, sdx_sink_fn *sink, void *user)
{
	size_t open = count(each, SDX_UNDETERMINED);
	char line[160], rest[48] = "";

	if (each->n < 2)
		return true;
	if (open > 0)
		snprintf(rest, sizeof rest, ", %zu undetermined", open);
	snprintf(line, sizeof line,
	    "\n%zu files: %zu accepted, %zu refused%s\n", each->n,
	    count(each, SDX_ACCEPTED), count(each, SDX_REJECTED), rest);
	return put(sink, user, line);
}

/* What stands between two reports, by format. */
static const char *
separator(enum sdx_format format)
{
	return format == SDX_FORMAT_TEXT   ? "\n"
	       : format == SDX_FORMAT_JSON ? ",\n"
					   : "";
}

/* One report as it is; several in JSON are an array. */
static enum sdx_status
write_all(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	const struct each *each = what;
	bool is_array = format == SDX_FORMAT_JSON && each->n > 1;
	bool is_fine = !is_array || put(sink, user, "[\n");

	for (size_t i = 0; is_fine && i < each->n; i++) {
		is_fine = i == 0 || put(sink, user, separator(format));
		if (is_fine)
			is_fine = sdx_report_write(each->subjects[i].report,
				      format, style, sink, user) == SDX_OK;
	}
	if (is_fine && is_array)
		is_fine = put(sink, user, "]\n");
	if (is_fine && format == SDX_FORMAT_TEXT)
		is_fine = put_summary(each, sink, user);
	return is_fine ? SDX_OK : SDX_FAULT;
}

static enum sdx_severity
worst_severity(const struct each *each)
{
	enum sdx_severity worst = 0;

	for (size_t i = 0; i < each->n; i++) {
		enum sdx_severity s =
		    sdx_report_severity(each->subjects[i].report);

		if (s > worst)
			worst = s;
	}
	return worst;
}

/* Once for each report, with the run's own report pointing at it. */
static void
finish(struct each *each)
{
	struct judge *run = &each->run;

	if (run->verb->finish == NULL)
		return;
	for (size_t i = 0; i < each->n; i++) {
		run->report = each->subjects[i].report;
		worsen(each, run->verb->finish(run));
	}
	run->report = NULL;
}

static int
judge_all(struct each *each)
{
	struct options *options = &each->run.options;

	/* What lies beside is read anew for each file under test. */
	each->run.files = calloc(
	    options->n_files * options->n_files + 1, sizeof *each->run.files);
	each->subjects = calloc(options->n_files + 1, sizeof *each->subjects);
	if (each->run.files == NULL || each->subjects == NULL) {
		complain("no memory");
		return SDX_FAULT;
	}
	for (size_t i = 0; i < options->n_files; i++) {
		if (is_subject(each, &options->files[i]))
			judge_one(each, &options->files[i]);
	}
	if (each->n > 0 && judge_write(&each->run, write_all, each) != SDX_OK)
		each->status = SDX_FAULT;
	finish(each);
	return judge_exit(&each->run, each->status, worst_severity(each));
}

static void
release(struct each *each)
{
	for (size_t i = 0; i < each->n; i++) {
		sdx_report_free(each->subjects[i].report);
		sdx_evidence_free(each->subjects[i].evidence);
	}
	free(each->subjects);
	judge_release(&each->run);
}

int
judge_each(int argc, char **argv, const struct judged_verb *verb, void *own)
{
	struct each each = {.run = {.verb = verb, .own = own}};
	enum sdx_status status = options_read(&each.run, argc, argv);
	int exit_with;

	if (status == SDX_OK && each.run.options.wants_help) {
		fputs(verb->usage, stdout);
		release(&each);
		return EXIT_NOTHING;
	}
	if (status == SDX_OK)
		status = judge_prepare(&each.run);
	if (status == SDX_OK && verb->prepare != NULL)
		status = verb->prepare(&each.run);
	exit_with = status == SDX_OK ? judge_all(&each) : (int)status;
	release(&each);
	return exit_with;
}
