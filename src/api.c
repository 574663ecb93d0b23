/* SPDX-License-Identifier: MIT */
/* The public functions: thin, over the parts inside. */
#include "samldx.h"

#include <string.h>

#include "cache.h"
#include "capture/capture.h"
#include "capture/packed.h"
#include "config.h"
#include "crypto/init.h"
#include "pieces.h"
#include "question.h"
#include "report/deliver.h"
#include "report/diff.h"
#include "report/document.h"
#include "report/hiding.h"
#include "report/report.h"
#include "secrecy.h"

struct sdx_evidence {
	struct evidence *inside;
	bool is_built;
	bool is_sealed;
	enum sdx_status status;
};

const char *
sdx_version(void)
{
	return PACKAGE_VERSION;
}

enum sdx_status
sdx_start(bool locks_keys)
{
	if (!crypto_start())
		return SDX_FAULT;
	if (locks_keys)
		crypto_lock_keys();
	return SDX_OK;
}

enum sdx_status
sdx_quicken(void)
{
	return crypto_quicken() ? SDX_OK : SDX_USAGE;
}

sdx_evidence *
sdx_evidence_new(const sdx_settings *settings)
{
	struct evidence *inside = evidence_new(settings);
	sdx_evidence *evidence;

	if (inside == NULL)
		return NULL;
	evidence = arena_alloc(inside->arena, sizeof *evidence);
	if (evidence == NULL) {
		evidence_free(inside);
		return NULL;
	}
	evidence->inside = inside;
	return evidence;
}

/* What a library said that missed memory is no answer. */
static enum sdx_status
watched(struct evidence *e, enum sdx_status (*step)(struct evidence *))
{
	struct crypto_silence silence;
	enum sdx_status status = SDX_FAULT;

	crypto_watch_begin(&silence);
	if (crypto_start())
		status = step(e);
	if (!crypto_watch_end(&silence)) {
		arena_fail(e->arena);
		status = SDX_FAULT;
	}
	return status;
}

void
sdx_evidence_use(sdx_evidence *evidence, sdx_cache *cache)
{
	evidence->inside->cache = cache->certificates;
	evidence->inside->schema_cache = cache->schemas;
	certificate_cache_begin(cache->certificates);
}

enum sdx_status
sdx_evidence_seal(sdx_evidence *evidence)
{
	enum sdx_status status;

	if (evidence->is_built)
		return SDX_USAGE;
	evidence->is_built = true;
	status = watched(evidence->inside, evidence_seal);
	evidence->is_sealed = status == SDX_OK;
	return status;
}

sdx_evidence *
sdx_evidence_new_on(const sdx_settings *settings, const sdx_evidence *common)
{
	sdx_evidence *evidence =
	    common->is_sealed ? sdx_evidence_new(settings) : NULL;

	if (evidence != NULL &&
	    !evidence_stand_on(evidence->inside, common->inside)) {
		sdx_evidence_free(evidence);
		return NULL;
	}
	return evidence;
}

void
sdx_evidence_free(sdx_evidence *evidence)
{
	if (evidence != NULL)
		evidence_free(evidence->inside);
	secrecy_wipe_stack();
}

enum sdx_status
sdx_evidence_add(sdx_evidence *evidence, const struct sdx_input *given)
{
	struct evidence *e = evidence->inside;
	struct input *input;

	if (evidence->is_built || (given->data == NULL && given->len > 0) ||
	    given->kind < SDX_KIND_AUTO || given->kind > SDX_KIND_PARAMETER)
		return SDX_USAGE;
	input = arena_push(e->arena, &e->inputs, &e->n_inputs, sizeof *input);
	if (input == NULL)
		return SDX_FAULT;
	input->name = arena_strdup(e->arena, given->name);
	input->bytes.data = given->len > 0 ? given->data : (const void *)"";
	input->bytes.len = given->len;
	input->kind = given->kind;
	input->is_readable_by_others = given->is_readable_by_others;
	return SDX_OK;
}

/* What kept samldx from doing its job, in a line. */
static const char *
trouble(const struct evidence *e, enum sdx_status status, struct arena *arena)
{
	if (status == SDX_FAULT)
		return "out of memory";
	if (status != SDX_INPUT)
		return "";
	if (e->n_inputs == 0 && e->settings->question != SDX_QUESTION_COMMAND)
		return "no file was given";
	if (evidence_asks(e, SDX_QUESTION_SIGN_IN) && e->n_messages > 0)
		return arena_printf(arena,
		    "there is no message %zu: the capture holds %zu",
		    e->settings->pick, e->n_messages);
	return question_of(e->settings->question)->nothing;
}

enum sdx_status
sdx_diagnose(sdx_evidence *evidence, sdx_report **report)
{
	struct evidence *e = evidence->inside;

	*report = NULL;
	if (evidence->is_sealed)
		return SDX_USAGE;
	if (!evidence->is_built) {
		pieces_begin();
		evidence->status = watched(e, evidence_build);
		pieces_end();
		evidence->is_built = true;
		if (evidence->status == SDX_FAULT) {
			arena_fail(e->arena);
			evidence_empty(e);
		}
	}
	*report = verdict_reach(e);
	if (*report == NULL)
		return SDX_FAULT;
	if (arena_has_failed(e->arena) || arena_has_failed((*report)->arena))
		evidence->status = SDX_FAULT;
	verdict_decide(*report, evidence->status);
	(*report)->trouble = trouble(e, evidence->status, (*report)->arena);
	return evidence->status;
}

void
sdx_report_free(sdx_report *report)
{
	if (report != NULL)
		arena_free(report->arena);
	secrecy_wipe_stack();
}

const char *
sdx_report_trouble(const sdx_report *report)
{
	return report->trouble;
}

enum sdx_outcome
sdx_report_outcome(const sdx_report *report)
{
	return report->verdict.outcome;
}

const char *
sdx_report_aws_message(const sdx_report *report)
{
	const struct aws_error *error = report->verdict.aws_error;

	return error != NULL ? error->message : NULL;
}

enum sdx_severity
sdx_report_severity(const sdx_report *report)
{
	enum sdx_severity worst = 0;

	for (size_t i = 0; i < report->findings.n; i++) {
		const struct finding *f = report->findings.items[i];

		if (!f->is_muted && f->severity > worst)
			worst = f->severity;
	}
	return worst;
}

/* The findings that may speak, in order; NULL behind the last. */
static const struct finding *
spoken(const sdx_report *report, size_t i)
{
	for (size_t j = 0; j < report->findings.n; j++) {
		const struct finding *f = report->findings.items[j];

		if (!f->is_muted && i-- == 0)
			return f;
	}
	return NULL;
}

size_t
sdx_report_n_findings(const sdx_report *report)
{
	size_t n = 0;

	while (spoken(report, n) != NULL)
		n++;
	return n;
}

const char *
sdx_finding_id(const sdx_report *report, size_t i)
{
	const struct finding *f = spoken(report, i);

	return f != NULL ? f->check->id : NULL;
}

const char *
sdx_finding_message(const sdx_report *report, size_t i)
{
	const struct finding *f = spoken(report, i);

	return f != NULL ? f->message : NULL;
}

enum sdx_severity
sdx_finding_severity(const sdx_report *report, size_t i)
{
	const struct finding *f = spoken(report, i);

	return f != NULL ? f->severity : 0;
}

const void *
sdx_report_signed_octets(const sdx_report *report, size_t i, size_t *len)
{
	const struct evidence *e = report->evidence;

	*len = 0;
	if (i >= e->n_signatures || e->signatures[i].result->octets == NULL)
		return NULL;
	*len = e->signatures[i].result->octets_len;
	return e->signatures[i].result->octets;
}

enum sdx_status
sdx_report_write(const sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	const struct renderer *renderer = renderer_find(format);
	struct buffer buf = {0};
	struct hiding hiding;
	/* Then it is in the verdict, and what there is is written. */
	bool has_lacked = report_lacks_memory(report);

	if (renderer == NULL)
		return SDX_USAGE;
	if (renderer->report == NULL)
		return document_write(report, format, style, sink, user);
	style = style != NULL ? style : &plain_style;
	if (hiding_open(&hiding, style, report, &buf))
		renderer->report(report, style, &buf);
	hiding_end(&hiding, &buf);
	buf.has_failed |= report_lacks_memory(report) && !has_lacked;
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_report_write_context(const sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};
	struct hiding hiding;

	if (!format_is_general(format))
		return SDX_USAGE;
	if (hiding_open(&hiding, style, report, &buf)) {
		if (format == SDX_FORMAT_TEXT)
			text_context(report, &buf);
		else
			json_context(report, &buf);
	}
	hiding_end(&hiding, &buf);
	buf.has_failed |= report_lacks_memory(report);
	if (format == SDX_FORMAT_TEXT)
		render_guard(&buf, 0);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_report_decode(const sdx_report *report, enum sdx_decoding decoding,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};
	struct hiding hiding;
	bool is_there = true;

	if (hiding_open(&hiding, style, report, &buf))
		is_there = decode_message(report, decoding, &hiding, &buf);
	hiding_end(&hiding, &buf);
	buf.has_failed |= report_lacks_memory(report);
	if (!is_there && !buf.has_failed) {
		buffer_free(&buf);
		return SDX_INPUT;
	}
	if (decoding == SDX_DECODE_ATTRIBUTES ||
	    decoding == SDX_DECODE_CERTIFICATES)
		render_guard(&buf, 0);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_report_write_expectation(
    const sdx_report *report, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};

	if (!expect_write(report, &buf))
		return SDX_INPUT;
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_reports_compare(const sdx_report *good, const sdx_report *bad,
    enum sdx_format format, const struct sdx_style *style,
    size_t *n_differences, sdx_sink_fn *sink, void *user)
{
	struct arena *arena = arena_new();
	struct buffer buf = {0};
	const struct traits_diff *diff;
	struct hiding hiding = {.arena = NULL};

	*n_differences = 0;
	if (!format_is_general(format)) {
		arena_free(arena);
		return SDX_USAGE;
	}
	style = style != NULL ? style : &plain_style;
	diff = arena != NULL ? traits_compare(arena, good, bad) : NULL;
	if (diff == NULL || !hiding_begin(&hiding, style) ||
	    !hiding_learn(&hiding, good) || !hiding_learn(&hiding, bad)) {
		buf.has_failed = true;
		goto out;
	}
	hiding_attach(&hiding, &buf);
	*n_differences = diff->n_changes + diff->n_others;
	if (format != SDX_FORMAT_TEXT)
		json_diff(diff, format == SDX_FORMAT_JSON, &buf);
	else if (!text_diff(diff, style, &buf))
		buf.has_failed = true;
out:
	hiding_end(&hiding, &buf);
	arena_free(arena);
	if (format == SDX_FORMAT_TEXT)
		render_guard(&buf, 0);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_kind_of(const void *data, size_t len, enum sdx_kind *kind)
{
	struct arena *arena = arena_new();
	struct packed packed;
	bool is_fine = arena != NULL &&
		       packed_open(arena, (struct bytes){data, len}, &packed);

	if (is_fine) {
		*kind =
		    capture_recognise(arena, packed.bytes, SDX_KIND_AUTO).kind;
		is_fine = !arena_has_failed(arena);
	}
	arena_free(arena);
	return is_fine ? SDX_OK : SDX_FAULT;
}

enum sdx_status
sdx_parse_time(const char *text, int64_t *seconds)
{
	bool has_zone;

	if (!datetime_parse(text, seconds, &has_zone) || !has_zone)
		return SDX_USAGE;
	return SDX_OK;
}
