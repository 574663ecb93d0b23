/* SPDX-License-Identifier: MIT */
/* The forms of handing over that are JSON documents of tools. */
#ifndef TESTS_IDP_EXPORTS_H
#define TESTS_IDP_EXPORTS_H

/* The name of such a form, as it stays valid; NULL: none of these. */
const char *export_form(const char *name);
/* The document, malloc'ed; NULL: no memory. */
char *export_text(const char *name, const char *xml, const char *base64);

#endif
