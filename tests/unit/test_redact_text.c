/* SPDX-License-Identifier: MIT */
/* What of one message must go, and what may stay, however it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>

#include "samldx_redact.h"

#define SECRET "marlene"

/* PART stands in a Response; the copy holds KEPT, and nowhere the secret. */
static const struct {
	const char *words, *part, *kept;
	enum sdx_redaction level;
} cases[] = {
    {"a comment", "<!-- " SECRET " -->", "<!-- ", SDX_REDACT_AUTO},
    {"an instruction that looks like the declaration",
	"<?xml version='1.0' " SECRET "?>", "<?xml ", SDX_REDACT_AUTO},
    {"a quote that is not closed drags the rest along",
	"<a Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha<b>" SECRET
	"</b><c d=\"e\"/></a>",
	"", SDX_REDACT_AUTO},
    {"words behind a name of a standard",
	"<saml:NameID>urn:oasis:names:tc:SAML:2.0:x " SECRET "</saml:NameID>",
	"", SDX_REDACT_AUTO},
    {"a name of a standard",
	"<saml:NameID>urn:oasis:names:tc:SAML:2.0:x</saml:NameID>",
	">urn:oasis:names:tc:SAML:2.0:x<", SDX_REDACT_STRICT},
    {"words beside a template",
	"<saml:NameID>" SECRET " ${user.mail} " SECRET "</saml:NameID>",
	" ${user.mail} ", SDX_REDACT_AUTO},
    {"words in a template that is none",
	"<saml:NameID>{{ " SECRET "@example.com }}</saml:NameID>", "{{ ",
	SDX_REDACT_AUTO},
    {"a template alone", "<saml:NameID>user.mail</saml:NameID>", ">user.mail<",
	SDX_REDACT_AUTO},
    {"words beside a template without a mark",
	"<saml:NameID>user.mail of " SECRET "</saml:NameID>", "",
	SDX_REDACT_AUTO},
    {"an ARN and what a broken tag drags along",
	"<saml:NameID x=\"arn:aws:iam::123456789012:role/Dev<b>" SECRET "\"/>",
	"arn:aws:iam::123456789012:role/Dev<", SDX_REDACT_AUTO},
    {"a namespace of an organisation",
	"<x:a xmlns:x=\"http://" SECRET ".example/ns\"/>",
	"<x:a xmlns:x=\"http://", SDX_REDACT_STRICT},
    {"a name that stands elsewhere without its references",
	"<saml:NameID>O&apos;" SECRET "</saml:NameID><saml:Issuer>of "
	"O'" SECRET "</saml:Issuer>",
	">of A'", SDX_REDACT_AUTO},
    {"a name in an ARN that stands elsewhere",
	"<saml:NameID>arn:aws:iam::123456789012:user/" SECRET "1</saml:NameID>"
	"<saml:Issuer>of " SECRET "1</saml:Issuer>",
	">of ", SDX_REDACT_AUTO},
    {"an issuer with a reference",
	"<saml:Issuer>https://" SECRET ".example/?a&amp;b</saml:Issuer>",
	"&amp;", SDX_REDACT_STRICT},
    {"an issuer in references",
	"<saml:Issuer>m&#97;rlene.&#x65;xample</saml:Issuer>", "&#",
	SDX_REDACT_STRICT},
};

static const char head[] =
    "<?xml version=\"1.0\"\n encoding='UTF-8' ?>"
    "<samlp:Response xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" "
    "xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\" ID=\"_1\">";

static void
what_is_secret_goes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		sdx_redacted *copy = NULL;
		struct sdx_input input = {.name = "x.xml"};
		const char *data;
		char *xml;
		size_t len;
		int n = asprintf(
		    &xml, "%s%s</samlp:Response>", head, cases[i].part);

		assert_true(n > 0);
		input.data = xml;
		input.len = (size_t)n;
		assert_int_equal(
		    sdx_redact(&input, cases[i].level, &copy), SDX_OK);
		data = sdx_redacted_data(copy, &len);
		assert_int_equal(len, input.len);
		if (memmem(data, len, head, strlen(head) - 3) == NULL ||
		    memmem(data, len, cases[i].kept, strlen(cases[i].kept)) ==
			NULL ||
		    memmem(data, len, SECRET, strlen(SECRET)) != NULL ||
		    memmem(data, len, "m&#97;", 6) != NULL)
			fail_msg("%s: %.*s", cases[i].words, (int)len, data);
		sdx_redacted_free(copy);
		free(xml);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_secret_goes),
	};

	return cmocka_run_group_tests_name("redact_text", tests, NULL, NULL);
}
