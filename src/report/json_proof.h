/* SPDX-License-Identifier: MIT */
/* Members of the JSON report, for json.c alone. */
#ifndef SDX_REPORT_JSON_PROOF_H
#define SDX_REPORT_JSON_PROOF_H

#include "evidence.h"
#include "json/json.h"

/* "signature" and "encryption". */
void json_put_proof(struct json_writer *, const struct evidence *);
/* "session". */
void json_put_session(struct json_writer *, const struct evidence *);

/* "valid", "invalid", …; and why: "digest", …, or NULL. */
const char *json_signature_status(const struct signature_result *);
const char *json_signature_reason(const struct signature_result *);

#endif
