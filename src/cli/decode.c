/* SPDX-License-Identifier: MIT */
/* samldx decode: the message of a capture, as it was sent. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cell.h"
#include "cli/cli.h"

enum { OPT_AS = OPT_OWN, OPT_PICK, OPT_OUTPUT };

static const struct option own[] = {
    {"as", required_argument, NULL, OPT_AS},
    {"pick", required_argument, NULL, OPT_PICK},
    {"output", required_argument, NULL, OPT_OUTPUT},
    {NULL, 0, NULL, 0},
};

struct decode_options {
	enum sdx_decoding decoding;
	const char *output; /* NULL: standard output */
};

struct octets {
	char *data;
	size_t len;
};

/* In the order of enum sdx_decoding. */
static const char *const names[] = {"xml", "assertion", "base64", "url",
    "attributes", "certificates", "json", "indented"};

static enum sdx_status
set_decoding(struct decode_options *options, const char *text)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], text) != 0)
			continue;
		options->decoding = (enum sdx_decoding)i;
		return SDX_OK;
	}
	return option_wrong("--as", text,
	    "xml, indented, assertion, base64, url, attributes, certificates "
	    "or json");
}

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	struct decode_options *options = run->own;

	switch (option) {
	case OPT_AS:
		return set_decoding(options, value);
	case OPT_PICK:
		return option_pick(run->options.settings, value);
	case OPT_OUTPUT:
		options->output = value;
		cell_allow(value);
		return SDX_OK;
	}
	return SDX_USAGE; /* getopt has complained */
}

static bool
keep(const void *data, size_t len, void *user)
{
	struct octets *octets = user;

	octets->data = malloc(len + 1);
	if (octets->data == NULL)
		return false;
	memcpy(octets->data, data, len);
	octets->len = len;
	return true;
}

/* What would steer a terminal that shows it. */
static bool
holds_controls(const struct octets *octets)
{
	for (size_t i = 0; i < octets->len; i++) {
		unsigned char c = (unsigned char)octets->data[i];

		if ((c < ' ' && memchr("\n\r\t", c, 3) == NULL) || c == 0x7f ||
		    (c == 0xc2 && i + 1 < octets->len &&
			(unsigned char)octets->data[i + 1] <= 0x9f))
			return true;
	}
	return false;
}

static enum sdx_status
write_out(const struct decode_options *options, const struct octets *octets)
{
	if (options->output != NULL)
		return output_secret(
		    options->output, octets->data, octets->len);
	if (isatty(STDOUT_FILENO) && holds_controls(octets)) {
		complain("the message holds control characters, which are not "
			 "shown on a terminal; write it to a file with "
			 "--output FILE");
		return SDX_INPUT;
	}
	return output_octets(octets->data, octets->len);
}

/*
 * A response that is still good opens the account to whoever holds it; one
 * that cannot be read is shown, but not without a word.
 */
static void
warn(const sdx_report *report)
{
	live_warn(report, "");
	for (size_t i = 0; i < sdx_report_n_findings(report); i++) {
		if (strncmp(sdx_finding_id(report, i), "xml-", 4) == 0)
			complain("%s", sdx_finding_message(report, i));
	}
}

/* Why the message could not be got out; NULL: it could. */
static const char *
fault_of(const sdx_report *report)
{
	for (size_t i = 0; i < sdx_report_n_findings(report); i++) {
		if (sdx_finding_severity(report, i) == SDX_ERROR &&
		    strncmp(sdx_finding_id(report, i), "capture-", 8) == 0)
			return sdx_finding_message(report, i);
	}
	return NULL;
}

static enum sdx_status
decode(struct judge *run)
{
	const struct decode_options *options = run->own;
	struct octets octets = {0};
	enum sdx_status status, found;

	found = sdx_diagnose(run->evidence, &run->report);
	if (run->report == NULL)
		return SDX_FAULT;
	status = sdx_report_decode(
	    run->report, options->decoding, &run->options.style, keep, &octets);
	if (status == SDX_INPUT)
		complain("there is nothing to show as %s: %s",
		    names[options->decoding],
		    found != SDX_OK ? sdx_report_trouble(run->report)
		    : fault_of(run->report) != NULL ? fault_of(run->report)
		    : options->decoding == SDX_DECODE_ASSERTION
			? "no encrypted assertion was opened; give its "
			  "private key with --key"
			: "the message holds none");
	if (status == SDX_OK) {
		warn(run->report);
		status = write_out(options, &octets);
	}
	if (status == SDX_OK && run->has_unreadable)
		status = SDX_INPUT; /* it was complained about */
	if (octets.data != NULL)
		explicit_bzero(octets.data, octets.len);
	free(octets.data);
	return status;
}

static const char usage[] =
    "usage: samldx decode [options] FILE...\n"
    "\n"
    "  --as xml              the very octets that were sent (default)\n"
    "  --as indented         to be read; no signature verifies over it\n"
    "  --as assertion        of an encrypted assertion what is inside\n"
    "  --as base64, --as url  for a script, or for a form\n"
    "  --as attributes       a table of the NameID and the attributes\n"
    "  --as certificates     what each is, and PEM\n"
    "  --as json             the message for programs\n"
    "  --key FILE            the private key that opens it\n"
    "  --passphrase-file FILE\n"
    "  --pick N              message N of several\n"
    "  --redact LEVEL        auto or strict: as `samldx redact` shows it\n"
    "  --output FILE         a file that only its owner may read\n"
    "  -h, --help\n";

static const struct judged_verb verb = {
    .question = SDX_QUESTION_SIGN_IN,
    .usage = usage,
    .nothing_given = "decode what?  Name the file that the browser's sign-in "
		     "was saved to",
    .own = own,
    .apply = apply,
};

int
verb_decode(int argc, char **argv)
{
	struct decode_options options = {0};
	struct judge run = {.verb = &verb, .own = &options};
	int exit_with;

	if (judge_start(&run, argc, argv, &exit_with))
		exit_with = (int)decode(&run);
	judge_release(&run);
	return exit_with;
}
