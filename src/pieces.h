/* SPDX-License-Identifier: MIT */
/*
 * Memory for many small pieces, quickly: each thread has a store of its own,
 * where a piece that was given back is handed out again without asking
 * anybody.  What does not fit, and what is asked for outside a run, is
 * malloc's; any thread may give back what it likes at any time.  The store
 * knows nothing of what it holds; once there are secrets in the process it
 * wipes what is given back (secrecy.h).
 */
#ifndef SDX_PIECES_H
#define SDX_PIECES_H

#include <stddef.h>

void *pieces_malloc(size_t);
void *pieces_realloc(void *, size_t);
char *pieces_strdup(const char *);
void pieces_free(void *);

/*
 * Between these two what this thread asks for comes from its store; pairs may
 * lie in one another.  What a run has left behind stays good after it.
 */
void pieces_begin(void);
void pieces_end(void);

/*
 * malloc keeps some megabytes of what is given back, which the system would
 * have to clear and map anew for each run.  For the whole process.
 */
void pieces_keep(void);

/* Bytes that this thread's store holds, used or not. */
size_t pieces_held(void);

#endif
