/* SPDX-License-Identifier: MIT */
/*
 * The least that a whole process costs: it links libxml2, xmlsec and OpenSSL,
 * starts them, and verifies one response, with the key preset as lean_xmlsec
 * does and no keys manager.
 *
 *	oneshot_xmlsec RESPONSE.b64 CERTIFICATE.pem
 */
#include <libxml/parser.h>
#include <xmlsec/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>
#include <xmlsec/xmlsec.h>

#include "bench/message.h"

int
main(int argc, char **argv)
{
	struct bench_message message;
	xmlSecDSigCtxPtr ctx;
	xmlDocPtr doc;
	xmlNodePtr signature;
	xmlAttrPtr id;

	if (argc != 3)
		bench_fail("oneshot_xmlsec RESPONSE CERTIFICATE");
	xmlInitParser();
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1 ||
	    xmlSecInit() < 0 || xmlSecOpenSSLInit() < 0)
		bench_fail("xmlsec does not start");
	message = bench_message(argv[1], argv[2], NULL);
	doc = bench_parse(&message);
	signature = bench_find(xmlDocGetRootElement(doc), "Signature");
	ctx = xmlSecDSigCtxCreate(NULL);
	if (signature == NULL || ctx == NULL)
		bench_fail("nothing to verify");
	id = xmlHasNsProp(signature->parent, BAD_CAST "ID", NULL);
	if (id == NULL ||
	    xmlAddID(NULL, doc, id->children->content, id) == NULL)
		bench_fail("no ID");
	ctx->signKey = xmlSecKeyCreate();
	if (ctx->signKey == NULL ||
	    xmlSecKeySetValue(
		ctx->signKey, xmlSecOpenSSLEvpKeyAdopt(message.verify)) < 0)
		bench_fail("no key");
	if (xmlSecDSigCtxVerify(ctx, signature) != 0 ||
	    ctx->status != xmlSecDSigStatusSucceeded)
		bench_fail("the case does not hold");
	return 0;
}
