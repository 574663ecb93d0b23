/* SPDX-License-Identifier: MIT */
#include "saml/indent.h"

#include <string.h>

#include "saml/tree.h"

static bool
is_blank(const xmlNode *node)
{
	if (node->type != XML_TEXT_NODE || node->content == NULL)
		return false;
	return plain_chars(node->content)[strspn(
		   plain_chars(node->content), " \t\r\n")] == '\0';
}

/* Blanks between elements, where no text of the element's own stands. */
static void
drop_blanks(xmlNode *parent)
{
	bool has_element = false, has_text = false;
	xmlNode *next;

	for (xmlNode *node = parent->children; node != NULL;
	     node = node->next) {
		has_element |= node->type == XML_ELEMENT_NODE;
		has_text |= node->type == XML_TEXT_NODE && !is_blank(node);
	}
	for (xmlNode *node = parent->children;
	     has_element && !has_text && node != NULL; node = next) {
		next = node->next;
		if (is_blank(node)) {
			xmlUnlinkNode(node);
			xmlFreeNode(node);
		}
	}
}

/* A document of its own: that of a decrypted text stands in a wrapper. */
static xmlDoc *
copy_of(const struct saml_document *document)
{
	xmlDoc *copy = xmlNewDoc(xml_chars("1.0"));
	xmlNode *root = copy != NULL
			    ? xmlDocCopyNode(document_root(document), copy, 1)
			    : NULL;

	if (root == NULL) {
		xmlFreeDoc(copy);
		return NULL;
	}
	xmlDocSetRootElement(copy, root);
	return copy;
}

bool
document_indent(const struct saml_document *document, struct buffer *out)
{
	xmlDoc *copy = copy_of(document);
	xmlNode *root;
	xmlBuffer *text;
	bool is_fine;

	if (copy == NULL)
		return false;
	root = xmlDocGetRootElement(copy);
	for (xmlNode *at = root; at != NULL; at = tree_next_element(root, at))
		drop_blanks(at);
	text = xmlBufferCreate();
	is_fine = text != NULL && xmlNodeDump(text, copy, root, 0, 1) >= 0;
	if (is_fine) {
		buffer_puts(out, plain_chars(xmlBufferContent(text)));
		buffer_putc(out, '\n');
	}
	xmlBufferFree(text);
	xmlFreeDoc(copy);
	return is_fine;
}
