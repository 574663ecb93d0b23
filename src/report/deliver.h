/* SPDX-License-Identifier: MIT */
/* The last step of what the public functions write. */
#ifndef SDX_REPORT_DELIVER_H
#define SDX_REPORT_DELIVER_H

#include "buffer.h"
#include "samldx.h"

/* Where the caller gives none. */
extern const struct sdx_style plain_style;

/* Hand what was rendered to the caller, and free it. */
enum sdx_status deliver(struct buffer *, sdx_sink_fn *, void *user);

#endif
