/* SPDX-License-Identifier: MIT */
/*
 * What is read is what was signed.  In every case of the checks and of the
 * catalogue of attacks, whatever the typed assertion holds as signed is held
 * against the octets that the signature covers, read by libxml2 alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <ftw.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <stdio.h>

#include "recipe_run.h"
#include "saml/name.h"
#include "verdict.h"

static size_t n_cases, n_signed, n_values;
static const char *current_path;

/* ---- libxml2's own reading of the octets */

static xmlNode *
next_of(xmlNode *node, const xmlNode *top)
{
	if (node->children != NULL)
		return node->children;
	while (node != top && node->next == NULL)
		node = node->parent;
	return node == top ? NULL : node->next;
}

static bool
is_element(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && node->ns != NULL &&
	       strcmp((const char *)node->ns->href, NS_SAML) == 0 &&
	       strcmp((const char *)node->name, name) == 0;
}

/* Does an element of that name, or its attribute, have that text? */
static bool
octets_say(
    xmlDoc *doc, const char *element, const char *attribute, const char *value)
{
	xmlNode *top = xmlDocGetRootElement(doc);

	for (xmlNode *node = top; node != NULL; node = next_of(node, top)) {
		xmlChar *text;
		bool is_it;

		if (!is_element(node, element))
			continue;
		text = attribute != NULL
			   ? xmlGetNoNsProp(node, (const xmlChar *)attribute)
			   : xmlNodeGetContent(node);
		is_it = text != NULL && strcmp((char *)text, value) == 0;
		xmlFree(text);
		if (is_it)
			return true;
	}
	return false;
}

static void
must_be_said(
    xmlDoc *doc, const char *element, const char *attribute, const char *value)
{
	if (value == NULL)
		return;
	n_values++;
	if (!octets_say(doc, element, attribute, value))
		fail_msg("%s: no %s of the signed octets has the value that "
			 "was read",
		    current_path, element);
}

/* ---- The typed assertion against it */

static void
subject_was_signed(xmlDoc *doc, const struct saml_subject *s)
{
	for (size_t i = 0; i < s->n_name_ids; i++)
		if (!s->name_ids[i].was_encrypted)
			must_be_said(
			    doc, "NameID", NULL, s->name_ids[i].text.value);
	for (size_t i = 0; i < s->n_confirmations; i++) {
		const struct saml_subject_confirmation *c =
		    &s->confirmations[i];

		must_be_said(doc, "SubjectConfirmation", "Method", c->method);
		must_be_said(
		    doc, "SubjectConfirmationData", "Recipient", c->recipient);
		must_be_said(doc, "SubjectConfirmationData", "InResponseTo",
		    c->in_response_to);
	}
}

static void
conditions_were_signed(xmlDoc *doc, const struct saml_conditions *c)
{
	for (size_t i = 0; i < c->n_restrictions; i++)
		for (size_t j = 0; j < c->restrictions[i].n_audiences; j++)
			must_be_said(doc, "Audience", NULL,
			    c->restrictions[i].audiences[j].value);
}

static void
attributes_were_signed(xmlDoc *doc, const struct saml_assertion *a)
{
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct saml_attribute *attribute = &a->attributes[i];

		if (attribute->was_encrypted)
			continue;
		/* One without a Name is read as one with an empty one. */
		if (*attribute->name != '\0')
			must_be_said(doc, "Attribute", "Name", attribute->name);
		for (size_t j = 0; j < attribute->n_values; j++)
			must_be_said(doc, "AttributeValue", NULL,
			    attribute->values[j].value);
	}
}

static void
assertion_was_signed(xmlDoc *doc, const struct saml_assertion *a)
{
	must_be_said(doc, "Assertion", "ID", a->id);
	if (a->n_issuers > 0)
		must_be_said(doc, "Issuer", NULL, a->issuer.text.value);
	subject_was_signed(doc, &a->subject);
	conditions_were_signed(doc, &a->conditions);
	attributes_were_signed(doc, a);
	for (size_t i = 0; i < a->n_authn_statements; i++)
		must_be_said(doc, "AuthnStatement", "SessionIndex",
		    a->authn_statements[i].session_index);
}

/*
 * The octets that the assertion's claims must come from: of its own
 * signature, else of the response's, else, where ciphertext was signed, of
 * the text that was in it.
 */
static xmlDoc *
covered_octets(const struct evidence *e)
{
	const struct signature_result *best = NULL;

	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *s = &e->signatures[i];

		assert_int_equal(s->result->state, SIGNATURE_VALID);
		if (best == NULL || s->shape->parent == SIGNATURE_OF_ASSERTION)
			best = s->result;
	}
	if (best == NULL)
		return NULL;
	return xmlReadMemory((const char *)best->octets, (int)best->octets_len,
	    NULL, NULL, XML_PARSE_NONET);
}

static bool
is_of_ciphertext(const struct evidence *e)
{
	if (!e->assertion->was_encrypted)
		return false;
	for (size_t i = 0; i < e->n_signatures; i++)
		if (e->signatures[i].shape->parent == SIGNATURE_OF_ASSERTION)
			return false;
	return true;
}

static void
case_is_right(const struct evidence *e)
{
	xmlDoc *doc;

	n_cases++;
	if (e->assertion == NULL || !e->assertion->is_signed) {
		assert_false(e->is_authentic);
		return;
	}
	/* Signed means: nothing about the message is broken. */
	assert_true(e->is_authentic);
	assert_false(e->structure->has_strong_violation);
	if (is_of_ciphertext(e))
		return;
	n_signed++;
	doc = covered_octets(e);
	assert_non_null(doc);
	assertion_was_signed(doc, e->assertion);
	xmlFreeDoc(doc);
}

static int
visit(const char *path, const struct stat *info, int kind, struct FTW *where)
{
	const char *end = strstr(path, ".recipe");
	struct recipe_run run;

	(void)info;
	(void)where;
	if (kind != FTW_F || end == NULL || end[7] != '\0')
		return 0;
	current_path = path;
	if (!recipe_run_file(&run, path))
		fail_msg("%s", run.made.error);
	if (run.report->evidence->structure != NULL)
		case_is_right(run.report->evidence);
	recipe_run_end(&run);
	return 0;
}

static void
signed_values_are_in_the_octets(void **state)
{
	(void)state;
	n_cases = n_signed = n_values = 0;
	assert_int_equal(
	    nftw(recipe_path("testdata/attacks"), visit, 8, FTW_PHYS), 0);
	assert_int_equal(
	    nftw(recipe_path("testdata/checks"), visit, 8, FTW_PHYS), 0);
	print_message("# %zu messages, %zu of them signed, %zu values found in "
		      "the signed octets\n",
	    n_cases, n_signed, n_values);
	assert_true(n_signed > 300);
	assert_true(n_values > 10 * n_signed);
}

/*
 * A comment is in the message as received and not in what is signed: a
 * reader of the one meets it, and a reader of the other cannot.
 */
static void
the_message_as_received_is_not_read(void **state)
{
	static const char *const recipes[] = {
	    "then\nrewrite >ana.silva< => >ana<!---->.silva<\n",
	    "sign response\nthen\nrewrite >ana.silva< => >ana<!---->.silva<\n",
	    "sign both\nthen\nrewrite >ana.silva< => >ana<!---->.silva<\n"};

	(void)state;
	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
		const struct saml_text *name;
		struct recipe_run run;

		assert_true(recipe_run_text(&run, recipes[i]));
		assert_true(run.report->evidence->assertion->is_signed);
		name =
		    &run.report->evidence->assertion->subject.name_ids[0].text;
		assert_string_equal(name->value, "ana.silva");
		assert_int_equal(name->quirks, 0);
		recipe_run_end(&run);
	}
}

/* An unsigned neighbour of the signed assertion is not called signed. */
static void
the_response_is_not_signed_with_its_assertion(void **state)
{
	struct recipe_run run;

	(void)state;
	assert_true(recipe_run_text(
	    &run, "attr R Destination https://evil.example/\n"));
	assert_true(run.report->evidence->assertion->is_signed);
	assert_false(run.report->evidence->response->is_signed);
	recipe_run_end(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signed_values_are_in_the_octets),
	    cmocka_unit_test(the_message_as_received_is_not_read),
	    cmocka_unit_test(the_response_is_not_signed_with_its_assertion),
	};

	return cmocka_run_group_tests_name("octets", tests, NULL, NULL);
}
