/* SPDX-License-Identifier: MIT */
/* Copies of captures that can be shared. */
#ifndef SAMLDX_REDACT_H
#define SAMLDX_REDACT_H

#include "samldx.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/*
 * A copy of a capture that can be shared: signatures, ciphertext, cookies,
 * tokens and the values of persons are replaced, the same value always by
 * the same placeholder; what a report says of the rest still holds.
 */
typedef struct sdx_redacted sdx_redacted;
/*
 * SDX_INPUT: it is no capture with a message; see sdx_redacted_trouble().
 * The caller frees *REDACTED, which is NULL without memory or on SDX_USAGE
 * (the level is SDX_REDACT_NONE, or the kind neither SDX_KIND_AUTO nor
 * SDX_KIND_CAPTURE).
 */
enum sdx_status sdx_redact(const struct sdx_input *, enum sdx_redaction,
    sdx_redacted **redacted) SDX_WARN_UNUSED;
void sdx_redacted_free(sdx_redacted *);
/* NULL: there is no copy.  It lives as long as REDACTED. */
const void *sdx_redacted_data(const sdx_redacted *, size_t *len);
/* Why not, behind the name of the file: "is a web page"; "" with a copy. */
const char *sdx_redacted_trouble(const sdx_redacted *);
size_t sdx_redacted_n_replaced(const sdx_redacted *); /* different values */
/* Messages that could not be read, and were taken out as a whole. */
size_t sdx_redacted_n_unread(const sdx_redacted *);
/* What was left readable: its kind and value ("": many).  false: no more. */
bool sdx_redacted_readable(
    const sdx_redacted *, size_t i, const char **what, const char **value);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
