/* SPDX-License-Identifier: MIT */
/*
 * The floor: the least that a verified SAML response costs with libxml2 and
 * OpenSSL.  Base64, one parse, exclusive canonicalisation, SHA-256 and one
 * RSA operation for each signature, with the key at hand and everything
 * fetched before; for an encrypted one RSA-OAEP, AES-GCM and a second parse.
 * It checks no structure: nothing but a benchmark may do that.
 *
 *	floor RUNS RESPONSE.b64 CERTIFICATE.pem [KEY.pem]
 */
#include <libxml/c14n.h>
#include <libxml/parser.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <string.h>

#include "bench/message.h"

struct floor {
	struct bench_message message;
	EVP_MD *sha256;
	EVP_MD_CTX *digest;
	EVP_PKEY_CTX *verify;
	EVP_PKEY_CTX *decrypt;
	EVP_CIPHER *aes;
	EVP_CIPHER_CTX *cipher;
};

static int
digest_write(void *user, const char *bytes, int len)
{
	EVP_DigestUpdate(user, bytes, (size_t)len);
	return len;
}

/*
 * SHA-256 of an element's exclusive canonical form.  libxml2 canonicalises a
 * document, so the element takes the place of its children for the while;
 * that is cheaper than asking for each node whether it is visible.
 */
static bool
floor_digest(struct floor *floor, xmlNodePtr element,
    unsigned char out[SHA256_DIGEST_LENGTH])
{
	xmlDocPtr doc = element->doc;
	xmlNodePtr children = doc->children, next = element->next;
	xmlOutputBufferPtr buffer;
	int n;

	EVP_DigestInit_ex(floor->digest, floor->sha256, NULL);
	buffer =
	    xmlOutputBufferCreateIO(digest_write, NULL, floor->digest, NULL);
	doc->children = element;
	element->next = NULL;
	n = xmlC14NExecute(
	    doc, NULL, NULL, XML_C14N_EXCLUSIVE_1_0, NULL, 0, buffer);
	doc->children = children;
	element->next = next;
	return xmlOutputBufferClose(buffer) >= 0 && n >= 0 &&
	       EVP_DigestFinal_ex(floor->digest, out, NULL) == 1;
}

/* The base64 text of the first element of that name, decoded in place. */
static unsigned char *
floor_octets(xmlNodePtr top, const char *name, size_t *len)
{
	xmlNodePtr element = bench_find(top, name);
	char *text;

	if (element == NULL || element->children == NULL)
		bench_fail(name);
	text = (char *)element->children->content;
	*len = bench_decode(text, strlen(text));
	return (unsigned char *)text;
}

static bool
floor_verify(struct floor *floor, xmlNodePtr element)
{
	xmlNodePtr signature = bench_child(element, "Signature");
	unsigned char found[SHA256_DIGEST_LENGTH];
	unsigned char signed_info[SHA256_DIGEST_LENGTH];
	const unsigned char *wanted, *value;
	size_t wanted_len, value_len;
	bool holds;

	if (signature == NULL ||
	    !floor_digest(
		floor, bench_child(signature, "SignedInfo"), signed_info))
		return false;
	xmlUnlinkNode(signature);
	holds = floor_digest(floor, element, found);
	wanted = floor_octets(signature, "DigestValue", &wanted_len);
	value = floor_octets(signature, "SignatureValue", &value_len);
	holds = holds && wanted_len == sizeof(found) &&
		memcmp(wanted, found, sizeof(found)) == 0 &&
		EVP_PKEY_verify(floor->verify, value, value_len, signed_info,
		    sizeof(signed_info)) == 1;
	xmlFreeNode(signature);
	return holds;
}

/* AES-256-GCM: the nonce, the text, the tag.  Decrypts in place. */
static xmlDocPtr
floor_decrypt(struct floor *floor, xmlNodePtr encrypted)
{
	unsigned char key[512], *bytes, *wrapped;
	size_t key_len = sizeof(key), len, wrapped_len;
	xmlNodePtr data = bench_find(encrypted, "EncryptedData");
	int n;

	wrapped = floor_octets(
	    bench_find(encrypted, "EncryptedKey"), "CipherValue", &wrapped_len);
	bytes =
	    floor_octets(bench_child(data, "CipherData"), "CipherValue", &len);
	if (EVP_PKEY_decrypt(
		floor->decrypt, key, &key_len, wrapped, wrapped_len) != 1 ||
	    key_len != 32 || len < 28)
		return NULL;
	if (EVP_DecryptInit_ex(floor->cipher, floor->aes, NULL, key, bytes) !=
		1 ||
	    EVP_CIPHER_CTX_ctrl(floor->cipher, EVP_CTRL_GCM_SET_TAG, 16,
		bytes + len - 16) != 1 ||
	    EVP_DecryptUpdate(floor->cipher, bytes + 12, &n, bytes + 12,
		(int)len - 28) != 1 ||
	    EVP_DecryptFinal_ex(floor->cipher, bytes + 12 + n, &n) != 1)
		return NULL;
	return xmlReadMemory((char *)bytes + 12, (int)len - 28, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NODICT);
}

static bool
floor_once(void *user)
{
	struct floor *floor = user;
	xmlDocPtr doc = bench_parse(&floor->message), inner = NULL;
	xmlNodePtr root = xmlDocGetRootElement(doc), encrypted, assertion;
	bool holds = true;

	if (bench_child(root, "Signature") != NULL)
		holds = floor_verify(floor, root);
	encrypted = bench_child(root, "EncryptedAssertion");
	if (encrypted != NULL) {
		inner = floor_decrypt(floor, encrypted);
		assertion = xmlDocGetRootElement(inner);
	} else
		assertion = bench_child(root, "Assertion");
	holds = holds && assertion != NULL && floor_verify(floor, assertion);
	xmlFreeDoc(inner);
	xmlFreeDoc(doc);
	return holds;
}

int
main(int argc, char **argv)
{
	struct floor floor = {0};

	if (argc < 4)
		bench_fail("floor RUNS RESPONSE CERTIFICATE [KEY]");
	xmlInitParser();
	floor.message =
	    bench_message(argv[2], argv[3], argc > 4 ? argv[4] : NULL);
	floor.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	floor.digest = EVP_MD_CTX_new();
	floor.verify = EVP_PKEY_CTX_new(floor.message.verify, NULL);
	floor.aes = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	floor.cipher = EVP_CIPHER_CTX_new();
	if (EVP_PKEY_verify_init(floor.verify) != 1 ||
	    EVP_PKEY_CTX_set_signature_md(floor.verify, floor.sha256) != 1)
		bench_fail("OpenSSL");
	if (floor.message.decrypt != NULL) {
		floor.decrypt = EVP_PKEY_CTX_new(floor.message.decrypt, NULL);
		if (EVP_PKEY_decrypt_init(floor.decrypt) != 1 ||
		    EVP_PKEY_CTX_set_rsa_padding(
			floor.decrypt, RSA_PKCS1_OAEP_PADDING) != 1)
			bench_fail("OpenSSL");
	}
	bench_run(bench_count(argv[1]), floor_once, &floor);
	return 0;
}
