/* SPDX-License-Identifier: MIT */
/* samldx rotate: where a rotation of keys stands, and the next safe step. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cell.h"
#include "cli/cli.h"

#define BITS_DEFAULT 3072
#define NAME_DEFAULT "AWS IAM SAML decryption"

enum { OPT_PLAN = OPT_OWN, OPT_NEW_KEY, OPT_BITS, OPT_NAME, OPT_PROVIDER_ARN };

static const struct option own[] = {
    {"plan", no_argument, NULL, OPT_PLAN},
    {"new-key", required_argument, NULL, OPT_NEW_KEY},
    {"bits", required_argument, NULL, OPT_BITS},
    {"subject", required_argument, NULL, OPT_NAME},
    {"provider-arn", required_argument, NULL, OPT_PROVIDER_ARN},
    {NULL, 0, NULL, 0},
};

struct rotate_options {
	const char *new_key; /* a file to be made; NULL: none */
	char *certificate;   /* the file beside it */
	const char *name;    /* NULL: not given */
	int64_t bits;	     /* 0: not given */
};

static const char usage[] =
    "usage: samldx rotate [options] FILE...\n"
    "       samldx rotate --new-key OUT [--bits N]\n"
    "\n"
    "Where does a rotation of decryption keys or signing certificates stand,\n"
    "and what is the next safe step?  FILE is the output of\n"
    "aws iam get-saml-provider, new metadata of the identity provider, the\n"
    "private keys, and captures of sign-ins, or folders of them.\n"
    "\n"
    "  --plan                every step from here to the end\n"
    "  --provider-arn ARN    for the commands, where no capture tells it\n"
    "  --new-key OUT         make an RSA key, OUT, and its certificate\n"
    "  --bits N              of the new key: 2048 to 8192, 3072 unless given\n"
    "  --subject NAME        of its certificate\n"
    "  --passphrase-file FILE, --at WHEN, --select IDS, --ignore IDS,\n"
    "  --fail-on LEVEL, --format FORMAT[:FILE], --redact LEVEL,\n"
    "  --color WHEN, -q, -v, -h as for `samldx check`\n";

/* OUT with the ending .crt instead of .pem or .key. */
static char *
certificate_path(const char *out)
{
	size_t len = strlen(out), size = len + sizeof ".crt";
	char *path = malloc(size);

	if (path == NULL)
		return NULL;
	if (len > 4 && (strcmp(out + len - 4, ".pem") == 0 ||
			   strcmp(out + len - 4, ".key") == 0))
		len -= 4;
	snprintf(path, size, "%.*s.crt", (int)len, out);
	return path;
}

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	struct rotate_options *options = run->own;

	switch (option) {
	case OPT_PLAN:
		sdx_settings_set_plan(run->options.settings, true);
		return SDX_OK;
	case OPT_NEW_KEY:
		free(options->certificate);
		options->new_key = value;
		options->certificate = certificate_path(value);
		if (options->certificate == NULL)
			return SDX_FAULT;
		cell_allow(value);
		cell_allow(options->certificate);
		return SDX_OK;
	case OPT_BITS:
		if (!option_number(value, &options->bits) ||
		    options->bits < 2048 || options->bits > 8192)
			return option_wrong("--bits", value, "2048 to 8192");
		return SDX_OK;
	case OPT_NAME:
		options->name = value;
		return SDX_OK;
	case OPT_PROVIDER_ARN:
		return sdx_settings_set_provider_arn(
		    run->options.settings, value);
	}
	return SDX_USAGE; /* getopt has complained */
}

/* The key first: with the certificate alone nobody can do harm. */
static enum sdx_status
write_both(const struct rotate_options *options, int64_t bits,
    const struct sdx_new_key *key)
{
	enum sdx_status status =
	    output_new_secret(options->new_key, key->key, key->key_len);

	if (status != SDX_OK)
		return status;
	status = output_new(
	    options->certificate, key->certificate, key->certificate_len);
	if (status != SDX_OK) {
		unlink(options->new_key);
		return status;
	}
	printf(
	    "%s: an RSA private key of %lld bits, for IAM alone (mode 0600, "
	    "no passphrase)\n"
	    "%s: its certificate, for the identity provider to encrypt with\n"
	    "  SHA-256 %s\n",
	    options->new_key, (long long)bits, options->certificate,
	    key->fingerprint);
	return SDX_OK;
}

static enum sdx_status
make_key(const struct rotate_options *options)
{
	int64_t bits = options->bits != 0 ? options->bits : BITS_DEFAULT;
	struct sdx_new_key key;
	enum sdx_status status;

	if (access(options->new_key, F_OK) == 0 ||
	    access(options->certificate, F_OK) == 0) {
		complain("%s: is there already, and is not written over",
		    access(options->new_key, F_OK) == 0 ? options->new_key
							: options->certificate);
		return SDX_USAGE;
	}
	status = sdx_new_key_make((unsigned)bits,
	    options->name != NULL ? options->name : NAME_DEFAULT,
	    (int64_t)time(NULL), &key);
	if (status != SDX_OK) {
		complain("--new-key: the key could not be made");
		return status;
	}
	status = write_both(options, bits, &key);
	sdx_new_key_release(&key);
	return status;
}

static enum sdx_status
prepare(struct judge *run)
{
	const struct rotate_options *options = run->own;

	if (options->new_key == NULL &&
	    (options->bits != 0 || options->name != NULL)) {
		complain("--bits and --subject are of the key that --new-key "
			 "makes");
		return SDX_USAGE;
	}
	if (run->options.n_files == 0 && options->new_key == NULL) {
		complain("rotate what?  Name the output of aws iam "
			 "get-saml-provider, the key files and captures; see "
			 "`samldx rotate --help`");
		return SDX_USAGE;
	}
	return options_expand_folders(&run->options);
}

/* Before the report: what it names is there then. */
static enum sdx_status
make_first(struct judge *run)
{
	const struct rotate_options *options = run->own;

	return options->new_key != NULL ? make_key(options) : SDX_OK;
}

static const struct judged_verb rotate = {
    .question = SDX_QUESTION_ROTATION,
    .usage = usage,
    .own = own,
    .apply = apply,
    .prepare = prepare,
    .collect = make_first,
    .writes_reports = true,
};

/* --new-key alone asks no question. */
static bool
is_making_alone(int argc, char **argv)
{
	bool makes = false;

	for (int i = 1; i < argc; i++) {
		bool takes_next = strcmp(argv[i], "--new-key") == 0 ||
				  strcmp(argv[i], "--bits") == 0 ||
				  strcmp(argv[i], "--subject") == 0;

		makes |= strncmp(argv[i], "--new-key", 9) == 0;
		if (takes_next)
			i++;
		else if (strncmp(argv[i], "--new-key=", 10) != 0 &&
			 strncmp(argv[i], "--bits=", 7) != 0 &&
			 strncmp(argv[i], "--subject=", 10) != 0)
			return false;
	}
	return makes;
}

static int
make_alone(int argc, char **argv, struct rotate_options *options)
{
	struct judge run = {.verb = &rotate, .own = options};
	enum sdx_status status = options_read(&run, argc, argv);

	cell_enter(false);
	if (status == SDX_OK)
		status = make_key(options);
	judge_release(&run);
	return (int)status;
}

int
verb_rotate(int argc, char **argv)
{
	struct rotate_options options = {0};
	int exit_with = is_making_alone(argc, argv)
			    ? make_alone(argc, argv, &options)
			    : judge_files(argc, argv, &rotate, &options);

	free(options.certificate);
	return exit_with;
}
