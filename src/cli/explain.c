/* SPDX-License-Identifier: MIT */
/* samldx explain: a check, an error of AWS, or any pasted message. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cell.h"
#include "cli/cli.h"

enum { OPT_COLOR = 256, OPT_FORMAT, OPT_REDACT };

static const struct option long_options[] = {
    {"color", required_argument, NULL, OPT_COLOR},
    {"format", required_argument, NULL, OPT_FORMAT},
    {"redact", required_argument, NULL, OPT_REDACT},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: samldx explain ID              a check or an error at length\n"
    "       samldx explain MESSAGE...      what a message of AWS means\n"
    "       samldx explain -               the same from standard input\n"
    "       samldx explain                 what can be explained\n"
    "\n"
    "MESSAGE may be in any wrapping: of the AWS CLI, an SDK, the console.\n"
    "\n"
    "  --format text|json[:FILE]\n"
    "  --color auto|always|never\n"
    "  --redact LEVEL        auto: hide persons; strict: organisations too\n"
    "\n"
    "exit status: 0 recognised, 1 not recognised: the nearest are named\n";

struct message {
	char *text;
	size_t len;
	bool is_known;
};

static enum sdx_status
write_page(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	(void)format;
	return sdx_explain_write(what, style, sink, user);
}

static enum sdx_status
write_message(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	struct message *message = what;

	return sdx_explain_message(message->text, message->len, format, style,
	    &message->is_known, sink, user);
}

static bool
put(sdx_sink_fn *sink, void *user, const char *text)
{
	return sink(text, strlen(text), user);
}

/* Everything that has a page. */
static enum sdx_status
write_list(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	const char *id, *text;
	bool is_fine = put(sink, user, "Errors of AWS:\n");

	(void)what;
	(void)format;
	(void)style;
	for (size_t i = 0; is_fine && sdx_error_at(i, &id, &text); i++)
		is_fine =
		    put(sink, user, "  ") && put(sink, user, id) &&
		    put(sink, user, "\n      ") &&
		    put(sink, user,
			text != NULL ? text : "(its words are not known)") &&
		    put(sink, user, "\n");
	is_fine = is_fine &&
		  put(sink, user, "\nChecks: `samldx checks` lists them.\n");
	return is_fine ? SDX_OK : SDX_FAULT;
}

/* A slug is an ID, if perhaps not one that exists. */
static bool
is_id(const char *text)
{
	return text[0] != '\0' &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-")] ==
		   '\0' &&
	       strcmp(text, "-") != 0;
}

/* Checks whose ID holds what was asked for are offered instead. */
static int
complain_about_id(const char *id)
{
	struct sdx_check_info info;
	bool has_near = false;

	for (size_t i = 0; sdx_check_at(i, &info); i++) {
		if (strstr(info.id, id) == NULL)
			continue;
		if (!has_near)
			complain("there is no check \"%s\"; did you mean", id);
		fprintf(stderr, "  %s\n", info.id);
		has_near = true;
	}
	if (!has_near)
		complain("there is no check or error \"%s\"; `samldx checks` "
			 "and `samldx explain` list them",
		    id);
	return SDX_USAGE;
}

/* The arguments with blanks between them. */
static bool
join(struct message *message, int argc, char **argv)
{
	size_t size = 1;

	for (int i = 0; i < argc; i++)
		size += strlen(argv[i]) + 1;
	message->text = calloc(1, size);
	for (int i = 0; message->text != NULL && i < argc; i++) {
		size_t len = strlen(argv[i]);

		if (i > 0)
			message->text[message->len++] = ' ';
		memcpy(message->text + message->len, argv[i], len);
		message->len += len;
	}
	return message->text != NULL;
}

static int
explain_message(const struct output *output, const struct sdx_style *style,
    int argc, char **argv)
{
	struct message message = {0};
	struct file file = {0};
	enum sdx_status status = SDX_OK;

	if (argc == 1 && strcmp(argv[0], "-") == 0) {
		status = file_read("-", &file);
		message.text = file.data;
		message.len = file.len;
		if (status == SDX_OK)
			live_warn_of(&file, ""); /* no message, but a capture */
	} else if (!join(&message, argc, argv)) {
		status = SDX_FAULT;
	}
	if (status == SDX_OK)
		status = output_write(output, style, write_message, &message);
	if (file.data != NULL)
		file_free(&file);
	else
		free(message.text);
	if (status != SDX_OK)
		return (int)status;
	return message.is_known ? EXIT_NOTHING : EXIT_FINDINGS;
}

/* An sdx_sink_fn that keeps nothing: only whether there is a page. */
static bool
discard(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return true;
}

static int
explain(const struct output *output, const struct sdx_style *style, int argc,
    char **argv)
{
	enum sdx_status status;

	if (argc == 0)
		return (int)output_write(output, style, write_list, NULL);
	if (argc > 1 || strcmp(argv[0], "-") == 0)
		return explain_message(output, style, argc, argv);
	/* One word: an ID, unless it is none. */
	status = sdx_explain_write(argv[0], style, discard, NULL);
	if (status != SDX_USAGE)
		return (int)output_write(output, style, write_page, argv[0]);
	if (is_id(argv[0]))
		return complain_about_id(argv[0]);
	return explain_message(output, style, argc, argv);
}

int
verb_explain(int argc, char **argv)
{
	struct output output = {.format = SDX_FORMAT_TEXT};
	enum color_choice color = COLOR_AUTO;
	struct sdx_style style = {0};
	enum sdx_status status = SDX_OK;
	int option;

	while (status == SDX_OK && (option = getopt_long(argc, argv, "h",
					long_options, NULL)) != -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_NOTHING;
		}
		if (option == OPT_COLOR)
			status = color_parse(optarg, &color);
		else if (option == OPT_FORMAT)
			status = output_parse(optarg, false, &output);
		else if (option == OPT_REDACT)
			status = redaction_parse(optarg, &style.redaction);
		else
			status = SDX_USAGE;
	}
	if (status != SDX_OK)
		return (int)status;
	style_for_terminal(&style, color);
	cell_enter(false);
	return explain(&output, &style, argc - optind, argv + optind);
}
