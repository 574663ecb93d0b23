/* SPDX-License-Identifier: MIT */
#include "report/document.h"

#include <stdlib.h>

#include "report/deliver.h"
#include "report/hiding.h"

sdx_document *
sdx_document_new(
    enum sdx_format format, const struct sdx_style *style, bool is_many)
{
	const struct renderer *renderer = renderer_find(format);
	struct sdx_document *document;

	if (renderer == NULL)
		return NULL;
	document = calloc(1, sizeof *document);
	if (document == NULL)
		return NULL;
	document->renderer = renderer;
	document->style = style != NULL ? *style : plain_style;
	document->is_many = is_many;
	document->has_spoken =
	    calloc(registry_count(), sizeof *document->has_spoken);
	if (document->has_spoken != NULL)
		return document;
	free(document);
	return NULL;
}

void
sdx_document_free(sdx_document *document)
{
	if (document == NULL)
		return;
	free(document->has_spoken);
	free(document);
}

void
document_note(struct sdx_document *document, const struct check *check)
{
	size_t position;

	if (registry_find(check->id, &position))
		atomic_store(&document->has_spoken[position], true);
}

const struct check *
document_noted(const struct sdx_document *document, size_t *position)
{
	for (; *position < registry_count(); ++*position) {
		if (atomic_load(&document->has_spoken[*position]))
			return registry_at((*position)++);
	}
	return NULL;
}

/* JSON and text are documents only where they hold several reports. */
static bool
has_frame(const struct sdx_document *document)
{
	return document->renderer->begin != NULL &&
	       (document->is_many || document->renderer->part != NULL);
}

enum sdx_status
sdx_document_begin(const sdx_document *document, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};

	if (has_frame(document))
		document->renderer->begin(document, &buf);
	return deliver(&buf, sink, user);
}

static void
write_part(const struct part *part, struct buffer *out)
{
	const struct renderer *renderer = part->document->renderer;

	if (part->report->status != SDX_OK)
		atomic_store(&part->document->has_trouble, true);
	if (renderer->part != NULL)
		renderer->part(part, out);
	else if (part->entity == NULL)
		renderer->report(part->report, &part->document->style, out);
	else if (renderer == &render_text_table)
		text_entity(part->report, part->entity, out);
	else
		json_entity(part->report, part->entity, out);
	if (renderer == &render_text_table)
		render_guard(out, 0);
}

enum sdx_status
sdx_document_add(sdx_document *document, const sdx_report *report,
    const struct sdx_entity *entity, sdx_sink_fn *sink, void *user)
{
	struct part part = {
	    .document = document, .report = report, .entity = entity};
	struct buffer buf = {0};
	struct hiding hiding;
	bool has_lacked = report_lacks_memory(report);

	if (hiding_open(&hiding, &document->style, report, &buf))
		write_part(&part, &buf);
	hiding_end(&hiding, &buf);
	buf.has_failed |= report_lacks_memory(report) && !has_lacked;
	return deliver(&buf, sink, user);
}

const char *
sdx_document_between(const sdx_document *document)
{
	return document->renderer->between;
}

enum sdx_status
sdx_document_end(const sdx_document *document, sdx_sink_fn *sink, void *user)
{
	struct buffer buf = {0};

	if (has_frame(document))
		document->renderer->end(document, &buf);
	return deliver(&buf, sink, user);
}

enum sdx_status
document_write(const struct sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct sdx_document *document = sdx_document_new(format, style, false);
	enum sdx_status status = SDX_FAULT;

	if (document != NULL)
		status = sdx_document_begin(document, sink, user);
	if (status == SDX_OK)
		status = sdx_document_add(document, report, NULL, sink, user);
	if (status == SDX_OK)
		status = sdx_document_end(document, sink, user);
	sdx_document_free(document);
	return status;
}
