/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "idp/catalogue.h"

struct idp_case {
	const char *name;
	const char *issuer;
	const char *location; /* of SingleSignOnService */
	const char *subject;  /* of the signing certificate */
	const char *response_id;
	const char *assertion_id;
	const char *key;
	bool is_sure;
};

static const struct idp_case cases[] = {
    {"Entra", "https://sts.windows.net/0a1b2c3d-0000-4000-8000-0123456789ab/",
	NULL, NULL, NULL, NULL, "entra", true},
    {"Entra without the slash at the end",
	"https://sts.windows.net/0a1b2c3d-0000-4000-8000-0123456789ab", NULL,
	NULL, NULL, NULL, "generic", false},
    {"AD FS over http", "http://adfs.example.com/adfs/services/trust", NULL,
	NULL, NULL, NULL, "adfs", true},
    {"AD FS over https", "https://adfs.example.com/adfs/services/trust", NULL,
	NULL, NULL, NULL, "adfs", true},
    {"a path before AD FS's", "https://a.example/b/adfs/services/trust", NULL,
	NULL, NULL, NULL, "generic", false},
    {"Okta, the app unknown", "http://www.okta.com/exk1abcDEF2", NULL, NULL,
	NULL, NULL, "okta", true},
    {"Okta, the catalogue's app by its metadata",
	"http://www.okta.com/exk1abcDEF2",
	"https://corp.okta.com/app/amazon_aws/exk1abcDEF2/sso/saml", NULL, NULL,
	NULL, "okta-aws", true},
    {"Okta, an app of one's own", "http://www.okta.com/exk1abcDEF2",
	"https://corp.okta.com/app/corp_aws_1/exk1abcDEF2/sso/saml", NULL, NULL,
	NULL, "okta-saml", true},
    {"Google", "https://accounts.google.com/o/saml2?idpid=C01abc234", NULL,
	NULL, NULL, NULL, "google", true},
    {"Keycloak", "https://sso.example.com/auth/realms/corp", NULL, NULL, NULL,
	NULL, "keycloak", true},
    {"a path behind the realm", "https://sso.example.com/realms/corp/x", NULL,
	NULL, NULL, NULL, "generic", false},
    {"OneLogin", "https://app.onelogin.com/saml/metadata/1234567", NULL, NULL,
	NULL, NULL, "onelogin", true},
    {"Auth0", "urn:corp.eu.auth0.com", NULL, NULL, NULL, NULL, "auth0", true},
    {"Shibboleth", "https://idp.example.edu/idp/shibboleth", NULL, NULL, NULL,
	NULL, "shibboleth", false},
    {"SimpleSAMLphp, old",
	"https://idp.example.edu/simplesaml/saml2/idp/metadata.php", NULL, NULL,
	NULL, NULL, "ssp", false},
    {"PingFederate by its endpoint", "corp-idp",
	"https://ping.example.com/idp/SSO.saml2", NULL, NULL, NULL, "pingfed",
	true},
    {"a renamed AD FS by its certificate", "urn:corp:idp", NULL,
	"CN=ADFS Signing - adfs.example.com", NULL, NULL, "adfs", true},
    {"a renamed Keycloak by its IDs", "urn:corp:idp", NULL, NULL,
	"ID_3f2504e0-4f89-11d3-9a0c-0305e82c3301",
	"ID_3f2504e0-4f89-11d3-9a0c-0305e82c3302", "keycloak", false},
    {"one ID alone says nothing", "urn:corp:idp", NULL, NULL,
	"ID_3f2504e0-4f89-11d3-9a0c-0305e82c3301", "_a", "generic", false},
    {"nobody in particular", "https://idp.example.com/saml", NULL, NULL, NULL,
	NULL, "generic", false},
    {"nothing at all", NULL, NULL, NULL, NULL, NULL, "generic", false},
};

static struct idp_guess
recognise(struct arena *arena, const struct idp_case *c)
{
	struct saml_response response = {.id = c->response_id};
	struct saml_assertion assertion = {.id = c->assertion_id};
	struct metadata_endpoint sso = {.location = c->location};
	struct metadata_entity entity = {
	    .entity_id = c->issuer != NULL ? c->issuer : "",
	    .sso = &sso,
	    .n_sso = 1,
	};
	struct saml_metadata metadata = {.entities = &entity, .n_entities = 1};

	if (c->issuer != NULL) {
		assertion.n_issuers = 1;
		assertion.issuer.text.value = c->issuer;
	}
	return idp_recognise(arena, &response, &assertion,
	    c->location != NULL ? &metadata : NULL, c->subject);
}

static void
vendors_are_recognised(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct idp_guess guess = recognise(arena, &cases[i]);

		print_message("# %s\n", cases[i].name);
		assert_string_equal(guess.vendor->key, cases[i].key);
		assert_true(guess.is_sure == cases[i].is_sure);
		assert_non_null(guess.because);
		arena_free(arena);
	}
}

/* An Issuer of one's own: what the rest looks like. */
static const struct {
	const char *name;
	const char *response_id, *assertion_id;
	const char *claim; /* NULL: there is none */
	bool has_consent;
	const char *key;
} habits[] = {
    {"Entra by its claims", NULL, NULL,
	"http://schemas.microsoft.com/identity/claims/tenantid", false,
	"entra"},
    {"Auth0 by its claims", NULL, NULL,
	"http://schemas.auth0.com/email_verified", false, "auth0"},
    {"another claim", NULL, NULL, "http://schemas.example.com/claims/tenantid",
	false, "generic"},
    {"AD FS by its IDs and Consent", "_3f2504e0-4f89-11d3-9a0c-0305e82c3301",
	"_3f2504e0-4f89-11d3-9a0c-0305e82c3302", NULL, true, "adfs"},
    {"the same IDs without Consent", "_3f2504e0-4f89-11d3-9a0c-0305e82c3301",
	"_3f2504e0-4f89-11d3-9a0c-0305e82c3302", NULL, false, "generic"},
    {"Okta by its IDs", "id1234567890123456789012345",
	"id1234567890123456789012346", NULL, false, "okta"},
    {"IDs a digit too short for Okta", "id12345678901234567890123",
	"id12345678901234567890124", NULL, false, "generic"},
    {"OneLogin by its IDs", "R0123456789abcdef0123456789abcdef01234567",
	"A0123456789abcdef0123456789abcdef01234567", NULL, false, "onelogin"},
    {"OneLogin, the assertion signed",
	"R0123456789abcdef0123456789abcdef01234567",
	"pfx3f2504e0-4f89-11d3-9a0c-0305e82c3302", NULL, false, "onelogin"},
    {"SimpleSAMLphp by its IDs", "_0123456789abcdef0123456789abcdef0123456789",
	"_0123456789abcdef0123456789abcdef012345678a", NULL, false, "ssp"},
};

static void
habits_are_guesses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof habits / sizeof *habits; i++) {
		struct arena *arena = arena_new();
		struct saml_attribute claim = {.name = habits[i].claim};
		struct saml_response response = {.id = habits[i].response_id,
		    .consent = habits[i].has_consent ? "urn:x" : NULL};
		struct saml_assertion assertion = {.id = habits[i].assertion_id,
		    .attributes = &claim,
		    .n_attributes = habits[i].claim != NULL ? 1 : 0};
		struct idp_guess guess =
		    idp_recognise(arena, &response, &assertion, NULL, NULL);

		if (strcmp(guess.vendor->key, habits[i].key) != 0 ||
		    guess.is_sure)
			fail_msg("%s: %s", habits[i].name, guess.vendor->key);
		arena_free(arena);
	}
}

/* Patterns must not try for long, whatever the Issuer is. */
static void
long_issuers_are_answered_at_once(void **state)
{
	struct arena *arena = arena_new();
	static char issuer[200000];

	(void)state;
	memset(issuer, '/', sizeof issuer - 1);
	memcpy(issuer, "https://", 8);
	assert_string_equal(
	    recognise(arena, &(struct idp_case){.issuer = issuer}).vendor->key,
	    "generic");
	issuer[1000] = '\0';
	assert_string_equal(
	    recognise(arena, &(struct idp_case){.issuer = issuer}).vendor->key,
	    "generic");
	arena_free(arena);
}

static void
nothing_given(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_string_equal(
	    idp_recognise(arena, NULL, NULL, NULL, NULL).vendor->key,
	    "generic");
	arena_free(arena);
}

struct fix_case {
	const char *vendor;
	enum idp_fix fix;
	bool own;
	const char *holds;
};

static const struct fix_case fix_cases[] = {
    {"generic", FIX_ROLE, false,
	"https://aws.amazon.com/SAML/Attributes/Role "},
    {"adfs", FIX_ROLE_SESSION_NAME, true, "E-Mail-Addresses"},
    {"entra", FIX_ROLE, true, "user.assignedroles"},
    {"okta", FIX_ROLE, true, "custom SAML app"},
    {"okta-aws", FIX_ROLE, true, "Identity Provider ARN"},
    {"keycloak", FIX_TIME, true, "Assertion Lifespan"},
    /* Nothing is borne out for these: the generic words. */
    {"google", FIX_ENCRYPTION, false, "RSA-OAEP"},
    {"onelogin", FIX_TIME, false, "network time"},
    {"oam", FIX_ROLE, false, "Attributes/Role "},
    {"netiq", FIX_AUDIENCE, false, "urn:amazon:webservices"},
};

static void
fixes_speak_the_vendors_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof fix_cases / sizeof *fix_cases; i++) {
		const struct fix_case *c = &fix_cases[i];
		struct idp_vendor vendor = {.key = c->vendor};
		bool own = !c->own;
		const char *text = idp_fix_text(&vendor, c->fix, &own);

		assert_non_null(strstr(text, c->holds));
		assert_true(own == c->own);
	}
}

static void
check_catalogue(const struct idp_catalogue *catalogue)
{
	for (size_t i = 0; i < catalogue->n; i++) {
		const struct idp_fix_entry *e = &catalogue->entries[i];

		assert_true(
		    strspn(e->codes, "abcdefghijklm") == strlen(e->codes));
		assert_non_null(strchr("SOD", e->basis));
		assert_null(strstr(e->text, "UNCONFIRMED"));
		assert_null(strstr(e->text, "  "));
	}
}

static void
every_fix_has_words(void **state)
{
	struct idp_vendor generic = {.key = "generic"};
	bool own;

	(void)state;
	check_catalogue(&idp_catalogue_own);
	check_catalogue(&idp_catalogue_hosted);
	for (int fix = FIX_ROLE; fix < FIX_COUNT; fix++)
		assert_true(strlen(idp_fix_text(
				&generic, (enum idp_fix)fix, &own)) > 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(vendors_are_recognised),
	    cmocka_unit_test(habits_are_guesses),
	    cmocka_unit_test(long_issuers_are_answered_at_once),
	    cmocka_unit_test(nothing_given),
	    cmocka_unit_test(fixes_speak_the_vendors_words),
	    cmocka_unit_test(every_fix_has_words),
	};

	return cmocka_run_group_tests_name("idp", tests, NULL, NULL);
}
