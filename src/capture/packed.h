/* SPDX-License-Identifier: MIT */
/*
 * What lies round a file as a whole: gzip, and the UTF-16 that PowerShell
 * writes.  XML in UTF-16 is left as it is: its encoding is judged.
 */
#ifndef SDX_CAPTURE_PACKED_H
#define SDX_CAPTURE_PACKED_H

#include "capture/capture.h"

#define PACKED_MAX ((size_t)64 << 20) /* bytes that may come out */

enum packed_fault { PACKED_OK = 0, PACKED_DAMAGED, PACKED_TOO_LARGE };

struct packed {
	struct bytes bytes; /* what is inside; else as given */
	const char *note;   /* what was taken off; NULL: nothing */
	enum packed_fault fault;
};

/* false: no memory. */
bool packed_open(struct arena *, struct bytes, struct packed *);

#endif
