/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "saml/name.h"
#include "saml/response.h"
#include "saml/tree.h"

/* The roots people hand over; a NULL name stands for any of that namespace. */
static const struct {
	const char *ns;
	const char *name;
	const char *type;
} types[] = {
    {NS_SAMLP, "Response", "Response"},
    {NS_SAMLP, "AuthnRequest", "AuthnRequest"},
    {NS_SAMLP, "LogoutRequest", "LogoutRequest"},
    {NS_SAMLP, "LogoutResponse", "LogoutResponse"},
    {NS_SAMLP, "ArtifactResolve", "ArtifactResolve"},
    {NS_SAMLP, "ArtifactResponse", "ArtifactResponse"},
    {NS_SAMLP, NULL, "another SAML protocol message"},
    {NS_SAML, "Assertion", "Assertion"},
    {NS_SAML, "EncryptedAssertion", "EncryptedAssertion"},
    {NS_MD, "EntityDescriptor", "metadata"},
    {NS_MD, "EntitiesDescriptor", "metadata"},
    {NS_SAML1P, "Response", "SAML 1.1 Response"},
    {NS_SAML1P, NULL, "SAML 1.1 message"},
    {NS_SAML1, NULL, "SAML 1.1 Assertion"},
    {NS_WST, NULL, "WS-Trust message"},
    {"http://docs.oasis-open.org/ws-sx/ws-trust/200512", NULL,
	"WS-Trust message"},
    {"http://schemas.xmlsoap.org/soap/envelope/", NULL, "SOAP message"},
    {"http://www.w3.org/2003/05/soap-envelope", NULL, "SOAP message"},
    {"http://www.w3.org/1999/xhtml", NULL, "HTML page"},
    {"", "html", "HTML page"},
};

const char *
saml_message_type(const struct saml_document *document)
{
	const xmlNode *root = document_root(document);
	const char *ns = tree_namespace(root), *name = plain_chars(root->name);

	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (strcmp(ns, types[i].ns) == 0 &&
		    (types[i].name == NULL || strcmp(name, types[i].name) == 0))
			return types[i].type;
	return "other";
}
