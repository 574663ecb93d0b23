/* SPDX-License-Identifier: MIT */
/*
 * What of a report is structure: tags with the names of their attributes,
 * the brackets and keys of JSON, commands with the names of their properties.
 * It is the same whatever the captured text is.
 */
#ifndef SDX_TESTS_SKELETON_H
#define SDX_TESTS_SKELETON_H

#include <string.h>

#include "buffer.h"
#include "made_report.h"
#include "report/document.h"

/* Every text in it that may come from outside. */
#define MADE_TEXTS 13

static void
made_texts(struct made_report *m, const char **texts[MADE_TEXTS])
{
	const char **all[MADE_TEXTS] = {&m->inputs[0].name, &m->inputs[1].name,
	    &m->root.message, &m->root.found, &m->root.wanted, &m->root.why,
	    &m->fix.text, &m->fix.command, &m->fix.diff, &m->place.label,
	    &m->place.pointer, &m->not_checked[0].how, &m->report.trouble};

	memcpy(texts, all, sizeof all);
}

/* Outside of quotes, between '<' and '>'. */
static void
skeleton_of_tags(const char *text, struct buffer *out)
{
	bool is_inside = false, is_quoted = false;

	for (; *text != '\0'; text++) {
		if (is_inside && *text == '"')
			is_quoted = !is_quoted;
		if (!is_quoted && *text == '<')
			is_inside = true;
		if (is_inside && !is_quoted)
			buffer_putc(out, *text);
		if (!is_quoted && *text == '>')
			is_inside = false;
	}
}

/* Outside of strings, and the strings that are keys. */
static void
skeleton_of_json(const char *text, struct buffer *out)
{
	const char *string = NULL;

	for (; *text != '\0'; text++) {
		if (string != NULL && *text == '\\' && text[1] != '\0') {
			text++;
		} else if (string != NULL && *text == '"') {
			if (text[1] == ':')
				buffer_put(
				    out, string, (size_t)(text - string));
			string = NULL;
		} else if (string == NULL && *text == '"') {
			string = text;
		} else if (string == NULL) {
			buffer_putc(out, *text);
		}
	}
}

/* "::error file=,line=,title=::" and the end of each line. */
static void
skeleton_of_commands(const char *text, struct buffer *out)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n"), head = 0;
		bool is_value = false;

		while (head < len &&
		       (head < 2 || strncmp(text + head, "::", 2) != 0)) {
			if (text[head] == ',')
				is_value = false;
			if (!is_value)
				buffer_putc(out, text[head]);
			if (text[head] == '=')
				is_value = true;
			head++;
		}
		buffer_putc(out, '\n');
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

/* Outside of fences, which end where one of the same length stands alone. */
static void
skeleton_of_fences(const char *text, struct buffer *out)
{
	size_t fence = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, "\n"), n = strspn(text, "`");

		if (fence > 0 && n == len && n >= fence) {
			fence = 0;
			buffer_puts(out, "end");
		} else if (fence == 0 && n >= 3) {
			fence = n;
			buffer_put(out, text + n, len - n);
		} else if (fence == 0) {
			buffer_put(out, text, len);
			buffer_putc(out, '\n');
		}
		text += len + (text[len] == '\n' ? 1 : 0);
	}
}

/* Write the report into a document of the format. */
static void
skeleton_write(const struct sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, struct buffer *out)
{
	struct sdx_document *document = sdx_document_new(format, style, false);
	const struct sdx_entity entity = {
	    .entity_id = report->evidence->inputs[1].name, .line = 7};
	const struct part parts[] = {{.document = document, .report = report},
	    {.document = document, .report = report, .entity = &entity}};

	if (document == NULL) {
		out->has_failed = true;
		return;
	}
	if (document->renderer->begin != NULL)
		document->renderer->begin(document, out);
	for (size_t i = 0; i < 2; i++) {
		if (i > 0)
			buffer_puts(out, document->renderer->between);
		document->renderer->part(&parts[i], out);
	}
	if (document->renderer->end != NULL)
		document->renderer->end(document, out);
	sdx_document_free(document);
}

static void
skeleton_of(enum sdx_format format, const char *text, struct buffer *out)
{
	if (format == SDX_FORMAT_SARIF)
		skeleton_of_json(text, out);
	else if (format == SDX_FORMAT_GITHUB)
		skeleton_of_commands(text, out);
	else if (format == SDX_FORMAT_MARKDOWN)
		skeleton_of_fences(text, out);
	else
		skeleton_of_tags(text, out);
}

#endif
