/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "saml/name.h"
#include "saml/response.h"

static struct saml_document *
parse(struct arena *arena, const char *text)
{
	struct xml_refusal refusal;
	struct saml_document *document;

	document = document_parse(
	    arena, (const uint8_t *)text, strlen(text), "response", &refusal);
	if (document == NULL)
		fail_msg("%s", refusal.detail);
	return document;
}

#define HEAD                                                                 \
	"<samlp:Response xmlns:samlp=\"" NS_SAMLP "\" xmlns:saml=\"" NS_SAML \
	"\" xmlns:ds=\"" NS_DS "\" xmlns:xenc=\"" NS_XENC                    \
	"\" xmlns:evil=\"urn:evil\" "
#define TAIL "</samlp:Response>"

static const char whole[] = HEAD
    "evil:ID='no' ID='_r' Version='2.0' Destination='https://d' "
    "InResponseTo='_q' Consent='c' "
    "IssueInstant='2026-11-20T09:03:11Z'>"
    "<saml:Issuer Format='f'> https://idp </saml:Issuer>"
    "<samlp:Status><samlp:StatusCode Value='top'>"
    "<samlp:StatusCode Value='sub'/></samlp:StatusCode>"
    "<samlp:StatusMessage>m</samlp:StatusMessage></samlp:Status>"
    "<saml:Assertion ID='_a' Version='2.0' IssueInstant='soon'>"
    "<saml:Issuer>one</saml:Issuer><saml:Issuer>two</saml:Issuer>"
    "<saml:Subject><saml:NameID Format='p' NameQualifier='q' "
    "SPNameQualifier='s'>ana<!-- -->.silva</saml:NameID>"
    "<saml:NameID>second</saml:NameID><saml:EncryptedID/>"
    "<saml:SubjectConfirmation Method='m'><saml:SubjectConfirmationData "
    "Recipient='r' NotOnOrAfter='2026-11-20T09:08:11Z' NotBefore='' "
    "InResponseTo='_q' Address='192.0.2.1'/></saml:SubjectConfirmation>"
    "<saml:SubjectConfirmation/></saml:Subject>"
    "<saml:Conditions NotBefore='2026-11-20T08:58:11Z' "
    "NotOnOrAfter='2026-11-20T10:08:11+01:00'><saml:AudienceRestriction>"
    "<saml:Audience>a1</saml:Audience><saml:Audience>a2</saml:Audience>"
    "</saml:AudienceRestriction><saml:AudienceRestriction/>"
    "<saml:OneTimeUse/></saml:Conditions>"
    "<saml:AuthnStatement AuthnInstant='2026-11-20T09:00:00Z' "
    "SessionNotOnOrAfter='2026-11-20T17:00:00Z' SessionIndex='i'>"
    "<saml:AuthnContext><saml:AuthnContextClassRef>c"
    "</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>"
    "<saml:AttributeStatement><saml:Attribute Name='n' NameFormat='nf' "
    "FriendlyName='fn'><saml:AttributeValue>v1</saml:AttributeValue>"
    "<saml:AttributeValue/></saml:Attribute><saml:Attribute/>"
    "<saml:EncryptedAttribute/><evil:Attribute Name='evil'/>"
    "</saml:AttributeStatement><saml:AttributeStatement>"
    "<saml:Attribute Name='n'/></saml:AttributeStatement>"
    "<evil:Subject/><saml:Advice><saml:Assertion ID='_advice'/></saml:Advice>"
    "</saml:Assertion>"
    "<evil:Assertion/><evil:Extensions><saml:Assertion ID='_hidden'/>"
    "</evil:Extensions><saml:EncryptedAssertion/>" TAIL;

static void
what_stands_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct saml_response *r =
	    response_read(arena, parse(arena, whole), false);

	(void)state;
	assert_non_null(r);
	assert_string_equal(r->id, "_r");
	assert_string_equal(r->version, "2.0");
	assert_string_equal(r->destination, "https://d");
	assert_string_equal(r->in_response_to, "_q");
	assert_string_equal(r->consent, "c");
	assert_true(r->issue_instant.is_valid);
	assert_int_equal(r->n_issuers, 1);
	assert_string_equal(r->issuer.text.value, " https://idp ");
	assert_string_equal(r->issuer.format, "f");
	assert_int_equal(r->status.n_statuses, 1);
	assert_string_equal(r->status.code, "top");
	assert_string_equal(r->status.sub_code, "sub");
	assert_string_equal(r->status.message.value, "m");
	assert_int_equal(r->n_assertions, 1);
	assert_int_equal(r->n_encrypted_assertions, 1);
	assert_false(r->is_signed);
	assert_string_equal(r->assertions[0].id, "_a");
	assert_string_equal(at_describe(arena, r->assertions[0].at).pointer,
	    "/samlp:Response/saml:Assertion");
	arena_free(arena);
}

static void
the_subject_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct saml_assertion *a =
	    response_read(arena, parse(arena, whole), true)->assertions;
	struct saml_subject_confirmation *c;

	(void)state;
	assert_true(a->is_signed);
	assert_int_equal(a->n_issuers, 2);
	assert_string_equal(a->issuer.text.value, "one");
	assert_string_equal(a->issue_instant.text, "soon");
	assert_false(a->issue_instant.is_valid);
	assert_int_equal(a->n_subjects, 1);
	assert_true(a->subject.is_present);
	assert_int_equal(a->subject.n_name_ids, 2);
	assert_string_equal(a->subject.name_ids[0].text.value, "ana.silva");
	assert_string_equal(a->subject.name_ids[0].text.first, "ana");
	assert_string_equal(a->subject.name_ids[0].format, "p");
	assert_string_equal(a->subject.name_ids[0].name_qualifier, "q");
	assert_string_equal(a->subject.name_ids[0].sp_name_qualifier, "s");
	assert_null(a->subject.name_ids[1].format);
	assert_int_equal(a->subject.n_encrypted_ids, 1);
	assert_string_equal(a->subject.encrypted_ids[0].what, "NameID");
	assert_int_equal(a->subject.n_confirmations, 2);
	c = a->subject.confirmations;
	assert_string_equal(c[0].method, "m");
	assert_string_equal(c[0].recipient, "r");
	assert_string_equal(c[0].address, "192.0.2.1");
	assert_true(c[0].not_on_or_after.is_valid);
	assert_false(c[0].not_before.is_valid);
	assert_string_equal(c[0].not_before.text, "");
	assert_null(c[1].method);
	assert_false(c[1].has_data);
	arena_free(arena);
}

static void
conditions_and_statements_are_read(void **state)
{
	struct arena *arena = arena_new();
	struct saml_assertion *a =
	    response_read(arena, parse(arena, whole), true)->assertions;

	(void)state;
	assert_int_equal(a->n_conditions, 1);
	assert_int_equal(a->conditions.not_on_or_after.seconds -
			     a->conditions.not_before.seconds,
	    600);
	assert_int_equal(a->conditions.n_restrictions, 2);
	assert_int_equal(a->conditions.restrictions[0].n_audiences, 2);
	assert_string_equal(
	    a->conditions.restrictions[0].audiences[1].value, "a2");
	assert_int_equal(a->conditions.restrictions[1].n_audiences, 0);
	assert_true(a->conditions.is_one_time_use);
	assert_int_equal(a->n_authn_statements, 1);
	assert_string_equal(a->authn_statements[0].class_ref, "c");
	assert_string_equal(a->authn_statements[0].session_index, "i");
	assert_true(a->authn_statements[0].session_not_on_or_after.is_valid);
	assert_int_equal(a->n_attribute_statements, 2);
	assert_int_equal(a->n_attributes, 3);
	assert_string_equal(a->attributes[0].name, "n");
	assert_string_equal(a->attributes[0].name_format, "nf");
	assert_string_equal(a->attributes[0].friendly_name, "fn");
	assert_int_equal(a->attributes[0].n_values, 2);
	assert_string_equal(a->attributes[0].values[1].value, "");
	assert_string_equal(a->attributes[1].name, "");
	assert_string_equal(a->attributes[2].name, "n");
	assert_int_equal(a->n_encrypted_attributes, 1);
	arena_free(arena);
}

static void
what_is_absent_is_nothing(void **state)
{
	struct arena *arena = arena_new();
	struct saml_response *r = response_read(
	    arena, parse(arena, HEAD "><saml:Assertion/>" TAIL), false);

	(void)state;
	assert_null(r->id);
	assert_null(r->destination);
	assert_null(r->issue_instant.text);
	assert_int_equal(r->n_issuers, 0);
	assert_string_equal(r->issuer.text.value, "");
	assert_int_equal(r->status.n_statuses, 0);
	assert_null(r->status.code);
	assert_string_equal(r->status.message.value, "");
	assert_false(r->assertions[0].subject.is_present);
	assert_false(r->assertions[0].conditions.is_present);
	assert_int_equal(r->assertions[0].n_attributes, 0);
	arena_free(arena);
}

#define KEY(id, at)                                                            \
	"<xenc:EncryptedKey Id='" id "' Recipient='r'><xenc:EncryptionMethod " \
	"Algorithm='" ALG_RSA_OAEP "'><ds:DigestMethod Algorithm='" ALG_SHA256 \
	"'/><x:MGF xmlns:x='" NS_XENC11 "' Algorithm='" ALG_MGF1_SHA256        \
	"'/><xenc:OAEPparams>cA==</xenc:OAEPparams>"                           \
	"</xenc:EncryptionMethod><ds:KeyInfo><ds:KeyName>k</ds:KeyName>"       \
	"<ds:X509Data><ds:X509Certificate>MII</ds:X509Certificate>"            \
	"</ds:X509Data></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>" at    \
	"</xenc:CipherValue></xenc:CipherData></xenc:EncryptedKey>"

static void
encrypted_data_is_read(void **state)
{
	static const char text[] = HEAD
	    "><saml:EncryptedAssertion><xenc:EncryptedData "
	    "Type='" XENC_TYPE_ELEMENT
	    "'><xenc:EncryptionMethod Algorithm='" ALG_AES256_GCM
	    "'/><ds:KeyInfo>" KEY("_1",
		"AQ==") "</ds:KeyInfo><xenc:CipherData><xenc:CipherValue>Ag==\n"
			"</xenc:CipherValue></xenc:CipherData></"
			"xenc:EncryptedData>" KEY(
			    "_2", "Aw==") "</saml:EncryptedAssertion>" TAIL;
	struct arena *arena = arena_new();
	struct saml_encrypted *e =
	    response_read(arena, parse(arena, text), false)
		->encrypted_assertions;

	(void)state;
	assert_string_equal(e->what, "Assertion");
	assert_string_equal(e->type, XENC_TYPE_ELEMENT);
	assert_string_equal(e->algorithm, ALG_AES256_GCM);
	assert_string_equal(e->cipher_value, "Ag==\n");
	assert_false(e->has_reference);
	assert_int_equal(e->n_data, 1);
	assert_int_equal(e->n_keys, 2);
	assert_string_equal(e->keys[0].id, "_1");
	assert_false(e->keys[0].is_beside);
	assert_string_equal(e->keys[0].algorithm, ALG_RSA_OAEP);
	assert_string_equal(e->keys[0].digest, ALG_SHA256);
	assert_string_equal(e->keys[0].mgf, ALG_MGF1_SHA256);
	assert_string_equal(e->keys[0].oaep_params, "cA==");
	assert_string_equal(e->keys[0].cipher_value, "AQ==");
	assert_string_equal(e->keys[0].recipient, "r");
	assert_string_equal(e->keys[0].key_name, "k");
	assert_string_equal(e->keys[0].certificate, "MII");
	assert_string_equal(e->keys[1].id, "_2");
	assert_true(e->keys[1].is_beside);
	arena_free(arena);
}

static void
too_many_keys_are_counted(void **state)
{
	struct arena *arena = arena_new();
	const char *keys = "";
	struct saml_encrypted *e;

	(void)state;
	for (int i = 0; i < 20; i++)
		keys = arena_printf(arena, "%s<xenc:EncryptedKey/>", keys);
	e = response_read(arena,
	    parse(arena,
		arena_printf(arena,
		    HEAD "><saml:EncryptedAssertion><xenc:EncryptedData>"
			 "<xenc:CipherData><xenc:CipherReference URI='file:/x'"
			 "/></xenc:CipherData></xenc:EncryptedData>%s"
			 "</saml:EncryptedAssertion>" TAIL,
		    keys)),
	    false)
		->encrypted_assertions;
	assert_true(e->has_reference);
	assert_null(e->cipher_value);
	assert_int_equal(e->n_keys, XENC_MAX_KEYS);
	assert_int_equal(e->n_keys_seen, 20);
	arena_free(arena);
}

static void
opened_parts_join_the_assertion(void **state)
{
	struct arena *arena = arena_new();
	struct saml_assertion *a =
	    response_read(arena, parse(arena, whole), false)->assertions;

	(void)state;
	assert_true(assertion_open_id(arena, a,
	    parse(arena, "<NameID xmlns='" NS_SAML "' Format='x'>n</NameID>")));
	assert_int_equal(a->subject.n_name_ids, 3);
	assert_true(a->subject.name_ids[2].was_encrypted);
	assert_string_equal(a->subject.name_ids[2].format, "x");
	assert_false(assertion_open_id(
	    arena, a, parse(arena, "<Attribute xmlns='" NS_SAML "'/>")));
	assert_true(assertion_open_attribute(arena, a,
	    parse(arena, "<Attribute xmlns='" NS_SAML "' Name='x'/>")));
	assert_int_equal(a->n_attributes, 4);
	assert_true(a->attributes[3].was_encrypted);
	assert_false(assertion_open_attribute(
	    arena, a, parse(arena, "<Attribute Name='x'/>")));
	arena_free(arena);
}

static const struct {
	const char *text;
	const char *type;
} roots[] = {
    {HEAD ">" TAIL, "Response"},
    {"<Response/>", "other"},
    {"<Assertion xmlns='" NS_SAML "'/>", "Assertion"},
    {"<Response xmlns='" NS_SAML1P "'/>", "SAML 1.1 Response"},
    {"<a:AuthnRequest xmlns:a='" NS_SAMLP "'/>", "AuthnRequest"},
    {"<a:EntityDescriptor xmlns:a='" NS_MD "'/>", "metadata"},
    {"<t:RequestSecurityTokenResponse xmlns:t='" NS_WST "'/>",
	"WS-Trust message"},
    {"<html/>", "HTML page"},
    {"<a xmlns='urn:x'/>", "other"},
};

static void
roots_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
		struct arena *arena = arena_new();

		assert_string_equal(
		    saml_message_type(parse(arena, roots[i].text)),
		    roots[i].type);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_stands_is_read),
	    cmocka_unit_test(the_subject_is_read),
	    cmocka_unit_test(conditions_and_statements_are_read),
	    cmocka_unit_test(what_is_absent_is_nothing),
	    cmocka_unit_test(encrypted_data_is_read),
	    cmocka_unit_test(too_many_keys_are_counted),
	    cmocka_unit_test(opened_parts_join_the_assertion),
	    cmocka_unit_test(roots_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
