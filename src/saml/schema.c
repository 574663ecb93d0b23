/* SPDX-License-Identifier: MIT */
#include "saml/schema.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlschemas.h>
#include <stdlib.h>
#include <string.h>

#include "buffer.h"
#include "saml/name.h"
#include "saml/structure.h"
#include "saml/tree.h"

#define MAX_BREACHES 20
#define MESSAGE_SCHEMA "saml-schema-protocol-2.0.xsd"
#define METADATA_SCHEMA "saml-schema-metadata-2.0.xsd"

#if LIBXML_VERSION >= 21200
typedef const xmlError *error_of_libxml;
#else
typedef xmlError *error_of_libxml;
#endif

/* The files that may be loaded on this thread, while a schema is read. */
static _Thread_local const struct schema_file *files;
static _Thread_local size_t n_files;

static const char *
last_segment(const char *url)
{
	const char *slash = strrchr(url, '/');

	return slash == NULL ? url : slash + 1;
}

static const struct schema_file *
find_file(const char *url)
{
	const char *name = last_segment(url);

	for (size_t i = 0; i < n_files; i++)
		if (strcmp(last_segment(files[i].name), name) == 0)
			return &files[i];
	return NULL;
}

xmlParserInput *
schema_entity_loader(const char *url, const char *id, xmlParserCtxt *parser)
{
	const struct schema_file *file = url == NULL ? NULL : find_file(url);
	xmlParserInputBuffer *bytes;
	xmlParserInput *input;

	(void)id;
	if (file == NULL || file->len > XML_MAX_BYTES)
		return NULL;
	bytes = xmlParserInputBufferCreateMem(
	    file->data, (int)file->len, XML_CHAR_ENCODING_NONE);
	if (bytes == NULL)
		return NULL;
	input = xmlNewIOInputStream(parser, bytes, XML_CHAR_ENCODING_NONE);
	if (input == NULL)
		xmlFreeParserInputBuffer(bytes);
	return input;
}

/* What libxml2 says of the schema files themselves. */
static void
on_schema_error(void *user, error_of_libxml error)
{
	(void)user;
	(void)error;
}

static xmlSchema *
read_schema(const char *main_name)
{
	const struct schema_file *main_file = find_file(main_name);
	xmlSchemaParserCtxt *parser;
	xmlSchema *schema;

	if (main_file == NULL || main_file->len > XML_MAX_BYTES)
		return NULL;
	parser =
	    xmlSchemaNewMemParserCtxt(main_file->data, (int)main_file->len);
	if (parser == NULL)
		return NULL;
	xmlSchemaSetParserStructuredErrors(parser, on_schema_error, NULL);
	schema = xmlSchemaParse(parser);
	xmlSchemaFreeParserCtxt(parser);
	return schema;
}

/* libxml2 prints what no handler takes: the thread's own is put aside. */
static xmlSchema *
read_schema_of(const char *main_name, const struct schema_file *given, size_t n)
{
	xmlStructuredErrorFunc handler = xmlStructuredError;
	void *user = xmlStructuredErrorContext;
	xmlSchema *schema;

	files = given;
	n_files = n;
	xmlSetStructuredErrorFunc(
	    NULL, (xmlStructuredErrorFunc)on_schema_error);
	schema = read_schema(main_name);
	xmlSetStructuredErrorFunc(user, handler);
	files = NULL;
	n_files = 0;
	return schema;
}

/* Of the files of one caller: compiling takes a hundred validations. */
struct schema_cache {
	const struct schema_file *files;
	size_t n_files;
	xmlSchema *message, *metadata; /* NULL: not read yet */
};

struct schema_cache *
schema_cache_new(void)
{
	return calloc(1, sizeof(struct schema_cache));
}

static void
empty_cache(struct schema_cache *cache)
{
	xmlSchemaFree(cache->message);
	xmlSchemaFree(cache->metadata);
	*cache = (struct schema_cache){0};
}

void
schema_cache_free(struct schema_cache *cache)
{
	if (cache == NULL)
		return;
	empty_cache(cache);
	free(cache);
}

/* Where the cache keeps it. */
static xmlSchema **
cached_schema(
    struct schema_cache *cache, const struct schema_set *set, bool is_metadata)
{
	if (cache->files != set->files || cache->n_files != set->n)
		empty_cache(cache);
	cache->files = set->files;
	cache->n_files = set->n;
	return is_metadata ? &cache->metadata : &cache->message;
}

/* NULL: it cannot be read.  The cache's is not the caller's to free. */
static xmlSchema *
get_schema(const struct schema_set *set, bool is_metadata)
{
	const char *name = is_metadata ? METADATA_SCHEMA : MESSAGE_SCHEMA;
	xmlSchema **kept;

	if (set->cache == NULL)
		return read_schema_of(name, set->files, set->n);
	kept = cached_schema(set->cache, set, is_metadata);
	if (*kept == NULL)
		*kept = read_schema_of(name, set->files, set->n);
	return *kept;
}

static void
put_schema(const struct schema_set *set, xmlSchema *schema)
{
	if (set->cache == NULL)
		xmlSchemaFree(schema);
}

struct validation {
	struct arena *arena;
	const struct saml_document *document;
	struct schema_breach *breaches;
	size_t n;
};

static const struct {
	const char *name;
	const char *shown;
} namespaces[] = {
    {"{" NS_SAMLP "}", "samlp:"},
    {"{" NS_SAML "}", "saml:"},
    {"{" NS_DS "}", "ds:"},
    {"{" NS_XENC "}", "xenc:"},
    {"{" NS_MD "}", "md:"},
};

/* "{urn:oasis:…}NameID" becomes "saml:NameID". */
static const char *
shorten(struct arena *arena, const char *message)
{
	struct buffer out = {0};
	const char *copy;
	size_t i, n = sizeof namespaces / sizeof namespaces[0];

	while (*message != '\0') {
		for (i = 0; i < n; i++)
			if (strncmp(message, namespaces[i].name,
				strlen(namespaces[i].name)) == 0)
				break;
		if (i < n) {
			buffer_puts(&out, namespaces[i].shown);
			message += strlen(namespaces[i].name);
		} else
			buffer_putc(&out, *message++);
	}
	copy = tree_show(arena, out.data);
	buffer_free(&out);
	return copy;
}

static void
on_breach(void *user, error_of_libxml error)
{
	struct validation *v = user;
	struct schema_breach *breach;
	const xmlNode *node = error->node;

	if (v->n == MAX_BREACHES || error->message == NULL)
		return;
	if (node != NULL && node->type == XML_ATTRIBUTE_NODE)
		node = node->parent;
	breach = arena_push(v->arena, &v->breaches, &v->n, sizeof *breach);
	if (breach == NULL)
		return;
	breach->detail = shorten(v->arena, error->message);
	if (node != NULL && node->type == XML_ELEMENT_NODE)
		breach->at = document_at(v->document, node->_private);
}

/* The copy of WANTED in COPY, whose elements point to those they are of. */
static xmlNode *
pair(xmlNode *copy, xmlNode *original, const xmlNode *wanted)
{
	xmlNode *root = copy, *original_root = original, *found = NULL;

	while (copy != NULL && original != NULL) {
		copy->_private = original;
		if (original == wanted)
			found = copy;
		copy = tree_next_element(root, copy);
		original = tree_next_element(original_root, original);
	}
	return found;
}

static void
validate(struct validation *v, xmlSchema *schema, xmlNode *root)
{
	xmlSchemaValidCtxt *context = xmlSchemaNewValidCtxt(schema);

	if (context == NULL)
		return;
	xmlSchemaSetValidStructuredErrors(context, on_breach, v);
	xmlSchemaValidateOneElement(context, root);
	xmlSchemaFreeValidCtxt(context);
}

/*
 * A role of another standard (WS-Federation) has a type that these schemas do
 * not know; to them that would be an error, and it is lawful.  One role stays.
 */
static void
leave_out_extensions(xmlNode *root)
{
	xmlNode *next;

	for (xmlNode *node = root; node != NULL; node = next) {
		next = tree_next_element(root, node);
		if (node == root ||
		    !element_is(node, NS_MD, "RoleDescriptor") ||
		    xmlHasNsProp(node, xml_chars("type"), xml_chars(NS_XSI)) ==
			NULL ||
		    element_count(
			tree_parent(node), NS_MD, "IDPSSODescriptor") == 0)
			continue;
		next = tree_skip_element(root, node);
		xmlUnlinkNode(node);
		xmlFreeNode(node);
	}
}

/*
 * A copy is validated, because libxml2 registers every xs:ID it meets, and
 * which IDs a signature may find is not the schema's to say.
 */
bool
schema_judge(struct arena *arena, const struct schema_set *set,
    const struct saml_document *document, struct schema_breach **breaches,
    size_t *n_breaches)
{
	struct validation v = {.arena = arena, .document = document};
	bool is_metadata =
	    strcmp(tree_namespace(document_root(document)), NS_MD) == 0;
	xmlSchema *schema = get_schema(set, is_metadata);
	xmlDoc *copy = NULL;
	xmlNode *root;

	*breaches = NULL;
	*n_breaches = 0;
	if (schema == NULL)
		return false;
	copy = xmlCopyDoc(document_xml(document), 1);
	if (copy == NULL) {
		put_schema(set, schema);
		return false;
	}
	root = pair(xmlDocGetRootElement(copy),
	    xmlDocGetRootElement(document_xml(document)),
	    document_root(document));
	if (is_metadata && root != NULL)
		leave_out_extensions(root);
	if (root != NULL)
		validate(&v, schema, root);
	xmlFreeDoc(copy);
	put_schema(set, schema);
	*breaches = v.breaches;
	*n_breaches = v.n;
	return true;
}
