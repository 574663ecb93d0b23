/* SPDX-License-Identifier: MIT */
/* Encrypting, with OpenSSL's EVP. */
#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "seal.h"

static char *
base64(const unsigned char *data, size_t len)
{
	char *text = calloc(1, len / 3 * 4 + 8);

	if (text != NULL)
		EVP_EncodeBlock((unsigned char *)text, data, (int)len);
	return text;
}

static const EVP_CIPHER *
cipher_of(const char *name)
{
	if (strcmp(name, "tripledes-cbc") == 0)
		return EVP_des_ede3_cbc();
	return EVP_get_cipherbyname(
	    strcmp(name, "aes128-cbc") == 0   ? "AES-128-CBC"
	    : strcmp(name, "aes192-cbc") == 0 ? "AES-192-CBC"
	    : strcmp(name, "aes256-cbc") == 0 ? "AES-256-CBC"
	    : strcmp(name, "aes128-gcm") == 0 ? "id-aes128-GCM"
	    : strcmp(name, "aes192-gcm") == 0 ? "id-aes192-GCM"
					      : "id-aes256-GCM");
}

/* IV, ciphertext and, for GCM, tag, in base64 (xmlenc-core1 5.2). */
static char *
encrypt_data(const char *name, const unsigned char *key, const char *plain)
{
	const EVP_CIPHER *cipher = cipher_of(name);
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
	size_t len = strlen(plain);
	unsigned char *out = calloc(1, len + 64);
	bool is_gcm = strstr(name, "gcm") != NULL;
	int iv_len = is_gcm ? 12 : EVP_CIPHER_get_iv_length(cipher);
	int n = 0, tail = 0;
	char *text = NULL;

	if (out != NULL && context != NULL) {
		fixed_bytes(out, iv_len);
		EVP_EncryptInit_ex(context, cipher, NULL, key, out);
		EVP_EncryptUpdate(context, out + iv_len, &n,
		    (const unsigned char *)plain, (int)len);
		EVP_EncryptFinal_ex(context, out + iv_len + n, &tail);
		n += iv_len + tail;
		if (is_gcm) {
			EVP_CIPHER_CTX_ctrl(
			    context, EVP_CTRL_GCM_GET_TAG, 16, out + n);
			n += 16;
		}
		text = base64(out, (size_t)n);
	}
	EVP_CIPHER_CTX_free(context);
	free(out);
	return text;
}

static EVP_PKEY *
public_key(const char *keys, const char *name)
{
	char path[512];
	EVP_PKEY *key = NULL;
	X509 *certificate;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.crt", keys, name);
	file = fopen(path, "rb");
	if (file == NULL)
		return NULL;
	certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	if (certificate != NULL)
		key = X509_get_pubkey(certificate);
	X509_free(certificate);
	return key;
}

static const EVP_MD *
digest_of(const char *name)
{
	return EVP_get_digestbyname(strcmp(name, "sha1") == 0	     ? "SHA1"
				    : strstr(name, "sha224") != NULL ? "SHA224"
				    : strstr(name, "sha256") != NULL ? "SHA256"
				    : strstr(name, "sha384") != NULL ? "SHA384"
				    : strstr(name, "sha512") != NULL ? "SHA512"
								     : "SHA1");
}

/* Set the label of OAEP, which OpenSSL takes over. */
static void
set_label(EVP_PKEY_CTX *context, const char *label)
{
	if (*label != '\0')
		EVP_PKEY_CTX_set0_rsa_oaep_label(
		    context, OPENSSL_strdup(label), (int)strlen(label));
}

static char *
encrypt_key(const char *keys, const struct encrypting *e,
    const unsigned char *session, size_t session_len)
{
	EVP_PKEY *key = public_key(keys, e->to);
	EVP_PKEY_CTX *context = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
	bool is_oaep = strcmp(e->key, "rsa-1_5") != 0;
	unsigned char out[1024];
	size_t len = sizeof out;
	char *text = NULL;

	if (context != NULL && EVP_PKEY_encrypt_init(context) > 0 &&
	    EVP_PKEY_CTX_set_rsa_padding(context,
		is_oaep ? RSA_PKCS1_OAEP_PADDING : RSA_PKCS1_PADDING) > 0) {
		if (is_oaep) {
			EVP_PKEY_CTX_set_rsa_oaep_md(
			    context, digest_of(e->digest));
			EVP_PKEY_CTX_set_rsa_mgf1_md(
			    context, digest_of(strcmp(e->key, "rsa-oaep") == 0
						   ? e->mgf
						   : "sha1"));
			set_label(context, e->label);
		}
		if (EVP_PKEY_encrypt(context, out, &len, session, session_len) >
		    0)
			text = base64(out, len);
	}
	EVP_PKEY_CTX_free(context);
	EVP_PKEY_free(key);
	return text;
}

#define KEY_XML                                                           \
	"<xenc:EncryptedKey xmlns:xenc=\"" XENC "\" xmlns:ds=\"" DS "\">" \
	"<xenc:EncryptionMethod Algorithm=\"%s\">%s%s%s%s%s%s%s%s%s"      \
	"</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>%s"   \
	"</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"

static char *
key_xml(const struct encrypting *e, const char *value)
{
	bool has_digest = strcmp(e->key, "rsa-1_5") != 0;
	bool has_mgf = strcmp(e->key, "rsa-oaep") == 0;
	bool has_label = e->label[0] != '\0';
	char *label = base64((const unsigned char *)e->label, strlen(e->label));
	char *xml = NULL;

	if (asprintf(&xml, KEY_XML, uri_of(e->key),
		has_label ? "<xenc:OAEPparams>" : "", has_label ? label : "",
		has_label ? "</xenc:OAEPparams>" : "",
		has_digest ? "<ds:DigestMethod Algorithm=\"" : "",
		has_digest ? uri_of(e->digest) : "", has_digest ? "\"/>" : "",
		has_mgf ? "<x:MGF xmlns:x=\"" XENC11 "\" Algorithm=\"" : "",
		has_mgf ? uri_of(e->mgf) : "", has_mgf ? "\"/>" : "",
		value) < 0)
		xml = NULL;
	free(label);
	return xml;
}

/* The saml:Encrypted… element in the place of NODE. */
static bool
replace(xmlNodePtr node, const char *wrapper, const struct encrypting *e,
    const char *key, const char *data)
{
	bool is_beside = strcmp(e->place, "beside") == 0;
	xmlNodePtr copy;
	xmlDocPtr made;
	char *xml = NULL;

	if (asprintf(&xml,
		"<saml:%s xmlns:saml=\"" SAML "\"><xenc:EncryptedData "
		"xmlns:xenc=\"" XENC "\" Type=\"" XENC
		"Element\"><xenc:EncryptionMethod Algorithm=\"%s\"/>"
		"<ds:KeyInfo xmlns:ds=\"" DS "\">%s</ds:KeyInfo>"
		"<xenc:CipherData><xenc:CipherValue>%s</xenc:CipherValue>"
		"</xenc:CipherData></xenc:EncryptedData>%s</saml:%s>",
		wrapper, uri_of(e->data),
		is_beside ? "<ds:KeyName>key</ds:KeyName>" : key, data,
		is_beside ? key : "", wrapper) < 0)
		return false;
	made =
	    xmlReadMemory(xml, (int)strlen(xml), NULL, NULL, XML_PARSE_NONET);
	free(xml);
	if (made == NULL)
		return false;
	copy = xmlDocCopyNode(xmlDocGetRootElement(made), node->doc, 1);
	xmlFreeDoc(made);
	xmlReplaceNode(node, copy);
	xmlFreeNode(node);
	return copy != NULL;
}

static xmlNodePtr
find_part(xmlDocPtr doc, const char *what, const char **wrapper)
{
	xmlNodePtr root = xmlDocGetRootElement(doc), node;

	*wrapper = "EncryptedAssertion";
	if (strcmp(what, "assertion") == 0)
		return descendant(root, "Assertion");
	if (strncmp(what, "element:", 8) == 0)
		return descendant(root, what + 8);
	*wrapper = "EncryptedID";
	if (strcmp(what, "name-id") == 0)
		return descendant(root, "NameID");
	*wrapper = "EncryptedAttribute";
	node = descendant(root, "Attribute");
	for (; node != NULL && strncmp(what, "attribute:", 10) == 0;
	     node = node->next) {
		xmlChar *name;
		bool is_it;

		if (node->type != XML_ELEMENT_NODE)
			continue;
		name = xmlGetNoNsProp(node, (const xmlChar *)"Name");
		is_it = name != NULL && strstr((char *)name, what + 10) != NULL;
		xmlFree(name);
		if (is_it)
			return node;
	}
	return NULL;
}

bool
message_encrypt(xmlDocPtr doc, const char *keys, const struct encrypting *e)
{
	const char *wrapper;
	xmlNodePtr node = find_part(doc, e->what, &wrapper);
	xmlBufferPtr plain = xmlBufferCreate();
	unsigned char session[32];
	char *value, *key = NULL, *data = NULL;
	bool is_done = false;
	int len;

	if (node == NULL || plain == NULL)
		return false;
	xmlNodeDump(plain, doc, node, 0, 0);
	len = EVP_CIPHER_get_key_length(cipher_of(e->data));
	fixed_bytes(session, len);
	value = encrypt_key(keys, e, session, (size_t)len);
	data = encrypt_data(
	    e->data, session, (const char *)xmlBufferContent(plain));
	if (value != NULL && data != NULL)
		key = key_xml(e, value);
	if (key != NULL)
		is_done = replace(node, wrapper, e, key, data);
	free(value);
	free(key);
	free(data);
	xmlBufferFree(plain);
	return is_done;
}
