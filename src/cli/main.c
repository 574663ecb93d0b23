/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cell.h"
#include "cli/cli.h"

struct verb {
	const char *name;
	int (*run)(int argc, char **argv);
};

static const struct verb verbs[] = {
    {"check", verb_check},
    {"checks", verb_checks},
    {"decode", verb_decode},
    {"diff", verb_diff},
    {"explain", verb_explain},
    {"filter", verb_filter},
    {"policy", verb_policy},
    {"preflight", verb_preflight},
    {"rotate", verb_rotate},
    {"metadata", verb_metadata},
    {"redact", verb_redact},
};

#define N_VERBS (sizeof verbs / sizeof *verbs)
#define MAX_VERB 16

static const char usage[] =
    "usage: samldx check [options] FILE...   why a captured sign-in fails\n"
    "       samldx check --each FOLDER...    the same for many\n"
    "       samldx checks [--format json]    the rules that are checked\n"
    "       samldx explain ID | MESSAGE      a rule, or a message of AWS\n"
    "       samldx decode FILE               the message as it was sent\n"
    "       samldx diff GOOD BAD             two sign-ins by meaning\n"
    "       samldx filter [FILE...]          one line in, one line out\n"
    "       samldx policy FILE...            lint trust policies alone\n"
    "       samldx metadata FILE...          would IAM accept the metadata?\n"
    "       samldx redact FILE               a copy that can be shared\n"
    "       samldx preflight -- aws ...      would AWS accept this command?\n"
    "       samldx rotate FILE...            the next safe step of a rotation\n"
    "\n"
    "FILE is what the browser sent (HAR, base64, form body or XML) and, "
    "beside\n"
    "it, in any order: the identity provider's metadata or certificate, the\n"
    "private key AWS decrypts with, and the output of\n"
    "  aws iam get-saml-provider --saml-provider-arn ARN\n"
    "  aws iam list-saml-providers\n"
    "  aws iam get-role --role-name NAME    (list-roles, Terraform, ...)\n"
    "  aws cloudtrail lookup-events\n"
    "\"-\" is standard input.  Nothing is sent anywhere.\n"
    "\n"
    "`samldx COMMAND --help` lists the options of a command.\n"
    "\n"
    "exit status: 0 nothing found, 1 findings, 2 wrong usage, 3 unreadable\n"
    "input or no SAML message, 4 a limit of samldx or a fault\n";

void
print_usage(void)
{
	fputs(usage, stdout);
}

/*
 * Where one of the three is closed the next file that is opened would take its
 * number, and what is said to the user would be written into it.
 */
static void
keep_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) != -1 || errno != EBADF)
			continue;
		/* So that to use it is still an error. */
		if (open("/dev/null",
			fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
			_exit(SDX_FAULT);
	}
}

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* How many letters differ (Levenshtein).  B is one of the verbs. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[MAX_VERB + 1], len = strlen(b);

	for (size_t j = 0; j <= len; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			size_t above = row[j];
			size_t change = a[i - 1] == b[j - 1] ? 0 : 1;

			row[j] =
			    least(row[j] + 1, row[j - 1] + 1, corner + change);
			corner = above;
		}
	}
	return row[len];
}

static const char *
nearest(const char *name)
{
	const char *best = NULL;
	size_t least_distance = 3;

	if (strlen(name) > MAX_VERB)
		return NULL;
	for (size_t i = 0; i < N_VERBS; i++) {
		size_t d = distance(name, verbs[i].name);

		if (d < least_distance) {
			best = verbs[i].name;
			least_distance = d;
		}
	}
	return best;
}

static int
complain_about_verb(const char *name)
{
	const char *near = nearest(name);
	struct stat st;

	if (near != NULL)
		complain("there is no command \"%s\"; did you mean "
			 "`samldx %s`?",
		    name, near);
	else if (stat(name, &st) == 0)
		complain("there is no command \"%s\"; did you mean "
			 "`samldx check %s`?",
		    name, name);
	else
		complain(
		    "there is no command \"%s\"; see `samldx --help`", name);
	return SDX_USAGE;
}

static bool
is_one_of(const char *text, const char *a, const char *b, const char *c)
{
	return strcmp(text, a) == 0 || strcmp(text, b) == 0 ||
	       strcmp(text, c) == 0;
}

int
main(int argc, char **argv)
{
	static char name[] = "samldx"; /* as getopt calls us */

	keep_standard_streams();
	signal(SIGPIPE, SIG_IGN); /* a reader that went away */
	signal(SIGXFSZ, SIG_IGN); /* a file that may grow no more */
	temporary_watch();
	cell_start();
	/* Nothing has used libxml2: it cannot fail, and may. */
	(void)sdx_quicken();
	if (argc < 2) {
		fputs(usage, stderr);
		return SDX_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-h", "help")) {
		print_usage();
		return output_finish(EXIT_NOTHING);
	}
	if (is_one_of(argv[1], "--version", "-V", "version")) {
		printf("samldx %s\n", sdx_version());
		return output_finish(EXIT_NOTHING);
	}
	for (size_t i = 0; i < N_VERBS; i++) {
		if (strcmp(argv[1], verbs[i].name) != 0)
			continue;
		argv[1] = name;
		return output_finish(verbs[i].run(argc - 1, argv + 1));
	}
	return complain_about_verb(argv[1]);
}
