/* SPDX-License-Identifier: MIT */
/* samldx redact: a copy of a capture that can be shared. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cell.h"
#include "cli/cli.h"

enum { OPT_REDACT = OPT_OWN, OPT_OUTPUT };

static const struct option long_options[] = {
    {"redact", required_argument, NULL, OPT_REDACT},
    {"output", required_argument, NULL, OPT_OUTPUT},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: samldx redact [options] FILE\n"
    "\n"
    "Writes a copy of a capture without signatures, ciphertext, cookies,\n"
    "tokens and values of persons.  The same value always gets the same\n"
    "placeholder, of the same length and make, so that `samldx check` says\n"
    "of the copy what it says of the original, but for the signature.\n"
    "What was left readable is listed on standard error.\n"
    "\n"
    "  --redact auto         issuers, addresses, accounts and roles stay\n"
    "                        (default)\n"
    "  --redact strict       they are replaced too\n"
    "  --output FILE         instead of standard output\n"
    "  -h, --help\n";

struct redact_options {
	enum sdx_redaction level;
	struct output output;
	bool wants_help;
};

/* A copy without redaction would be none. */
static enum sdx_status
set_level(struct redact_options *options, const char *text)
{
	if (strcmp(text, "none") == 0)
		return option_wrong("--redact", text, "auto or strict");
	return redaction_parse(text, &options->level);
}

static enum sdx_status
read_options(struct redact_options *options, int argc, char **argv)
{
	enum sdx_status status = SDX_OK;
	int option;

	while (status == SDX_OK && (option = getopt_long(argc, argv, "h",
					long_options, NULL)) != -1) {
		if (option == 'h')
			options->wants_help = true;
		else if (option == OPT_OUTPUT)
			cell_allow(options->output.path = optarg);
		else if (option == OPT_REDACT)
			status = set_level(options, optarg);
		else
			status = SDX_USAGE;
	}
	if (status != SDX_OK || options->wants_help || argc - optind == 1)
		return status;
	complain(argc == optind ? "redact what?  Name the file that the "
				  "browser's sign-in was saved to"
				: "redact takes one file at a time");
	return SDX_USAGE;
}

/* The original stays what it was: who has it can sign in while it lasts. */
static void
warn_of_original(const struct file *file)
{
	char *before = NULL;

	if (asprintf(&before, "share the copy alone, not %s: ", file->name) < 0)
		return;
	live_warn_of(file, before);
	free(before);
}

static enum sdx_status
write_copy(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	size_t len;
	const void *data = sdx_redacted_data(what, &len);

	(void)format;
	(void)style;
	return sink(data, len, user) ? SDX_OK : SDX_FAULT;
}

/* One line for each kind of thing; a value without words is a kind alone. */
static void
list_readable(const sdx_redacted *redacted)
{
	const char *what, *value, *last = "";

	for (size_t i = 0; sdx_redacted_readable(redacted, i, &what, &value);
	     i++) {
		if (i == 0)
			complain("left readable:");
		if (value[0] == '\0')
			complain("  %s", what);
		else
			complain("  %s: %s", what, value);
		last = what;
	}
	if (last[0] == '\0')
		complain("nothing was left readable but the structure");
}

static void
say_what_was_done(const sdx_redacted *redacted)
{
	size_t n = sdx_redacted_n_unread(redacted);

	complain("%zu different values were replaced",
	    sdx_redacted_n_replaced(redacted));
	if (n > 0)
		complain("%zu of the messages could not be read and %s taken "
			 "out as a whole",
		    n, n == 1 ? "was" : "were");
	list_readable(redacted);
	complain("look through the copy before you share it");
}

static enum sdx_status
redact(const struct redact_options *options, const struct file *file)
{
	const struct sdx_style style = {0};
	sdx_redacted *redacted = NULL;
	enum sdx_status status;

	status = sdx_redact(
	    &(struct sdx_input){
		.name = file->name, .data = file->data, .len = file->len},
	    options->level, &redacted);
	if (status == SDX_INPUT)
		complain("%s %s", file->name, sdx_redacted_trouble(redacted));
	else if (status != SDX_OK)
		complain("no memory");
	if (status == SDX_OK) {
		warn_of_original(file);
		status = output_write(
		    &options->output, &style, write_copy, redacted);
	}
	if (status == SDX_OK)
		say_what_was_done(redacted);
	sdx_redacted_free(redacted);
	return status;
}

int
verb_redact(int argc, char **argv)
{
	struct redact_options options = {.level = SDX_REDACT_AUTO};
	enum sdx_status status = read_options(&options, argc, argv);
	struct file file;

	if (status == SDX_OK && options.wants_help) {
		fputs(usage, stdout);
		return EXIT_NOTHING;
	}
	if (status == SDX_OK)
		status = file_read(argv[optind], &file);
	if (status != SDX_OK)
		return (int)status;
	cell_enter(false);
	status = redact(&options, &file);
	file_free(&file);
	return (int)status;
}
