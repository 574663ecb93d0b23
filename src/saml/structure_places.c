/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "saml/judge.h"
#include "saml/name.h"

/* What may stand in an element of a given name. */
enum content {
	CONTENT_LISTED,	   /* the rows of the table and nothing else of ours */
	CONTENT_VALUE,	   /* any type: a name or a key, no claim */
	CONTENT_KEYS,	   /* keys and ciphertext */
	CONTENT_SIGNATURE, /* rule P5 judges; here no SAML may stand */
	CONTENT_NOTHING	   /* no element of SAML or XML Signature at all */
};

/* Whose an element is, by its namespace. */
enum family { FOREIGN, SAML, SAMLP, DS, XENC };

/* SAML2Core 2 and 3, xmldsig-core1 4, xmlenc-core1 3: names set by blanks. */
static const struct {
	enum family family;
	const char *name;
	enum content content;
	const char *saml;
	const char *samlp;
} table[] = {
    {SAMLP, "Response", CONTENT_LISTED, " Issuer Assertion EncryptedAssertion ",
	" Extensions Status "},
    {SAMLP, "Status", CONTENT_LISTED, "",
	" StatusCode StatusMessage StatusDetail "},
    {SAMLP, "StatusCode", CONTENT_LISTED, "", " StatusCode "},
    {SAMLP, "StatusDetail", CONTENT_NOTHING, "", ""},
    {SAMLP, "Extensions", CONTENT_NOTHING, "", ""},
    {SAML, "Assertion", CONTENT_LISTED,
	" Issuer Subject Conditions Advice Statement AuthnStatement "
	"AuthzDecisionStatement AttributeStatement ",
	""},
    {SAML, "Subject", CONTENT_LISTED,
	" BaseID NameID EncryptedID SubjectConfirmation ", ""},
    {SAML, "SubjectConfirmation", CONTENT_LISTED,
	" BaseID NameID EncryptedID SubjectConfirmationData ", ""},
    {SAML, "SubjectConfirmationData", CONTENT_KEYS, "", ""},
    {SAML, "Conditions", CONTENT_LISTED,
	" Condition AudienceRestriction OneTimeUse ProxyRestriction ", ""},
    {SAML, "Condition", CONTENT_VALUE, "", ""},
    {SAML, "AudienceRestriction", CONTENT_LISTED, " Audience ", ""},
    {SAML, "ProxyRestriction", CONTENT_LISTED, " Audience ", ""},
    {SAML, "Advice", CONTENT_LISTED,
	" AssertionIDRef AssertionURIRef Assertion EncryptedAssertion ", ""},
    {SAML, "Evidence", CONTENT_LISTED,
	" AssertionIDRef AssertionURIRef Assertion EncryptedAssertion ", ""},
    {SAML, "Statement", CONTENT_VALUE, "", ""},
    {SAML, "AuthnStatement", CONTENT_LISTED, " SubjectLocality AuthnContext ",
	""},
    {SAML, "AuthnContext", CONTENT_LISTED,
	" AuthnContextClassRef AuthnContextDecl AuthnContextDeclRef "
	"AuthenticatingAuthority ",
	""},
    {SAML, "AuthnContextDecl", CONTENT_VALUE, "", ""},
    {SAML, "AuthzDecisionStatement", CONTENT_LISTED, " Action Evidence ", ""},
    {SAML, "AttributeStatement", CONTENT_LISTED,
	" Attribute EncryptedAttribute ", ""},
    {SAML, "Attribute", CONTENT_LISTED, " AttributeValue ", ""},
    {SAML, "AttributeValue", CONTENT_VALUE, "", ""},
    {SAML, "EncryptedAssertion", CONTENT_KEYS, "", ""},
    {SAML, "EncryptedID", CONTENT_KEYS, "", ""},
    {SAML, "EncryptedAttribute", CONTENT_KEYS, "", ""},
    {DS, "Signature", CONTENT_SIGNATURE, "", ""},
};

/* Parts of a signature, which have no business outside of one. */
static const char signature_parts[] =
    " SignedInfo SignatureValue SignatureMethod CanonicalizationMethod "
    "Reference Object Manifest SignatureProperties SignatureProperty ";

static bool
is_among(const char *names, const char *name)
{
	size_t len = strlen(name);

	for (const char *at = strstr(names, name); at != NULL;
	     at = strstr(at + 1, name))
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

static enum family
family_of(const xmlNode *node)
{
	/* In the order of how often they are met. */
	static const struct {
		const char *ns;
		enum family family;
	} families[] = {
	    {NS_SAML, SAML}, {NS_DS, DS}, {NS_SAMLP, SAMLP}, {NS_XENC, XENC}};
	const char *ns = tree_namespace(node);

	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (strcmp(ns, families[i].ns) == 0)
			return families[i].family;
	return FOREIGN;
}

/* What may stand in an element, given what may stand around it. */
static size_t
row_of(enum family family, const char *name)
{
	size_t n = sizeof table / sizeof table[0];

	for (size_t i = 0; i < n; i++)
		if (table[i].family == family && *table[i].name == *name &&
		    strcmp(table[i].name, name) == 0)
			return i;
	return n;
}

static bool
is_signature(enum family family, const char *name)
{
	return family == DS && strcmp(name, "Signature") == 0;
}

/* A NameID in an AttributeValue, as eduPersonTargetedID has it. */
static bool
is_name(const char *name)
{
	return is_among(" NameID BaseID EncryptedID ", name);
}

/* May an element stand where CONTENT is (of the table's row ROW, if LISTED)? */
static bool
may_stand(
    enum content content, size_t row, enum family family, const char *name)
{
	/* Signatures are rule P4's; foreign names are the schema's. */
	if (family == FOREIGN || is_signature(family, name))
		return true;
	switch (content) {
	case CONTENT_LISTED:
		if (family == SAML)
			return is_among(table[row].saml, name);
		return family == SAMLP && is_among(table[row].samlp, name);
	case CONTENT_VALUE:
		if (family == SAML)
			return is_name(name);
		return family != SAMLP && !is_among(signature_parts, name);
	case CONTENT_KEYS:
		return family != SAML && family != SAMLP &&
		       !is_among(signature_parts, name);
	case CONTENT_SIGNATURE:
		return family != SAML && family != SAMLP;
	case CONTENT_NOTHING:
		break;
	}
	return false;
}

struct frame {
	enum content content;
	size_t row;
	bool is_foreign; /* somewhere inside of what is not the message */
};

/*
 * The content of an element.  Elements that are not in the table have the
 * content of what they stand in, but for elements of no SAML namespace where
 * the schema has no room for them: what stands in those is hidden.
 */
static struct frame
enter(const struct frame *around, enum family family, const char *name)
{
	struct frame frame = *around;
	size_t row = row_of(family, name);

	if (around->content == CONTENT_NOTHING && !is_signature(family, name))
		return frame;
	if (row < sizeof table / sizeof table[0]) {
		frame.row = row;
		frame.content = table[row].content;
	} else if (around->content == CONTENT_LISTED)
		frame.content = CONTENT_NOTHING;
	frame.is_foreign =
	    around->is_foreign || frame.content != CONTENT_LISTED;
	return frame;
}

static bool
is_claim(const xmlNode *node)
{
	return element_is(node, NS_SAML, "Assertion") ||
	       element_is(node, NS_SAML, "EncryptedAssertion");
}

static void
report(struct judge *judge, const struct frame *around, const xmlNode *node)
{
	const xmlNode *holder = tree_parent(node);
	const char *name = judge_show(judge, plain_chars(node->name));
	const char *in =
	    holder == NULL ? "" : judge_show(judge, plain_chars(holder->name));

	if (is_claim(node) && !around->is_foreign)
		judge_add(judge, RULE_P10_ASSERTION_PLACE, false, node, NULL,
		    "an %s stands in %s", name, in);
	else
		judge_add(judge, RULE_P11_FOREIGN_PLACE, false, node, NULL,
		    "the element %s stands in %s, where it has no place", name,
		    in);
}

/* What stands astray is told once, and what it holds goes with it. */
static void
walk(struct judge *judge, const struct frame *around, const xmlNode *parent)
{
	for (xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node)) {
		const char *name = plain_chars(node->name);
		enum family family = family_of(node);
		struct frame frame;

		if (!may_stand(around->content, around->row, family, name)) {
			report(judge, around, node);
			continue;
		}
		frame = enter(around, family, name);
		walk(judge, &frame, node);
	}
}

/* P10 and P11.  The depth is bounded by XML_MAX_DEPTH. */
void
judge_places(struct judge *judge)
{
	const struct frame outside = {.content = CONTENT_VALUE};
	const xmlNode *root = document_root(judge->document);
	struct frame frame =
	    enter(&outside, family_of(root), plain_chars(root->name));

	frame.is_foreign = false;
	walk(judge, &frame, root);
}
