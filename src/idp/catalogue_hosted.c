/* SPDX-License-Identifier: MIT */
/*
 * Fixes for identity providers that their vendors run.  They speak
 * in the words of the vendor's own screens and files; the letters are the
 * codes of enum idp_fix.  Sources: the vendors' manuals, AWS's pages on them.
 */
#include "aws/session.h"
#include "idp/catalogue.h"

#define A AWS_ATTRIBUTES

static const struct idp_fix_entry entries[] = {
    {"entra", "a", 'S',
	"In Attributes & Claims set Name Role, Namespace "
	"https://aws.amazon.com/SAML/Attributes, Source attribute "
	"user.assignedroles, and assign the user an app role whose Value is "
	"the ARN pair."},
    {"entra", "b", 'S',
	"In Attributes & Claims set RoleSessionName (same Namespace) to "
	"user.userprincipalname or user.mail; for guests, whose name holds "
	"#EXT#, add a claim condition or ExtractMailPrefix()/RegexReplace()."},
    {"entra", "c", 'S',
	"Add claim SessionDuration in the same Namespace with a constant "
	"from 900 to 43200."},
    {"entra", "de", 'D',
	"Add new claim with Name SourceIdentity or PrincipalTag:<key> and "
	"the same Namespace."},
    {"entra", "f", 'S',
	"In Attributes & Claims edit Unique User Identifier (Name ID): "
	"Choose name identifier format Persistent or Email address, and a "
	"source that is not empty."},
    {"entra", "g", 'S',
	"In Basic SAML Configuration set Identifier (Entity ID) "
	"https://signin.aws.amazon.com/saml (append #2, #3 for more "
	"instances)."},
    {"entra", "h", 'S',
	"In Basic SAML Configuration set Reply URL "
	"https://signin.aws.amazon.com/saml without any #n."},
    {"entra", "i", 'S',
	"Get Federation Metadata XML of THIS app (App Federation Metadata "
	"Url, with ?appid=), strip the BOM, update IAM; rotate with New "
	"Certificate, then Make certificate active."},
    {"entra", "j", 'S',
	"Open Token encryption, Import Certificate made for IAM, then ... > "
	"Activate token encryption (AES-256; needs P1 or P2)."},
    {"entra", "k", 'S',
	"In SAML Signing Certificate set Signing Option to Sign SAML "
	"assertion (or response and assertion) and Signing Algorithm SHA-256."},
    {"entra", "l", 'D',
	"The app's pages offer no window setting; check the clock of the "
	"machine that reports the error and use the response within 5 "
	"minutes."},
    {"entra", "m", 'S',
	"Assign fewer app roles; for group claims choose Groups assigned to "
	"the application or a group filter (above 150 groups Entra leaves "
	"them out)."},
    {"okta", "a", 'D',
	"In the AWS Account Federation app: In Sign On > Advanced Sign-On "
	"Settings fill Identity Provider ARN and AWS Environment, then "
	"assign SAML user roles (or tick Use Group Mapping with Group Filter "
	"and Role Value Pattern). Literal appuser.idpRolePairs means these "
	"are empty. In a custom SAML app: Add attribute statement " A
	"Role giving the full pair(s), from an array profile attribute or a "
	"group-based expression."},
    {"okta", "b", 'D',
	"In the AWS Account Federation app: Set Credentials Details > "
	"Application username format to Email or a Custom expression, then "
	"Update Now. In a custom SAML app: Add attribute statement " A
	"RoleSessionName = user.email (or String.substringBefore(user.email, "
	"\"@\"))."},
    {"okta", "c", 'D',
	"In the AWS Account Federation app: Set Session Duration in Advanced "
	"Sign-On Settings (seconds). In a custom SAML app: Add attribute "
	"statements " A "SessionDuration, " A "SourceIdentity, " A
	"PrincipalTag:<key> with a quoted constant or an expression."},
    {"okta", "d", 'D',
	"In a custom SAML app: Add attribute statements " A
	"SessionDuration, " A "SourceIdentity, " A
	"PrincipalTag:<key> with a quoted constant or an expression."},
    {"okta", "e", 'D',
	"In the AWS Account Federation app: Add Attribute Statements named " A
	"PrincipalTag:<key>; ask Okta for OIN_SAML2_DYNAMIC_ATTRIBUTES if "
	"the section is missing. In a custom SAML app: Add attribute "
	"statements " A "SessionDuration, " A "SourceIdentity, " A
	"PrincipalTag:<key> with a quoted constant or an expression."},
    {"okta", "f", 'D',
	"In a custom SAML app: Set Name ID format and Application username "
	"under SAML Settings. The catalogue's AWS app sets this itself; if "
	"it is wrong there, add that app anew."},
    {"okta", "g", 'D',
	"In a custom SAML app: Set Audience URI (SP Entity ID) to "
	"urn:amazon:webservices. The catalogue's AWS app sets this itself; "
	"if it is wrong there, add that app anew."},
    {"okta", "h", 'S',
	"In the AWS Account Federation app: Set AWS Environment to the right "
	"partition and leave ACS URL empty unless a regional one is wanted. "
	"In a custom SAML app: Set Single sign-on URL to the AWS sign-in URL "
	"and tick Use this for Recipient URL and Destination URL."},
    {"okta", "i", 'S',
	"In the AWS Account Federation app: Sign On > SAML Signing "
	"Certificates: Generate new certificate, update IAM with the "
	"metadata, then Actions > Activate. In a custom SAML app: Metadata "
	"is at https://<org>.okta.com/app/<exk id>/sso/saml/metadata; after "
	"Actions > Activate on a new certificate update IAM."},
    {"okta", "j", 'S',
	"In a custom SAML app: Show Advanced Settings: Assertion Encryption "
	"= Encrypted, AES256-CBC (or another AES-128/256), Key Transport "
	"RSA-OAEP, upload Encryption Certificate."},
    {"okta", "k", 'D',
	"In a custom SAML app: Show Advanced Settings: Response and "
	"Assertion Signature = Signed, Signature Algorithm RSA-SHA256, "
	"Digest SHA256. The catalogue's AWS app sets this itself; if it is "
	"wrong there, add that app anew."},
    {"okta", "l", 'D',
	"The catalogue's AWS app sets this itself; if it is wrong there, add "
	"that app anew."},
    {"okta", "m", 'D',
	"In the AWS Account Federation app: Turn off Join all roles or "
	"narrow the Group Filter; note that without Join all roles a direct "
	"assignment hides group roles. In a custom SAML app: Filter the "
	"group attribute or expression to this application's groups."},
    {"okta-aws", "a", 'S',
	"In Sign On > Advanced Sign-On Settings fill Identity Provider ARN "
	"and AWS Environment, then assign SAML user roles (or tick Use Group "
	"Mapping with Group Filter and Role Value Pattern). Literal "
	"appuser.idpRolePairs means these are empty."},
    {"okta-aws", "b", 'D',
	"Set Credentials Details > Application username format to Email or a "
	"Custom expression, then Update Now."},
    {"okta-aws", "c", 'S',
	"Set Session Duration in Advanced Sign-On Settings (seconds)."},
    {"okta-aws", "e", 'S',
	"Add Attribute Statements named " A
	"PrincipalTag:<key>; ask Okta for OIN_SAML2_DYNAMIC_ATTRIBUTES if "
	"the section is missing."},
    {"okta-aws", "fgkl", 'D',
	"The catalogue's AWS app sets this itself; if it is wrong, add the "
	"app anew or use a custom SAML app."},
    {"okta-aws", "h", 'S',
	"Set AWS Environment to the right partition and leave ACS URL empty "
	"unless a regional one is wanted."},
    {"okta-aws", "i", 'S',
	"Sign On > SAML Signing Certificates: Generate new certificate, "
	"update IAM with the metadata, then Actions > Activate."},
    {"okta-aws", "m", 'S',
	"Turn off Join all roles or narrow the Group Filter; note that "
	"without Join all roles a direct assignment hides group roles."},
    {"okta-saml", "a", 'D',
	"Add attribute statement " A
	"Role giving the full pair(s), from an array profile attribute or a "
	"group-based expression."},
    {"okta-saml", "b", 'S',
	"Add attribute statement " A
	"RoleSessionName = user.email (or String.substringBefore(user.email, "
	"\"@\"))."},
    {"okta-saml", "cde", 'D',
	"Add attribute statements " A "SessionDuration, " A "SourceIdentity, " A
	"PrincipalTag:<key> with a quoted constant or an expression."},
    {"okta-saml", "f", 'S',
	"Set Name ID format and Application username under SAML Settings."},
    {"okta-saml", "g", 'S',
	"Set Audience URI (SP Entity ID) to urn:amazon:webservices."},
    {"okta-saml", "h", 'S',
	"Set Single sign-on URL to the AWS sign-in URL and tick Use this for "
	"Recipient URL and Destination URL."},
    {"okta-saml", "i", 'S',
	"Metadata is at https://<org>.okta.com/app/<exk "
	"id>/sso/saml/metadata; after Actions > Activate on a new "
	"certificate update IAM."},
    {"okta-saml", "j", 'S',
	"Show Advanced Settings: Assertion Encryption = Encrypted, "
	"AES256-CBC (or another AES-128/256), Key Transport RSA-OAEP, upload "
	"Encryption Certificate."},
    {"okta-saml", "k", 'S',
	"Show Advanced Settings: Response and Assertion Signature = Signed, "
	"Signature Algorithm RSA-SHA256, Digest SHA256."},
    {"okta-saml", "m", 'D',
	"Filter the group attribute or expression to this application's "
	"groups."},
    {"google", "a", 'S',
	"Create a Multi-value custom attribute (Category Amazon, Role), "
	"store \"role ARN,provider ARN\" per user, and map Amazon > Role to " A
	"Role."},
    {"google", "b", 'S',
	"In SAML attribute mapping map Basic Information > Primary Email to " A
	"RoleSessionName."},
    {"google", "cde", 'D',
	"Add a custom user attribute holding the value and map it to " A
	"SessionDuration, " A "SourceIdentity or " A "PrincipalTag:<key>."},
    {"google", "f", 'S',
	"Under Service provider details set Name ID format PERSISTENT (or "
	"EMAIL) and Name ID Basic Information > Primary Email."},
    {"google", "g", 'S',
	"Under Service provider details set Entity ID to "
	"urn:amazon:webservices or https://signin.aws.amazon.com/saml."},
    {"google", "h", 'S',
	"Under Service provider details set ACS URL to the AWS sign-in URL."},
    {"google", "i", 'S',
	"Security > Authentication > SSO with SAML applications: add or "
	"choose the certificate used by the app, Download IdP metadata, "
	"update IAM (certificates end after 5 years)."},
    {"google", "k", 'S',
	"Leave Signed response unticked, so that the assertion is signed."},
    {"google", "m", 'D',
	"Keep fewer values in the user's Role attribute (group mapping "
	"carries at most 75 groups)."},
    {"pingone", "abcde", 'D',
	"Add attribute mappings on the application with the exact AWS names."},
    {"pingone", "gh", 'D',
	"Set Entity ID and ACS URLs of the SAML application."},
    {"pingone", "i", 'S',
	"Configuration > Download Metadata, or "
	"https://auth.pingone.com/<env>/saml20/metadata/<app-id>."},
    {"pingone", "j", 'S',
	"Turn encryption on with the certificate and algorithm AES_128 or "
	"AES_256, not TRIPLEDES."},
    {"pingone", "k", 'S',
	"Keep Sign Assertion on (assertion_signed, default true)."},
    {"pingone", "l", 'S', "Set assertion duration (seconds) to 300."},
    {"onelogin", "a", 'S',
	"Use Amazon Web Services (AWS) for one role or AWS Multi Account for "
	"several; set parameter Role to role ARN,provider ARN, or by Rules."},
    {"onelogin", "b", 'D', "On Parameters set RoleSessionName to Email."},
    {"onelogin", "cde", 'D',
	"On Parameters add a field with the AWS name, tick Include in SAML "
	"assertion, give a macro or value."},
    {"onelogin", "fgh", 'S',
	"On Configuration set SAML nameID format, Audience (Entity ID), "
	"Recipient, ACS (Consumer) URL and ACS (Consumer) URL Validator."},
    {"onelogin", "i", 'S',
	"SSO tab: X.509 Certificate > Change; More Actions > SAML Metadata; "
	"Security > Certificates for new ones; update IAM."},
    {"onelogin", "k", 'S',
	"Set SAML signature element to Assertion (or Both) and SAML "
	"Signature Algorithm SHA-256."},
    {"onelogin", "m", 'S',
	"Split into several connectors; an assertion may have 100000 "
	"characters."},
    {"auth0", "a", 'S',
	"Set user.awsRole (array for several) in an Action and map awsRole "
	"to " A "Role in mappings; no blanks in the ARNs."},
    {"auth0", "b", 'D',
	"Map a property such as nickname or email to " A
	"RoleSessionName; user_id holds a bar, which AWS refuses."},
    {"auth0", "cde", 'S',
	"Set user properties and map each name to its AWS name; mappings "
	"takes the property NAME, not the value."},
    {"auth0", "f", 'S', "Set nameIdentifierFormat and nameIdentifierProbes."},
    {"auth0", "g", 'S',
	"Set audience to urn:amazon:webservices or "
	"https://signin.aws.amazon.com/saml."},
    {"auth0", "h", 'S',
	"Set Application Callback URL, recipient and destination to the AWS "
	"sign-in URL."},
    {"auth0", "i", 'S',
	"Usage tab > Identity Provider Metadata: Download; update IAM after "
	"a key rotation."},
    {"auth0", "j", 'D',
	"Give encryptionCert and encryptionPublicKey in the settings; the "
	"default is AES-256-GCM with RSA-OAEP."},
    {"auth0", "k", 'S',
	"Set signResponse false (assertion is signed), signatureAlgorithm "
	"rsa-sha256, digestAlgorithm sha256."},
    {"auth0", "l", 'S',
	"Set lifetimeInSeconds; NotBefore has no slack, so check clocks."},
    {"auth0", "m", 'S',
	"Set passthroughClaimsWithNoMapping, mapUnknownClaimsAsIs, "
	"mapIdentities and createUpnClaim to false."},
    {"jumpcloud", "a", 'S',
	"Add Constant Attributes with Service Provider Attribute Name " A
	"Role, or a user Custom Attribute, value role ARN,provider ARN."},
    {"jumpcloud", "b", 'D',
	"Replace the constant SSO-User by User Attribute email under " A
	"RoleSessionName."},
    {"jumpcloud", "cde", 'S',
	"Add a Constant or User Attribute with the exact AWS name."},
    {"jumpcloud", "fgh", 'S',
	"Set SAMLSubject NameID and its Format, SP Entity ID, ACS URLs."},
    {"jumpcloud", "i", 'S',
	"Export Metadata or Copy Metadata URL; keys by Upload IdP Private "
	"Key and Upload IdP Certificate; give every connector its own IdP "
	"Entity ID."},
    {"jumpcloud", "k", 'S',
	"Tick Sign Assertion and choose Signature Algorithm RSA-SHA256."},
    {"jumpcloud", "m", 'S', "Make separate connectors per role set."},
    {"duo", "abcde", 'S',
	"Use Map attributes, Create attributes (constants), Role attributes "
	"(groups to pairs) and Attribute transformations with the exact AWS "
	"names."},
    {"duo", "fgh", 'S',
	"Set NameID format and attribute, Entity ID, Assertion Consumer "
	"Service (ACS) URL."},
    {"duo", "i", 'S',
	"Download XML (or Download certificate) in the application and "
	"update IAM."},
    {"duo", "k", 'S',
	"Tick Sign assertion under Signing options; Signature algorithm "
	"SHA256."},
    {"cyberark", "a", 'S',
	"In app AWS IAM SAML make portal roles with the same names as the "
	"AWS roles and assign users; one app per AWS account."},
    {"awsidc", "a", 'S',
	"In application External AWS Account open Actions > Edit attribute "
	"mappings: " A
	"Role = provider ARN,role ARN, type unspecified; one role per "
	"application."},
    {"awsidc", "b", 'S',
	"Edit attribute mappings: add " A
	"RoleSessionName with a value that fits the character set, for "
	"example ${user:email}."},
    {"awsidc", "cde", 'D',
	"Edit attribute mappings: add the AWS name with a constant or a user "
	"attribute."},
    {"awsidc", "f", 'S', "Map Subject to ${user:email}, type emailAddress."},
    {"awsidc", "gh", 'D',
	"Actions > Edit configuration: set the ACS URL and the SAML "
	"audience; there is no SP-initiated start."},
    {"awsidc", "i", 'S',
	"Get the IAM Identity Center SAML metadata file of the application "
	"and update IAM."},
    {"awsidc", "m", 'S', "Add one application per role instead of many roles."},
    {"oci", "j", 'S',
	"In the application choose AES-128 or AES-256 (CBC or GCM) and "
	"RSA-OAEP, not 3DES, AES-192 or RSA-v1.5."},
    {"oci", "i", 'S',
	"Metadata https://idcs-<id>.identity.oraclecloud.com/fed/v1/metadata."},
    {"salesforce", "a", 'S',
	"External client/connected app > Custom Attributes: Key " A
	"Role, value a formula giving the pair in quotes."},
    {"salesforce", "b", 'S',
	"Custom Attributes: Key " A "RoleSessionName, value $User.Email."},
    {"salesforce", "cde", 'D',
	"Custom Attributes with the AWS name as Key and a formula as value."},
    {"salesforce", "f", 'S',
	"Subject Type Persistent ID, NameID Format persistent."},
    {"salesforce", "gh", 'S',
	"Web App Settings > Enable SAML: Entity Id urn:amazon:webservices or "
	"https://signin.aws.amazon.com/saml, ACS URL the AWS sign-in URL."},
    {"salesforce", "i", 'S',
	"Setup > Identity Provider > Download Metadata, or "
	"https://<MyDomain>.my.salesforce.com/.well-known/samlidp.xml (not "
	"SAMLSP-*.xml)."},
    {"salesforce", "j", 'S',
	"Tick Encrypt SAML Response, upload the certificate, Encryption "
	"Method AES-256 or AES-128."},
};

const struct idp_catalogue idp_catalogue_hosted = {
    entries, sizeof entries / sizeof *entries};
