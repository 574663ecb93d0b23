/* SPDX-License-Identifier: MIT */
/*
 * What people hand over and what is no capture: named for what it is, with
 * what to capture instead.
 */
#ifndef SDX_CAPTURE_STRANGER_H
#define SDX_CAPTURE_STRANGER_H

#include "capture/capture.h"

struct stranger {
	const char *looks_like; /* "a JSON Web Token" */
	const char *advice;
};

/* Files whose first bytes tell them, before any form is asked; NULL. */
const struct stranger *stranger_file(struct bytes);
/* What no form claims.  Never NULL; NULL without memory. */
const struct stranger *stranger_text(struct arena *, struct bytes);
/* A web page: a sign-in page, one that asks for a code, another. */
const struct stranger *stranger_page(const void *page, size_t len);
/* JSON that is of a program, but of none that is read; NULL: none known. */
const struct stranger *stranger_json(struct bytes);

#endif
