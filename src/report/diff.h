/* SPDX-License-Identifier: MIT */
/* The comparison of two reports, for people and for programs. */
#ifndef SDX_REPORT_DIFF_H
#define SDX_REPORT_DIFF_H

#include "report/report.h"
#include "traits.h"

/* false: no memory. */
bool text_diff(
    const struct traits_diff *, const struct sdx_style *, struct buffer *);
void json_diff(const struct traits_diff *, bool is_pretty, struct buffer *);

#endif
