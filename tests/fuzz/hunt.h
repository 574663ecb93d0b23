/* SPDX-License-Identifier: MIT */
/* Looking for planted words inside of every encoding. */
#ifndef TESTS_FUZZ_HUNT_H
#define TESTS_FUZZ_HUNT_H

#include "plant.h"

/* FOUND has a place for each planted word; those that are there become true. */
void hunt(const struct plant *, const void *data, size_t len, bool *found);

#endif
