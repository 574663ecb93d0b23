/* SPDX-License-Identifier: MIT */
/*
 * Telling what an input is.  What must hold for any octets:
 *  - what is recognised as a capture is read by the first form that claims
 *    it, and what is not recognised has a name and a way out;
 *  - the same octets are the same a second time.
 */
#include <string.h>

#include "capture/capture.h"
#include "fuzz.h"

static const struct capture_form *
first_claim(struct bytes bytes)
{
	const struct capture_form *form;

	for (size_t i = 0; (form = capture_form_at(i)) != NULL; i++)
		if (form->recognise(bytes) == CLAIM_YES)
			return form;
	return NULL;
}

static void
recognise(struct arena *arena, struct bytes bytes, enum sdx_kind forced)
{
	struct recognised r = capture_recognise(arena, bytes, forced);
	struct recognised again = capture_recognise(arena, bytes, forced);

	if (r.kind == SDX_KIND_AUTO &&
	    (r.looks_like == NULL || r.advice == NULL))
		fuzz_fail("something unknown without a name or a way out");
	if (forced != SDX_KIND_AUTO && r.kind != forced)
		fuzz_fail("what the user calls it is not believed");
	if (r.form != NULL && r.form != first_claim(bytes))
		fuzz_fail("a form that is not the first to claim");
	if (r.kind != again.kind || r.form != again.form)
		fuzz_fail("recognised in two ways");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes bytes = {data, len};
	struct arena *arena = arena_new();

	if (arena == NULL)
		fuzz_fail("no memory");
	for (int kind = SDX_KIND_AUTO; kind <= SDX_KIND_PARAMETER; kind++)
		recognise(arena, bytes, (enum sdx_kind)kind);
	arena_free(arena);
	return 0;
}
