/* SPDX-License-Identifier: MIT */
/* Files, the clock and base64 for the programs under bench/. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_file {
	char *data; /* a NUL stands behind it */
	size_t len;
};

/* Ends the program when it cannot be read. */
struct bench_file bench_read(const char *path);

/* Say what is wrong and end the program. */
_Noreturn void bench_fail(const char *what);

/* Run ONCE n times; print the microseconds one run took. */
void bench_run(size_t n, bool (*once)(void *), void *user);

/* N as the first argument gives it, for the programs' command lines. */
size_t bench_count(const char *text);

/*
 * Decode base64 in place, white space passed over.  Returns the length;
 * ends the program where it is none.
 */
size_t bench_decode(char *text, size_t len);

#endif
