/* SPDX-License-Identifier: MIT */
/* jansson's opinion; its header's names are ours too, so it stands apart. */
#ifndef TESTS_UNIT_JSON_ORACLE_H
#define TESTS_UNIT_JSON_ORACLE_H

#include <stdbool.h>
#include <stddef.h>

bool oracle_accepts(const char *text, size_t len);
bool oracle_equal(const char *a, const char *b);

#endif
