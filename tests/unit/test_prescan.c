/* SPDX-License-Identifier: MIT */
/* The limits of the intake, met exactly and passed by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "buffer.h"
#include "saml/document.h"

/* HEAD, then UNIT N times with its number for %zu, then TAIL. */
static const struct {
	const char *words;
	const char *head, *unit, *tail;
	size_t n;
	enum xml_fault fault;
} bombs[] = {
    {"256 attributes", "<a", " b%zu=''", "/>", 256, XML_FAULT_NONE},
    {"257 attributes", "<a", " b%zu=''", "/>", 257, XML_FAULT_LIMIT},
    {"100000 attributes", "<a", " b%zu=''", "/>", 100000, XML_FAULT_LIMIT},
    {"250 attributes on many tags", "<r>",
	"<a a='' b='' c='' d='' e='' f='' g='' h='' i='' j=''%.0zu/>", "</r>",
	30000, XML_FAULT_LIMIT},
    {"64 namespaces", "<a", " xmlns:p%zu='urn:p'", "/>", 64, XML_FAULT_NONE},
    {"65 namespaces", "<a", " xmlns:p%zu='urn:p'", "/>", 65, XML_FAULT_LIMIT},
    {"100 levels", "", "<a%zu>", "", 100, XML_FAULT_TRUNCATED},
    {"101 levels", "", "<a%zu>", "", 101, XML_FAULT_LIMIT},
    {"200000 levels", "", "<a%zu>", "", 200000, XML_FAULT_LIMIT},
    {"100000 elements", "<r>", "<a%zu/>", "</r>", 99999, XML_FAULT_NONE},
    {"100001 elements", "<r>", "<a%zu/>", "</r>", 100000, XML_FAULT_LIMIT},
    {"many comments", "<r>", "<!--%zu-->", "</r>", 100001, XML_FAULT_LIMIT},
    {"many instructions", "<r>", "<?a %zu?>", "</r>", 100001, XML_FAULT_LIMIT},
    {"many CDATA sections", "<r>", "<![CDATA[%zu]]>", "</r>", 100001,
	XML_FAULT_LIMIT},
    {"a long name", "<", "a%.0zu", "/>", 1025, XML_FAULT_LIMIT},
    {"a long attribute name", "<a ", "b%.0zu", "=''/>", 1025, XML_FAULT_LIMIT},
    {"a long attribute value", "<a b='", "c%.0zu", "'/>", (1 << 20) + 1,
	XML_FAULT_LIMIT},
    {"a long text", "<a>", "b%.0zu", "</a>", 10000001, XML_FAULT_LIMIT},
    {"much text", "<a>", "b%.0zu", "</a>", 9999999, XML_FAULT_NONE},
    {"much escaped text", "<a>", "&lt;%.0zu", "</a>", 2000000, XML_FAULT_NONE},
    {"too many bytes", "<a>", "0123456789%.0zu", "</a>", 1677722,
	XML_FAULT_TOO_LARGE},
    {"many elements under many namespaces",
	"<a xmlns:b='urn:b' xmlns:c='urn:c' xmlns:d='urn:d' xmlns:e='urn:e' "
	"xmlns:f='urn:f' xmlns:g='urn:g' xmlns:h='urn:h' xmlns:i='urn:i' "
	"xmlns:j='urn:j' xmlns:k='urn:k' xmlns:l='urn:l' xmlns:m='urn:m' "
	"xmlns:n='urn:n' xmlns:o='urn:o' xmlns:p='urn:p' xmlns:q='urn:q' "
	"xmlns:r='urn:r' xmlns:s='urn:s' xmlns:t='urn:t' xmlns:u='urn:u' "
	"xmlns:v='urn:v' xmlns:w='urn:w' xmlns:x='urn:x' xmlns:y='urn:y' "
	"xmlns:z='urn:z' xmlns:A='urn:A' xmlns:B='urn:B' xmlns:C='urn:C' "
	"xmlns:D='urn:D' xmlns:E='urn:E' xmlns:F='urn:F' xmlns:G='urn:G'>",
	"<b%.0zu/>", "</a>", 99000, XML_FAULT_LIMIT},
};

static void
put_unit(struct buffer *out, const char *unit, size_t i)
{
	const char *number = strstr(unit, "%zu");
	const char *none = strstr(unit, "%.0zu");

	if (none != NULL) {
		buffer_put(out, unit, (size_t)(none - unit));
		buffer_puts(out, none + strlen("%.0zu"));
		return;
	}
	buffer_put(out, unit, (size_t)(number - unit));
	buffer_printf(out, "%zu", i);
	buffer_puts(out, number + strlen("%zu"));
}

static void
the_limits_hold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bombs / sizeof bombs[0]; i++) {
		struct arena *arena = arena_new();
		struct buffer text = {0};
		struct xml_refusal refusal;

		buffer_puts(&text, bombs[i].head);
		for (size_t j = 0; j < bombs[i].n; j++)
			put_unit(&text, bombs[i].unit, j);
		buffer_puts(&text, bombs[i].tail);
		assert_false(text.has_failed);
		document_parse(arena, (const uint8_t *)text.data, text.len,
		    "it", &refusal);
		if (refusal.fault != bombs[i].fault)
			fail_msg("%s: %d %s", bombs[i].words, refusal.fault,
			    refusal.detail);
		arena_free(arena);
		buffer_free(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_limits_hold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
