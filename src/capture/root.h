/* SPDX-License-Identifier: MIT */
/*
 * The root element of an XML text by a light look at its first tag: enough
 * to tell what a file is, never to judge it.
 */
#ifndef SDX_CAPTURE_ROOT_H
#define SDX_CAPTURE_ROOT_H

#include "capture/capture.h"

/* Begins with '<', behind white space and a byte order mark, or is UTF-16. */
bool root_is_xml(struct bytes);

/*
 * The local name of the root element, borrowed, and whether NAMESPACE stands
 * in its first tag.  NULL: no tag was met.
 */
const char *root_name(struct bytes, size_t *len);
bool root_declares(struct bytes, const char *ns);
/* Is it an HTML page? */
bool root_is_html(struct bytes);

#endif
