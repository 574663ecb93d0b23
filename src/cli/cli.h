/* SPDX-License-Identifier: MIT */
/*
 * The command.  It opens files, reads the clock and the environment, writes
 * the report and sets the exit status; what the files mean is the library's
 * business alone, which it knows by its public header.
 */
#ifndef SDX_CLI_CLI_H
#define SDX_CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "samldx.h"

struct option; /* getopt.h */

/* Exit statuses; the others are enum sdx_status. */
#define EXIT_NOTHING 0
#define EXIT_FINDINGS 1

#if defined(__GNUC__)
#define CLI_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define CLI_PRINTF(f, a)
#endif

/* main.c: verbs get what stands behind their name. */
int verb_check(int argc, char **argv);
int verb_checks(int argc, char **argv);
int verb_decode(int argc, char **argv);
int verb_diff(int argc, char **argv);
int verb_explain(int argc, char **argv);
int verb_filter(int argc, char **argv);
int verb_policy(int argc, char **argv);
int verb_preflight(int argc, char **argv);
int verb_rotate(int argc, char **argv);
int verb_metadata(int argc, char **argv);
int verb_redact(int argc, char **argv);
void print_usage(void);

/* temporary.c: files that are not finished. */
void temporary_watch(void);	 /* they go when a signal ends us */
void temporary_add(char *name);	 /* from malloc() */
void temporary_drop(char *name); /* and free it; NULL is fine */

/* output.c */

/* "samldx: …" on standard error, control characters made harmless. */
void complain(const char *fmt, ...) CLI_PRINTF(1, 2);

/* Text that may hold anything, made harmless for a terminal. */
void defuse(char *text);

#define MAX_OUTPUTS 8

struct output {
	enum sdx_format format;
	const char *path; /* NULL: standard output */
};

/* Writes the report, or what else, in the wanted format. */
typedef enum sdx_status write_fn(void *what, enum sdx_format,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/*
 * Write once, to standard output or to a file that appears when it is whole.
 * A reader that has gone away is no failure.  Failures are complained about.
 */
enum sdx_status output_write(
    const struct output *, const struct sdx_style *, write_fn *, void *what);

/* The same for what comes piece by piece. */
struct output_stream {
	const char *path; /* NULL: standard output */
	FILE *file;
	char *temporary;  /* becomes PATH when it is whole; NULL: none */
	int error;	  /* errno of the first failure, or 0 */
	bool must_be_new; /* what has the name already stays */
};

/* Complained about when it fails; end it where it does not. */
enum sdx_status output_begin(const struct output *, struct output_stream *);
void output_put(struct output_stream *, const void *, size_t len);
/* false: nobody takes it. */
bool output_flush(struct output_stream *);
/* IS_WHOLE: false leaves no file behind.  SDX_FAULT: it is not written. */
enum sdx_status output_end(struct output_stream *, bool is_whole);
/* The style of the terminal belongs on the terminal alone. */
void output_style(const struct output *, const struct sdx_style *terminal,
    struct sdx_style *);

/*
 * At the very end: was what nobody looked at written to standard output?  If
 * not it is said once, and SDX_FAULT is the status instead of EXIT_WITH.
 */
int output_finish(int exit_with);

/* Bytes to standard output. */
enum sdx_status output_octets(const void *, size_t len);
/* Bytes to a file that must not exist yet, as the umask has it. */
enum sdx_status output_new(const char *path, const void *, size_t len);
/* The same to a file that only its owner may read. */
enum sdx_status output_new_secret(const char *path, const void *, size_t len);
/* Bytes to a file that only its owner may read. */
enum sdx_status output_secret(const char *path, const void *, size_t len);

enum color_choice { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
/* What the terminal, if there is one, can show. */
void style_for_terminal(struct sdx_style *, enum color_choice);

/* progress.c: the line of progress, if there is one, gives way. */
void progress_hide(void);

/* file.c */
struct file {
	const char *name;
	char *data;
	size_t len;
	bool is_readable_by_others;
};

/* Read a file, or standard input for "-".  Failures are complained about. */
enum sdx_status file_read(const char *path, struct file *);
/* The same without a complaint, and never standard input. */
enum sdx_status file_read_quietly(const char *path, struct file *);
/*
 * A file of a folder, or of the folder xmltooling beside it, where Debian
 * keeps the schemas of the W3C; NAME is kept by the caller.
 */
enum sdx_status file_read_in(
    const char *folder, const char *name, struct file *);
/* Could it be read so? */
bool file_is_in(const char *folder, const char *name);
/* Keep a secret out of swap space, where the system grants it. */
void file_lock(const struct file *);
/* Wipes it, for it may hold a key. */
void file_free(struct file *);

/* passphrase.c */
#define PASSPHRASES_KEPT 16
struct answer_kept;
struct passphrase {
	struct file file; /* of --passphrase-file; data NULL: ask */
	/* What was typed, so that a key that is read twice is asked for once.
	 */
	struct answer_kept *kept[PASSPHRASES_KEPT];
	size_t n_kept;
};
/* An sdx_passphrase_fn; USER is a struct passphrase. */
int passphrase_get(const char *name, char *buf, size_t size, void *user);
/* Wiped, and the file with it. */
void passphrase_free(struct passphrase *);

/*
 * live.c: complain about responses that can still be used, with what is to
 * stand before the words of the check; of a report, or of what a file holds.
 */
void live_warn(const sdx_report *, const char *before);
void live_warn_of(const struct file *, const char *before);

/* options.c: what every verb that judges files can be told. */
struct given { /* a file on the command line */
	const char *path;
	enum sdx_kind kind;
};

struct options {
	sdx_settings *settings;
	struct given *files;
	size_t n_files;
	char **owned; /* paths of files in folders */
	size_t n_owned;
	struct output outputs[MAX_OUTPUTS];
	size_t n_outputs;
	struct sdx_style style;
	unsigned char redaction_key[SDX_REDACTION_KEY_LEN];
	enum color_choice color;
	enum sdx_severity fail_on; /* 0: never */
	const char *passphrase_file;
	const char *schema_dir;
	const char *summary; /* a file; NULL: not wanted */
	size_t n_jobs;	     /* threads */
	bool is_each;	     /* a report for each file, or a folder is given */
	bool is_now;	     /* --at now */
	bool wants_help;
};

/* A verb's own options have values from here on. */
#define OPT_OWN 512

struct judge;

/* A verb that judges files. */
struct judged_verb {
	enum sdx_question question;
	const char *usage;
	const char *nothing_given; /* where no file was named; NULL: fine */
	const struct option *own;  /* its own options; NULL: none */
	/* One of its own options.  Complains about what is wrong. */
	enum sdx_status (*apply)(struct judge *, int option, const char *value);
	/* Before the files are read, and once they are judged; or NULL. */
	enum sdx_status (*prepare)(struct judge *);
	enum sdx_status (*finish)(struct judge *);
	/* More evidence, behind the files; or NULL. */
	enum sdx_status (*collect)(struct judge *);
	/* Look for schemas that are installed.  NULL: never. */
	bool (*wants_schemas)(struct judge *);
	/* true: it has done the whole, with *EXIT_WITH.  NULL: never. */
	bool (*take_over)(struct judge *, int *exit_with);
	/* What is written of the report; NULL: the report itself. */
	write_fn *write;
	/* Bits of enum sdx_kind: what has a report of its own, each. */
	unsigned subjects;
	bool writes_reports; /* in every format; else text or JSON */
	bool judges_each;    /* whether or not it was asked to */
	bool reads_later;    /* files named in what it reads */
	bool takes_jobs;     /* and a summary; so do those with subjects */
};

/* judge.c: one run of such a verb. */
struct judge {
	const struct judged_verb *verb;
	void *own; /* the verb's */
	struct options options;
	struct passphrase passphrase;
	struct file *files;
	size_t n_files; /* that could be read */
	size_t files_room;
	bool has_unreadable;
	sdx_evidence *evidence;
	sdx_report *report;
};

/* Read options and files, judge, write the reports: the exit status. */
int judge_files(int argc, char **argv, const struct judged_verb *, void *own);

/*
 * Its steps, for verbs that go on in a way of their own.  judge_start() does
 * them all; false: it is over, with *EXIT_WITH.  Release it either way.
 */
bool judge_start(struct judge *, int argc, char **argv, int *exit_with);
enum sdx_status judge_prepare(struct judge *);
enum sdx_status judge_collect(struct judge *);
/* Judge what was collected, and write the report: the exit status. */
int judge_diagnose(struct judge *);
void judge_release(struct judge *);
/* Room for one more file, not counted yet.  NULL: no memory. */
struct file *judge_new_file(struct judge *);
/* Write to every output that was asked for. */
enum sdx_status judge_write(struct judge *, write_fn *, void *what);
/* WORST: of what was found. */
int judge_exit(const struct judge *, enum sdx_status, enum sdx_severity worst);

/*
 * judge_each.c: the same with one report for each file under test, out of
 * folders too.  What else was given lies beside every one of them.
 */
int judge_each(struct judge *);

/* The counts over many reports, to the file of --summary. */
enum sdx_status summary_write(struct judge *, sdx_tally *);

/* SDX_USAGE: complained about.  Release it either way. */
enum sdx_status options_read(struct judge *, int argc, char **argv);
void options_release(struct options *);
/* Many reports have their placeholders in common.  Complains. */
enum sdx_status options_share_placeholders(struct options *);
/* Complain about an option's value: "must be WANTED".  SDX_USAGE. */
enum sdx_status option_wrong(
    const char *option, const char *value, const char *wanted);
/* A whole number from 0 on. */
bool option_number(const char *text, int64_t *value);
/* Options of several verbs.  SDX_USAGE: complained about. */
enum sdx_status option_pick(sdx_settings *, const char *text);
enum sdx_status option_source_ip(sdx_settings *, const char *text);
/* folder.c: put the files of a folder in its place. */
enum sdx_status options_expand_folders(struct options *);

/* One more file. */
void options_add_file(struct options *, const char *path, enum sdx_kind);

/*
 * format.c: "json" or "json:FILE".  Only reports are written in every format.
 */
enum sdx_status output_parse(const char *text, bool is_report, struct output *);
enum sdx_status color_parse(const char *text, enum color_choice *);
enum sdx_status redaction_parse(const char *text, enum sdx_redaction *);

#endif
