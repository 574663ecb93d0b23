/* SPDX-License-Identifier: MIT */
/*
 * The metadata of a federation, taken apart.  What must hold for any input:
 *  - the pieces in which it comes make no difference;
 *  - where the whole document can be parsed, its entities are those that the
 *    parser sees, by namespace and entityID, and each can be parsed alone.
 */
#include <libxml/tree.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "saml/aggregate.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_aggregate: %s\n", what);
	abort();
}

struct parts {
	struct buffer text; /* line, part and name, behind their lengths */
	size_t n;
	bool is_whole; /* nothing was refused */
};

static void
keep(struct parts *parts, const struct aggregate_part *part)
{
	size_t id_len = strlen(part->entity_id);

	buffer_put(&parts->text, &part->line, sizeof part->line);
	buffer_put(&parts->text, &part->len, sizeof part->len);
	buffer_put(&parts->text, part->octets, part->len);
	buffer_put(&parts->text, &id_len, sizeof id_len);
	buffer_put(&parts->text, part->entity_id, id_len + 1);
	parts->n++;
}

static void
take_apart(const uint8_t *data, size_t len, size_t step, struct parts *parts)
{
	struct aggregate *a = aggregate_new();
	struct aggregate_part part;
	struct xml_refusal refusal;
	size_t at = 0;

	if (a == NULL)
		fail("no memory");
	while (at < len) {
		bool has_part;
		size_t n = len - at < step ? len - at : step;
		size_t taken =
		    aggregate_feed(a, data + at, n, &part, &has_part);

		if (has_part)
			keep(parts, &part);
		else if (taken == 0)
			break;
		at += taken;
	}
	parts->is_whole = aggregate_end(a, &refusal);
	if (!parts->is_whole && refusal.detail[0] == '\0')
		fail("a refusal without a reason");
	aggregate_free(a);
}

static bool
is_called(const xmlNode *node, const char *name)
{
	return strcmp((const char *)node->name, name) == 0;
}

static const char *
namespace_of(const xmlNode *node)
{
	return node->ns != NULL ? (const char *)node->ns->href : "";
}

/* The next part must be this element. */
static void
compare(struct arena *arena, const xmlNode *node, const char **at)
{
	const struct saml_document *document;
	struct xml_refusal refusal;
	size_t len, id_len;
	const char *text, *id, *wanted;

	*at += sizeof(uint64_t);
	memcpy(&len, *at, sizeof len);
	text = *at + sizeof len;
	memcpy(&id_len, text + len, sizeof id_len);
	id = text + len + sizeof id_len;
	*at = id + id_len + 1;
	wanted = element_attribute(arena, node, "entityID");
	if (strcmp(id, wanted != NULL ? wanted : "") != 0)
		fail("an entity has another name");
	document =
	    document_parse(arena, (const uint8_t *)text, len, "part", &refusal);
	if (document == NULL)
		fail("a part cannot be parsed, though the whole can");
	if (!is_called(document_root(document), "EntityDescriptor") ||
	    strcmp(namespace_of(document_root(document)), namespace_of(node)) !=
		0)
		fail("a part is of another kind");
}

static size_t
walk(struct arena *arena, const xmlNode *node, const struct parts *parts,
    const char **at, size_t n)
{
	if (is_called(node, "EntityDescriptor")) {
		if (n == parts->n)
			fail("an entity is missing");
		compare(arena, node, at);
		return n + 1;
	}
	if (!is_called(node, "EntitiesDescriptor"))
		return n;
	for (const xmlNode *child = element_first(node); child != NULL;
	     child = element_next(child))
		n = walk(arena, child, parts, at, n);
	return n;
}

static void
judge_whole(const uint8_t *data, size_t len, const struct parts *parts)
{
	struct arena *arena = arena_new();
	struct xml_refusal refusal;
	const struct saml_document *document;
	const char *at = parts->text.data;

	if (arena == NULL)
		fail("no memory");
	document = document_parse(arena, data, len, "whole", &refusal);
	/* More of them in each other than are followed. */
	if (document != NULL && parts->is_whole &&
	    walk(arena, document_root(document), parts, &at, 0) != parts->n)
		fail("there are more parts than entities");
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct parts whole = {.n = 0}, octets = {.n = 0};

	take_apart(data, len, len + 1, &whole);
	take_apart(data, len, 1, &octets);
	if (whole.n != octets.n || whole.is_whole != octets.is_whole ||
	    whole.text.len != octets.text.len ||
	    (whole.text.len > 0 &&
		memcmp(whole.text.data, octets.text.data, whole.text.len) != 0))
		fail("the pieces make a difference");
	judge_whole(data, len, &whole);
	buffer_free(&whole.text);
	buffer_free(&octets.text);
	return 0;
}
