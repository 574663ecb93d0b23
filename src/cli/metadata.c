/* SPDX-License-Identifier: MIT */
/* samldx metadata: would IAM accept this metadata? */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/aggregate.h"
#include "cli/cell.h"

#define NAME_MAX_LEN 60 /* of an entity in the name of a file */
#define PATH_MAX_LEN 4096
/* What is under test, and not beside it. */
#define SUBJECTS                                         \
	(1U << SDX_KIND_AUTO | 1U << SDX_KIND_METADATA | \
	    1U << SDX_KIND_PROVIDER)

enum {
	OPT_REPAIR = OPT_OWN,
	OPT_CERTS,
	OPT_CURRENT,
	OPT_SIGNER,
	OPT_ENTITY,
	OPT_EXTRACT
};

static const struct option own[] = {
    {"repair", required_argument, NULL, OPT_REPAIR},
    {"certs", required_argument, NULL, OPT_CERTS},
    {"current", required_argument, NULL, OPT_CURRENT},
    {"signer", required_argument, NULL, OPT_SIGNER},
    {"entity", required_argument, NULL, OPT_ENTITY},
    {"extract", required_argument, NULL, OPT_EXTRACT},
    {NULL, 0, NULL, 0},
};

struct metadata_options {
	const char *repair;  /* a file to be written; NULL: none */
	const char *certs;   /* a folder; NULL: none */
	const char *entity;  /* the one that is picked; NULL: all */
	const char *extract; /* a file to be written; NULL: none */
};

static enum sdx_status
apply(struct judge *run, int option, const char *value)
{
	struct metadata_options *options = run->own;

	switch (option) {
	case OPT_REPAIR:
		options->repair = value;
		cell_allow(value);
		return SDX_OK;
	case OPT_CERTS:
		options->certs = value;
		cell_allow(value);
		return SDX_OK;
	case OPT_ENTITY:
		options->entity = value;
		return SDX_OK;
	case OPT_EXTRACT:
		cell_allow(value);
		options->extract = value;
		return SDX_OK;
	case OPT_CURRENT:
		options_add_file(&run->options, value, SDX_KIND_CURRENT);
		return SDX_OK;
	case OPT_SIGNER:
		options_add_file(&run->options, value, SDX_KIND_SIGNER);
		return SDX_OK;
	}
	return SDX_USAGE; /* getopt has complained */
}

static bool
is_subject(const struct given *given)
{
	return (SUBJECTS & 1U << given->kind) != 0;
}

/* The one file under test; NULL: there are several, or a folder. */
static const struct given *
only_subject(const struct judge *run)
{
	const struct given *only = NULL;

	if (run->options.is_each)
		return NULL;
	for (size_t i = 0; i < run->options.n_files; i++) {
		const struct given *given = &run->options.files[i];

		if (!is_subject(given))
			continue;
		if (only != NULL)
			return NULL;
		only = given;
	}
	return only;
}

static enum sdx_status
prepare(struct judge *run)
{
	const struct metadata_options *options = run->own;

	if (options->extract != NULL && options->entity == NULL) {
		complain("--extract writes one entity: name it with --entity");
		return SDX_USAGE;
	}
	if (only_subject(run) != NULL)
		return SDX_OK;
	if (options->repair != NULL) {
		complain("--repair writes one file: name one FILE with it");
		return SDX_USAGE;
	}
	if (options->entity != NULL) {
		complain("--entity is of one file: name one FILE with it");
		return SDX_USAGE;
	}
	return SDX_OK;
}

static enum sdx_status
add(struct judge *run, enum sdx_kind kind)
{
	const struct file *file = &run->files[run->n_files++];

	return sdx_evidence_add(run->evidence,
	    &(struct sdx_input){.name = file->name,
		.data = file->data,
		.len = file->len,
		.kind = kind,
		.is_readable_by_others = file->is_readable_by_others});
}

static bool
has_signer(const struct judge *run)
{
	for (size_t i = 0; i < run->options.n_files; i++) {
		if (run->options.files[i].kind == SDX_KIND_SIGNER)
			return true;
	}
	return false;
}

/* What the federation has signed is its document, not the entity. */
static enum sdx_status
add_whole(struct judge *run, const char *path)
{
	enum sdx_status status;

	if (strcmp(path, "-") == 0) {
		complain("--signer and --entity want a file: standard input "
			 "cannot be read twice");
		return SDX_USAGE;
	}
	status = file_read(path, &run->files[run->n_files]);
	return status == SDX_OK ? add(run, SDX_KIND_WHOLE) : status;
}

/* The entity comes first; what lies beside it follows. */
static enum sdx_status
collect(struct judge *run, const struct given *subject)
{
	const struct metadata_options *options = run->own;
	enum sdx_status status;

	run->files = calloc(run->options.n_files + 2, sizeof *run->files);
	run->evidence = sdx_evidence_new(run->options.settings);
	if (run->files == NULL || run->evidence == NULL)
		return SDX_FAULT;
	status = aggregate_pick(subject->path, options->entity, run->files);
	if (status == SDX_OK)
		status = add(run, SDX_KIND_METADATA);
	if (status == SDX_OK && has_signer(run))
		status = add_whole(run, subject->path);
	for (size_t i = 0; status == SDX_OK && i < run->options.n_files; i++) {
		const struct given *given = &run->options.files[i];

		if (is_subject(given))
			continue;
		status = file_read(given->path, &run->files[run->n_files]);
		if (status == SDX_OK)
			status = add(run, given->kind);
	}
	return status;
}

static enum sdx_status
extract_to(const struct judge *run, const char *path)
{
	enum sdx_status status =
	    output_new(path, run->files[0].data, run->files[0].len);

	if (status == SDX_OK)
		complain("%s: the entity alone, byte for byte but for the "
			 "namespaces that it inherited; a signature of the "
			 "whole document does not speak for it any more",
		    path);
	return status;
}

/* One entity of a federation, judged like any metadata. */
static int
vet_one(struct judge *run, const struct given *subject)
{
	const struct metadata_options *options = run->own;
	enum sdx_status status = collect(run, subject), written = SDX_OK;
	int exit_with;

	if (status != SDX_OK)
		return (int)status;
	if (options->extract != NULL)
		written = extract_to(run, options->extract);
	exit_with = judge_diagnose(run);
	return written != SDX_OK ? (int)written : exit_with;
}

/* Of a federation they would cost more than all the rest. */
static bool
wants_schemas(struct judge *run)
{
	const struct metadata_options *options = run->own;
	const struct given *subject = only_subject(run);

	return options->entity != NULL || subject == NULL ||
	       !aggregate_is(subject->path);
}

static bool
take_over(struct judge *run, int *exit_with)
{
	const struct metadata_options *options = run->own;
	const struct given *subject = only_subject(run);

	if (options->entity != NULL) {
		*exit_with = vet_one(run, subject);
		return true;
	}
	if (subject == NULL || !aggregate_is(subject->path))
		return false;
	if (run->options.n_files == 1 && options->repair == NULL &&
	    options->certs == NULL) {
		*exit_with = aggregate_vet(run, subject->path);
		return true;
	}
	complain("%s holds more entities than IAM takes in one document: pick "
		 "one with --entity ID",
	    subject->path);
	*exit_with = SDX_USAGE;
	return true;
}

/* The repaired copy, judged like any other. */
static const char *
judge_copy(const struct judge *run, const struct sdx_repair *repair)
{
	sdx_evidence *evidence = sdx_evidence_new(run->options.settings);
	const char *answer = "whether IAM would accept it could not be told";
	sdx_report *report = NULL;

	if (evidence != NULL &&
	    sdx_evidence_add(evidence, &(struct sdx_input){.name = "the copy",
					   .data = repair->data,
					   .len = repair->len}) == SDX_OK &&
	    sdx_diagnose(evidence, &report) == SDX_OK) {
		if (sdx_report_outcome(report) == SDX_ACCEPTED)
			answer = "IAM would accept it";
		else if (sdx_report_outcome(report) == SDX_REJECTED)
			answer = "IAM would refuse it still";
	}
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return answer;
}

static enum sdx_status
repair_to(const struct judge *run, const char *path)
{
	struct sdx_repair repair;
	enum sdx_status status = sdx_report_repair(run->report, &repair);

	if (status == SDX_INPUT) {
		complain("--repair: this is no metadata; nothing was written");
		return SDX_OK;
	}
	if (status != SDX_OK)
		return status;
	if (repair.n_changes == 0) {
		complain("--repair: there is nothing to leave out; nothing "
			 "was written");
		return SDX_OK;
	}
	status = output_new(path, repair.data, repair.len);
	if (status != SDX_OK)
		return status;
	for (size_t i = 0; i < repair.n_changes; i++)
		complain("%s: without %s", path, repair.changes[i]);
	if (repair.breaks_signature)
		complain("%s: the signature of the metadata does not hold any "
			 "more; IAM is not known to look at it",
		    path);
	complain("%s: %s", path, judge_copy(run, &repair));
	return SDX_OK;
}

/* Letters, digits, '.' and '-' of a name; the rest becomes '_'. */
static void
put_safe(char *out, const char *text, size_t max)
{
	size_t n = 0;

	for (; *text != '\0' && n < max; text++) {
		bool is_safe = isalnum((unsigned char)*text) || *text == '-' ||
			       (*text == '.' && n > 0);

		out[n++] = is_safe ? *text : '_';
	}
	out[n] = '\0';
}

static enum sdx_status
write_certificate(const char *folder, const struct sdx_certificate *c)
{
	char path[PATH_MAX_LEN], entity[NAME_MAX_LEN + 1], digest[17];
	size_t n = 0;

	put_safe(entity, c->entity, NAME_MAX_LEN);
	for (const char *at = c->fingerprint; *at != '\0' && n < 16; at++) {
		if (*at != ':')
			digest[n++] = *at;
	}
	digest[n] = '\0';
	if (snprintf(path, sizeof path, "%s/%s-%s.pem", folder, entity,
		digest) >= (int)sizeof path) {
		complain("--certs: the path is too long");
		return SDX_FAULT;
	}
	return output_new(path, c->pem, strlen(c->pem));
}

static bool
is_seen(const struct judge *run, size_t i, const struct sdx_certificate *c)
{
	struct sdx_certificate other;

	for (size_t j = 0; j < i; j++) {
		if (sdx_report_certificate(run->report, j, &other) &&
		    strcmp(other.fingerprint, c->fingerprint) == 0 &&
		    strcmp(other.entity, c->entity) == 0)
			return true;
	}
	return false;
}

static enum sdx_status
write_certificates(const struct judge *run, const char *folder)
{
	struct sdx_certificate c;
	enum sdx_status worst = SDX_OK;

	if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
		complain("%s: cannot be made: %s", folder, strerror(errno));
		return SDX_FAULT;
	}
	for (size_t i = 0; sdx_report_certificate(run->report, i, &c); i++) {
		if (!is_seen(run, i, &c) &&
		    write_certificate(folder, &c) != SDX_OK)
			worst = SDX_FAULT;
	}
	return worst;
}

static enum sdx_status
finish(struct judge *run)
{
	const struct metadata_options *options = run->own;
	enum sdx_status status = SDX_OK, last = SDX_OK;

	if (options->repair != NULL)
		status = repair_to(run, options->repair);
	if (options->certs != NULL)
		last = write_certificates(run, options->certs);
	return last != SDX_OK ? last : status;
}

static const char usage[] =
    "usage: samldx metadata [options] FILE...\n"
    "\n"
    "Would IAM accept this metadata of an identity provider?  FILE is the\n"
    "metadata, the output of aws iam get-saml-provider, or a folder of such.\n"
    "Each file has a verdict of its own.\n"
    "\n"
    "  --entity ID           one entity of a federation's metadata; without\n"
    "                        it each one is vetted, a line each\n"
    "  --extract OUT         write that entity alone, as it can be uploaded\n"
    "  --current OLD         what IAM holds now: its metadata, or the output\n"
    "                        of get-saml-provider; says what would change\n"
    "  --capture FILE        a response: would users still get in?\n"
    "  --signer CERT         whom the metadata itself must be signed by\n"
    "  --schema-dir DIR      the OASIS schemas; Debian's are found by "
    "themselves\n"
    "  --repair OUT          write a copy without byte order mark, bytes\n"
    "                        around the XML, and roles of no use to IAM\n"
    "  --certs DIR           write the certificates as PEM\n"
    "  --at WHEN             judge dates at now or RFC 3339\n"
    "  --select IDS, --ignore IDS  checks that may, or may not, speak\n"
    "  --fail-on LEVEL       error (default), warning, note or never\n"
    "  --format FORMAT[:FILE]  text, json, jsonl, sarif, github, junit, html\n"
    "                          or markdown; may be repeated\n"
    "  --redact LEVEL        auto: hide persons; strict: organisations too\n"
    "  --jobs N              threads; 0: one for each processor; default 1\n"
    "  --summary FILE        what was found how often, as JSON\n"
    "  --color WHEN          auto, always or never\n"
    "  -q, --quiet           the verdict alone\n"
    "  -v, --verbose         all checks, whole values\n"
    "  -h, --help\n";

static const struct judged_verb metadata = {
    .question = SDX_QUESTION_METADATA,
    .usage = usage,
    .nothing_given = "vet what?  Name the file of metadata that is to be "
		     "uploaded; see `samldx metadata --help`",
    .own = own,
    .subjects = SUBJECTS,
    .judges_each = true,
    .apply = apply,
    .prepare = prepare,
    .wants_schemas = wants_schemas,
    .take_over = take_over,
    .finish = finish,
    .writes_reports = true,
};

int
verb_metadata(int argc, char **argv)
{
	struct metadata_options options = {0};

	return judge_files(argc, argv, &metadata, &options);
}
