/* SPDX-License-Identifier: MIT */
/* The words of a pasted text, and the sentences that are told by a shape. */
#ifndef SDX_AWS_ERROR_WORDS_H
#define SDX_AWS_ERROR_WORDS_H

#include "aws/error_match.h"

struct words {
	const char **items; /* in lower case, without punctuation outside */
	size_t n;
};

/* Entities of XML and HTML are resolved, quotes and tags are breaks. */
bool words_read(struct arena *, const char *text, size_t len, struct words *);
/* The same word, or one slip of the pen apart where it is long enough. */
bool words_fit(const char *, const char *);
bool words_hold(const struct words *, const char *word);
/* The word behind these two; NULL: they do not stand there. */
const char *words_after(struct arena *, const struct words *, const char *first,
    const char *second);

/* IAM's "… is not authorized to perform: …". */
bool denial_read(struct arena *, const char *text, size_t len, struct denial *);

/* A text of another product or of a tool on this side; NULL: none. */
const struct other_text *other_text_find(const char *text, size_t len);

#endif
