/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "buffer.h"
#include "saml/document.h"
#include "saml/name.h"
#include "saml/tree.h"

#define SHOWN_MAX 300 /* bytes of a text that tree_show() keeps */

const char *
tree_namespace(const xmlNode *node)
{
	if (node->ns == NULL || node->ns->href == NULL)
		return "";
	return plain_chars(node->ns->href);
}

xmlNode *
tree_parent(const xmlNode *node)
{
	xmlNode *parent = node->parent;

	return parent != NULL && parent->type == XML_ELEMENT_NODE ? parent
								  : NULL;
}

static xmlNode *
first_element(xmlNode *node)
{
	while (node != NULL && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNode *
tree_skip_element(const xmlNode *root, xmlNode *at)
{
	xmlNode *next;

	while (at != NULL && at != root) {
		next = first_element(at->next);
		if (next != NULL)
			return next;
		at = at->parent;
	}
	return NULL;
}

xmlNode *
tree_next_element(const xmlNode *root, xmlNode *at)
{
	xmlNode *child = first_element(at->children);

	return child != NULL ? child : tree_skip_element(root, at);
}

xmlNode *
element_first(const xmlNode *parent)
{
	return parent == NULL ? NULL : first_element(parent->children);
}

xmlNode *
element_next(const xmlNode *node)
{
	return node == NULL ? NULL : first_element(node->next);
}

bool
element_is(const xmlNode *node, const char *ns, const char *name)
{
	/* Most names differ in their first letter. */
	return node != NULL && node->type == XML_ELEMENT_NODE &&
	       *plain_chars(node->name) == *name &&
	       strcmp(plain_chars(node->name), name) == 0 &&
	       strcmp(tree_namespace(node), ns) == 0;
}

xmlNode *
element_child(const xmlNode *parent, const char *ns, const char *name)
{
	for (xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node))
		if (element_is(node, ns, name))
			return node;
	return NULL;
}

size_t
element_count(const xmlNode *parent, const char *ns, const char *name)
{
	size_t n = 0;

	for (xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node))
		if (element_is(node, ns, name))
			n++;
	return n;
}

const char *
tree_attribute_value(struct arena *arena, const xmlAttr *attr)
{
	const xmlNode *child = attr->children;
	xmlChar *value;
	const char *copy;

	if (child == NULL)
		return "";
	if (child->next == NULL && child->type == XML_TEXT_NODE)
		return child->content == NULL ? ""
					      : plain_chars(child->content);
	value = xmlNodeListGetString(attr->doc, attr->children, 1);
	copy = arena_strdup(arena, plain_chars(value));
	xmlFree(value);
	return copy;
}

static const xmlAttr *
find_attribute(const xmlNode *node, const char *ns, const char *name)
{
	for (const xmlAttr *attr = node->properties; attr != NULL;
	     attr = attr->next) {
		if (strcmp(plain_chars(attr->name), name) != 0)
			continue;
		if (ns == NULL
			? attr->ns == NULL
			: attr->ns != NULL &&
			      strcmp(plain_chars(attr->ns->href), ns) == 0)
			return attr;
	}
	return NULL;
}

const char *
element_attribute(struct arena *arena, const xmlNode *node, const char *name)
{
	const xmlAttr *attr = find_attribute(node, NULL, name);

	return attr == NULL ? NULL : tree_attribute_value(arena, attr);
}

static bool
is_nil(struct arena *arena, const xmlNode *node)
{
	const xmlAttr *attr = find_attribute(node, NS_XSI, "nil");
	const char *value;

	if (attr == NULL)
		return false;
	value = tree_attribute_value(arena, attr);
	return strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
}

static unsigned
quirks_of(const xmlNode *node)
{
	unsigned quirks = 0;

	for (const xmlNode *c = node->children; c != NULL; c = c->next) {
		if (c->type == XML_COMMENT_NODE)
			quirks |= TEXT_COMMENT;
		else if (c->type == XML_PI_NODE)
			quirks |= TEXT_INSTRUCTION;
		else if (c->type == XML_CDATA_SECTION_NODE)
			quirks |= TEXT_CDATA;
		else if (c->type == XML_ELEMENT_NODE)
			quirks |= TEXT_ELEMENT;
	}
	return quirks;
}

static bool
is_characters(const xmlNode *node)
{
	return (node->type == XML_TEXT_NODE ||
		   node->type == XML_CDATA_SECTION_NODE) &&
	       node->content != NULL;
}

/* All character data that stands directly in NODE. */
static const char *
join_text(struct arena *arena, const xmlNode *node)
{
	struct buffer all = {0};
	const char *copy;

	for (const xmlNode *c = node->children; c != NULL; c = c->next)
		if (is_characters(c))
			buffer_puts(&all, plain_chars(c->content));
	if (all.has_failed)
		arena_fail(arena);
	copy = arena_strndup(arena, all.data == NULL ? "" : all.data, all.len);
	buffer_free(&all);
	return copy;
}

struct saml_text
element_text(struct arena *arena, const struct saml_document *document,
    const xmlNode *node)
{
	struct saml_text text = {.value = "", .first = ""};
	const xmlNode *child = node->children;

	text.at = document_at(document, node);
	text.is_nil = is_nil(arena, node);
	text.quirks = quirks_of(node);
	if (child != NULL && child->next == NULL && is_characters(child)) {
		text.value = text.first = plain_chars(child->content);
		return text;
	}
	for (; child != NULL; child = child->next)
		if (is_characters(child)) {
			text.first = plain_chars(child->content);
			break;
		}
	if (child != NULL)
		text.value = join_text(arena, node);
	return text;
}

/* Could the character C do harm on a terminal?  C1, bidi, separators. */
static bool
is_harmful(unsigned c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) ||
	       (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
	       (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/* The character at TEXT and its length; a lone byte where it is none. */
static unsigned
character_at(const unsigned char *text, size_t *len)
{
	unsigned c = text[0];
	size_t n = c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;

	*len = 1;
	if (c < 0x80)
		return c;
	c &= 0xffU >> (n + 1);
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0x80; /* shown as an escape */
		c = c << 6 | (text[i] & 0x3f);
	}
	*len = n;
	return n == 1 ? 0x80 : c;
}

const char *
tree_show(struct arena *arena, const char *text)
{
	const unsigned char *at = (const unsigned char *)text;
	struct buffer out = {0};
	const char *copy;
	size_t len;
	unsigned c;

	while (at != NULL && *at != '\0' && out.len < SHOWN_MAX) {
		c = character_at(at, &len);
		if (c == '\n')
			buffer_putc(&out, ' ');
		else if (is_harmful(c))
			buffer_printf(&out, "\\u{%x}", len == 1 ? *at : c);
		else
			buffer_put(&out, at, len);
		at += len;
	}
	while (out.len > 0 && out.data[out.len - 1] == ' ')
		out.len--;
	if (at != NULL && *at != '\0')
		buffer_puts(&out, "…");
	if (out.has_failed)
		arena_fail(arena);
	copy = arena_strndup(arena, out.data == NULL ? "" : out.data, out.len);
	buffer_free(&out);
	return copy;
}
