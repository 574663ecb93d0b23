/* SPDX-License-Identifier: MIT */
/* Who holds a response that is still good can sign in: verbs that write no
   report say so on standard error. */
#include <string.h>
#include <time.h>

#include "cli/cli.h"

void
live_warn(const sdx_report *report, const char *before)
{
	for (size_t i = 0; i < sdx_report_n_findings(report); i++) {
		if (strcmp(sdx_finding_id(report, i), "live-credential") == 0)
			complain(
			    "%s%s", before, sdx_finding_message(report, i));
	}
}

void
live_warn_of(const struct file *file, const char *before)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence =
	    settings != NULL ? sdx_evidence_new(settings) : NULL;
	sdx_report *report = NULL;

	if (evidence == NULL)
		goto out;
	sdx_settings_set_now(settings, (int64_t)time(NULL));
	if (sdx_evidence_add(evidence, &(struct sdx_input){.name = file->name,
					   .data = file->data,
					   .len = file->len}) == SDX_OK &&
	    sdx_diagnose(evidence, &report) == SDX_OK)
		live_warn(report, before);
out:
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}
