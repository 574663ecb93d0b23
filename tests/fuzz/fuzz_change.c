/* SPDX-License-Identifier: MIT */
/*
 * Metadata under test beside what IAM holds, and what an upload or a rotation
 * would change.  The input is the one and, behind a NUL, the other.  What
 * must hold: a report can be written of any two, without control characters,
 * and whatever is unchanged locks nobody out.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aws/key_change.h"
#include "fuzz.h"

static void
diagnose(enum sdx_question question, const struct sdx_input *inputs, size_t n)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	sdx_report *report = NULL;

	if (settings == NULL ||
	    sdx_settings_set_question(settings, question) != SDX_OK)
		fuzz_fail("no settings");
	sdx_settings_set_now(settings, 1795165200);
	evidence = sdx_evidence_new(settings);
	for (size_t i = 0; i < n; i++)
		if (sdx_evidence_add(evidence, &inputs[i]) != SDX_OK)
			fuzz_fail("an input was not taken");
	if (sdx_diagnose(evidence, &report) == SDX_USAGE || report == NULL)
		fuzz_fail("no report");
	fuzz_judge_report(report, inputs[0].len);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}

/* Certificates out of the bytes themselves, the same before and after. */
static void
compare(const uint8_t *data, size_t len)
{
	struct arena *arena = arena_new();
	struct certificate **list = NULL;
	struct key_entry entries[16];
	struct key_changes *changes;
	size_t n = 0;

	if (arena == NULL ||
	    !certificates_from_file(arena, data, len, &list, &n))
		fuzz_fail("no memory");
	n = n < 16 ? n : 16;
	for (size_t i = 0; i < n; i++)
		entries[i] = (struct key_entry){list[i], KEY_SIGNS};
	changes = key_changes_compare(arena, entries, n, entries, n);
	if (changes == NULL)
		fuzz_fail("no memory");
	for (size_t i = 0; i < changes->n; i++)
		if (changes->items[i].fate != KEY_KEPT)
			fuzz_fail("a key that changes into itself");
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const uint8_t *nul = len > 0 ? memchr(data, 0, len) : NULL;
	size_t first = nul != NULL ? (size_t)(nul - data) : len;
	const char *rest = nul != NULL ? (const char *)nul + 1 : "";
	const struct sdx_input inputs[] = {
	    {.name = "new.xml",
		.data = data,
		.len = first,
		.kind = SDX_KIND_METADATA},
	    {.name = "old.xml",
		.data = nul != NULL ? rest : (const char *)data,
		.len = nul != NULL ? len - first - 1 : len,
		.kind = SDX_KIND_CURRENT},
	};

	diagnose(SDX_QUESTION_METADATA, inputs, 2);
	diagnose(SDX_QUESTION_ROTATION, inputs, 1);
	compare(data, len);
	return 0;
}
