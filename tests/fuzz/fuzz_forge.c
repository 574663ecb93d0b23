/* SPDX-License-Identifier: MIT */
/*
 * fuzz_diagnose with the hands of a forger: where the input is XML, elements
 * of it are copied, moved, wrapped, renamed and given each other's IDs, so
 * that what comes of it is a message again.  What must hold is what
 * fuzz_diagnose asks for: nothing is accepted but what was signed.
 */
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ELEMENTS_MAX 4096

size_t LLVMFuzzerMutate(uint8_t *, size_t len, size_t size);
size_t LLVMFuzzerCustomMutator(
    uint8_t *, size_t len, size_t size, unsigned seed);

struct forge {
	xmlDoc *doc;
	xmlNode *elements[ELEMENTS_MAX];
	size_t n;
	uint32_t seed;
};

static size_t
below(struct forge *f, size_t n)
{
	f->seed = f->seed * 1664525 + 1013904223;
	return n > 0 ? (f->seed >> 8) % n : 0;
}

static void
collect(struct forge *f, xmlNode *node)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE || f->n == ELEMENTS_MAX)
			continue;
		f->elements[f->n++] = node;
		collect(f, node->children);
	}
}

static bool
is_inside(const xmlNode *node, const xmlNode *other)
{
	for (; node != NULL; node = node->parent)
		if (node == other)
			return true;
	return false;
}

static xmlNode *
any(struct forge *f)
{
	return f->elements[below(f, f->n)];
}

/* NODE is put in, before or behind AT. */
static void
put(struct forge *f, xmlNode *at, xmlNode *node)
{
	bool is_root = at == xmlDocGetRootElement(f->doc);

	switch (is_root ? 0 : below(f, 3)) {
	case 0:
		xmlAddChild(at, node);
		break;
	case 1:
		xmlAddPrevSibling(at, node);
		break;
	default:
		xmlAddNextSibling(at, node);
		break;
	}
}

static void
copy(struct forge *f)
{
	xmlNode *at = any(f), *made = xmlDocCopyNode(any(f), f->doc, 1);

	if (made != NULL)
		put(f, at, made);
}

static void
move(struct forge *f)
{
	xmlNode *node = any(f), *at = any(f);

	if (is_inside(at, node))
		return;
	xmlUnlinkNode(node);
	put(f, at, node);
	xmlReconciliateNs(f->doc, node);
}

static void
take_out(struct forge *f)
{
	xmlNode *node = any(f);

	if (node == xmlDocGetRootElement(f->doc))
		return;
	xmlUnlinkNode(node);
	xmlFreeNode(node);
}

/* The name of another element, which may stand in another namespace. */
static void
rename_one(struct forge *f)
{
	xmlNode *node = any(f), *other = any(f);

	if (node == other)
		return;
	xmlNodeSetName(node, other->name);
	if (other->ns != NULL &&
	    xmlSearchNsByHref(f->doc, node, other->ns->href) != NULL)
		xmlSetNs(
		    node, xmlSearchNsByHref(f->doc, node, other->ns->href));
}

static void
wrap(struct forge *f)
{
	static const char *const holders[] = {"Object", "Extensions",
	    "StatusDetail", "Advice", "SubjectConfirmationData", "x"};
	xmlNode *node = any(f), *holder;

	if (node == xmlDocGetRootElement(f->doc))
		return;
	holder = xmlNewDocNode(
	    f->doc, any(f)->ns, (const xmlChar *)holders[below(f, 6)], NULL);
	if (holder == NULL)
		return;
	xmlReplaceNode(node, holder);
	xmlAddChild(holder, node);
	xmlReconciliateNs(f->doc, holder);
}

/* IDs and what refers to them, taken from one another. */
static void
share_id(struct forge *f)
{
	static const char *const names[] = {"ID", "Id", "id", "URI", "xml:id"};
	xmlNode *node = any(f);
	xmlChar *id = NULL;

	for (size_t i = 0; id == NULL && i < 32; i++)
		id = xmlGetNoNsProp(any(f), (const xmlChar *)"ID");
	if (id != NULL)
		xmlSetProp(node, (const xmlChar *)names[below(f, 5)], id);
	xmlFree(id);
}

static void
change_text(struct forge *f)
{
	static const char *const texts[] = {"evil", "", "_evil",
	    "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="};
	xmlNode *node = any(f);

	if (xmlChildElementCount(node) > 0)
		return;
	if (below(f, 3) == 0)
		xmlAddChild(
		    node, xmlNewDocComment(f->doc, (const xmlChar *)"x"));
	else
		xmlNodeSetContent(node, (const xmlChar *)texts[below(f, 4)]);
}

static void
forge_once(struct forge *f)
{
	static void (*const ways[])(struct forge *) = {copy, copy, move, move,
	    take_out, rename_one, wrap, share_id, change_text};

	f->n = 0;
	collect(f, xmlDocGetRootElement(f->doc));
	if (f->n > 0)
		ways[below(f, sizeof ways / sizeof *ways)](f);
}

/* 0: what came of it does not fit. */
static size_t
write_back(xmlDoc *doc, uint8_t *data, size_t size)
{
	xmlChar *text = NULL;
	size_t written = 0;
	int len = 0;

	xmlDocDumpMemoryEnc(doc, &text, &len, "UTF-8");
	if (text != NULL && len > 0 && (size_t)len <= size) {
		memcpy(data, text, (size_t)len);
		written = (size_t)len;
	}
	xmlFree(text);
	return written;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t size, unsigned seed)
{
	struct forge *f;
	size_t written = 0;

	/* Now and then the bytes alone, so that neither way is forgotten. */
	if (len == 0 || data[0] != '<' || seed % 8 == 0)
		return LLVMFuzzerMutate(data, len, size);
	f = calloc(1, sizeof *f);
	if (f == NULL)
		return LLVMFuzzerMutate(data, len, size);
	f->seed = seed;
	f->doc = xmlReadMemory((const char *)data, (int)len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (f->doc != NULL && xmlDocGetRootElement(f->doc) != NULL) {
		for (size_t i = 1 + below(f, 3); i > 0; i--)
			forge_once(f);
		written = write_back(f->doc, data, size);
	}
	xmlFreeDoc(f->doc);
	free(f);
	return written > 0 ? written : LLVMFuzzerMutate(data, len, size);
}
