/* SPDX-License-Identifier: MIT */
/*
 * A copy of a JSON document: its names, numbers and nesting stay, and each
 * string goes through a function that knows the kind of document.
 */
#ifndef SDX_REDACT_DOCUMENT_H
#define SDX_REDACT_DOCUMENT_H

#include "redact/redaction.h"
#include "json/json.h"

/* Where a string stands. */
struct string_place {
	const char *key;	  /* the nearest name; "" for none */
	const char *parent;	  /* the name around that; "" for none */
	struct json_value object; /* in which key stands */
	/* The objects around it, the outermost first. */
	const struct json_value *objects;
	size_t n_objects;
	/* The second of two strings in an array: the first one. */
	const char *pair_name; /* NULL: it is not */
};

/* The string's copy.  NULL: no memory. */
typedef const char *string_fn(struct redaction *, const struct string_place *,
    struct json_value, size_t *len);

/* Fills in redaction->copy; what is no JSON gives no copy.  false: no memory.
 */
bool document_copy(struct redaction *, struct bytes, string_fn *);

#endif
