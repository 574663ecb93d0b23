/* SPDX-License-Identifier: MIT */
#include "saml/request.h"

#include <string.h>

#include "saml/name.h"
#include "saml/tree.h"

/* xs:boolean */
static bool
is_true(struct arena *arena, const xmlNode *node, const char *name)
{
	const char *value = element_attribute(arena, node, name);

	return value != NULL &&
	       (strcmp(value, "true") == 0 || strcmp(value, "1") == 0);
}

struct saml_request *
request_read(struct arena *arena, const struct saml_document *document)
{
	const xmlNode *root = document_root(document), *child;
	struct saml_request *r;

	if (!element_is(root, NS_SAMLP, "AuthnRequest"))
		return NULL;
	r = arena_alloc(arena, sizeof *r);
	if (r == NULL)
		return NULL;
	r->at = document_at(document, root);
	r->id = element_attribute(arena, root, "ID");
	r->destination = element_attribute(arena, root, "Destination");
	r->acs_url =
	    element_attribute(arena, root, "AssertionConsumerServiceURL");
	r->acs_index =
	    element_attribute(arena, root, "AssertionConsumerServiceIndex");
	r->force_authn = is_true(arena, root, "ForceAuthn");
	r->is_passive = is_true(arena, root, "IsPassive");
	r->issue_instant.text = element_attribute(arena, root, "IssueInstant");
	r->issue_instant.at = r->at;
	if (r->issue_instant.text != NULL)
		r->issue_instant.is_valid =
		    datetime_parse(r->issue_instant.text,
			&r->issue_instant.seconds, &r->issue_instant.has_zone);
	child = element_child(root, NS_SAML, "Issuer");
	if (child != NULL)
		r->issuer = element_text(arena, document, child).value;
	child = element_child(root, NS_SAMLP, "NameIDPolicy");
	if (child != NULL)
		r->name_id_format = element_attribute(arena, child, "Format");
	return arena_has_failed(arena) ? NULL : r;
}
