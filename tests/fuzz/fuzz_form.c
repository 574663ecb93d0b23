/* SPDX-License-Identifier: MIT */
/*
 * One form of capture, whose name stands in the program's: script/fuzz links
 * form_har, form_burp and so on to this one; -forms lists them.  The mutator
 * (mutate_form.c) leaves what it makes a capture of that form.  What must hold
 * for what the form claims:
 *  - where it is the first to claim an input it is the one that is asked;
 *  - a message has octets, or a fault with words, and a place in the input;
 *  - what is read lies within the limits, and is the same when read again;
 *  - nothing read, and there are words for that.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "form.h"
#include "fuzz.h"

#define XML_MAX ((size_t)16 << 20)
#define ANSWER_MAX 500

static const struct capture_form *form;

static void
list_forms(void)
{
	const struct capture_form *each;

	for (size_t i = 0; (each = capture_form_at(i)) != NULL; i++)
		printf("form_%s\n", each->kind);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	const char *name = strrchr((*argv)[0], '/');
	const struct capture_form *each;

	if (*argc == 2 && strcmp((*argv)[1], "-forms") == 0) {
		list_forms();
		exit(0);
	}
	name = name != NULL ? name + 1 : (*argv)[0];
	for (size_t i = 0; (each = capture_form_at(i)) != NULL; i++)
		if (strncmp(name, "form_", 5) == 0 &&
		    strcmp(name + 5, each->kind) == 0)
			form = each;
	if (form == NULL) {
		fprintf(stderr, "%s: link it to form_KIND (-forms)\n", name);
		exit(2);
	}
	return 0;
}

const struct capture_form *
form_under_test(void)
{
	return form;
}

static void
check_message(const struct capture_message *m, size_t len)
{
	if ((m->fault == CAPTURE_OK) != (m->xml.len > 0))
		fuzz_fail("a fault with octets, or neither");
	if (m->xml.len > XML_MAX)
		fuzz_fail("a message above the limit");
	if (m->fault != CAPTURE_OK &&
	    (m->detail == NULL || m->detail[0] == '\0'))
		fuzz_fail("a fault without words");
	if (m->answer != NULL && strlen(m->answer) > ANSWER_MAX)
		fuzz_fail("an answer that is too long");
	if (m->entry > m->n_entries || m->where == NULL)
		fuzz_fail("a message from nowhere");
	if (m->line > len + 1 || m->column > len + 1)
		fuzz_fail("a message outside of the input");
	if (m->endpoint != NULL && strpbrk(m->endpoint, "?#") != NULL)
		fuzz_fail("an address with a query");
	for (size_t i = 0; i < m->n_repairs; i++)
		if (m->repairs[i] == NULL || m->repairs[i][0] == '\0')
			fuzz_fail("a repair without words");
}

static void
check_capture(const struct capture *c, size_t len)
{
	if (c->n_messages > CAPTURE_MESSAGES_MAX ||
	    c->n_steps > CAPTURE_STEPS_MAX || c->n_plain > c->n_steps)
		fuzz_fail("more than the limit");
	if (c->n_messages == 0 && (c->looks_like == NULL || c->advice == NULL))
		fuzz_fail("nothing found, and no word about it");
	for (size_t i = 0; i < c->n_messages; i++)
		check_message(&c->messages[i], len);
	for (size_t i = 0; i < c->n_steps; i++)
		if (c->steps[i].url == NULL ||
		    strpbrk(c->steps[i].url, "?#") != NULL)
			fuzz_fail("a step without an address, or with a query");
}

static struct capture
extract(struct arena *arena, const struct capture_form *by, struct bytes bytes)
{
	struct capture capture = {0};

	if (!by->extract(arena, bytes, &capture))
		fuzz_fail("no memory");
	return capture;
}

/* Where both read a message: is it the same? */
static bool
is_same(const struct capture *a, const struct capture *b)
{
	const struct capture_message *m = a->messages, *n = b->messages;

	return a->n_messages != 1 || b->n_messages != 1 ||
	       m->fault != CAPTURE_OK || n->fault != CAPTURE_OK ||
	       (m->xml.len == n->xml.len &&
		   memcmp(m->xml.data, n->xml.data, m->xml.len) == 0);
}

/* The first form that claims it reads it, and no other. */
static void
check_asked(struct arena *arena, struct bytes bytes)
{
	struct recognised r = capture_recognise(arena, bytes, SDX_KIND_CAPTURE);
	const struct capture_form *each;

	for (size_t i = 0; (each = capture_form_at(i)) != form; i++)
		if (each->recognise(bytes) == CLAIM_YES)
			break;
	if (r.form != NULL && r.form != each)
		fuzz_fail("another form is asked than the first to claim");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes bytes = {data, len};
	struct arena *arena;
	struct capture capture, again;

	if (len == 0 || form->recognise(bytes) != CLAIM_YES)
		return 0;
	arena = arena_new();
	if (arena == NULL)
		fuzz_fail("no memory");
	capture = extract(arena, form, bytes);
	check_capture(&capture, len);
	again = extract(arena, form, bytes);
	if (again.n_messages != capture.n_messages ||
	    !is_same(&capture, &again))
		fuzz_fail("the same is read in two ways");
	check_asked(arena, bytes);
	arena_free(arena);
	return 0;
}
