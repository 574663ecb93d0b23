/* SPDX-License-Identifier: MIT */
/*
 * Recognising an input, and every form of capture on any octets.  What must
 * hold:
 *  - what is recognised as a capture is read by the first form that claims
 *    it, and by no other;
 *  - a message has octets, or a fault with words;
 *  - a message of a HAR names an entry that is there.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture/capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_capture: %s\n", what);
	abort();
}

static void
check_message(const struct capture_message *m)
{
	if ((m->fault == CAPTURE_OK) != (m->xml.len > 0))
		fail("a fault with octets, or neither");
	if (m->answer != NULL && strlen(m->answer) > 500)
		fail("an answer that is too long");
	if (m->fault != CAPTURE_OK &&
	    (m->detail == NULL || m->detail[0] == '\0'))
		fail("a fault without words");
	if (m->entry > m->n_entries)
		fail("an entry that is not there");
	if (m->where == NULL)
		fail("a message from nowhere");
	for (size_t i = 0; i < m->n_repairs; i++)
		if (m->repairs[i] == NULL || m->repairs[i][0] == '\0')
			fail("a repair without words");
}

/* Forms that are not even for these octets must not be led astray. */
static void
extract_all(struct arena *arena, struct bytes bytes)
{
	const struct capture_form *form;

	for (size_t i = 0; (form = capture_form_at(i)) != NULL; i++) {
		struct capture capture = {0};

		if (form->recognise(bytes) != CLAIM_YES)
			continue;
		if (!form->extract(arena, bytes, &capture))
			fail("out of memory");
		if (capture.n_messages == 0 &&
		    (capture.looks_like == NULL || capture.advice == NULL))
			fail("nothing found, and no word about it");
		for (size_t m = 0; m < capture.n_messages; m++)
			check_message(&capture.messages[m]);
	}
}

static const struct capture_form *
first_claim(struct bytes bytes)
{
	const struct capture_form *form;

	for (size_t i = 0; (form = capture_form_at(i)) != NULL; i++)
		if (form->recognise(bytes) == CLAIM_YES)
			return form;
	return NULL;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes bytes = {data, len};
	struct arena *arena = arena_new();
	struct recognised r;

	if (arena == NULL)
		return 0;
	for (int kind = SDX_KIND_AUTO; kind <= SDX_KIND_CAPTURE; kind++) {
		r = capture_recognise(arena, bytes, (enum sdx_kind)kind);
		if (r.kind == SDX_KIND_AUTO && r.looks_like == NULL)
			fail("something unknown without a name");
		if (r.form != NULL && r.form != first_claim(bytes))
			fail("a form that is not the first to claim");
	}
	extract_all(arena, bytes);
	arena_free(arena);
	return 0;
}
