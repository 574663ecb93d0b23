/* SPDX-License-Identifier: MIT */
/* The last step of what the public functions write. */
#ifndef SDX_REPORT_DELIVER_H
#define SDX_REPORT_DELIVER_H

#include "buffer.h"
#include "samldx.h"

/* Where the caller gives none. */
extern const struct sdx_style plain_style;

/* Was memory missing where the strings of a report are made? */
bool report_lacks_memory(const struct sdx_report *);

/* Hand what was rendered to the caller, and free it. */
enum sdx_status deliver(struct buffer *, sdx_sink_fn *, void *user);

#endif
