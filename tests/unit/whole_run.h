/* SPDX-License-Identifier: MIT */
/*
 * Whole runs through the library, each from a recipe's files to what is
 * written, for tests in which memory or a library fails underway.
 */
#ifndef TESTS_UNIT_WHOLE_RUN_H
#define TESTS_UNIT_WHOLE_RUN_H

#include "buffer.h"
#include "idp.h"

#define WHOLE_RUNS 17

struct whole_run {
	const char *name;
	const char *recipe;
	/* The answer is written to the buffer. */
	enum sdx_status (*way)(const struct idp_case *, struct buffer *);
};

const struct whole_run *whole_run_at(size_t i); /* NULL: no more */

#endif
