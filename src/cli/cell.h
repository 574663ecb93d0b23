/* SPDX-License-Identifier: MIT */
/*
 * The cell: what the process gives up, so that a fault in a parser is no way
 * out.  At its start no connection, no other program, no core file; once the
 * inputs are read, no file but the outputs that were named.  A system without
 * seccomp and Landlock goes without.
 */
#ifndef SDX_CLI_CELL_H
#define SDX_CLI_CELL_H

#include <stdbool.h>
#include <stddef.h>

/* First of all, before the command line is looked at. */
void cell_start(void);
/* A file, or a folder, that may be written later. */
void cell_allow(const char *path);
/*
 * Before the first byte is parsed, and before other threads are started.
 * STILL_READS: more inputs are opened later.
 */
void cell_enter(bool still_reads);

struct cell {
	const char *const *outputs;
	size_t n_outputs;
	bool still_reads;
};

/* cell_landlock.c and cell_seccomp.c; they do what the kernel can. */
void cell_close_paths(const struct cell *);
void cell_forbid_always(void);
void cell_forbid_rest(const struct cell *);

/* Sanitizers and coverage need what the cell forbids. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CELL_IS_OFF 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define CELL_IS_OFF 1
#endif
#endif

#endif
