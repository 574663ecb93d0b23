/* SPDX-License-Identifier: MIT */
/* samldx metadata: would IAM accept this metadata? */
#include <getopt.h>

#include "cli/cli.h"

static const char usage[] =
    "usage: samldx metadata [options] FILE...\n"
    "\n"
    "Would IAM accept this metadata of an identity provider?  FILE is the\n"
    "metadata, or the output of aws iam get-saml-provider.  Each FILE has a\n"
    "verdict of its own.\n"
    "\n"
    "  --at WHEN             judge dates at now or RFC 3339\n"
    "  --select IDS, --ignore IDS  checks that may, or may not, speak\n"
    "  --fail-on LEVEL       error (default), warning, note or never\n"
    "  --format FORMAT[:FILE]  text, json or jsonl; may be repeated\n"
    "  --color WHEN          auto, always or never\n"
    "  -q, --quiet           the verdict alone\n"
    "  -v, --verbose         all checks, whole values\n"
    "  -h, --help\n";

static const struct judged_verb metadata = {
    .question = SDX_QUESTION_METADATA,
    .usage = usage,
    .nothing_given = "vet what?  Name the file of metadata that is to be "
		     "uploaded; see `samldx metadata --help`",
};

int
verb_metadata(int argc, char **argv)
{
	return judge_each(argc, argv, &metadata, NULL);
}
