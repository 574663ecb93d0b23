/* SPDX-License-Identifier: MIT */
#include "saml/structure.h"

#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

void
judge_add(struct judge *judge, enum structure_rule rule, bool is_weak,
    const xmlNode *node, const xmlNode *other, const char *fmt, ...)
{
	struct structure_violation *violation;
	va_list ap;

	if (!is_weak)
		judge->out->has_strong_violation = true;
	if (judge->n_of_rule[rule]++ >= JUDGE_MAX_PER_RULE)
		return;
	violation = arena_push(judge->arena, &judge->out->violations,
	    &judge->out->n_violations, sizeof *violation);
	if (violation == NULL)
		return;
	violation->rule = rule;
	violation->is_weak = is_weak;
	violation->at = document_at(judge->document, node);
	if (other != NULL)
		violation->other =
		    document_at(other->doc == document_xml(judge->document)
				    ? judge->document
				    : judge->outer,
			other);
	va_start(ap, fmt);
	violation->detail = arena_vprintf(judge->arena, fmt, ap);
	va_end(ap);
}

const char *
judge_show(struct judge *judge, const char *text)
{
	return tree_show(judge->arena, text == NULL ? "" : text);
}

/* What an Advice or Evidence belongs to (SAML2Core 2.6.1, 2.7.4.3). */
static const xmlNode *
advised_assertion(const xmlNode *holder)
{
	const xmlNode *up = tree_parent(holder);

	if (element_is(holder, NS_SAML, "Advice"))
		return up;
	if (element_is(holder, NS_SAML, "Evidence") &&
	    element_is(up, NS_SAML, "AuthzDecisionStatement"))
		return tree_parent(up);
	return NULL;
}

/* The depth of the recursion is bounded by XML_MAX_DEPTH. */
enum assertion_place
judge_assertion_place(const struct judge *judge, const xmlNode *node)
{
	const xmlNode *root = document_root(judge->document), *holder, *up;

	if (!element_is(node, NS_SAML, "Assertion"))
		return ASSERTION_ASTRAY;
	if (node == root)
		return ASSERTION_MAIN;
	holder = tree_parent(node);
	if (holder == root && element_is(root, NS_SAMLP, "Response"))
		return ASSERTION_MAIN;
	up = holder == NULL ? NULL : advised_assertion(holder);
	if (up == NULL || judge_assertion_place(judge, up) == ASSERTION_ASTRAY)
		return ASSERTION_ASTRAY;
	return ASSERTION_ADVISED;
}

/* P1: canonicalisation keeps instructions, readers pass over them. */
void
judge_instructions(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);

	if (document_n_instructions(judge->document) == 0)
		return;
	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node))
		for (xmlNode *c = node->children; c != NULL; c = c->next)
			if (c->type == XML_PI_NODE)
				judge_add(judge, RULE_P1_INSTRUCTION, false,
				    node, NULL,
				    "the processing instruction <?%s ?>",
				    judge_show(judge, plain_chars(c->name)));
}

/* P2: one Response, or one Assertion, in the namespaces of SAML 2.0. */
static void
judge_root(struct judge *judge)
{
	const xmlNode *root = document_root(judge->document);

	if (element_is(root, NS_SAML, "Assertion"))
		return;
	if (judge->outer == NULL && element_is(root, NS_SAMLP, "Response"))
		return;
	judge_add(judge, RULE_P2_ROOT, false, root, NULL,
	    "the root element is %s in the namespace \"%s\"",
	    judge_show(judge, plain_chars(root->name)),
	    judge_show(judge, tree_namespace(root)));
}

static bool
is_claim(const xmlNode *node)
{
	return element_is(node, NS_SAML, "Assertion") ||
	       element_is(node, NS_SAML, "EncryptedAssertion");
}

/* The first Assertion or EncryptedAssertion of a Response. */
static const xmlNode *
first_claim(const xmlNode *root)
{
	const xmlNode *node = element_first(root);

	while (node != NULL && !is_claim(node))
		node = element_next(node);
	return node;
}

static bool
is_success(struct judge *judge, const xmlNode *root)
{
	const xmlNode *status = element_child(root, NS_SAMLP, "Status");
	const xmlNode *code = element_child(status, NS_SAMLP, "StatusCode");
	const char *value =
	    code == NULL ? NULL
			 : element_attribute(judge->arena, code, "Value");

	return value != NULL && strcmp(value, SAML_STATUS_SUCCESS) == 0;
}

/* P10: one assertion, and none beside a Status that says "no". */
static void
judge_claims(struct judge *judge)
{
	const xmlNode *root = document_root(judge->document), *first, *second;
	bool succeeded;

	if (!element_is(root, NS_SAMLP, "Response"))
		return;
	first = first_claim(root);
	succeeded = is_success(judge, root);
	judge->has_failed_status = !succeeded;
	if (first == NULL) {
		if (succeeded)
			judge_add(judge, RULE_P10_ASSERTION_COUNT, false, root,
			    NULL, "there is no assertion in it");
		return;
	}
	if (!succeeded)
		judge_add(judge, RULE_STATUS_AND_ASSERTION, false, first,
		    element_child(root, NS_SAMLP, "Status"),
		    "the Status is not Success, and yet there is an assertion");
	second = element_next(first);
	while (second != NULL && !is_claim(second))
		second = element_next(second);
	if (second != NULL)
		judge_add(judge, RULE_P10_ASSERTION_COUNT, false, second, first,
		    "there are %zu assertions",
		    element_count(root, NS_SAML, "Assertion") +
			element_count(root, NS_SAML, "EncryptedAssertion"));
}

/* Each part would be opened with every key. */
static void
judge_encrypted(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);
	size_t n = 0;

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node))
		if (element_is(node, NS_XENC, "EncryptedData") &&
		    ++n == STRUCTURE_MAX_ENCRYPTED + 1)
			judge_add(judge, RULE_LIMIT, false, node, NULL,
			    "more than %d encrypted parts",
			    STRUCTURE_MAX_ENCRYPTED);
}

struct saml_structure *
structure_judge(struct arena *arena, const struct saml_document *document,
    const struct saml_document *outer)
{
	struct judge judge = {
	    .arena = arena,
	    .document = document,
	    .outer = outer,
	    .out = arena_alloc(arena, sizeof(struct saml_structure)),
	};

	if (judge.out == NULL)
		return NULL;
	judge_instructions(&judge);
	judge_root(&judge);
	judge_ids(&judge);
	judge_signatures(&judge);
	judge_claims(&judge);
	judge_encrypted(&judge);
	judge_places(&judge);
	judge_namespaces(&judge);
	judge_texts(&judge);
	judge_resemblance(&judge);
	if (judge.out->has_strong_violation)
		for (size_t i = 0; i < judge.out->n_signatures; i++)
			judge.out->signatures[i].is_acceptable = false;
	return arena_has_failed(arena) ? NULL : judge.out;
}

struct saml_structure *
structure_judge_part(struct arena *arena, const struct saml_document *document,
    const struct saml_document *outer)
{
	struct judge judge = {
	    .arena = arena,
	    .document = document,
	    .outer = outer,
	    .out = arena_alloc(arena, sizeof(struct saml_structure)),
	};

	if (judge.out == NULL)
		return NULL;
	judge_instructions(&judge);
	judge_ids(&judge);
	judge_signatures(&judge);
	judge_places(&judge);
	judge_namespaces(&judge);
	judge_texts(&judge);
	return arena_has_failed(arena) ? NULL : judge.out;
}
