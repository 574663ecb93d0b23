/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "cli/cell.h"
#include "cli/cli.h"

#define JOBS_MAX 256

/* Kinds of files stand behind OPT_KIND, in the order of enum sdx_kind. */
enum {
	OPT_FORMAT = 256,
	OPT_COLOR,
	OPT_AT,
	OPT_SKEW,
	OPT_FAIL_ON,
	OPT_SELECT,
	OPT_IGNORE,
	OPT_PASSPHRASE_FILE,
	OPT_PASSPHRASE,
	OPT_SCHEMA_DIR,
	OPT_JOBS,
	OPT_REDACT,
	OPT_SUMMARY,
	OPT_KIND
};

static const struct option long_options[] = {
    {"format", required_argument, NULL, OPT_FORMAT},
    {"color", required_argument, NULL, OPT_COLOR},
    {"at", required_argument, NULL, OPT_AT},
    {"skew", required_argument, NULL, OPT_SKEW},
    {"fail-on", required_argument, NULL, OPT_FAIL_ON},
    {"redact", required_argument, NULL, OPT_REDACT},
    {"select", required_argument, NULL, OPT_SELECT},
    {"ignore", required_argument, NULL, OPT_IGNORE},
    {"passphrase-file", required_argument, NULL, OPT_PASSPHRASE_FILE},
    {"passphrase", required_argument, NULL, OPT_PASSPHRASE},
    {"password", required_argument, NULL, OPT_PASSPHRASE},
    {"schema-dir", required_argument, NULL, OPT_SCHEMA_DIR},
    {"capture", required_argument, NULL, OPT_KIND + SDX_KIND_CAPTURE},
    {"metadata", required_argument, NULL, OPT_KIND + SDX_KIND_METADATA},
    {"certificate", required_argument, NULL, OPT_KIND + SDX_KIND_CERTIFICATE},
    {"key", required_argument, NULL, OPT_KIND + SDX_KIND_KEY},
    {"provider", required_argument, NULL, OPT_KIND + SDX_KIND_PROVIDER},
    {"provider-list", required_argument, NULL,
	OPT_KIND + SDX_KIND_PROVIDER_LIST},
    {"role", required_argument, NULL, OPT_KIND + SDX_KIND_ROLE},
    {"cloudtrail", required_argument, NULL, OPT_KIND + SDX_KIND_CLOUDTRAIL},
    {"trust-policy", required_argument, NULL, OPT_KIND + SDX_KIND_TRUST_POLICY},
    {"quiet", no_argument, NULL, 'q'},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* Of verbs that judge many things. */
static const struct option bulk_options[] = {
    {"jobs", required_argument, NULL, OPT_JOBS},
    {"summary", required_argument, NULL, OPT_SUMMARY},
    {NULL, 0, NULL, 0},
};

enum sdx_status
option_wrong(const char *option, const char *value, const char *wanted)
{
	complain("%s \"%s\": must be %s", option, value, wanted);
	return SDX_USAGE;
}

enum sdx_status
color_parse(const char *text, enum color_choice *color)
{
	if (strcmp(text, "auto") == 0)
		*color = COLOR_AUTO;
	else if (strcmp(text, "always") == 0)
		*color = COLOR_ALWAYS;
	else if (strcmp(text, "never") == 0)
		*color = COLOR_NEVER;
	else
		return option_wrong("--color", text, "auto, always or never");
	return SDX_OK;
}

enum sdx_status
redaction_parse(const char *text, enum sdx_redaction *redaction)
{
	if (strcmp(text, "none") == 0)
		*redaction = SDX_REDACT_NONE;
	else if (strcmp(text, "auto") == 0)
		*redaction = SDX_REDACT_AUTO;
	else if (strcmp(text, "strict") == 0)
		*redaction = SDX_REDACT_STRICT;
	else
		return option_wrong("--redact", text, "none, auto or strict");
	return SDX_OK;
}

/* The second report would take the place of the first. */
static bool
is_taken(const struct options *options, const char *path)
{
	/* What is written to a device stays. */
	if (strncmp(path, "/dev/", 5) == 0)
		return false;
	for (size_t i = 0; i < options->n_outputs; i++) {
		const char *other = options->outputs[i].path;

		if (other != NULL && strcmp(other, path) == 0)
			return true;
	}
	return false;
}

static enum sdx_status
add_output(struct options *options, const char *text, bool is_report)
{
	struct output *output = &options->outputs[options->n_outputs];
	enum sdx_status status;

	if (options->n_outputs == MAX_OUTPUTS) {
		complain("--format may be given %d times at most", MAX_OUTPUTS);
		return SDX_USAGE;
	}
	status = output_parse(text, is_report, output);
	if (status != SDX_OK)
		return status;
	if (output->path != NULL && is_taken(options, output->path)) {
		complain("two reports cannot both go to %s", output->path);
		return SDX_USAGE;
	}
	for (size_t i = 0; output->path == NULL && i < options->n_outputs;
	     i++) {
		if (options->outputs[i].path == NULL) {
			complain("two reports cannot both go to standard "
				 "output; use --format %s:FILE for one",
			    text);
			return SDX_USAGE;
		}
	}
	options->n_outputs++;
	return SDX_OK;
}

bool
option_number(const char *text, int64_t *value)
{
	char *end;
	long long n;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	n = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0')
		return false;
	*value = n;
	return true;
}

static enum sdx_status
set_at(struct options *options, const char *text)
{
	sdx_settings *settings = options->settings;
	enum sdx_clock clock = SDX_CLOCK_GIVEN;
	int64_t seconds = 0;

	if (strcmp(text, "capture") == 0)
		clock = SDX_CLOCK_CAPTURE;
	else if (strcmp(text, "issue") == 0)
		clock = SDX_CLOCK_ISSUE;
	else if (strcmp(text, "now") == 0)
		clock = SDX_CLOCK_NOW;
	else if (sdx_parse_time(text, &seconds) != SDX_OK)
		return option_wrong("--at", text,
		    "capture, issue, now or a time such as "
		    "2026-11-20T09:03:11Z");
	options->is_now = clock == SDX_CLOCK_NOW;
	return sdx_settings_set_clock(settings, clock, seconds);
}

static enum sdx_status
set_skew(sdx_settings *settings, const char *text)
{
	int64_t seconds;

	if (!option_number(text, &seconds) ||
	    sdx_settings_set_skew(settings, seconds) != SDX_OK)
		return option_wrong("--skew", text, "0 to 3600 seconds");
	return SDX_OK;
}

/* 0: as many as there are processors. */
static enum sdx_status
set_jobs(struct options *options, const char *text)
{
	int64_t n;

	if (!option_number(text, &n) || n > JOBS_MAX)
		return option_wrong(
		    "--jobs", text, "0 (all processors) to 256");
	if (n == 0)
		n = sysconf(_SC_NPROCESSORS_ONLN);
	options->n_jobs = n > 0 && n <= JOBS_MAX ? (size_t)n : 1;
	return SDX_OK;
}

enum sdx_status
option_source_ip(sdx_settings *settings, const char *text)
{
	enum sdx_status status = sdx_settings_set_source_ip(settings, text);

	return status == SDX_USAGE ? option_wrong("--source-ip", text,
					 "an IPv4 or IPv6 address")
				   : status;
}

enum sdx_status
option_pick(sdx_settings *settings, const char *text)
{
	int64_t n;

	if (!option_number(text, &n) || n == 0)
		return option_wrong("--pick", text, "a number from 1 on");
	return sdx_settings_set_pick(settings, (size_t)n);
}

static enum sdx_status
set_fail_on(struct options *options, const char *text)
{
	if (strcmp(text, "error") == 0)
		options->fail_on = SDX_ERROR;
	else if (strcmp(text, "warning") == 0)
		options->fail_on = SDX_WARNING;
	else if (strcmp(text, "note") == 0)
		options->fail_on = SDX_NOTE;
	else if (strcmp(text, "never") == 0)
		options->fail_on = 0;
	else
		return option_wrong(
		    "--fail-on", text, "error, warning, note or never");
	return SDX_OK;
}

static enum sdx_status
mute(sdx_settings *settings, int option, const char *ids)
{
	enum sdx_status status = option == OPT_SELECT
				     ? sdx_settings_select(settings, ids)
				     : sdx_settings_ignore(settings, ids);

	if (status == SDX_USAGE)
		complain("%s \"%s\": fits no check; `samldx checks` lists them",
		    option == OPT_SELECT ? "--select" : "--ignore", ids);
	return status;
}

void
options_add_file(struct options *options, const char *path, enum sdx_kind kind)
{
	options->files[options->n_files].path = path;
	options->files[options->n_files].kind = kind;
	options->n_files++;
}

/* Options that change what is judged. */
static enum sdx_status
apply_setting(struct options *options, int option, const char *value)
{
	sdx_settings *settings = options->settings;

	switch (option) {
	case OPT_AT:
		return set_at(options, value);
	case OPT_SKEW:
		return set_skew(settings, value);
	case OPT_SELECT:
	case OPT_IGNORE:
		return mute(settings, option, value);
	}
	return SDX_USAGE; /* getopt has complained */
}

static enum sdx_status
apply(struct options *options, int option, const char *value)
{
	switch (option) {
	case OPT_COLOR:
		return color_parse(value, &options->color);
	case OPT_FAIL_ON:
		return set_fail_on(options, value);
	case OPT_REDACT:
		return redaction_parse(value, &options->style.redaction);
	case OPT_PASSPHRASE_FILE:
		options->passphrase_file = value;
		return SDX_OK;
	case OPT_PASSPHRASE:
		complain("a passphrase in the arguments can be read by "
			 "everybody on the machine; put it into a file and "
			 "give --passphrase-file FILE");
		return SDX_USAGE;
	case OPT_SCHEMA_DIR:
		options->schema_dir = value;
		return SDX_OK;
	case OPT_JOBS:
		return set_jobs(options, value);
	case OPT_SUMMARY:
		options->summary = value;
		cell_allow(value);
		return SDX_OK;
	case 'q':
		options->style.is_quiet = true;
		return SDX_OK;
	case 'v':
		options->style.is_verbose = true;
		return SDX_OK;
	case 'h':
		options->wants_help = true;
		return SDX_OK;
	}
	if (option > OPT_KIND) {
		options_add_file(
		    options, value, (enum sdx_kind)(option - OPT_KIND));
		return SDX_OK;
	}
	return apply_setting(options, option, value);
}

static size_t
count_options(const struct option *list)
{
	size_t n = 0;

	while (list != NULL && list[n].name != NULL)
		n++;
	return n;
}

/* The common options, then the verb's own.  NULL: no memory. */
static struct option *
join(const struct judged_verb *verb)
{
	bool is_bulk = verb->takes_jobs || verb->subjects != 0;
	const struct option *lists[] = {
	    long_options, is_bulk ? bulk_options : NULL, verb->own};
	size_t n_lists = sizeof lists / sizeof *lists, n = 0;
	struct option *all;

	for (size_t i = 0; i < n_lists; i++)
		n += count_options(lists[i]);
	all = calloc(n + 1, sizeof *all);
	if (all == NULL)
		return NULL;
	n = 0;
	for (size_t i = 0; i < n_lists; i++) {
		const struct option *o = lists[i];

		for (; o != NULL && o->name != NULL; o++)
			all[n++] = *o;
	}
	return all;
}

static enum sdx_status
read_options(struct judge *run, int argc, char **argv)
{
	struct option *all = join(run->verb);
	enum sdx_status status = SDX_OK;
	int option;

	if (all == NULL) {
		complain("no memory");
		return SDX_FAULT;
	}
	while (status == SDX_OK &&
	       (option = getopt_long(argc, argv, "qvh", all, NULL)) != -1) {
		if (option == OPT_FORMAT)
			status = add_output(
			    &run->options, optarg, run->verb->writes_reports);
		else if (option >= OPT_OWN)
			status = run->verb->apply(run, option, optarg);
		else
			status = apply(&run->options, option, optarg);
	}
	free(all);
	return status;
}

static enum sdx_status
read_all(struct judge *run, int argc, char **argv)
{
	struct options *options = &run->options;
	enum sdx_status status = read_options(run, argc, argv);

	if (status != SDX_OK)
		return status;
	for (; optind < argc; optind++)
		options_add_file(options, argv[optind], SDX_KIND_AUTO);
	if (options->n_files == 0 && !options->wants_help &&
	    run->verb->nothing_given != NULL) {
		complain("%s", run->verb->nothing_given);
		return SDX_USAGE;
	}
	if (options->n_outputs == 0)
		options->n_outputs = 1; /* text to standard output */
	return SDX_OK;
}

enum sdx_status
options_read(struct judge *run, int argc, char **argv)
{
	struct options *options = &run->options;

	options->fail_on = SDX_ERROR;
	options->n_jobs = 1;
	options->settings = sdx_settings_new();
	options->files = calloc((size_t)argc, sizeof *options->files);
	if (options->settings == NULL || options->files == NULL) {
		complain("no memory");
		return SDX_FAULT;
	}
	return read_all(run, argc, argv);
}

/* The key is of this run, and nobody gets to know it. */
enum sdx_status
options_share_placeholders(struct options *options)
{
	if (options->style.redaction == SDX_REDACT_NONE)
		return SDX_OK;
	if (getrandom(options->redaction_key, sizeof options->redaction_key,
		0) != (ssize_t)sizeof options->redaction_key) {
		complain("--redact: the system gave no random bytes: %s",
		    strerror(errno));
		return SDX_FAULT;
	}
	options->style.redaction_key = options->redaction_key;
	return SDX_OK;
}

void
options_release(struct options *options)
{
	explicit_bzero(options->redaction_key, sizeof options->redaction_key);
	sdx_settings_free(options->settings);
	free(options->files);
	for (size_t i = 0; i < options->n_owned; i++)
		free(options->owned[i]);
	free(options->owned);
}
