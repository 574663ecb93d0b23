/* SPDX-License-Identifier: MIT */
/*
 * Findings: what a check says about the evidence.  A check fills in a draft
 * and hands it over with one call; it frees nothing and tests nothing, for
 * the arena remembers a failure.
 */
#ifndef SDX_FINDING_H
#define SDX_FINDING_H

#include "arena.h"
#include "idp/idp.h"
#include "saml/document.h"
#include "samldx.h"

struct check;
struct evidence;

/* Of one check; what comes after them is counted, not kept. */
#define FINDINGS_OF_A_CHECK_MAX 20

enum fix_side { SIDE_IDP = 1, SIDE_AWS, SIDE_CLIENT };

/* An operation of JSON Patch (RFC 6902). */
struct fix_patch {
	const char *op, *path;
	const char *from;  /* NULL */
	const char *value; /* JSON; NULL */
	/* The same as a change of the file's text; NULL: it is none. */
	const char *text;
	size_t line, column; /* of what gives way, from 1 */
	size_t end_line, end_column;
};

struct fix {
	enum fix_side side;
	const char *idp;     /* key of the vendor whose own fix it is; NULL */
	const char *text;    /* an imperative sentence or two */
	const char *command; /* a shell command line; NULL */
	const char *diff;    /* lines of the file that change; NULL */
	struct fix_patch patch; /* op is NULL: none */
};

struct place {
	size_t input;	      /* index into the evidence's inputs */
	const char *pointer;  /* "/samlp:Response/…"; "" */
	const char *label;    /* for a person; "" */
	const char *document; /* "decoded response"; "" : the file itself */
	size_t line, column;  /* from 1; 0 unknown */
};

struct mark { /* bytes of "found" to point at */
	size_t start, len;
};

struct finding {
	const struct check *check;
	enum sdx_severity severity;
	enum sdx_grade grade;
	const char *message;
	const char *found;     /* NULL: none */
	const char *wanted;    /* NULL: none */
	const char *why;       /* NULL: none */
	const char *aws_error; /* id in the catalogue; NULL */
	struct mark *marks;
	size_t n_marks;
	struct place *places;
	size_t n_places;
	struct fix *fixes;
	size_t n_fixes;
	const struct finding *caused_by; /* the root; NULL: is one itself */
	bool is_muted;			 /* by --select or --ignore */
};

/*
 * What a check hands over.  Only message is required.  Everything is
 * borrowed until the evidence ends: use static text or finding_text().
 */
struct finding_draft {
	const char *message;
	const char *found;
	const char *wanted;
	const char *why;
	const struct mark *marks; /* copied; in the order of found */
	size_t n_marks;
	struct saml_at at; /* in the message */
	struct saml_at other_at;
	const struct place *place;  /* instead of at: in another input */
	enum sdx_severity severity; /* 0: the check's own */
	enum sdx_grade grade;	    /* 0: the check's own */
	/* The catalogue's id; NULL: the check's own; "": none this time. */
	const char *aws_error;
	enum idp_fix idp_fix; /* vendor's own words, or generic ones */
	const char *idp_text; /* said before those, or alone */
	const char *aws_text; /* what to do on AWS's side */
	const char *aws_command;
	const char *aws_diff;
	struct fix_patch aws_patch;
	const char *client_text; /* what to do on one's own machine */
	const char *client_command;
};

struct findings {
	struct arena *arena;
	const struct evidence *evidence;
	const struct check *current;
	struct finding **items; /* pointers stay valid */
	size_t n;
	const char *cannot; /* set by finding_cannot() */
	size_t n_current;   /* findings of the check that is running */
};

void finding_add(struct findings *, const struct finding_draft *);

/* Text in the evidence's arena. */
const char *finding_text(struct findings *, const char *fmt, ...)
    ARENA_PRINTF(2, 3);

/*
 * The check could not decide, for a reason of its own ("this build cannot
 * check RSA-PSS"): return CHECK_CANNOT after it.
 */
void finding_cannot(struct findings *, const char *reason);

#endif
