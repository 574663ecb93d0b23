/* SPDX-License-Identifier: MIT */
#include <libxml/tree.h>
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

/*
 * The shapes of signature wrapping: "On Breaking SAML" (Somorovsky et al.,
 * 2012) counts eight, SAML Raider builds them, and CVEs have added theirs.
 * A shape is told from where the element stands that the signature really
 * covers (the original) and where the one that takes its place (the copy).
 */
struct wrapping {
	struct judge *judge;
	xmlNode *root;
	const xmlNode *signature;
	const xmlNode *parent; /* of the signature */
	const char *id;	       /* what the signature refers to */
};

static bool
is_in(const xmlNode *node, const xmlNode *ancestor)
{
	for (; node != NULL; node = tree_parent(node))
		if (node == ancestor)
			return true;
	return false;
}

static const char *
id_of(const struct wrapping *w, const xmlNode *node)
{
	const char *id = element_attribute(w->judge->arena, node, "ID");

	return id == NULL ? "" : id;
}

static bool
is_message(const xmlNode *node)
{
	return element_is(node, NS_SAML, "Assertion") ||
	       element_is(node, NS_SAMLP, "Response");
}

/* The first element but EXCEPT that bears the ID the signature names. */
static const xmlNode *
bearer(const struct wrapping *w, const xmlNode *except)
{
	for (xmlNode *node = w->root; node != NULL;
	     node = tree_next_element(w->root, node))
		if (node != except && is_message(node) &&
		    strcmp(id_of(w, node), w->id) == 0)
			return node;
	return NULL;
}

static bool
has_signature(const xmlNode *node)
{
	return element_child(node, NS_DS, "Signature") != NULL;
}

/* The original stands inside the signature. */
static const char *
shape_inside(const struct wrapping *w, const xmlNode *original)
{
	const xmlNode *holder = tree_parent(original);
	bool is_object = element_is(holder, NS_DS, "Object");
	bool has_same_id = strcmp(id_of(w, w->parent), w->id) == 0;

	if (element_is(w->parent, NS_SAMLP, "Response"))
		return holder == w->signature ? "XSW1"
		       : is_object	      ? "XSW1b"
					      : NULL;
	if (has_same_id)
		return is_object ? "XSW8b"
		       : holder != NULL && holder != w->signature &&
			       strcmp(plain_chars(holder->name), "Object") == 0
			   ? "XSW8"
			   : NULL;
	return holder == w->signature ? "XSW6" : is_object ? "XSW6b" : NULL;
}

/* An Extensions that holds an assertion with the ID of a signed one. */
static const char *
shape_extensions(const struct wrapping *w, const xmlNode *twin)
{
	const xmlNode *holder = tree_parent(twin);

	if (holder == NULL || tree_parent(holder) != w->root ||
	    strcmp(plain_chars(holder->name), "Extensions") != 0 ||
	    has_signature(twin))
		return NULL;
	return strcmp(tree_namespace(holder), NS_SAMLP) == 0 ? "XSW7b" : "XSW7";
}

/* The signature stands in the copy and refers to another element. */
static const char *
shape_elsewhere(const struct wrapping *w, const xmlNode *original)
{
	if (is_in(original, w->signature))
		return shape_inside(w, original);
	if (strcmp(id_of(w, w->parent), w->id) == 0)
		return shape_extensions(w, original);
	if (is_in(original, w->parent) &&
	    element_is(w->parent, NS_SAML, "Assertion"))
		return has_signature(original) ? "XSW4" : "XSW5";
	if (w->parent == w->root && tree_parent(original) == w->root)
		return element_is(original, NS_SAMLP, "Response")
			   ? "XSW2"
			   : "CVE-2024-8698";
	if (tree_parent(w->parent) == w->root &&
	    tree_parent(original) == w->root && !has_signature(original) &&
	    element_is(original, NS_SAML, "Assertion"))
		return "XSW5";
	return NULL;
}

/* An assertion beside NODE that nothing signs; before it or behind it. */
static const char *
shape_beside(const struct wrapping *w, const xmlNode *node)
{
	bool is_behind = false;

	if (tree_parent(node) != w->root || has_signature(w->root))
		return NULL;
	for (const xmlNode *at = element_first(w->root); at != NULL;
	     at = element_next(at)) {
		if (at == node)
			is_behind = true;
		else if (element_is(at, NS_SAML, "Assertion") &&
			 !has_signature(at) && strcmp(id_of(w, at), w->id) != 0)
			return is_behind ? "CVE-2022-41912" : "XSW3";
	}
	return NULL;
}

/* The signature and its element are whole; is something around it? */
static const char *
shape_around(const struct wrapping *w)
{
	const xmlNode *original = w->parent, *holder = tree_parent(original);

	if (!element_is(original, NS_SAML, "Assertion"))
		return NULL;
	if (element_is(holder, NS_SAML, "Assertion") &&
	    !has_signature(holder) && tree_parent(holder) == w->root)
		return "XSW4";
	return shape_beside(w, original);
}

static const char *
shape_of(struct judge *judge, const struct saml_signature *signature)
{
	struct wrapping w = {
	    .judge = judge,
	    .root = document_root(judge->document),
	    .signature = signature->at.node,
	    .parent = signature->target.node,
	};
	const xmlNode *other;

	if (w.parent == NULL || signature->reference_uri == NULL ||
	    signature->reference_uri[0] != '#')
		return NULL;
	w.id = signature->reference_uri + 1;
	other = bearer(&w, w.parent);
	if (other != NULL)
		return shape_elsewhere(&w, other);
	if (strcmp(id_of(&w, w.parent), w.id) == 0)
		return shape_around(&w);
	return NULL;
}

/* Two SignedInfo: one is verified, the other is read (CVE-2019-3465). */
static bool
has_two_infos(const struct saml_signature *signature)
{
	return element_count(signature->at.node, NS_DS, "SignedInfo") > 1;
}

static bool
is_of_wrapping(enum structure_rule rule)
{
	switch (rule) {
	case RULE_P3_DUPLICATE_ID:
	case RULE_P4_SIGNATURE_PLACE:
	case RULE_P4_SIGNATURE_COUNT:
	case RULE_P5_SIGNATURE_CHILDREN:
	case RULE_P6_REFERENCE_URI:
	case RULE_P10_ASSERTION_PLACE:
	case RULE_P10_ASSERTION_COUNT:
	case RULE_P11_FOREIGN_PLACE:
		return true;
	default:
		return false;
	}
}

/* A digest of the attacker's own in StatusDetail (CVE-2024-45409). */
static bool
is_decoy_digest(const xmlNode *node)
{
	return (element_is(node, NS_DS, "Reference") ||
		   element_is(node, NS_DS, "DigestValue") ||
		   element_is(node, NS_DS, "SignedInfo")) &&
	       element_is(tree_parent(node), NS_SAMLP, "StatusDetail");
}

/* Does any element inside of NODE bear that name of XML Signature? */
static bool
holds_part(const xmlNode *node, const char *name)
{
	for (const xmlNode *at = element_first(node); at != NULL;
	     at = element_next(at))
		if (element_is(at, NS_DS, name) || holds_part(at, name))
			return true;
	return false;
}

/* An element of a message in what may hold anything. */
static bool
is_hidden_message(const xmlNode *node)
{
	const char *name = plain_chars(node->name);
	const xmlNode *holder = tree_parent(node);
	size_t len = strlen(name);

	return strcmp(tree_namespace(node), NS_SAMLP) == 0 && len >= 7 &&
	       (strcmp(name + len - 7, "Request") == 0 ||
		   (len >= 8 && strcmp(name + len - 8, "Response") == 0)) &&
	       (element_is(holder, NS_SAMLP, "StatusDetail") ||
		   element_is(holder, NS_SAMLP, "Extensions"));
}

/* What stands where it has no place tells by itself what it is there for. */
static const char *
shape_of_stray(const struct judge *judge, const xmlNode *node)
{
	const xmlNode *holder = tree_parent(node);

	if (is_decoy_digest(node))
		return "CVE-2024-45409";
	if (element_is(node, NS_DS, "SignedInfo"))
		return "CVE-2025-29774";
	if (is_hidden_message(node))
		return "a message hidden inside another one";
	if (!element_is(node, NS_SAML, "Assertion"))
		return NULL;
	if (element_is(holder, NS_SAML, "SubjectConfirmationData"))
		return "CVE-2025-47949";
	if (!judge->has_failed_status)
		return NULL;
	return element_is(holder, NS_DS, "Object")
		   ? "an assertion in the Object of a signed failure"
	       : element_is(holder, NS_DS, "Signature")
		   ? "an assertion in a Signature of a signed failure"
		   : NULL;
}

/* A signature over something that is no part of a sign-in. */
static const char *
shape_of_place(const struct judge *judge, const xmlNode *signature)
{
	const xmlNode *holder = tree_parent(signature);

	if (element_is(holder, NS_MD, "EntityDescriptor") ||
	    element_is(holder, NS_MD, "EntitiesDescriptor"))
		return "CVE-2024-6800";
	if (element_is(holder, NS_SAMLP, "StatusDetail"))
		return "CVE-2025-66567";
	if (element_is(holder, NS_SAML, "Assertion") &&
	    tree_parent(holder) == document_root(judge->document))
		return "a signed assertion in another kind of message";
	return NULL;
}

/* The shape of one violation, whatever the signatures look like. */
static const char *
shape_of_violation(
    const struct judge *judge, const struct structure_violation *v)
{
	const xmlNode *node = v->at.node;

	switch (v->rule) {
	case RULE_P4_SIGNATURE_PLACE:
		return shape_of_place(judge, node);
	case RULE_P5_SIGNATURE_CHILDREN:
		return element_is(node, NS_DS, "SignedInfo") ? "CVE-2019-3465"
		       : !element_is(node, NS_DS, "Signature") &&
			       holds_part(node, "SignedInfo")
			   ? "CVE-2025-29774"
			   : NULL;
	case RULE_P9_ALGORITHM:
		return element_child(node, NS_DS, "HMACOutputLength") != NULL
			   ? "CVE-2009-0217"
			   : NULL;
	case RULE_P11_FOREIGN_PLACE:
		return shape_of_stray(judge, node);
	case RULE_P14_TEXT:
		return element_is(node, NS_DS, "DigestValue") ? "CVE-2025-29775"
							      : NULL;
	default:
		return NULL;
	}
}

static bool
breaks(const struct saml_structure *structure, enum structure_rule rule)
{
	for (size_t i = 0; i < structure->n_violations; i++)
		if (structure->violations[i].rule == rule &&
		    !structure->violations[i].is_weak)
			return true;
	return false;
}

void
judge_resemblance(struct judge *judge)
{
	struct saml_structure *out = judge->out;
	const char *shape = NULL;
	bool is_void_canonicalization = breaks(out, RULE_P12_VOID_DIGEST) &&
					breaks(out, RULE_P13_NAMESPACE);

	for (size_t i = 0; i < out->n_signatures && shape == NULL &&
			   out->has_strong_violation;
	     i++)
		shape = has_two_infos(&out->signatures[i])
			    ? "CVE-2019-3465"
			    : shape_of(judge, &out->signatures[i]);
	for (size_t i = 0; i < out->n_violations; i++) {
		struct structure_violation *v = &out->violations[i];

		v->resembles = shape_of_violation(judge, v);
		if (v->resembles == NULL && is_of_wrapping(v->rule))
			v->resembles = shape;
		else if (is_void_canonicalization && !v->is_weak &&
			 (v->rule == RULE_P12_VOID_DIGEST ||
			     v->rule == RULE_P13_NAMESPACE))
			v->resembles = "CVE-2025-66475";
	}
}
