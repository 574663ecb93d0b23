/* SPDX-License-Identifier: MIT */
/*
 * Lean xmlsec: what a verified SAML response costs with xmlsec used well.  No
 * keys manager, the key preset as a bare EVP_PKEY, one parse.
 *
 *	lean_xmlsec RUNS RESPONSE.b64 CERTIFICATE.pem [KEY.pem]
 */
#include <libxml/parser.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlenc.h>
#include <xmlsec/xmlsec.h>
#include <xmlsec/xmltree.h>

#include "bench/message.h"

/* A reference of its own to the key. */
static xmlSecKeyPtr
lean_key(EVP_PKEY *pkey)
{
	xmlSecKeyPtr key = xmlSecKeyCreate();

	EVP_PKEY_up_ref(pkey);
	if (key == NULL ||
	    xmlSecKeySetValue(key, xmlSecOpenSSLEvpKeyAdopt(pkey)) < 0)
		bench_fail("xmlsec: no key");
	return key;
}

static bool
lean_verify(struct bench_message *message, xmlNodePtr element)
{
	xmlSecDSigCtxPtr ctx = xmlSecDSigCtxCreate(NULL);
	xmlAttrPtr id = xmlHasNsProp(element, BAD_CAST "ID", NULL);
	bool holds;

	if (ctx == NULL || id == NULL ||
	    xmlAddID(NULL, element->doc, id->children->content, id) == NULL)
		bench_fail("xmlsec: no context");
	ctx->signKey = lean_key(message->verify);
	holds =
	    xmlSecDSigCtxVerify(ctx, bench_child(element, "Signature")) == 0 &&
	    ctx->status == xmlSecDSigStatusSucceeded;
	xmlSecDSigCtxDestroy(ctx);
	return holds;
}

/* The session key, unwrapped without a keys manager. */
static xmlSecKeyPtr
lean_unwrap(struct bench_message *message, xmlNodePtr encrypted)
{
	xmlSecEncCtxPtr ctx = xmlSecEncCtxCreate(NULL);
	xmlSecKeyPtr key;
	xmlSecBufferPtr bytes;

	if (ctx == NULL)
		bench_fail("xmlsec: no context");
	ctx->mode = xmlEncCtxModeEncryptedKey;
	ctx->encKey = lean_key(message->decrypt);
	bytes = xmlSecEncCtxDecryptToBuffer(
	    ctx, bench_find(encrypted, "EncryptedKey"));
	if (bytes == NULL)
		bench_fail("xmlsec: the key is not opened");
	key = xmlSecKeyReadBuffer(xmlSecKeyDataAesId, bytes);
	xmlSecEncCtxDestroy(ctx);
	return key;
}

static void
lean_decrypt(struct bench_message *message, xmlNodePtr encrypted)
{
	xmlSecEncCtxPtr ctx = xmlSecEncCtxCreate(NULL);

	if (ctx == NULL)
		bench_fail("xmlsec: no context");
	ctx->encKey = lean_unwrap(message, encrypted);
	if (xmlSecEncCtxDecrypt(ctx, bench_find(encrypted, "EncryptedData")) <
	    0)
		bench_fail("xmlsec: not decrypted");
	xmlSecEncCtxDestroy(ctx);
}

static bool
lean_once(void *user)
{
	struct bench_message *message = user;
	xmlDocPtr doc = bench_parse(message);
	xmlNodePtr root = xmlDocGetRootElement(doc), encrypted, assertion;
	bool holds = true;

	if (bench_child(root, "Signature") != NULL)
		holds = lean_verify(message, root);
	encrypted = bench_child(root, "EncryptedAssertion");
	if (encrypted != NULL)
		lean_decrypt(message, encrypted);
	assertion =
	    bench_child(encrypted != NULL ? encrypted : root, "Assertion");
	holds = holds && assertion != NULL && lean_verify(message, assertion);
	xmlFreeDoc(doc);
	return holds;
}

int
main(int argc, char **argv)
{
	struct bench_message message;

	if (argc < 4)
		bench_fail("lean_xmlsec RUNS RESPONSE CERTIFICATE [KEY]");
	xmlInitParser();
	if (xmlSecInit() < 0 || xmlSecOpenSSLInit() < 0)
		bench_fail("xmlsec does not start");
	message = bench_message(argv[2], argv[3], argc > 4 ? argv[4] : NULL);
	bench_run(bench_count(argv[1]), lean_once, &message);
	return 0;
}
