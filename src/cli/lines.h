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

/*
 * An sdx_sink_fn: keeps what is written until it is flushed.  It may have been
 * decrypted: no copy of it is left behind.
 */
bool output_lines_put(const void *data, size_t len, void *user);
bool output_lines_flush(struct output_lines *);
void output_lines_clear(struct output_lines *);
void output_lines_free(struct output_lines *);

#endif
