/* SPDX-License-Identifier: MIT */
/* The certificates of metadata under test, for the reports. */
#ifndef SDX_REPORT_CERTIFICATES_H
#define SDX_REPORT_CERTIFICATES_H

#include "report/text.h"

struct json_writer;

void text_certificates(const struct text_report *);
/* "certificates"; nothing where no metadata is under test. */
void json_put_certificates(struct json_writer *, const struct evidence *);

#endif
