/* SPDX-License-Identifier: MIT */
#include <libxml/uri.h>
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

/* Is HREF an absolute URI (RFC 3986 4.3), as canonicalisation demands? */
static bool
is_absolute(const char *href)
{
	xmlURI *uri = xmlParseURI(href);
	bool is_good = uri != NULL && uri->scheme != NULL;

	xmlFreeURI(uri);
	return is_good;
}

/* The namespaces of nearly every message: no need to take them apart. */
static bool
is_familiar(const char *href)
{
	return strcmp(href, NS_SAML) == 0 || strcmp(href, NS_SAMLP) == 0 ||
	       strcmp(href, NS_DS) == 0 || strcmp(href, NS_XSI) == 0;
}

/*
 * P13: xml-c14n 1.3 leaves documents with relative namespace URIs without a
 * canonical form, and some libraries then hash nothing at all.
 */
void
judge_namespaces(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node))
		for (const xmlNs *ns = node->nsDef; ns != NULL; ns = ns->next) {
			const char *href =
			    ns->href == NULL ? "" : plain_chars(ns->href);

			if (*href == '\0')
				judge_add(judge, RULE_P13_NAMESPACE, true, node,
				    NULL,
				    "xmlns=\"\" takes the namespace away");
			else if (!is_familiar(href) && !is_absolute(href))
				judge_add(judge, RULE_P13_NAMESPACE, false,
				    node, NULL,
				    "the namespace \"%s\" is no absolute URI",
				    judge_show(judge, href));
		}
}

/* Elements whose content is text and nothing else. */
static const struct {
	const char *ns;
	const char *names; /* between blanks */
} text_elements[] = {
    {NS_SAML, " NameID Issuer Audience AttributeValue AuthnContextClassRef "
	      "AuthnContextDeclRef AuthenticatingAuthority AssertionIDRef "
	      "AssertionURIRef "},
    {NS_SAMLP, " StatusMessage "},
    {NS_DS, " X509Certificate DigestValue SignatureValue KeyName Modulus "
	    "Exponent X509SubjectName X509IssuerName X509SerialNumber "},
    {NS_XENC, " CipherValue "},
};

static bool
is_among(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(names, name); at != NULL;
	     at = strstr(at + 1, name))
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

static bool
is_text_element(const xmlNode *node)
{
	const char *ns = tree_namespace(node);

	for (size_t i = 0; i < sizeof text_elements / sizeof text_elements[0];
	     i++)
		if (strcmp(ns, text_elements[i].ns) == 0)
			return is_among(
			    text_elements[i].names, plain_chars(node->name));
	return false;
}

static bool
has_words(const xmlNode *node)
{
	for (xmlNode *c = node->children; c != NULL; c = c->next)
		if ((c->type == XML_TEXT_NODE ||
			c->type == XML_CDATA_SECTION_NODE) &&
		    !xmlIsBlankNode(c))
			return true;
	return false;
}

/* An AttributeValue may hold elements instead of text (SAML2Core 2.7.3.1.1). */
static bool
may_hold_elements(const xmlNode *node)
{
	return element_is(node, NS_SAML, "AttributeValue") && !has_words(node);
}

static unsigned
quirks_of(struct judge *judge, const xmlNode *node)
{
	unsigned quirks =
	    element_text(judge->arena, judge->document, node).quirks;

	/* A CDATA section that is the whole text splits nothing. */
	if (quirks == TEXT_CDATA && node->children->next == NULL)
		return 0;
	return quirks;
}

/* xs:boolean knows two spellings of each (XML Schema part 2, 3.2.2). */
static bool
is_nil(struct judge *judge, const xmlNode *node)
{
	for (const xmlAttr *attr = node->properties; attr != NULL;
	     attr = attr->next) {
		const char *value;

		if (attr->ns == NULL ||
		    strcmp(plain_chars(attr->name), "nil") != 0 ||
		    strcmp(plain_chars(attr->ns->href), NS_XSI) != 0)
			continue;
		value = tree_attribute_value(judge->arena, attr);
		return strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
	}
	return false;
}

/*
 * P14: readers differ on text that is split.  Those that take the first text
 * node alone read "admin@example.com" out of
 * "admin@example.com<!---->.evil.example" (CVE-2017-11427 and its kin).
 */
void
judge_texts(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node)) {
		unsigned quirks;
		const char *name = plain_chars(node->name);

		if (!is_text_element(node))
			continue;
		if (is_nil(judge, node) && has_words(node))
			judge_add(judge, RULE_P14_NIL, true, node, NULL,
			    "%s has xsi:nil and holds text", name);
		quirks = quirks_of(judge, node);
		if (quirks == 0)
			continue;
		if ((quirks & TEXT_ELEMENT) && !may_hold_elements(node))
			judge_add(judge, RULE_P14_TEXT, false, node, NULL,
			    "the text of %s is split by an element", name);
		if (quirks & TEXT_INSTRUCTION)
			judge_add(judge, RULE_P14_TEXT, false, node, NULL,
			    "the text of %s is split by a processing "
			    "instruction",
			    name);
		if (quirks & TEXT_COMMENT)
			judge_add(judge, RULE_P14_TEXT, true, node, NULL,
			    "the text of %s is split by a comment", name);
		if (quirks & TEXT_CDATA)
			judge_add(judge, RULE_P14_TEXT, true, node, NULL,
			    "the text of %s is split by a CDATA section", name);
	}
}
