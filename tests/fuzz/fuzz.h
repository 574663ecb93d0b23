/* SPDX-License-Identifier: MIT */
/* What the fuzz targets have in common: the way to fail, and the reports. */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "samldx.h"

#define FUZZ_NOW 1795176000 /* the clock of every target */

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
size_t LLVMFuzzerMutate(uint8_t *, size_t len, size_t size);
size_t LLVMFuzzerCustomMutator(
    uint8_t *, size_t len, size_t size, unsigned seed);

/* Say what does not hold, and end as a crash. */
_Noreturn void fuzz_fail(const char *what);

/*
 * Write the report in one of its formats and styles, as CHOICE says: what
 * depends on the input, so that a find can be had again.  The text holds no
 * control character and nothing that turns the direction of writing; JSON is
 * read again by jansson, and on one line it is the same.
 */
void fuzz_judge_report(const sdx_report *, size_t choice);
/* A sink that fails on what no terminal should get. */
bool fuzz_judge_text(const void *data, size_t len, void *user);

/* A text that grows; zero-initialise. */
struct fuzz_text {
	char *data; /* NUL-terminated; free() it */
	size_t len, size;
};
/* A sink: USER is a struct fuzz_text. */
bool fuzz_keep(const void *data, size_t len, void *user);

#endif
