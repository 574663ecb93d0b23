/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "saml/aggregate.h"
#include "saml/tag.h"

/*
 * What comes of a document, fed in pieces of STEP octets: "ID@LINE:part|" for
 * each part, then "!fault" where it ends with a refusal.
 */
static void
take_apart(const char *text, size_t len, size_t step, struct buffer *out)
{
	struct aggregate *a = aggregate_new();
	struct aggregate_part part;
	struct xml_refusal refusal;
	size_t at = 0;

	assert_non_null(a);
	while (at < len) {
		size_t n = len - at < step ? len - at : step, taken;
		bool has_part;

		taken = aggregate_feed(
		    a, (const uint8_t *)text + at, n, &part, &has_part);
		if (has_part)
			buffer_printf(out, "%s@%d:%.*s|", part.entity_id,
			    (int)part.line, (int)part.len,
			    (const char *)part.octets);
		else if (taken == 0)
			break;
		at += taken;
	}
	if (!aggregate_end(a, &refusal)) {
		assert_true(refusal.detail != NULL && *refusal.detail != '\0');
		buffer_printf(out, "!%d", (int)refusal.fault);
	}
	buffer_puts(out, "");
	aggregate_free(a);
}

#define E "EntityDescriptor"
#define ES "EntitiesDescriptor"

static const struct {
	const char *words;
	const char *text;
	const char *parts;
	enum xml_fault fault;
} cases[] = {
    {"two entities",
	"<" ES "><" E " entityID='a'/>\n<" E " entityID=\"b\"><x/></" E "></" ES
	">",
	"a@1:<" E " entityID='a'/>|b@2:<" E " entityID=\"b\"><x/></" E ">|", 0},
    {"namespaces of all that stands around",
	"<m:" ES " xmlns:m='M' xmlns='D'><m:" ES " xmlns:d='N' xmlns='E'><m:" E
	" entityID='a' xmlns:d='O'/></m:" ES "><m:" E "/></m:" ES ">",
	"a@1:<m:" E " xmlns='E' xmlns:m='M' entityID='a' xmlns:d='O'/>|"
	"@1:<m:" E " xmlns:m='M' xmlns='D'/>|",
	0},
    {"tags in comments, CDATA and values are none",
	"<" ES "><!-- <" E "> --><" E " entityID='>'><!--</" E
	"--><![CDATA[</" E ">]]><?x </" E "> ?></" E "></" ES ">",
	">@1:<" E " entityID='>'><!--</" E "--><![CDATA[</" E ">]]><?x </" E
	"> ?></" E ">|",
	0},
    {"an entity inside of an extension is no entity of the federation",
	"<" ES "><Extensions><" E " entityID='x'/></Extensions><" E
	" entityID='a'><" E " entityID='y'></" E "></" E "></" ES ">",
	"a@1:<" E " entityID='a'><" E " entityID='y'></" E "></" E ">|", 0},
    {"references in the name",
	"<" ES "><" E " entityID='a&amp;b&#x43;&#68;&e;&\te\r\nf'/></" ES ">",
	"a&bCD&e;& e f@1:<" E " entityID='a&amp;b&#x43;&#68;&e;&\te\r\nf'/>|",
	0},
    {"an entity that is the root",
	"<?xml version='1.0'?>\n<" E " entityID='a'><b/></" E ">\n",
	"a@2:<" E " entityID='a'><b/></" E ">|", 0},
    {"longer and shorter names",
	"<" ES "><" E "s/><x" E "/><x:" E " entityID='a'/></" ES ">",
	"a@1:<x:" E " entityID='a'/>|", 0},
    {"no entity", "<" ES "></" ES ">", "", 0},
    {"it ends inside of an entity", "<" ES "><" E "><a></a>", "",
	XML_FAULT_TRUNCATED},
    {"it ends inside of a tag", "<" ES "><" E, "", XML_FAULT_TRUNCATED},
    {"it ends before its end tag", "<" ES "><" E "/>", "@1:<" E "/>|",
	XML_FAULT_TRUNCATED},
    {"a DOCTYPE", "<!DOCTYPE x><" ES "><" E "/></" ES ">", "@1:<" E "/>|",
	XML_FAULT_DOCTYPE},
    {"something behind it", "<" ES "/>x", "", XML_FAULT_TRAILING},
    {"two roots", "<" E "/><" E "/>", "@1:<" E "/>|@1:<" E "/>|",
	XML_FAULT_EMPTY},
    {"nothing", "", "", XML_FAULT_EMPTY},
    {"end tags that do not fit are for the parser of the part",
	"<" ES "><" E "><a></b></" E "></" ES ">", "@1:<" E "><a></b></" E ">|",
	0},
};

static void
documents_are_taken_apart_whatever_the_pieces(void **state)
{
	static const size_t steps[] = {1, 2, 3, 7, 64, 4096};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buffer want = {0};

		buffer_puts(&want, cases[i].parts);
		if (cases[i].fault != XML_FAULT_NONE)
			buffer_printf(&want, "!%d", (int)cases[i].fault);
		for (size_t j = 0; j < sizeof steps / sizeof *steps; j++) {
			struct buffer out = {0};

			take_apart(cases[i].text, strlen(cases[i].text),
			    steps[j], &out);
			if (strcmp(out.data, want.data) != 0)
				fail_msg("%s, by %zu: %s", cases[i].words,
				    steps[j], out.data);
			buffer_free(&out);
		}
		buffer_free(&want);
	}
}

static void
too_many_are_in_each_other(void **state)
{
	struct buffer text = {0}, out = {0};

	(void)state;
	for (int i = 0; i <= AGGREGATE_MAX_NESTED; i++)
		buffer_puts(&text, "<" ES ">");
	take_apart(text.data, text.len, 4096, &out);
	assert_string_equal(out.data, "!11");
	assert_int_equal(XML_FAULT_LIMIT, 11);
	buffer_free(&text);
	buffer_free(&out);
}

/* What all entities inherit is copied for each. */
static void
what_is_inherited_is_bounded(void **state)
{
	struct buffer many = {0}, large = {0}, out = {0};

	(void)state;
	buffer_puts(&many, "<" ES);
	for (int i = 0; i <= XML_MAX_NAMESPACES; i++)
		buffer_printf(&many, " xmlns:a%d='urn:a'", i);
	buffer_puts(&many, "><" E "/></" ES ">");
	take_apart(many.data, many.len, 4096, &out);
	assert_string_equal(out.data, "!11");
	out.len = 0;
	buffer_puts(&large, "<" ES " xmlns:a='");
	buffer_repeat(&large, 'a', AGGREGATE_MAX_SCOPE);
	buffer_puts(&large, "'><" E "/></" ES ">");
	take_apart(large.data, large.len, 4096, &out);
	assert_string_equal(out.data, "!11");
	buffer_free(&many);
	buffer_free(&large);
	buffer_free(&out);
}

/* An end tag that is missing must not take in all the rest. */
static void
an_entity_has_a_largest_size(void **state)
{
	static char blanks[1 << 16];
	struct aggregate *a = aggregate_new();
	struct aggregate_part part;
	struct xml_refusal refusal;
	size_t fed = 0;
	bool has_part;

	(void)state;
	memset(blanks, ' ', sizeof blanks);
	aggregate_feed(a, (const uint8_t *)"<" E ">", 18, &part, &has_part);
	while (aggregate_feed(a, (const uint8_t *)blanks, sizeof blanks, &part,
		   &has_part) > 0)
		fed += sizeof blanks;
	assert_in_range(
	    fed, XML_MAX_BYTES - sizeof blanks, XML_MAX_BYTES + sizeof blanks);
	assert_false(aggregate_end(a, &refusal));
	assert_int_equal(refusal.fault, XML_FAULT_LIMIT);
	aggregate_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(documents_are_taken_apart_whatever_the_pieces),
	    cmocka_unit_test(too_many_are_in_each_other),
	    cmocka_unit_test(what_is_inherited_is_bounded),
	    cmocka_unit_test(an_entity_has_a_largest_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
