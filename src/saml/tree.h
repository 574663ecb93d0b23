/* SPDX-License-Identifier: MIT */
/*
 * The inside of a document, for the files of src/saml alone.
 */
#ifndef SDX_SAML_TREE_H
#define SDX_SAML_TREE_H

#include <libxml/tree.h>

#include "saml/document.h"

struct saml_document {
	xmlDoc *xml;
	xmlNode *root; /* of a decrypted text: the element in the wrapper */
	const char *name;
	const uint8_t *octets; /* as they were handed over */
	size_t len;
	size_t n_instructions;
	/*
	 * NULL: the _private of each element is the offset of its '<' in
	 * octets, plus one.  Else it is the element of this document that it
	 * was made from.
	 */
	const struct saml_document *source;
	bool is_secret; /* decrypted text */
};

/* BAD_CAST loses const, and says so under -Wcast-qual. */
static inline const xmlChar *
xml_chars(const char *text)
{
	return (const xmlChar *)text;
}

static inline const char *
plain_chars(const xmlChar *text)
{
	return (const char *)text;
}

/* The next element in document order within ROOT, or NULL. */
xmlNode *tree_next_element(const xmlNode *root, xmlNode *at);
/* The same, passing over what stands inside AT. */
xmlNode *tree_skip_element(const xmlNode *root, xmlNode *at);

/* "" for no namespace. */
const char *tree_namespace(const xmlNode *);

/* The parent, or NULL where it is no element. */
xmlNode *tree_parent(const xmlNode *);

/* The value of an attribute; borrowed from the tree where it can be. */
const char *tree_attribute_value(struct arena *, const xmlAttr *);

/* Line and column of an offset, from 1, columns in characters. */
void tree_locate(const uint8_t *octets, size_t len, size_t offset, size_t *line,
    size_t *column);

/* A copy of TEXT fit to be shown: controls escaped, cut to a line. */
const char *tree_show(struct arena *, const char *text);

#endif
