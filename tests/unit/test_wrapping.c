/* SPDX-License-Identifier: MIT */
/* The shapes of signature wrapping, each called by its name. */
#include "structure_case.h"

/* The original Response, without its signature. */
#define ORIGINAL_RESPONSE \
	RESPONSE("_o", "") STATUS PLAIN_ASSERTION "</samlp:Response>"

static const struct structure_case cases[] = {
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

static void
shapes_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		structure_case_judge(&cases[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(shapes_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
