/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "buffer.h"
#include "saml/document.h"
#include "saml/name.h"
#include "saml/tree.h"

#define NAME_SHOWN 64 /* bytes of an Attribute's Name in a label */

/* From the root down to an element. */
struct path {
	const xmlNode *steps[XML_MAX_DEPTH + 1];
	size_t n;
};

static void
path_of(const struct saml_document *document, const xmlNode *node,
    struct path *path)
{
	size_t n = 0;

	for (const xmlNode *at = node; at != NULL && n <= XML_MAX_DEPTH;
	     at = at == document->root ? NULL : tree_parent(at))
		path->steps[n++] = at;
	path->n = n;
	for (size_t i = 0; i < n / 2; i++) {
		const xmlNode *swap = path->steps[i];

		path->steps[i] = path->steps[n - 1 - i];
		path->steps[n - 1 - i] = swap;
	}
}

static const struct {
	const char *ns;
	const char *prefix;
} prefixes[] = {
    {NS_SAMLP, "samlp"},
    {NS_SAML, "saml"},
    {NS_DS, "ds"},
    {NS_MD, "md"},
    {NS_XENC, "xenc"},
};

static const char *
prefix_of(const xmlNode *node)
{
	for (size_t i = 0; i < sizeof prefixes / sizeof prefixes[0]; i++)
		if (strcmp(tree_namespace(node), prefixes[i].ns) == 0)
			return prefixes[i].prefix;
	if (node->ns != NULL && node->ns->prefix != NULL)
		return plain_chars(node->ns->prefix);
	return "";
}

/* Which of its siblings of the same name NODE is, from 1; 0: there is one. */
static size_t
position_of(const struct saml_document *document, const xmlNode *node)
{
	const xmlNode *parent = tree_parent(node);
	const char *ns = tree_namespace(node), *name = plain_chars(node->name);
	size_t n = 0, position = 0;

	if (parent == NULL || node == document->root)
		return 0;
	for (const xmlNode *at = element_first(parent); at != NULL;
	     at = element_next(at)) {
		if (element_is(at, ns, name))
			n++;
		if (at == node)
			position = n;
	}
	return n > 1 ? position : 0;
}

static void
put_position(struct buffer *out, const struct saml_document *document,
    const xmlNode *node)
{
	size_t position = position_of(document, node);

	if (position > 0)
		buffer_printf(out, "[%zu]", position);
}

static void
put_pointer(struct buffer *out, const struct saml_document *document,
    const struct path *path)
{
	for (size_t i = 0; i < path->n; i++) {
		const char *prefix = prefix_of(path->steps[i]);

		buffer_putc(out, '/');
		if (*prefix != '\0')
			buffer_printf(out, "%s:", prefix);
		buffer_puts(out, plain_chars(path->steps[i]->name));
		put_position(out, document, path->steps[i]);
	}
}

/* The last segment of an Attribute's Name, cut between characters. */
static void
put_attribute_name(
    struct buffer *out, struct arena *arena, const xmlNode *attribute)
{
	const char *name = element_attribute(arena, attribute, "Name");
	const char *slash;
	size_t len;

	if (name == NULL)
		return;
	slash = strrchr(name, '/');
	if (slash != NULL && slash[1] != '\0')
		name = slash + 1;
	len = strlen(name);
	if (len > NAME_SHOWN) {
		len = NAME_SHOWN;
		while (len > 0 && ((unsigned char)name[len] & 0xc0) == 0x80)
			len--;
	}
	buffer_putc(out, '[');
	buffer_put(out, name, len);
	buffer_putc(out, ']');
}

/* The Response around an Assertion goes without saying. */
static void
put_label(struct buffer *out, struct arena *arena,
    const struct saml_document *document, const struct path *path)
{
	size_t first = 0;

	if (path->n > 1 && element_is(path->steps[0], NS_SAMLP, "Response") &&
	    element_is(path->steps[1], NS_SAML, "Assertion"))
		first = 1;
	for (size_t i = first; i < path->n; i++) {
		const xmlNode *step = path->steps[i];

		if (i > first)
			buffer_putc(out, '/');
		buffer_puts(out, plain_chars(step->name));
		if (element_is(step, NS_SAML, "Attribute"))
			put_attribute_name(out, arena, step);
		else
			put_position(out, document, step);
	}
}

void
tree_locate(const uint8_t *octets, size_t len, size_t offset, size_t *line,
    size_t *column)
{
	const uint8_t *at = octets, *end, *hit;

	end = octets + (offset < len ? offset : len);
	*line = 1;
	while ((hit = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		++*line;
		at = hit + 1;
	}
	*column = 1;
	for (; at < end; at++)
		if ((*at & 0xc0) != 0x80)
			++*column;
}

static void
find_line(const struct saml_document *document, const xmlNode *node,
    struct at_description *d)
{
	size_t offset = (size_t)(uintptr_t)node->_private;

	if (offset > 0)
		tree_locate(document->octets, document->len, offset - 1,
		    &d->line, &d->column);
}

static const char *
keep(struct arena *arena, struct buffer *from)
{
	const char *copy;

	if (from->has_failed)
		arena_fail(arena);
	copy =
	    arena_strndup(arena, from->len == 0 ? "" : from->data, from->len);
	buffer_free(from);
	return copy;
}

struct at_description
at_describe(struct arena *arena, struct saml_at at)
{
	struct at_description d = {.pointer = "", .label = "", .document = ""};
	struct buffer pointer = {0}, label = {0};
	struct path path;

	if (at.document == NULL)
		return d;
	d.document = at.document->name;
	if (at.node == NULL)
		return d;
	if (at.document->source != NULL)
		at = document_at(at.document, at.node);
	path_of(at.document, at.node, &path);
	put_pointer(&pointer, at.document, &path);
	put_label(&label, arena, at.document, &path);
	d.pointer = keep(arena, &pointer);
	d.label = keep(arena, &label);
	find_line(at.document, at.node, &d);
	return d;
}
