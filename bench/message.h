/* SPDX-License-Identifier: MIT */
/* A SAML message as the programs that stand for others' work read it. */
#ifndef BENCH_MESSAGE_H
#define BENCH_MESSAGE_H

#include <libxml/tree.h>
#include <openssl/evp.h>

#include "bench/measure.h"

struct bench_message {
	struct bench_file base64; /* as captured */
	char *scratch;		  /* as large */
	EVP_PKEY *verify;
	EVP_PKEY *decrypt; /* NULL: nothing is encrypted */
};

/* RESPONSE is base64, CERTIFICATE and KEY (may be NULL) are PEM. */
struct bench_message bench_message(
    const char *response, const char *certificate, const char *key);

/* Decode and parse. */
xmlDocPtr bench_parse(struct bench_message *);

/* The first element of that local name in document order, or NULL. */
xmlNodePtr bench_find(xmlNodePtr, const char *name);
/* A child element of that local name, or NULL. */
xmlNodePtr bench_child(xmlNodePtr, const char *name);

#endif
