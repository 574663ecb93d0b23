/* SPDX-License-Identifier: MIT */
/* Where the rotations stand and what comes next, for the reports. */
#ifndef SDX_REPORT_ROTATION_H
#define SDX_REPORT_ROTATION_H

#include "report/text.h"

struct json_writer;

/* Nothing where it is not asked for. */
void text_rotation(const struct text_report *);
/* "rotation"; likewise. */
void json_put_rotation(struct json_writer *, const struct evidence *);

#endif
