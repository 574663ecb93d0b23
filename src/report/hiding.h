/* SPDX-License-Identifier: MIT */
/*
 * --redact of a report: what must not be shown is learnt from the evidence,
 * by the rules that make the copy of a capture, and goes out of every text
 * on its way into the buffer, whatever the format.
 */
#ifndef SDX_REPORT_HIDING_H
#define SDX_REPORT_HIDING_H

#include "redact/redaction.h"
#include "verdict.h"

struct hiding {
	struct arena *arena; /* NULL: nothing is hidden */
	struct redaction redaction;
	struct veil *veil;
};

/*
 * For one writing: begin, learn from each report, attach, render, end.  All
 * of them do nothing at SDX_REDACT_NONE.
 */
bool hiding_begin(struct hiding *, const struct sdx_style *);
bool hiding_learn(struct hiding *, const struct sdx_report *);
/* hiding_documents.c: of what lies beside a capture. */
void hiding_learn_documents(struct hiding *, const struct evidence *);
/* An issuer's name, or an address, for SDX_REDACT_STRICT. */
void hiding_learn_organisation(struct hiding *, const char *);
void hiding_attach(struct hiding *, struct buffer *);
/*
 * XML, whatever is in it, in place, by the same rules.  false: no memory.
 */
bool hiding_redact(struct hiding *, char *xml, size_t len);
/* BUFFER has failed where something could not be hidden. */
void hiding_end(struct hiding *, struct buffer *);

/* All but the rendering, for one report.  false: BUFFER has failed. */
bool hiding_open(struct hiding *, const struct sdx_style *,
    const struct sdx_report *, struct buffer *);

#endif
