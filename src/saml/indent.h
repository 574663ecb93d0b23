/* SPDX-License-Identifier: MIT */
/*
 * A document for the eye: indented, and so no longer what was signed.  What
 * it writes says that of itself.
 */
#ifndef SDX_SAML_INDENT_H
#define SDX_SAML_INDENT_H

#include "buffer.h"
#include "saml/document.h"

/* One element to a line.  false: no memory. */
bool document_indent(const struct saml_document *, struct buffer *);

#endif
