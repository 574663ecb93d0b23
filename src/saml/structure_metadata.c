/* SPDX-License-Identifier: MIT */
/*
 * The structure of signed metadata (SAML2Meta 3): the rules for messages, as
 * far as they speak of IDs, signatures, namespaces and texts.
 */
#include "saml/judge.h"
#include "saml/name.h"
#include "saml/structure.h"

/* P2: one of the two roots that metadata has. */
static void
judge_root(struct judge *judge)
{
	const xmlNode *root = document_root(judge->document);

	if (!element_is(root, NS_MD, "EntityDescriptor") &&
	    !element_is(root, NS_MD, "EntitiesDescriptor"))
		judge_add(judge, RULE_P2_ROOT, false, root, NULL,
		    "the root element is %s in the namespace \"%s\"",
		    judge_show(judge, plain_chars(root->name)),
		    judge_show(judge, tree_namespace(root)));
}

struct saml_structure *
structure_judge_metadata(
    struct arena *arena, const struct saml_document *document)
{
	struct judge judge = {
	    .arena = arena,
	    .document = document,
	    .is_metadata = true,
	    .out = arena_alloc(arena, sizeof(struct saml_structure)),
	};

	if (judge.out == NULL)
		return NULL;
	judge_instructions(&judge);
	judge_root(&judge);
	judge_ids(&judge);
	judge_signatures(&judge);
	judge_namespaces(&judge);
	judge_texts(&judge);
	if (judge.out->has_strong_violation)
		for (size_t i = 0; i < judge.out->n_signatures; i++)
			judge.out->signatures[i].is_acceptable = false;
	return arena_has_failed(arena) ? NULL : judge.out;
}
