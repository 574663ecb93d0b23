/* SPDX-License-Identifier: MIT */
/* One run of a verb that judges files: read, judge, report. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/cell.h"
#include "cli/each.h"

/* The OASIS schemas under the names that Debian gives them. */
static const char *const schema_names[] = {
    "saml-schema-protocol-2.0.xsd",
    "saml-schema-assertion-2.0.xsd",
    "xmldsig-core-schema.xsd",
    "xenc-schema.xsd",
};
static const char *const metadata_schema_names[] = {
    "saml-schema-metadata-2.0.xsd",
    "saml-schema-assertion-2.0.xsd",
    "xmldsig-core-schema.xsd",
    "xenc-schema.xsd",
    "xml.xsd",
};

static enum sdx_status
load_files(struct judge *run, const char *const *names, size_t n)
{
	const char *folder = run->options.schema_dir;
	struct file file;
	enum sdx_status status;

	for (size_t i = 0; i < n; i++) {
		status = file_read_in(folder, names[i], &file);
		if (status != SDX_OK)
			return status;
		status = sdx_settings_add_schema(
		    run->options.settings, names[i], file.data, file.len);
		file_free(&file);
		if (status != SDX_OK)
			return status;
	}
	return SDX_OK;
}

/* Where Debian's opensaml-schemas and xmltooling-schemas put them. */
static const char debian_schemas[] = "/usr/share/xml/opensaml";

static bool
is_there(const char *folder, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!file_is_in(folder, names[i]))
			return false;
	}
	return true;
}

/* Metadata has a schema of its own, which is used where it is installed. */
static void
find_schemas(struct options *options)
{
	if (is_there(debian_schemas, metadata_schema_names,
		sizeof metadata_schema_names / sizeof *metadata_schema_names))
		options->schema_dir = debian_schemas;
}

static enum sdx_status
load_schemas(struct judge *run)
{
	if (run->verb->question == SDX_QUESTION_METADATA)
		return load_files(run, metadata_schema_names,
		    sizeof metadata_schema_names /
			sizeof *metadata_schema_names);
	return load_files(
	    run, schema_names, sizeof schema_names / sizeof *schema_names);
}

enum sdx_status
judge_prepare(struct judge *run)
{
	struct options *options = &run->options;
	enum sdx_status status = sdx_start(true);

	if (status != SDX_OK)
		return status;
	if (options->schema_dir == NULL && run->verb->wants_schemas != NULL &&
	    run->verb->wants_schemas(run))
		find_schemas(options);
	status =
	    sdx_settings_set_question(options->settings, run->verb->question);
	sdx_settings_set_now(options->settings, (int64_t)time(NULL));
	sdx_settings_set_passphrase(
	    options->settings, passphrase_get, &run->passphrase);
	if (status == SDX_OK && options->passphrase_file != NULL)
		status =
		    file_read(options->passphrase_file, &run->passphrase.file);
	file_lock(&run->passphrase.file);
	if (status == SDX_OK && options->schema_dir != NULL)
		status = load_schemas(run);
	return status;
}

static enum sdx_status
add(struct judge *run, const struct given *given)
{
	struct file *file = &run->files[run->n_files];

	if (file_read(given->path, file) != SDX_OK) {
		run->has_unreadable = true;
		return SDX_OK;
	}
	run->n_files++;
	return sdx_evidence_add(run->evidence,
	    &(struct sdx_input){.name = file->name,
		.data = file->data,
		.len = file->len,
		.kind = given->kind,
		.is_readable_by_others = file->is_readable_by_others});
}

/* Read what can be read: one file too few still leaves a report. */
enum sdx_status
judge_collect(struct judge *run)
{
	const struct options *options = &run->options;
	enum sdx_status status = SDX_OK;

	run->files_room = options->n_files + 1;
	run->files = calloc(run->files_room, sizeof *run->files);
	run->evidence = sdx_evidence_new(options->settings);
	if (run->files == NULL || run->evidence == NULL)
		return SDX_FAULT;
	for (size_t i = 0; status == SDX_OK && i < options->n_files; i++)
		status = add(run, &options->files[i]);
	if (status == SDX_OK && run->n_files < options->n_files &&
	    run->n_files == 0)
		return SDX_INPUT;
	if (status == SDX_OK && run->verb->collect != NULL)
		status = run->verb->collect(run);
	return status;
}

/* What the evidence borrows is each file's data, which does not move. */
struct file *
judge_new_file(struct judge *run)
{
	struct file *files;
	size_t room = run->files_room * 2 + 1;

	if (run->n_files == run->files_room) {
		files = realloc(run->files, room * sizeof *files);
		if (files == NULL)
			return NULL;
		run->files = files;
		run->files_room = room;
	}
	memset(&run->files[run->n_files], 0, sizeof *run->files);
	return &run->files[run->n_files];
}

static enum sdx_status
write_report(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	return sdx_report_write(what, format, style, sink, user);
}

static enum sdx_status
write_summary(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	return sdx_tally_write(what, format, style, sink, user);
}

enum sdx_status
summary_write(struct judge *run, sdx_tally *tally)
{
	struct output output = {
	    .format = SDX_FORMAT_JSON, .path = run->options.summary};

	return output_write(&output, &run->options.style, write_summary, tally);
}

/* Files first: what reads standard output may then find them. */
enum sdx_status
judge_write(struct judge *run, write_fn *write, void *what)
{
	struct options *options = &run->options;
	enum sdx_status worst = SDX_OK;

	style_for_terminal(&options->style, options->color);
	for (int to_stdout = 0; to_stdout <= 1; to_stdout++) {
		for (size_t i = 0; i < options->n_outputs; i++) {
			const struct output *output = &options->outputs[i];

			if ((output->path == NULL) != (to_stdout == 1))
				continue;
			if (output_write(
				output, &options->style, write, what) != SDX_OK)
				worst = SDX_FAULT;
		}
	}
	return worst;
}

int
judge_exit(
    const struct judge *run, enum sdx_status status, enum sdx_severity worst)
{
	enum sdx_severity fail_on = run->options.fail_on;

	if (status != SDX_OK)
		return (int)status;
	if (run->has_unreadable)
		return SDX_INPUT;
	if (fail_on != 0 && worst >= fail_on)
		return EXIT_FINDINGS;
	return EXIT_NOTHING;
}

/* Does a report that says everything stand where people look? */
static bool
has_text(const struct judge *run)
{
	for (size_t i = 0; i < run->options.n_outputs; i++) {
		const struct output *output = &run->options.outputs[i];

		if (output->path == NULL && output->format == SDX_FORMAT_TEXT)
			return true;
	}
	return false;
}

/* The numbers rise with the trouble. */
static enum sdx_status
worse(enum sdx_status a, enum sdx_status b)
{
	return a > b ? a : b;
}

int
judge_diagnose(struct judge *run)
{
	enum sdx_status status = sdx_diagnose(run->evidence, &run->report);
	const char *trouble;

	if (run->report == NULL) {
		complain("no memory");
		return SDX_FAULT;
	}
	trouble = sdx_report_trouble(run->report);
	if (status != SDX_OK && trouble[0] != '\0' && !has_text(run))
		complain("%s", trouble);
	if (judge_write(run,
		run->verb->write != NULL ? run->verb->write : write_report,
		run->report) != SDX_OK)
		status = SDX_FAULT;
	if (run->verb->finish != NULL)
		status = worse(status, run->verb->finish(run));
	/* What was not written does not fail the run. */
	return judge_exit(run, status,
	    run->verb->write != NULL ? 0 : sdx_report_severity(run->report));
}

void
judge_release(struct judge *run)
{
	sdx_report_free(run->report);
	sdx_evidence_free(run->evidence);
	for (size_t i = 0; i < run->n_files; i++)
		file_free(&run->files[i]);
	free(run->files);
	passphrase_free(&run->passphrase);
	options_release(&run->options);
}

/* One report for all, or one for each. */
static bool
is_each(const struct judge *run)
{
	const struct options *options = &run->options;
	bool is_wanted = options->is_each;

	for (size_t i = 0; !is_wanted && i < options->n_files; i++)
		is_wanted = is_folder(options->files[i].path);
	return run->verb->subjects != 0 && is_wanted;
}

static int
judge(struct judge *run)
{
	enum sdx_status status = judge_prepare(run);
	int exit_with;

	run->options.is_each = is_each(run);
	if (status == SDX_OK && run->verb->prepare != NULL)
		status = run->verb->prepare(run);
	if (status == SDX_OK && run->verb->take_over != NULL &&
	    run->verb->take_over(run, &exit_with))
		return exit_with;
	if (status == SDX_OK &&
	    (run->options.is_each || run->verb->judges_each)) {
		cell_enter(true);
		return judge_each(run);
	}
	if (status == SDX_OK)
		status = judge_collect(run);
	cell_enter(false);
	return status == SDX_OK ? judge_diagnose(run) : (int)status;
}

int
judge_files(int argc, char **argv, const struct judged_verb *verb, void *own)
{
	struct judge run = {.verb = verb, .own = own};
	int exit_with = (int)options_read(&run, argc, argv);

	if (exit_with == SDX_OK && run.options.wants_help)
		fputs(verb->usage, stdout);
	else if (exit_with == SDX_OK)
		exit_with = judge(&run);
	judge_release(&run);
	return exit_with;
}

bool
judge_start(struct judge *run, int argc, char **argv, int *exit_with)
{
	enum sdx_status status = options_read(run, argc, argv);

	if (status == SDX_OK && run->options.wants_help) {
		fputs(run->verb->usage, stdout);
		*exit_with = EXIT_NOTHING;
		return false;
	}
	if (status == SDX_OK)
		status = judge_prepare(run);
	if (status == SDX_OK)
		status = judge_collect(run);
	cell_enter(run->verb->reads_later);
	*exit_with = (int)status;
	return status == SDX_OK;
}
