/* SPDX-License-Identifier: MIT */
/* samldx checks: the rules that are checked. */
#include <getopt.h>
#include <stdio.h>

#include "cli/cell.h"
#include "cli/cli.h"

enum { OPT_FORMAT = 256, OPT_COLOR };

static const struct option long_options[] = {
    {"format", required_argument, NULL, OPT_FORMAT},
    {"color", required_argument, NULL, OPT_COLOR},
    {"verbose", no_argument, NULL, 'v'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

static const char usage[] =
    "usage: samldx checks [options]\n"
    "\n"
    "The rules that are checked: their IDs, what each wants, its severity and\n"
    "how well it is founded.  `samldx explain ID` tells one at length.\n"
    "\n"
    "  --format FORMAT[:FILE]  text, json or jsonl\n"
    "  --color WHEN          auto, always or never\n"
    "  -v, --verbose         and the source of each\n"
    "  -h, --help\n";

static enum sdx_status
write_checks(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	(void)what;
	return sdx_checks_write(format, style, sink, user);
}

int
verb_checks(int argc, char **argv)
{
	struct output output = {.format = SDX_FORMAT_TEXT};
	enum color_choice color = COLOR_AUTO;
	struct sdx_style style = {0};
	int option;

	while ((option = getopt_long(argc, argv, "vh", long_options, NULL)) !=
	       -1) {
		if (option == 'h') {
			fputs(usage, stdout);
			return EXIT_NOTHING;
		} else if (option == 'v') {
			style.is_verbose = true;
		} else if (option == OPT_FORMAT) {
			if (output_parse(optarg, false, &output) != SDX_OK)
				return SDX_USAGE;
		} else if (option == OPT_COLOR) {
			if (color_parse(optarg, &color) != SDX_OK)
				return SDX_USAGE;
		} else {
			return SDX_USAGE;
		}
	}
	if (optind < argc) {
		complain("checks takes no file; one check at length: "
			 "`samldx explain %s`",
		    argv[optind]);
		return SDX_USAGE;
	}
	style_for_terminal(&style, color);
	cell_enter(false);
	return (int)output_write(&output, &style, write_checks, NULL);
}
