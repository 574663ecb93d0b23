/* SPDX-License-Identifier: MIT */
/* samldx policy: lint trust policies, and the keys an assertion yields. */
#include <getopt.h>
#include <string.h>

#include "cli/cli.h"

enum { OPT_CONTEXT = OPT_OWN, OPT_ROLE_ARN, OPT_PROVIDER_ARN, OPT_SOURCE_IP };

static const struct option own[] = {
    {"context", no_argument, NULL, OPT_CONTEXT},
    {"role-arn", required_argument, NULL, OPT_ROLE_ARN},
    {"provider-arn", required_argument, NULL, OPT_PROVIDER_ARN},
    {"source-ip", required_argument, NULL, OPT_SOURCE_IP},
    {NULL, 0, NULL, 0},
};

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	sdx_settings *settings = run->options.settings;

	switch (option) {
	case OPT_CONTEXT:
		return SDX_OK; /* seen before: it chooses the way */
	case OPT_ROLE_ARN:
		return sdx_settings_set_role_arn(settings, value);
	case OPT_PROVIDER_ARN:
		return sdx_settings_set_provider_arn(settings, value);
	case OPT_SOURCE_IP:
		return option_source_ip(settings, value);
	}
	return SDX_USAGE; /* getopt has complained */
}

/* The pair and the address are of a sign-in, of which a lint knows none. */
static enum sdx_status
apply_lint(struct judge *run, int option, const char *value)
{
	(void)run;
	(void)value;
	switch (option) {
	case OPT_CONTEXT:
		complain("--context must be written in full");
		break;
	case OPT_ROLE_ARN:
	case OPT_PROVIDER_ARN:
	case OPT_SOURCE_IP:
		complain("--role-arn, --provider-arn and --source-ip go with "
			 "--context");
		break;
	}
	return SDX_USAGE; /* of others getopt has complained */
}

static enum sdx_status
write_context(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	return sdx_report_write_context(what, format, style, sink, user);
}

/* The table has no findings: who gave the capture is told all the same. */
static enum sdx_status
warn(struct judge *run)
{
	live_warn(run->report, "");
	return SDX_OK;
}

static const char usage[] =
    "usage: samldx policy [options] FILE...\n"
    "       samldx policy --context [options] CAPTURE [FILE...]\n"
    "\n"
    "Lints trust policies alone: each FILE is a policy, the output of\n"
    "aws iam get-role, list-roles or get-account-authorization-details,\n"
    "JSON of Terraform or CloudFormation, or a folder of such.\n"
    "\n"
    "  --context             the condition keys that the assertion of CAPTURE\n"
    "                        yields\n"
    "  --role-arn ARN, --provider-arn ARN  with --context: the pair, where\n"
    "                        there are several\n"
    "  --source-ip ADDRESS   with --context: aws:SourceIp\n"
    "  --select IDS, --ignore IDS, --fail-on LEVEL, --format FORMAT[:FILE],\n"
    "  --jobs N, --summary FILE, --redact LEVEL,\n"
    "  --color WHEN, --at WHEN, -q, -v, -h as for `samldx check`\n";

static const struct judged_verb lint = {
    .question = SDX_QUESTION_POLICY,
    .usage = usage,
    .nothing_given = "policy of what?  Name a file with a trust policy, or "
		     "the output of aws iam get-role",
    .own = own,
    .apply = apply_lint,
    .subjects =
	1U << SDX_KIND_AUTO | 1U << SDX_KIND_ROLE | 1U << SDX_KIND_TRUST_POLICY,
    .judges_each = true,
    .writes_reports = true,
};

static const struct judged_verb context = {
    .question = SDX_QUESTION_SIGN_IN,
    .usage = usage,
    .nothing_given = "context of what?  Name the capture of a sign-in",
    .own = own,
    .apply = apply,
    .finish = warn,
    .write = write_context,
};

int
verb_policy(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--context") == 0)
			return judge_files(argc, argv, &context, NULL);
		if (strcmp(argv[i], "--") == 0)
			break;
	}
	return judge_files(argc, argv, &lint, NULL);
}
