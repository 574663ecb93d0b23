/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "buffer.h"
#include "saml/document.h"
#include "saml/name.h"

/*
 * LEN 0: the text up to its NUL.  Column 0: libxml2 chooses it, and its
 * versions differ.
 */
static const struct {
	const char *words;
	const char *octets;
	size_t len;
	enum xml_fault fault;
	size_t line, column;
} intakes[] = {
    {"an element", "<a/>", 0, XML_FAULT_NONE, 0, 0},
    {"a declaration", "<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", 0,
	XML_FAULT_NONE, 0, 0},
    {"declared as ASCII", "<?xml version='1.0' encoding='US-ASCII'?>\n<a/>", 0,
	XML_FAULT_NONE, 0, 0},
    {"a byte order mark", "\xef\xbb\xbf<a>\xc3\xa9</a>", 0, XML_FAULT_NONE, 0,
	0},
    {"a mark and a declaration", "\xef\xbb\xbf<?xml version=\"1.0\"?><a/>", 0,
	XML_FAULT_NONE, 0, 0},
    {"blanks and a comment around", " \n<!-- > --><a/>\n<!-- < -->\n", 0,
	XML_FAULT_NONE, 0, 0},
    {"the five entities", "<a b='&lt;&gt;&amp;'>&quot;&apos;&#65;</a>", 0,
	XML_FAULT_NONE, 0, 0},
    {"CDATA with tags in it", "<a><![CDATA[<b></c>]]></a>", 0, XML_FAULT_NONE,
	0, 0},
    {"'>' in a value", "<a b='x>y'/>", 0, XML_FAULT_NONE, 0, 0},
    {"xml:id twice is not ours", "<a><b xml:id='x'/><b xml:id='x'/></a>", 0,
	XML_FAULT_NONE, 0, 0},
    {"a relative namespace is not ours", "<a xmlns='x'/>", 0, XML_FAULT_NONE, 0,
	0},

    {"nothing", "", 0, XML_FAULT_EMPTY, 1, 1},
    {"blanks", " \r\n\t", 0, XML_FAULT_EMPTY, 2, 2},
    {"NUL in text", "<a>\0</a>", 8, XML_FAULT_NUL, 1, 4},
    {"NUL behind the root", "<a/>\0<b/>", 9, XML_FAULT_NUL, 1, 5},
    {"UTF-16 with a mark", "\xff\xfe<\0a\0/\0>\0", 10, XML_FAULT_ENCODING, 1,
	1},
    {"UTF-16 without a mark", "\0<\0a\0/\0>", 8, XML_FAULT_ENCODING, 1, 1},
    {"EBCDIC", "\x4c\x6f\xa7\x94\x93", 5, XML_FAULT_ENCODING, 1, 1},
    {"UTF-7 by its bytes", "+ADw-a/+AD4-", 0, XML_FAULT_ENCODING, 1, 1},
    {"UTF-7 by declaration",
	"<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-a/+AD4-", 0,
	XML_FAULT_ENCODING, 1, 1},
    {"Latin-1 by declaration",
	"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>", 0,
	XML_FAULT_ENCODING, 1, 1},
    {"Latin-1 by its bytes", "<a>\n \xe9</a>", 0, XML_FAULT_NOT_UTF8, 2, 2},
    {"an overlong form", "<a>\xc0\xaf</a>", 0, XML_FAULT_NOT_UTF8, 1, 4},
    {"a surrogate", "<a>\xed\xa0\x80</a>", 0, XML_FAULT_NOT_UTF8, 1, 4},
    {"beyond Unicode", "<a>\xf4\x90\x80\x80</a>", 0, XML_FAULT_NOT_UTF8, 1, 4},
    {"half a character", "<a>\xc3", 0, XML_FAULT_NOT_UTF8, 1, 4},

    {"a doctype", "<!DOCTYPE a><a/>", 0, XML_FAULT_DOCTYPE, 1, 1},
    {"a doctype behind much else",
	"<?xml version=\"1.0\"?>\n<!-- x -->\n <!DOCTYPE a [<!ENTITY b \"c\">]>"
	"<a>&b;</a>",
	0, XML_FAULT_DOCTYPE, 3, 2},
    {"a doctype in the root", "<a><!DOCTYPE a></a>", 0, XML_FAULT_DOCTYPE, 1,
	4},
    {"a doctype in a comment", "<!-- <!DOCTYPE a> --><a/>", 0, XML_FAULT_NONE,
	0, 0},
    {"a doctype in CDATA", "<a><![CDATA[<!DOCTYPE a>]]></a>", 0, XML_FAULT_NONE,
	0, 0},

    {"cut in the content", "<a><b>text", 0, XML_FAULT_TRUNCATED, 1, 11},
    {"cut in a tag", "<a><b c='d'", 0, XML_FAULT_TRUNCATED, 1, 12},
    {"cut in a value", "<a><b c='d", 0, XML_FAULT_TRUNCATED, 1, 11},
    {"cut in an end tag", "<a></a", 0, XML_FAULT_TRUNCATED, 1, 7},
    {"cut in a comment", "<a><!-- ", 0, XML_FAULT_TRUNCATED, 1, 9},
    {"cut in CDATA", "<a><![CDATA[ ]]", 0, XML_FAULT_TRUNCATED, 1, 16},
    {"cut in an instruction", "<a><?b ", 0, XML_FAULT_TRUNCATED, 1, 8},
    {"cut behind '<'", "<a><", 0, XML_FAULT_TRUNCATED, 1, 5},

    {"a second root", "<a/><b/>", 0, XML_FAULT_TRAILING, 1, 5},
    {"text behind", "<a/>x", 0, XML_FAULT_TRAILING, 1, 5},
    {"an end tag behind", "<a/></a>", 0, XML_FAULT_TRAILING, 1, 5},

    {"no XML", "hello", 0, XML_FAULT_NOT_WELL_FORMED, 1, 1},
    {"a comment alone", "<!-- a -->", 0, XML_FAULT_NOT_WELL_FORMED, 1, 11},
    {"tags that cross", "<a><b></a></b>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 7},
    {"no quotes", "<a b=c/>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 6},
    {"no value", "<a b/>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 4},
    {"'<' in a value", "<a b='<'/>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 7},
    {"'&' alone", "<a>A & B</a>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 0},
    {"'<' alone", "<a>1 < 2</a>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 6},
    {"an unknown entity", "<a>&nbsp;</a>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 0},
    {"a control character", "<a>\x01</a>", 0, XML_FAULT_NOT_WELL_FORMED, 1, 0},
    {"an attribute twice", "<a b='1' b='2'/>", 0, XML_FAULT_NOT_WELL_FORMED, 1,
	0},
    {"XML 1.1", "<?xml version=\"1.1\"?><a/>", 0, XML_FAULT_NOT_WELL_FORMED, 1,
	1},
    {"a declaration that is late", " <?xml version=\"1.0\"?><a/>", 0,
	XML_FAULT_NOT_WELL_FORMED, 1, 0},
    {"'--' in a comment", "<a><!-- -- --></a>", 0, XML_FAULT_NOT_WELL_FORMED, 1,
	0},

    {"an unbound prefix", "<p:a/>", 0, XML_FAULT_NAMESPACES, 1, 0},
    {"an unbound prefix of an attribute", "<a p:b='1'/>", 0,
	XML_FAULT_NAMESPACES, 1, 0},
    {"two colons", "<a xmlns:p='urn:p'><p:b:c/></a>", 0, XML_FAULT_NAMESPACES,
	1, 0},
    {"one attribute by two prefixes",
	"<a xmlns:p='urn:p' xmlns:q='urn:p' p:b='1' q:b='2'/>", 0,
	XML_FAULT_NAMESPACES, 1, 0},
    {"xml bound to something else", "<a xmlns:xml='urn:x'/>", 0,
	XML_FAULT_NAMESPACES, 1, 0},
    {"something else bound to xml's",
	"<a xmlns:x='http://www.w3.org/XML/1998/namespace'/>", 0,
	XML_FAULT_NAMESPACES, 1, 0},
    {"xmlns declared", "<a xmlns:xmlns='urn:x'/>", 0, XML_FAULT_NAMESPACES, 1,
	0},
    {"a prefix bound to nothing", "<a xmlns:p=''/>", 0, XML_FAULT_NAMESPACES, 1,
	0},
    {"a namespace with a blank", "<a xmlns='urn:x '/>", 0, XML_FAULT_NAMESPACES,
	1, 0},
    {"no local name", "<a :x=''/>", 0, XML_FAULT_NAMESPACES, 1, 0},
};

static void
the_intake_refuses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof intakes / sizeof intakes[0]; i++) {
		struct arena *arena = arena_new();
		size_t len = intakes[i].len == 0 ? strlen(intakes[i].octets)
						 : intakes[i].len;
		struct xml_refusal refusal;
		struct saml_document *document = document_parse(arena,
		    (const uint8_t *)intakes[i].octets, len, "it", &refusal);

		if (refusal.fault != intakes[i].fault ||
		    (document == NULL) == (refusal.fault == XML_FAULT_NONE))
			fail_msg("%s: %d %s", intakes[i].words, refusal.fault,
			    refusal.detail);
		assert_non_null(refusal.detail);
		if (document == NULL &&
		    (refusal.line != intakes[i].line ||
			(intakes[i].column != 0 &&
			    refusal.column != intakes[i].column)))
			fail_msg("%s: %zu:%zu %s", intakes[i].words,
			    refusal.line, refusal.column, refusal.detail);
		arena_free(arena);
	}
}

static void
truncation_names_the_open_element(void **state)
{
	static const char text[] = "<a:b xmlns:a='urn:a'><a:c>x</a:c><a:d>";
	struct arena *arena = arena_new();
	struct xml_refusal refusal;

	(void)state;
	assert_null(document_parse(
	    arena, (const uint8_t *)text, sizeof text - 1, "it", &refusal));
	assert_int_equal(refusal.fault, XML_FAULT_TRUNCATED);
	assert_string_equal(refusal.open_element, "a:d");
	arena_free(arena);
}

static void
no_control_reaches_the_detail(void **state)
{
	static const char text[] = "<a\x1b[2J></a\xc2\x9b>";
	struct arena *arena = arena_new();
	struct xml_refusal refusal;

	(void)state;
	assert_null(document_parse(
	    arena, (const uint8_t *)text, sizeof text - 1, "it", &refusal));
	for (const char *c = refusal.detail; *c != '\0'; c++)
		assert_true((unsigned char)*c >= ' ');
	assert_non_null(strstr(refusal.detail, "\\u{1b}"));
	assert_non_null(strstr(refusal.detail, "\\u{9b}"));
	arena_free(arena);
}

static struct saml_document *
parse(struct arena *arena, const char *text)
{
	struct xml_refusal refusal;
	struct saml_document *document;

	document = document_parse(arena, (const uint8_t *)text, strlen(text),
	    "decoded response", &refusal);
	if (document == NULL)
		fail_msg("%s", refusal.detail);
	return document;
}

#define HEAD                                                    \
	"<p:Response xmlns:p=\"" NS_SAMLP "\" xmlns=\"" NS_SAML \
	"\" xmlns:d=\"" NS_DS "\">"

static void
places_are_described(void **state)
{
	static const char text[] = HEAD "<Issuer>\xc3\xa9</Issuer><Assertion>\n"
					"<AttributeStatement>\n \xc3\xa9"
					"<Attribute Name='urn:x/Role'>"
					"<AttributeValue>1</AttributeValue>"
					"<AttributeValue>2</AttributeValue>"
					"</Attribute></AttributeStatement>"
					"</Assertion><e:x xmlns:e='urn:e'/>"
					"</p:Response>";
	struct arena *arena = arena_new();
	struct saml_document *document = parse(arena, text);
	struct _xmlNode *root = document_root(document), *node;
	struct at_description d;

	(void)state;
	d = at_describe(arena, document_at(document, root));
	assert_string_equal(d.pointer, "/samlp:Response");
	assert_string_equal(d.label, "Response");
	assert_string_equal(d.document, "decoded response");
	assert_int_equal(d.line, 1);
	assert_int_equal(d.column, 1);

	node = element_child(root, NS_SAML, "Assertion");
	d = at_describe(arena, document_at(document, node));
	assert_int_equal(
	    d.column, strlen(HEAD) + 1 + strlen("<Issuer>x</Issuer>"));
	node = element_first(element_first(node));
	d = at_describe(arena, document_at(document, node));
	assert_string_equal(
	    d.label, "Assertion/AttributeStatement/Attribute[Role]");
	assert_int_equal(d.line, 3);
	assert_int_equal(d.column, 3);
	node = element_next(element_first(node));
	d = at_describe(arena, document_at(document, node));
	assert_string_equal(d.pointer,
	    "/samlp:Response/saml:Assertion/saml:AttributeStatement/"
	    "saml:Attribute/saml:AttributeValue[2]");

	node = element_child(root, "urn:e", "x");
	d = at_describe(arena, document_at(document, node));
	assert_string_equal(d.pointer, "/samlp:Response/e:x");
	d = at_describe(arena, (struct saml_at){.document = NULL});
	assert_string_equal(d.pointer, "");
	assert_int_equal(d.line, 0);
	arena_free(arena);
}

/* libxml2 itself stops at 65535. */
static void
lines_are_counted_far(void **state)
{
	struct arena *arena = arena_new();
	struct buffer text = {0};
	struct saml_document *document;
	struct at_description d;

	(void)state;
	buffer_puts(&text, "<a>");
	buffer_repeat(&text, '\n', 200000);
	buffer_puts(&text, " <b/></a>");
	document = parse(arena, text.data);
	d = at_describe(arena,
	    document_at(document, element_first(document_root(document))));
	assert_int_equal(d.line, 200001);
	assert_int_equal(d.column, 2);
	arena_free(arena);
	buffer_free(&text);
}

static const struct {
	const char *words;
	const char *content;
	const char *value;
	const char *first;
	unsigned quirks;
} texts[] = {
    {"plain", "a b", "a b", "a b", 0},
    {"empty", "", "", "", 0},
    {"blanks are kept", " a\n", " a\n", " a\n", 0},
    {"entities", "a&amp;b&#x41;", "a&bA", "a&bA", 0},
    {"a comment inside", "admin<!-- -->.evil", "admin.evil", "admin",
	TEXT_COMMENT},
    {"a comment in front", "<!-- -->a", "a", "a", TEXT_COMMENT},
    {"a comment alone", "<!-- a -->", "", "", TEXT_COMMENT},
    {"an instruction", "a<?b?>c", "ac", "a", TEXT_INSTRUCTION},
    {"all CDATA", "<![CDATA[a<b]]>", "a<b", "a<b", TEXT_CDATA},
    {"half CDATA", "a<![CDATA[b]]>c", "abc", "a", TEXT_CDATA},
    {"an element", "a<b>c</b>d", "ad", "a", TEXT_ELEMENT},
    {"all of it", "a<!---->b<?c?><![CDATA[d]]><e/>f", "abdf", "a",
	TEXT_COMMENT | TEXT_INSTRUCTION | TEXT_CDATA | TEXT_ELEMENT},
};

static void
texts_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		struct arena *arena = arena_new();
		struct saml_document *document = parse(
		    arena, arena_printf(arena, "<t>%s</t>", texts[i].content));
		struct saml_text text =
		    element_text(arena, document, document_root(document));

		if (strcmp(text.value, texts[i].value) != 0 ||
		    strcmp(text.first, texts[i].first) != 0 ||
		    text.quirks != texts[i].quirks)
			fail_msg("%s: \"%s\" \"%s\" %u", texts[i].words,
			    text.value, text.first, text.quirks);
		assert_false(text.is_nil);
		arena_free(arena);
	}
}

static void
attributes_are_of_no_namespace(void **state)
{
	struct arena *arena = arena_new();
	struct saml_document *document = parse(arena,
	    "<r xmlns:e='urn:e' e:ID='evil' ID='good' x='a&amp;&#10;b' y=''>"
	    "<n xmlns:i='" NS_XSI "' i:nil='true'/><n nil='true'/></r>");
	struct _xmlNode *root = document_root(document);
	struct _xmlNode *n = element_first(root);

	(void)state;
	assert_string_equal(element_attribute(arena, root, "ID"), "good");
	assert_string_equal(element_attribute(arena, root, "x"), "a&\nb");
	assert_string_equal(element_attribute(arena, root, "y"), "");
	assert_null(element_attribute(arena, root, "z"));
	assert_true(element_text(arena, document, n).is_nil);
	assert_false(element_text(arena, document, element_next(n)).is_nil);
	arena_free(arena);
}

/* PLAIN is decrypted in the place of the first element of HEAD. */
static const struct {
	const char *words;
	const char *plain;
	enum xml_fault fault;
	size_t line, column; /* of the element or of the fault */
} plains[] = {
    {"an element", "<Assertion/>", XML_FAULT_NONE, 1, 1},
    {"blanks around", "\n <Assertion/> ", XML_FAULT_NONE, 2, 2},
    {"a prefix of the surroundings", "<d:KeyInfo/>", XML_FAULT_NONE, 1, 1},
    {"a declaration", "<?xml version=\"1.0\"?>\n<Assertion/>", XML_FAULT_NONE,
	2, 1},
    {"a mark", "\xef\xbb\xbf<Assertion/>", XML_FAULT_NONE, 1, 2},
    {"a prefix of nowhere", "<z:Assertion/>", XML_FAULT_NAMESPACES, 1, 0},
    {"two elements", "<Assertion/><Assertion/>", XML_FAULT_TRAILING, 1, 13},
    {"text beside", "x<Assertion/>", XML_FAULT_NOT_WELL_FORMED, 1, 1},
    {"text alone", "x", XML_FAULT_NOT_WELL_FORMED, 1, 1},
    {"nothing", "", XML_FAULT_EMPTY, 1, 1},
    {"an instruction beside", "<?a?><Assertion/>", XML_FAULT_NOT_WELL_FORMED, 1,
	1},
    {"the wrapper is closed", "</wrapper><wrapper>", XML_FAULT_NOT_WELL_FORMED,
	1, 1},
    {"a doctype", "\n<!DOCTYPE a><a/>", XML_FAULT_DOCTYPE, 2, 1},
    {"cut", "<Assertion>", XML_FAULT_TRUNCATED, 1, 12},
};

static void
decrypted_text_is_read_in_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof plains / sizeof plains[0]; i++) {
		struct arena *arena = arena_new();
		struct saml_document *outer =
		    parse(arena, HEAD "<EncryptedAssertion/></p:Response>");
		struct saml_document *inner;
		struct at_description d;
		struct xml_refusal refusal;

		inner = document_parse_decrypted(arena,
		    (const uint8_t *)plains[i].plain, strlen(plains[i].plain),
		    "decrypted assertion",
		    document_at(outer, element_first(document_root(outer))),
		    &refusal);
		if (refusal.fault != plains[i].fault)
			fail_msg("%s: %d %s", plains[i].words, refusal.fault,
			    refusal.detail);
		d.line = refusal.line;
		d.column = refusal.column;
		if (inner != NULL)
			d = at_describe(
			    arena, document_at(inner, document_root(inner)));
		if (d.line != plains[i].line ||
		    (plains[i].column != 0 && d.column != plains[i].column))
			fail_msg(
			    "%s: %zu:%zu", plains[i].words, d.line, d.column);
		arena_free(arena);
	}
}

#define RAW                                                              \
	HEAD "<Assertion><Issuer>i</Issuer><d:Signature><d:SignedInfo/>" \
	     "</d:Signature><Subject><NameID>n</NameID></Subject>"       \
	     "</Assertion></p:Response>"

static const struct {
	const char *words;
	const char *octets;
	bool is_paired;
} canonicals[] = {
    {"without its signature",
	"<Assertion xmlns=\"" NS_SAML "\"><Issuer>i</Issuer><Subject>"
	"<NameID>n</NameID></Subject></Assertion>",
	true},
    {"less", "<Assertion xmlns=\"" NS_SAML "\"><Issuer>i</Issuer></Assertion>",
	false},
    {"more",
	"<Assertion xmlns=\"" NS_SAML "\"><Issuer>i</Issuer><Subject>"
	"<NameID>n</NameID></Subject><Subject/></Assertion>",
	false},
    {"another name",
	"<Assertion xmlns=\"" NS_SAML "\"><Issuer>i</Issuer><Subject>"
	"<BaseID>n</BaseID></Subject></Assertion>",
	false},
    {"another namespace",
	"<Assertion xmlns=\"urn:x\"><Issuer>i</Issuer><Subject>"
	"<NameID>n</NameID></Subject></Assertion>",
	false},
    {"nothing", "", false},
};

static void
signed_octets_are_paired_with_the_message(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof canonicals / sizeof canonicals[0]; i++) {
		struct arena *arena = arena_new();
		struct saml_document *raw = parse(arena, RAW), *canonical;
		struct _xmlNode *assertion = element_first(document_root(raw));
		struct xml_refusal refusal;
		struct at_description d;

		canonical = document_parse_signed(arena,
		    (const uint8_t *)canonicals[i].octets,
		    strlen(canonicals[i].octets), document_at(raw, assertion),
		    &refusal);
		if ((canonical != NULL) != canonicals[i].is_paired)
			fail_msg("%s: %s", canonicals[i].words, refusal.detail);
		if (canonical == NULL) {
			assert_int_not_equal(refusal.fault, XML_FAULT_NONE);
			arena_free(arena);
			continue;
		}
		d = at_describe(arena,
		    document_at(canonical,
			element_first(element_child(
			    document_root(canonical), NS_SAML, "Subject"))));
		assert_string_equal(d.pointer,
		    "/samlp:Response/saml:Assertion/saml:Subject/"
		    "saml:NameID");
		assert_int_equal(d.column, strstr(RAW, "<NameID>") - RAW + 1);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_intake_refuses),
	    cmocka_unit_test(truncation_names_the_open_element),
	    cmocka_unit_test(no_control_reaches_the_detail),
	    cmocka_unit_test(places_are_described),
	    cmocka_unit_test(lines_are_counted_far),
	    cmocka_unit_test(texts_are_read),
	    cmocka_unit_test(attributes_are_of_no_namespace),
	    cmocka_unit_test(decrypted_text_is_read_in_its_place),
	    cmocka_unit_test(signed_octets_are_paired_with_the_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
