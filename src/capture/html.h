/* SPDX-License-Identifier: MIT */
/*
 * The auto-post form of an HTML page (SAML Bindings 3.5.4): its action and
 * its hidden fields, by a scan of tags.  No page is ever rendered.
 */
#ifndef SDX_CAPTURE_HTML_H
#define SDX_CAPTURE_HTML_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

#define HTML_ANSWER_MAX 500 /* bytes of the text of an answer */

struct html_form {
	const char *action;	 /* NULL: none was met */
	const char *parameter;	 /* "SAMLResponse", "SAMLRequest" */
	const char *value;	 /* its value, entities resolved; NULL */
	const char *relay_state; /* NULL: none */
};

/* false: no memory. */
bool html_read_form(
    struct arena *, const char *page, size_t len, struct html_form *);

/* A text with its entities resolved, once.  NULL: no memory. */
char *html_resolve(
    struct arena *, const char *text, size_t len, size_t *out_len);

/* The page's text without markup, cut at MAX bytes. */
const char *html_text(struct arena *, const char *page, size_t len, size_t max);

#endif
