/* SPDX-License-Identifier: MIT */
/* samldx explain ID: one check at length. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

enum { OPT_COLOR = 256 };

static const struct option long_options[] = {
    {"color", required_argument, NULL, OPT_COLOR},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static enum sdx_status
write_page(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	(void)format;
	return sdx_explain_write(what, style, sink, user);
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
		complain("there is no check \"%s\"; `samldx checks` lists "
			 "them all",
		    id);
	return SDX_USAGE;
}

int
verb_explain(int argc, char **argv)
{
	struct output output = {.format = SDX_FORMAT_TEXT};
	enum color_choice color = COLOR_AUTO;
	struct sdx_style style = {0};
	enum sdx_status status;
	int option;

	while (
	    (option = getopt_long(argc, argv, "h", long_options, NULL)) != -1) {
		if (option == 'h') {
			print_usage();
			return EXIT_NOTHING;
		}
		if (option != OPT_COLOR ||
		    color_parse(optarg, &color) != SDX_OK)
			return SDX_USAGE;
	}
	if (argc - optind != 1) {
		complain("explain takes the ID of one check: "
			 "samldx explain role-attribute");
		return SDX_USAGE;
	}
	style_for_terminal(&style, color);
	status = output_write(&output, &style, write_page, argv[optind]);
	return status == SDX_USAGE ? complain_about_id(argv[optind])
				   : (int)status;
}
