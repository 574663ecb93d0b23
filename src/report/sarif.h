/* SPDX-License-Identifier: MIT */
/* The pieces of SARIF that several files write.  Its one way for text. */
#ifndef SDX_REPORT_SARIF_H
#define SDX_REPORT_SARIF_H

#include "report/plain.h"
#include "json/json.h"

/*
 * A member that a viewer may show: TEXT is escaped already, as by plain.h,
 * and no link comes of it (SARIF 3.11.6).
 */
void sarif_put_shown(
    struct json_writer *, const char *key, const char *text, size_t len);
/* {"text": TEXT} */
void sarif_put_message(struct json_writer *, const char *key, const char *text);
/* Text as it was captured. */
void sarif_put_value(struct json_writer *, const char *key,
    const struct text_report *, const char *);

/* One result. */
void sarif_put_result(
    const struct part *, const struct finding *, struct buffer *);
/* "tool", with the rules that have results. */
void sarif_put_tool(const struct sdx_document *, struct buffer *);

#endif
