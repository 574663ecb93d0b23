/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMLP "urn:oasis:names:tc:SAML:2.0:protocol"
#define SAML "urn:oasis:names:tc:SAML:2.0:assertion"
#define DS "http://www.w3.org/2000/09/xmldsig#"
#define AWS "https://aws.amazon.com/SAML/Attributes/"
#define ACS "https://signin.aws.amazon.com/saml"
#define ROLE "arn:aws:iam::123456789012:role/Dev"
#define PROVIDER "arn:aws:iam::123456789012:saml-provider/Example"

#define CLAIM(name, value)                         \
	"      <saml:Attribute Name=\"" AWS name   \
	"\">\n        <saml:AttributeValue>" value \
	"</saml:AttributeValue>\n      </saml:Attribute>\n"

static const char good_response[] =
    "<samlp:Response xmlns:samlp=\"" SAMLP "\" xmlns:saml=\"" SAML
    "\" ID=\"_r1d8a6e2b4c5f4e0c9a7b3f2e1d0c9b8a\" Version=\"2.0\" "
    "IssueInstant=\"2026-11-20T09:03:11Z\" Destination=\"" ACS "\">\n"
    "  <saml:Issuer>https://idp.example.com/saml</saml:Issuer>\n"
    "  <samlp:Status>\n"
    "    <samlp:StatusCode "
    "Value=\"urn:oasis:names:tc:SAML:2.0:status:Success\"/>\n"
    "  </samlp:Status>\n"
    "  <saml:Assertion xmlns:saml=\"" SAML
    "\" ID=\"_a7c3e9f1b5d24086a1c2d3e4f5a6b7c8\" Version=\"2.0\" "
    "IssueInstant=\"2026-11-20T09:03:11Z\">\n"
    "    <saml:Issuer>https://idp.example.com/saml</saml:Issuer>\n"
    "    <saml:Subject>\n"
    "      <saml:NameID "
    "Format=\"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent\">"
    "ana.silva</saml:NameID>\n"
    "      <saml:SubjectConfirmation "
    "Method=\"urn:oasis:names:tc:SAML:2.0:cm:bearer\">\n"
    "        <saml:SubjectConfirmationData "
    "NotOnOrAfter=\"2026-11-20T09:08:11Z\" Recipient=\"" ACS "\"/>\n"
    "      </saml:SubjectConfirmation>\n"
    "    </saml:Subject>\n"
    "    <saml:Conditions NotBefore=\"2026-11-20T08:58:11Z\" "
    "NotOnOrAfter=\"2026-11-20T09:08:11Z\">\n"
    "      <saml:AudienceRestriction>\n"
    "        <saml:Audience>urn:amazon:webservices</saml:Audience>\n"
    "      </saml:AudienceRestriction>\n"
    "    </saml:Conditions>\n"
    "    <saml:AuthnStatement AuthnInstant=\"2026-11-20T09:03:10Z\" "
    "SessionIndex=\"_s1\">\n"
    "      <saml:AuthnContext>\n"
    "        <saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:"
    "classes:PasswordProtectedTransport</saml:AuthnContextClassRef>\n"
    "      </saml:AuthnContext>\n"
    "    </saml:AuthnStatement>\n"
    "    <saml:AttributeStatement>\n" CLAIM("Role", ROLE "," PROVIDER)
	CLAIM("RoleSessionName", "ana.silva@example.com")
	    CLAIM("SessionDuration", "3600") "    </saml:AttributeStatement>\n"
					     "  </saml:Assertion>\n"
					     "</samlp:Response>\n";

static const char good_metadata[] =
    "<md:EntityDescriptor "
    "xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\" xmlns:ds=\"" DS
    "\" entityID=\"https://idp.example.com/saml\">\n"
    "  <md:IDPSSODescriptor protocolSupportEnumeration=\"" SAMLP "\">\n"
    "    <md:KeyDescriptor use=\"signing\">\n"
    "      <ds:KeyInfo>\n        <ds:X509Data>\n"
    "          <ds:X509Certificate>%s</ds:X509Certificate>\n"
    "        </ds:X509Data>\n      </ds:KeyInfo>\n"
    "    </md:KeyDescriptor>\n"
    "    <md:SingleSignOnService "
    "Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect\" "
    "Location=\"https://idp.example.com/sso\"/>\n"
    "  </md:IDPSSODescriptor>\n"
    "</md:EntityDescriptor>\n";

char *
file_read(const char *path, size_t *len)
{
	FILE *file = fopen(path, "rb");
	char *data = NULL;
	long size;

	if (file == NULL)
		return NULL;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0 &&
	    fseek(file, 0, SEEK_SET) == 0)
		data = calloc(1, (size_t)size + 1);
	if (data != NULL) {
		*len = fread(data, 1, (size_t)size, file);
		data[*len] = '\0';
	}
	fclose(file);
	return data;
}

char *
certificate_text(const char *keys, const char *name)
{
	char path[512], *pem, *out, *at, *end;
	size_t len, n = 0;

	snprintf(path, sizeof path, "%s/%s.crt", keys, name);
	pem = file_read(path, &len);
	if (pem == NULL)
		return NULL;
	out = calloc(1, len + 1);
	at = strstr(pem, "-----\n");
	end = strstr(pem, "-----END");
	if (out != NULL && at != NULL && end != NULL) {
		for (at += 6; at < end; at++) {
			if (*at != '\n')
				out[n++] = *at;
		}
	}
	free(pem);
	return out;
}

xmlDocPtr
message_new(void)
{
	return xmlReadMemory(good_response, sizeof good_response - 1, NULL,
	    NULL, XML_PARSE_NONET);
}

xmlDocPtr
metadata_new(const char *keys, const char *key)
{
	char *certificate = certificate_text(keys, key), *text = NULL;
	xmlDocPtr doc = NULL;
	size_t size;

	if (certificate == NULL)
		return NULL;
	size = sizeof good_metadata + strlen(certificate);
	text = malloc(size);
	if (text != NULL) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(text, size, good_metadata, certificate);
#pragma GCC diagnostic pop
		doc = xmlReadMemory(
		    text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET);
	}
	free(text);
	free(certificate);
	return doc;
}

/* "A/…" stands for the assertion, "R/…" for the response. */
static void
expand(const char *xpath, char *out, size_t size)
{
	const char *root = NULL;

	if (xpath[0] == 'A' && (xpath[1] == '/' || xpath[1] == '\0'))
		root = "//saml:Assertion";
	else if (xpath[0] == 'R' && (xpath[1] == '/' || xpath[1] == '\0'))
		root = "/samlp:Response";
	snprintf(out, size, "%s%s", root != NULL ? root : "",
	    root != NULL ? xpath + 1 : xpath);
}

/* All nodes, in document order; NULL where there are none. */
static xmlXPathObjectPtr
find(xmlDocPtr doc, const char *xpath)
{
	static const char *const names[][2] = {{"samlp", SAMLP}, {"saml", SAML},
	    {"ds", DS}, {"md", "urn:oasis:names:tc:SAML:2.0:metadata"},
	    {"xenc", "http://www.w3.org/2001/04/xmlenc#"},
	    {"mdui", "urn:oasis:names:tc:SAML:metadata:ui"}};
	xmlXPathContextPtr context = xmlXPathNewContext(doc);
	xmlXPathObjectPtr found;
	char expanded[1024];

	if (context == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		xmlXPathRegisterNs(context, (const xmlChar *)names[i][0],
		    (const xmlChar *)names[i][1]);
	expand(xpath, expanded, sizeof expanded);
	found = xmlXPathEvalExpression((const xmlChar *)expanded, context);
	xmlXPathFreeContext(context);
	if (found == NULL || found->nodesetval == NULL ||
	    found->nodesetval->nodeNr == 0) {
		xmlXPathFreeObject(found);
		return NULL;
	}
	return found;
}

typedef bool edit(xmlNodePtr, const char *, const char *);

static bool
each(xmlDocPtr doc, const char *xpath, edit *change, const char *a,
    const char *b)
{
	xmlXPathObjectPtr found = find(doc, xpath);
	bool is_fine = found != NULL;

	for (int i = 0; is_fine && i < found->nodesetval->nodeNr; i++) {
		xmlNodePtr node = found->nodesetval->nodeTab[i];

		/* The set must not look at what is gone. */
		found->nodesetval->nodeTab[i] = NULL;
		is_fine = change(node, a, b);
	}
	xmlXPathFreeObject(found);
	return is_fine;
}

static bool
set_text(xmlNodePtr node, const char *value, const char *unused)
{
	xmlNodePtr child, next;

	(void)unused;
	for (child = node->children; child != NULL; child = next) {
		next = child->next;
		xmlUnlinkNode(child);
		xmlFreeNode(child);
	}
	xmlNodeAddContent(node, (const xmlChar *)value);
	return true;
}

static bool
set_attribute(xmlNodePtr node, const char *name, const char *value)
{
	if (value == NULL)
		return xmlUnsetProp(node, (const xmlChar *)name) == 0;
	return xmlSetProp(
		   node, (const xmlChar *)name, (const xmlChar *)value) != NULL;
}

static bool
repeat(xmlNodePtr node, const char *a, const char *b)
{
	(void)a;
	(void)b;
	xmlAddNextSibling(node, xmlCopyNode(node, 1));
	return true;
}

static bool
take_out(xmlNodePtr node, const char *a, const char *b)
{
	(void)a;
	(void)b;
	if (node->type == XML_ATTRIBUTE_NODE)
		return xmlRemoveProp((xmlAttrPtr)node) == 0;
	xmlUnlinkNode(node);
	xmlFreeNode(node);
	return true;
}

/* PREFIX:NAME, the prefix being in scope. */
static bool
rename_node(xmlNodePtr node, const char *name, const char *unused)
{
	const char *colon = strchr(name, ':');

	(void)unused;
	if (colon != NULL) {
		xmlChar *prefix =
		    xmlStrndup((const xmlChar *)name, (int)(colon - name));
		xmlNsPtr ns = xmlSearchNs(node->doc, node, prefix);

		xmlFree(prefix);
		if (ns == NULL)
			return false;
		xmlSetNs(node, ns);
	}
	xmlNodeSetName(
	    node, (const xmlChar *)(colon != NULL ? colon + 1 : name));
	return true;
}

static void
place(xmlNodePtr anchor, const char *where, xmlNodePtr node)
{
	if (strcmp(where, "append") == 0)
		xmlAddChild(anchor, node);
	else if (strcmp(where, "before") == 0)
		xmlAddPrevSibling(anchor, node);
	else
		xmlAddNextSibling(anchor, node);
}

static bool
insert(xmlNodePtr anchor, const char *where, const char *xml)
{
	xmlNodePtr context =
	    strcmp(where, "append") == 0 ? anchor : anchor->parent;
	xmlNodePtr list = NULL, next;

	if (context == NULL ||
	    xmlParseInNodeContext(context, xml, (int)strlen(xml),
		XML_PARSE_NONET, &list) != XML_ERR_OK)
		return false;
	for (; list != NULL; list = next) {
		next = list->next;
		list->next = list->prev = NULL;
		place(anchor, where, list);
		if (strcmp(where, "after") == 0)
			anchor = list;
	}
	return true;
}

xmlNodePtr
edit_first(xmlDocPtr doc, const char *xpath)
{
	xmlXPathObjectPtr found = find(doc, xpath);
	xmlNodePtr node = found != NULL ? found->nodesetval->nodeTab[0] : NULL;

	xmlXPathFreeObject(found);
	return node;
}

bool
edit_put(xmlDocPtr doc, const char *xpath, const char *where, xmlNodePtr node)
{
	xmlNodePtr anchor = edit_first(doc, xpath);
	xmlNodePtr copy = xmlDocCopyNode(node, doc, 1);

	if (anchor == NULL || copy == NULL) {
		xmlFreeNode(copy);
		return false;
	}
	place(anchor, where, copy);
	return true;
}

bool
edit_text(xmlDocPtr doc, const char *xpath, const char *value)
{
	return each(doc, xpath, set_text, value, NULL);
}

bool
edit_attribute(
    xmlDocPtr doc, const char *xpath, const char *name, const char *value)
{
	return each(doc, xpath, set_attribute, name, value);
}

bool
edit_remove(xmlDocPtr doc, const char *xpath)
{
	return each(doc, xpath, take_out, NULL, NULL);
}

bool
edit_twice(xmlDocPtr doc, const char *xpath)
{
	return each(doc, xpath, repeat, NULL, NULL);
}

bool
edit_rename(xmlDocPtr doc, const char *xpath, const char *name)
{
	return each(doc, xpath, rename_node, name, NULL);
}

bool
edit_insert(
    xmlDocPtr doc, const char *xpath, const char *where, const char *xml)
{
	return each(doc, xpath, insert, where, xml);
}

bool
edit_claim(xmlDocPtr doc, const char *name, const char *value, bool append)
{
	const char *prefix =
	    strstr(name, ":") != NULL && strncmp(name, "PrincipalTag:", 13) != 0
		? ""
		: AWS;
	char xpath[512];
	xmlXPathObjectPtr found;
	xmlNodePtr attribute = NULL;
	bool is_new;

	snprintf(xpath, sizeof xpath, "//saml:Attribute[@Name=\"%s%s\"]",
	    prefix, name);
	if (!append && (found = find(doc, xpath)) != NULL) {
		xmlXPathFreeObject(found);
		if (!edit_remove(doc, xpath))
			return false;
	}
	if (value == NULL)
		return true;
	found = append ? find(doc, xpath) : NULL;
	is_new = found == NULL;
	if (is_new)
		found = find(doc, "//saml:AttributeStatement");
	if (found == NULL)
		return false;
	attribute = found->nodesetval->nodeTab[0];
	xmlXPathFreeObject(found);
	if (is_new) {
		char full[512];

		snprintf(full, sizeof full, "%s%s", prefix, name);
		attribute = xmlNewChild(attribute, attribute->ns,
		    (const xmlChar *)"Attribute", NULL);
		xmlSetProp(
		    attribute, (const xmlChar *)"Name", (const xmlChar *)full);
	}
	return xmlNewTextChild(attribute, attribute->ns,
		   (const xmlChar *)"AttributeValue",
		   (const xmlChar *)value) != NULL;
}
