/* SPDX-License-Identifier: MIT */
/*
 * The first look at the octets of an XML document, before libxml2 sees them:
 * one linear pass that knows tags, comments, CDATA and instructions and
 * nothing else.  It refuses what costs libxml2 more than linear time or
 * memory, and everything that could make two parsers disagree: any DTD, any
 * encoding but UTF-8, NUL.
 */
#ifndef SDX_SAML_PRESCAN_H
#define SDX_SAML_PRESCAN_H

#include "saml/document.h"

/* Further caps, on sums over the document; the reasons are in prescan.c. */
#define XML_MAX_ATTRIBUTES_IN_ALL 200000
#define XML_MAX_OTHER_NODES 100000 /* comments, instructions, CDATA */
#define XML_MAX_ATTRIBUTE_WORK ((uint64_t)100000000)
#define XML_MAX_NAMESPACE_WORK ((uint64_t)100000000)

struct prescan {
	/* Offset of the '<' of each element, in document order. */
	uint32_t *offsets; /* malloc'd; prescan_free() */
	size_t n_elements;
	size_t size;
	size_t n_instructions;	    /* inside the root element */
	size_t skip;		    /* bytes of a byte order mark */
	struct xml_refusal refusal; /* without line and column */
};

/* false: refused, or no memory; see refusal.  Free it either way. */
bool prescan_run(
    struct prescan *, struct arena *, const uint8_t *octets, size_t len);
void prescan_free(struct prescan *);

#endif
