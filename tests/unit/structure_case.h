/* SPDX-License-Identifier: MIT */
/*
 * A case of the structure rules: a lawful response with a replacement, the
 * rules that it then breaks, and the attack that it resembles.
 */
#ifndef TESTS_UNIT_STRUCTURE_CASE_H
#define TESTS_UNIT_STRUCTURE_CASE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

static inline struct saml_document *
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
static inline const char *
replace(struct arena *arena, const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	if (at == NULL)
		fail_msg("%s does not occur", from);
	return arena_printf(
	    arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static inline bool
is_expected(const struct structure_case *c, const struct structure_violation *v)
{
	for (size_t i = 0; i < 4 && c->broken[i].rule != 0; i++)
		if (c->broken[i].rule == v->rule &&
		    c->broken[i].is_weak == v->is_weak)
			return true;
	return false;
}

static inline bool
is_found(const struct saml_structure *s, const struct expectation *e)
{
	for (size_t i = 0; i < s->n_violations; i++)
		if (s->violations[i].rule == e->rule &&
		    s->violations[i].is_weak == e->is_weak)
			return true;
	return false;
}

static inline void
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

static inline void
structure_case_judge(const struct structure_case *c)
{
	struct arena *arena = arena_new();
	const char *text = c->document == NULL ? good : c->document;

	if (c->from != NULL)
		text = replace(arena, text, c->from, c->to);
	compare(c, structure_judge(arena, parse(arena, text), NULL));
	arena_free(arena);
}

#endif
