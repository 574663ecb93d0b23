/* SPDX-License-Identifier: MIT */
/*
 * What the files that judge structure share.  Each rule has one function,
 * which walks the whole document and adds what breaks it.
 */
#ifndef SDX_SAML_JUDGE_H
#define SDX_SAML_JUDGE_H

#include "saml/structure.h"
#include "saml/tree.h"

#define JUDGE_MAX_PER_RULE 8 /* violations of one rule that are kept */

struct judge {
	struct arena *arena;
	const struct saml_document *document;
	const struct saml_document *outer; /* NULL: this is no inner one */
	bool is_metadata;
	bool has_failed_status; /* a Status that is not Success */
	struct saml_structure *out;
	size_t n_of_rule[RULE_LIMIT + 1];
};

/* A violation at NODE; OTHER is the second place or NULL. */
void judge_add(struct judge *, enum structure_rule, bool is_weak,
    const xmlNode *node, const xmlNode *other, const char *fmt, ...)
    ARENA_PRINTF(6, 7);

/* "the attribute's value" as it can be shown; NULL becomes "". */
const char *judge_show(struct judge *, const char *text);

/* Where an element that could carry claims stands. */
enum assertion_place {
	ASSERTION_ASTRAY,
	ASSERTION_MAIN,	  /* the root, or a child of the Response */
	ASSERTION_ADVISED /* in the Advice or Evidence of a proper one */
};
enum assertion_place judge_assertion_place(
    const struct judge *, const xmlNode *assertion);

void judge_instructions(struct judge *);
void judge_ids(struct judge *);
void judge_signatures(struct judge *);
void judge_places(struct judge *);
void judge_namespaces(struct judge *);
void judge_texts(struct judge *);

/* Names the attack whose shape the document has, in its violations. */
void judge_resemblance(struct judge *);

/* May VALUE stand in a Reference: name characters and nothing else? */
bool judge_is_name(const char *value);

/* What the URIs of a signature mean. */
enum canonicalization { C14N_NONE, C14N_PLAIN, C14N_COMMENTS };
enum canonicalization algorithm_canonicalization(const char *uri);
bool structure_algorithm_is_refused(const char *uri);
bool algorithm_is_sha1(const char *uri);
bool algorithm_is_void_digest(const char *value);
size_t algorithm_count_prefixes(const char *list);

#endif
