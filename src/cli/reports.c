/* SPDX-License-Identifier: MIT */
/* Many reports, one after the other, to all outputs at once. */
#include <stdlib.h>
#include <string.h>

#include "cli/each.h"

/* A verdict alone does not say whose it is. */
static bool
put_path(const char *path, struct output_lines *answer)
{
	char *shown = strdup(path);
	bool is_fine = shown != NULL;

	if (is_fine) {
		defuse(shown);
		is_fine = output_lines_put(shown, strlen(shown), answer) &&
			  output_lines_put("\n", 1, answer);
	}
	free(shown);
	return is_fine;
}

/* The report in one format, behind its length. */
static bool
render(const struct reports *reports, size_t output, const char *path,
    const sdx_report *report, struct output_lines *answer)
{
	const struct options *options = reports->options;
	enum sdx_format format = options->outputs[output].format;
	struct sdx_style style;
	size_t start = answer->len, len = 0;
	bool is_fine = output_lines_put(&len, sizeof len, answer);

	output_style(&options->outputs[output], &options->style, &style);
	if (is_fine && style.is_quiet && reports->is_array &&
	    format == SDX_FORMAT_TEXT)
		is_fine = put_path(path, answer);
	if (!is_fine || sdx_report_write(report, format, &style,
			    output_lines_put, answer) != SDX_OK)
		return false;
	len = answer->len - start - sizeof len;
	memcpy(answer->data + start, &len, sizeof len);
	return true;
}

bool
reports_render_entity(const struct reports *reports,
    const struct sdx_entity *entity, const sdx_report *report,
    struct output_lines *answer)
{
	for (size_t i = 0; i < reports->options->n_outputs; i++) {
		size_t start = answer->len, len = 0;

		if (!output_lines_put(&len, sizeof len, answer) ||
		    sdx_report_write_entity(report, entity,
			reports->options->outputs[i].format, output_lines_put,
			answer) != SDX_OK)
			return false;
		len = answer->len - start - sizeof len;
		memcpy(answer->data + start, &len, sizeof len);
	}
	return true;
}

bool
reports_render(const struct reports *reports, const char *path,
    const sdx_report *report, struct output_lines *answer)
{
	for (size_t i = 0; i < reports->options->n_outputs; i++) {
		if (!render(reports, i, path, report, answer))
			return false;
	}
	return true;
}

static void
put_text(struct output_stream *stream, const char *text)
{
	output_put(stream, text, strlen(text));
}

/* What stands between two reports, by format. */
static const char *
separator(const struct reports *reports, enum sdx_format format)
{
	if (format == SDX_FORMAT_TEXT)
		return reports->is_lines ? "" : "\n";
	return format == SDX_FORMAT_JSON ? ",\n" : "";
}

bool
reports_write(struct reports *reports, const struct output_lines *answer)
{
	const char *from = answer->data;
	bool is_taken = false;

	for (size_t i = 0; i < reports->options->n_outputs; i++) {
		struct output_stream *stream = &reports->streams[i];
		size_t len;

		is_taken |= stream->error == 0;
		if (answer->len == 0)
			continue;
		memcpy(&len, from, sizeof len);
		from += sizeof len;
		if (reports->n_written[i]++ > 0)
			put_text(
			    stream, separator(reports,
					reports->options->outputs[i].format));
		output_put(stream, from, len);
		from += len;
	}
	return is_taken;
}

bool
reports_flush(struct reports *reports)
{
	bool is_taken = false;

	for (size_t i = 0; i < reports->options->n_outputs; i++)
		is_taken |= output_flush(&reports->streams[i]);
	return is_taken;
}

bool
reports_are_refused(const struct reports *reports)
{
	for (size_t i = 0; i < reports->options->n_outputs; i++) {
		if (reports->streams[i].error == 0)
			return false;
	}
	return true;
}

enum sdx_status
reports_open(struct reports *reports)
{
	struct options *options = reports->options;

	style_for_terminal(&options->style, options->color);
	for (size_t i = 0; i < options->n_outputs; i++) {
		if (output_begin(&options->outputs[i], &reports->streams[i]) !=
		    SDX_OK)
			return SDX_FAULT;
		if (reports->is_array &&
		    options->outputs[i].format == SDX_FORMAT_JSON)
			put_text(&reports->streams[i], "[\n");
	}
	return SDX_OK;
}

static bool
put_stream(const void *data, size_t len, void *user)
{
	output_put(user, data, len);
	return true;
}

/* What stands behind all reports. */
static enum sdx_status
put_end(struct reports *reports, size_t output, const sdx_tally *tally)
{
	struct output_stream *stream = &reports->streams[output];
	enum sdx_format format = reports->options->outputs[output].format;

	if (reports->is_array && format == SDX_FORMAT_JSON)
		put_text(stream, "]\n");
	if (tally == NULL || format != SDX_FORMAT_TEXT)
		return SDX_OK;
	put_text(stream, "\n");
	return sdx_tally_write(
	    tally, SDX_FORMAT_TEXT, NULL, put_stream, stream);
}

/* Files first: what reads standard output may then find them. */
enum sdx_status
reports_close(struct reports *reports, const sdx_tally *tally, bool is_whole)
{
	const struct options *options = reports->options;
	enum sdx_status worst = SDX_OK;

	for (int to_stdout = 0; to_stdout <= 1; to_stdout++) {
		for (size_t i = 0; i < options->n_outputs; i++) {
			if ((options->outputs[i].path == NULL) !=
			    (to_stdout == 1))
				continue;
			if (is_whole && put_end(reports, i, tally) != SDX_OK)
				worst = SDX_FAULT;
			if (output_end(&reports->streams[i], is_whole) !=
			    SDX_OK)
				worst = SDX_FAULT;
		}
	}
	return worst;
}
