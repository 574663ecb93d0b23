/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out on demand.  The linker hands every malloc(), calloc(),
 * realloc(), strdup() and free() of samldx to this file (--wrap), and libxml2
 * and OpenSSL are told to come here too.
 */
#ifndef TESTS_UNIT_SHORT_MEMORY_H
#define TESTS_UNIT_SHORT_MEMORY_H

#include <stdbool.h>

/* First of all in main(), before a library takes any.  false: too late. */
bool memory_start(void);
/*
 * The allocation NUMBER from now on fails, counted from 1, and with IS_FOR_GOOD
 * all behind it too; 0: none does.  Each thread has its own.
 */
void memory_fail_at(long number, bool is_for_good);
/* Allocations since then. */
long memory_count(void);
/* Did one of libxml2's or OpenSSL's fail first? */
bool memory_failed_in_library(void);
/* Pieces of samldx's own that are in use. */
long memory_in_use(void);

#endif
