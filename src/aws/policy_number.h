/* SPDX-License-Identifier: MIT */
/* Numbers and times as conditions of policies write them. */
#ifndef SDX_AWS_POLICY_NUMBER_H
#define SDX_AWS_POLICY_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* false: no whole number, or too large a one. */
bool policy_whole_number(const char *, int64_t *);
/*
 * *ORDER is below, at or above zero as the first is less, equal or greater.
 * false: one of them is no integer or decimal.
 */
bool policy_compare_numbers(const char *, const char *, int *order);
/*
 * Seconds since 1970 of a time in one of the forms of W3C's profile of ISO
 * 8601 (a year, a month, a day, minutes, seconds, fractions, an offset), or
 * of such seconds themselves.
 */
bool policy_read_date(const char *, int64_t *seconds);

#endif
