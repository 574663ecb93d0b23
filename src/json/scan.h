/* SPDX-License-Identifier: MIT */
/* The strict scan of a JSON text, and the quick walks after it. */
#ifndef SDX_JSON_SCAN_H
#define SDX_JSON_SCAN_H

#include "json/json.h"

struct scan {
	const char *data;
	size_t len;
	size_t at;	  /* on failure: where it went wrong */
	size_t end;	  /* on success: behind the value */
	const char *what; /* on failure: static, for a person */
};

/* Check the whole text from scan->at on (RFC 8259). */
bool scan_document(struct scan *);

/* After a check: these cannot fail. */
size_t scan_skip_blanks(const char *data, size_t len, size_t at);
size_t scan_value_end(const char *data, size_t len, size_t at);
enum json_type scan_type(char first);

#endif
