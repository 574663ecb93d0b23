/* SPDX-License-Identifier: MIT */
/*
 * Times as XML and RFC 3339 write them (xs:dateTime, SAML2Core 1.3.3: UTC).
 */
#ifndef SDX_SAML_DATETIME_H
#define SDX_SAML_DATETIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "saml/document.h"

struct saml_time {
	const char *text; /* NULL where absent */
	bool is_valid;	  /* seconds holds */
	bool has_zone;	  /* a zone was given; without one UTC is assumed */
	int64_t seconds;  /* since 1970 UTC, the fraction cut off */
	struct saml_at at;
};

/* false: TEXT is no xs:dateTime. */
bool datetime_parse(const char *text, int64_t *seconds, bool *has_zone);
/* An HTTP date (RFC 9110 5.6.7, IMF-fixdate). */
bool datetime_parse_http(const char *text, int64_t *seconds);
/* "2026-11-20T09:03:11Z" */
const char *datetime_format(struct arena *, int64_t seconds);
/* "4 minutes 10 seconds", "2 days 3 hours": the two largest units. */
const char *datetime_span(struct arena *, int64_t seconds);

#endif
