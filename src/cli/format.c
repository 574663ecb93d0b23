/* SPDX-License-Identifier: MIT */
/* "FORMAT" and "FORMAT:FILE". */
#include <string.h>

#include "cli/cell.h"
#include "cli/cli.h"

/* In the order of enum sdx_format; the first three are of everything. */
static const char *const names[] = {
    "text", "json", "jsonl", "sarif", "github", "junit", "html", "markdown"};

#define GENERAL "text, json or jsonl"

static bool
is_general(enum sdx_format format)
{
	return format <= SDX_FORMAT_JSONL;
}

static enum sdx_status
wrong(const char *text, bool is_report)
{
	return option_wrong("--format", text,
	    is_report
		? "text, json, jsonl, sarif, github, junit, html or markdown"
		: GENERAL);
}

enum sdx_status
output_parse(const char *text, bool is_report, struct output *output)
{
	size_t len = strcspn(text, ":"), i = 0;

	while (i < sizeof names / sizeof *names &&
	       (strlen(names[i]) != len || strncmp(names[i], text, len) != 0))
		i++;
	if (i == sizeof names / sizeof *names ||
	    !(is_report || is_general((enum sdx_format)i)))
		return wrong(text, is_report);
	output->format = (enum sdx_format)i;
	output->path = text[len] == ':' ? text + len + 1 : NULL;
	if (output->path != NULL && output->path[0] == '\0')
		return option_wrong("--format", text, "FORMAT or FORMAT:FILE");
	cell_allow(output->path);
	return SDX_OK;
}
