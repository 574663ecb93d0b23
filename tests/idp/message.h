/* SPDX-License-Identifier: MIT */
/* The documents of a recipe while they are being made. */
#ifndef TESTS_IDP_MESSAGE_H
#define TESTS_IDP_MESSAGE_H

#include <libxml/tree.h>
#include <stdbool.h>
#include <stddef.h>

struct signing {
	char key[32], method[32], digest[32], c14n[32], keyinfo[32];
	char prefixes[64];	/* of the Reference's canonicalisation */
	char info_prefixes[64]; /* of SignedInfo's */
};

struct encrypting {
	char what[64], data[32], key[32], digest[32], mgf[32], to[32];
	char place[16], order[16], label[32];
};

/* The good Response, and the good metadata with that key's certificate. */
xmlDocPtr message_new(void);
xmlDocPtr metadata_new(const char *keys, const char *key);

/* A certificate's base64 without armour, in malloc'ed memory; NULL. */
char *certificate_text(const char *keys, const char *name);
/* A file whole, NUL-terminated; NULL: unreadable. */
char *file_read(const char *path, size_t *len);

/* Each answers false where XPATH fits nothing or XML is broken. */
bool edit_text(xmlDocPtr, const char *xpath, const char *value);
bool edit_attribute(xmlDocPtr, const char *xpath, const char *name,
    const char *value); /* NULL removes it */
bool edit_twice(xmlDocPtr, const char *xpath);
/* The first node, or NULL. */
xmlNodePtr edit_first(xmlDocPtr, const char *xpath);
/* A copy of NODE beside or in each, WHERE as in edit_insert(). */
bool edit_put(xmlDocPtr, const char *xpath, const char *where, xmlNodePtr node);
bool edit_remove(xmlDocPtr, const char *xpath);
bool edit_rename(xmlDocPtr, const char *xpath, const char *name);
/* WHERE is "append", "before" or "after". */
bool edit_insert(
    xmlDocPtr, const char *xpath, const char *where, const char *xml);
/* AWS's attribute NAME (suffix, or a whole name): VALUE NULL removes it. */
bool edit_claim(xmlDocPtr, const char *name, const char *value, bool append);

bool metadata_sign(xmlDocPtr, const char *keys, const struct signing *);
bool message_sign(
    xmlDocPtr, const char *keys, const struct signing *, const char *element);
bool message_encrypt(xmlDocPtr, const char *keys, const struct encrypting *);

#endif
