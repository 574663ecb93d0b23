/* SPDX-License-Identifier: MIT */
/*
 * Captures that are put together from parts, with a word of its own for each
 * secret (plant.h).  What must hold:
 *  - no word of a person, no secret and no identifier is in a copy that can be
 *    shared, and with `strict` none of an organisation, in whatever encoding;
 *  - nor is it in a report that hides persons, in any format;
 *  - nor in what is told to have stayed readable;
 *  - the copy is of the same form, and a copy can be made of it; of XML
 *    nothing moves, however often.
 * That the same value gets the same placeholder tests/unit/test_redact holds.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"
#include "capture/packed.h"
#include "hunt.h"
#include "plant.h"
#include "samldx_redact.h"

/* Say which, in what: a find can be understood without a debugger. */
static _Noreturn void
fail_about(
    const struct planted *word, const char *what, const void *data, size_t len)
{
	if (getenv("FUZZ_SHOW") != NULL)
		fwrite(data, 1, len, stderr);
	fprintf(stderr, "\n%s\n", word->text);
	fuzz_fail(what);
}

static void
judge_gone(const struct plant *p, unsigned classes, const char *what,
    const void *data, size_t len)
{
	bool found[PLANTED_MAX] = {false};

	hunt(p, data, len, found);
	for (size_t i = 0; i < p->n; i++)
		if (found[i] && (classes & 1U << p->planted[i].class) != 0)
			fail_about(&p->planted[i], what, data, len);
}

/* The classes of words that must not be seen, as bits. */
static unsigned
hidden_at(enum sdx_redaction level)
{
	return 1U << PLANTED_SECRET |
	       (level == SDX_REDACT_STRICT ? 1U << PLANTED_ORGANISATION : 0);
}

/* Words that the search does not find would prove nothing. */
static void
judge_search(const struct plant *p, const struct fuzz_text *capture)
{
	bool found[PLANTED_MAX] = {false};

	hunt(p, capture->data, capture->len, found);
	for (size_t i = 0; i < p->n; i++)
		if (!found[i])
			fail_about(&p->planted[i], "the search misses a word",
			    capture->data, capture->len);
}

static const struct capture_form *
form_of(struct arena *arena, const void *data, size_t len)
{
	struct packed packed;

	if (!packed_open(arena, (struct bytes){data, len}, &packed))
		fuzz_fail("no memory");
	return capture_recognise(arena, packed.bytes, SDX_KIND_AUTO).form;
}

/* Those that are not made anew as requests for curl. */
static bool
keeps_its_form(const struct capture_form *form)
{
	static const struct capture_form *const kept[] = {&capture_har,
	    &capture_tracer, &capture_wrapped, &capture_aws_command,
	    &capture_page, &capture_form_body, &capture_xml, &capture_base64};

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		if (form == kept[i])
			return true;
	return false;
}

/* Placeholders may be counted otherwise: letters and digits of each kind. */
static bool
is_alike(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (a[i] != b[i] && (!isalnum((unsigned char)a[i]) ||
					!isdigit((unsigned char)a[i]) !=
					    !isdigit((unsigned char)b[i])))
			return false;
	return true;
}

static void
judge_again(enum sdx_redaction level, const void *copy, size_t len, bool is_xml)
{
	const struct sdx_input input = {
	    .name = "copy", .data = copy, .len = len};
	sdx_redacted *redacted = NULL;
	const void *again;
	size_t n;

	if (sdx_redact(&input, level, &redacted) != SDX_OK)
		fuzz_fail("no copy can be made of the copy");
	again = sdx_redacted_data(redacted, &n);
	if (is_xml && (n != len || !is_alike(copy, again, len)))
		fuzz_fail("the copy of the copy is another");
	sdx_redacted_free(redacted);
}

/* Not packed, so that each place is where it was. */
static bool
is_plain(const struct fuzz_text *capture)
{
	return capture->data[0] == '<';
}

static void
judge_copy(struct plant *p, enum sdx_redaction level,
    const struct fuzz_text *capture, const sdx_redacted *redacted)
{
	struct arena *arena = arena_new();
	const struct capture_form *form;
	const char *what, *value;
	const void *copy;
	size_t len;

	if (arena == NULL)
		fuzz_fail("no memory");
	copy = sdx_redacted_data(redacted, &len);
	judge_gone(p, hidden_at(level) | 1U << PLANTED_IDENTIFIER,
	    "a secret is in the copy", copy, len);
	for (size_t i = 0; sdx_redacted_readable(redacted, i, &what, &value);
	     i++)
		judge_gone(p, hidden_at(level),
		    "a secret is told to be readable", value, strlen(value));
	form = form_of(arena, capture->data, capture->len);
	if (keeps_its_form(form) && form_of(arena, copy, len) != form)
		fuzz_fail("the copy is of another form");
	if (form == &capture_xml && is_plain(capture) && len != capture->len)
		fuzz_fail("the copy of XML has another length");
	judge_again(level, copy, len, form == &capture_xml);
	arena_free(arena);
}

static void
redact(
    struct plant *p, enum sdx_redaction level, const struct fuzz_text *capture)
{
	const struct sdx_input input = {
	    .name = "capture", .data = capture->data, .len = capture->len};
	sdx_redacted *redacted = NULL;
	enum sdx_status status = sdx_redact(&input, level, &redacted);
	const char *trouble;

	if (redacted == NULL)
		fuzz_fail("no memory");
	if (status == SDX_OK)
		judge_copy(p, level, capture, redacted);
	trouble = sdx_redacted_trouble(redacted);
	judge_gone(p, hidden_at(level), "a secret is in what is said", trouble,
	    strlen(trouble));
	sdx_redacted_free(redacted);
}

/* In the format and the width that are chosen. */
static void
report(struct plant *p, enum sdx_redaction level, unsigned choice,
    const struct fuzz_text *capture)
{
	const struct sdx_input input = {
	    .name = "capture", .data = capture->data, .len = capture->len};
	const struct sdx_style style = {.redaction = level,
	    .is_verbose = choice & 16,
	    .has_timeline = choice & 16,
	    .width = choice & 32 ? 60 : 0};
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence = sdx_evidence_new(settings);
	struct fuzz_text text = {0};
	sdx_report *made = NULL;

	sdx_settings_set_now(settings, FUZZ_NOW);
	if (evidence == NULL || sdx_evidence_add(evidence, &input) != SDX_OK ||
	    sdx_diagnose(evidence, &made) == SDX_FAULT ||
	    sdx_report_write(made,
		(enum sdx_format)(choice % (SDX_FORMAT_MARKDOWN + 1)), &style,
		fuzz_keep, &text) != SDX_OK)
		fuzz_fail("no report");
	judge_gone(p, hidden_at(level), "a secret is in the report", text.data,
	    text.len);
	free(text.data);
	sdx_report_free(made);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct plant *p = calloc(1, sizeof *p);
	struct fuzz_text capture = {0};
	enum sdx_redaction level;
	unsigned choice;

	if (p == NULL)
		fuzz_fail("no memory");
	p->choices = data;
	p->n_choices = len;
	level = plant_choose(p, 2) ? SDX_REDACT_STRICT : SDX_REDACT_AUTO;
	choice = plant_choose(p, 256);
	plant_capture(p, &capture);
	if (choice % 8 == 0)
		judge_search(p, &capture);
	redact(p, level, &capture);
	report(p, level, choice, &capture);
	free(capture.data);
	free(p);
	return 0;
}
