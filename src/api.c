/* SPDX-License-Identifier: MIT */
/* The public functions: thin, over the parts inside. */
#include "samldx.h"

#include <string.h>

#include "aws/error_match.h"
#include "capture/capture.h"
#include "capture/packed.h"
#include "config.h"
#include "crypto/init.h"
#include "question.h"
#include "report/diff.h"
#include "report/report.h"

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
	evidence->inside->cache = (struct certificate_cache *)cache;
	certificate_cache_begin(evidence->inside->cache);
}

enum sdx_kind
sdx_recognise(const void *data, size_t len)
{
	struct arena *arena = arena_new();
	struct packed packed;
	enum sdx_kind kind = SDX_KIND_AUTO;

	if (arena != NULL &&
	    packed_open(arena, (struct bytes){data, len}, &packed))
		kind =
		    capture_recognise(arena, packed.bytes, SDX_KIND_AUTO).kind;
	arena_free(arena);
	return kind;
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
		evidence->status = watched(e, evidence_build);
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

/* Hand what was rendered to the caller. */
static enum sdx_status
deliver(struct buffer *buf, sdx_sink_fn *sink, void *user)
{
	bool is_done = !buf->has_failed &&
		       (buf->len == 0 || sink(buf->data, buf->len, user));

	buffer_free(buf);
	return is_done ? SDX_OK : SDX_FAULT;
}

static const struct sdx_style plain_style = {.width = 80};

enum sdx_status
sdx_report_write(const sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	const struct renderer *renderer = renderer_find(format);
	struct buffer buf = {0};

	if (renderer == NULL)
		return SDX_USAGE;
	renderer->report(report, style != NULL ? style : &plain_style, &buf);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_report_write_context(const sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};

	(void)style;
	if (format == SDX_FORMAT_TEXT)
		text_context(report, &buf);
	else
		json_context(report, &buf);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_report_decode(const sdx_report *report, enum sdx_decoding decoding,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};

	if (!decode_message(
		report, decoding, style != NULL ? style : &plain_style, &buf)) {
		buffer_free(&buf);
		return arena_has_failed(report->arena) ? SDX_FAULT : SDX_INPUT;
	}
	buf.has_failed |= arena_has_failed(report->arena);
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
	enum sdx_status status = SDX_FAULT;
	bool is_fine = true;

	*n_differences = 0;
	diff = arena != NULL ? traits_compare(arena, good, bad) : NULL;
	if (diff != NULL) {
		*n_differences = diff->n_changes;
		if (format == SDX_FORMAT_TEXT)
			is_fine = text_diff(
			    diff, style != NULL ? style : &plain_style, &buf);
		else
			json_diff(diff, format == SDX_FORMAT_JSON, &buf);
		status = is_fine ? deliver(&buf, sink, user) : SDX_FAULT;
	}
	arena_free(arena);
	return status;
}

size_t
sdx_n_checks(void)
{
	return registry_count();
}

bool
sdx_check_at(size_t i, struct sdx_check_info *info)
{
	const struct check *check = registry_at(i);
	const struct aws_error *error;

	if (check == NULL)
		return false;
	error =
	    check->aws_error != NULL ? aws_error_find(check->aws_error) : NULL;
	info->id = check->id;
	info->title = check->title;
	info->severity = check->severity;
	info->grade = check->grade;
	info->stage = stage_name(check->stage);
	info->aws_error = error != NULL ? error->message : NULL;
	info->source = check->source;
	return true;
}

enum sdx_status
sdx_checks_write(enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	const struct renderer *renderer = renderer_find(format);
	struct buffer buf = {0};

	if (renderer == NULL)
		return SDX_USAGE;
	renderer->checks(style != NULL ? style : &plain_style, &buf);
	return deliver(&buf, sink, user);
}

enum sdx_status
sdx_explain_write(const char *id, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	const struct page *page = check_page_find(id);
	struct buffer buf = {0};
	size_t position;

	style = style != NULL ? style : &plain_style;
	if (page != NULL && registry_find(id, &position)) {
		render_page(page, registry_at(position), style, &buf);
		return deliver(&buf, sink, user);
	}
	page = error_page_find(id);
	if (page == NULL || aws_error_find(id) == NULL)
		return SDX_USAGE;
	render_error_page(page, aws_error_find(id), style, &buf);
	return deliver(&buf, sink, user);
}

/* Shells write UTF-16 into files. */
static const struct error_match *
match_unpacked(struct arena *arena, const char *text, size_t len)
{
	struct packed packed;

	if (!packed_open(
		arena, (struct bytes){(const uint8_t *)text, len}, &packed))
		return NULL;
	return error_match(
	    arena, (const char *)packed.bytes.data, packed.bytes.len);
}

enum sdx_status
sdx_explain_message(const char *text, size_t len, enum sdx_format format,
    const struct sdx_style *style, bool *is_known, sdx_sink_fn *sink,
    void *user)
{
	struct arena *arena = arena_new();
	struct buffer buf = {0};
	const struct error_match *match;
	enum sdx_status status = SDX_FAULT;

	*is_known = false;
	match = arena != NULL ? match_unpacked(arena, text, len) : NULL;
	if (match != NULL) {
		*is_known = match->how != MATCH_NONE;
		if (format == SDX_FORMAT_TEXT)
			text_explain(
			    match, style != NULL ? style : &plain_style, &buf);
		else
			json_explain(match, format == SDX_FORMAT_JSON, &buf);
		status = deliver(&buf, sink, user);
	}
	arena_free(arena);
	return status;
}

bool
sdx_error_at(size_t i, const char **id, const char **message)
{
	const struct aws_error *error = aws_error_at(i);

	if (error == NULL)
		return false;
	*id = error->id;
	*message = error->message;
	return true;
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
