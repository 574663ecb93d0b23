/* SPDX-License-Identifier: MIT */
/*
 * Threads that judge one thing after the other, and keep the order.  What
 * the things are is the caller's business.
 */
#ifndef SDX_CLI_POOL_H
#define SDX_CLI_POOL_H

#include "cli/lines.h"

struct pool_work {
	size_t n_jobs;
	void *user;

	/* By the thread that began.  The next thing; false: the end. */
	bool (*next)(void *user, struct sdx_line *);
	/* Can the next thing be had without waiting? */
	bool (*is_ready)(void *user);

	/* What a thread has of its own.  NULL: no memory. */
	void *(*start)(void *user);
	/* false: no memory. */
	bool (*judge)(
	    void *own, const struct sdx_line *, struct output_lines *answer);
	/* Once the threads are done, one after the other. */
	void (*end)(void *own);

	/* In order, by one thread at a time.  false: nobody takes it. */
	bool (*write)(void *user, const struct output_lines *answer);
	bool (*flush)(void *user);
};

/* SDX_FAULT: no memory, or nobody takes what is written. */
enum sdx_status pool_run(const struct pool_work *);

#endif
