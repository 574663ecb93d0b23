/* SPDX-License-Identifier: MIT */
/*
 * Lines in and lines out, in memory that does not grow with their number:
 * what `samldx filter` lives on.
 */
#ifndef SDX_CLI_LINES_H
#define SDX_CLI_LINES_H

#include "cli/cli.h"

struct lines {
	int fd;
	size_t most; /* bytes of a line; what is longer is cut */
	char *data;
	size_t start, end, size;
	uint64_t number;
	bool is_cut; /* the start of this line was let go */
	int error;   /* of read(), or 0 */
};

bool lines_open(struct lines *, int fd, size_t most);
void lines_close(struct lines *);
/* The next line, borrowed until the next call.  false: the end. */
bool lines_next(struct lines *, struct sdx_line *);
/* Can the next line be had without waiting? */
bool lines_has_whole(const struct lines *);

struct output_lines {
	int fd;
	char *data;
	size_t len, size;
	int error; /* of write(), or 0 */
};

/* An sdx_sink_fn: keeps what is written until it is flushed. */
bool output_lines_put(const void *data, size_t len, void *user);
bool output_lines_flush(struct output_lines *);

/* pool.c: judge all lines, with JOBS threads, and keep their order. */
struct pool_work {
	struct sdx_filter filter; /* tally and open_user are set by thread */
	bool wants_tally;
	bool is_now; /* --at now: the present is read for each line */
	struct lines *lines;
	struct output_lines *out;
	size_t n_jobs;
	sdx_tally *tally; /* of all threads; NULL: not wanted */
};

/* SDX_FAULT: no memory, or nobody takes what is written. */
enum sdx_status pool_run(struct pool_work *);

#endif
