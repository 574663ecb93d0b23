/* SPDX-License-Identifier: MIT */
/* Requests and answers as HTTP writes them. */
#ifndef SDX_CAPTURE_HTTP_H
#define SDX_CAPTURE_HTTP_H

#include "capture/exchange.h"

/* Does a request line stand near the start of a text? */
bool http_is(struct bytes);
/*
 * Fill the exchange from the text of one request, and of its answer where
 * that follows.  URL is NULL where only the text tells it.
 */
void http_read(
    struct arena *, struct bytes request, const char *url, struct exchange *);
/* The same of an answer alone. */
void http_read_response(
    struct arena *, struct bytes response, struct exchange *);

#endif
