/* SPDX-License-Identifier: MIT */
/*
 * The root element of an XML text by a light look at its tags: enough to
 * tell what a file is and whether it is whole, never to judge it.
 */
#ifndef SDX_CAPTURE_ROOT_H
#define SDX_CAPTURE_ROOT_H

#include "capture/capture.h"

/* The offset behind a byte order mark and white space. */
size_t root_start(struct bytes);
/* Begins with '<', behind white space and a byte order mark, or is UTF-16. */
bool root_is_xml(struct bytes);
/* Is it an HTML page? */
bool root_is_html(struct bytes);

/* The local name of the root element, borrowed.  NULL: no tag was met. */
const char *root_name(struct bytes, size_t *len);
/* Is the root element of that namespace? */
bool root_is_of(struct bytes, const char *ns);

/* Does the end tag of the root element stand in it? */
bool root_is_closed(struct bytes);
/* The name in the last start tag, with its prefix, borrowed; NULL: none. */
const char *root_last_name(struct bytes, size_t *len);

#endif
