/* SPDX-License-Identifier: MIT */
/*
 * What was decrypted is not left in memory, where sdx_quicken() was called as
 * the command calls it: encrypted sign-ins are diagnosed, their reports
 * written in every form, everything is given back, and then all that the
 * process may write to is looked through for what was inside.  The same search
 * finds it before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <stdio.h>

#include "memory_search.h"
#include "recipe_run.h"

#define INPUTS_MAX 4
#define INPUT_SIZE ((size_t)1 << 17)

#define TEN(x) x "0" x "1" x "2" x "3" x "4" x "5" x "6" x "7" x "8" x "9"
#define LONG TEN(TEN("Wolframite-hushed-")) /* more than a small piece */

/* What becomes of the ciphertext. */
enum harm { HARM_NONE = 0, HARM_CUT, HARM_FLIP };

#define NAME "text A/saml:Subject/saml:NameID quillfeather.oblong@example.com\n"
#define VALUE "attribute RoleSessionName marzipan.thimble\n"
#define OTHER "claim urn:example:shoe brogue-and-galosh-44\n"
#define SECRETS                                            \
	{                                                  \
		"quillfeather.oblong", "marzipan.thimble", \
		    "brogue-and-galosh", LONG              \
	}

static const struct one {
	const char *what;
	const char *recipe;
	enum harm harm;
	const char *secrets[4];
} cases[] = {
    {"in GCM",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "encrypt assertion data=aes256-gcm\n"
			 "give metadata\ngive role\ngive key sp\n",
	HARM_NONE, SECRETS},
    {"in CBC, both signed",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "sign both\nencrypt assertion data=aes128-cbc\n"
			 "give metadata\ngive role\ngive key sp\n",
	HARM_NONE, SECRETS},
    {"with a signature that fails",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "signing key=idp2\nencrypt assertion\n"
			 "give metadata\ngive role\ngive key sp\n",
	HARM_NONE, SECRETS},
    {"an EncryptedID", NAME "encrypt name-id\ngive metadata\ngive key sp\n",
	HARM_NONE, {"quillfeather.oblong"}},
    {"an EncryptedAttribute",
	VALUE "encrypt attribute:RoleSessionName\ngive metadata\n"
	      "give key sp\n",
	HARM_NONE, {"marzipan.thimble"}},
    {"not an assertion",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "rename A saml:Advice\nencrypt element:Advice\n"
			 "sign none\ngive key sp\n",
	HARM_NONE, SECRETS},
    {"which is no XML",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "encrypt assertion data=aes256-cbc\ngive key sp\n",
	HARM_FLIP, SECRETS},
    {"with padding that is none",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "encrypt assertion data=aes256-cbc\ngive key sp\n",
	HARM_CUT, SECRETS},
    {"with a tag that does not match",
	NAME VALUE OTHER "claim urn:example:long " LONG "\n"
			 "encrypt assertion data=aes256-gcm\ngive key sp\n",
	HARM_CUT, SECRETS},
};

struct input {
	char name[64], data[INPUT_SIZE];
	size_t len;
};

/* What a process is given: nothing of it is secret as it stands. */
struct task {
	struct needles needles;
	struct input inputs[INPUTS_MAX];
	size_t n_inputs;
};

/* The last CipherValue is that of the data. */
static void
do_harm(struct input *input, enum harm harm)
{
	static const char end[] = "</xenc:CipherValue>";
	char *at = input->data, *last = NULL;

	while ((at = strstr(at, end)) != NULL)
		last = at++;
	if (harm == HARM_NONE || last == NULL)
		return;
	if (harm == HARM_FLIP) {
		last[-2000] = last[-2000] == 'A' ? 'B' : 'A';
		return;
	}
	while (last[-1] == '=')
		last--;
	/* Three blocks. */
	memmove(last - 64, last, strlen(last) + 1);
	input->len -= 64;
}

static void
make_task(void *out, const void *user)
{
	const struct one *one = user;
	struct task *task = out;
	struct idp_case made;

	if (!idp_start() ||
	    !idp_follow(one->recipe, "recipe", recipe_keys(), &made))
		return;
	for (size_t i = 0; i < made.n_inputs && i < INPUTS_MAX; i++) {
		struct input *to = &task->inputs[i];

		if (made.inputs[i].len >= INPUT_SIZE)
			return;
		snprintf(to->name, sizeof to->name, "%s", made.inputs[i].name);
		memcpy(to->data, made.inputs[i].data, made.inputs[i].len);
		to->len = made.inputs[i].len;
		if (strstr(to->name, "response") != NULL)
			do_harm(to, one->harm);
		task->n_inputs++;
	}
	for (size_t i = 0; i < 4 && one->secrets[i] != NULL; i++) {
		size_t len = strlen(one->secrets[i]);
		const uint8_t *secret = (const uint8_t *)one->secrets[i];

		if (len <= 4L * NEEDLE_LEN)
			needles_add(&task->needles, one->what, secret, len);
		else
			needles_add_windows(
			    &task->needles, one->what, secret, len);
	}
}

static bool
discard(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return true;
}

/* A secret may be asked for: what matters is that it is written. */
static void
write_all(const sdx_report *report)
{
	static const struct sdx_style styles[] = {
	    {.redaction = SDX_REDACT_STRICT, .is_verbose = true},
	    {.redaction = SDX_REDACT_AUTO},
	    {.is_verbose = true, .has_color = true, .has_timeline = true},
	};
	sdx_tally *tally = sdx_tally_new();
	size_t n;

	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
		const struct sdx_style *style = &styles[i];

		for (int f = SDX_FORMAT_TEXT; f <= SDX_FORMAT_MARKDOWN; f++)
			assert_int_equal(
			    sdx_report_write(report, (enum sdx_format)f, style,
				discard, NULL),
			    SDX_OK);
		for (int d = SDX_DECODE_XML; d <= SDX_DECODE_INDENTED; d++)
			(void)sdx_report_decode(
			    report, (enum sdx_decoding)d, style, discard, NULL);
		assert_int_equal(sdx_report_write_context(report,
				     SDX_FORMAT_JSON, style, discard, NULL),
		    SDX_OK);
		assert_int_equal(sdx_reports_compare(report, report,
				     SDX_FORMAT_TEXT, style, &n, discard, NULL),
		    SDX_OK);
	}
	(void)sdx_report_write_expectation(report, discard, NULL);
	sdx_tally_count(tally, report);
	assert_int_equal(
	    sdx_tally_write(tally, SDX_FORMAT_JSON, NULL, discard, NULL),
	    SDX_OK);
	sdx_tally_free(tally);
}

static void
add_inputs(sdx_evidence *evidence, const struct task *task, const char *but_for)
{
	for (size_t i = 0; i < task->n_inputs; i++) {
		const struct input *in = &task->inputs[i];
		struct sdx_input input = {
		    .name = in->name, .data = in->data, .len = in->len};

		if (but_for == NULL || strstr(in->name, but_for) == NULL)
			assert_int_equal(
			    sdx_evidence_add(evidence, &input), SDX_OK);
	}
}

/* true: what is looked for was there before it was given back. */
static bool
diagnose(const struct task *task)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	bool was_there;

	add_inputs(evidence, task, NULL);
	assert_int_equal(sdx_diagnose(evidence, &report), SDX_OK);
	write_all(report);
	was_there = memory_search(&task->needles) != NULL;
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return was_there;
}

/* The same as `samldx filter` does it: keys are read once, for all lines. */
static void
filter(const struct task *task)
{
	static char text[2 * INPUT_SIZE];
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *common = sdx_evidence_new(settings);
	struct sdx_filter filter = {.settings = settings, .common = common};
	struct sdx_line line = {.data = text, .number = 1};

	for (size_t i = 0; i < task->n_inputs; i++) {
		const struct input *in = &task->inputs[i];

		if (strstr(in->name, "response") == NULL)
			continue;
		for (size_t j = 0; j < in->len; j++)
			text[j] = in->data[j] == '\n' ? ' ' : in->data[j];
		line.len = in->len;
	}
	add_inputs(common, task, "response");
	assert_int_equal(sdx_evidence_seal(common), SDX_OK);
	for (int i = 0; i < 3; i++) {
		filter.redaction = (enum sdx_redaction)i;
		assert_int_equal(
		    sdx_filter_line(&filter, &line, discard, NULL), SDX_OK);
	}
	sdx_evidence_free(common);
	sdx_settings_free(settings);
}

static void
nothing_is_left_of_it(void **state)
{
	const struct one *one = *state;
	static struct task task;
	const struct needle *found;

	assert_true(made_elsewhere(&task, sizeof task, make_task, one));
	assert_true(task.n_inputs > 1 && task.needles.n > 0);
	assert_null(memory_search(&task.needles));
	assert_true(diagnose(&task));
	found = memory_search(&task.needles);
	if (found != NULL)
		fail_msg("%s (%zu): it is still in memory", found->what,
		    (size_t)(found - task.needles.items));
	filter(&task);
	assert_null(memory_search(&task.needles));
}

int
main(void)
{
	enum { N = sizeof cases / sizeof *cases };
	struct CMUnitTest tests[N];

	if (!memory_can_be_searched())
		return 77;
	if (sdx_quicken() != SDX_OK)
		return 1;
	for (size_t i = 0; i < N; i++)
		tests[i] = (struct CMUnitTest){
		    .name = cases[i].what,
		    .test_func = nothing_is_left_of_it,
		    .initial_state = (void *)(uintptr_t)&cases[i],
		};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
