/* SPDX-License-Identifier: MIT */
#include "bench/message.h"

#include <libxml/parser.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static EVP_PKEY *
key_of_certificate(const char *path)
{
	FILE *stream = fopen(path, "r");
	X509 *certificate;
	EVP_PKEY *key;

	if (stream == NULL)
		bench_fail(path);
	certificate = PEM_read_X509(stream, NULL, NULL, NULL);
	fclose(stream);
	key = X509_get_pubkey(certificate);
	X509_free(certificate);
	if (key == NULL)
		bench_fail(path);
	return key;
}

static EVP_PKEY *
key_read(const char *path)
{
	FILE *stream = fopen(path, "r");
	EVP_PKEY *key;

	if (stream == NULL)
		bench_fail(path);
	key = PEM_read_PrivateKey(stream, NULL, NULL, NULL);
	fclose(stream);
	if (key == NULL)
		bench_fail(path);
	return key;
}

struct bench_message
bench_message(const char *response, const char *certificate, const char *key)
{
	struct bench_message message = {.base64 = bench_read(response)};

	message.scratch = malloc(message.base64.len + 1);
	if (message.scratch == NULL)
		bench_fail("no memory");
	message.verify = key_of_certificate(certificate);
	if (key != NULL)
		message.decrypt = key_read(key);
	return message;
}

xmlDocPtr
bench_parse(struct bench_message *message)
{
	size_t len;
	xmlDocPtr doc;

	memcpy(message->scratch, message->base64.data, message->base64.len);
	len = bench_decode(message->scratch, message->base64.len);
	doc = xmlReadMemory(message->scratch, (int)len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NODICT);
	if (doc == NULL)
		bench_fail("not XML");
	return doc;
}

xmlNodePtr
bench_child(xmlNodePtr parent, const char *name)
{
	for (xmlNodePtr at = parent->children; at != NULL; at = at->next)
		if (at->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)at->name, name) == 0)
			return at;
	return NULL;
}

/* No recursion: the way back up leads over the parents. */
xmlNodePtr
bench_find(xmlNodePtr top, const char *name)
{
	xmlNodePtr at = top;

	while (at != NULL) {
		if (at->type == XML_ELEMENT_NODE &&
		    strcmp((const char *)at->name, name) == 0)
			return at;
		if (at->type == XML_ELEMENT_NODE && at->children != NULL) {
			at = at->children;
			continue;
		}
		while (at != top && at->next == NULL)
			at = at->parent;
		at = at == top ? NULL : at->next;
	}
	return NULL;
}
