/* SPDX-License-Identifier: MIT */
/*
 * The intake, the structure rules and the readers, on any octets.  What must
 * hold:
 *  - a refusal has a fault, a detail without control characters, a place;
 *  - each element of a document stands where its place says: at a '<';
 *  - decrypted text keeps to the same rules.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "saml/metadata.h"
#include "saml/name.h"
#include "saml/response.h"
#include "saml/structure.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char scope_text[] =
    "<samlp:Response xmlns:samlp='" NS_SAMLP "' xmlns:saml='" NS_SAML
    "' xmlns:ds='" NS_DS "' ID='_r'><saml:EncryptedAssertion/>"
    "</samlp:Response>";

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_document: %s\n", what);
	abort();
}

static void
check_refusal(const struct xml_refusal *refusal, size_t len)
{
	if (refusal->fault == XML_FAULT_NONE || refusal->detail == NULL)
		fail("a refusal without a reason");
	for (const char *c = refusal->detail; *c != '\0'; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			fail("a control character in a refusal");
	if (refusal->line == 0 || refusal->column == 0 || refusal->offset > len)
		fail("a refusal without a place");
}

/* The octet at LINE and COLUMN, columns in characters. */
static uint8_t
octet_at(const uint8_t *octets, size_t len, size_t line, size_t column)
{
	size_t at = 0;

	while (line > 1 && at < len)
		if (octets[at++] == '\n')
			line--;
	while (at < len) {
		if ((octets[at] & 0xc0) != 0x80 && --column == 0)
			break;
		at++;
	}
	return at < len ? octets[at] : 0;
}

static void
check_places(struct arena *arena, const struct saml_document *document,
    const struct _xmlNode *node)
{
	size_t len, n = 0;
	const uint8_t *octets = document_octets(document, &len);

	for (; node != NULL && n < 16; node = element_next(node), n++) {
		struct at_description d =
		    at_describe(arena, document_at(document, node));

		if (octet_at(octets, len, d.line, d.column) != '<')
			fail("an element that is not where it says");
		if (d.pointer[0] != '/' || d.label[0] == '\0')
			fail("an element without a pointer");
		check_places(arena, document, element_first(node));
	}
}

static void
use(struct arena *arena, const struct saml_document *document,
    const struct saml_document *outer)
{
	const struct _xmlNode *root = document_root(document);
	struct saml_structure *structure =
	    structure_judge(arena, document, outer);

	check_places(arena, document, root);
	if (structure == NULL)
		fail("no memory");
	for (size_t i = 0; i < structure->n_violations; i++)
		at_describe(arena, structure->violations[i].at);
	if (element_is(root, NS_SAMLP, "Response"))
		response_read(arena, document, false);
	if (element_is(root, NS_SAML, "Assertion"))
		assertion_read(arena, document, root, false);
	if (element_is(root, NS_MD, "EntityDescriptor") ||
	    element_is(root, NS_MD, "EntitiesDescriptor"))
		metadata_read(arena, document);
	saml_message_type(document);
}

static void
use_decrypted(struct arena *arena, const uint8_t *octets, size_t len)
{
	struct xml_refusal refusal;
	struct saml_document *outer, *inner;

	outer = document_parse(arena, (const uint8_t *)scope_text,
	    sizeof scope_text - 1, "decoded response", &refusal);
	if (outer == NULL)
		fail("the scope cannot be parsed");
	inner = document_parse_decrypted(arena, octets, len,
	    "decrypted assertion",
	    document_at(outer, element_first(document_root(outer))), &refusal);
	if (inner != NULL)
		use(arena, inner, outer);
	else
		check_refusal(&refusal, len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t len)
{
	struct arena *arena = arena_new();
	struct saml_document *document;
	struct xml_refusal refusal;

	if (arena == NULL)
		return 0;
	document =
	    document_parse(arena, octets, len, "decoded response", &refusal);
	if (document != NULL)
		use(arena, document, NULL);
	else
		check_refusal(&refusal, len);
	use_decrypted(arena, octets, len);
	arena_free(arena);
	return 0;
}
