/* SPDX-License-Identifier: MIT */
/* Which of many strings stand twice: sorted, for there may be very many. */
#ifndef SDX_CHECKS_REPEATS_H
#define SDX_CHECKS_REPEATS_H

#include "arena.h"

/*
 * For each of N keys the position of the first one that equals it (its own
 * where it is the first).  NULL: no memory, or N is zero.
 */
size_t *repeats_find(
    struct arena *, const char *const *keys, size_t n, bool ignore_case);

#endif
