/* SPDX-License-Identifier: MIT */
/* The steps of a sign-in in a HAR, and what applications asked for. */
#ifndef SDX_CAPTURE_HAR_STORY_H
#define SDX_CAPTURE_HAR_STORY_H

#include "capture/capture.h"
#include "json/json.h"

/* Does the answer of an entry send the browser elsewhere?  By a search. */
bool har_redirects(struct json_value entry);

/* The body of an answer, decoded; NULL: there is none. */
const char *har_content(
    struct arena *, struct json_value response, size_t *len);

/*
 * Keep the entry as a step, where it is one, and the request in its URL,
 * once its messages are read.  false: no memory.
 */
bool har_note_step(struct arena *, struct capture *, struct json_value entry,
    const char *url, size_t number);

#endif
