/* SPDX-License-Identifier: MIT */
/*
 * A command of the AWS CLI about SAML, as the words that a shell hands over.
 * It is read, never run, and no file is opened: what a file holds is handed
 * in.  The models of the parameters are those of the service (IAM 2010-05-08,
 * STS 2011-06-15).
 */
#ifndef SDX_AWS_COMMAND_H
#define SDX_AWS_COMMAND_H

#include "json/json.h"

enum aws_operation {
	OPERATION_NONE = 0,
	OPERATION_CREATE_PROVIDER,
	OPERATION_UPDATE_PROVIDER,
	OPERATION_ASSUME_ROLE,
	OPERATION_CREATE_ROLE,
	OPERATION_UPDATE_TRUST,
	OPERATION_UPDATE_ROLE
};

enum parameter_type {
	PARAMETER_TEXT = 0,
	PARAMETER_INTEGER, /* min and max are of the value */
	PARAMETER_TAGS,	   /* a list of Key and Value; max is their number */
	PARAMETER_ARNS	   /* a list of arn; likewise */
};

/* Which characters a text may hold. */
enum parameter_alphabet {
	ALPHABET_ANY = 0,
	ALPHABET_PROVIDER_NAME, /* [\w._-] */
	ALPHABET_ROLE_NAME,	/* [\w+=,.@-] */
	ALPHABET_KEY_ID,	/* [A-Z0-9] */
	ALPHABET_LATIN,		/* U+0009, U+000A, U+000D, U+0020 to U+00FF */
	ALPHABET_DESCRIPTION,	/* the same without U+007F to U+00A0 */
	ALPHABET_PATH,		/* begins and ends with a slash */
	ALPHABET_MODE		/* Required or Allowed */
};

enum { PARAMETER_REQUIRED = 1 << 0, PARAMETER_SECRET = 1 << 1 };

struct parameter_model {
	const char *name;   /* "SAMLMetadataDocument" */
	const char *option; /* "--saml-metadata-document" */
	enum parameter_type type;
	unsigned flags;
	size_t min, max; /* characters; 0: no bound */
	enum parameter_alphabet alphabet;
	/* A file is what is usually given: a path without file:// in front of
	   it is a slip. */
	bool is_document;
};

struct operation_model {
	enum aws_operation operation;
	const char *service; /* "iam" */
	const char *command; /* "update-saml-provider" */
	const char *name;    /* "UpdateSAMLProvider" */
	const struct parameter_model *parameters;
	size_t n;
};

/* Where a value came from. */
enum value_source {
	VALUE_OF_WORD = 0,
	VALUE_OF_FILE,	    /* file:// */
	VALUE_OF_BYTES,	    /* fileb:// */
	VALUE_OF_INPUT_JSON /* --cli-input-json */
};

struct command_pair { /* of Tags: Key and Value; of PolicyArns: arn alone */
	const char *key;
	const char *value; /* NULL: none was given */
};

struct command_value {
	const struct parameter_model *model;
	enum value_source source;
	const char *path; /* of a file */
	const char *text; /* NULL: the file could not be read, or a list */
	size_t len;	  /* bytes */
	struct command_pair *pairs; /* of a list */
	size_t n_pairs;
	size_t input; /* of the evidence, where it stands */
	bool has_input;
};

enum command_fault {
	FAULT_UNKNOWN_OPTION, /* near: an option that it resembles */
	FAULT_ABBREVIATED,    /* near: the option that it begins */
	FAULT_STRAY_WORD,
	FAULT_DASH,	/* an option behind a dash of a word processor */
	FAULT_NO_VALUE, /* an option at the end, or before another one */
	FAULT_REPEATED,
	FAULT_LIST,	     /* shorthand or JSON of a list that is broken */
	FAULT_INTEGER,	     /* no whole number */
	FAULT_INPUT_JSON,    /* --cli-input-json is no JSON object */
	FAULT_INPUT_UNKNOWN, /* … a member that the operation does not have */
	FAULT_INPUT_TYPE     /* … a member of another type */
};

struct command_complaint {
	enum command_fault fault;
	const char *word;   /* as it stands; never a value that is secret */
	const char *near;   /* NULL */
	const char *detail; /* for a person; "" */
};

struct aws_command {
	const struct operation_model *model; /* NULL: none of ours */
	const char *service;		     /* as written; NULL */
	const char *command;		     /* as written; NULL */
	const char *near;	/* an operation that it resembles; NULL */
	const char *nearest_of; /* … and its service */
	struct command_value *values;
	size_t n_values;
	struct command_complaint *complaints;
	size_t n_complaints;
	const char *profile, *region; /* general options; NULL */
	const char *input_json;	      /* of --cli-input-json; NULL */
	bool has_input_yaml;	      /* it is not read here */
	bool is_skeleton;   /* --generate-cli-skeleton sends nothing */
	const char **paths; /* of files that it names */
	size_t n_paths;
};

/* Read the words; the first is the program.  NULL: no memory. */
struct aws_command *command_read(
    struct arena *, const char *const *words, size_t n);

/* The octets of a file; NULL: it could not be read. */
typedef const char *command_file_fn(const char *path, size_t *len, void *user);
/* Fill in what stands in files.  Once; false: no memory. */
bool command_fill(
    struct arena *, struct aws_command *, command_file_fn *, void *user);

/* By the name of the API; NULL: it is not given. */
const struct command_value *command_value(
    const struct aws_command *, const char *name);
/* Its text; NULL: not given, or not known. */
const char *command_text(const struct aws_command *, const char *name);
bool command_integer(const struct aws_command *, const char *name, int64_t *);

/* command_model.c */
const struct operation_model *operation_find(
    const char *service, const char *command);
const struct operation_model *operation_at(size_t i); /* NULL: the end */
const struct parameter_model *parameter_find(
    const struct operation_model *, const char *option, size_t len);
const struct parameter_model *parameter_named(
    const struct operation_model *, const char *name);
/* Of an option of every command: -1 it is none, else how many values. */
int general_option(const char *option, size_t len);
const char *general_option_at(size_t i); /* NULL: the end */
/* The place of the first character that must not stand; LEN: all may. */
size_t alphabet_check(enum parameter_alphabet, const char *text, size_t len);
/* "[A-Z0-9]+" */
const char *alphabet_pattern(enum parameter_alphabet);

/* shorthand.c: "Key=a,Value=b", or JSON.  false: no memory.  *WHY: what is
   wrong with it; NULL: nothing. */
bool shorthand_read(struct arena *, const char *text,
    const struct parameter_model *, struct command_value *, const char **why);

#endif
