/* SPDX-License-Identifier: MIT */
/* Signing, with xmlsec. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/templates.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "idp.h"
#include "message.h"
#include "seal.h"

/* Names of recipes and the URIs of the standards. */
static const struct {
	const char *name;
	const char *uri;
} uris[] = {
    {"rsa-sha1", DS "rsa-sha1"},
    {"rsa-sha224", MORE "rsa-sha224"},
    {"rsa-sha256", MORE "rsa-sha256"},
    {"rsa-sha384", MORE "rsa-sha384"},
    {"rsa-sha512", MORE "rsa-sha512"},
    {"rsa-md5", MORE "rsa-md5"},
    {"ecdsa-sha1", MORE "ecdsa-sha1"},
    {"ecdsa-sha256", MORE "ecdsa-sha256"},
    {"ecdsa-sha384", MORE "ecdsa-sha384"},
    {"ecdsa-sha512", MORE "ecdsa-sha512"},
    {"hmac-sha1", DS "hmac-sha1"},
    {"hmac-sha256", MORE "hmac-sha256"},
    {"sha1", DS "sha1"},
    {"sha224", MORE "sha224"},
    {"sha256", XENC "sha256"},
    {"sha384", MORE "sha384"},
    {"sha512", XENC "sha512"},
    {"md5", MORE "md5"},
    {"exc-c14n", "http://www.w3.org/2001/10/xml-exc-c14n#"},
    {"exc-c14n-with-comments",
	"http://www.w3.org/2001/10/xml-exc-c14n#WithComments"},
    {"c14n", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"},
    {"c14n-with-comments",
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"},
    {"c14n11", "http://www.w3.org/2006/12/xml-c14n11"},
    {"aes128-cbc", XENC "aes128-cbc"},
    {"aes192-cbc", XENC "aes192-cbc"},
    {"aes256-cbc", XENC "aes256-cbc"},
    {"tripledes-cbc", XENC "tripledes-cbc"},
    {"aes128-gcm", XENC11 "aes128-gcm"},
    {"aes192-gcm", XENC11 "aes192-gcm"},
    {"aes256-gcm", XENC11 "aes256-gcm"},
    {"rsa-oaep-mgf1p", XENC "rsa-oaep-mgf1p"},
    {"rsa-oaep", XENC11 "rsa-oaep"},
    {"rsa-1_5", XENC "rsa-1_5"},
    {"mgf1sha1", XENC11 "mgf1sha1"},
    {"mgf1sha224", XENC11 "mgf1sha224"},
    {"mgf1sha256", XENC11 "mgf1sha256"},
    {"mgf1sha384", XENC11 "mgf1sha384"},
    {"mgf1sha512", XENC11 "mgf1sha512"},
};

const char *
uri_of(const char *name)
{
	for (size_t i = 0; i < sizeof uris / sizeof *uris; i++) {
		if (strcmp(uris[i].name, name) == 0)
			return uris[i].uri;
	}
	return name;
}

/* A fixed sequence for everything that asks for random numbers. */
static unsigned long sequence;

int
fixed_bytes(unsigned char *buf, int len)
{
	for (int i = 0; i < len; i++) {
		sequence =
		    sequence * 6364136223846793005UL + 1442695040888963407UL;
		/* A padding of RSA 1.5 must hold no zero. */
		buf[i] = (unsigned char)((sequence >> 33) % 255 + 1);
	}
	return 1;
}

static int
fixed_status(void)
{
	return 1;
}

bool
idp_start(void)
{
	static RAND_METHOD method;
	static bool is_started;

	sequence = 1;
	if (is_started)
		return true;
	method.bytes = fixed_bytes;
	method.pseudorand = fixed_bytes;
	method.status = fixed_status;
	is_started = RAND_set_rand_method(&method) == 1;
	xmlInitParser();
	/* samldx in the same program may have started it. */
	if (xmlSecKeyDataIdsGet()->use > 0)
		return is_started;
	return is_started && xmlSecInit() >= 0 &&
	       xmlSecCryptoAppInit(NULL) >= 0 && xmlSecCryptoInit() >= 0;
}

static xmlNodePtr
child(xmlNodePtr parent, const char *name)
{
	xmlNodePtr node = parent->children;

	while (node != NULL && (node->type != XML_ELEMENT_NODE ||
				   strcmp((const char *)node->name, name) != 0))
		node = node->next;
	return node;
}

xmlNodePtr
descendant(xmlNodePtr node, const char *name)
{
	for (; node != NULL; node = node->next) {
		xmlNodePtr found;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)node->name, name) == 0)
			return node;
		found = descendant(node->children, name);
		if (found != NULL)
			return found;
	}
	return NULL;
}

static xmlSecTransformId
transform(const char *name, xmlSecTransformUsage usage)
{
	return xmlSecTransformIdListFindByHref(
	    xmlSecTransformIdsGet(), (const xmlChar *)uri_of(name), usage);
}

static xmlSecKeyPtr
load_key(const char *keys, const struct signing *s)
{
	char path[512];

	if (strncmp(s->method, "hmac", 4) == 0) {
		char *text = certificate_text(keys, s->key);
		xmlSecKeyPtr key =
		    text == NULL ? NULL
				 : xmlSecKeyReadMemory(xmlSecKeyDataHmacId,
				       (const xmlSecByte *)text,
				       (xmlSecSize)strlen(text));

		free(text);
		return key;
	}
	snprintf(path, sizeof path, "%s/%s.pem", keys, s->key);
	return xmlSecCryptoAppKeyLoad(
	    path, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
}

/* xmlsec breaks lines in its templates; providers do not. */
static void
drop_blanks(xmlNodePtr node)
{
	xmlNodePtr child, next;

	for (child = node->children; child != NULL; child = next) {
		next = child->next;
		if (child->type == XML_TEXT_NODE && xmlIsBlankNode(child)) {
			xmlUnlinkNode(child);
			xmlFreeNode(child);
		} else {
			drop_blanks(child);
		}
	}
}

/* Signature, Reference and transforms, not yet signed. */
static xmlNodePtr
signature_template(xmlNodePtr target, const struct signing *s)
{
	xmlSecTransformId c14n =
	    transform(s->c14n, xmlSecTransformUsageC14NMethod);
	xmlNodePtr signature, reference, node;
	char uri[256];
	xmlChar *id = xmlGetNoNsProp(target, (const xmlChar *)"ID");

	snprintf(uri, sizeof uri, "#%s", id != NULL ? (char *)id : "");
	xmlFree(id);
	signature = xmlSecTmplSignatureCreateNsPref(target->doc, c14n,
	    transform(s->method, xmlSecTransformUsageSignatureMethod), NULL,
	    (const xmlChar *)"ds");
	if (signature == NULL)
		return NULL;
	reference = xmlSecTmplSignatureAddReference(signature,
	    transform(s->digest, xmlSecTransformUsageDigestMethod), NULL,
	    (const xmlChar *)uri, NULL);
	if (reference == NULL || xmlSecTmplReferenceAddTransform(reference,
				     xmlSecTransformEnvelopedId) == NULL)
		return NULL;
	node = xmlSecTmplReferenceAddTransform(reference, c14n);
	if (node != NULL && s->prefixes[0] != '\0')
		xmlSecTmplTransformAddC14NInclNamespaces(
		    node, (const xmlChar *)s->prefixes);
	if (node == NULL)
		return NULL;
	if (s->info_prefixes[0] != '\0')
		xmlSecTmplTransformAddC14NInclNamespaces(
		    xmlSecTmplSignatureGetC14NMethodNode(signature),
		    (const xmlChar *)s->info_prefixes);
	drop_blanks(signature);
	return signature;
}

/* KeyInfo is written afterwards: it is not signed. */
static void
add_key_info(xmlNodePtr signature, const char *keys, const struct signing *s)
{
	bool is_other = strcmp(s->keyinfo, "other-certificate") == 0;
	char *text;
	xmlNodePtr node;

	if (strcmp(s->keyinfo, "none") == 0)
		return;
	text = certificate_text(keys, is_other ? "idp2" : s->key);
	node = xmlNewChild(
	    signature, signature->ns, (const xmlChar *)"KeyInfo", NULL);
	node =
	    xmlNewChild(node, signature->ns, (const xmlChar *)"X509Data", NULL);
	xmlNewChild(node, signature->ns, (const xmlChar *)"X509Certificate",
	    (const xmlChar *)text);
	free(text);
}

static bool
sign_node(xmlNodePtr target, xmlNodePtr signature, xmlSecKeyPtr key,
    bool with_key_value)
{
	xmlAttrPtr id = xmlHasNsProp(target, (const xmlChar *)"ID", NULL);
	xmlChar *value = xmlGetNoNsProp(target, (const xmlChar *)"ID");
	xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
	bool is_signed = false;

	if (id != NULL && context != NULL) {
		xmlAddID(NULL, target->doc, value, id);
		if (with_key_value)
			xmlSecTmplKeyInfoAddKeyValue(
			    xmlSecTmplSignatureEnsureKeyInfo(signature, NULL));
		context->signKey = key;
		is_signed = xmlSecDSigCtxSign(context, signature) >= 0;
		xmlRemoveID(target->doc, id);
	}
	if (context != NULL)
		xmlSecDSigCtxDestroy(context);
	xmlFree(value);
	return is_signed;
}

/* The root, whose Signature stands first. */
bool
metadata_sign(xmlDocPtr doc, const char *keys, const struct signing *s)
{
	xmlNodePtr root = xmlDocGetRootElement(doc), signature;
	xmlSecKeyPtr key = load_key(keys, s);

	if (key == NULL)
		return false;
	if (xmlHasNsProp(root, (const xmlChar *)"ID", NULL) == NULL)
		xmlNewProp(
		    root, (const xmlChar *)"ID", (const xmlChar *)"_metadata");
	signature = signature_template(root, s);
	if (signature == NULL)
		return false;
	xmlAddPrevSibling(root->children, signature);
	if (!sign_node(root, signature, key, false))
		return false;
	add_key_info(signature, keys, s);
	return true;
}

bool
message_sign(xmlDocPtr doc, const char *keys, const struct signing *s,
    const char *element)
{
	xmlNodePtr target, signature, issuer;
	xmlSecKeyPtr key;
	bool with_key_value = strcmp(s->keyinfo, "key-value") == 0;

	target = descendant(xmlDocGetRootElement(doc), element);
	key = load_key(keys, s);
	if (target == NULL || key == NULL)
		return false;
	signature = signature_template(target, s);
	if (signature == NULL)
		return false;
	issuer = child(target, "Issuer");
	if (issuer != NULL)
		xmlAddNextSibling(issuer, signature);
	else
		xmlAddChild(target, signature);
	if (!sign_node(target, signature, key, with_key_value))
		return false;
	if (!with_key_value)
		add_key_info(signature, keys, s);
	return true;
}
