/* SPDX-License-Identifier: MIT */
/*
 * Every place of a message: a forged part, or the signed original of one that
 * was forged, put behind each tag, bare and inside of what may hold anything.
 * No expectation is written down; what must hold for all of them is that the
 * forger is not believed, and that an accepted message says what was signed.
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

#define HONEST ">ana.silva<"
#define EVIL ">evil.name<" /* as long */
#define DS "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\""

/* What a part may be put into. */
static const struct {
	const char *open, *close;
} holders[] = {
    {"", ""},
    {"<ds:Object " DS ">", "</ds:Object>"},
    {"<samlp:Extensions>", "</samlp:Extensions>"},
    {"<samlp:StatusDetail>", "</samlp:StatusDetail>"},
    {"<saml:Advice>", "</saml:Advice>"},
    {"<x:y xmlns:x=\"urn:x\">", "</x:y>"},
    {"<saml:SubjectConfirmationData>", "</saml:SubjectConfirmationData>"},
    {"<saml:AttributeValue>", "</saml:AttributeValue>"},
    {"<ds:KeyInfo " DS ">", "</ds:KeyInfo>"},
};

/* All of TEXT is malloc'ed and the caller's. */
static char *
between(const char *text, const char *begin, const char *end)
{
	const char *from = strstr(text, begin), *to;

	assert_non_null(from);
	to = strstr(from, end);
	assert_non_null(to);
	return strndup(from, (size_t)(to - from) + strlen(end));
}

static char *
swapped(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *out = NULL;

	assert_non_null(at);
	assert_true(asprintf(&out, "%.*s%s%s", (int)(at - text), text, to,
			at + strlen(from)) >= 0);
	return out;
}

static char *
unsigned_copy(const char *text)
{
	char *signature = between(text, "<ds:Signature ", "</ds:Signature>");
	char *out = swapped(text, signature, "");

	free(signature);
	return out;
}

static size_t n_all;

struct trial {
	struct recipe_run *run;
	size_t n, n_accepted;
};

/* Is what is called signed the honest name? */
static void
judge(struct trial *trial, const char *message, size_t at, const char *what)
{
	const struct evidence *e;
	struct idp_input *input = &trial->run->made.inputs[0];

	free(input->data);
	input->data = strdup(message);
	input->len = strlen(message);
	assert_true(recipe_run_again(trial->run));
	trial->n++;
	e = trial->run->report->evidence;
	if (e->assertion != NULL && e->assertion->is_signed &&
	    (e->assertion->subject.n_name_ids != 1 ||
		strcmp(e->assertion->subject.name_ids[0].text.value,
		    "ana.silva") != 0))
		fail_msg("%s at %zu: the forger is believed", what, at);
	if (sdx_report_outcome(trial->run->report) != SDX_ACCEPTED)
		return;
	trial->n_accepted++;
	if (!e->is_authentic)
		fail_msg("%s at %zu: accepted without proof", what, at);
}

/* PART behind each tag of MESSAGE, in each holder. */
static void
everywhere(struct trial *trial, const char *message, const char *part,
    const char *what)
{
	for (const char *at = strstr(message, "<samlp:Response"); at != NULL;
	     at = strchr(at + 1, '>')) {
		int len = (int)(at - message) + 1;

		if (*at != '>')
			continue;
		for (size_t h = 0; h < sizeof holders / sizeof *holders; h++) {
			char *forged = NULL;

			assert_true(asprintf(&forged, "%.*s%s%s%s%s", len,
					message, holders[h].open, part,
					holders[h].close, at + 1) >= 0);
			judge(trial, forged, (size_t)len, what);
			free(forged);
		}
	}
}

/* PART, whose ID is _evil, with ID as an attribute of another name too. */
static char *
with_id(const char *part, const char *id, const char *name)
{
	char *attributes = NULL, *out;

	assert_true(
	    asprintf(&attributes, "ID=\"_evil\" %s=\"%s\"", name, id) >= 0);
	out = swapped(part, "ID=\"_evil\"", attributes);
	free(attributes);
	return out;
}

/* A forged copy of BEGIN to END beside an untouched message. */
static void
forgery_beside(struct trial *trial, const char *good, const char *begin,
    const char *end, const char *id)
{
	char *original = between(good, begin, end);
	char *bare = unsigned_copy(original);
	char *evil_same = swapped(bare, HONEST, EVIL);
	char *evil = swapped(evil_same, id, "_evil");
	char *evil_sealed = swapped(original, HONEST, EVIL);
	char *evil_xml = with_id(evil, id, "xml:id");
	char *evil_other = with_id(evil, id, "xmlns:e=\"urn:e\" e:ID");

	everywhere(trial, good, evil_xml, "forged, xml:id");
	everywhere(trial, good, evil_other, "forged, an ID of another kind");
	free(evil_xml);
	free(evil_other);
	everywhere(trial, good, evil, "forged, another ID");
	everywhere(trial, good, evil_same, "forged, the same ID");
	everywhere(trial, good, evil_sealed, "forged, with the signature");
	free(original);
	free(bare);
	free(evil_same);
	free(evil);
	free(evil_sealed);
}

/* The message itself is forged, and the original put somewhere in it. */
static void
original_inside(struct trial *trial, const char *good, const char *begin,
    const char *end, const char *id)
{
	char *original = between(good, begin, end);
	char *bare = unsigned_copy(original);
	char *same = swapped(good, HONEST, EVIL);
	char *other = swapped(same, id, "_evil");
	char *naked = unsigned_copy(other);

	everywhere(trial, same, bare, "the original, the same ID");
	everywhere(trial, other, bare, "the original, another ID");
	everywhere(trial, other, original, "the sealed original");
	everywhere(trial, naked, original, "the sealed original alone");
	free(original);
	free(bare);
	free(same);
	free(other);
	free(naked);
}

static void
try_all(const char *recipe, const char *begin, const char *end, const char *id)
{
	struct recipe_run run;
	struct trial trial = {.run = &run};
	char *good;

	assert_true(recipe_run_text(&run, recipe));
	assert_int_equal(sdx_report_outcome(run.report), SDX_ACCEPTED);
	good = strdup(run.made.inputs[0].data);
	forgery_beside(&trial, good, begin, end, id);
	original_inside(&trial, good, begin, end, id);
	print_message("# %zu documents, %zu of them accepted with what was "
		      "signed\n",
	    trial.n, trial.n_accepted);
	assert_true(trial.n > 2000);
	n_all += trial.n;
	free(good);
	recipe_run_end(&run);
}

#define ASSERTION                                \
	"<saml:Assertion ", "</saml:Assertion>", \
	    "_a7c3e9f1b5d24086a1c2d3e4f5a6b7c8"
#define RESPONSE                                 \
	"<samlp:Response ", "</samlp:Response>", \
	    "_r1d8a6e2b4c5f4e0c9a7b3f2e1d0c9b8a"

static void
around_a_signed_assertion(void **state)
{
	(void)state;
	try_all("compact\n", ASSERTION);
}

static void
around_a_signed_response(void **state)
{
	(void)state;
	try_all("compact\nsign response\n", RESPONSE);
}

static void
around_both(void **state)
{
	(void)state;
	try_all("compact\nsign both\n", ASSERTION);
}

/* Advice is a lawful place for another assertion. */
static void
around_one_with_advice(void **state)
{
	(void)state;
	try_all(
	    "before A/saml:AuthnStatement <saml:Advice><saml:AssertionIDRef>"
	    "_x</saml:AssertionIDRef></saml:Advice>\ncompact\n",
	    ASSERTION);
}

/* Canonicalisation that takes in what is declared around. */
static void
around_inclusive(void **state)
{
	(void)state;
	try_all("compact\nsigning c14n=c14n\n", ASSERTION);
}

/* Details and extensions that are there already. */
static void
around_a_full_response(void **state)
{
	(void)state;
	try_all("append R/samlp:Status <samlp:StatusDetail><x:d\\sxmlns:x="
		"\"urn:x\"/></samlp:StatusDetail>\nbefore R/samlp:Status "
		"<samlp:Extensions><x:e\\sxmlns:x=\"urn:x\"/>"
		"</samlp:Extensions>\ncompact\nsign response\n",
	    RESPONSE);
}

/* So many that no place was forgotten. */
static void
all_were_tried(void **state)
{
	(void)state;
	print_message("# %zu documents in all\n", n_all);
	assert_true(n_all >= 20000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(around_a_signed_assertion),
	    cmocka_unit_test(around_a_signed_response),
	    cmocka_unit_test(around_both),
	    cmocka_unit_test(around_one_with_advice),
	    cmocka_unit_test(around_inclusive),
	    cmocka_unit_test(around_a_full_response),
	    cmocka_unit_test(all_were_tried),
	};

	return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
