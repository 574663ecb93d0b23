/* SPDX-License-Identifier: MIT */
/*
 * A start tag, from its '<' to its '>', as text: its name and attributes.
 * What it cannot make sense of it passes over; a parser judges it later.
 */
#ifndef SDX_SAML_TAG_H
#define SDX_SAML_TAG_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

struct tag_attribute {
	const char *name; /* with its prefix */
	size_t name_len;
	const char *value; /* between its quotes, as written */
	size_t value_len;
};

/* The offset behind the name. */
size_t tag_name_end(const char *tag, size_t len);
/* Is this its local name? */
bool tag_is(const char *tag, size_t len, const char *local_name);
/* The next attribute from *AT on, which is 0 at first.  false: no more. */
bool tag_next(const char *tag, size_t len, size_t *at, struct tag_attribute *);
/* xmlns, or xmlns:prefix. */
bool tag_is_declaration(const struct tag_attribute *);
/* Does the tag declare the same prefix? */
bool tag_declares(
    const char *tag, size_t len, const struct tag_attribute *declaration);
/* The value as a reader sees it: references resolved, blanks normalised. */
void tag_value(const struct tag_attribute *, struct buffer *);

#endif
