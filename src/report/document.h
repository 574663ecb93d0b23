/* SPDX-License-Identifier: MIT */
/*
 * A document that holds reports.  It knows what stands around them and which
 * checks have spoken in it; the rest is the format's own.
 */
#ifndef SDX_REPORT_DOCUMENT_H
#define SDX_REPORT_DOCUMENT_H

#include <stdatomic.h>

#include "report/report.h"
#include "samldx_document.h"

struct sdx_document {
	const struct renderer *renderer;
	struct sdx_style style;
	bool is_many;
	atomic_bool has_trouble;
	atomic_bool *has_spoken; /* by position in the registry */
};

/* A report on its way into one. */
struct part {
	struct sdx_document *document;
	const struct sdx_report *report;
	const struct sdx_entity *entity; /* of a federation; NULL */
};

/* A document of one report. */
enum sdx_status document_write(const struct sdx_report *, enum sdx_format,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/* The check has a finding in the document. */
void document_note(struct sdx_document *, const struct check *);
/* The next check at or behind *POSITION that has; NULL: no more. */
const struct check *document_noted(
    const struct sdx_document *, size_t *position);

#endif
