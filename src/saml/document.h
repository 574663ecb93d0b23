/* SPDX-License-Identifier: MIT */
/*
 * A parsed XML document and the octets it came from: the only place where
 * libxml2 parsers are made.  The intake refuses what no SAML message needs
 * (facts/attacks.md 3.6 and 4.1): any DTD, encodings other than UTF-8, NUL,
 * bytes behind the root, and shapes that make libxml2 slow.  It knows XML,
 * not SAML.
 */
#ifndef SDX_SAML_DOCUMENT_H
#define SDX_SAML_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"

struct _xmlDoc;
struct _xmlNode;

/* Limits; the numbers and their reasons are in facts/attacks.md 3.6. */
#define XML_MAX_BYTES ((size_t)16 << 20)
#define XML_MAX_ELEMENTS 100000
#define XML_MAX_DEPTH 100
#define XML_MAX_ATTRIBUTES 256 /* on one tag */
#define XML_MAX_NAMESPACES 64  /* declared on one tag, and in scope */
#define XML_MAX_NAME 1024      /* bytes */
#define XML_MAX_ATTRIBUTE_VALUE ((size_t)1 << 20)
#define XML_MAX_TEXT ((size_t)10000000) /* as libxml2 */

/* What the intake refuses.  Zero is "nothing was refused". */
enum xml_fault {
	XML_FAULT_NONE = 0,
	XML_FAULT_EMPTY,
	XML_FAULT_TOO_LARGE,
	XML_FAULT_NUL,
	XML_FAULT_NOT_UTF8, /* bytes that are no UTF-8 */
	XML_FAULT_ENCODING, /* a declaration of, or bytes in, another */
	XML_FAULT_DOCTYPE,
	XML_FAULT_NOT_WELL_FORMED, /* XML 1.0 */
	XML_FAULT_NAMESPACES,	   /* Namespaces in XML 1.0 */
	XML_FAULT_TRUNCATED,	   /* ends inside an element */
	XML_FAULT_TRAILING,	   /* something behind the root element */
	XML_FAULT_LIMIT,	   /* one of the XML_MAX_ limits */
	XML_FAULT_MEMORY
};

struct xml_refusal {
	enum xml_fault fault;
	const char *detail;	  /* what was met, for a person; never NULL */
	size_t offset;		  /* into the octets */
	size_t line;		  /* from 1 */
	size_t column;		  /* from 1, in characters */
	const char *open_element; /* TRUNCATED: the element it broke off in */
};

struct saml_document;

/*
 * A place in the message: an element of a document as it was received.
 * Checks pass it on and look at it with at_describe() alone.
 */
struct saml_at {
	const struct saml_document *document; /* NULL: no place */
	const struct _xmlNode *node;
};

/*
 * Parse LEN octets, which must outlive the arena.  NAME is what reports call
 * the document: "decoded response", "decrypted assertion".  NULL with
 * *REFUSAL filled in; libxml2's own words are kept in refusal.detail with
 * control characters escaped.  The document ends with the arena.
 */
struct saml_document *document_parse(struct arena *, const uint8_t *octets,
    size_t len, const char *name, struct xml_refusal *refusal);

/*
 * The same for the canonical octets that a signature covered: elements are
 * paired with those of SUBTREE, which they were made from, so that places
 * are given in the document as received.  NULL too where they cannot be
 * paired (then the octets are not what they claim to be).
 */
struct saml_document *document_parse_signed(struct arena *,
    const uint8_t *octets, size_t len, struct saml_at subtree,
    struct xml_refusal *refusal);

/*
 * The same for decrypted text, which may lean on the namespaces in scope
 * where it was encrypted (xmlenc 4.4): it is parsed inside a wrapper that
 * declares those of SCOPE.  document_root() gives the element inside.
 * Refused unless the text is exactly one element.
 */
struct saml_document *document_parse_decrypted(struct arena *,
    const uint8_t *octets, size_t len, const char *name, struct saml_at scope,
    struct xml_refusal *refusal);

struct _xmlDoc *document_xml(const struct saml_document *);
struct _xmlNode *document_root(const struct saml_document *);
const char *document_name(const struct saml_document *);
const uint8_t *document_octets(const struct saml_document *, size_t *len);
/* Processing instructions met inside the root element (rule P1). */
size_t document_n_instructions(const struct saml_document *);

/* The place of an element of this document, in the document as received. */
struct saml_at document_at(
    const struct saml_document *, const struct _xmlNode *);

struct at_description {
	const char *pointer; /* "/samlp:Response/saml:Assertion[2]/…" */
	const char *label; /* "Assertion/AttributeStatement/Attribute[Role]" */
	const char *document; /* name of the document */
	size_t line;	      /* from 1; 0 where unknown */
	size_t column;	      /* from 1, in characters, of the '<' */
};
/* Strings in the arena.  Nothing but zeros and "" for no place. */
struct at_description at_describe(struct arena *, struct saml_at);

/* How the text of a text-only element was put together (rule P14). */
enum text_quirk {
	TEXT_COMMENT = 1,     /* a comment stands in it */
	TEXT_INSTRUCTION = 2, /* a processing instruction */
	TEXT_CDATA = 4,
	TEXT_ELEMENT = 8 /* child elements */
};

struct saml_text {
	const char *value; /* all character data, untrimmed; never NULL */
	const char *first; /* what a reader of the first text node sees */
	unsigned quirks;   /* enum text_quirk */
	bool is_nil;	   /* xsi:nil */
	struct saml_at at;
};

/* Walking.  All names are matched by namespace and local name. */
struct _xmlNode *element_first(const struct _xmlNode *parent);
struct _xmlNode *element_next(const struct _xmlNode *);
bool element_is(const struct _xmlNode *, const char *ns, const char *name);
struct _xmlNode *element_child(const struct _xmlNode *parent, const char *ns,
    const char *name); /* the first, or NULL */
size_t element_count(
    const struct _xmlNode *parent, const char *ns, const char *name);
/* An attribute without namespace, in the arena; NULL where absent. */
const char *element_attribute(
    struct arena *, const struct _xmlNode *, const char *name);
struct saml_text element_text(
    struct arena *, const struct saml_document *, const struct _xmlNode *);

#endif
