/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

#define MAX_SIGNATURES 8
#define MAX_PREFIXES 64
#define MAX_SHAPES 64 /* signatures that are told, of however many */

/* One Signature while it is judged. */
struct shape {
	struct judge *judge;
	const xmlNode *node;
	const xmlNode *parent;
	struct saml_signature *out;
	bool has_strong;
	bool is_astray; /* told once; read for its looks, not judged */
};

static void
object(struct shape *shape, enum structure_rule rule, bool is_weak,
    const xmlNode *node, const char *detail)
{
	if (shape->is_astray)
		return;
	if (!is_weak)
		shape->has_strong = true;
	judge_add(shape->judge, rule, is_weak, node, NULL, "%s", detail);
}

static const char *
algorithm_of(struct shape *shape, const xmlNode *node)
{
	return node == NULL
		   ? NULL
		   : element_attribute(shape->judge->arena, node, "Algorithm");
}

static const char *
text_of(struct shape *shape, const xmlNode *node)
{
	return node == NULL ? NULL
			    : element_text(shape->judge->arena,
				  shape->judge->document, node)
				  .value;
}

static const char *
say(struct shape *shape, const char *what, const char *value)
{
	return arena_printf(shape->judge->arena, "%s %s", what,
	    value == NULL ? "is not given" : judge_show(shape->judge, value));
}

/*
 * The element children of PARENT must be those NAMES of XML Signature, in
 * that order; one that ends with '?' may be missing.
 */
static bool
has_children(const xmlNode *parent, const char *const *names, size_t n,
    const xmlNode **first_wrong)
{
	const xmlNode *node = element_first(parent);
	char name[32];
	size_t len;

	for (size_t i = 0; i < n; i++) {
		len = strlen(names[i]);
		memcpy(name, names[i], len + 1);
		if (name[len - 1] == '?')
			name[len - 1] = '\0';
		if (element_is(node, NS_DS, name))
			node = element_next(node);
		else if (names[i][len - 1] != '?') {
			*first_wrong = node == NULL ? parent : node;
			return false;
		}
	}
	*first_wrong = node;
	return node == NULL;
}

/* P5: SignedInfo, SignatureValue, KeyInfo: no Object (SAML 2.0 errata E91). */
static void
judge_children(struct shape *shape)
{
	static const char *const of_signature[] = {
	    "SignedInfo", "SignatureValue", "KeyInfo?"};
	const xmlNode *wrong;

	if (!has_children(shape->node, of_signature, 3, &wrong))
		object(shape, RULE_P5_SIGNATURE_CHILDREN, false, wrong,
		    wrong == shape->node
			? "the Signature is incomplete"
			: arena_printf(shape->judge->arena,
			      "the Signature holds %s where SAML does not "
			      "allow it",
			      judge_show(
				  shape->judge, plain_chars(wrong->name))));
}

static bool
is_reference(const xmlNode *node)
{
	return element_is(node, NS_DS, "Reference");
}

/* P5 and P6: CanonicalizationMethod, SignatureMethod, one Reference. */
static const xmlNode *
judge_signed_info(struct shape *shape, const xmlNode *info)
{
	static const char *const of_info[] = {
	    "CanonicalizationMethod", "SignatureMethod", "Reference?"};
	const xmlNode *wrong;
	size_t n = element_count(info, NS_DS, "Reference");

	/* A second Reference is told below. */
	if (!has_children(info, of_info, 3, &wrong) &&
	    (n < 2 || !is_reference(wrong)))
		object(shape, RULE_P5_SIGNATURE_CHILDREN, false, wrong,
		    "SignedInfo holds something else than "
		    "CanonicalizationMethod, SignatureMethod and a Reference");
	if (n != 1)
		object(shape, RULE_P6_REFERENCE_COUNT, false, info,
		    arena_printf(shape->judge->arena,
			n == 0 ? "there is no Reference"
			       : "there are %zu References",
			n));
	return element_child(info, NS_DS, "Reference");
}

/* P6: it must sign the element that it stands in. */
static void
judge_uri(struct shape *shape, const xmlNode *reference)
{
	const char *uri = shape->out->reference_uri, *id;
	const xmlNode *root = document_root(shape->judge->document);

	id = element_attribute(shape->judge->arena, shape->parent, "ID");
	if (uri == NULL)
		object(shape, RULE_P6_REFERENCE_URI, false, reference,
		    "the Reference has no URI");
	else if (*uri == '\0')
		object(shape, RULE_P6_REFERENCE_URI, shape->parent == root,
		    reference,
		    "the URI is empty: it means the whole document, and SAML "
		    "wants the ID");
	else if (*uri != '#' || !judge_is_name(uri + 1))
		object(shape, RULE_P6_REFERENCE_URI, false, reference,
		    say(shape,
			"the URI is no \"#\" with an ID behind it:", uri));
	else if (id == NULL || strcmp(uri + 1, id) != 0)
		object(shape, RULE_P6_REFERENCE_URI, false, reference,
		    arena_printf(shape->judge->arena,
			"it signs %s, and stands in an element whose ID is %s",
			judge_show(shape->judge, uri),
			id == NULL ? "missing" : judge_show(shape->judge, id)));
}

/* Of a Transform or CanonicalizationMethod: InclusiveNamespaces alone. */
static void
judge_parameters(
    struct shape *shape, const xmlNode *node, enum structure_rule rule)
{
	const xmlNode *child = element_first(node);
	const char *list = NULL;

	if (child == NULL)
		return;
	if (!element_is(child, NS_EXC_C14N, "InclusiveNamespaces") ||
	    element_next(child) != NULL) {
		object(shape, rule, false, child,
		    say(shape, "it holds", plain_chars(child->name)));
		return;
	}
	list = element_attribute(shape->judge->arena, child, "PrefixList");
	if (list != NULL && algorithm_count_prefixes(list) > MAX_PREFIXES)
		object(shape, RULE_LIMIT, false, child,
		    "more than 64 prefixes in a PrefixList");
	if (rule == RULE_P7_TRANSFORMS)
		shape->out->inclusive_prefixes = list;
}

/* P7: the second transform, if there is one, canonicalises. */
static void
judge_second(struct shape *shape, const xmlNode *node)
{
	const char *uri = algorithm_of(shape, node);

	switch (algorithm_canonicalization(uri)) {
	case C14N_NONE:
		object(shape, RULE_P7_TRANSFORMS, false, node,
		    say(shape, "the second Transform is", uri));
		break;
	case C14N_COMMENTS:
		object(shape, RULE_P8_COMMENTS, true, node,
		    say(shape, "the second Transform is", uri));
		break;
	case C14N_PLAIN:
		if (strcmp(uri, ALG_EXC_C14N) != 0)
			object(shape, RULE_P7_TRANSFORMS, true, node,
			    say(shape,
				"the second Transform is no exclusive "
				"canonicalisation:",
				uri));
		break;
	}
}

/* P7: enveloped-signature first (SAML2Core 5.4.4). */
static void
judge_transforms(struct shape *shape, const xmlNode *reference)
{
	const xmlNode *list = element_child(reference, NS_DS, "Transforms");
	struct saml_signature *out = shape->out;
	const char *uri;

	for (xmlNode *node = element_first(list); node != NULL;
	     node = element_next(node)) {
		size_t i = out->n_transforms++;

		uri = algorithm_of(shape, node);
		if (i >= SIGNATURE_MAX_TRANSFORMS)
			continue;
		out->transforms[i] = uri == NULL ? "" : uri;
		if (!element_is(node, NS_DS, "Transform"))
			object(shape, RULE_P7_TRANSFORMS, false, node,
			    "Transforms holds something else");
		judge_parameters(shape, node, RULE_P7_TRANSFORMS);
		if (i == 0 && (uri == NULL || strcmp(uri, ALG_ENVELOPED) != 0))
			object(shape, RULE_P7_TRANSFORMS, false, node,
			    say(shape, "the first Transform is", uri));
		if (i == 1)
			judge_second(shape, node);
	}
	if (out->n_transforms == 0)
		object(shape, RULE_P7_TRANSFORMS, false, reference,
		    "there is no Transform: the Signature itself would be "
		    "part of what it signs");
	else if (out->n_transforms > SIGNATURE_MAX_TRANSFORMS)
		object(shape, RULE_P7_TRANSFORMS, false, list,
		    arena_printf(shape->judge->arena, "%zu Transforms",
			out->n_transforms));
}

/* P8: of SignedInfo. */
static void
judge_canonicalization(struct shape *shape, const xmlNode *info)
{
	const xmlNode *node =
	    element_child(info, NS_DS, "CanonicalizationMethod");
	const char *uri = algorithm_of(shape, node);

	shape->out->canonicalization = uri;
	if (node == NULL)
		return; /* P5 said so */
	judge_parameters(shape, node, RULE_P8_CANONICALIZATION);
	switch (algorithm_canonicalization(uri)) {
	case C14N_NONE:
		object(shape, RULE_P8_CANONICALIZATION, false, node,
		    say(shape, "CanonicalizationMethod", uri));
		break;
	case C14N_COMMENTS:
		object(shape, RULE_P8_COMMENTS, true, node,
		    say(shape, "CanonicalizationMethod", uri));
		break;
	case C14N_PLAIN:
		break;
	}
}

/* P9: what is not known to be bad is left to the cryptography. */
static void
judge_algorithm(struct shape *shape, const xmlNode *node, const char *uri)
{
	const char *name = plain_chars(node->name);

	if (uri == NULL || *uri == '\0' || structure_algorithm_is_refused(uri))
		object(shape, RULE_P9_ALGORITHM, false, node,
		    say(shape, name, uri));
	else if (algorithm_is_sha1(uri))
		object(shape, RULE_P9_SHA1, true, node, say(shape, name, uri));
	if (element_child(node, NS_DS, "HMACOutputLength") != NULL)
		object(shape, RULE_P9_ALGORITHM, false, node,
		    "it cuts the signature short (HMACOutputLength)");
}

static void
judge_reference(struct shape *shape, const xmlNode *reference)
{
	static const char *const of_reference[] = {
	    "Transforms?", "DigestMethod", "DigestValue"};
	const xmlNode *wrong, *method;
	struct saml_signature *out = shape->out;

	out->reference_uri =
	    element_attribute(shape->judge->arena, reference, "URI");
	if (!has_children(reference, of_reference, 3, &wrong))
		object(shape, RULE_P5_SIGNATURE_CHILDREN, false, wrong,
		    "the Reference holds something else than Transforms, "
		    "DigestMethod and DigestValue");
	judge_uri(shape, reference);
	judge_transforms(shape, reference);
	method = element_child(reference, NS_DS, "DigestMethod");
	out->digest_method = algorithm_of(shape, method);
	if (method != NULL)
		judge_algorithm(shape, method, out->digest_method);
	out->digest_value =
	    text_of(shape, element_child(reference, NS_DS, "DigestValue"));
}

static void
read_x509(struct shape *shape, const xmlNode *data)
{
	struct saml_signature *out = shape->out;

	for (xmlNode *node = element_first(data); node != NULL;
	     node = element_next(node)) {
		if (!element_is(node, NS_DS, "X509Certificate"))
			continue;
		if (out->n_certificates == SIGNATURE_MAX_CERTIFICATES) {
			object(shape, RULE_LIMIT, false, node,
			    "more than 16 certificates in KeyInfo");
			return;
		}
		out->certificates[out->n_certificates++] = text_of(shape, node);
	}
}

/* Hints: what KeyInfo says is never trusted. */
static void
read_key_info(struct shape *shape)
{
	const xmlNode *info = element_child(shape->node, NS_DS, "KeyInfo");
	struct saml_signature *out = shape->out;

	out->key_name = text_of(shape, element_child(info, NS_DS, "KeyName"));
	out->has_key_value = element_child(info, NS_DS, "KeyValue") != NULL;
	for (xmlNode *node = element_first(info); node != NULL;
	     node = element_next(node))
		if (element_is(node, NS_DS, "X509Data"))
			read_x509(shape, node);
}

/*
 * P4: directly behind Issuer (the schemas of both, SAML2Core 2.3.3); first of
 * all in metadata (SAML2Meta 2.3).
 */
static void
judge_order(struct shape *shape)
{
	const xmlNode *first = element_first(shape->parent);

	if (shape->judge->is_metadata) {
		if (first != shape->node)
			object(shape, RULE_P4_SIGNATURE_ORDER, true,
			    shape->node,
			    "the Signature is not the first in its element");
		return;
	}
	if (first == shape->node &&
	    element_child(shape->parent, NS_SAML, "Issuer") == NULL)
		return;
	if (element_is(first, NS_SAML, "Issuer") &&
	    element_next(first) == shape->node)
		return;
	object(shape, RULE_P4_SIGNATURE_ORDER, true, shape->node,
	    "the Signature does not stand directly behind Issuer");
}

static void
judge_position(struct shape *shape)
{
	const xmlNode *root = document_root(shape->judge->document);
	struct saml_signature *out = shape->out;

	out->parent = SIGNATURE_OF_OTHER;
	if (shape->parent == root && shape->judge->is_metadata)
		out->parent = SIGNATURE_OF_METADATA;
	else if (shape->parent == root &&
		 element_is(root, NS_SAMLP, "Response"))
		out->parent = SIGNATURE_OF_RESPONSE;
	else if (shape->parent != NULL && judge_assertion_place(shape->judge,
					      shape->parent) == ASSERTION_MAIN)
		out->parent = SIGNATURE_OF_ASSERTION;
	if (shape->parent == NULL || out->parent == SIGNATURE_OF_OTHER) {
		object(shape, RULE_P4_SIGNATURE_PLACE, false, shape->node,
		    say(shape, "a Signature stands in",
			shape->parent == NULL
			    ? NULL
			    : plain_chars(shape->parent->name)));
		shape->is_astray = true;
		return;
	}
	if (element_child(shape->parent, NS_DS, "Signature") != shape->node)
		object(shape, RULE_P4_SIGNATURE_COUNT, false, shape->node,
		    say(shape, "a second Signature in",
			plain_chars(shape->parent->name)));
	else
		judge_order(shape);
}

static void
judge_signature(struct judge *judge, const xmlNode *node)
{
	struct shape shape = {.judge = judge, .node = node};
	const xmlNode *info, *reference, *method;

	shape.out = arena_push(judge->arena, &judge->out->signatures,
	    &judge->out->n_signatures, sizeof *shape.out);
	if (shape.out == NULL)
		return;
	shape.parent =
	    node == document_root(judge->document) ? NULL : tree_parent(node);
	shape.out->at = document_at(judge->document, node);
	shape.out->target = document_at(judge->document, shape.parent);
	judge_position(&shape);
	judge_children(&shape);
	info = element_child(node, NS_DS, "SignedInfo");
	if (info != NULL) {
		reference = judge_signed_info(&shape, info);
		judge_canonicalization(&shape, info);
		method = element_child(info, NS_DS, "SignatureMethod");
		shape.out->method = algorithm_of(&shape, method);
		if (method != NULL)
			judge_algorithm(&shape, method, shape.out->method);
		if (reference != NULL && shape.parent != NULL)
			judge_reference(&shape, reference);
	}
	shape.out->signature_value =
	    text_of(&shape, element_child(node, NS_DS, "SignatureValue"));
	read_key_info(&shape);
	shape.out->is_acceptable = !shape.has_strong;
}

/* Whole documents of metadata, and roles, can be signed inside of larger ones
   (SAML2Meta 2.3 and 2.4). */
static bool
is_part_of_metadata(const xmlNode *node)
{
	const char *name = plain_chars(node->name);
	size_t len = strlen(name);

	return strcmp(tree_namespace(node), NS_MD) == 0 && len > 10 &&
	       strcmp(name + len - 10, "Descriptor") == 0 &&
	       strcmp(name, "KeyDescriptor") != 0;
}

/*
 * The signature of an assertion in Advice or Evidence vouches for nothing
 * that is read here; it is lawful and left alone.
 */
static bool
is_inert(struct judge *judge, const xmlNode *node)
{
	const xmlNode *parent = tree_parent(node);

	if (judge->is_metadata)
		return parent != NULL &&
		       parent != document_root(judge->document) &&
		       is_part_of_metadata(parent);
	return parent != NULL && node != document_root(judge->document) &&
	       judge_assertion_place(judge, parent) == ASSERTION_ADVISED;
}

void
judge_signatures(struct judge *judge)
{
	xmlNode *root = document_root(judge->document);
	size_t n = 0;

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node)) {
		if (element_is(node, NS_DS, "DigestValue") &&
		    algorithm_is_void_digest(
			element_text(judge->arena, judge->document, node)
			    .value))
			judge_add(judge, RULE_P12_VOID_DIGEST, false, node,
			    NULL, "the DigestValue is that of nothing at all");
		if (!element_is(node, NS_DS, "Signature"))
			continue;
		if (++n == MAX_SIGNATURES + 1)
			judge_add(judge, RULE_LIMIT, false, node, NULL,
			    "more than %d signatures", MAX_SIGNATURES);
		if (n <= MAX_SHAPES && !is_inert(judge, node))
			judge_signature(judge, node);
	}
}
