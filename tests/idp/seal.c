/* SPDX-License-Identifier: MIT */
/* Signing with xmlsec, encrypting with OpenSSL's EVP. */
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

#define DS "http://www.w3.org/2000/09/xmldsig#"
#define MORE "http://www.w3.org/2001/04/xmldsig-more#"
#define XENC "http://www.w3.org/2001/04/xmlenc#"
#define XENC11 "http://www.w3.org/2009/xmlenc11#"
#define SAML "urn:oasis:names:tc:SAML:2.0:assertion"

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

static const char *
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

static int
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

static xmlNodePtr
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

/* ---- Encryption */

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
	"<xenc:EncryptionMethod Algorithm=\"%s\">%s%s%s%s%s%s"            \
	"</xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>%s"   \
	"</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"

static char *
key_xml(const struct encrypting *e, const char *value)
{
	bool has_digest = strcmp(e->key, "rsa-1_5") != 0;
	bool has_mgf = strcmp(e->key, "rsa-oaep") == 0;
	char *xml = NULL;

	if (asprintf(&xml, KEY_XML, uri_of(e->key),
		has_digest ? "<ds:DigestMethod Algorithm=\"" : "",
		has_digest ? uri_of(e->digest) : "", has_digest ? "\"/>" : "",
		has_mgf ? "<x:MGF xmlns:x=\"" XENC11 "\" Algorithm=\"" : "",
		has_mgf ? uri_of(e->mgf) : "", has_mgf ? "\"/>" : "",
		value) < 0)
		return NULL;
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
