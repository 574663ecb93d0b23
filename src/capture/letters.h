/* SPDX-License-Identifier: MIT */
/*
 * The letters of a value in base64 (RFC 4648 4 and 5), out of what people
 * copy: what stands around them, blanks between them, and where they end.
 * It decodes nothing.
 */
#ifndef SDX_CAPTURE_LETTERS_H
#define SDX_CAPTURE_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

struct span {
	const char *text; /* borrowed */
	size_t len;
	size_t offset;	       /* of text in what was given */
	bool was_wrapped;      /* by more than white space */
	bool has_blank_behind; /* a blank follows in what was given */
};

/* Take off white space, quotes, invisible characters and a label. */
struct span span_unwrap(const char *text, size_t len);
/* Take off an ellipsis or half an escape; true: there was one. */
bool span_drop_cut(struct span *);

#define LETTERS_ROOM 4 /* bytes behind letters, for a plus and padding */

struct letters {
	/* Of base64, URL-safe ones mapped; blanks as ' '.  There is room. */
	char *text;
	size_t len; /* of text; padding is not kept */
	size_t n_blanks, n_breaks, n_url_safe, n_padding, n_plus;
};

/* false: no memory, or *BAD is the offset of what cannot stand. */
bool letters_read(
    struct arena *, const struct span *, struct letters *, size_t *bad);
/*
 * A copy with blanks as plus signs, or without them, and room behind it.
 * NULL: no memory.
 */
char *letters_settle(
    struct arena *, const struct letters *, bool as_plus, size_t *len);
/* Clear the bits of the last letter that belong to no byte; true: some. */
bool letters_clear_spare(char *text, size_t len);

bool letters_is_base64(char);
/* How many letters of base64 stand at the start. */
size_t letters_run(const char *text, size_t len);
/* Nothing but base64 of either alphabet, escapes and white space? */
bool letters_only(const char *text, size_t len);

#endif
