/* SPDX-License-Identifier: MIT */
/* What an upload of metadata would change, for the reports. */
#ifndef SDX_REPORT_CHANGE_H
#define SDX_REPORT_CHANGE_H

#include "report/text.h"

struct json_writer;

/* Nothing where it is not known what IAM holds. */
void text_change(const struct text_report *);
/* "change"; nothing where no --current was given. */
void json_put_change(struct json_writer *, const struct evidence *);

#endif
