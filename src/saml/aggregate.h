/* SPDX-License-Identifier: MIT */
/*
 * The metadata of a federation, taken apart as it comes: one entity after the
 * other, each as a document of its own, in memory that does not grow with
 * their number.  It knows tags, comments, CDATA and instructions and nothing
 * else: that each part is well-formed is for whoever parses it, and the rest
 * of the document, without the parts, is kept to be parsed in the end.
 */
#ifndef SDX_SAML_AGGREGATE_H
#define SDX_SAML_AGGREGATE_H

#include "buffer.h"
#include "saml/document.h"

#define AGGREGATE_MAX_NESTED 32 /* EntitiesDescriptors in each other */
#define AGGREGATE_MAX_SCOPE ((size_t)64 << 10) /* bytes of such a tag */

struct aggregate_part {
	const uint8_t *octets; /* until the next call */
	size_t len;
	const char *entity_id; /* as a reader would see it; "" where absent */
	uint64_t number;       /* from 1 */
	uint64_t line;	       /* where it begins, from 1 */
};

struct aggregate;

struct aggregate *aggregate_new(void); /* NULL: no memory */
void aggregate_free(struct aggregate *);

/*
 * Take in octets until a part is whole: then *HAS_PART, and PART is filled
 * in.  Returns how many were taken; call again with the rest.  Nothing is
 * taken once something was refused: see aggregate_end().
 */
size_t aggregate_feed(struct aggregate *, const uint8_t *octets, size_t len,
    struct aggregate_part *part, bool *has_part);

/*
 * No more octets come.  false: the document cannot be right; *REFUSAL says
 * why, its detail lives as long as the aggregate, its line is of the
 * document.  Without memory its fault is XML_FAULT_MEMORY.
 */
bool aggregate_end(struct aggregate *, struct xml_refusal *refusal);

#endif
