/* SPDX-License-Identifier: MIT */
/*
 * Each case is a lawful response with a few replacements, and the rules that
 * it then breaks.  The lawful twins stand in the same table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "saml/name.h"
#include "saml/structure.h"

#define SIGNATURE(id)                                                  \
	"<ds:Signature><ds:SignedInfo><ds:CanonicalizationMethod "     \
	"Algorithm='" ALG_EXC_C14N                                     \
	"'/><ds:SignatureMethod Algorithm='" ALG_RSA_SHA256            \
	"'/><ds:Reference URI='#" id "'><ds:Transforms><ds:Transform " \
	"Algorithm='" ALG_ENVELOPED                                    \
	"'/><ds:Transform Algorithm='" ALG_EXC_C14N                    \
	"'/></ds:Transforms><ds:DigestMethod Algorithm='" ALG_SHA256   \
	"'/><ds:DigestValue>AAAA</ds:DigestValue></ds:Reference>"      \
	"</ds:SignedInfo><ds:SignatureValue>BBBB</ds:SignatureValue>"  \
	"<ds:KeyInfo><ds:X509Data><ds:X509Certificate>MII"             \
	"</ds:X509Certificate></ds:X509Data></ds:KeyInfo></ds:Signature>"

#define CLAIMS(user)                                                    \
	"<saml:Subject><saml:NameID>" user "</saml:NameID>"             \
	"<saml:SubjectConfirmation Method='" SAML_METHOD_BEARER "'>"    \
	"<saml:SubjectConfirmationData Recipient='r'/>"                 \
	"</saml:SubjectConfirmation></saml:Subject><saml:Conditions>"   \
	"<saml:AudienceRestriction><saml:Audience>a</saml:Audience>"    \
	"</saml:AudienceRestriction></saml:Conditions>"                 \
	"<saml:AttributeStatement><saml:Attribute Name='n'>"            \
	"<saml:AttributeValue>v</saml:AttributeValue></saml:Attribute>" \
	"</saml:AttributeStatement>"

#define DATES "Version='2.0' IssueInstant='2026-11-20T09:03:11Z'"
#define ASSERTION(id, signature, user)            \
	"<saml:Assertion ID='" id "' " DATES      \
	"><saml:Issuer>i</saml:Issuer>" signature \
	CLAIMS(user) "</saml:Assertion>"
#define RESPONSE(id, signature)              \
	"<samlp:Response ID='" id "' " DATES \
	"><saml:Issuer>i</saml:Issuer>" signature

#define STATUS                                                              \
	"<samlp:Status><samlp:StatusCode Value='" SAML_STATUS_SUCCESS "'/>" \
	"</samlp:Status>"

#define HEAD                                                              \
	"<samlp:Response xmlns:samlp='" NS_SAMLP "' xmlns:saml='" NS_SAML \
	"' xmlns:ds='" NS_DS "' xmlns:xenc='" NS_XENC "' ID='_r' " DATES  \
	"><saml:Issuer>i</saml:Issuer>"
#define TAIL "</samlp:Response>"

#define SIGNED_ASSERTION ASSERTION("_a", SIGNATURE("_a"), "ana")
#define EVIL_ASSERTION ASSERTION("_e", "", "evil")
#define PLAIN_ASSERTION ASSERTION("_a", "", "ana")

/* A signature of _r, and the original Response, without its signature. */
#define ORIGINAL_RESPONSE \
	RESPONSE("_o", "") STATUS PLAIN_ASSERTION "</samlp:Response>"

static const char good[] = HEAD STATUS SIGNED_ASSERTION TAIL;

struct expectation {
	enum structure_rule rule; /* 0: no more */
	bool is_weak;
};

#define STRONG(rule)        \
	{                   \
		rule, false \
	}
#define WEAK(rule)         \
	{                  \
		rule, true \
	}

struct structure_case {
	const char *words;
	/* A document, or NULL for the lawful one with FROM replaced by TO. */
	const char *document;
	const char *from, *to;
	struct expectation broken[4];
	const char *resembles; /* of one of the strong violations */
};

static const struct structure_case cases[] = {
    {"lawful: the assertion is signed", good, NULL, NULL, {{0}}, NULL},
    {"lawful: nothing is signed", HEAD STATUS PLAIN_ASSERTION TAIL, NULL, NULL,
	{{0}}, NULL},
    {"lawful: both are signed",
	HEAD SIGNATURE("_r") STATUS SIGNED_ASSERTION TAIL, NULL, NULL, {{0}},
	NULL},
    {"lawful: a failure without assertion",
	HEAD "<samlp:Status><samlp:StatusCode Value='x'/></samlp:Status>" TAIL,
	NULL, NULL, {{0}}, NULL},
    {"lawful: an encrypted assertion",
	HEAD STATUS "<saml:EncryptedAssertion><xenc:EncryptedData><ds:KeyInfo>"
		    "<xenc:EncryptedKey/></ds:KeyInfo><xenc:CipherData/>"
		    "</xenc:EncryptedData><xenc:EncryptedKey/>"
		    "</saml:EncryptedAssertion>" TAIL,
	NULL, NULL, {{0}}, NULL},
    {"lawful: an assertion in Advice", NULL, "</saml:Conditions>",
	"</saml:Conditions><saml:Advice>" ASSERTION(
	    "_v", "", "x") "</saml:Advice>",
	{{0}}, NULL},
    {"lawful: a signed assertion in Advice", NULL, "</saml:Conditions>",
	"</saml:Conditions><saml:Advice>" ASSERTION(
	    "_v", SIGNATURE("_v"), "x") "</saml:Advice>",
	{{0}}, NULL},
    {"lawful: a NameID in an AttributeValue", NULL, ">v<",
	"><saml:NameID>n</saml:NameID><", {{0}}, NULL},
    {"lawful: a key in SubjectConfirmationData", NULL, "Recipient='r'/>",
	"Recipient='r'><ds:KeyInfo><ds:X509Data/></ds:KeyInfo>"
	"</saml:SubjectConfirmationData>",
	{{0}}, NULL},
    {"lawful: inclusive prefixes", NULL,
	"<ds:Transform Algorithm='" ALG_EXC_C14N "'/>",
	"<ds:Transform Algorithm='" ALG_EXC_C14N
	"'><e:InclusiveNamespaces xmlns:e='" NS_EXC_C14N
	"' PrefixList='xs ds'/></ds:Transform>",
	{{0}}, NULL},
    {"lawful: one transform", NULL,
	"<ds:Transform Algorithm='" ALG_EXC_C14N "'/>", "", {{0}}, NULL},
    {"lawful: a value in one CDATA section", NULL, ">ana<", "><![CDATA[ana]]><",
	{{0}}, NULL},
    {"lawful: foreign content in Extensions", NULL, "<samlp:Status>",
	"<samlp:Extensions><e:x xmlns:e='urn:e'/></samlp:Extensions>"
	"<samlp:Status>",
	{{0}}, NULL},
    {"lawful: ECDSA", NULL, ALG_RSA_SHA256, ALG_ECDSA_SHA384, {{0}}, NULL},
    {"lawful: RSA-PSS is left to the cryptography", NULL, ALG_RSA_SHA256,
	"http://www.w3.org/2007/05/xmldsig-more#rsa-pss", {{0}}, NULL},

    {"P1: an instruction", NULL, "<samlp:Status>", "<?x?><samlp:Status>",
	{STRONG(RULE_P1_INSTRUCTION)}, NULL},
    {"P2: another root", "<Response/>", NULL, NULL, {STRONG(RULE_P2_ROOT)},
	NULL},
    {"P2: the namespace in capitals",
	"<a:Response xmlns:a='URN:OASIS:names:tc:SAML:2.0:protocol' "
	"ID='_r'/>",
	NULL, NULL, {STRONG(RULE_P2_ROOT)}, NULL},

    {"P3: the same ID", NULL, "ID='_r'", "ID='_a'",
	{STRONG(RULE_P3_DUPLICATE_ID)}, NULL},
    {"P3: another spelling", NULL, "<saml:Audience>", "<saml:Audience id='_a'>",
	{STRONG(RULE_P3_DUPLICATE_ID)}, NULL},
    {"P3: SAML 1.1's spelling", NULL, "<saml:Audience>",
	"<saml:Audience AssertionID='_a'>", {STRONG(RULE_P3_DUPLICATE_ID)},
	NULL},
    {"P3: in a namespace", NULL, "<saml:Audience>",
	"<saml:Audience xmlns:e='urn:e' e:ID='_a'>",
	{STRONG(RULE_P3_DUPLICATE_ID), WEAK(RULE_P3_BAD_ID)}, NULL},
    {"P3: xml:id", NULL, "<saml:Audience>", "<saml:Audience xml:id='_a'>",
	{STRONG(RULE_P3_DUPLICATE_ID), WEAK(RULE_P3_BAD_ID)}, NULL},
    {"P3: xml:id of its own", NULL, "<saml:Audience>",
	"<saml:Audience xml:id='_x'>", {WEAK(RULE_P3_BAD_ID)}, NULL},
    {"P3: e with an accent, in two forms", NULL, "ID='_r'", "ID='_\xc3\xa9'",
	{{0}}, NULL},
    {"P3: a digit in front", NULL, "ID='_r'", "ID='1r'", {WEAK(RULE_P3_BAD_ID)},
	NULL},
    {"P3: a blank inside", NULL, "ID='_r'", "ID='_r x'",
	{STRONG(RULE_P3_BAD_ID)}, NULL},
    {"P3: an empty ID", NULL, "ID='_r'", "ID=''", {STRONG(RULE_P3_BAD_ID)},
	NULL},
    {"P3: no ID", NULL, "ID='_r'", "", {WEAK(RULE_P3_BAD_ID)}, NULL},

    {"P4: a signature of the Issuer", NULL, "<saml:Issuer>i</saml:Issuer>",
	"<saml:Issuer ID='_i'>" SIGNATURE("_i") "</saml:Issuer>",
	{STRONG(RULE_P4_SIGNATURE_PLACE), STRONG(RULE_P14_TEXT)}, NULL},
    {"P4: two signatures", NULL, "</ds:Signature>",
	"</ds:Signature>" SIGNATURE("_a"), {STRONG(RULE_P4_SIGNATURE_COUNT)},
	NULL},
    {"P4: at the end",
	HEAD STATUS
	"<saml:Assertion ID='_a'><saml:Issuer>i</saml:Issuer>" CLAIMS("ana")
	    SIGNATURE("_a") "</saml:Assertion>" TAIL,
	NULL, NULL, {WEAK(RULE_P4_SIGNATURE_ORDER)}, NULL},

    {"P5: an Object", NULL, "</ds:Signature>", "<ds:Object/></ds:Signature>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},
    {"P5: no SignatureValue", NULL,
	"<ds:SignatureValue>BBBB</ds:SignatureValue>", "",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},
    {"P5: two SignedInfo", NULL, "<ds:SignatureValue>",
	"<ds:SignedInfo/><ds:SignatureValue>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, "CVE-2019-3465"},
    {"P5: a decoy in front of SignedInfo", NULL, "<ds:SignedInfo>",
	"<e:x xmlns:e='urn:e'/><ds:SignedInfo>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},
    {"P5: two SignatureMethod", NULL, "<ds:Reference",
	"<ds:SignatureMethod Algorithm='" ALG_RSA_SHA256 "'/><ds:Reference",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},
    {"P5: two DigestValue", NULL, "<ds:DigestValue>",
	"<ds:DigestValue>CCCC</ds:DigestValue><ds:DigestValue>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},

    {"P6: no Reference",
	HEAD STATUS ASSERTION("_a",
	    "<ds:Signature><ds:SignedInfo><ds:"
	    "CanonicalizationMethod Algorithm='" ALG_EXC_C14N
	    "'/><ds:SignatureMethod Algorithm='" ALG_RSA_SHA256
	    "'/></ds:SignedInfo><ds:SignatureValue/>"
	    "</ds:Signature>",
	    "ana") TAIL,
	NULL, NULL, {STRONG(RULE_P6_REFERENCE_COUNT)}, NULL},
    {"P6: two References", NULL, "</ds:Reference>",
	"</ds:Reference><ds:Reference URI='#_r'/>",
	{STRONG(RULE_P6_REFERENCE_COUNT)}, NULL},
    {"P6: no URI", NULL, " URI='#_a'", "", {STRONG(RULE_P6_REFERENCE_URI)},
	NULL},
    {"P6: the whole document from within", NULL, "URI='#_a'", "URI=''",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: the whole document from its root",
	HEAD SIGNATURE("_r") STATUS PLAIN_ASSERTION TAIL, "URI='#_r'", "URI=''",
	{WEAK(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: '#' alone", NULL, "URI='#_a'", "URI='#'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: two IDs", NULL, "URI='#_a'", "URI='#_a _r'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: an injection", NULL, "URI='#_a'", "URI=\"#_a') | id('_r\"",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: an XPointer", NULL, "URI='#_a'", "URI='#xpointer(/)'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: a file", NULL, "URI='#_a'", "URI='file:///etc/passwd'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: percent encoding", NULL, "URI='#_a'", "URI='%23_a'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},
    {"P6: another element", NULL, "URI='#_a'", "URI='#_r'",
	{STRONG(RULE_P6_REFERENCE_URI)}, NULL},

    {"P7: no transform", NULL,
	"<ds:Transforms><ds:Transform Algorithm='" ALG_ENVELOPED
	"'/><ds:Transform Algorithm='" ALG_EXC_C14N "'/></ds:Transforms>",
	"", {STRONG(RULE_P7_TRANSFORMS)}, NULL},
    {"P7: not enveloped", NULL, "<ds:Transform Algorithm='" ALG_ENVELOPED "'/>",
	"", {STRONG(RULE_P7_TRANSFORMS)}, NULL},
    {"P7: XPath", NULL, "<ds:Transform Algorithm='" ALG_EXC_C14N "'/>",
	"<ds:Transform Algorithm='http://www.w3.org/TR/1999/"
	"REC-xpath-19991116'><ds:XPath>false()</ds:XPath></ds:Transform>",
	{STRONG(RULE_P7_TRANSFORMS)}, NULL},
    {"P7: three", NULL, "</ds:Transforms>",
	"<ds:Transform Algorithm='" ALG_EXC_C14N "'/></ds:Transforms>",
	{STRONG(RULE_P7_TRANSFORMS)}, NULL},
    {"P7: enveloped twice", NULL, "<ds:Transform Algorithm='" ALG_EXC_C14N,
	"<ds:Transform Algorithm='" ALG_ENVELOPED, {STRONG(RULE_P7_TRANSFORMS)},
	NULL},
    {"P7: inclusive canonicalisation", NULL,
	"<ds:Transform Algorithm='" ALG_EXC_C14N,
	"<ds:Transform Algorithm='" ALG_C14N, {WEAK(RULE_P7_TRANSFORMS)}, NULL},
    {"P7: prefixes in a wrong namespace", NULL,
	"<ds:Transform Algorithm='" ALG_EXC_C14N "'/>",
	"<ds:Transform Algorithm='" ALG_EXC_C14N
	"'><ds:InclusiveNamespaces PrefixList='xs'/></ds:Transform>",
	{STRONG(RULE_P7_TRANSFORMS)}, NULL},

    {"P8: comments in the content", NULL,
	"<ds:Transform Algorithm='" ALG_EXC_C14N,
	"<ds:Transform Algorithm='" ALG_EXC_C14N ALG_WITH_COMMENTS,
	{WEAK(RULE_P8_COMMENTS)}, NULL},
    {"P8: comments in SignedInfo", NULL,
	"CanonicalizationMethod Algorithm='" ALG_EXC_C14N,
	"CanonicalizationMethod Algorithm='" ALG_C14N "#" ALG_WITH_COMMENTS,
	{WEAK(RULE_P8_COMMENTS)}, NULL},
    {"P8: unknown", NULL, "CanonicalizationMethod Algorithm='" ALG_EXC_C14N,
	"CanonicalizationMethod Algorithm='urn:x",
	{STRONG(RULE_P8_CANONICALIZATION)}, NULL},

    {"P9: MD5", NULL, ALG_RSA_SHA256, ALG_DSIG_MORE "rsa-md5",
	{STRONG(RULE_P9_ALGORITHM)}, NULL},
    {"P9: HMAC", NULL, ALG_RSA_SHA256, NS_DS "hmac-sha1",
	{STRONG(RULE_P9_ALGORITHM)}, NULL},
    {"P9: DSA", NULL, ALG_RSA_SHA256, NS_DS "dsa-sha1",
	{STRONG(RULE_P9_ALGORITHM)}, NULL},
    {"P9: RIPEMD digest", NULL, ALG_SHA256, NS_XENC "ripemd160",
	{STRONG(RULE_P9_ALGORITHM)}, NULL},
    {"P9: none", NULL, " Algorithm='" ALG_RSA_SHA256 "'", "",
	{STRONG(RULE_P9_ALGORITHM)}, NULL},
    {"P9: SHA-1", NULL, ALG_RSA_SHA256, ALG_RSA_SHA1, {WEAK(RULE_P9_SHA1)},
	NULL},
    {"P9: SHA-1 digest", NULL, ALG_SHA256, ALG_SHA1, {WEAK(RULE_P9_SHA1)},
	NULL},

    {"P10: none", HEAD STATUS TAIL, NULL, NULL,
	{STRONG(RULE_P10_ASSERTION_COUNT)}, NULL},
    {"P10: two signed ones are no attack",
	HEAD STATUS SIGNED_ASSERTION ASSERTION("_b", SIGNATURE("_b"), "b") TAIL,
	NULL, NULL, {STRONG(RULE_P10_ASSERTION_COUNT)}, NULL},
    {"P10: two in a signed Response are no attack",
	HEAD SIGNATURE("_r") STATUS SIGNED_ASSERTION EVIL_ASSERTION TAIL, NULL,
	NULL, {STRONG(RULE_P10_ASSERTION_COUNT)}, NULL},
    {"P10: in a Subject", NULL, "<saml:NameID>", EVIL_ASSERTION "<saml:NameID>",
	{STRONG(RULE_P10_ASSERTION_PLACE)}, NULL},
    {"P11: in SubjectConfirmationData", NULL, "Recipient='r'/>",
	"Recipient='r'>" EVIL_ASSERTION "</saml:SubjectConfirmationData>",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: in an AttributeValue", NULL, ">v<", ">" EVIL_ASSERTION "<",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: in an element of nobody's", NULL, "<samlp:Status>",
	"<x><y>" EVIL_ASSERTION "</y></x><samlp:Status>",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: a Response in StatusDetail", NULL, "</samlp:Status>",
	"<samlp:StatusDetail>" RESPONSE("_x", "") TAIL
	"</samlp:StatusDetail></samlp:Status>",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: a Subject in Conditions", NULL, "<saml:Conditions>",
	"<saml:Conditions><saml:Subject/>", {STRONG(RULE_P11_FOREIGN_PLACE)},
	NULL},

    {"P12: SHA-256 of nothing", NULL, ">AAAA<",
	">47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=<",
	{STRONG(RULE_P12_VOID_DIGEST)}, NULL},
    {"P12: SHA-1 of nothing, with blanks", NULL, ">AAAA<",
	"> 2jmj7l5rSw0y\nVb/vlWAYkK/YBwk= <", {STRONG(RULE_P12_VOID_DIGEST)},
	NULL},
    {"P12: no digest", NULL, ">AAAA<", "> <", {STRONG(RULE_P12_VOID_DIGEST)},
	NULL},
    {"P13: a relative namespace", NULL, "<saml:Audience>",
	"<saml:Audience xmlns:x='1'>", {STRONG(RULE_P13_NAMESPACE)}, NULL},
    {"P13: a namespace taken away", NULL, ">v<", "><x xmlns=''/><",
	{WEAK(RULE_P13_NAMESPACE)}, NULL},

    {"P14: a comment in NameID", NULL, ">ana<", ">ana<!-- -->.evil<",
	{WEAK(RULE_P14_TEXT)}, NULL},
    {"P14: CDATA in an AttributeValue", NULL, ">v<", ">v<![CDATA[w]]><",
	{WEAK(RULE_P14_TEXT)}, NULL},
    {"P14: an instruction in Audience", NULL, ">a<", ">a<?x?><",
	{STRONG(RULE_P1_INSTRUCTION), STRONG(RULE_P14_TEXT)}, NULL},
    {"P14: an element in NameID", NULL, ">ana<", ">an<x/>a<",
	{STRONG(RULE_P14_TEXT)}, NULL},
    {"P14: an element in the text of an AttributeValue", NULL, ">v<", ">v<x/><",
	{STRONG(RULE_P14_TEXT)}, NULL},
    {"P14: a comment in DigestValue", NULL, ">AAAA<", ">AA<!-- -->AA<",
	{WEAK(RULE_P14_TEXT)}, NULL},
    {"P14: a comment in a certificate", NULL, ">MII<", ">M<!-- -->II<",
	{WEAK(RULE_P14_TEXT)}, NULL},

    {"an assertion beside a failure", NULL, SAML_STATUS_SUCCESS, "x",
	{STRONG(RULE_STATUS_AND_ASSERTION)}, NULL},
    {"nine signatures", NULL, "</samlp:Status>",
	"<samlp:StatusDetail><ds:Signature/><ds:Signature/><ds:Signature/>"
	"<ds:Signature/><ds:Signature/><ds:Signature/><ds:Signature/>"
	"<ds:Signature/></samlp:StatusDetail></samlp:Status>",
	{STRONG(RULE_P4_SIGNATURE_PLACE), STRONG(RULE_LIMIT)}, NULL},

    {"XSW1", HEAD SIGNATURE("_o") STATUS EVIL_ASSERTION TAIL, "</ds:Signature>",
	ORIGINAL_RESPONSE "</ds:Signature>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN), STRONG(RULE_P6_REFERENCE_URI),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW1"},
    {"XSW1b", HEAD SIGNATURE("_o") STATUS EVIL_ASSERTION TAIL,
	"</ds:Signature>",
	"<ds:Object>" ORIGINAL_RESPONSE "</ds:Object></ds:Signature>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN), STRONG(RULE_P6_REFERENCE_URI),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW1b"},
    {"XSW2", HEAD ORIGINAL_RESPONSE SIGNATURE("_o") STATUS EVIL_ASSERTION TAIL,
	NULL, NULL,
	{WEAK(RULE_P4_SIGNATURE_ORDER), STRONG(RULE_P6_REFERENCE_URI),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW2"},
    {"XSW3", HEAD STATUS EVIL_ASSERTION SIGNED_ASSERTION TAIL, NULL, NULL,
	{STRONG(RULE_P10_ASSERTION_COUNT)}, "XSW3"},
    {"XSW3 the other way round",
	HEAD STATUS SIGNED_ASSERTION EVIL_ASSERTION TAIL, NULL, NULL,
	{STRONG(RULE_P10_ASSERTION_COUNT)}, "CVE-2022-41912"},
    {"XSW4", HEAD STATUS EVIL_ASSERTION TAIL, "</saml:Assertion>",
	SIGNED_ASSERTION "</saml:Assertion>",
	{STRONG(RULE_P4_SIGNATURE_PLACE), STRONG(RULE_P10_ASSERTION_PLACE)},
	"XSW4"},
    {"XSW5",
	HEAD STATUS ASSERTION("_e", SIGNATURE("_a"), "evil")
	    PLAIN_ASSERTION TAIL,
	NULL, NULL,
	{STRONG(RULE_P6_REFERENCE_URI), STRONG(RULE_P10_ASSERTION_COUNT)},
	"XSW5"},
    {"XSW6", HEAD STATUS ASSERTION("_e", SIGNATURE("_a"), "evil") TAIL,
	"</ds:Signature>", PLAIN_ASSERTION "</ds:Signature>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN), STRONG(RULE_P6_REFERENCE_URI),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW6"},
    {"XSW6b", HEAD STATUS ASSERTION("_e", SIGNATURE("_a"), "evil") TAIL,
	"</ds:Signature>",
	"<ds:Object>" PLAIN_ASSERTION "</ds:Object></ds:Signature>",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN), STRONG(RULE_P6_REFERENCE_URI),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW6b"},
    {"XSW7",
	HEAD STATUS "<Extensions>" ASSERTION(
	    "_a", "", "evil") "</Extensions>" SIGNED_ASSERTION TAIL,
	NULL, NULL,
	{STRONG(RULE_P3_DUPLICATE_ID), STRONG(RULE_P11_FOREIGN_PLACE)}, "XSW7"},
    {"XSW7b",
	HEAD "<samlp:Extensions>" PLAIN_ASSERTION
	     "</samlp:Extensions>" STATUS ASSERTION(
		 "_a", SIGNATURE("_a"), "evil") TAIL,
	NULL, NULL,
	{STRONG(RULE_P3_DUPLICATE_ID), STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW7b"},
    {"XSW8", HEAD STATUS ASSERTION("_a", SIGNATURE("_a"), "evil") TAIL,
	"</ds:Signature>",
	"<Object>" PLAIN_ASSERTION "</Object></ds:Signature>",
	{STRONG(RULE_P3_DUPLICATE_ID), STRONG(RULE_P5_SIGNATURE_CHILDREN),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW8"},
    {"XSW8b", HEAD STATUS ASSERTION("_a", SIGNATURE("_a"), "evil") TAIL,
	"</ds:Signature>",
	"<ds:Object>" PLAIN_ASSERTION "</ds:Object></ds:Signature>",
	{STRONG(RULE_P3_DUPLICATE_ID), STRONG(RULE_P5_SIGNATURE_CHILDREN),
	    STRONG(RULE_P11_FOREIGN_PLACE)},
	"XSW8b"},
    {"CVE-2024-45409", NULL, "</samlp:Status>",
	"<samlp:StatusDetail><ds:Reference URI='#_a'><ds:DigestValue>DDDD"
	"</ds:DigestValue></ds:Reference></samlp:StatusDetail></samlp:Status>",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, "CVE-2024-45409"},
    {"void canonicalisation",
	"<samlp:Response xmlns:x='1' xmlns:samlp='" NS_SAMLP
	"' xmlns:saml='" NS_SAML "' xmlns:ds='" NS_DS
	"' ID='_r'><saml:Issuer>i</saml:Issuer>" STATUS SIGNED_ASSERTION TAIL,
	">AAAA<", ">47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=<",
	{STRONG(RULE_P12_VOID_DIGEST), STRONG(RULE_P13_NAMESPACE)},
	"CVE-2025-66475"},
    {"the original in Advice of an unsigned copy",
	HEAD STATUS EVIL_ASSERTION TAIL, "</saml:Conditions>",
	"</saml:Conditions><saml:Advice>" SIGNED_ASSERTION "</saml:Advice>",
	{{0}}, NULL},
};

static struct saml_document *
parse(struct arena *arena, const char *text)
{
	struct xml_refusal refusal;
	struct saml_document *document;

	document = document_parse(
	    arena, (const uint8_t *)text, strlen(text), "it", &refusal);
	if (document == NULL)
		fail_msg("%s: %s", refusal.detail, text);
	return document;
}

/* The first FROM in TEXT becomes TO. */
static const char *
replace(struct arena *arena, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	if (at == NULL)
		fail_msg("%s does not occur", from);
	return arena_printf(
	    arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static bool
is_expected(const struct structure_case *c, const struct structure_violation *v)
{
	for (size_t i = 0; i < 4 && c->broken[i].rule != 0; i++)
		if (c->broken[i].rule == v->rule &&
		    c->broken[i].is_weak == v->is_weak)
			return true;
	return false;
}

static bool
is_found(const struct saml_structure *s, const struct expectation *e)
{
	for (size_t i = 0; i < s->n_violations; i++)
		if (s->violations[i].rule == e->rule &&
		    s->violations[i].is_weak == e->is_weak)
			return true;
	return false;
}

static void
compare(const struct structure_case *c, const struct saml_structure *s)
{
	bool is_strong = false, resembles = c->resembles == NULL;

	for (size_t i = 0; i < s->n_violations; i++) {
		const struct structure_violation *v = &s->violations[i];

		if (!is_expected(c, v))
			fail_msg("%s: rule %d (weak %d): %s", c->words, v->rule,
			    v->is_weak, v->detail);
		is_strong |= !v->is_weak;
		if (v->resembles == NULL)
			continue;
		if (c->resembles == NULL ||
		    strcmp(v->resembles, c->resembles) != 0)
			fail_msg("%s resembles %s", c->words, v->resembles);
		resembles = true;
	}
	for (size_t i = 0; i < 4 && c->broken[i].rule != 0; i++)
		if (!is_found(s, &c->broken[i]))
			fail_msg("%s: rule %d is not broken", c->words,
			    c->broken[i].rule);
	if (!resembles)
		fail_msg("%s resembles nothing", c->words);
	assert_int_equal(s->has_strong_violation, is_strong);
	for (size_t i = 0; i < s->n_signatures; i++)
		assert_int_equal(s->signatures[i].is_acceptable, !is_strong);
}

static void
rules_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *arena = arena_new();
		const struct structure_case *c = &cases[i];
		const char *text = c->document == NULL ? good : c->document;

		if (c->from != NULL)
			text = replace(arena, text, c->from, c->to);
		compare(c, structure_judge(arena, parse(arena, text), NULL));
		arena_free(arena);
	}
}

static void
a_signature_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct saml_document *document = parse(arena, good);
	struct saml_structure *s = structure_judge(arena, document, NULL);
	const struct saml_signature *signature = s->signatures;

	(void)state;
	assert_int_equal(s->n_signatures, 1);
	assert_int_equal(signature->parent, SIGNATURE_OF_ASSERTION);
	assert_true(signature->is_acceptable);
	assert_string_equal(signature->canonicalization, ALG_EXC_C14N);
	assert_string_equal(signature->method, ALG_RSA_SHA256);
	assert_string_equal(signature->digest_method, ALG_SHA256);
	assert_string_equal(signature->reference_uri, "#_a");
	assert_string_equal(signature->digest_value, "AAAA");
	assert_string_equal(signature->signature_value, "BBBB");
	assert_int_equal(signature->n_transforms, 2);
	assert_string_equal(signature->transforms[0], ALG_ENVELOPED);
	assert_null(signature->inclusive_prefixes);
	assert_int_equal(signature->n_certificates, 1);
	assert_string_equal(signature->certificates[0], "MII");
	assert_false(signature->has_key_value);
	assert_string_equal(at_describe(arena, signature->target).pointer,
	    "/samlp:Response/saml:Assertion");
	arena_free(arena);
}

/* An ID of the message must not come back inside of what was encrypted. */
static void
inner_ids_meet_the_outer_ones(void **state)
{
	static const char outer_text[] =
	    HEAD STATUS "<saml:EncryptedAssertion><xenc:EncryptedData Id='_d'/>"
			"</saml:EncryptedAssertion>" TAIL;
	static const struct {
		const char *plain;
		size_t n_violations;
	} inner[] = {
	    {ASSERTION("_a", SIGNATURE("_a"), "ana"), 0},
	    {ASSERTION("_r", SIGNATURE("_r"), "ana"), 1},
	    {ASSERTION("_d", SIGNATURE("_d"), "ana"), 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof inner / sizeof inner[0]; i++) {
		struct arena *arena = arena_new();
		struct saml_document *outer = parse(arena, outer_text);
		struct xml_refusal refusal;
		struct saml_document *document = document_parse_decrypted(arena,
		    (const uint8_t *)inner[i].plain, strlen(inner[i].plain),
		    "decrypted assertion",
		    document_at(outer, element_child(document_root(outer),
					   NS_SAML, "EncryptedAssertion")),
		    &refusal);
		struct saml_structure *s;

		assert_non_null(document);
		s = structure_judge(arena, document, outer);
		assert_int_equal(s->n_violations, inner[i].n_violations);
		assert_int_equal(s->n_signatures, 1);
		if (s->n_violations == 1) {
			assert_int_equal(
			    s->violations[0].rule, RULE_P3_DUPLICATE_ID);
			assert_string_equal(
			    at_describe(arena, s->violations[0].other).document,
			    "it");
		}
		arena_free(arena);
	}
}

static void
a_bare_assertion_is_judged_too(void **state)
{
	static const char text[] =
	    "<saml:Assertion xmlns:saml='" NS_SAML "' xmlns:ds='" NS_DS
	    "' ID='_a'>"
	    "<saml:Issuer>i</saml:Issuer>" SIGNATURE("_a")
		CLAIMS("ana") "</saml:Assertion>";
	struct arena *arena = arena_new();
	struct saml_structure *s =
	    structure_judge(arena, parse(arena, text), NULL);

	(void)state;
	assert_int_equal(s->n_violations, 0);
	assert_int_equal(s->n_signatures, 1);
	assert_int_equal(s->signatures[0].parent, SIGNATURE_OF_ASSERTION);
	assert_true(s->signatures[0].is_acceptable);
	arena_free(arena);
}

static void
violations_are_bounded(void **state)
{
	struct arena *arena = arena_new();
	const char *many = "";
	struct saml_structure *s;

	(void)state;
	for (int i = 0; i < 200; i++)
		many = arena_printf(
		    arena, "%s<saml:Audience>a<!-- -->b</saml:Audience>", many);
	s = structure_judge(arena,
	    parse(arena,
		replace(arena, good, "<saml:Audience>a</saml:Audience>", many)),
	    NULL);
	assert_true(s->n_violations <= 16);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rules_are_judged),
	    cmocka_unit_test(a_signature_is_read),
	    cmocka_unit_test(inner_ids_meet_the_outer_ones),
	    cmocka_unit_test(a_bare_assertion_is_judged_too),
	    cmocka_unit_test(violations_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
