/* SPDX-License-Identifier: MIT */
#include <libxml/tree.h>
#include <string.h>

#include "buffer.h"
#include "saml/document.h"
#include "saml/prescan.h"
#include "saml/tree.h"

/* An XML declaration may stand in front of a text, but not in a wrapper. */
static size_t
declaration_length(const uint8_t *octets, size_t len)
{
	const uint8_t *end;
	size_t mark = 0;

	if (len >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0)
		mark = 3;
	if (len < mark + 6 || memcmp(octets + mark, "<?xml ", 6) != 0)
		return mark;
	end = memmem(octets, len < 512 ? len : 512, "?>", 2);
	return end == NULL ? mark : (size_t)(end - octets) + 2;
}

static void
put_namespace(struct buffer *out, const xmlNs *ns)
{
	if (ns->prefix != NULL && strcmp(plain_chars(ns->prefix), "xml") == 0)
		return;
	buffer_puts(out, " xmlns");
	if (ns->prefix != NULL)
		buffer_printf(out, ":%s", plain_chars(ns->prefix));
	buffer_puts(out, "=\"");
	for (const xmlChar *c = ns->href; c != NULL && *c != '\0'; c++) {
		/* libxml2 keeps the "&" of a namespace's name as "&#38;". */
		if (*c == '&' && strncmp(plain_chars(c), "&#38;", 5) != 0)
			buffer_puts(out, "&amp;");
		else if (*c == '<')
			buffer_puts(out, "&lt;");
		else if (*c == '"')
			buffer_puts(out, "&quot;");
		else if (*c < ' ')
			buffer_printf(out, "&#%u;", *c);
		else
			buffer_putc(out, (char)*c);
	}
	buffer_putc(out, '"');
}

/* "<wrapper xmlns:…>" with the namespaces in scope at NODE. */
static void
put_wrapper(struct buffer *out, const xmlNode *node)
{
	xmlNs **list = xmlGetNsList(node->doc, node);

	buffer_puts(out, "<wrapper");
	for (size_t i = 0; list != NULL && list[i] != NULL; i++)
		put_namespace(out, list[i]);
	buffer_putc(out, '>');
	xmlFree(list);
}

/* The one element in the wrapper, with nothing but blanks around it. */
static xmlNode *
only_child(const xmlNode *wrapper)
{
	xmlNode *found = NULL;

	for (xmlNode *node = wrapper->children; node != NULL;
	     node = node->next) {
		if (node->type == XML_TEXT_NODE && xmlIsBlankNode(node))
			continue;
		if (node->type != XML_ELEMENT_NODE || found != NULL)
			return NULL;
		found = node;
	}
	return found;
}

/* From places in the wrapped octets to places in the text itself. */
static void
move_offsets(xmlNode *root, size_t wrapper_len, size_t skipped)
{
	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node))
		node->_private =
		    (void *)((uintptr_t)node->_private - wrapper_len + skipped);
}

struct wrapping {
	uint8_t *octets; /* in the arena */
	size_t len;
	size_t head;	/* bytes of the wrapper's start tag */
	size_t skipped; /* bytes of the text that were left out */
};

static bool
wrap(struct arena *arena, const uint8_t *octets, size_t len,
    const xmlNode *scope, struct wrapping *w)
{
	static const char tail[] = "</wrapper>";
	struct buffer head = {0};

	w->skipped = declaration_length(octets, len);
	put_wrapper(&head, scope);
	if (head.has_failed)
		arena_fail(arena);
	w->head = head.len;
	w->len = head.len + (len - w->skipped) + sizeof tail - 1;
	w->octets = head.has_failed ? NULL : arena_alloc(arena, w->len);
	if (w->octets != NULL) {
		memcpy(w->octets, head.data, head.len);
		memcpy(w->octets + head.len, octets + w->skipped,
		    len - w->skipped);
		memcpy(w->octets + w->len - (sizeof tail - 1), tail,
		    sizeof tail - 1);
	}
	buffer_free(&head);
	return w->octets != NULL;
}

/* A refusal's place in the wrapped octets becomes one in the text. */
static void
unwrap_refusal(const struct wrapping *w, const uint8_t *octets, size_t len,
    struct xml_refusal *refusal)
{
	size_t offset = refusal->offset;

	offset = offset > w->head ? offset - w->head + w->skipped : 0;
	refusal->offset = offset < len ? offset : len;
	tree_locate(
	    octets, len, refusal->offset, &refusal->line, &refusal->column);
}

/* The text by itself, so that a refusal speaks of it and of no wrapper. */
static bool
is_one_document(struct arena *arena, const uint8_t *octets, size_t len,
    struct xml_refusal *refusal)
{
	struct prescan scan;
	bool is_one = prescan_run(&scan, arena, octets, len);

	if (!is_one) {
		*refusal = scan.refusal;
		if (refusal->fault == XML_FAULT_MEMORY)
			arena_fail(arena);
		refusal->detail = tree_show(arena, refusal->detail);
		if (refusal->open_element != NULL)
			refusal->open_element =
			    tree_show(arena, refusal->open_element);
		tree_locate(octets, len, refusal->offset, &refusal->line,
		    &refusal->column);
	}
	prescan_free(&scan);
	return is_one;
}

struct saml_document *
document_parse_decrypted(struct arena *arena, const uint8_t *octets, size_t len,
    const char *name, struct saml_at scope, struct xml_refusal *refusal)
{
	struct saml_document *document;
	struct wrapping w;

	*refusal = (struct xml_refusal){.detail = ""};
	if (!is_one_document(arena, octets, len, refusal))
		return NULL;
	if (!wrap(arena, octets, len, scope.node, &w)) {
		refusal->fault = XML_FAULT_MEMORY;
		refusal->detail = "no memory";
		return NULL;
	}
	document = document_parse(arena, w.octets, w.len, name, refusal);
	if (document == NULL) {
		unwrap_refusal(&w, octets, len, refusal);
		return NULL;
	}
	document->is_secret = true;
	document->octets = octets;
	document->len = len;
	document->root = only_child(document->root);
	if (document->root == NULL) {
		refusal->fault = XML_FAULT_NOT_WELL_FORMED;
		refusal->detail = "it is not exactly one element";
		tree_locate(octets, len, refusal->offset, &refusal->line,
		    &refusal->column);
		return NULL;
	}
	move_offsets(document->root, w.head, w.skipped);
	return document;
}
