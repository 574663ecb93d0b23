/* SPDX-License-Identifier: MIT */
/* samldx check: why a captured sign-in fails, or would. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cell.h"
#include "cli/cli.h"

enum {
	OPT_PICK = OPT_OWN,
	OPT_ROLE_ARN,
	OPT_PROVIDER_ARN,
	OPT_DURATION,
	OPT_SOURCE_IP,
	OPT_PRE_DIGEST,
	OPT_TIMELINE,
	OPT_ERROR,
	OPT_ERROR_FILE,
	OPT_EACH,
	OPT_EXPECT,
	OPT_WRITE_EXPECT
};

static const struct option own[] = {
    {"pick", required_argument, NULL, OPT_PICK},
    {"role-arn", required_argument, NULL, OPT_ROLE_ARN},
    {"provider-arn", required_argument, NULL, OPT_PROVIDER_ARN},
    {"duration-seconds", required_argument, NULL, OPT_DURATION},
    {"source-ip", required_argument, NULL, OPT_SOURCE_IP},
    {"pre-digest", required_argument, NULL, OPT_PRE_DIGEST},
    {"timeline", no_argument, NULL, OPT_TIMELINE},
    {"error", required_argument, NULL, OPT_ERROR},
    {"error-file", required_argument, NULL, OPT_ERROR_FILE},
    {"each", no_argument, NULL, OPT_EACH},
    {"expect", required_argument, NULL, OPT_EXPECT},
    {"write-expect", required_argument, NULL, OPT_WRITE_EXPECT},
    {NULL, 0, NULL, 0},
};

struct check_options {
	const char *pre_digest;	  /* NULL: not wanted */
	const char *write_expect; /* NULL: not wanted */
};

static enum sdx_status
set_duration(sdx_settings *settings, const char *text)
{
	int64_t seconds;

	if (!option_number(text, &seconds))
		return option_wrong(
		    "--duration-seconds", text, "a whole number of seconds");
	return sdx_settings_set_duration(settings, seconds);
}

static enum sdx_status
read_error(sdx_settings *settings, const char *path)
{
	struct file file = {0};
	enum sdx_status status = file_read(path, &file);

	if (status == SDX_OK)
		status = sdx_settings_set_error(settings, file.data, file.len);
	file_free(&file);
	return status;
}

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	sdx_settings *settings = run->options.settings;
	struct check_options *options = run->own;

	switch (option) {
	case OPT_PICK:
		return option_pick(settings, value);
	case OPT_ROLE_ARN:
		return sdx_settings_set_role_arn(settings, value);
	case OPT_PROVIDER_ARN:
		return sdx_settings_set_provider_arn(settings, value);
	case OPT_DURATION:
		return set_duration(settings, value);
	case OPT_SOURCE_IP:
		return option_source_ip(settings, value);
	case OPT_PRE_DIGEST:
		options->pre_digest = value;
		cell_allow(value);
		return SDX_OK;
	case OPT_TIMELINE:
		run->options.style.has_timeline = true;
		return SDX_OK;
	case OPT_ERROR:
		return sdx_settings_set_error(settings, value, strlen(value));
	case OPT_ERROR_FILE:
		return read_error(settings, value);
	case OPT_EACH:
		run->options.is_each = true;
		return SDX_OK;
	case OPT_EXPECT:
		options_add_file(&run->options, value, SDX_KIND_EXPECTATION);
		return SDX_OK;
	case OPT_WRITE_EXPECT:
		options->write_expect = value;
		cell_allow(value);
		return SDX_OK;
	}
	return SDX_USAGE; /* getopt has complained */
}

/* What is of one capture, or of many. */
static enum sdx_status
prepare(struct judge *run)
{
	const struct check_options *options = run->own;

	if (run->options.is_each &&
	    (options->pre_digest != NULL || options->write_expect != NULL)) {
		complain("%s writes one file: name one capture, without "
			 "--each and no folder",
		    options->pre_digest != NULL ? "--pre-digest"
						: "--write-expect");
		return SDX_USAGE;
	}
	if (run->options.is_each)
		return SDX_OK;
	if (run->options.summary == NULL && run->options.n_jobs == 1)
		return SDX_OK;
	complain("--jobs and --summary are for many captures: use --each, or "
		 "name a folder");
	return SDX_USAGE;
}

static enum sdx_status
write_pre_digest(const struct judge *run, const char *path)
{
	const void *octets;
	size_t len;

	octets = sdx_report_signed_octets(run->report, 0, &len);
	if (octets == NULL) {
		complain("--pre-digest: no signature could be followed to "
			 "what it covers");
		return SDX_OK;
	}
	return output_secret(path, octets, len);
}

/* An sdx_sink_fn: what is written in one piece goes to a new file. */
static bool
put_new_file(const void *data, size_t len, void *user)
{
	const char *path = user;

	if (strcmp(path, "-") == 0)
		return fwrite(data, 1, len, stdout) == len;
	return output_new(path, data, len) == SDX_OK;
}

static enum sdx_status
write_expect(const struct judge *run, const char *path)
{
	enum sdx_status status = sdx_report_write_expectation(
	    run->report, put_new_file, (void *)(uintptr_t)path);

	if (status == SDX_INPUT)
		complain("--write-expect: no assertion can be read, so that "
			 "there is nothing to expect of others");
	else if (status == SDX_OK &&
		 sdx_report_outcome(run->report) == SDX_REJECTED)
		complain("--write-expect: AWS would refuse this response; "
			 "look at the values before you expect them of others");
	return status;
}

static enum sdx_status
finish(struct judge *run)
{
	const struct check_options *options = run->own;
	enum sdx_status status = SDX_OK;

	if (options->pre_digest != NULL)
		status = write_pre_digest(run, options->pre_digest);
	if (status == SDX_OK && options->write_expect != NULL)
		status = write_expect(run, options->write_expect);
	return status;
}

static const char usage[] =
    "usage: samldx check [options] FILE...\n"
    "       samldx check [options] --each FILE|FOLDER...\n"
    "\n"
    "Why a captured sign-in fails, or would.  FILE is the capture and, beside\n"
    "it, what AWS knows; see `samldx --help`.  With --each, or a folder, "
    "every\n"
    "capture has a report of its own, and a summary ends them.\n"
    "\n"
    "  --at WHEN             judge times at capture, issue, now or RFC 3339\n"
    "  --skew SECONDS        tolerated difference of clocks\n"
    "  --pick N              judge message N of several\n"
    "  --role-arn ARN, --provider-arn ARN, --duration-seconds N\n"
    "                        the AssumeRoleWithSAML request under test\n"
    "  --source-ip ADDRESS   aws:SourceIp for the trust policy\n"
    "  --error TEXT, --error-file FILE\n"
    "                        what AWS answered: which finding explains it?\n"
    "  --expect FILE         values that must hold: issuer, roles, key, ...\n"
    "  --write-expect FILE   write such a file from this response\n"
    "  --timeline            the sign-in step by step, of a HAR or trace\n"
    "  --capture FILE, --metadata FILE, --certificate FILE, --key FILE,\n"
    "  --provider FILE, --provider-list FILE, --role FILE, "
    "--trust-policy FILE,\n"
    "  --cloudtrail FILE\n"
    "                        a file that is to be read as this kind\n"
    "  --passphrase-file FILE  of encrypted private keys\n"
    "  --schema-dir DIR      the OASIS schemas, to validate against\n"
    "  --select IDS, --ignore IDS  checks that may, or may not, speak\n"
    "  --fail-on LEVEL       error (default), warning, note or never\n"
    "  --format FORMAT[:FILE]  text, json, jsonl, sarif, github, junit, html\n"
    "                          or markdown; may be repeated\n"
    "  --redact LEVEL        auto: hide persons; strict: organisations too\n"
    "  --color WHEN          auto, always or never\n"
    "  --each                every capture by itself, with the other files\n"
    "                        beside it; those of a folder lie beside its own\n"
    "  --jobs N              threads; 0: one for each processor; default 1\n"
    "  --summary FILE        what was found how often, as JSON\n"
    "  --pre-digest FILE     write the octets that the signature covered\n"
    "  -q, --quiet           the verdict alone\n"
    "  -v, --verbose         all checks, whole values, the session\n"
    "  -h, --help\n";

static const struct judged_verb check = {
    .question = SDX_QUESTION_SIGN_IN,
    .usage = usage,
    .nothing_given = "check what?  Name the file that the browser's "
		     "sign-in was saved to; see `samldx --help`",
    .own = own,
    .apply = apply,
    .prepare = prepare,
    .finish = finish,
    .subjects = 1U << SDX_KIND_AUTO | 1U << SDX_KIND_CAPTURE,
    .writes_reports = true,
};

int
verb_check(int argc, char **argv)
{
	struct check_options options = {0};

	return judge_files(argc, argv, &check, &options);
}
