/* SPDX-License-Identifier: MIT */
/*
 * The metadata of a federation: each entity vetted as it comes, or one of
 * them picked, in memory that does not grow with their number.
 */
#ifndef SDX_CLI_AGGREGATE_H
#define SDX_CLI_AGGREGATE_H

#include "cli/cli.h"

/* Does the file hold more entities than IAM takes?  Says nothing. */
bool aggregate_is(const char *path);

/* Vet each of its entities, a line each: the exit status. */
int aggregate_vet(struct judge *, const char *path);

/*
 * The entity of that name, as a document of its own; "-" is standard input.
 * Failures are complained about.
 */
enum sdx_status aggregate_pick(
    const char *path, const char *entity_id, struct file *);

#endif
