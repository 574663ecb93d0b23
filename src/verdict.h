/* SPDX-License-Identifier: MIT */
/*
 * The verdict: what AWS is believed to answer, from the findings.  Every
 * check runs whatever the settings; --select and --ignore only mute.
 */
#ifndef SDX_VERDICT_H
#define SDX_VERDICT_H

#include "answer.h"
#include "aws/error.h"
#include "check.h"

struct not_checked {
	const struct check *check;
	unsigned missing;   /* enum evidence_kind; 0: it could not decide */
	const char *reason; /* of CHECK_CANNOT; NULL */
	const char *how;    /* how to make it possible; NULL */
	bool is_muted;
};

struct verdict {
	enum sdx_outcome outcome;
	const struct aws_error *aws_error; /* NULL: none, or not known */
	const struct finding *because;	   /* the finding it comes from */
	unsigned missing;   /* enum evidence_kind: what would settle it */
	const char *settle; /* the one next step, for a person; NULL */
};

/* Everything a renderer needs: the inside of sdx_report. */
struct sdx_report {
	struct arena *arena;
	const struct evidence *evidence;
	enum sdx_status status;
	const char *trouble;	  /* one line; "" */
	struct findings findings; /* ranked: roots first, by stage */
	struct not_checked *not_checked;
	size_t n_not_checked;
	const struct check **passed;
	size_t n_passed;
	const struct answer *answer; /* of AWS, where known; NULL */
	struct verdict verdict;
};

/* Run all checks over the evidence, rank, fold.  NULL: no memory. */
struct sdx_report *verdict_reach(const struct evidence *);

/* Decide, STATUS being how the building of the evidence ended. */
void verdict_decide(struct sdx_report *, enum sdx_status);

#endif
