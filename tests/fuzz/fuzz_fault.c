/* SPDX-License-Identifier: MIT */
/*
 * Whole runs in which calls of the libraries fail at random.  Behind a mark
 * one octet says what is asked, four which calls fail and how often, and the
 * rest is the input; without the mark all of it is, and its length says so.
 * What must hold:
 *  - no crash, and nothing that is lost;
 *  - "accepted" is said only of what is accepted without failures too;
 *  - a copy to share is made whole, or not at all.
 */
#include <stdlib.h>
#include <string.h>

#include "faults.h"
#include "fuzz.h"

#define MARK 0xf5
#define HEAD 6

struct run {
	const uint8_t *data;
	size_t len;
	enum sdx_question question;
	bool is_accepted; /* what came of it */
};

static bool
swallow(const void *data, size_t len, void *user)
{
	(void)data;
	(void)len;
	(void)user;
	return true;
}

static int
passphrase(const char *name, char *buf, size_t size, void *user)
{
	(void)name;
	(void)user;
	if (size < 6)
		return -1;
	memcpy(buf, "secret", 6);
	return 6;
}

static bool
set(sdx_settings *settings, const struct run *run)
{
	static const char line[] =
	    "aws iam update-saml-provider --saml-provider-arn "
	    "arn:aws:iam::123456789012:saml-provider/Example "
	    "--saml-metadata-document file://x --add-private-key file://y";
	const char *const words[] = {line};

	sdx_settings_set_now(settings, FUZZ_NOW);
	sdx_settings_set_passphrase(settings, passphrase, NULL);
	return sdx_settings_set_question(settings, run->question) == SDX_OK &&
	       (run->question != SDX_QUESTION_COMMAND ||
		   sdx_settings_set_command(settings, words, 1) == SDX_OK);
}

static bool
add(sdx_evidence *evidence, const struct run *run)
{
	const struct sdx_input input = {
	    .name = "x", .data = run->data, .len = run->len};
	const struct sdx_input again = {.name = "y",
	    .data = run->data,
	    .len = run->len,
	    .kind = run->question == SDX_QUESTION_COMMAND ? SDX_KIND_PARAMETER
							  : SDX_KIND_KEY};

	return sdx_evidence_add(evidence, &input) == SDX_OK &&
	       sdx_evidence_add(evidence, &again) == SDX_OK;
}

static void
report(const sdx_report *r)
{
	int status = SDX_OK;

	for (int f = SDX_FORMAT_TEXT; f <= SDX_FORMAT_MARKDOWN; f++)
		status |= (int)sdx_report_write(
		    r, (enum sdx_format)f, NULL, swallow, NULL);
	for (int d = SDX_DECODE_XML; d <= SDX_DECODE_INDENTED; d++)
		status |= (int)sdx_report_decode(
		    r, (enum sdx_decoding)d, NULL, swallow, NULL);
	status |= (int)sdx_report_write_context(
	    r, SDX_FORMAT_JSON, NULL, swallow, NULL);
	if (status < 0)
		fuzz_fail("a status that is none");
}

static void
diagnose(struct run *run)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence = NULL;
	sdx_report *r = NULL;
	enum sdx_status status;

	if (settings != NULL && set(settings, run))
		evidence = sdx_evidence_new(settings);
	if (evidence != NULL && add(evidence, run)) {
		status = sdx_diagnose(evidence, &r);
		if (r == NULL && status != SDX_FAULT && status != SDX_USAGE)
			fuzz_fail("no report, and no word about it");
	}
	if (r != NULL) {
		run->is_accepted = sdx_report_outcome(r) == SDX_ACCEPTED;
		report(r);
	}
	sdx_report_free(r);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
}

static void
redact(const struct run *run)
{
	const struct sdx_input input = {
	    .name = "x", .data = run->data, .len = run->len};
	sdx_redacted *copy = NULL;
	size_t len = 0;

	if (sdx_redact(&input, SDX_REDACT_STRICT, &copy) == SDX_OK) {
		if (sdx_redacted_data(copy, &len) == NULL || len == 0)
			fuzz_fail("a copy that is none");
	} else if (copy != NULL && sdx_redacted_data(copy, &len) != NULL) {
		fuzz_fail("a copy in spite of a failure");
	}
	sdx_redacted_free(copy);
}

static void
once(struct run *run, int way)
{
	static const enum sdx_question questions[] = {SDX_QUESTION_SIGN_IN,
	    SDX_QUESTION_METADATA, SDX_QUESTION_POLICY, SDX_QUESTION_COMMAND};

	run->is_accepted = false;
	if (way == 4) {
		redact(run);
		return;
	}
	run->question = questions[way];
	diagnose(run);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct run run = {.data = data, .len = len};
	uint32_t seed = (uint32_t)len;
	int way = (int)(len % 5);
	bool was_accepted;

	if (sdx_start(true) != SDX_OK)
		fuzz_fail("no start");
	if (len > HEAD && data[0] == MARK) {
		way = data[1] % 5;
		memcpy(&seed, data + 2, sizeof seed);
		run.data += HEAD;
		run.len -= HEAD;
	}
	faults_some(seed, 2U << (seed % 12));
	once(&run, way);
	was_accepted = run.is_accepted;
	faults_none();
	if (was_accepted) {
		once(&run, way);
		if (!run.is_accepted)
			fuzz_fail("accepted because something failed");
	}
	return 0;
}

/* Other failures as often as other input. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t len, size_t size, unsigned seed)
{
	size_t head = len > HEAD && data[0] == MARK ? HEAD : 0;

	if (seed % 2 == 0)
		return head +
		       LLVMFuzzerMutate(data + head, len - head, size - head);
	if (head == 0) {
		if (len + HEAD > size)
			return LLVMFuzzerMutate(data, len, size);
		memmove(data + HEAD, data, len);
		len += HEAD;
	}
	data[0] = MARK;
	data[1] = (uint8_t)(seed >> 1);
	seed = seed * 1664525 + 1013904223;
	memcpy(data + 2, &seed, sizeof seed);
	return len;
}
