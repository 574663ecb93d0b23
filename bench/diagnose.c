/* SPDX-License-Identifier: MIT */
/*
 * The whole diagnosis through the public interface: every file is handed over
 * anew for each run and nothing is kept from the run before.
 *
 *	diagnose RUNS verdict|json accepted|rejected|any FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "samldx.h"

struct diagnosis {
	sdx_settings *settings;
	struct sdx_input *inputs;
	size_t n_inputs;
	bool is_written;
	const char *wanted;
	size_t written; /* bytes */
};

static bool
count_written(const void *data, size_t len, void *user)
{
	struct diagnosis *diagnosis = user;

	(void)data;
	diagnosis->written += len;
	return true;
}

static bool
outcome_is(const char *wanted, enum sdx_outcome outcome)
{
	if (strcmp(wanted, "accepted") == 0)
		return outcome == SDX_ACCEPTED;
	if (strcmp(wanted, "rejected") == 0)
		return outcome == SDX_REJECTED;
	return true;
}

static bool
diagnose_once(void *user)
{
	struct diagnosis *diagnosis = user;
	sdx_evidence *evidence = sdx_evidence_new(diagnosis->settings);
	sdx_report *report = NULL;
	bool is_ok = evidence != NULL;

	for (size_t i = 0; is_ok && i < diagnosis->n_inputs; i++)
		is_ok =
		    sdx_evidence_add(evidence, &diagnosis->inputs[i]) == SDX_OK;
	is_ok = is_ok && sdx_diagnose(evidence, &report) == SDX_OK &&
		outcome_is(diagnosis->wanted, sdx_report_outcome(report));
	if (is_ok && diagnosis->is_written)
		is_ok = sdx_report_write(report, SDX_FORMAT_JSON, NULL,
			    count_written, diagnosis) == SDX_OK;
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return is_ok;
}

int
main(int argc, char **argv)
{
	struct diagnosis diagnosis = {0};

	if (argc < 5)
		bench_fail("diagnose RUNS verdict|json "
			   "accepted|rejected|any FILE...");
	diagnosis.is_written = strcmp(argv[2], "json") == 0;
	diagnosis.wanted = argv[3];
	diagnosis.n_inputs = (size_t)argc - 4;
	diagnosis.inputs =
	    calloc(diagnosis.n_inputs, sizeof(*diagnosis.inputs));
	diagnosis.settings = sdx_settings_new();
	if (diagnosis.inputs == NULL || diagnosis.settings == NULL)
		bench_fail("no memory");
	for (size_t i = 0; i < diagnosis.n_inputs; i++) {
		struct bench_file file = bench_read(argv[i + 4]);

		diagnosis.inputs[i] = (struct sdx_input){
		    .name = argv[i + 4], .data = file.data, .len = file.len};
	}
	bench_run(bench_count(argv[1]), diagnose_once, &diagnosis);
	return 0;
}
