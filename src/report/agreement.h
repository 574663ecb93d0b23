/* SPDX-License-Identifier: MIT */
/* A response and the metadata under test, side by side, for the reports. */
#ifndef SDX_REPORT_AGREEMENT_H
#define SDX_REPORT_AGREEMENT_H

#include "report/text.h"

struct json_writer;

/* Nothing where no response was given. */
void text_agreement(const struct text_report *);
/* "agreement"; nothing where no response was given. */
void json_put_agreement(struct json_writer *, const struct evidence *);

#endif
