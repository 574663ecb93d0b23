/* SPDX-License-Identifier: MIT */
#include "saml/document.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "saml/name.h"
#include "saml/prescan.h"
#include "saml/tree.h"

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_of_libxml;
#else
typedef xmlError *error_of_libxml;
#endif

/*
 * No entity is replaced, nothing is loaded, nothing is mended, no limit is
 * lifted.  The encoding was judged before: what the declaration says is not
 * asked again.
 */
#define OPTIONS_ALWAYS                                              \
	(XML_PARSE_NONET | XML_PARSE_NODICT | XML_PARSE_BIG_LINES | \
	    XML_PARSE_IGNORE_ENC)
#if LIBXML_VERSION >= 21300
#define OPTIONS (OPTIONS_ALWAYS | XML_PARSE_NO_XXE)
#else
#define OPTIONS OPTIONS_ALWAYS
#endif

/* What the handlers of one parser see. */
struct intake {
	struct arena *arena;
	xmlParserCtxt *parser;
	bool has_declaration; /* a DTD, although the prescan saw none */
	bool has_no_memory;
	bool has_error;
	int code;
	const char *message;
	size_t offset;
};

static bool
refuse(struct xml_refusal *refusal, enum xml_fault fault, size_t offset,
    const char *detail)
{
	refusal->fault = fault;
	refusal->detail = detail;
	refusal->offset = offset;
	return false;
}

/* Validity is not asked for; an xml:id met twice is rule P3's matter. */
static bool
is_grave(error_of_libxml error)
{
	return error->level >= XML_ERR_ERROR && error->domain != XML_FROM_VALID;
}

static void
on_error(void *user, error_of_libxml error)
{
	xmlParserCtxt *parser = user;
	struct intake *intake = parser->_private;
	long consumed;

	if (error->code == XML_ERR_NO_MEMORY)
		intake->has_no_memory = true;
	if (intake->has_error || !is_grave(error))
		return;
	intake->has_error = true;
	intake->code = error->code;
	intake->message = tree_show(intake->arena, error->message);
	consumed = xmlByteConsumed(parser);
	intake->offset = consumed > 0 ? (size_t)consumed : 0;
}

static void
on_subset(void *user, const xmlChar *name, const xmlChar *public_id,
    const xmlChar *system_id)
{
	xmlParserCtxt *parser = user;
	struct intake *intake = parser->_private;

	(void)name;
	(void)public_id;
	(void)system_id;
	intake->has_declaration = true;
	xmlStopParser(parser);
}

/* There are no entities but the five of XML, which libxml2 knows itself. */
static xmlEntity *
on_entity(void *user, const xmlChar *name)
{
	(void)user;
	(void)name;
	return NULL;
}

/* What libxml2 says apart from its parser: no memory, as a rule. */
static void
on_stray_error(void *user, error_of_libxml error)
{
	struct intake *intake = user;

	if (error->code == XML_ERR_NO_MEMORY)
		intake->has_no_memory = true;
}

static xmlParserCtxt *
parser_new(struct intake *intake)
{
	xmlParserCtxt *parser = xmlNewParserCtxt();

	if (parser == NULL)
		return NULL;
	intake->parser = parser;
	parser->_private = intake;
	parser->sax->serror = on_error;
	parser->sax->internalSubset = on_subset;
	parser->sax->externalSubset = on_subset;
	parser->sax->getEntity = on_entity;
	parser->sax->getParameterEntity = on_entity;
	return parser;
}

static bool
is_memory(int code)
{
	return code == XML_ERR_NO_MEMORY;
}

static bool
is_limit(int code)
{
	return code == XML_ERR_NAME_TOO_LONG || code == XML_ERR_INTERNAL_ERROR;
}

static bool
is_namespaces(int code)
{
	return code == XML_WAR_NS_URI ||
	       (code >= XML_NS_ERR_XML_NAMESPACE && code <= XML_NS_ERR_COLON);
}

/* What libxml2 did not take. */
static bool
refuse_as_parsed(const struct intake *intake, struct xml_refusal *refusal)
{
	enum xml_fault fault = XML_FAULT_NOT_WELL_FORMED;

	if (intake->has_no_memory)
		return refuse(refusal, XML_FAULT_MEMORY, 0, "no memory");
	if (intake->has_declaration)
		return refuse(refusal, XML_FAULT_DOCTYPE, 0,
		    "a document type declaration");
	if (!intake->has_error)
		return refuse(
		    refusal, fault, 0, "libxml2 could not read it as XML");
	if (is_memory(intake->code))
		fault = XML_FAULT_MEMORY;
	else if (is_limit(intake->code))
		fault = XML_FAULT_LIMIT;
	else if (is_namespaces(intake->code))
		fault = XML_FAULT_NAMESPACES;
	return refuse(refusal, fault, intake->offset, intake->message);
}

static bool
is_as_wanted(const struct intake *intake, xmlParserCtxt *parser, xmlDoc *xml)
{
	return xml != NULL && !intake->has_error && !intake->has_no_memory &&
	       !intake->has_declaration && parser->wellFormed &&
	       parser->nsWellFormed && xml->intSubset == NULL &&
	       xmlDocGetRootElement(xml) != NULL;
}

static xmlDoc *
read_tree(struct intake *intake, const uint8_t *octets, size_t len,
    struct xml_refusal *refusal)
{
	xmlParserCtxt *parser = parser_new(intake);
	xmlDoc *xml;

	if (parser == NULL) {
		intake->has_no_memory = true;
		refuse(refusal, XML_FAULT_MEMORY, 0, "no memory");
		return NULL;
	}
	xml = xmlCtxtReadMemory(
	    parser, (const char *)octets, (int)len, NULL, NULL, OPTIONS);
	if (!is_as_wanted(intake, parser, xml)) {
		refuse_as_parsed(intake, refusal);
		xmlFreeDoc(xml);
		xml = NULL;
	}
	xmlFreeParserCtxt(parser);
	return xml;
}

/*
 * The tree of OCTETS, or NULL with *REFUSAL filled in.  libxml2 would print
 * what has no parser to be said to.
 */
static xmlDoc *
parse_tree(struct arena *arena, const uint8_t *octets, size_t len,
    struct xml_refusal *refusal)
{
	struct intake intake = {.arena = arena};
	xmlStructuredErrorFunc before = xmlStructuredError;
	void *context = xmlStructuredErrorContext;
	xmlDoc *xml;

	xmlSetStructuredErrorFunc(&intake, on_stray_error);
	xml = read_tree(&intake, octets, len, refusal);
	xmlSetStructuredErrorFunc(context, before);
	xmlResetLastError();
	return xml;
}

/* Does the tag at TEXT bear the name of NODE? */
static bool
tag_is(const uint8_t *text, size_t left, const xmlNode *node)
{
	const char *prefix = "", *name = plain_chars(node->name);
	size_t prefix_len, name_len = strlen(name);

	if (node->ns != NULL && node->ns->prefix != NULL)
		prefix = plain_chars(node->ns->prefix);
	prefix_len = strlen(prefix);
	if (left < 2 + prefix_len + name_len || *text++ != '<')
		return false;
	if (prefix_len > 0) {
		if (memcmp(text, prefix, prefix_len) != 0 ||
		    text[prefix_len] != ':')
			return false;
		text += prefix_len + 1;
	}
	return memcmp(text, name, name_len) == 0;
}

/*
 * Tell each element where it stands.  The prescan and libxml2 must have seen
 * the same tags: two readings of one document are what wrapping lives on.
 */
static bool
give_offsets(const struct prescan *scan, const uint8_t *octets, size_t len,
    xmlDoc *xml, struct xml_refusal *refusal)
{
	xmlNode *root = xmlDocGetRootElement(xml);
	size_t n = 0, at;

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node)) {
		at = n < scan->n_elements ? scan->offsets[n++] : len;
		if (at >= len || !tag_is(octets + at, len - at, node))
			return refuse(refusal, XML_FAULT_NOT_WELL_FORMED,
			    at < len ? at : 0,
			    "a tag that can be read in two ways");
		node->_private = (void *)((uintptr_t)at + 1);
	}
	if (n != scan->n_elements)
		return refuse(refusal, XML_FAULT_NOT_WELL_FORMED, 0,
		    "tags that can be read in two ways");
	return true;
}

/* Parsed, with the offset of each element; NULL: *REFUSAL, not located. */
static xmlDoc *
intake(struct arena *arena, const uint8_t *octets, size_t len,
    size_t *n_instructions, struct xml_refusal *refusal)
{
	struct prescan scan;
	xmlDoc *xml = NULL;

	if (!prescan_run(&scan, arena, octets, len)) {
		*refusal = scan.refusal;
		refusal->detail = tree_show(arena, refusal->detail);
		if (refusal->open_element != NULL)
			refusal->open_element =
			    tree_show(arena, refusal->open_element);
		goto out;
	}
	*n_instructions = scan.n_instructions;
	xml = parse_tree(arena, octets + scan.skip, len - scan.skip, refusal);
	if (xml == NULL) {
		refusal->offset += scan.skip;
	} else if (!give_offsets(&scan, octets, len, xml, refusal)) {
		xmlFreeDoc(xml);
		xml = NULL;
	}
out:
	prescan_free(&scan);
	return xml;
}

/* For a program that has left libxml2's memory to malloc (sdx_quicken()). */
static void
wipe_nodes(xmlNode *first)
{
	for (xmlNode *node = first; node != NULL; node = node->next) {
		if (node->type == XML_ELEMENT_NODE) {
			for (xmlAttr *a = node->properties; a != NULL;
			     a = a->next)
				wipe_nodes(a->children);
			wipe_nodes(node->children);
		} else if (node->content != NULL)
			explicit_bzero(
			    node->content, strlen(plain_chars(node->content)));
	}
}

static void
release(void *what)
{
	struct saml_document *document = what;

	if (document->is_secret)
		wipe_nodes(document->xml->children);
	xmlFreeDoc(document->xml);
	document->xml = NULL;
}

/* Takes XML over, also where it fails. */
static struct saml_document *
document_new(struct arena *arena, xmlDoc *xml, const uint8_t *octets,
    size_t len, const char *name, struct xml_refusal *refusal)
{
	struct saml_document *document = arena_alloc(arena, sizeof *document);

	if (document == NULL || !arena_defer(arena, release, document)) {
		xmlFreeDoc(xml);
		refuse(refusal, XML_FAULT_MEMORY, 0, "no memory");
		return NULL;
	}
	document->xml = xml;
	document->root = xmlDocGetRootElement(xml);
	document->name = name;
	document->octets = octets;
	document->len = len;
	return document;
}

struct saml_document *
document_parse(struct arena *arena, const uint8_t *octets, size_t len,
    const char *name, struct xml_refusal *refusal)
{
	struct saml_document *document = NULL;
	size_t n_instructions = 0;
	xmlDoc *xml;

	*refusal = (struct xml_refusal){.detail = ""};
	xml = intake(arena, octets, len, &n_instructions, refusal);
	if (xml != NULL)
		document = document_new(arena, xml, octets, len, name, refusal);
	if (document == NULL) {
		if (refusal->fault == XML_FAULT_MEMORY)
			arena_fail(arena);
		tree_locate(octets, len, refusal->offset, &refusal->line,
		    &refusal->column);
		return NULL;
	}
	document->n_instructions = n_instructions;
	return document;
}

static bool
has_same_name(const xmlNode *a, const xmlNode *b)
{
	return xmlStrEqual(a->name, b->name) &&
	       strcmp(tree_namespace(a), tree_namespace(b)) == 0;
}

/*
 * Each element of canonical octets points to the one it was made from.  The
 * enveloped-signature transform took the Signature of ROOT itself away, and
 * nothing else (xmldsig-core1 6.6.4).
 */
static bool
pair_elements(xmlNode *signed_root, xmlNode *root)
{
	xmlNode *enveloped = element_child(root, NS_DS, "Signature");
	xmlNode *raw = root, *node;

	for (node = signed_root; node != NULL;
	     node = tree_next_element(signed_root, node)) {
		if (raw != NULL && raw == enveloped)
			raw = tree_skip_element(root, raw);
		if (raw == NULL || !has_same_name(node, raw))
			return false;
		node->_private = raw;
		raw = tree_next_element(root, raw);
	}
	if (raw != NULL && raw == enveloped)
		raw = tree_skip_element(root, raw);
	return raw == NULL;
}

struct saml_document *
document_parse_signed(struct arena *arena, const uint8_t *octets, size_t len,
    struct saml_at subtree, struct xml_refusal *refusal)
{
	struct saml_document *document;

	document = document_parse(
	    arena, octets, len, document_name(subtree.document), refusal);
	if (document == NULL)
		return NULL;
	document->source = subtree.document;
	document->is_secret = subtree.document->is_secret;
	if (!pair_elements(document->root, (xmlNode *)subtree.node)) {
		refuse(refusal, XML_FAULT_NOT_WELL_FORMED, 0,
		    "the octets that were signed are not those of the element");
		return NULL;
	}
	return document;
}

xmlDoc *
document_xml(const struct saml_document *document)
{
	return document->xml;
}

xmlNode *
document_root(const struct saml_document *document)
{
	return document->root;
}

const char *
document_name(const struct saml_document *document)
{
	return document->name;
}

const uint8_t *
document_octets(const struct saml_document *document, size_t *len)
{
	*len = document->len;
	return document->octets;
}

size_t
document_n_instructions(const struct saml_document *document)
{
	return document->n_instructions;
}

struct saml_at
document_at(const struct saml_document *document, const xmlNode *node)
{
	struct saml_at at = {.document = document, .node = node};

	if (node != NULL && document->source != NULL) {
		at.document = document->source;
		at.node = node->_private;
	}
	return at;
}
