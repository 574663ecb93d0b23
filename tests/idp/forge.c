/* SPDX-License-Identifier: MIT */
/*
 * Verbs of forgers: parts of a sealed message are kept and put elsewhere,
 * and what was changed is signed once more with the provider's own key, so
 * that the cryptography of an attack holds and only its shape tells.
 */
#include "forge.h"

#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include "seal.h"

static xmlDocPtr *
current(struct recipe *r)
{
	return r->is_in_metadata || recipe_asks_metadata(r) ? &r->metadata
							    : &r->response;
}

/* keep NAME XPATH */
bool
recipe_keep(struct recipe *r, char *rest)
{
	char *name = recipe_word(&rest);
	xmlNodePtr node = edit_first(*current(r), rest);
	struct clip *clip = &r->clips[r->n_clips];

	if (node == NULL)
		return recipe_fail(r, "nothing fits: %s", rest);
	if (r->n_clips == RECIPE_CLIPS_MAX)
		return recipe_fail(r, "too many parts are kept");
	snprintf(clip->name, sizeof clip->name, "%s", name);
	clip->node = xmlDocCopyNode(node, node->doc, 1);
	if (clip->node == NULL)
		return false;
	r->n_clips++;
	return true;
}

/* put append|before|after XPATH NAME */
bool
recipe_put(struct recipe *r, char *rest)
{
	char *where = recipe_word(&rest), *xpath = recipe_word(&rest);

	for (size_t i = 0; i < r->n_clips; i++) {
		if (strcmp(r->clips[i].name, rest) != 0)
			continue;
		return edit_put(*current(r), xpath, where, r->clips[i].node) ||
		       recipe_fail(r, "nothing fits: %s", xpath);
	}
	return recipe_fail(r, "no such part was kept: %s", rest);
}

/* The document as text with every FROM replaced; NULL: there is none. */
static char *
rewritten(xmlDocPtr doc, const char *from, const char *to)
{
	char *out = NULL;
	const char *at, *next;
	xmlChar *text;
	size_t size;
	FILE *file;
	int len;

	xmlDocDumpMemoryEnc(doc, &text, &len, "UTF-8");
	if (text == NULL)
		return NULL;
	at = (const char *)text;
	next = *from != '\0' ? strstr(at, from) : NULL;
	file = next != NULL ? open_memstream(&out, &size) : NULL;
	for (; file != NULL && next != NULL; next = strstr(at, from)) {
		fprintf(file, "%.*s%s", (int)(next - at), at, to);
		at = next + strlen(from);
	}
	if (file != NULL) {
		fputs(at, file);
		fclose(file);
	}
	xmlFree(text);
	return out;
}

/* rewrite FROM => TO: in the text of the document, which is read anew. */
bool
recipe_rewrite(struct recipe *r, char *rest)
{
	char *arrow = strstr(rest, " =>"), *to, *text;
	xmlDocPtr *doc = current(r), made;

	if (arrow == NULL)
		return recipe_fail(r, "=> is missing");
	*arrow = '\0';
	to = arrow + 3 + (arrow[3] == ' ');
	recipe_unescape(rest);
	recipe_unescape(to);
	text = rewritten(*doc, rest, to);
	if (text == NULL)
		return recipe_fail(r, "does not occur: %s", rest);
	made =
	    xmlReadMemory(text, (int)strlen(text), NULL, NULL, XML_PARSE_NONET);
	free(text);
	if (made == NULL)
		return recipe_fail(r, "what comes of it is no XML");
	xmlFreeDoc(*doc);
	*doc = made;
	return true;
}

/* The attributes called ID, as verifiers know them or no more. */
static void
set_ids(xmlDocPtr doc, xmlNodePtr node, bool are_known)
{
	for (; node != NULL; node = node->next) {
		xmlAttrPtr id;
		xmlChar *value;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		id = xmlHasNsProp(node, (const xmlChar *)"ID", NULL);
		value = xmlGetNoNsProp(node, (const xmlChar *)"ID");
		if (id != NULL && are_known && xmlGetID(doc, value) == NULL)
			xmlAddID(NULL, doc, value, id);
		else if (id != NULL && !are_known)
			xmlRemoveID(doc, id);
		xmlFree(value);
		set_ids(doc, node->children, are_known);
	}
}

static EVP_PKEY *
private_key(const struct recipe *r)
{
	char path[512];
	EVP_PKEY *key;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.pem", r->keys, r->signing.key);
	file = fopen(path, "rb");
	if (file == NULL)
		return NULL;
	key = PEM_read_PrivateKey(file, NULL, NULL, NULL);
	fclose(file);
	return key;
}

static bool
sign_again(struct recipe *r, xmlNodePtr signature)
{
	xmlDocPtr doc = signature->doc;
	xmlSecDSigCtxPtr context = xmlSecDSigCtxCreate(NULL);
	char path[512];
	bool is_signed;

	if (context == NULL)
		return false;
	snprintf(path, sizeof path, "%s/%s.pem", r->keys, r->signing.key);
	context->signKey = xmlSecCryptoAppKeyLoad(
	    path, xmlSecKeyDataFormatPem, NULL, NULL, NULL);
	set_ids(doc, xmlDocGetRootElement(doc), true);
	is_signed = context->signKey != NULL &&
		    xmlSecDSigCtxSign(context, signature) >= 0;
	set_ids(doc, xmlDocGetRootElement(doc), false);
	xmlSecDSigCtxDestroy(context);
	return is_signed;
}

static xmlNodePtr
key_info_of(xmlNodePtr signature)
{
	xmlNodePtr node = signature->children;

	while (node != NULL &&
	       (node->type != XML_ELEMENT_NODE ||
		   strcmp((const char *)node->name, "KeyInfo") != 0))
		node = node->next;
	return node;
}

/* Of every element of that name below, the text goes. */
static void
empty(xmlNodePtr node, const char *name)
{
	for (; node != NULL; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (strcmp((const char *)node->name, name) == 0)
			xmlNodeSetContent(node, NULL);
		else
			empty(node->children, name);
	}
}

/* resign XPATH: digests and value of a Signature are made once more. */
bool
recipe_resign(struct recipe *r, char *rest)
{
	xmlNodePtr signature = edit_first(*current(r), rest), info;
	bool is_signed;

	if (signature == NULL)
		return recipe_fail(r, "nothing fits: %s", rest);
	info = key_info_of(signature);
	if (info != NULL)
		xmlUnlinkNode(info);
	empty(descendant(signature->children, "SignedInfo"), "DigestValue");
	empty(signature->children, "SignatureValue");
	is_signed = sign_again(r, signature);
	if (info != NULL)
		xmlAddChild(signature, info);
	return is_signed || recipe_fail(r, "it cannot be signed");
}

/* RSA with SHA-256 over TEXT, in base64; NULL. */
static char *
seal(EVP_PKEY *key, const char *text, size_t len)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char value[1024];
	size_t n = sizeof value;
	char *base64 = NULL;

	if (context != NULL && key != NULL &&
	    EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
	    EVP_DigestSign(
		context, value, &n, (const unsigned char *)text, len) == 1 &&
	    (base64 = calloc(1, n / 3 * 4 + 8)) != NULL)
		EVP_EncodeBlock((unsigned char *)base64, value, (int)n);
	EVP_MD_CTX_free(context);
	return base64;
}

/* seal-text XPATH TEXT: its text becomes the provider's signature of TEXT. */
bool
recipe_seal_text(struct recipe *r, char *rest)
{
	char *xpath = recipe_word(&rest);
	size_t len = recipe_unescape(rest);
	EVP_PKEY *key = private_key(r);
	char *value = seal(key, rest, len);
	bool is_fine = value != NULL && edit_text(*current(r), xpath, value);

	EVP_PKEY_free(key);
	free(value);
	return is_fine || recipe_fail(r, "nothing fits: %s", xpath);
}

void
recipe_free_clips(struct recipe *r)
{
	while (r->n_clips > 0)
		xmlFreeNode(r->clips[--r->n_clips].node);
}
