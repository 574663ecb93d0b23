/* SPDX-License-Identifier: MIT */
/*
 * The whole diagnosis through the public interface, for one response after
 * the other: what lies beside it is read once, as a service would do it, or
 * anew for each (the word "anew").
 *
 *	diagnose RUNS verdict|json accepted|rejected|any [anew] RESPONSE FILE...
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/measure.h"
#include "samldx.h"

struct diagnosis {
	sdx_settings *settings;
	sdx_evidence *common; /* NULL: everything is read anew */
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
	const sdx_evidence *common = diagnosis->common;
	sdx_evidence *evidence =
	    common != NULL ? sdx_evidence_new_on(diagnosis->settings, common)
			   : sdx_evidence_new(diagnosis->settings);
	size_t n = common != NULL ? 1 : diagnosis->n_inputs;
	sdx_report *report = NULL;
	bool is_ok = evidence != NULL;

	for (size_t i = 0; is_ok && i < n; i++)
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

static void
share(struct diagnosis *diagnosis)
{
	diagnosis->common = sdx_evidence_new(diagnosis->settings);
	if (diagnosis->common == NULL)
		bench_fail("no memory");
	for (size_t i = 1; i < diagnosis->n_inputs; i++) {
		if (sdx_evidence_add(
			diagnosis->common, &diagnosis->inputs[i]) != SDX_OK)
			bench_fail("no memory");
	}
	if (sdx_evidence_seal(diagnosis->common) != SDX_OK)
		bench_fail("what is shared cannot be read");
}

static void
read_inputs(struct diagnosis *diagnosis, char **paths, size_t n)
{
	diagnosis->n_inputs = n;
	diagnosis->inputs = calloc(n, sizeof(*diagnosis->inputs));
	if (diagnosis->inputs == NULL)
		bench_fail("no memory");
	for (size_t i = 0; i < n; i++) {
		struct bench_file file = bench_read(paths[i]);

		diagnosis->inputs[i] = (struct sdx_input){
		    .name = paths[i], .data = file.data, .len = file.len};
	}
}

int
main(int argc, char **argv)
{
	struct diagnosis diagnosis = {0};
	const char *runs;
	bool is_anew;

	if (argc < 5)
		bench_fail("diagnose RUNS verdict|json accepted|rejected|any "
			   "[anew] RESPONSE FILE...");
	diagnosis.is_written = strcmp(argv[2], "json") == 0;
	runs = argv[1];
	diagnosis.wanted = argv[3];
	is_anew = strcmp(argv[4], "anew") == 0;
	/* As the command does. */
	if (sdx_quicken() != SDX_OK)
		bench_fail("libxml2 has been used already");
	diagnosis.settings = sdx_settings_new();
	if (diagnosis.settings == NULL)
		bench_fail("no memory");
	argv += is_anew ? 5 : 4;
	argc -= is_anew ? 5 : 4;
	read_inputs(&diagnosis, argv, (size_t)argc);
	if (!is_anew)
		share(&diagnosis);
	bench_run(bench_count(runs), diagnose_once, &diagnosis);
	return 0;
}
