/* SPDX-License-Identifier: MIT */
#include "crypto/verification.h"
#include "crypto/algorithm.h"
#include "crypto/init.h"
#include "saml/name.h"

#include <libxml/tree.h>
#include <libxml/valid.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <string.h>
#include <xmlsec/buffer.h>
#include <xmlsec/keys.h>
#include <xmlsec/openssl/crypto.h>
#include <xmlsec/openssl/evp.h>
#include <xmlsec/xmldsig.h>

static xmlAttr *
id_attribute(const struct saml_signature *signature)
{
	return xmlHasNsProp(
	    (xmlNode *)signature->target.node, (const xmlChar *)"ID", NULL);
}

/* The one element that a reference can mean is the signature's parent. */
static bool
id_register(struct arena *arena, const struct saml_signature *signature)
{
	xmlNode *target = (xmlNode *)signature->target.node;
	xmlAttr *attribute = id_attribute(signature);
	const xmlChar *id;

	if (attribute == NULL)
		return false;
	id = (const xmlChar *)element_attribute(arena, target, "ID");
	return id != NULL && xmlGetID(target->doc, id) == NULL &&
	       xmlAddID(NULL, target->doc, id, attribute) != NULL;
}

static xmlNode *
next_inside(const xmlNode *root, xmlNode *at)
{
	if (at->type == XML_ELEMENT_NODE && at->children != NULL)
		return at->children;
	while (at != root && at->next == NULL)
		at = at->parent;
	return at == root ? NULL : at->next;
}

/* xmlsec registers every Id inside the Signature on its own. */
static void
ids_forget(const struct saml_signature *signature)
{
	xmlNode *root = (xmlNode *)signature->at.node;
	xmlAttr *target = id_attribute(signature);

	for (xmlNode *at = root; at != NULL; at = next_inside(root, at)) {
		if (at->type != XML_ELEMENT_NODE)
			continue;
		for (xmlAttr *a = at->properties; a != NULL; a = a->next)
			if (a->atype == XML_ATTRIBUTE_ID && a->ns == NULL)
				xmlRemoveID(at->doc, a);
	}
	if (target != NULL && target->atype == XML_ATTRIBUTE_ID)
		xmlRemoveID(root->doc, target);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
/* That of RSA keys, but for one answer. */
static struct _xmlSecKeyDataKlass known_public;

/* Asked once, before anything else; from then on the key is as any other. */
static xmlSecKeyDataType
answer_public(xmlSecKeyDataPtr data)
{
	data->id = xmlSecOpenSSLKeyDataRsaId;
	return xmlSecKeyDataTypePublic;
}

static void
know_public(void)
{
	known_public = *xmlSecOpenSSLKeyDataRsaId;
	known_public.getType = answer_public;
}

/*
 * xmlsec asks whether a key is public.  For RSA it looks for the numbers of a
 * private one, by copies that OpenSSL pads to 2 kB each: a twentieth of a
 * whole diagnosis.  The keys here are of certificates, so the answer is known.
 * xmlsec 1.2 asks this first; of later ones that is not known.
 */
static void
key_spare_question(xmlSecKeyDataPtr data)
{
	if (XMLSEC_VERSION_MAJOR == 1 && XMLSEC_VERSION_MINOR == 2 &&
	    data->id == xmlSecOpenSSLKeyDataRsaId &&
	    pthread_once(&once, know_public) == 0)
		data->id = &known_public;
}

/* A key that was never asked is to be released as any other. */
static void
key_settle(xmlSecKeyPtr key)
{
	if (key != NULL && key->value != NULL &&
	    key->value->id == &known_public)
		key->value->id = xmlSecOpenSSLKeyDataRsaId;
}

/* A bare key: of a certificate xmlsec would keep far more. */
static xmlSecKeyPtr
key_adopt(EVP_PKEY *pkey)
{
	xmlSecKeyPtr key = crypto_made(xmlSecKeyCreate());
	xmlSecKeyDataPtr data = NULL;

	if (key == NULL)
		return NULL;
	if (EVP_PKEY_up_ref(pkey) != 1)
		goto missed;
	data = xmlSecOpenSSLEvpKeyAdopt(pkey);
	if (data == NULL) {
		EVP_PKEY_free(pkey);
		goto fail;
	}
	if (xmlSecKeySetValue(key, data) == 0) {
		key_spare_question(data);
		return key;
	}
	xmlSecKeyDataDestroy(data);
missed:
	crypto_missed_memory();
fail:
	xmlSecKeyDestroy(key);
	return NULL;
}

/* Of all that xmlsec can do, what this signature names and we know. */
static bool
transforms_allow(xmlSecDSigCtxPtr context, const struct saml_signature *s)
{
	const struct signature_algorithm *method =
	    signature_algorithm_find(s->method);
	const struct digest_algorithm *digest =
	    digest_algorithm_find(s->digest_method);
	const struct c14n_algorithm *c14n =
	    c14n_algorithm_find(s->canonicalization);
	bool is_fine;

	if (method == NULL || digest == NULL || c14n == NULL ||
	    s->n_transforms > SIGNATURE_MAX_TRANSFORMS)
		return false;
	is_fine = xmlSecDSigCtxEnableSignatureTransform(
		      context, method->klass()) >= 0 &&
		  xmlSecDSigCtxEnableSignatureTransform(
		      context, c14n->klass()) >= 0 &&
		  xmlSecDSigCtxEnableReferenceTransform(
		      context, digest->klass()) >= 0 &&
		  xmlSecDSigCtxEnableReferenceTransform(
		      context, xmlSecTransformEnvelopedId) >= 0 &&
		  xmlSecDSigCtxEnableReferenceTransform(
		      context, xmlSecTransformInclC14NId) >= 0;
	for (size_t i = 0; is_fine && i < s->n_transforms; i++) {
		c14n = c14n_algorithm_find(s->transforms[i]);
		is_fine = c14n == NULL || xmlSecDSigCtxEnableReferenceTransform(
					      context, c14n->klass()) >= 0;
	}
	/* A list that cannot grow. */
	if (!is_fine)
		crypto_missed_memory();
	return is_fine;
}

static xmlSecDSigCtxPtr
context_new(const struct saml_signature *signature, EVP_PKEY *key)
{
	/* No keys manager: KeyInfo is never looked at. */
	xmlSecDSigCtxPtr context = crypto_made(xmlSecDSigCtxCreate(NULL));

	if (context == NULL)
		return NULL;
	/* The last flag looks IDs up as they are, without any XPointer. */
	context->flags = XMLSEC_DSIG_FLAGS_IGNORE_MANIFESTS |
			 XMLSEC_DSIG_FLAGS_STORE_SIGNEDINFO_REFERENCES |
			 XMLSEC_DSIG_FLAGS_STORE_SIGNATURE |
			 XMLSEC_DSIG_FLAGS_USE_VISA3D_HACK;
	/* "" is the whole document: rule P6 lets it stand at the root alone. */
	context->enabledReferenceUris =
	    signature->reference_uri != NULL &&
		    *signature->reference_uri == '\0'
		? xmlSecTransformUriTypeEmpty
		: xmlSecTransformUriTypeSameDocument;
	context->keyInfoReadCtx.retrievalMethodCtx.enabledUris =
	    xmlSecTransformUriTypeNone;
	if (!transforms_allow(context, signature))
		goto fail;
	if (key == NULL)
		return context;
	context->signKey = key_adopt(key);
	if (context->signKey != NULL)
		return context;
fail:
	xmlSecDSigCtxDestroy(context);
	return NULL;
}

static bool
buffer_is_full(xmlSecBufferPtr buffer)
{
	return buffer != NULL && xmlSecBufferGetData(buffer) != NULL &&
	       xmlSecBufferGetSize(buffer) != 0;
}

static void
result_fill(struct arena *arena, xmlSecDSigCtxPtr context, int status,
    struct verification *result)
{
	xmlSecPtrListPtr list = &context->signedInfoReferences;
	xmlSecDSigReferenceCtxPtr reference;
	xmlSecBufferPtr buffer;

	if (xmlSecPtrListGetSize(list) != 1)
		return;
	reference = xmlSecPtrListGetItem(list, 0);
	if (reference == NULL || reference->status == xmlSecDSigStatusUnknown)
		return;
	buffer = xmlSecDSigReferenceCtxGetPreDigestBuffer(reference);
	/* Nothing covered is nothing signed: rule P12. */
	if (!buffer_is_full(buffer))
		return;
	result->was_digested = true;
	result->octets_len = xmlSecBufferGetSize(buffer);
	result->octets = arena_memdup(
	    arena, xmlSecBufferGetData(buffer), result->octets_len);
	result->reference_holds =
	    reference->status == xmlSecDSigStatusSucceeded;
	result->holds = status == 0 && result->reference_holds &&
			result->octets != NULL && context->signKey != NULL &&
			context->status == xmlSecDSigStatusSucceeded &&
			buffer_is_full(xmlSecDSigCtxGetPreSignBuffer(context));
}

bool
verification_run(struct arena *arena, const struct saml_document *document,
    const struct saml_signature *signature, EVP_PKEY *key,
    struct verification *result)
{
	xmlSecDSigCtxPtr context = NULL;
	struct crypto_silence silence;
	char detail[256];
	int status = -1;

	memset(result, 0, sizeof *result);
	result->detail = "";
	if (!crypto_start())
		return false;
	if (signature->target.node == NULL || signature->at.node == NULL ||
	    signature->at.node->doc != document_xml(document))
		return true;
	crypto_errors_clear();
	crypto_silence_begin(&silence);
	if (id_register(arena, signature))
		context = context_new(signature, key);
	if (context != NULL) {
		status =
		    xmlSecDSigCtxVerify(context, (xmlNode *)signature->at.node);
		result_fill(arena, context, status, result);
		key_settle(context->signKey);
		xmlSecDSigCtxDestroy(context);
	}
	ids_forget(signature);
	crypto_silence_end(&silence);
	crypto_errors_get(detail, sizeof detail);
	if (!result->holds)
		result->detail = arena_strdup(arena, detail);
	return !arena_has_failed(arena);
}
