/* SPDX-License-Identifier: MIT */
/* A response of which every value is planted. */
#include <stdlib.h>
#include <string.h>

#include "plant.h"

#define AWS "https://aws.amazon.com/SAML/Attributes/"
#define ACS "https://signin.aws.amazon.com/saml"
#define TIME "2026-11-20T09:03:11Z"

static void
put_word(struct plant *p, struct fuzz_text *out)
{
	plant_xml(p, out, plant_word(p));
}

static void
put_identifier(struct plant *p, struct fuzz_text *out)
{
	plant_put(out, "_");
	plant_xml(p, out, plant_identifier(p));
}

/* Octets of which a word is the beginning, in base64. */
static void
put_sealed(struct plant *p, struct fuzz_text *out)
{
	char octets[96];

	memset(octets, 'k', sizeof octets);
	strncpy(octets, plant_word(p), sizeof octets - 1);
	plant_base64(out, octets, sizeof octets);
}

/* A word as it may stand in an element. */
static void
put_content(struct plant *p, struct fuzz_text *out)
{
	const char *word;

	switch (plant_choose(p, 6)) {
	case 1:
		word = plant_word(p);
		plant_put(out, "<![CDATA[%s]]>", word);
		break;
	case 2:
		plant_put(out, "<!-- %s -->", plant_word(p));
		put_word(p, out);
		break;
	case 3:
		plant_put(out, "<x:o xmlns:x=\"urn:x\" who=\"");
		put_word(p, out);
		plant_put(out, "\">");
		put_word(p, out);
		plant_put(out, "</x:o>");
		break;
	case 4:
		plant_put(out, "\n   ");
		put_word(p, out);
		plant_put(out, "\n ");
		break;
	default:
		put_word(p, out);
	}
}

static void
put_aside(struct plant *p, struct fuzz_text *out)
{
	switch (plant_choose(p, 5)) {
	case 1:
		plant_put(out, "<!-- %s -->", plant_word(p));
		break;
	case 2:
		plant_put(out, "<?note %s?>", plant_word(p));
		break;
	case 3:
		plant_put(out, "<!--%s--><?%s x?>", plant_word(p), "note");
		break;
	default:
		break;
	}
}

static void
put_signature(struct plant *p, struct fuzz_text *out)
{
	plant_put(out,
	    "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
	    "<ds:SignedInfo><ds:CanonicalizationMethod Algorithm=\"http://"
	    "www.w3.org/2001/10/xml-exc-c14n#\"/><ds:Reference URI=\"#");
	put_identifier(p, out);
	plant_put(out, "\"><ds:DigestValue>");
	put_sealed(p, out);
	plant_put(out, "</ds:DigestValue></ds:Reference></ds:SignedInfo>"
		       "<ds:SignatureValue>");
	put_sealed(p, out);
	plant_put(out, "</ds:SignatureValue><ds:KeyInfo>");
	if (plant_choose(p, 2) == 1) {
		plant_put(
		    out, "<ds:KeyName>%s</ds:KeyName>", plant_organisation(p));
	}
	plant_put(out, "</ds:KeyInfo></ds:Signature>");
}

static void
put_attribute(struct plant *p, struct fuzz_text *out)
{
	static const char *const names[] = {"urn:oid:0.9.2342.19200300.100.1.3",
	    AWS "RoleSessionName", AWS "SourceIdentity",
	    AWS "PrincipalTag:Team", "mail",
	    "http://schemas.microsoft.com/ws/2008/06/identity/claims/"
	    "groups",
	    "given name", AWS "Unknown"};
	unsigned n = plant_choose(p, 3);

	plant_put(out, "<saml:Attribute Name=\"%s\"%s>",
	    names[plant_choose(p, sizeof names / sizeof *names)],
	    plant_choose(p, 2) ? " FriendlyName=\"mail\"" : "");
	for (unsigned i = 0; i <= n; i++) {
		plant_put(out, "<saml:AttributeValue>");
		put_content(p, out);
		plant_put(out, "</saml:AttributeValue>");
	}
	plant_put(out, "</saml:Attribute>");
}

static void
put_role(struct plant *p, struct fuzz_text *out)
{
	const char *account = plant_account(p);

	plant_put(out,
	    "<saml:Attribute Name=\"" AWS "Role\"><saml:AttributeValue>"
	    "arn:aws:iam::%s:role/%s,arn:aws:iam::%s:saml-provider/%s"
	    "</saml:AttributeValue></saml:Attribute>",
	    account, plant_organisation(p), account, plant_organisation(p));
}

static void
put_subject(struct plant *p, struct fuzz_text *out)
{
	plant_put(out, "<saml:Subject><saml:NameID SPNameQualifier=\"");
	plant_put(out, "urn:amazon:webservices");
	plant_put(out, "\">");
	if (plant_choose(p, 2)) {
		p->name = plant_word(p);
		plant_xml(p, out, p->name);
	} else {
		put_content(p, out);
	}
	plant_put(out,
	    "</saml:NameID><saml:SubjectConfirmation Method=\"urn:oasis:names:"
	    "tc:SAML:2.0:cm:bearer\"><saml:SubjectConfirmationData "
	    "Recipient=\"" ACS "\" NotOnOrAfter=\"2026-11-20T09:08:11Z\""
	    " InResponseTo=\"");
	put_identifier(p, out);
	plant_put(out, "\" Address=\"");
	put_word(p, out);
	plant_put(out,
	    "\"/></saml:SubjectConfirmation></saml:Subject>"
	    "<saml:AuthnStatement AuthnInstant=\"" TIME "\" SessionIndex=\"");
	put_word(p, out);
	plant_put(out, "\"/>");
}

static void
put_encrypted(struct plant *p, struct fuzz_text *out)
{
	plant_put(out,
	    "<saml:EncryptedAssertion><xenc:EncryptedData xmlns:xenc="
	    "\"http://www.w3.org/2001/04/xmlenc#\"><xenc:CipherData>"
	    "<xenc:CipherValue>");
	put_sealed(p, out);
	plant_put(out, "</xenc:CipherValue></xenc:CipherData>"
		       "</xenc:EncryptedData></saml:EncryptedAssertion>");
}

static void
put_assertion(struct plant *p, struct fuzz_text *out, const char *issuer)
{
	plant_put(out,
	    "<saml:Assertion Version=\"2.0\" IssueInstant=\"" TIME "\" ID=\"");
	put_identifier(p, out);
	plant_put(out, "\"><saml:Issuer>https://%s.example/saml</saml:Issuer>",
	    issuer);
	if (plant_choose(p, 2))
		put_signature(p, out);
	put_subject(p, out);
	put_aside(p, out);
	plant_put(out, "<saml:AttributeStatement>");
	put_role(p, out);
	for (unsigned i = plant_choose(p, 4); i > 0; i--)
		put_attribute(p, out);
	plant_put(out, "</saml:AttributeStatement></saml:Assertion>");
}

void
plant_message(struct plant *p, struct fuzz_text *out)
{
	const char *issuer = plant_organisation(p);

	plant_put(out,
	    "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:"
	    "protocol\" xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" "
	    "Version=\"2.0\" IssueInstant=\"" TIME "\" Destination=\"" ACS
	    "\" ID=\"");
	put_identifier(p, out);
	plant_put(out, "\" InResponseTo=\"");
	put_identifier(p, out);
	plant_put(out, "\"><saml:Issuer>https://%s.example/saml</saml:Issuer>",
	    issuer);
	put_aside(p, out);
	plant_put(out,
	    "<samlp:Status><samlp:StatusCode Value=\"urn:oasis:names:tc:"
	    "SAML:2.0:status:Success\"/>");
	if (plant_choose(p, 3) == 1) {
		plant_put(out, "<samlp:StatusMessage>");
		put_content(p, out);
		plant_put(out, "</samlp:StatusMessage><samlp:StatusDetail>");
		put_content(p, out);
		plant_put(out, "</samlp:StatusDetail>");
	}
	plant_put(out, "</samlp:Status>");
	if (plant_choose(p, 4) == 3)
		put_encrypted(p, out);
	else
		put_assertion(p, out, issuer);
	plant_put(out, "</samlp:Response>");
}
