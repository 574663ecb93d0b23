/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "idp/catalogue.h"

struct pitfall {
	const char *vendor;
	enum idp_fix fix;
	const char *text;
};

/* What people trip over there, and the fix's own text does not say. */
static const struct pitfall pitfalls[] = {
    {"adfs", FIX_ROLE,
	"The (?i) of the rule's condition ignores letter case, but "
	"RegExReplace does not: a group aws-... is then issued as its bare "
	"name."},
    {"adfs", FIX_ROLE_SESSION_NAME,
	"A user without an e-mail address gets no RoleSessionName at all."},
    {"adfs", FIX_ENCRYPTION,
	"Once metadata with an encryption key was imported, AD FS encrypts "
	"from then on."},
    {"adfs", FIX_SIGNING_KEY,
	"Save the file as UTF-8 without a byte order mark: Out-File and "
	"Notepad may write another encoding."},
    {"adfs", FIX_TIME,
	"Without a skew its assertions begin at the moment of issue, so that "
	"a fast clock makes them not yet valid."},
    {"entra", FIX_ROLE,
	"The Namespace must not end in a slash, and \"Emit groups as role "
	"claims\" replaces the app roles."},
    {"entra", FIX_SIGNING_KEY,
	"Each instance of the app has a certificate, and needs an IAM "
	"provider, of its own; metadata without ?appid= carries the "
	"tenant's keys instead."},
    {"okta", FIX_ROLE,
	"The group prefix and pattern mind letter case, and the sample "
	"pattern [\\w\\-]+ breaks on role names with a dot."},
    {"okta-aws", FIX_ROLE,
	"The group prefix and pattern mind letter case, and the sample "
	"pattern [\\w\\-]+ breaks on role names with a dot."},
    {"okta-aws", FIX_ENDPOINT,
	"A Recipient https://signin..com/saml means that AWS Environment is "
	"empty."},
    {"keycloak", FIX_ROLE,
	"The default scope role_list adds realm roles such as offline_access "
	"under the name Role."},
    {"keycloak", FIX_SIGNING_KEY,
	"Deleting the realm's key provider, or adding one of higher "
	"priority, changes the signing key."},
    {"shibboleth", FIX_ENCRYPTION, "encryptAssertions is true by default."},
    {"pingfed", FIX_SIGNING_KEY,
	"Metadata fetched without PartnerSpId carries the server's default "
	"key, not this connection's."},
    {"auth0", FIX_ROLE,
	"Auth0's own sample shows blanks inside the ARN (saml-provider / "
	"Auth0)."},
    {"onelogin", FIX_ENDPOINT, "GovCloud needs an app of its own."},
    {"netiq", FIX_ROLE,
	"NetIQ's AWS guide names the attributes with http:// where AWS wants "
	"https://."},
    {"salesforce", FIX_AUDIENCE,
	"A label instead of that address as Entity Id makes AWS miss its "
	"audience."},
};

/* The letter of a fix in the catalogue. */
static char
code_of(enum idp_fix fix)
{
	return (char)('a' + (int)fix - (int)FIX_ROLE);
}

static const char *
find(const struct idp_catalogue *catalogue, const char *vendor, char code)
{
	for (size_t i = 0; i < catalogue->n; i++) {
		const struct idp_fix_entry *entry = &catalogue->entries[i];

		if (strcmp(entry->vendor, vendor) == 0 &&
		    strchr(entry->codes, code) != NULL)
			return entry->text;
	}
	return NULL;
}

static const char *
find_fix(const char *vendor, char code)
{
	const char *text = find(&idp_catalogue_own, vendor, code);

	return text != NULL ? text : find(&idp_catalogue_hosted, vendor, code);
}

const char *
idp_fix_text(const struct idp_vendor *vendor, enum idp_fix fix, bool *own)
{
	const char *text = NULL;

	*own = false;
	if (fix <= FIX_NONE || fix >= FIX_COUNT)
		return "";
	if (vendor != NULL && strcmp(vendor->key, "generic") != 0)
		text = find_fix(vendor->key, code_of(fix));
	*own = text != NULL;
	return text != NULL ? text : find_fix("generic", code_of(fix));
}

const char *
idp_pitfall(const struct idp_vendor *vendor, enum idp_fix fix)
{
	if (vendor == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof pitfalls / sizeof *pitfalls; i++) {
		if (pitfalls[i].fix == fix &&
		    strcmp(pitfalls[i].vendor, vendor->key) == 0)
			return pitfalls[i].text;
	}
	return NULL;
}
