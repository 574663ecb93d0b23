/* SPDX-License-Identifier: MIT */
/* What a program outside the tree needs of the installed library. */
#include <stdio.h>
#include <string.h>

#include <samldx.h>

static bool
print(const void *data, size_t len, void *user)
{
	return fwrite(data, 1, len, user) == len;
}

int
main(void)
{
	static const char capture[] = "PHNhbWxwOlJlc3BvbnNl";
	const struct sdx_input input = {
	    .name = "capture", .data = capture, .len = sizeof(capture) - 1};
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	int is_ok;

	is_ok = settings != NULL && evidence != NULL &&
		sdx_evidence_add(evidence, &input) == SDX_OK &&
		sdx_diagnose(evidence, &report) != SDX_FAULT &&
		report != NULL && sdx_report_outcome(report) != SDX_ACCEPTED &&
		sdx_report_write(
		    report, SDX_FORMAT_TEXT, NULL, print, stdout) == SDX_OK;
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return is_ok ? 0 : 1;
}
