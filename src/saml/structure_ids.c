/* SPDX-License-Identifier: MIT */
#include <libxml/tree.h>
#include <stdlib.h>
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

/* An attribute that some reader takes for an ID. */
struct id {
	const char *value;
	const xmlNode *node;
	size_t order;
};

struct ids {
	struct id *items;
	size_t n;
};

/* Names that SAML 1.1, SAML 2.0, XML Signature and XML Encryption use. */
static bool
is_plain_id(const char *name)
{
	static const char *const names[] = {
	    "ID", "Id", "id", "AssertionID", "ResponseID"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/*
 * With a namespace, xml:id and any *:ID: readers that do not look at the
 * namespace take them for the real one.
 */
static bool
is_foreign_id(const xmlAttr *attr)
{
	const char *name = plain_chars(attr->name);

	if (attr->ns == NULL)
		return false;
	if (strcmp(name, "ID") == 0)
		return true;
	return strcmp(name, "id") == 0 &&
	       xmlStrEqual(attr->ns->href, XML_XML_NAMESPACE);
}

static bool
is_name_char(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '.' ||
	       c >= 0x80;
}

bool
judge_is_name(const char *value)
{
	if (*value == '\0')
		return false;
	for (const char *c = value; *c != '\0'; c++)
		if (!is_name_char((unsigned char)*c))
			return false;
	return true;
}

/*
 * An ID is an NCName (XML Schema part 2, 3.3.8).  One that begins with a
 * digit is seen in the wild and harmless; a blank or a quote is neither.
 */
static void
judge_syntax(struct judge *judge, const xmlNode *node, const xmlAttr *attr,
    const char *value)
{
	const char *name = plain_chars(attr->name);

	if (is_foreign_id(attr))
		judge_add(judge, RULE_P3_BAD_ID, true, node, NULL,
		    "the attribute %s:%s, which some readers take for an ID",
		    attr->ns->prefix == NULL
			? ""
			: judge_show(judge, plain_chars(attr->ns->prefix)),
		    name);
	else if (!judge_is_name(value))
		judge_add(judge, RULE_P3_BAD_ID, false, node, NULL,
		    *value == '\0' ? "an empty %s"
				   : "the %s \"%s\" is no NCName",
		    name, judge_show(judge, value));
	else if (xmlValidateNCName(xml_chars(value), 0) != 0)
		judge_add(judge, RULE_P3_BAD_ID, true, node, NULL,
		    "the %s \"%s\" is no NCName: it begins with a digit or "
		    "the like",
		    name, judge_show(judge, value));
}

static void
collect_from(
    struct judge *judge, const xmlNode *node, struct ids *ids, bool is_judged)
{
	struct id *id;

	for (const xmlAttr *attr = node->properties; attr != NULL;
	     attr = attr->next) {
		if (!is_foreign_id(attr) &&
		    (attr->ns != NULL || !is_plain_id(plain_chars(attr->name))))
			continue;
		id = arena_push(judge->arena, &ids->items, &ids->n, sizeof *id);
		if (id == NULL)
			return;
		id->value = tree_attribute_value(judge->arena, attr);
		id->node = node;
		id->order = ids->n;
		if (is_judged)
			judge_syntax(judge, node, attr, id->value);
	}
}

static void
collect(struct judge *judge, const struct saml_document *document,
    struct ids *ids, bool is_judged)
{
	xmlNode *root = document_root(document);

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node))
		collect_from(judge, node, ids, is_judged);
}

static int
compare(const void *a, const void *b)
{
	const struct id *x = a, *y = b;
	int order = strcmp(x->value, y->value);

	if (order != 0)
		return order;
	return x->order < y->order ? -1 : x->order > y->order;
}

/* P3: compared as strings, whatever the attribute is called. */
static void
judge_duplicates(struct judge *judge, const struct ids *ids)
{
	const struct _xmlDoc *own = document_xml(judge->document);

	for (size_t i = 1; i < ids->n; i++) {
		const struct id *a = &ids->items[i - 1], *b = &ids->items[i];

		if (strcmp(a->value, b->value) != 0)
			continue;
		/* Twice in the outer message is the outer one's finding. */
		if (a->node->doc != own && b->node->doc != own)
			continue;
		if (b->node->doc != own) {
			b = a;
			a = &ids->items[i];
		}
		judge_add(judge, RULE_P3_DUPLICATE_ID, false, b->node, a->node,
		    "the ID \"%s\" stands twice", judge_show(judge, b->value));
	}
}

/* Response and Assertion must have one (SAML2Core 2.3.3, 3.2.2). */
static void
judge_missing(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);

	for (xmlNode *node = root; node != NULL;
	     node = node == root ? element_first(root) : element_next(node)) {
		if (!element_is(node, NS_SAMLP, "Response") &&
		    !element_is(node, NS_SAML, "Assertion"))
			continue;
		if (element_attribute(judge->arena, node, "ID") == NULL)
			judge_add(judge, RULE_P3_BAD_ID, true, node, NULL,
			    "the %s has no ID", plain_chars(node->name));
	}
}

void
judge_ids(struct judge *judge)
{
	struct ids ids = {0};

	if (judge->outer != NULL)
		collect(judge, judge->outer, &ids, false);
	collect(judge, judge->document, &ids, true);
	if (ids.n > 1)
		qsort(ids.items, ids.n, sizeof *ids.items, compare);
	judge_duplicates(judge, &ids);
	judge_missing(judge);
}
