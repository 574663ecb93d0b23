/* SPDX-License-Identifier: MIT */
/*
 * Many files and folders at once: which of them are judged, and what lies
 * beside each.  What lies in a folder lies beside the captures of that folder
 * and of the folders in it; what was named lies beside them all.
 */
#ifndef SDX_CLI_EACH_H
#define SDX_CLI_EACH_H

#include <sys/types.h>

#include "cli/lines.h"

/* A folder, or the command line, and what lies in it beside the captures. */
struct scope {
	struct scope *parent; /* NULL: the command line */
	struct scope *next;   /* of all, in no order */
	struct beside {
		struct file file;
		enum sdx_kind kind;
	} * beside;
	size_t n_beside;
	sdx_evidence *sealed; /* with that of the parents; NULL: not yet */
	size_t n_users;
};

struct item {
	char *path;
	enum sdx_kind kind; /* forced, or SDX_KIND_AUTO */
	enum sdx_kind told; /* by its content, where that was asked */
	struct scope *scope;
	struct file file; /* kept where it cannot be read twice */
	bool is_walked;	  /* found in a folder */
	bool is_judged;
};

#define WALK_SYSTEM_MAX 2

/* walk.c: all files, those of a folder together. */
struct walk {
	struct item *items;
	size_t n, size;
	struct scope top; /* the command line */
	struct scope *scopes;
	dev_t system[WALK_SYSTEM_MAX]; /* what lies there is no file */
	size_t n_system;
	size_t n_names;	     /* that were met in folders */
	bool has_unreadable; /* it was complained about */
	bool is_too_much;    /* likewise: more than anybody means */
};

/* SUBJECTS: bits of enum sdx_kind.  SDX_FAULT: no memory. */
enum sdx_status walk_files(
    struct walk *, const struct options *, unsigned subjects);
void walk_free(struct walk *);
bool is_folder(const char *path);

/* scope.c: FILE is taken over.  false: no memory. */
bool scope_add(struct scope *, struct file *, enum sdx_kind);
/* Read what lies beside once, to be shared. */
enum sdx_status scope_seal(struct scope *, const sdx_settings *);
/* To evidence of one file, what lies beside. */
enum sdx_status scope_copy(const struct scope *, sdx_evidence *);
/* The last one to release it lets go what it held. */
void scope_use(struct scope *);
void scope_release(struct scope *);
/* Whoever uses it. */
void scope_clear(struct scope *);

/* reports.c: many reports, one after the other, to all outputs at once. */
struct reports {
	struct options *options;
	bool is_array; /* several, or what may become several */
	bool is_lines; /* a line each, and nothing between them */
	struct output_stream streams[MAX_OUTPUTS];
	sdx_document *documents[MAX_OUTPUTS]; /* beside streams */
	size_t n_written[MAX_OUTPUTS];
};

enum sdx_status reports_open(struct reports *);
/* One report in every format.  false: no memory. */
struct reported {
	const char *path;
	const struct sdx_entity *entity; /* of a federation; NULL */
	const sdx_report *report;
};
bool reports_render(const struct reports *, const struct reported *,
    struct output_lines *answer);
/* false: no output takes it any more. */
bool reports_write(struct reports *, const struct output_lines *answer);
bool reports_flush(struct reports *);
bool reports_are_refused(const struct reports *);
/* TALLY: what is said in the end; NULL: nothing. */
enum sdx_status reports_close(
    struct reports *, const sdx_tally *tally, bool is_whole);

/* progress.c: a line on the terminal, where nothing else is written to it. */
struct progress {
	bool is_on;
	const char *what; /* is counted: "files" */
	size_t n, n_all;
	int64_t began, shown; /* milliseconds */
};

void progress_start(struct progress *, const struct options *, size_t n_all);
void progress_step(struct progress *);
/* So far of N_ALL. */
void progress_to(struct progress *, size_t n);
void progress_end(struct progress *);

#endif
