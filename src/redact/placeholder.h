/* SPDX-License-Identifier: MIT */
/*
 * Placeholders for what must not be shared.  A word gets another of the same
 * length and make: letters for letters, digits for digits, capitals where
 * they stood; so what a check says of a value's form still holds.  The same
 * word, in capitals or not, always gets the same placeholder.  They are
 * counted, or, where many reports are to have them in common, computed with a
 * key that nobody keeps (keyed.h): nothing can be guessed back.
 */
#ifndef SDX_REDACT_PLACEHOLDER_H
#define SDX_REDACT_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct placeholders;

/* KEY: keyed.h; NULL: they are counted.  Returns NULL without memory. */
struct placeholders *placeholders_new(struct arena *, const unsigned char *key);
/*
 * Every word was met once: begin anew, and give none of them as the
 * placeholder of another.
 */
void placeholders_restart(struct placeholders *);

/*
 * TEXT with each word replaced in place, as long as it was.  Blanks and
 * punctuation stay; of other characters outside ASCII the letters go.
 * false: no memory.
 */
bool placeholders_overwrite(struct placeholders *, char *text, size_t len);
/* "removed-7" for a value whose form does not matter.  NULL: no memory. */
const char *placeholders_token(
    struct placeholders *, const char *text, size_t len);
/* Was this word replaced, or are there too many to tell? */
bool placeholders_know(
    const struct placeholders *, const char *text, size_t len);
/* How many different words and tokens were replaced. */
size_t placeholders_count(const struct placeholders *);

#endif
