/* SPDX-License-Identifier: MIT */
/*
 * Signature wrapping and its kin against the whole way of the data: each
 * message is made from a good signed one by moving its text about.  None may
 * be accepted, and no claim of the forger may count as signed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>

#include "recipe_run.h"
#include "verdict.h"

#define ASSERTION_ID "_a7c3e9f1b5d24086a1c2d3e4f5a6b7c8"
#define RESPONSE_ID "_r1d8a6e2b4c5f4e0c9a7b3f2e1d0c9b8a"

/* The pieces of a good message; each is malloc'ed and ends with the test. */
struct parts {
	char *head;	 /* up to the assertion */
	char *original;	 /* the signed assertion */
	char *plain;	 /* the same without its Signature */
	char *evil;	 /* plain, another ID, another subject */
	char *evil_same; /* plain, the same ID, another subject */
	char *signature; /* the assertion's, or the response's */
	char *root_open; /* the Response's start tag */
	char *inside;	 /* of the Response, without its Signature */
};

static char *kept[64];
static size_t n_kept;

static char *
keep(char *text)
{
	assert_non_null(text);
	assert_true(n_kept < 64);
	kept[n_kept++] = text;
	return text;
}

static char *
join(const char *a, const char *b, const char *c, const char *d)
{
	char *text = NULL;

	assert_true(asprintf(&text, "%s%s%s%s", a, b, c, d) >= 0);
	return keep(text);
}

static char *
slice(const char *from, const char *to)
{
	return keep(strndup(from, (size_t)(to - from)));
}

/* TEXT with the first FROM replaced. */
static char *
swap(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);

	assert_non_null(at);
	return join(slice(text, at), to, at + strlen(from), "");
}

/* TEXT without what stands from BEGIN to END, both included. */
static char *
without(const char *text, const char *begin, const char *end)
{
	const char *from = strstr(text, begin), *to = strstr(text, end);

	assert_non_null(from);
	assert_non_null(to);
	return join(slice(text, from), to + strlen(end), "", "");
}

#define SIG_BEGIN "<ds:Signature "
#define SIG_END "</ds:Signature>"
#define A_END "</saml:Assertion>"
#define R_END "</samlp:Response>\n"

static struct parts
take_apart(const char *message)
{
	const char *a = strstr(message, "<saml:Assertion");
	const char *end = strstr(message, A_END) + strlen(A_END);
	const char *sig = strstr(message, SIG_BEGIN);
	const char *root = strstr(message, "<samlp:Response");
	const char *root_end = strchr(root, '>') + 1;
	struct parts p;

	p.head = slice(message, a);
	p.original = slice(a, end);
	p.plain = strstr(p.original, SIG_BEGIN) != NULL
		      ? without(p.original, SIG_BEGIN, SIG_END)
		      : p.original;
	p.evil_same = swap(p.plain, ">ana.silva<", ">evil<");
	p.evil = swap(p.evil_same, ASSERTION_ID, "_evil");
	p.signature = slice(sig, strstr(sig, SIG_END) + strlen(SIG_END));
	p.root_open = slice(root, root_end);
	p.inside = slice(root_end, strstr(message, "</samlp:Response>"));
	if (sig < a)
		p.inside = without(p.inside, SIG_BEGIN, SIG_END);
	return p;
}

typedef char *attack(const struct parts *);

/* ASSERTION with the signature put behind its Issuer. */
static char *
with_signature(const char *assertion, const char *signature)
{
	return swap(assertion, "</saml:Issuer>",
	    join("</saml:Issuer>", signature, "", ""));
}

static char *
xsw1(const struct parts *p)
{
	char *wrapped = swap(p->signature, SIG_END,
	    join(p->root_open, p->inside, "</samlp:Response>", SIG_END));
	char *open = swap(p->root_open, RESPONSE_ID, "_evil");
	char *inside = swap(p->inside, ">ana.silva<", ">evil<");

	return join(open, with_signature(inside, wrapped), R_END, "");
}

static char *
xsw2(const struct parts *p)
{
	char *original =
	    join(p->root_open, p->inside, "</samlp:Response>", p->signature);
	char *open = swap(p->root_open, RESPONSE_ID, "_evil");
	char *inside = swap(p->inside, ">ana.silva<", ">evil<");

	return join(open, with_signature(inside, original), R_END, "");
}

static char *
xsw3(const struct parts *p)
{
	return join(p->head, p->evil, p->original, R_END);
}

static char *
after_original(const struct parts *p)
{
	return join(p->head, p->original, p->evil, R_END);
}

static char *
xsw4(const struct parts *p)
{
	return join(p->head,
	    swap(p->evil, A_END, join(p->original, A_END, "", "")), R_END, "");
}

static char *
xsw5(const struct parts *p)
{
	return join(
	    p->head, with_signature(p->evil, p->signature), p->plain, R_END);
}

static char *
xsw6(const struct parts *p)
{
	char *wrapped =
	    swap(p->signature, SIG_END, join(p->plain, SIG_END, "", ""));

	return join(p->head, with_signature(p->evil, wrapped), R_END, "");
}

static char *
xsw6b(const struct parts *p)
{
	char *wrapped = swap(p->signature, SIG_END,
	    join("<ds:Object>", p->plain, "</ds:Object>", SIG_END));

	return join(p->head, with_signature(p->evil, wrapped), R_END, "");
}

static char *
xsw7(const struct parts *p)
{
	return join(p->head,
	    join("<Extensions>", p->evil_same, "</Extensions>", ""),
	    p->original, R_END);
}

static char *
xsw7b(const struct parts *p)
{
	return join(p->head,
	    join("<samlp:Extensions>", p->plain, "</samlp:Extensions>", ""),
	    with_signature(p->evil_same, p->signature), R_END);
}

static char *
xsw8(const struct parts *p)
{
	char *wrapped = swap(p->signature, SIG_END,
	    join("<Object>", p->plain, "</Object>", SIG_END));

	return join(p->head, with_signature(p->evil_same, wrapped), R_END, "");
}

static char *
xsw8b(const struct parts *p)
{
	char *wrapped = swap(p->signature, SIG_END,
	    join("<ds:Object>", p->plain, "</ds:Object>", SIG_END));

	return join(p->head, with_signature(p->evil_same, wrapped), R_END, "");
}

static char *
stripped(const struct parts *p)
{
	return join(p->head, p->evil_same, R_END, "");
}

static char *
doubled(const struct parts *p)
{
	return join(p->head, p->original, p->original, R_END);
}

static char *
two_roots(const struct parts *p)
{
	char *good = join(p->head, p->original, "</samlp:Response>", "");
	char *bad = join(p->root_open, p->evil, R_END, "");

	return join(good, bad, "", "");
}

static char *
in_advice(const struct parts *p)
{
	return join(p->head,
	    swap(p->evil, "<saml:AuthnStatement",
		join("<saml:Advice>", p->original, "</saml:Advice>",
		    "<saml:AuthnStatement")),
	    R_END, "");
}

static char *
comment_split(const struct parts *p)
{
	return join(p->head,
	    swap(p->original, ">ana.silva<", ">ana<!---->.silva<"), R_END, "");
}

static char *
logout_around(const struct parts *p)
{
	char *open =
	    swap(p->root_open, "<samlp:Response", "<samlp:LogoutRequest");

	return join(open, p->original, "</samlp:LogoutRequest>", "");
}

static char *
changed(const struct parts *p)
{
	return join(
	    p->head, swap(p->original, ">ana.silva<", ">evil<"), R_END, "");
}

static const struct {
	const char *name;
	const char *parent; /* recipe */
	attack *make;
	const char *id; /* a check that must fire */
} attacks[] = {
    {"XSW1", "sign response\n", xsw1, "signature-children"},
    {"XSW2", "sign response\n", xsw2, "signature-reference"},
    {"XSW3", "", xsw3, "assertion-count"},
    {"CVE-2022-41912, the forged one behind", "", after_original,
	"assertion-count"},
    {"XSW4", "", xsw4, "assertion-place"},
    {"XSW5", "", xsw5, "signature-reference"},
    {"XSW6", "", xsw6, "signature-children"},
    {"XSW6 in ds:Object", "", xsw6b, "signature-children"},
    {"XSW7", "", xsw7, "duplicate-id"},
    {"XSW7 in samlp:Extensions", "", xsw7b, "duplicate-id"},
    {"XSW8", "", xsw8, "duplicate-id"},
    {"XSW8 in ds:Object", "", xsw8b, "duplicate-id"},
    {"signature stripped", "", stripped, "signature-present"},
    {"assertion doubled", "", doubled, "duplicate-id"},
    {"two roots, CVE-2022-39299", "", two_roots, "xml-trailing"},
    {"original in the Advice of the forged one", "", in_advice,
	"signature-present"},
    {"comment inside the name", "", comment_split, "split-text"},
    {"LogoutRequest around a signed assertion", "", logout_around,
	"message-type"},
    {"value changed", "", changed, "signature-digest"},
};

static bool
has_fired(const sdx_report *report, const char *id)
{
	for (size_t i = 0; i < report->findings.n; i++) {
		if (strcmp(report->findings.items[i]->check->id, id) == 0)
			return true;
	}
	return false;
}

/* Is the forged name taken for a proven one? */
static bool
believes_forger(const struct evidence *e)
{
	const struct saml_assertion *a = e->assertion;

	return a != NULL && a->is_signed && a->subject.n_name_ids > 0 &&
	       strcmp(a->subject.name_ids[0].text.value, "evil") == 0;
}

static void
run_attack(size_t i)
{
	struct idp_case made;
	struct recipe_run run;
	struct parts parts;
	char *message;

	if (!idp_follow(attacks[i].parent, "(recipe)", recipe_keys(), &made))
		fail_msg("%s", made.error);
	parts = take_apart(made.inputs[0].data);
	message = attacks[i].make(&parts);
	assert_true(recipe_run_octets(
	    &run, attacks[i].parent, message, strlen(message)));
	if (sdx_report_outcome(run.report) == SDX_ACCEPTED)
		fail_msg("%s: accepted", attacks[i].name);
	if (believes_forger(run.report->evidence))
		fail_msg("%s: the forger is believed", attacks[i].name);
	if (!has_fired(run.report, attacks[i].id)) {
		for (size_t f = 0; f < run.report->findings.n; f++)
			print_error("    %s\n",
			    run.report->findings.items[f]->check->id);
		fail_msg(
		    "%s: %s has not fired", attacks[i].name, attacks[i].id);
	}
	recipe_run_end(&run);
	/* The honest twin: the same pieces, put together as they were. */
	message = made.inputs[0].data;
	assert_true(recipe_run_octets(
	    &run, attacks[i].parent, message, strlen(message)));
	assert_int_equal(sdx_report_outcome(run.report), SDX_ACCEPTED);
	recipe_run_end(&run);
	idp_free(&made);
	while (n_kept > 0)
		free(kept[--n_kept]);
}

static void
no_attack_is_accepted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++)
		run_attack(i);
}

/* The forger's own key in KeyInfo proves nothing. */
static void
keys_of_the_message_are_not_trusted(void **state)
{
	static const char *const recipes[] = {"signing key=idp2\n",
	    "signing key=idp2 keyinfo=key-value\n",
	    "signing key=idp2 keyinfo=none\n",
	    "signing key=idp2\ngive none\ngive role\n",
	    "sign both\nthen\nreplace >ana.silva< => >evil<\n",
	    "sign none\nencrypt assertion\ngive key sp\n",
	    "signing method=hmac-sha256\n", "signing method=rsa-md5\n"};

	(void)state;
	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
		struct recipe_run run;

		if (!recipe_run_text(&run, recipes[i]))
			fail_msg("%s", run.made.error);
		if (sdx_report_outcome(run.report) == SDX_ACCEPTED)
			fail_msg("%s: accepted", recipes[i]);
		assert_false(run.report->evidence->is_authentic);
		recipe_run_end(&run);
	}
}

/* A forged copy put in every place, before and behind the original. */
static void
no_place_makes_a_forgery_good(void **state)
{
	struct idp_case made;
	struct parts parts;
	const char *message;
	size_t n = 0;

	(void)state;
	assert_true(idp_follow("", "(recipe)", recipe_keys(), &made));
	message = made.inputs[0].data;
	parts = take_apart(message);
	for (const char *at = strstr(message, "<samlp:Response"); at != NULL;
	     at = strchr(at + 1, '>')) {
		const char *const copies[] = {parts.evil, parts.evil_same};

		if (*at != '>' || strncmp(at - 1, "?>", 2) == 0)
			continue;
		for (size_t c = 0; c < 2; c++) {
			char *forged =
			    join(slice(message, at + 1), copies[c], at + 1, "");
			struct recipe_run run;

			assert_true(recipe_run_octets(
			    &run, "", forged, strlen(forged)));
			if (sdx_report_outcome(run.report) == SDX_ACCEPTED ||
			    believes_forger(run.report->evidence))
				fail_msg("accepted at octet %zu",
				    (size_t)(at - message));
			recipe_run_end(&run);
			free(kept[--n_kept]);
			free(kept[--n_kept]);
			n++;
		}
	}
	print_message("# %zu places tried\n", n);
	assert_true(n > 80);
	idp_free(&made);
	while (n_kept > 0)
		free(kept[--n_kept]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_attack_is_accepted),
	    cmocka_unit_test(keys_of_the_message_are_not_trusted),
	    cmocka_unit_test(no_place_makes_a_forgery_good),
	};

	return cmocka_run_group_tests_name("attacks", tests, NULL, NULL);
}
