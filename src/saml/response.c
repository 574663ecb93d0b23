/* SPDX-License-Identifier: MIT */
#include "saml/response.h"

#include <string.h>

#include "saml/name.h"
#include "saml/tree.h"

/* What is being read, and where to. */
struct reading {
	struct arena *arena;
	const struct saml_document *document;
};

static const char *
attribute(const struct reading *r, const xmlNode *node, const char *name)
{
	return element_attribute(r->arena, node, name);
}

static struct saml_at
at(const struct reading *r, const xmlNode *node)
{
	return document_at(r->document, node);
}

static struct saml_text
text(const struct reading *r, const xmlNode *node)
{
	return element_text(r->arena, r->document, node);
}

static struct saml_time
time_of(const struct reading *r, const xmlNode *node, const char *name)
{
	struct saml_time time = {.at = at(r, node)};

	time.text = attribute(r, node, name);
	if (time.text != NULL)
		time.is_valid =
		    datetime_parse(time.text, &time.seconds, &time.has_zone);
	return time;
}

static void
read_name_id(
    const struct reading *r, const xmlNode *node, struct saml_name_id *id)
{
	id->text = text(r, node);
	id->format = attribute(r, node, "Format");
	id->name_qualifier = attribute(r, node, "NameQualifier");
	id->sp_name_qualifier = attribute(r, node, "SPNameQualifier");
}

/* The first Issuer, and how many there are. */
static void
read_issuer(const struct reading *r, const xmlNode *parent,
    struct saml_name_id *issuer, size_t *n)
{
	const xmlNode *node = element_child(parent, NS_SAML, "Issuer");

	*n = element_count(parent, NS_SAML, "Issuer");
	issuer->text.value = issuer->text.first = "";
	if (node != NULL)
		read_name_id(r, node, issuer);
}

static bool
push_encrypted(const struct reading *r, const xmlNode *node,
    struct saml_encrypted **list, size_t *n)
{
	struct saml_encrypted *encrypted;

	encrypted = arena_push(r->arena, list, n, sizeof *encrypted);
	return encrypted != NULL &&
	       encrypted_read(r->arena, r->document, node, encrypted);
}

static void
read_confirmation(
    const struct reading *r, const xmlNode *node, struct saml_subject *subject)
{
	struct saml_subject_confirmation *c;
	const xmlNode *data;

	c = arena_push(r->arena, &subject->confirmations,
	    &subject->n_confirmations, sizeof *c);
	if (c == NULL)
		return;
	c->at = at(r, node);
	c->method = attribute(r, node, "Method");
	data = element_child(node, NS_SAML, "SubjectConfirmationData");
	c->has_data = data != NULL;
	if (data == NULL)
		return;
	c->recipient = attribute(r, data, "Recipient");
	c->in_response_to = attribute(r, data, "InResponseTo");
	c->address = attribute(r, data, "Address");
	c->not_before = time_of(r, data, "NotBefore");
	c->not_on_or_after = time_of(r, data, "NotOnOrAfter");
}

static void
push_name_id(const struct reading *r, const xmlNode *node,
    struct saml_subject *subject, bool was_encrypted)
{
	struct saml_name_id *id;

	id = arena_push(
	    r->arena, &subject->name_ids, &subject->n_name_ids, sizeof *id);
	if (id == NULL)
		return;
	read_name_id(r, node, id);
	id->was_encrypted = was_encrypted;
}

static void
read_subject(const struct reading *r, const xmlNode *parent,
    struct saml_subject *subject)
{
	subject->is_present = true;
	subject->at = at(r, parent);
	for (const xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node)) {
		if (element_is(node, NS_SAML, "NameID"))
			push_name_id(r, node, subject, false);
		else if (element_is(node, NS_SAML, "EncryptedID"))
			push_encrypted(r, node, &subject->encrypted_ids,
			    &subject->n_encrypted_ids);
		else if (element_is(node, NS_SAML, "SubjectConfirmation"))
			read_confirmation(r, node, subject);
	}
}

/* All children of PARENT with that name, as texts. */
static void
read_texts(const struct reading *r, const xmlNode *parent, const char *name,
    struct saml_text **texts, size_t *n)
{
	struct saml_text *one;

	for (const xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node)) {
		if (!element_is(node, NS_SAML, name))
			continue;
		one = arena_push(r->arena, texts, n, sizeof *one);
		if (one != NULL)
			*one = text(r, node);
	}
}

static void
read_conditions(const struct reading *r, const xmlNode *parent,
    struct saml_conditions *conditions)
{
	struct saml_audience_restriction *one;

	conditions->is_present = true;
	conditions->at = at(r, parent);
	conditions->not_before = time_of(r, parent, "NotBefore");
	conditions->not_on_or_after = time_of(r, parent, "NotOnOrAfter");
	for (const xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node)) {
		if (element_is(node, NS_SAML, "OneTimeUse"))
			conditions->is_one_time_use = true;
		if (!element_is(node, NS_SAML, "AudienceRestriction"))
			continue;
		one = arena_push(r->arena, &conditions->restrictions,
		    &conditions->n_restrictions, sizeof *one);
		if (one == NULL)
			return;
		one->at = at(r, node);
		read_texts(
		    r, node, "Audience", &one->audiences, &one->n_audiences);
	}
}

static void
read_authn_statement(const struct reading *r, const xmlNode *node,
    struct saml_assertion *assertion)
{
	struct saml_authn_statement *one;
	const xmlNode *context, *class_ref;

	one = arena_push(r->arena, &assertion->authn_statements,
	    &assertion->n_authn_statements, sizeof *one);
	if (one == NULL)
		return;
	one->at = at(r, node);
	one->authn_instant = time_of(r, node, "AuthnInstant");
	one->session_not_on_or_after = time_of(r, node, "SessionNotOnOrAfter");
	one->session_index = attribute(r, node, "SessionIndex");
	context = element_child(node, NS_SAML, "AuthnContext");
	class_ref = element_child(context, NS_SAML, "AuthnContextClassRef");
	if (class_ref != NULL)
		one->class_ref = text(r, class_ref).value;
}

static void
push_attribute(const struct reading *r, const xmlNode *node,
    struct saml_assertion *assertion, bool was_encrypted)
{
	struct saml_attribute *one;

	one = arena_push(r->arena, &assertion->attributes,
	    &assertion->n_attributes, sizeof *one);
	if (one == NULL)
		return;
	one->at = at(r, node);
	one->name = attribute(r, node, "Name");
	if (one->name == NULL)
		one->name = "";
	one->name_format = attribute(r, node, "NameFormat");
	one->friendly_name = attribute(r, node, "FriendlyName");
	one->was_encrypted = was_encrypted;
	read_texts(r, node, "AttributeValue", &one->values, &one->n_values);
}

static void
read_attribute_statement(const struct reading *r, const xmlNode *parent,
    struct saml_assertion *assertion)
{
	assertion->n_attribute_statements++;
	for (const xmlNode *node = element_first(parent); node != NULL;
	     node = element_next(node)) {
		if (element_is(node, NS_SAML, "Attribute"))
			push_attribute(r, node, assertion, false);
		else if (element_is(node, NS_SAML, "EncryptedAttribute"))
			push_encrypted(r, node,
			    &assertion->encrypted_attributes,
			    &assertion->n_encrypted_attributes);
	}
}

/* Of Subject and Conditions the first counts; all are counted. */
static void
read_part(const struct reading *r, const xmlNode *node,
    struct saml_assertion *assertion)
{
	if (element_is(node, NS_SAML, "Subject")) {
		if (assertion->n_subjects++ == 0)
			read_subject(r, node, &assertion->subject);
	} else if (element_is(node, NS_SAML, "Conditions")) {
		if (assertion->n_conditions++ == 0)
			read_conditions(r, node, &assertion->conditions);
	} else if (element_is(node, NS_SAML, "AuthnStatement"))
		read_authn_statement(r, node, assertion);
	else if (element_is(node, NS_SAML, "AttributeStatement"))
		read_attribute_statement(r, node, assertion);
}

static void
read_assertion(const struct reading *r, const xmlNode *node, bool is_signed,
    struct saml_assertion *assertion)
{
	assertion->at = at(r, node);
	assertion->is_signed = is_signed;
	assertion->id = attribute(r, node, "ID");
	assertion->version = attribute(r, node, "Version");
	assertion->issue_instant = time_of(r, node, "IssueInstant");
	read_issuer(r, node, &assertion->issuer, &assertion->n_issuers);
	for (const xmlNode *child = element_first(node); child != NULL;
	     child = element_next(child))
		read_part(r, child, assertion);
}

static void
read_status(
    const struct reading *r, const xmlNode *response, struct saml_status *out)
{
	const xmlNode *status = element_child(response, NS_SAMLP, "Status");
	const xmlNode *code, *sub_code, *message;

	out->n_statuses = element_count(response, NS_SAMLP, "Status");
	out->message.value = out->message.first = "";
	if (status == NULL)
		return;
	out->at = at(r, status);
	code = element_child(status, NS_SAMLP, "StatusCode");
	sub_code = element_child(code, NS_SAMLP, "StatusCode");
	message = element_child(status, NS_SAMLP, "StatusMessage");
	if (code != NULL)
		out->code = attribute(r, code, "Value");
	if (sub_code != NULL)
		out->sub_code = attribute(r, sub_code, "Value");
	if (message != NULL)
		out->message = text(r, message);
}

struct saml_response *
response_read(
    struct arena *arena, const struct saml_document *document, bool is_signed)
{
	const struct reading r = {.arena = arena, .document = document};
	const xmlNode *root = document_root(document);
	struct saml_response *out = arena_alloc(arena, sizeof *out);
	struct saml_assertion *assertion;

	if (out == NULL)
		return NULL;
	out->at = at(&r, root);
	out->is_signed = is_signed;
	out->id = attribute(&r, root, "ID");
	out->version = attribute(&r, root, "Version");
	out->destination = attribute(&r, root, "Destination");
	out->in_response_to = attribute(&r, root, "InResponseTo");
	out->consent = attribute(&r, root, "Consent");
	out->issue_instant = time_of(&r, root, "IssueInstant");
	read_issuer(&r, root, &out->issuer, &out->n_issuers);
	read_status(&r, root, &out->status);
	for (const xmlNode *node = element_first(root); node != NULL;
	     node = element_next(node)) {
		if (element_is(node, NS_SAML, "Assertion")) {
			assertion = arena_push(arena, &out->assertions,
			    &out->n_assertions, sizeof *assertion);
			if (assertion != NULL)
				read_assertion(&r, node, is_signed, assertion);
		} else if (element_is(node, NS_SAML, "EncryptedAssertion"))
			push_encrypted(&r, node, &out->encrypted_assertions,
			    &out->n_encrypted_assertions);
	}
	return arena_has_failed(arena) ? NULL : out;
}

struct saml_assertion *
assertion_read(struct arena *arena, const struct saml_document *document,
    const xmlNode *node, bool is_signed)
{
	const struct reading r = {.arena = arena, .document = document};
	struct saml_assertion *out = arena_alloc(arena, sizeof *out);

	if (out == NULL)
		return NULL;
	read_assertion(&r, node, is_signed, out);
	return arena_has_failed(arena) ? NULL : out;
}

bool
assertion_open_id(struct arena *arena, struct saml_assertion *assertion,
    const struct saml_document *document)
{
	const struct reading r = {.arena = arena, .document = document};
	const xmlNode *root = document_root(document);

	if (!element_is(root, NS_SAML, "NameID"))
		return false;
	push_name_id(&r, root, &assertion->subject, true);
	return true;
}

bool
assertion_open_attribute(struct arena *arena, struct saml_assertion *assertion,
    const struct saml_document *document)
{
	const struct reading r = {.arena = arena, .document = document};
	const xmlNode *root = document_root(document);

	if (!element_is(root, NS_SAML, "Attribute"))
		return false;
	push_attribute(&r, root, assertion, true);
	return true;
}

const char *
saml_first_value(const struct saml_attribute *attribute)
{
	return attribute != NULL && attribute->n_values > 0
		   ? attribute->values[0].value
		   : NULL;
}
