/* SPDX-License-Identifier: MIT */
/*
 * The door through which libxml2 asks for the files that a schema imports.
 * The process-wide loader of external entities (crypto/init.c) passes each
 * question on; outside of schema_judge() the answer is always no.
 */
#ifndef SDX_SAML_SCHEMA_H
#define SDX_SAML_SCHEMA_H

struct _xmlParserInput;
struct _xmlParserCtxt;

/* One of the thread's schema files by the last segment of URL, or NULL. */
struct _xmlParserInput *schema_entity_loader(
    const char *url, const char *id, struct _xmlParserCtxt *);

#endif
