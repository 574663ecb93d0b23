/* SPDX-License-Identifier: MIT */
/* The rules P1 to P14, one by one, and their lawful twins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "structure_case.h"

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
	{STRONG(RULE_P11_FOREIGN_PLACE)}, "CVE-2025-47949"},
    {"P11: in an AttributeValue", NULL, ">v<", ">" EVIL_ASSERTION "<",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: in an element of nobody's", NULL, "<samlp:Status>",
	"<x><y>" EVIL_ASSERTION "</y></x><samlp:Status>",
	{STRONG(RULE_P11_FOREIGN_PLACE)}, NULL},
    {"P11: a Response in StatusDetail", NULL, "</samlp:Status>",
	"<samlp:StatusDetail>" RESPONSE("_x", "") TAIL
	"</samlp:StatusDetail></samlp:Status>",
	{STRONG(RULE_P11_FOREIGN_PLACE)},
	"a message hidden inside another one"},
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
	{WEAK(RULE_P14_TEXT)}, "CVE-2025-29775"},
    {"P5: no SignatureMethod", NULL,
	"<ds:SignatureMethod Algorithm='" ALG_RSA_SHA256 "'/>", "",
	{STRONG(RULE_P5_SIGNATURE_CHILDREN)}, NULL},
    {"P14: a comment in a certificate", NULL, ">MII<", ">M<!-- -->II<",
	{WEAK(RULE_P14_TEXT)}, NULL},

    {"an assertion beside a failure", NULL, SAML_STATUS_SUCCESS, "x",
	{STRONG(RULE_STATUS_AND_ASSERTION)}, NULL},
    {"nine signatures", NULL, "</samlp:Status>",
	"<samlp:StatusDetail><ds:Signature/><ds:Signature/><ds:Signature/>"
	"<ds:Signature/><ds:Signature/><ds:Signature/><ds:Signature/>"
	"<ds:Signature/></samlp:StatusDetail></samlp:Status>",
	{STRONG(RULE_P4_SIGNATURE_PLACE), STRONG(RULE_LIMIT)},
	"CVE-2025-66567"},
};

static void
rules_are_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		structure_case_judge(&cases[i]);
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
