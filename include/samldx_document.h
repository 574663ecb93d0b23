/* SPDX-License-Identifier: MIT */
/*
 * Many reports in one document.  A file of SARIF, JUnit or HTML has a
 * beginning and an end of its own; the reports stand between them.
 */
#ifndef SAMLDX_DOCUMENT_H
#define SAMLDX_DOCUMENT_H

#include "samldx.h"

#ifdef __cplusplus
extern "C" {
#endif
#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

typedef struct sdx_document sdx_document;

/*
 * STYLE is copied (its key is borrowed) and may be NULL.  IS_MANY: there may be
 * several reports, or none.  NULL: no memory, or no such format.
 */
sdx_document *sdx_document_new(
    enum sdx_format, const struct sdx_style *, bool is_many) SDX_WARN_UNUSED;
void sdx_document_free(sdx_document *);

/* What stands before the first report. */
enum sdx_status sdx_document_begin(
    const sdx_document *, sdx_sink_fn *, void *user);
/*
 * One report, ENTITY being the one of a federation that it is on, or NULL.
 * Any number of threads may do so at once.  It may write nothing at all.
 */
enum sdx_status sdx_document_add(sdx_document *, const sdx_report *,
    const struct sdx_entity *entity, sdx_sink_fn *, void *user);
/* What stands between two reports that wrote something. */
const char *sdx_document_between(const sdx_document *);
/* What stands behind the last report, once all were added. */
enum sdx_status sdx_document_end(
    const sdx_document *, sdx_sink_fn *, void *user);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif
#ifdef __cplusplus
}
#endif

#endif
