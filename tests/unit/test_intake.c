/* SPDX-License-Identifier: MIT */
/* Which octets are taken as a document, to the byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/tree.h>

#include "saml/document.h"

static struct saml_document *
parse(struct arena *arena, const char *text, size_t len,
    struct xml_refusal *refusal)
{
	return document_parse(arena, (const uint8_t *)text, len, "", refusal);
}

static struct saml_document *
parse_text(struct arena *arena, const char *text)
{
	struct xml_refusal refusal;
	struct saml_document *document =
	    parse(arena, text, strlen(text), &refusal);

	assert_non_null(document);
	return document;
}

static const struct {
	const char *words;
	const char *octets;
	enum xml_fault fault;
	size_t column;
} encodings[] = {
    {"the ends of UTF-8's ranges",
	"<a>\xc2\x80\xe0\xa0\x80\xed\x9f\xbf\xf0\x90\x80\x80"
	"\xf4\x8f\xbf\xbd</a>",
	XML_FAULT_NONE, 0},
    {"blanks round the equals signs",
	"<?xml version = '1.0' encoding\t=\n'UTF-8' ?><a/>", XML_FAULT_NONE, 0},
    {"U+0000 in three bytes", "<a>\xe0\x80\x80</a>", XML_FAULT_NOT_UTF8, 4},
    {"U+FFFF in four bytes", "<a>\xf0\x8f\xbf\xbf</a>", XML_FAULT_NOT_UTF8, 4},
    {"a surrogate", "<a>\xed\xa0\x80</a>", XML_FAULT_NOT_UTF8, 4},
    {"above U+10FFFF", "<a>\xf4\x90\x80\x80</a>", XML_FAULT_NOT_UTF8, 4},
    {"a character that is cut", "<a>\xf0\x90\x80</a>", XML_FAULT_NOT_UTF8, 4},
};

static void
utf8_is_heeded(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof encodings / sizeof *encodings; i++) {
		struct arena *arena = arena_new();
		const char *text = encodings[i].octets;
		struct xml_refusal refusal = {0};
		const struct saml_document *document =
		    parse(arena, text, strlen(text), &refusal);

		if (refusal.fault != encodings[i].fault ||
		    (document == NULL) !=
			(encodings[i].fault != XML_FAULT_NONE) ||
		    (document == NULL && refusal.column != encodings[i].column))
			fail_msg("%s: %d %s, column %zu", encodings[i].words,
			    refusal.fault, refusal.detail, refusal.column);
		arena_free(arena);
	}
}

/* The wrapper of a decrypted text says the names again: they must be kept. */
static void
namespaces_lean_on_the_outer_document(void **state)
{
	/* Others, such as one with '<', are no names that the intake takes. */
	static const char *const written[] = {
	    "urn:x", "urn:x&amp;y", "urn:'x'"};
	static const char plain[] = "<o:a o:b='c'><d/></o:a>";

	(void)state;
	for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
		struct arena *arena = arena_new();
		struct saml_document *inner;
		struct xml_refusal refusal;
		const xmlNode *root;
		const xmlChar *wanted;
		struct saml_document *outer = parse_text(arena,
		    arena_printf(arena, "<r xmlns:o=\"%s\" xmlns=\"%s\"/>",
			written[i], written[i]));

		inner = document_parse_decrypted(arena, (const uint8_t *)plain,
		    sizeof plain - 1, "decrypted",
		    document_at(outer, document_root(outer)), &refusal);
		if (inner == NULL)
			fail_msg("%s: %s", written[i], refusal.detail);
		root = document_root(inner);
		wanted = document_root(outer)->ns->href;
		assert_true(xmlStrEqual(root->ns->href, wanted));
		assert_true(xmlStrEqual(root->properties->ns->href, wanted));
		assert_true(xmlStrEqual(root->children->ns->href, wanted));
		arena_free(arena);
	}
}

/* Of a text that breaks off anywhere nothing is taken. */
static void
no_beginning_is_a_document(void **state)
{
	static const char text[] =
	    "<!-- c --><a b = \"c\" xmlns:d='e'>t&amp;<![CDATA[x]]>"
	    "<?p q?><d:f g='&#65;' /><h/></a >";

	(void)state;
	for (size_t len = 0; len < sizeof text; len++) {
		struct arena *arena = arena_new();
		struct xml_refusal refusal;
		const struct saml_document *document =
		    parse(arena, text, len, &refusal);

		if ((document != NULL) != (len == sizeof text - 1))
			fail_msg("%.*s: %s", (int)len, text,
			    document != NULL ? "taken" : refusal.detail);
		/* Before the first tag there is nothing that could end. */
		if (document == NULL && len > sizeof "<!-- c -->" - 1 &&
		    refusal.fault != XML_FAULT_TRUNCATED)
			fail_msg("%.*s: %d %s", (int)len, text, refusal.fault,
			    refusal.detail);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(utf8_is_heeded),
	    cmocka_unit_test(namespaces_lean_on_the_outer_document),
	    cmocka_unit_test(no_beginning_is_a_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
