/* SPDX-License-Identifier: MIT */
/* What is made of metadata: certificates, repairs, entities; and new keys. */
#ifndef SAMLDX_METADATA_H
#define SAMLDX_METADATA_H

#include "samldx.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/* A certificate of the metadata under test; it lives as long as the report. */
struct sdx_certificate {
	const char *entity;	 /* entityID of who holds the key */
	const char *fingerprint; /* SHA-256, "3a:5f:…" */
	const char *pem;
};
/* The certificate I of those that could be decoded.  false: no more. */
bool sdx_report_certificate(
    const sdx_report *, size_t i, struct sdx_certificate *);

/*
 * The metadata under test without byte order mark, bytes around the XML and
 * roles that IAM has no use for, byte for byte otherwise.  It lives as long
 * as the report.
 */
struct sdx_repair {
	const void *data;
	size_t len;
	const char *const *changes; /* what was left out, a phrase each */
	size_t n_changes;
	bool breaks_signature; /* the metadata's signature does not hold now */
};
/* SDX_INPUT: what is under test is no metadata. */
enum sdx_status sdx_report_repair(const sdx_report *, struct sdx_repair *);

/* The metadata of a federation, taken apart in memory that does not grow. */
typedef struct sdx_aggregate sdx_aggregate;
struct sdx_entity {
	const char *entity_id; /* "" where it has none */
	const void *data;      /* a document of its own; until the next call */
	size_t len;
	uint64_t number, line; /* from 1 */
};
/* Is the root element of what begins so an EntitiesDescriptor? */
bool sdx_is_aggregate(const void *head, size_t len);
sdx_aggregate *sdx_aggregate_new(void) SDX_WARN_UNUSED; /* NULL: no memory */
void sdx_aggregate_free(sdx_aggregate *);
/*
 * Take in bytes until an entity is whole.  Returns how many were taken; hand
 * over the rest again.  None is taken once something was refused.
 */
size_t sdx_aggregate_feed(sdx_aggregate *, const void *data, size_t len,
    struct sdx_entity *, bool *has_entity);
/*
 * No more bytes come.  SDX_INPUT: the document around the entities is not
 * right; *TROUBLE says why, and lives as long as the aggregate.
 */
enum sdx_status sdx_aggregate_end(sdx_aggregate *, const char **trouble);

/* A fresh RSA key of 2048 to 8192 bits for IAM; releasing it wipes it. */
struct sdx_new_key {
	const char *key, *certificate; /* PEM; the key is not encrypted */
	size_t key_len, certificate_len;
	const char *fingerprint; /* SHA-256 of the certificate */
	void *inside;
};
enum sdx_status sdx_new_key_make(unsigned bits, const char *name, int64_t now,
    struct sdx_new_key *) SDX_WARN_UNUSED;
void sdx_new_key_release(struct sdx_new_key *);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
