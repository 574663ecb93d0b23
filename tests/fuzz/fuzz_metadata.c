/* SPDX-License-Identifier: MIT */
/*
 * Metadata under test, from its bytes to the reports and the repaired copy.
 * What must hold for any input:
 *  - the reports can be written, and the text holds no control character;
 *  - a repaired copy is never longer, and repairing it again changes nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

/* Diagnosed; *EVIDENCE is the caller's to free, after the report. */
static sdx_report *
diagnose(const void *data, size_t len, const sdx_settings *settings,
    sdx_evidence **evidence)
{
	const struct sdx_input input = {
	    .name = "metadata.xml", .data = data, .len = len};
	sdx_report *report = NULL;

	*evidence = sdx_evidence_new(settings);
	if (*evidence == NULL || sdx_evidence_add(*evidence, &input) != SDX_OK)
		fuzz_fail("the metadata was not taken");
	if (sdx_diagnose(*evidence, &report) != SDX_OK || report == NULL)
		fuzz_fail("no report");
	return report;
}

static void
judge_repair(const struct sdx_repair *repair, const sdx_settings *settings)
{
	sdx_evidence *evidence;
	sdx_report *report =
	    diagnose(repair->data, repair->len, settings, &evidence);
	struct sdx_repair again;

	if (sdx_report_outcome(report) == SDX_ACCEPTED &&
	    (sdx_report_repair(report, &again) != SDX_OK ||
		again.n_changes > 0))
		fuzz_fail("a repaired copy is repaired once more");
	sdx_report_free(report);
	sdx_evidence_free(evidence);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence;
	struct sdx_repair repair;
	sdx_report *report;

	if (settings == NULL || sdx_settings_set_question(
				    settings, SDX_QUESTION_METADATA) != SDX_OK)
		fuzz_fail("the question was not taken");
	sdx_settings_set_now(settings, 1795176000);
	report = diagnose(data, len, settings, &evidence);
	fuzz_judge_report(report, len);
	if (sdx_report_repair(report, &repair) == SDX_OK)
		judge_repair(&repair, settings);
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return 0;
}
