/* SPDX-License-Identifier: MIT */
/* The public interface as a caller meets it, misuse included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "samldx.h"

struct fixture {
	sdx_settings *settings;
	sdx_evidence *evidence;
	sdx_report *report;
};

static int
set_up(void **state)
{
	static struct fixture f;

	f.settings = sdx_settings_new();
	f.evidence = sdx_evidence_new(f.settings);
	f.report = NULL;
	*state = &f;
	return f.settings == NULL || f.evidence == NULL;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	sdx_report_free(f->report);
	sdx_evidence_free(f->evidence);
	sdx_settings_free(f->settings);
	return 0;
}

static enum sdx_status
diagnose_text(struct fixture *f, const char *name, const char *text)
{
	struct sdx_input input = {
	    .name = name,
	    .data = text,
	    .len = strlen(text),
	};

	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_OK);
	return sdx_diagnose(f->evidence, &f->report);
}

static bool
has_finding(const sdx_report *report, const char *id)
{
	for (size_t i = 0; i < sdx_report_n_findings(report); i++) {
		if (strcmp(sdx_finding_id(report, i), id) == 0)
			return true;
	}
	return false;
}

static const char authn_request[] =
    "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' "
    "ID='_1' Version='2.0' IssueInstant='2026-11-20T09:03:11Z'/>";

static void
settings_refuse_nonsense(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sdx_settings_set_skew(f->settings, -1), SDX_USAGE);
	assert_int_equal(sdx_settings_set_skew(f->settings, 3601), SDX_USAGE);
	assert_int_equal(sdx_settings_set_skew(f->settings, 3600), SDX_OK);
	assert_int_equal(
	    sdx_settings_set_clock(f->settings, (enum sdx_clock)99, 0),
	    SDX_USAGE);
	assert_int_equal(
	    sdx_settings_select(f->settings, "no-such-check"), SDX_USAGE);
	assert_int_equal(sdx_settings_select(f->settings, ""), SDX_USAGE);
	assert_int_equal(sdx_settings_ignore(
			     f->settings, "signature-present,nothing-at-all"),
	    SDX_USAGE);
	assert_int_equal(
	    sdx_settings_ignore(f->settings, "signature-present,session-*"),
	    SDX_OK);
	assert_int_equal(sdx_settings_set_role_arn(f->settings, "a"), SDX_OK);
	assert_int_equal(sdx_settings_set_role_arn(f->settings, NULL), SDX_OK);
}

static void
evidence_refuses_nonsense(void **state)
{
	struct fixture *f = *state;
	struct sdx_input input = {.name = "x", .data = NULL, .len = 3};

	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_USAGE);
	input.len = 0;
	input.kind = (enum sdx_kind)77;
	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_USAGE);
	input.kind = SDX_KIND_AUTO;
	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_OK);
}

/* An ID is one check's, for good. */
static void
ids_are_unique(void **state)
{
	struct sdx_check_info a, b;

	(void)state;
	for (size_t i = 0; sdx_check_at(i, &a); i++) {
		for (size_t j = 0; j < i && sdx_check_at(j, &b); j++)
			assert_string_not_equal(a.id, b.id);
	}
}

static void
nothing_given_is_said(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(sdx_diagnose(f->evidence, &f->report), SDX_INPUT);
	assert_non_null(f->report);
	assert_string_equal(sdx_report_trouble(f->report), "no file was given");
	assert_int_equal(sdx_report_outcome(f->report), SDX_UNDETERMINED);
	assert_null(sdx_report_aws_message(f->report));
}

static void
an_empty_file_is_said(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(diagnose_text(f, "empty", ""), SDX_INPUT);
	assert_string_equal(
	    sdx_report_trouble(f->report), "no SAML message was found");
	assert_true(has_finding(f->report, "capture-not-readable"));
}

static void
a_request_is_named(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(diagnose_text(f, "r.xml", authn_request), SDX_OK);
	assert_true(has_finding(f->report, "message-type"));
	assert_int_not_equal(sdx_report_outcome(f->report), SDX_ACCEPTED);
	assert_int_equal(sdx_report_severity(f->report), SDX_ERROR);
}

static void
nothing_can_be_added_after_the_diagnosis(void **state)
{
	struct fixture *f = *state;
	struct sdx_input input = {.name = "late", .data = "x", .len = 1};
	sdx_report *again = NULL;

	assert_int_equal(diagnose_text(f, "r.xml", authn_request), SDX_OK);
	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_USAGE);
	assert_int_equal(sdx_diagnose(f->evidence, &again), SDX_OK);
	assert_int_equal(
	    sdx_report_n_findings(again), sdx_report_n_findings(f->report));
	sdx_report_free(again);
}

static void
a_message_too_far_is_said(void **state)
{
	struct fixture *f = *state;

	sdx_settings_set_pick(f->settings, 7);
	assert_int_equal(diagnose_text(f, "r.xml", authn_request), SDX_INPUT);
	assert_string_equal(sdx_report_trouble(f->report),
	    "there is no message 7: the capture holds 1");
}

static void
muted_checks_keep_the_verdict(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    sdx_settings_ignore(f->settings, "message-type"), SDX_OK);
	assert_int_equal(diagnose_text(f, "r.xml", authn_request), SDX_OK);
	assert_false(has_finding(f->report, "message-type"));
	assert_int_not_equal(sdx_report_outcome(f->report), SDX_ACCEPTED);
	assert_null(sdx_finding_id(f->report, 1000));
}

static bool
count_sink(const void *data, size_t len, void *user)
{
	(void)data;
	*(size_t *)user += len;
	return true;
}

static bool
refusing_sink(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return false;
}

static void
reports_are_written_to_the_sink(void **state)
{
	struct fixture *f = *state;
	size_t n = 0;

	assert_int_equal(diagnose_text(f, "r.xml", authn_request), SDX_OK);
	assert_int_equal(
	    sdx_report_write(f->report, SDX_FORMAT_TEXT, NULL, count_sink, &n),
	    SDX_OK);
	assert_true(n > 100);
	assert_int_equal(sdx_report_write(f->report, SDX_FORMAT_JSON, NULL,
			     refusing_sink, NULL),
	    SDX_FAULT);
	assert_int_equal(sdx_report_write(f->report, (enum sdx_format)42, NULL,
			     count_sink, &n),
	    SDX_USAGE);
}

/* The metadata under test is the first input; others are no substitute. */
static void
metadata_is_vetted(void **state)
{
	static const char page[] = "<html></html>";
	static const char good[] =
	    "<EntityDescriptor "
	    "xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\"/>";
	struct fixture *f = *state;
	struct sdx_input input = {
	    .name = "page", .data = page, .len = sizeof page - 1};
	struct sdx_certificate certificate;
	struct sdx_repair repair;

	assert_int_equal(
	    sdx_settings_set_question(f->settings, SDX_QUESTION_METADATA),
	    SDX_OK);
	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_OK);
	input = (struct sdx_input){
	    .name = "good", .data = good, .len = sizeof good - 1};
	assert_int_equal(sdx_evidence_add(f->evidence, &input), SDX_OK);
	assert_int_equal(sdx_diagnose(f->evidence, &f->report), SDX_OK);
	assert_int_equal(sdx_report_outcome(f->report), SDX_REJECTED);
	assert_true(has_finding(f->report, "metadata-kind"));
	assert_string_equal(
	    sdx_report_aws_message(f->report), "Could not parse metadata.");
	assert_false(sdx_report_certificate(f->report, 0, &certificate));
	assert_int_equal(sdx_report_repair(f->report, &repair), SDX_INPUT);
}

static void
no_metadata_is_told(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(
	    sdx_settings_set_question(f->settings, SDX_QUESTION_METADATA),
	    SDX_OK);
	assert_int_equal(sdx_diagnose(f->evidence, &f->report), SDX_INPUT);
	assert_int_equal(sdx_report_outcome(f->report), SDX_UNDETERMINED);
	assert_int_equal(sdx_report_n_findings(f->report), 0);
}

static void
checks_are_listed_and_explained(void **state)
{
	struct sdx_check_info info;
	size_t n = 0;

	(void)state;
	assert_true(sdx_n_checks() > 80);
	for (size_t i = 0; i < sdx_n_checks(); i++) {
		assert_true(sdx_check_at(i, &info));
		assert_int_equal(
		    sdx_explain_write(info.id, NULL, count_sink, &n), SDX_OK);
	}
	assert_false(sdx_check_at(sdx_n_checks(), &info));
	assert_int_equal(
	    sdx_explain_write("no-such", NULL, count_sink, &n), SDX_USAGE);
}

static void
times_are_rfc_3339(void **state)
{
	int64_t seconds = 0;

	(void)state;
	assert_int_equal(
	    sdx_parse_time("2026-11-20T09:03:11Z", &seconds), SDX_OK);
	assert_int_equal(seconds, 1795165391);
	assert_int_equal(
	    sdx_parse_time("2026-11-20T10:03:11+01:00", &seconds), SDX_OK);
	assert_int_equal(seconds, 1795165391);
	assert_int_equal(sdx_parse_time("2026-11-20", &seconds), SDX_USAGE);
	assert_int_equal(sdx_parse_time("yesterday", &seconds), SDX_USAGE);
	assert_int_equal(
	    sdx_parse_time("2026-11-20T09:03:11", &seconds), SDX_USAGE);
}

static void
freeing_nothing_is_fine(void **state)
{
	(void)state;
	sdx_settings_free(NULL);
	sdx_evidence_free(NULL);
	sdx_report_free(NULL);
	assert_int_equal(strcspn(sdx_version(), "."), 1);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    CASE(metadata_is_vetted),
	    CASE(no_metadata_is_told),
	    CASE(settings_refuse_nonsense),
	    CASE(evidence_refuses_nonsense),
	    CASE(ids_are_unique),
	    CASE(nothing_given_is_said),
	    CASE(an_empty_file_is_said),
	    CASE(a_request_is_named),
	    CASE(nothing_can_be_added_after_the_diagnosis),
	    CASE(a_message_too_far_is_said),
	    CASE(muted_checks_keep_the_verdict),
	    CASE(reports_are_written_to_the_sink),
	    CASE(checks_are_listed_and_explained),
	    CASE(times_are_rfc_3339),
	    CASE(freeing_nothing_is_fine),
	};

	return cmocka_run_group_tests_name("api", tests, NULL, NULL);
}
