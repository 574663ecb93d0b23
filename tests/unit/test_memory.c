/* SPDX-License-Identifier: MIT */
/*
 * Whole runs in which memory runs out: each allocation of samldx, libxml2 and
 * OpenSSL fails once, alone and with all behind it.  Such a run ends with
 * SDX_FAULT, or with the very answer of a run that had enough, and samldx loses
 * nothing of its own.  A few places inside OpenSSL miss memory without a word,
 * and then a good signature may look bad: they are counted, and never is
 * anything accepted that would not be.  SAMLDX_EVERY=1 fails all allocations;
 * otherwise every n-th, so that a run takes seconds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buffer.h"
#include "recipe_run.h"
#include "short_memory.h"

#define STEPS 1000 /* failures to try, where not all are wanted */
#define EXIT_FINE 0

/* One way through the library, its answer written to the buffer. */
typedef enum sdx_status way(const struct idp_case *, struct buffer *);

static bool
keep(const void *data, size_t len, void *user)
{
	struct buffer *out = user;

	buffer_put(out, data, len);
	return !out->has_failed;
}

static int
no_passphrase(const char *name, char *buf, size_t size, void *user)
{
	(void)name;
	(void)buf;
	(void)size;
	(void)user;
	return -1;
}

static enum sdx_status
worse(enum sdx_status a, enum sdx_status b)
{
	return a > b ? a : b;
}

static enum sdx_status
add_inputs(sdx_evidence *evidence, const struct idp_case *made)
{
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; status == SDX_OK && i < made->n_inputs; i++)
		status = sdx_evidence_add(
		    evidence, &(struct sdx_input){.name = made->inputs[i].name,
				  .data = made->inputs[i].data,
				  .len = made->inputs[i].len,
				  .kind = made->inputs[i].kind});
	return status;
}

static enum sdx_status
ask(const struct idp_case *made, enum sdx_question question,
    enum sdx_status (*write)(sdx_report *, struct buffer *), struct buffer *out)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence =
	    settings != NULL ? sdx_evidence_new(settings) : NULL;
	sdx_report *report = NULL;
	enum sdx_status status = SDX_FAULT, said;

	if (evidence == NULL)
		goto out;
	sdx_settings_set_now(settings, 1795166591);
	sdx_settings_set_passphrase(settings, no_passphrase, NULL);
	status = sdx_settings_set_question(settings, question);
	if (status == SDX_OK)
		status = add_inputs(evidence, made);
	if (status == SDX_OK) {
		status = sdx_diagnose(evidence, &report);
		/* Nothing is accepted that was not judged. */
		if (status == SDX_FAULT && report != NULL &&
		    sdx_report_outcome(report) == SDX_ACCEPTED)
			fail_msg("accepted without memory");
		said = report != NULL ? write(report, out) : SDX_FAULT;
		status = worse(status, said);
	}
out:
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
write_reports(sdx_report *report, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (int i = SDX_FORMAT_TEXT; i <= SDX_FORMAT_MARKDOWN; i++)
		status =
		    worse(status, sdx_report_write(report, (enum sdx_format)i,
				      NULL, keep, out));
	return status;
}

static enum sdx_status
write_decoded(sdx_report *report, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (int i = SDX_DECODE_XML; i <= SDX_DECODE_JSON; i++) {
		enum sdx_status said = sdx_report_decode(
		    report, (enum sdx_decoding)i, NULL, keep, out);

		/* Not every message has everything. */
		if (said == SDX_FAULT)
			status = said;
	}
	return worse(status,
	    sdx_report_write_context(report, SDX_FORMAT_JSON, NULL, keep, out));
}

static enum sdx_status
sign_in(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_SIGN_IN, write_reports, out);
}

static enum sdx_status
decode(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_SIGN_IN, write_decoded, out);
}

static enum sdx_status
metadata(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_METADATA, write_reports, out);
}

static enum sdx_status
vet_entity(const struct sdx_entity *entity, sdx_cache *cache,
    const sdx_settings *settings, struct buffer *out)
{
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	enum sdx_status status = SDX_FAULT;

	if (evidence == NULL)
		return SDX_FAULT;
	sdx_evidence_use(evidence, cache);
	if (sdx_evidence_add(evidence, &(struct sdx_input){.name = "f",
					   .data = entity->data,
					   .len = entity->len}) == SDX_OK)
		status = sdx_diagnose(evidence, &report);
	if (report != NULL)
		status = worse(status, sdx_report_write_entity(report, entity,
					   SDX_FORMAT_JSON, keep, out));
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return status;
}

static enum sdx_status
federation(const struct idp_case *made, struct buffer *out)
{
	const char *data = made->inputs[0].data, *trouble;
	sdx_settings *settings = sdx_settings_new();
	sdx_aggregate *aggregate = sdx_aggregate_new();
	sdx_cache *cache = sdx_cache_new();
	enum sdx_status status = SDX_FAULT;
	struct sdx_entity entity;
	bool has_entity;
	size_t taken;

	if (settings == NULL || aggregate == NULL || cache == NULL)
		goto out;
	status = sdx_settings_set_question(settings, SDX_QUESTION_METADATA);
	for (size_t at = 0; at < made->inputs[0].len; at += taken) {
		taken = sdx_aggregate_feed(aggregate, data + at,
		    made->inputs[0].len - at, &entity, &has_entity);
		if (has_entity)
			status = worse(
			    status, vet_entity(&entity, cache, settings, out));
		else if (taken == 0)
			break;
	}
	status = worse(status, sdx_aggregate_end(aggregate, &trouble));
out:
	sdx_cache_free(cache);
	sdx_aggregate_free(aggregate);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
policy(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_POLICY, write_reports, out);
}

/* Captures alone; what lies beside is said to be none. */
static enum sdx_status
redact(const struct idp_case *made, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; i < made->n_inputs; i++) {
		sdx_redacted *redacted = NULL;
		enum sdx_status said;
		const void *copy;
		size_t len;

		said = sdx_redact(&(struct sdx_input){.name = "x",
				      .data = made->inputs[i].data,
				      .len = made->inputs[i].len},
		    SDX_REDACT_AUTO, &redacted);
		if (said == SDX_OK) {
			copy = sdx_redacted_data(redacted, &len);
			buffer_put(out, copy, len);
		} else if (said == SDX_FAULT) {
			status = said;
		}
		sdx_redacted_free(redacted);
	}
	return out->has_failed ? SDX_FAULT : status;
}

static enum sdx_status
filter(const struct idp_case *made, struct buffer *out)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_tally *tally = sdx_tally_new();
	enum sdx_status status = SDX_FAULT;
	struct sdx_filter f = {.settings = settings, .tally = tally};
	struct sdx_line line = {
	    made->inputs[0].data, made->inputs[0].len, 1, false};

	if (settings != NULL && tally != NULL) {
		status = sdx_filter_line(&f, &line, keep, out);
		status = worse(status,
		    sdx_tally_write(tally, SDX_FORMAT_TEXT, NULL, keep, out));
	}
	sdx_tally_free(tally);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
explain(const struct idp_case *made, struct buffer *out)
{
	static const char text[] =
	    "An error occurred (InvalidIdentityToken) when calling the "
	    "AssumeRoleWithSAML operation: Response signature invalid";
	bool is_known;

	(void)made;
	return sdx_explain_message(
	    text, sizeof text - 1, SDX_FORMAT_TEXT, NULL, &is_known, keep, out);
}

static const struct memory_case {
	const char *name;
	const char *recipe;
	way *way;
} cases[] = {
    {"a sign-in that is accepted", "give role\ngive provider", sign_in},
    {"one with a HAR and a bad name",
	"as har\nattribute RoleSessionName CORP\\\\Ana Silva", sign_in},
    {"one that is encrypted", "encrypt assertion\ngive key sp", sign_in},
    {"one that was changed", "then\nreplace ana.silva => eva.silva", sign_in},
    {"one in SAML-tracer", "as tracer", sign_in},
    {"one without XML", "input SAMLResponse=abc", sign_in},
    {"decode", "encrypt assertion\ngive key sp", decode},
    {"metadata", "ask metadata", metadata},
    {"metadata against what IAM holds",
	"ask metadata\ngive current provider\ngive response\n"
	"metadata-certificate key=idp2",
	metadata},
    {"signed metadata",
	"ask metadata\nsigning key=idp2\nsign metadata\ngive signer idp2",
	metadata},
    {"a federation",
	"ask metadata\n"
	"replace <md:EntityDescriptor => <md:EntitiesDescriptor\\s"
	"xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'><md:EntityDescriptor"
	"\\sentityID='urn:a'\\sxmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/"
	">"
	"<md:EntityDescriptor\n"
	"replace </md:EntityDescriptor> => "
	"</md:EntityDescriptor></md:EntitiesDescriptor>",
	federation},
    {"policy", "ask policy\ninput none\ngive role", policy},
    {"redact a HAR", "as har", redact},
    {"redact XML", "as xml", redact},
    {"filter", "as base64\ngive none", filter},
    {"explain", "as xml", explain},
};

/* What a run with enough memory does. */
struct reference {
	struct buffer out;
	enum sdx_status status;
	long n;	   /* allocations */
	long left; /* pieces that it leaves behind, in caches */
};

static long
run(const struct memory_case *c, const struct idp_case *made,
    struct reference *r)
{
	long before = memory_in_use();

	r->status = c->way(made, &r->out);
	r->n = memory_count();
	return memory_in_use() - before;
}

static long n_complaints, n_tries, n_unsaid;

/* One line for each failure that was not met as it should be. */
static void
complain(long number, bool is_for_good, const char *what, long how_much)
{
	print_error("allocation %ld, %s: %s (%ld)\n", number,
	    is_for_good ? "and all behind it" : "alone", what, how_much);
	n_complaints++;
}

static bool
is_accepted(const struct reference *r)
{
	return r->out.data != NULL &&
	       strstr(r->out.data, "\"outcome\": \"accepted\"") != NULL;
}

static bool
is_same(const struct reference *a, const struct reference *b)
{
	if (a->status != b->status || a->out.len != b->out.len ||
	    a->out.has_failed)
		return false;
	return a->out.data == NULL || b->out.data == NULL ||
	       memcmp(a->out.data, b->out.data, a->out.len) == 0;
}

/* A line of bulk use says itself that it could not be judged. */
static bool
says_so(const struct reference *r)
{
	return r->out.data != NULL && strstr(r->out.data, "memory\"") != NULL;
}

static void
fail_one(const struct memory_case *c, const struct idp_case *made,
    const struct reference *wanted, long number, bool is_for_good)
{
	struct reference got = {.status = SDX_OK};
	long left;

	memory_fail_at(number, is_for_good);
	left = run(c, made, &got) - (got.out.data != NULL);
	n_tries++;
	if (left != 0)
		complain(number, is_for_good, "pieces were lost", left);
	if (is_accepted(&got) && !is_accepted(wanted))
		complain(number, is_for_good, "it was accepted", 0);
	else if (got.status == SDX_FAULT || is_same(&got, wanted) ||
		 says_so(&got))
		;
	else if (memory_failed_in_library() && !is_for_good)
		n_unsaid++;
	else
		complain(
		    number, is_for_good, "another answer", (long)got.status);
	buffer_free(&got.out);
}

static void
walk(const struct memory_case *c, const struct idp_case *made,
    const struct reference *wanted)
{
	const char *every = getenv("SAMLDX_EVERY");
	long step =
	    every != NULL ? strtol(every, NULL, 10) : wanted->n / STEPS + 1;

	for (long i = 1; i <= wanted->n; i += step > 0 ? step : 1) {
		fail_one(c, made, wanted, i, false);
		fail_one(c, made, wanted, i, true);
	}
}

static void
case_holds(void **state)
{
	const struct memory_case *c = *state;
	struct idp_case made;
	struct reference first = {.status = SDX_OK}, wanted = first;
	long left;

	if (!idp_follow(c->recipe, "(recipe)", recipe_keys(), &made))
		fail_msg("%s", made.error);
	/* What is kept from a first run on is no loss. */
	memory_fail_at(0, false);
	run(c, &made, &first);
	memory_fail_at(0, false);
	left = run(c, &made, &wanted);
	assert_int_equal(left, wanted.out.data != NULL);
	assert_true(wanted.out.len > 0);
	assert_int_equal(wanted.status, first.status);
	n_complaints = n_tries = n_unsaid = 0;
	walk(c, &made, &wanted);
	memory_fail_at(0, false);
	buffer_free(&first.out);
	buffer_free(&wanted.out);
	idp_free(&made);
	assert_int_equal(n_complaints, 0);
	assert_true(n_unsaid * 100 <= n_tries);
}

/* Libraries are started once in a process: each try has one of its own. */
static void
start_fails(void **state)
{
	(void)state;
	for (long i = 1; i < 4000; i += 97) {
		int status = 0;
		pid_t child = fork();

		if (child == 0) {
			memory_fail_at(i, true);
			_exit(
			    sdx_start(true) == SDX_OK ? EXIT_FINE : SDX_FAULT);
		}
		assert_true(child > 0);
		assert_int_equal(waitpid(child, &status, 0), child);
		if (!WIFEXITED(status))
			fail_msg("allocation %ld: it died of signal %d", i,
			    WTERMSIG(status));
		assert_true(WEXITSTATUS(status) == EXIT_FINE ||
			    WEXITSTATUS(status) == SDX_FAULT);
	}
}

#define N_CASES (sizeof cases / sizeof *cases)

int
main(void)
{
	struct CMUnitTest tests[N_CASES + 1];

	if (!memory_start())
		return 1;
	/* The start goes first: behind it the libraries are there. */
	tests[0] = (struct CMUnitTest)cmocka_unit_test(start_fails);
	if (_cmocka_run_group_tests("start", tests, 1, NULL, NULL) != 0 ||
	    !idp_start())
		return 1;
	for (size_t i = 0; i < N_CASES; i++)
		tests[i] = (struct CMUnitTest){cases[i].name, case_holds, NULL,
		    NULL, (void *)(uintptr_t)&cases[i]};
	return _cmocka_run_group_tests("memory", tests, N_CASES, NULL, NULL);
}
