/* SPDX-License-Identifier: MIT */
/*
 * The generic fixes, and those for identity providers one runs oneself.  They
 * speak in the words of the vendor's own screens and files; the letters are the
 * codes of enum idp_fix.  Sources: the vendors' manuals, AWS's pages on them.
 */
#include "aws/session.h"
#include "idp/catalogue.h"

#define A AWS_ATTRIBUTES

static const struct idp_fix_entry entries[] = {
    {"generic", "a", 'S',
	"Send an attribute named exactly " A
	"Role whose every value is role ARN, comma, SAML provider ARN of the "
	"same account, without blanks or line breaks."},
    {"generic", "b", 'S',
	"Send exactly one " A
	"RoleSessionName value of 2 to 64 characters out of a-z A-Z 0-9 _ + "
	"= , . @ -; the user's mail address usually fits."},
    {"generic", "c", 'S',
	"Send " A
	"SessionDuration as whole seconds from 900 to 43200, not above the "
	"role's maximum session duration, or drop the attribute."},
    {"generic", "d", 'S',
	"Send one " A
	"SourceIdentity value with the RoleSessionName character set, not "
	"starting aws:, and allow sts:SetSourceIdentity in the role trust "
	"policy."},
    {"generic", "e", 'S',
	"Send one attribute per tag, " A
	"PrincipalTag:<key>, one value each, keys to pass on in " A
	"TransitiveTagKeys; allow sts:TagSession in the role trust policy."},
    {"generic", "f", 'S',
	"Send a Subject with a NameID, preferably format persistent, that is "
	"the same at every login."},
    {"generic", "g", 'S',
	"Set the SP entity ID / audience to urn:amazon:webservices (or "
	"https://signin.aws.amazon.com/saml)."},
    {"generic", "h", 'S',
	"Set ACS, Recipient and Destination to the AWS sign-in URL, and make "
	"the role's SAML:aud condition list that same URL."},
    {"generic", "i", 'S',
	"Download the identity provider's current metadata and run `aws iam "
	"update-saml-provider`; AWS never fetches it by itself."},
    {"generic", "j", 'S',
	"Give IAM the private key, give the identity provider the matching "
	"certificate, and pick AES-128 or AES-256 (CBC or GCM) with RSA-OAEP."},
    {"generic", "k", 'S',
	"Sign the assertion (AWS metadata asks for it) with RSA-SHA256."},
    {"generic", "l", 'O',
	"Set the identity provider's host to network time and use the "
	"assertion at once: AWS wants it within 5 minutes of issue."},
    {"generic", "m", 'S',
	"Send only the roles the user needs; the encoded response may have "
	"at most 100000 characters."},
    {"adfs", "a", 'S',
	"In Edit Claim Issuance Policy add two custom rules in this order: "
	"Get AD Groups, which adds the user's tokenGroups, then Roles, which "
	"issues " A
	"Role for groups named AWS-<12 digits>-<role>; check the provider "
	"name in its RegExReplace."},
    {"adfs", "b", 'S',
	"Use Send LDAP Attributes as Claims: E-Mail-Addresses to outgoing "
	"claim type " A
	"RoleSessionName; fill in mail for the user, and do not send Windows "
	"account name, whose DOMAIN\\user has a backslash."},
    {"adfs", "c", 'S',
	"Add the custom rule => issue(Type = \"" A
	"SessionDuration\", Value = \"28800\");"},
    {"adfs", "d", 'D',
	"Add an LDAP or custom rule that issues " A
	"SourceIdentity from SAM-Account-Name."},
    {"adfs", "e", 'S',
	"Add one LDAP rule or custom rule per tag with outgoing claim type " A
	"PrincipalTag:<key>, typed in by hand."},
    {"adfs", "f", 'S',
	"Add Transform an Incoming Claim: Windows account name to Name ID, "
	"format Persistent Identifier, Pass through all claim values."},
    {"adfs", "g", 'S',
	"On the relying party trust open Identifiers and list "
	"urn:amazon:webservices."},
    {"adfs", "h", 'S',
	"On the relying party trust open Endpoints and set the SAML "
	"Assertion Consumer, POST binding, to the AWS sign-in URL."},
    {"adfs", "i", 'S',
	"Get "
	"https://<host>/FederationMetadata/2007-06/FederationMetadata.xml "
	"and update IAM before Set As Primary or the automatic rollover "
	"(Get-AdfsProperties) changes the key."},
    {"adfs", "j", 'S',
	"On the Encryption tab browse to the certificate made for IAM, or "
	"Set-AdfsRelyingPartyTrust -EncryptionCertificate with "
	"-EncryptClaims $true; it writes AES-256-CBC with RSA-OAEP. To stop "
	"it use Remove on that tab or -EncryptClaims $false."},
    {"adfs", "k", 'S',
	"Run Set-AdfsRelyingPartyTrust -SamlResponseSignature AssertionOnly "
	"(or MessageAndAssertion) and -SignatureAlgorithm "
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256."},
    {"adfs", "l", 'S',
	"Run Set-AdfsRelyingPartyTrust -NotBeforeSkew 2 and keep "
	"-TokenLifetime at 60; sync the farm's time."},
    {"adfs", "m", 'D',
	"Tighten the regex in the Roles rule so that only AWS-<account>-... "
	"groups match; never issue all tokenGroups."},
    {"keycloak", "a", 'S',
	"In the client's dedicated scope add a Role list mapper with Role "
	"attribute name " A
	"Role and Single Role Attribute On, use Role Name Mapper for the ARN "
	"pair, drop scope role_list and turn Full scope allowed Off."},
    {"keycloak", "b", 'S',
	"Add a User Property mapper (username or email) with SAML Attribute "
	"Name " A
	"RoleSessionName; clean user names that hold blanks or a backslash."},
    {"keycloak", "c", 'S',
	"Add a Hardcoded attribute mapper " A "SessionDuration."},
    {"keycloak", "de", 'D',
	"Add a User Attribute mapper with SAML Attribute Name " A
	"SourceIdentity or " A "PrincipalTag:<key>."},
    {"keycloak", "f", 'S',
	"Set Name ID format persistent (or email) and turn Force Name ID "
	"format On."},
    {"keycloak", "g", 'S', "Make Client ID exactly urn:amazon:webservices."},
    {"keycloak", "h", 'S',
	"Set Advanced > Assertion Consumer Service POST Binding URL (or "
	"Master SAML Processing URL) to the AWS sign-in URL, and set "
	"IDP-Initiated SSO URL name."},
    {"keycloak", "i", 'S',
	"Get /realms/<realm>/protocol/saml/descriptor, update IAM, then "
	"change the active key in Realm settings > Keys."},
    {"keycloak", "j", 'S',
	"On Keys turn Encrypt assertions On and import the certificate made "
	"for IAM; choose AES_128 or AES_256 with RSA-OAEP (not AES_192, not "
	"RSA1_5)."},
    {"keycloak", "k", 'S',
	"Turn Sign assertions On, Signature algorithm RSA_SHA256; turn "
	"Client signature required Off."},
    {"keycloak", "l", 'S',
	"Raise Advanced > Assertion Lifespan (default about one minute) to "
	"300 seconds."},
    {"keycloak", "m", 'S',
	"Turn Full scope allowed Off and assign only this client's roles."},
    {"shibboleth", "a", 'S',
	"Define awsRoles (Mapped) in attribute-resolver.xml with encoder "
	"name " A "Role and release it to urn:amazon:webservices in "
	"attribute-filter.xml."},
    {"shibboleth", "b", 'S',
	"Define awsRoleSessionName from mail or uid with encoder name " A
	"RoleSessionName and release it."},
    {"shibboleth", "cde", 'D',
	"Add a definition (a static data connector for constants) with "
	"encoder name " A "SessionDuration, " A "SourceIdentity or " A
	"PrincipalTag:<key>, and release it."},
    {"shibboleth", "f", 'S',
	"Add a SAML2AttributeSourcedGenerator in saml-nameid.xml and "
	"p:nameIDFormatPrecedence in the AWS override."},
    {"shibboleth", "g", 'S',
	"Load AWS metadata in metadata-providers.xml; the audience is its "
	"entityID (more with p:additionalAudiencesForAssertion)."},
    {"shibboleth", "h", 'S',
	"The ACS comes from AWS metadata: refresh that metadata, and start "
	"Unsolicited/SSO with providerId=urn:amazon:webservices."},
    {"shibboleth", "i", 'S',
	"Put the new key in conf/credentials.xml / idp.properties, send "
	"metadata with old and new key to IAM first, then switch."},
    {"shibboleth", "j", 'S',
	"Without an AWS key set p:encryptAssertions=\"false\" in the AWS "
	"override; with one load the per-provider metadata that has the key "
	"(v4+ AES128-GCM with RSA-OAEP)."},
    {"shibboleth", "k", 'S',
	"Set p:signAssertions=\"true\" in the AWS override (default signs "
	"the Response only)."},
    {"shibboleth", "l", 'S',
	"Keep p:assertionLifetime=\"PT5M\"; sync the host's time."},
    {"shibboleth", "m", 'D',
	"Limit the SourceValue regex in awsRoles to AWS groups and release "
	"nothing else to AWS."},
    {"ssp", "a", 'S',
	"In saml20-sp-remote.php authproc emit " A
	"Role (core:AttributeAdd or core:PHP) and list it in attributes."},
    {"ssp", "b", 'S',
	"Use core:AttributeMap to name mail " A
	"RoleSessionName, core:AttributeAlter to strip bad characters."},
    {"ssp", "cde", 'S',
	"Use core:AttributeAdd or core:AttributeMap for " A
	"SessionDuration, " A "SourceIdentity, " A "PrincipalTag:<key>."},
    {"ssp", "f", 'S',
	"Set NameIDFormat persistent and add saml:PersistentNameID or "
	"saml:AttributeNameID (default transient)."},
    {"ssp", "g", 'S', "Name the entry urn:amazon:webservices or add audience."},
    {"ssp", "h", 'S',
	"Set AssertionConsumerService in the entry to the AWS sign-in URL; "
	"remove an outdated expire line."},
    {"ssp", "i", 'S',
	"Use new_privatekey and new_certificate for the change; metadata is "
	"at the entityID URL; update IAM before the old key goes."},
    {"ssp", "j", 'S',
	"Set assertion.encryption true with the certificate made for IAM; "
	"default AES128_GCM with RSA-OAEP; set sharedkey_algorithm if needed."},
    {"ssp", "k", 'S',
	"Keep saml20.sign.assertion true, signature.algorithm rsa-sha256."},
    {"ssp", "l", 'S',
	"Leave assertion.lifetime 300; sync the host's time (NotBefore is 30 "
	"s back)."},
    {"ssp", "m", 'S', "List only the AWS names in attributes."},
    {"pingfed", "abcde", 'S',
	"Extend the Attribute Contract with the exact AWS name and fill it "
	"in Attribute Contract Fulfillment (a text constant, an attribute, "
	"or an expression)."},
    {"pingfed", "f", 'S',
	"Map SAML_SUBJECT in Attribute Contract Fulfillment."},
    {"pingfed", "g", 'D',
	"Set the connection's Partner's Entity ID to urn:amazon:webservices."},
    {"pingfed", "h", 'D',
	"Set Protocol Settings > Assertion Consumer Service URL, POST, to "
	"the AWS sign-in URL."},
    {"pingfed", "i", 'S',
	"Get /pf/federation_metadata.ping?PartnerSpId=urn:amazon:webservices "
	"after choosing Signing Certificate in Digital Signature Settings; "
	"update IAM."},
    {"pingfed", "j", 'S',
	"Set Encryption Policy The entire assertion, then Select XML "
	"Encryption Certificate: AES-128 or AES-256 with RSA-OAEP."},
    {"pingfed", "k", 'S',
	"In Signature Policy choose Always sign assertion; in Digital "
	"Signature Settings pick RSA SHA256."},
    {"pingfed", "l", 'S',
	"Set Assertion Lifetime: Minutes Before 5, Minutes After 5."},
    {"pingfed", "m", 'D',
	"Filter the groups in the OGNL expression of " A "Role."},
    {"authentik", "a", 'S',
	"Customization > Property Mappings > SAML Provider Property Mapping: "
	"SAML Attribute Name " A
	"Role, Expression returning a list of pairs (by entitlement or "
	"group)."},
    {"authentik", "b", 'S',
	"Property mapping " A
	"RoleSessionName: return regex_replace(user.username, "
	"r\"[^a-zA-Z0-9+=,.@-]\", \"-\")[:64]"},
    {"authentik", "c", 'S',
	"Property mapping " A "SessionDuration: return \"3600\""},
    {"authentik", "de", 'D',
	"Add property mappings of the same kind for " A "SourceIdentity, " A
	"PrincipalTag:<key>."},
    {"authentik", "f", 'S',
	"Provider > Advanced protocol settings: NameID Property Mapping."},
    {"authentik", "gh", 'S',
	"Provider: Audience urn:amazon:webservices (when empty none is "
	"sent), ACS URL = AWS sign-in URL; match SAML:aud in the role trust."},
    {"authentik", "i", 'S',
	"Applications > Providers > (provider) > Related objects > Metadata "
	"> Download; Signing Certificate under Advanced protocol settings."},
    {"authentik", "j", 'S',
	"Choose Encryption Certificate; it writes AES-128-CBC with RSA-OAEP."},
    {"authentik", "k", 'S',
	"Tick Sign assertions and choose Signing Certificate."},
    {"authentik", "l", 'D',
	"Set Assertion valid not before (minutes=-5) and Assertion valid not "
	"on or after (minutes=5); labels S, values D."},
    {"zitadel", "abcde", 'S',
	"Write an Action for flow Complement SAMLResponse, trigger Pre "
	"SAMLResponse creation: api.v1.attributes.setCustomAttribute(name, "
	"nameFormat, ...values)."},
    {"zitadel", "f", 'S', "NameID is the user name, format emailAddress."},
    {"zitadel", "gh", 'S',
	"Create the application from the AWS SP metadata (upload)."},
    {"zitadel", "i", 'S',
	"Metadata https://<domain>/saml/v2/metadata, certificate "
	"/saml/v2/certificate."},
    {"zitadel", "l", 'S', "NotBefore = issue time, 5 minutes; sync time."},
    {"llng", "a", 'S',
	"Variables > Macros: build z_aws_roles (\"; \" between pairs, no "
	"blank inside a pair); export it as " A
	"Role in the SP's Exported attributes."},
    {"llng", "b", 'S',
	"Exported attributes: _whatToTrace as " A "RoleSessionName."},
    {"llng", "cde", 'D',
	"Make a macro with the value and export it under the AWS name."},
    {"llng", "gh", 'S',
	"SAML service providers > Add SAML SP: load the AWS metadata URL; "
	"Options > Security > Enable use of IDP initiated URL On; start "
	"/saml/singleSignOn?IDPInitiated=1&sp=urn:amazon:webservices."},
    {"llng", "i", 'S', "Metadata https://<portal>/saml/metadata."},
    {"adselfservice", "i", 'S',
	"Open Configuration > Self-Service > Password Sync/Single Sign On, "
	"the application, IdP Details: Download IdP Metadata; the Access URL "
	"must be HTTPS."},
    {"ipsilon", "abcde", 'S',
	"SP's Attribute Mapping and Allowed Attributes map info-plugin "
	"attributes to the AWS names; only attributes the user store has can "
	"be sent."},
    {"ipsilon", "f", 'S',
	"SP's Default NameID and Allowed NameIDs: persistent."},
    {"ipsilon", "gh", 'S', "Replace the SP's Metadata by the AWS metadata."},
    {"ipsilon", "i", 'S',
	"Metadata https://<host>/idp/saml2/metadata; keys in "
	"/var/lib/ipsilon/saml2."},
    {"ipsilon", "l", 'S',
	"Window fixed at -60/+60 s: sync time on both sides."},
};

const struct idp_catalogue idp_catalogue_own = {
    entries, sizeof entries / sizeof *entries};
