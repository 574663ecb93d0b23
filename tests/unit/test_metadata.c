/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "saml/metadata.h"
#include "saml/name.h"
#include "saml/repair.h"

static struct saml_metadata *
read(struct arena *arena, const char *text)
{
	struct xml_refusal refusal;
	struct saml_document *document;

	document = document_parse(
	    arena, (const uint8_t *)text, strlen(text), "", &refusal);
	if (document == NULL)
		fail_msg("%s", refusal.detail);
	return metadata_read(arena, document);
}

#define NAMES "xmlns='" NS_MD "' xmlns:ds='" NS_DS "'"
#define CERTIFICATE(text)                                                \
	"<ds:X509Data><ds:X509Certificate>" text "</ds:X509Certificate>" \
	"</ds:X509Data>"

static const char idp[] =
    "<EntityDescriptor " NAMES " entityID='https://idp' "
    "validUntil='2027-01-01T00:00:00Z'>"
    "<ds:Signature><ds:KeyInfo>" CERTIFICATE(
	"of the metadata's signature") "</ds:KeyInfo></ds:Signature>"
				       "<IDPSSODescriptor "
				       "protocolSupportEnumeration='x " NS_SAMLP
				       "'>"
				       "<KeyDescriptor "
				       "use='signing'><ds:KeyInfo><ds:KeyName>"
				       "k</ds:KeyName>" CERTIFICATE("one")
					   CERTIFICATE(
					       "two") "</ds:KeyInfo></"
						      "KeyDescriptor>"
						      "<KeyDescriptor "
						      "use='encryption'><ds:"
						      "KeyInfo>" CERTIFICATE(
							  "three") "</"
								   "ds:KeyInfo>"
								   "</"
								   "KeyDescript"
								   "or>"
								   "<KeyDescrip"
								   "tor><ds:"
								   "KeyInfo/></"
								   "KeyDescript"
								   "or>"
								   "<KeyDescrip"
								   "tor "
								   "use='other'"
								   "/>"
								   "<SingleSign"
								   "OnService "
								   "Binding='b'"
								   " Location='"
								   "l'/>"
								   "</"
								   "IDPSSODescr"
								   "iptor><"
								   "SPSSODescri"
								   "ptor><"
								   "KeyDescript"
								   "or/></"
								   "SPSSODescri"
								   "ptor>"
								   "</"
								   "EntityDescr"
								   "iptor>";

static void
an_entity_is_read(void **state)
{
	struct arena *arena = arena_new();
	struct saml_metadata *metadata = read(arena, idp);
	struct metadata_entity *e = metadata->entities;

	(void)state;
	assert_int_equal(metadata->n_entities, 1);
	assert_string_equal(e->entity_id, "https://idp");
	assert_true(e->validity.valid_until.is_valid);
	assert_true(e->has_idp_descriptor);
	assert_true(e->has_sp_descriptor);
	assert_int_equal(e->n_keys, 5);
	assert_int_equal(e->keys[0].use, USE_SIGNING);
	assert_string_equal(e->keys[0].certificate, "one");
	assert_string_equal(e->keys[0].key_name, "k");
	assert_string_equal(e->keys[1].certificate, "two");
	assert_int_equal(e->keys[2].use, USE_ENCRYPTION);
	assert_int_equal(e->keys[3].use, USE_BOTH);
	assert_null(e->keys[3].certificate);
	assert_int_equal(e->keys[4].use, USE_OTHER);
	assert_int_equal(e->n_sso, 1);
	assert_string_equal(e->sso[0].binding, "b");
	assert_string_equal(e->sso[0].location, "l");
	arena_free(arena);
}

static const struct {
	const char *words;
	const char *protocols;
	bool is_saml2;
} protocols[] = {
    {"alone", NS_SAMLP, true},
    {"first", NS_SAMLP " x", true},
    {"last, behind a line end", "x\n" NS_SAMLP, true},
    {"another version", "urn:oasis:names:tc:SAML:1.1:protocol", false},
    {"a longer name", NS_SAMLP ":ext", false},
    {"a longer name, then itself", NS_SAMLP ":ext " NS_SAMLP, true},
    {"a part of a name", "x" NS_SAMLP, false},
    {"nothing", "", false},
};

static void
protocols_are_compared_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++) {
		struct arena *arena = arena_new();
		struct saml_metadata *metadata = read(arena,
		    arena_printf(arena,
			"<EntityDescriptor " NAMES "><IDPSSODescriptor "
			"protocolSupportEnumeration='%s'/></EntityDescriptor>",
			protocols[i].protocols));

		if (metadata->entities[0].has_idp_descriptor !=
		    protocols[i].is_saml2)
			fail_msg("%s", protocols[i].words);
		assert_string_equal(metadata->entities[0].entity_id, "");
		arena_free(arena);
	}
}

static void
aggregates_are_walked(void **state)
{
	struct arena *arena = arena_new();
	const char *many = "";
	struct saml_metadata *metadata;

	(void)state;
	for (int i = 0; i < 80; i++)
		many = arena_printf(
		    arena, "%s<EntityDescriptor entityID='%d'/>", many, i);
	metadata = read(
	    arena, arena_printf(arena,
		       "<EntitiesDescriptor " NAMES "><EntityDescriptor "
		       "entityID='first'><Extensions><EntityDescriptor "
		       "entityID='hidden'/></Extensions></EntityDescriptor>"
		       "<EntitiesDescriptor>%s</EntitiesDescriptor>"
		       "</EntitiesDescriptor>",
		       many));
	assert_int_equal(metadata->n_entities_seen, 81);
	assert_int_equal(metadata->n_entities, METADATA_MAX_ENTITIES);
	assert_string_equal(metadata->entities[0].entity_id, "first");
	assert_string_equal(metadata->entities[1].entity_id, "0");
	arena_free(arena);
}

static void
another_root_has_no_entity(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	assert_int_equal(
	    read(arena, "<EntityDescriptor/>")->n_entities_seen, 0);
	arena_free(arena);
}

/* ---- Copies without what does not belong to it */

#define HEAD "<EntityDescriptor xmlns='" NS_MD "'><IDPSSODescriptor/>"
#define TAIL "</EntityDescriptor>"

static const struct {
	const char *given, *copy;
	size_t n_changes;
} repairs[] = {
    {HEAD TAIL, HEAD TAIL, 0},
    {HEAD TAIL "\n", HEAD TAIL "\n", 0},
    {HEAD "<SPSSODescriptor/>" TAIL, HEAD TAIL, 1},
    {HEAD "<SPSSODescriptor><!-- </SPSSODescriptor> --><![CDATA[</SPSSO"
	  "Descriptor>]]><?x </SPSSODescriptor>?><a b='>' c=\"'/>\"/>"
	  "</SPSSODescriptor><!-- x -->" TAIL,
	HEAD "<!-- x -->" TAIL, 1},
    {"Date: now\n\n" HEAD TAIL, HEAD TAIL, 1},
    {HEAD TAIL "<b/>", HEAD TAIL, 1},
    {HEAD TAIL "\nmore <b/> of it", HEAD TAIL, 2},
    {"<?xml version='1.0'?>\n<!-- <a> --><?p <a>?>\n" HEAD TAIL "\n" HEAD TAIL,
	"<?xml version='1.0'?>\n<!-- <a> --><?p <a>?>\n" HEAD TAIL, 1},
    {HEAD "<RoleDescriptor/>" TAIL "<b>", HEAD TAIL, 2},
    /* Of what is no XML nothing is left out. */
    {HEAD, HEAD, 0},
    {HEAD "<SPSSODescriptor a='", HEAD, 1},
    {"words", "words", 0},
    {"", "", 0},
};

static void
copies_leave_out_what_is_foreign(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof repairs / sizeof *repairs; i++) {
		struct arena *arena = arena_new();
		const char *given = repairs[i].given;
		struct metadata_repair repair;

		assert_true(metadata_repair(
		    arena, (const uint8_t *)given, strlen(given), &repair));
		if (repair.octets.len != strlen(repairs[i].copy) ||
		    (repair.octets.len > 0 &&
			memcmp(repair.octets.data, repairs[i].copy,
			    repair.octets.len) != 0))
			fail_msg("%s: %.*s", given, (int)repair.octets.len,
			    repair.octets.data);
		if (repair.n_changes != repairs[i].n_changes)
			fail_msg("%s: %zu changes", given, repair.n_changes);
		buffer_free(&repair.octets);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_entity_is_read),
	    cmocka_unit_test(protocols_are_compared_whole),
	    cmocka_unit_test(aggregates_are_walked),
	    cmocka_unit_test(another_root_has_no_entity),
	    cmocka_unit_test(copies_leave_out_what_is_foreign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
