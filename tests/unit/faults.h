/* SPDX-License-Identifier: MIT */
/*
 * Functions of the C library, libxml2, xmlsec, zlib and OpenSSL that fail on
 * demand.  The linker hands each call that samldx makes of one in faults.def
 * to this file (--wrap); each thread has failures of its own.
 */
#ifndef TESTS_UNIT_FAULTS_H
#define TESTS_UNIT_FAULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fault_class { FAULT_MEMORY, FAULT_START, FAULT_ANY };

/* The functions that can be made to fail, from 0.  NULL: no more. */
const char *fault_name(size_t function);
enum fault_class fault_class(size_t function);

/* None fails from now on; calls are counted from 0. */
void faults_none(void);
/* Call NUMBER of FUNCTION fails, from 1, and with FOR_GOOD all behind it. */
void faults_at(size_t function, long number, bool for_good);
/* One call in so many fails, of all functions, as SEED has it. */
void faults_some(uint32_t seed, unsigned one_in);
/* Calls of FUNCTION since then. */
long faults_count(size_t function);
/* How many failed since then. */
long faults_happened(void);

#endif
