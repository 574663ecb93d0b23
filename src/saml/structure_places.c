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

/* SAML2Core 2 and 3, xmldsig-core1 4, xmlenc-core1 3: names set by blanks. */
static const struct {
	const char *ns;
	const char *name;
	enum content content;
	const char *saml;
	const char *samlp;
} table[] = {
    {NS_SAMLP, "Response", CONTENT_LISTED,
	" Issuer Assertion EncryptedAssertion ", " Extensions Status "},
    {NS_SAMLP, "Status", CONTENT_LISTED, "",
	" StatusCode StatusMessage StatusDetail "},
    {NS_SAMLP, "StatusCode", CONTENT_LISTED, "", " StatusCode "},
    {NS_SAMLP, "StatusDetail", CONTENT_NOTHING, "", ""},
    {NS_SAMLP, "Extensions", CONTENT_NOTHING, "", ""},
    {NS_SAML, "Assertion", CONTENT_LISTED,
	" Issuer Subject Conditions Advice Statement AuthnStatement "
	"AuthzDecisionStatement AttributeStatement ",
	""},
    {NS_SAML, "Subject", CONTENT_LISTED,
	" BaseID NameID EncryptedID SubjectConfirmation ", ""},
    {NS_SAML, "SubjectConfirmation", CONTENT_LISTED,
	" BaseID NameID EncryptedID SubjectConfirmationData ", ""},
    {NS_SAML, "SubjectConfirmationData", CONTENT_KEYS, "", ""},
    {NS_SAML, "Conditions", CONTENT_LISTED,
	" Condition AudienceRestriction OneTimeUse ProxyRestriction ", ""},
    {NS_SAML, "Condition", CONTENT_VALUE, "", ""},
    {NS_SAML, "AudienceRestriction", CONTENT_LISTED, " Audience ", ""},
    {NS_SAML, "ProxyRestriction", CONTENT_LISTED, " Audience ", ""},
    {NS_SAML, "Advice", CONTENT_LISTED,
	" AssertionIDRef AssertionURIRef Assertion EncryptedAssertion ", ""},
    {NS_SAML, "Evidence", CONTENT_LISTED,
	" AssertionIDRef AssertionURIRef Assertion EncryptedAssertion ", ""},
    {NS_SAML, "Statement", CONTENT_VALUE, "", ""},
    {NS_SAML, "AuthnStatement", CONTENT_LISTED,
	" SubjectLocality AuthnContext ", ""},
    {NS_SAML, "AuthnContext", CONTENT_LISTED,
	" AuthnContextClassRef AuthnContextDecl AuthnContextDeclRef "
	"AuthenticatingAuthority ",
	""},
    {NS_SAML, "AuthnContextDecl", CONTENT_VALUE, "", ""},
    {NS_SAML, "AuthzDecisionStatement", CONTENT_LISTED, " Action Evidence ",
	""},
    {NS_SAML, "AttributeStatement", CONTENT_LISTED,
	" Attribute EncryptedAttribute ", ""},
    {NS_SAML, "Attribute", CONTENT_LISTED, " AttributeValue ", ""},
    {NS_SAML, "AttributeValue", CONTENT_VALUE, "", ""},
    {NS_SAML, "EncryptedAssertion", CONTENT_KEYS, "", ""},
    {NS_SAML, "EncryptedID", CONTENT_KEYS, "", ""},
    {NS_SAML, "EncryptedAttribute", CONTENT_KEYS, "", ""},
    {NS_DS, "Signature", CONTENT_SIGNATURE, "", ""},
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

/* What may stand in NODE, given what may stand around it. */
static size_t
row_of(const xmlNode *node)
{
	size_t n = sizeof table / sizeof table[0];

	for (size_t i = 0; i < n; i++)
		if (element_is(node, table[i].ns, table[i].name))
			return i;
	return n;
}

/* A NameID in an AttributeValue, as eduPersonTargetedID has it. */
static bool
is_name(const char *name)
{
	return is_among(" NameID BaseID EncryptedID ", name);
}

static bool
is_ours(const char *ns)
{
	return strcmp(ns, NS_SAML) == 0 || strcmp(ns, NS_SAMLP) == 0 ||
	       strcmp(ns, NS_DS) == 0 || strcmp(ns, NS_XENC) == 0;
}

/* May NODE stand where CONTENT is (of the table's row ROW, if LISTED)? */
static bool
may_stand(enum content content, size_t row, const xmlNode *node)
{
	const char *ns = tree_namespace(node), *name = plain_chars(node->name);
	bool is_saml = strcmp(ns, NS_SAML) == 0;
	bool is_samlp = strcmp(ns, NS_SAMLP) == 0;

	/* Signatures are rule P4's; foreign names are the schema's. */
	if (!is_ours(ns) || element_is(node, NS_DS, "Signature"))
		return true;
	switch (content) {
	case CONTENT_LISTED:
		if (is_saml)
			return is_among(table[row].saml, name);
		return is_samlp && is_among(table[row].samlp, name);
	case CONTENT_VALUE:
		if (is_saml)
			return is_name(name);
		return !is_samlp && !is_among(signature_parts, name);
	case CONTENT_KEYS:
		return !is_saml && !is_samlp &&
		       !is_among(signature_parts, name);
	case CONTENT_SIGNATURE:
		return !is_saml && !is_samlp;
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
 * The content of NODE.  Elements that are not in the table have the content
 * of what they stand in, but for elements of no SAML namespace where the
 * schema has no room for them: what stands in those is hidden.
 */
static struct frame
enter(const struct frame *around, const xmlNode *node)
{
	struct frame frame = *around;
	size_t row = row_of(node);

	if (around->content == CONTENT_NOTHING &&
	    !element_is(node, NS_DS, "Signature"))
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
		struct frame frame;

		if (!may_stand(around->content, around->row, node)) {
			report(judge, around, node);
			continue;
		}
		frame = enter(around, node);
		walk(judge, &frame, node);
	}
}

/* P10 and P11.  The depth is bounded by XML_MAX_DEPTH. */
void
judge_places(struct judge *judge)
{
	const struct frame outside = {.content = CONTENT_VALUE};
	const xmlNode *root = document_root(judge->document);
	struct frame frame = enter(&outside, root);

	frame.is_foreign = false;
	walk(judge, &frame, root);
}
