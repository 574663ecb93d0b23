/* SPDX-License-Identifier: MIT */
#include "crypto/init.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>
#include <libxml/xmlIO.h>
#include <libxml/xmlmemory.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <xmlsec/crypto.h>
#include <xmlsec/errors.h>
#include <xmlsec/xmlsec.h>

#include "config.h"
#include "pieces.h"
#include "saml/schema.h"

#define ERRORS_SIZE 512
#define KEYS_SIZE ((size_t)1 << 20)
#define KEYS_PIECE 16

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool is_started;
static OSSL_LIB_CTX *bare_context;
static _Thread_local char errors[ERRORS_SIZE];
static _Thread_local size_t errors_len;
static _Thread_local bool had_no_memory;

/* Text of a library holds text of the message: it must stay one line. */
static void
errors_put(const char *text)
{
	for (; *text != '\0' && errors_len + 5 < sizeof errors; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c != 0x7f) {
			errors[errors_len++] = (char)c;
			continue;
		}
		errors_len += (size_t)snprintf(&errors[errors_len],
		    sizeof errors - errors_len, "\\x%02x", c);
	}
	errors[errors_len] = '\0';
}

static void
errors_add(const char *reason, const char *message)
{
	if (errors_len != 0)
		errors_put("; ");
	errors_put(reason);
	if (message != NULL && *message != '\0') {
		errors_put(": ");
		errors_put(message);
	}
}

/* EVP_MD_CTX_new, EVP_DigestInit: no message makes them fail. */
static bool
makes_new(const char *call)
{
	return call != NULL &&
	       (strstr(call, "_new") != NULL || strstr(call, "Init") != NULL);
}

/* xmlsec's words name the caller first: only the innermost is of use. */
static void
xmlsec_said(const char *file, int line, const char *function,
    const char *object, const char *subject, int reason, const char *message)
{
	const char *words = NULL;

	(void)file;
	(void)line;
	(void)function;
	(void)object;
	if (reason == XMLSEC_ERRORS_R_MALLOC_FAILED ||
	    reason == XMLSEC_ERRORS_R_STRDUP_FAILED ||
	    (reason == XMLSEC_ERRORS_R_CRYPTO_FAILED && makes_new(subject)))
		had_no_memory = true;
	for (xmlSecSize i = 0; xmlSecErrorsGetMsg(i) != NULL; i++)
		if (xmlSecErrorsGetCode(i) == reason)
			words = xmlSecErrorsGetMsg(i);
	if (errors_len == 0)
		errors_add(words != NULL ? words : "xmlsec failed", message);
}

#if LIBXML_VERSION >= 21200
#define XML_ERROR const xmlError
#else
#define XML_ERROR xmlError
#endif

static void
libxml_said(void *context, XML_ERROR *error)
{
	(void)context;
	/* Canonicalisation has one word for what is no fault of the message. */
	if (error->code == XML_ERR_NO_MEMORY ||
	    (error->domain == XML_FROM_C14N &&
		error->code == XML_ERR_INTERNAL_ERROR))
		had_no_memory = true;
	if (errors_len == 0 && error->message != NULL)
		errors_add("libxml2", error->message);
}

/* Where libxml2 has no error to hand over it prints: no memory, as a rule. */
static void
libxml_printed(void *context, const char *format, ...)
{
	(void)context;
	if (strstr(format, "memory") != NULL)
		had_no_memory = true;
}

static void
bare_context_start(void)
{
	OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();

	if (context == NULL)
		return;
	if (OSSL_PROVIDER_load(context, "null") == NULL) {
		OSSL_LIB_CTX_free(context);
		return;
	}
	bare_context = context;
}

/*
 * xmlsec counts no starts: a second one leaks.  The program may use it too.
 */
static bool
xmlsec_start(void)
{
	const xmlSecPtrList *ids = xmlSecKeyDataIdsGet();

	if (ids->use == 0 && xmlSecInit() < 0)
		return false;
	/* xmlSecCryptoAppInit() would read the configuration: left out. */
	return xmlSecKeyDataIdListFind(
		   xmlSecKeyDataIdsGet(), xmlSecOpenSSLKeyDataRsaId) == 1 ||
	       xmlSecCryptoInit() >= 0;
}

static void
start(void)
{
	/* Before anything else, or OpenSSL reads the machine's openssl.cnf,
	   which may load code. */
	if (OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL) != 1)
		return;
	xmlInitParser();
	if (!xmlsec_start())
		return;
	/* Both calls above set these two to their own taste. */
	xmlSecErrorsSetCallback(xmlsec_said);
	/* Nothing but what the caller handed over is ever opened. */
	xmlSetExternalEntityLoader(schema_entity_loader);
	bare_context_start();
	is_started = true;
}

bool
crypto_start(void)
{
	return pthread_once(&once, start) == 0 && is_started;
}

#ifdef WITHOUT_PIECES
bool
crypto_quicken(void)
{
	return true;
}
#else
bool
crypto_quicken(void)
{
	if (is_started || xmlMemSetup(pieces_free, pieces_malloc,
			      pieces_realloc, pieces_strdup) != 0)
		return false;
	pieces_keep();
	return true;
}
#endif

/* When it is used up OpenSSL would fail: room for hundreds of keys. */
void
crypto_lock_keys(void)
{
	if (CRYPTO_secure_malloc_initialized() == 0)
		CRYPTO_secure_malloc_init(KEYS_SIZE, KEYS_PIECE);
}

OSSL_LIB_CTX *
crypto_bare_context(void)
{
	return bare_context;
}

void
crypto_missed_memory(void)
{
	had_no_memory = true;
}

void *
crypto_made(void *made)
{
	if (made == NULL)
		crypto_missed_memory();
	return made;
}

void
crypto_errors_drop(void)
{
	unsigned long code;

	while ((code = ERR_get_error()) != 0) {
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			had_no_memory = true;
	}
}

void
crypto_errors_clear(void)
{
	errors_len = 0;
	memset(errors, 0, sizeof errors);
	crypto_errors_drop();
}

void
crypto_errors_get(char *buf, size_t size)
{
	unsigned long code;

	/* The first of the queue is the innermost. */
	code = ERR_peek_error();
	if (code != 0 && ERR_reason_error_string(code) != NULL)
		errors_add(ERR_reason_error_string(code), NULL);
	crypto_errors_drop();
	if (size != 0)
		snprintf(buf, size, "%s", errors);
}

/* libxml2 keeps this handler once for each thread. */
void
crypto_silence_begin(struct crypto_silence *saved)
{
	saved->handler = (void (*)(void))xmlStructuredError;
	saved->context = xmlStructuredErrorContext;
	xmlSetStructuredErrorFunc(NULL, libxml_said);
	saved->printer = (void (*)(void))xmlGenericError;
	saved->printer_context = xmlGenericErrorContext;
	xmlSetGenericErrorFunc(NULL, libxml_printed);
}

void
crypto_silence_end(const struct crypto_silence *saved)
{
	xmlSetStructuredErrorFunc(
	    saved->context, (xmlStructuredErrorFunc)saved->handler);
	xmlSetGenericErrorFunc(
	    saved->printer_context, (xmlGenericErrorFunc)saved->printer);
}

void
crypto_watch_begin(struct crypto_silence *saved)
{
	crypto_errors_drop();
	had_no_memory = false;
	crypto_silence_begin(saved);
}

bool
crypto_watch_end(const struct crypto_silence *saved)
{
	crypto_silence_end(saved);
	crypto_errors_clear();
	return !had_no_memory;
}
