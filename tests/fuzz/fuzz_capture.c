/* SPDX-License-Identifier: MIT */
/*
 * Recognising an input, and every form of capture on any octets.  What must
 * hold:
 *  - what is recognised as a capture has a form that claims it, and where
 *    another form claims the same octets too, it reads the same message;
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

static const struct capture_message *
first_message(const struct capture *capture)
{
	for (size_t i = 0; i < capture->n_messages; i++)
		if (capture->messages[i].fault == CAPTURE_OK)
			return &capture->messages[i];
	return NULL;
}

/* Two that both got a message out must have got the same. */
static void
compare(const struct capture *a, const struct capture *b)
{
	const struct capture_message *m = first_message(a);
	const struct capture_message *n = first_message(b);

	if (m != NULL && n != NULL &&
	    (m->xml.len != n->xml.len ||
		memcmp(m->xml.data, n->xml.data, m->xml.len) != 0))
		fail("two forms read two messages");
}

static void
extract_all(struct arena *arena, struct bytes bytes)
{
	const struct capture_form *form;
	struct capture first = {0};

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
		if (first.n_messages > 0)
			compare(&first, &capture);
		else
			first = capture;
	}
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
		if (r.form != NULL && r.form->recognise(bytes) != CLAIM_YES)
			fail("a form that does not claim its octets");
	}
	extract_all(arena, bytes);
	arena_free(arena);
	return 0;
}
