/* SPDX-License-Identifier: MIT */
/* The public functions on checks and on errors, without any evidence. */
#include <string.h>

#include "aws/error_match.h"
#include "capture/packed.h"
#include "report/deliver.h"
#include "report/hiding.h"
#include "report/report.h"

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

	if (renderer == NULL || renderer->checks == NULL)
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
	struct hiding hiding = {.arena = NULL};

	*is_known = false;
	if (!format_is_general(format)) {
		arena_free(arena);
		return SDX_USAGE;
	}
	style = style != NULL ? style : &plain_style;
	match = arena != NULL ? match_unpacked(arena, text, len) : NULL;
	if (match == NULL || !hiding_begin(&hiding, style)) {
		buf.has_failed = true;
		goto out;
	}
	hiding_attach(&hiding, &buf);
	*is_known = match->how != MATCH_NONE;
	if (format == SDX_FORMAT_TEXT)
		text_explain(match, style, &buf);
	else
		json_explain(match, format == SDX_FORMAT_JSON, &buf);
out:
	hiding_end(&hiding, &buf);
	arena_free(arena);
	if (format == SDX_FORMAT_TEXT)
		render_guard(&buf, 0);
	return deliver(&buf, sink, user);
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
