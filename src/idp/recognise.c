/* SPDX-License-Identifier: MIT */
/*
 * Whose response is it?  The Issuer tells it for most; else where metadata
 * sends users, the subject of the signing certificate, and last the habits
 * of the software.  Patterns of each are taken from the vendors' documents
 * and from samples.
 */
#include <string.h>

#include "arena.h"
#include "chars.h"
#include "idp/idp.h"

/* Longer ones are nobody's, and patterns try more than one way. */
#define MAX_SUBJECT_OF_PATTERN 1024

static const struct idp_vendor vendors[] = {
    {"generic", "your identity provider"},
    {"adfs", "AD FS"},
    {"adselfservice", "ManageEngine ADSelfService Plus"},
    {"auth0", "Auth0"},
    {"authentik", "authentik"},
    {"awsidc", "AWS IAM Identity Center"},
    {"cyberark", "CyberArk Identity"},
    {"duo", "Duo Single Sign-On"},
    {"entra", "Microsoft Entra ID"},
    {"google", "Google Workspace"},
    {"ipsilon", "Ipsilon"},
    {"jumpcloud", "JumpCloud"},
    {"keycloak", "Keycloak"},
    {"llng", "LemonLDAP::NG"},
    {"netiq", "NetIQ Access Manager"},
    {"oam", "Oracle Access Manager"},
    {"oci", "Oracle Cloud Infrastructure"},
    {"okta", "Okta"},
    {"okta-aws", "Okta, AWS Account Federation app"},
    {"okta-saml", "Okta, custom SAML app"},
    {"onelogin", "OneLogin"},
    {"pingfed", "PingFederate"},
    {"pingone", "PingOne"},
    {"salesforce", "Salesforce"},
    {"shibboleth", "Shibboleth"},
    {"ssp", "SimpleSAMLphp"},
    {"zitadel", "Zitadel"},
};

struct sign {
	const char *vendor;
	const char *pattern;
	bool is_sure;
};

/*
 * Patterns: '*' any run, '%' a run without a slash, '@' a run of hexadecimal
 * digits and '-', '^' a run of letters and digits, each at least one; '!'
 * an optional s.
 */
static const struct sign issuers[] = {
    {"entra", "https://sts.windows.net/@/", true},
    {"adfs", "http!://%/adfs/services/trust", true},
    {"okta", "http://www.okta.com/k^", true},
    {"okta", "http://www.okta.com/exk^", true},
    {"google", "https://accounts.google.com/o/saml2?idpid=^", true},
    {"keycloak", "http!://*/realms/%", true},
    {"onelogin", "https://app.onelogin.com/saml/metadata/@", true},
    {"auth0", "urn:%.auth0.com", true},
    {"pingone", "https://auth.pingone.%/@", false},
    {"awsidc", "https://portal.sso.%.amazonaws.com/saml/assertion/*", true},
    {"awsidc", "https://portal.sso.%.amazonaws.com/saml/metadata/*", true},
    {"duo", "https://sso-@.sso.duosecurity.com/saml2/sp/DI^/metadata", true},
    {"salesforce", "https://%.my.salesforce.com", true},
    {"zitadel", "http!://%/saml/v2/metadata", true},
    {"llng", "http!://%/saml/metadata", false},
    {"ipsilon", "http!://%/idp/saml2/metadata", true},
    {"shibboleth", "http!://*/idp/shibboleth", false},
    {"ssp", "*/module.php/saml/idp/metadata", false},
    {"ssp", "*/saml2/idp/metadata.php", false},
    {"oam", "http!://%/oam/fed", true},
    {"oci", "https://idcs-@.identity.oraclecloud.com/fed", true},
    {"oci", "https://idcs-@.identity.oraclecloud.com:443/fed", true},
    {"netiq", "http!://%/nidp/saml2/metadata", false},
    {"adselfservice", "http!://*/iamapps/ssologin/%/@", false},
    {"cyberark", "https://%.my.idaptive.app", false},
    {"cyberark", "https://%.my.idaptive.app/*", false},
};

/* SingleSignOnService/@Location. */
static const struct sign endpoints[] = {
    {"okta-aws", "https://%/app/amazon_aws/%/sso/saml", true},
    {"okta-saml", "https://%.okta.com/app/%/%/sso/saml", true},
    {"okta", "https://%.okta.com/app/*", true},
    {"okta", "https://%.oktapreview.com/app/*", true},
    {"entra", "https://login.microsoftonline.com/%/saml2", true},
    {"adfs", "http!://%/adfs/ls/", true},
    {"google", "https://accounts.google.com/o/saml2/idp?idpid=^", true},
    {"keycloak", "*/realms/%/protocol/saml", true},
    {"shibboleth", "*/idp/profile/SAML2/%/SSO", true},
    {"ssp", "*/module.php/saml/idp/singleSignOnService", true},
    {"ssp", "*/saml2/idp/SSOService.php", true},
    {"pingfed", "*/idp/SSO.saml2", true},
    {"pingone", "https://auth.pingone.%/@/saml20/idp/sso", true},
    {"onelogin", "https://%.onelogin.com/trust/saml2/http-post/sso/%", true},
    {"auth0", "https://%.auth0.com/samlp/%", true},
    {"jumpcloud", "https://sso.jumpcloud.com/saml2/%", true},
    {"duo", "*/saml2/sp/%/sso", false},
    {"zitadel", "*/saml/v2/SSO", false},
    {"llng", "*/saml/singleSignOn", false},
    {"ipsilon", "*/idp/saml2/SSO/%", true},
    {"oci", "*/fed/v1/idp/sso", true},
    {"authentik", "*/application/saml/%/sso/binding/*", true},
    {"awsidc", "https://portal.sso.%.amazonaws.com/saml/assertion/*", true},
};

/* In the subject of the signing certificate. */
static const struct sign subjects[] = {
    {"adfs", "CN=ADFS Signing - ", true},
    {"entra", "CN=Microsoft Azure Federated SSO Certificate", true},
    {"okta", "OU=SSOProvider,O=Okta", true},
    {"google", "OU=Google For Work", true},
    {"google", "OU=Google Workspace", true},
    {"onelogin", "OU=OneLogin IdP", true},
    {"auth0", ".auth0.com", true},
    {"salesforce", "O=Salesforce.com", true},
};

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct idp_vendor *
vendor_find(const char *key)
{
	for (size_t i = 0; i < LENGTH(vendors); i++) {
		if (strcmp(vendors[i].key, key) == 0)
			return &vendors[i];
	}
	return &vendors[0];
}

static bool
is_hex(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool
is_alphanumeric(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static inline bool
is_wildcard(char c)
{
	return c == '*' || c == '%' || c == '@' || c == '^';
}

/* May C stand in the run that WILDCARD is for? */
static bool
is_of(char wildcard, char c)
{
	switch (wildcard) {
	case '*':
		return c != '\0';
	case '%':
		return c != '\0' && c != '/';
	case '@':
		return is_hex(c) || c == '-';
	case '^':
		return is_alphanumeric(c);
	}
	return false;
}

/* Not, where the pattern wants another letter: most are passed over so. */
static inline bool
may_follow(char wanted, char c)
{
	return wanted == c || is_wildcard(wanted) || wanted == '!' ||
	       wanted == '\0';
}

/* What stands before the first wildcard. */
static bool
begins_alike(const char *pattern, const char *text)
{
	for (; *pattern != '!' && *pattern != '\0' && !is_wildcard(*pattern);
	     pattern++, text++) {
		if (*pattern != *text)
			return false;
	}
	return true;
}

/* What stands behind the last wildcard: it tells most patterns apart. */
static bool
ends_alike(const char *pattern, const char *text, size_t len)
{
	const char *p = pattern + strlen(pattern), *t = text + len;

	for (; p > pattern && p[-1] != '!' && !is_wildcard(p[-1]); p--, t--) {
		if (t == text || t[-1] != p[-1])
			return false;
	}
	return true;
}

/* Patterns have few wildcards, so the depth is small. */
static bool
pattern_fits(const char *pattern, const char *text)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '!') {
			text += *text == 's' ? 1 : 0;
			continue;
		}
		if (!is_wildcard(*pattern)) {
			if (*pattern != *text)
				return false;
			text++;
			continue;
		}
		for (; is_of(*pattern, *text); text++) {
			if (may_follow(pattern[1], text[1]) &&
			    pattern_fits(pattern + 1, text + 1))
				return true;
		}
		return false;
	}
	return *text == '\0';
}

static const struct sign *
sign_find(const struct sign *signs, size_t n, const char *text)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (text == NULL || len > MAX_SUBJECT_OF_PATTERN)
		return NULL;
	for (size_t i = 0; i < n; i++) {
		if (begins_alike(signs[i].pattern, text) &&
		    ends_alike(signs[i].pattern, text, len) &&
		    pattern_fits(signs[i].pattern, text))
			return &signs[i];
	}
	return NULL;
}

static struct idp_guess
guess(const char *key, bool is_sure, const char *because)
{
	return (struct idp_guess){
	    .vendor = vendor_find(key),
	    .is_sure = is_sure,
	    .because = because,
	};
}

static struct idp_guess
nobody(void)
{
	return guess("generic", false, "nothing in it tells");
}

static bool
is_known(const struct idp_guess *g)
{
	return strcmp(g->vendor->key, "generic") != 0;
}

static struct idp_guess
by_issuer(struct arena *arena, const char *issuer)
{
	const struct sign *sign = sign_find(issuers, LENGTH(issuers), issuer);

	if (sign == NULL)
		return nobody();
	return guess(sign->vendor, sign->is_sure,
	    arena_printf(arena, "the Issuer is %s", issuer));
}

/* The entity that is meant, else the first. */
static const struct metadata_entity *
entity_of(const struct saml_metadata *metadata, const char *issuer)
{
	if (metadata == NULL || metadata->n_entities == 0)
		return NULL;
	for (size_t i = 0; issuer != NULL && i < metadata->n_entities; i++) {
		if (strcmp(metadata->entities[i].entity_id, issuer) == 0)
			return &metadata->entities[i];
	}
	return &metadata->entities[0];
}

static struct idp_guess
by_metadata(struct arena *arena, const struct metadata_entity *entity)
{
	for (size_t i = 0; entity != NULL && i < entity->n_sso; i++) {
		const char *location = entity->sso[i].location;
		const struct sign *sign =
		    sign_find(endpoints, LENGTH(endpoints), location);

		if (sign != NULL)
			return guess(sign->vendor, sign->is_sure,
			    arena_printf(arena,
				"its metadata sends users to %s", location));
	}
	return entity != NULL ? by_issuer(arena, entity->entity_id) : nobody();
}

static struct idp_guess
by_subject(struct arena *arena, const char *subject)
{
	for (size_t i = 0; subject != NULL && i < LENGTH(subjects); i++) {
		if (strstr(subject, subjects[i].pattern) != NULL)
			return guess(subjects[i].vendor, subjects[i].is_sure,
			    arena_printf(arena,
				"its signing certificate is of %s", subject));
	}
	return nobody();
}

static bool
starts(const char *text, const char *prefix)
{
	return text != NULL && strncmp(text, prefix, strlen(prefix)) == 0;
}

/* PREFIX, then LEN characters of SET. */
static bool
id_is(const char *id, const char *prefix, size_t len, const char *set)
{
	return starts(id, prefix) && strlen(id) == strlen(prefix) + len &&
	       strspn(id + strlen(prefix), set) == len;
}

#define HEX "0123456789abcdef"
#define GUID "0123456789abcdefABCDEF-"
#define DIGITS "0123456789"
#define UUID_LEN 36

static bool
has_attribute_of(const struct saml_assertion *a, const char *prefix)
{
	for (size_t i = 0; a != NULL && i < a->n_attributes; i++) {
		if (starts(a->attributes[i].name, prefix))
			return true;
	}
	return false;
}

static bool
is_okta_id(const char *id)
{
	size_t len = id != NULL ? strlen(id) : 0;

	return len >= 27 && len <= 31 && id_is(id, "id", len - 2, DIGITS);
}

/* Habits: two signs must agree. */
static struct idp_guess
by_habit(const struct saml_response *r, const struct saml_assertion *a)
{
	const char *rid = r != NULL ? r->id : NULL;
	const char *aid = a != NULL ? a->id : NULL;

	if (has_attribute_of(
		a, "http://schemas.microsoft.com/identity/claims/"))
		return guess("entra", false,
		    "it sends claims of schemas.microsoft.com/identity");
	if (has_attribute_of(a, "http://schemas.auth0.com/"))
		return guess(
		    "auth0", false, "it sends claims of schemas.auth0.com");
	if (id_is(rid, "_", UUID_LEN, GUID) && r->consent != NULL &&
	    id_is(aid, "_", UUID_LEN, GUID))
		return guess("adfs", false,
		    "its IDs and the Consent attribute look like AD FS");
	if (is_okta_id(rid) && is_okta_id(aid))
		return guess("okta", false, "its IDs look like Okta's");
	if (id_is(rid, "ID_", UUID_LEN, GUID) &&
	    id_is(aid, "ID_", UUID_LEN, GUID))
		return guess("keycloak", false, "its IDs look like Keycloak's");
	if (id_is(rid, "R", 40, HEX) &&
	    (id_is(aid, "A", 40, HEX) || id_is(aid, "pfx", UUID_LEN, GUID)))
		return guess("onelogin", false, "its IDs look like OneLogin's");
	if (id_is(rid, "_", 42, HEX) && id_is(aid, "_", 42, HEX))
		return guess("ssp", false, "its IDs look like SimpleSAMLphp's");
	return nobody();
}

static const char *
issuer_of(const struct saml_response *r, const struct saml_assertion *a)
{
	if (a != NULL && a->n_issuers > 0)
		return a->issuer.text.value;
	return r != NULL && r->n_issuers > 0 ? r->issuer.text.value : NULL;
}

/* An Okta Issuer does not say which app; metadata does. */
static bool
is_narrower(const struct idp_guess *narrow, const struct idp_guess *wide)
{
	size_t len = strlen(wide->vendor->key);

	return starts(narrow->vendor->key, wide->vendor->key) &&
	       narrow->vendor->key[len] == '-';
}

struct idp_guess
idp_recognise(struct arena *arena, const struct saml_response *response,
    const struct saml_assertion *assertion,
    const struct saml_metadata *metadata, const char *certificate_subject)
{
	const char *issuer = issuer_of(response, assertion);
	struct idp_guess first = by_issuer(arena, issuer), next;

	next = by_metadata(arena, entity_of(metadata, issuer));
	if (!is_known(&first) || is_narrower(&next, &first))
		first = next;
	if (!is_known(&first))
		first = by_subject(arena, certificate_subject);
	if (!is_known(&first))
		first = by_habit(response, assertion);
	return first;
}
