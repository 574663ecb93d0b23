/* SPDX-License-Identifier: MIT */
/* Many reports, one after the other, to all outputs at once. */
#include <stdlib.h>
#include <string.h>

#include "cli/each.h"

/* A verdict alone does not say whose it is; folders may say whose machine. */
static bool
put_path(const char *path, const struct sdx_style *style,
    struct output_lines *answer)
{
	const char *slash =
	    style->redaction != SDX_REDACT_NONE ? strrchr(path, '/') : NULL;
	char *shown = strdup(slash != NULL ? slash + 1 : path);
	bool is_fine = shown != NULL;

	if (is_fine) {
		defuse(shown);
		is_fine = output_lines_put(shown, strlen(shown), answer) &&
			  output_lines_put("\n", 1, answer);
	}
	free(shown);
	return is_fine;
}

/* Does its path have to stand over it? */
static bool
is_nameless(const struct reports *reports, const struct output *output)
{
	return reports->is_array && reports->options->style.is_quiet &&
	       output->format == SDX_FORMAT_TEXT;
}

/* The report in one format, behind its length. */
static bool
render(const struct reports *reports, size_t output, const struct reported *r,
    struct output_lines *answer)
{
	size_t start = answer->len, len = 0;

	if (!output_lines_put(&len, sizeof len, answer))
		return false;
	if (r->entity == NULL &&
	    is_nameless(reports, &reports->options->outputs[output]) &&
	    !put_path(r->path, &reports->options->style, answer))
		return false;
	if (sdx_document_add(reports->documents[output], r->report, r->entity,
		output_lines_put, answer) != SDX_OK)
		return false;
	len = answer->len - start - sizeof len;
	memcpy(answer->data + start, &len, sizeof len);
	return true;
}

bool
reports_render(const struct reports *reports, const struct reported *reported,
    struct output_lines *answer)
{
	for (size_t i = 0; i < reports->options->n_outputs; i++) {
		if (!render(reports, i, reported, answer))
			return false;
	}
	return true;
}

static void
put_text(struct output_stream *stream, const char *text)
{
	output_put(stream, text, strlen(text));
}

/* What stands between two reports. */
static const char *
separator(const struct reports *reports, size_t output)
{
	if (reports->is_lines &&
	    reports->options->outputs[output].format == SDX_FORMAT_TEXT)
		return "";
	return sdx_document_between(reports->documents[output]);
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
		if (len > 0 && reports->n_written[i]++ > 0)
			put_text(stream, separator(reports, i));
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

static bool
put_stream(const void *data, size_t len, void *user)
{
	output_put(user, data, len);
	return true;
}

static enum sdx_status
open_output(struct reports *reports, size_t i)
{
	const struct output *output = &reports->options->outputs[i];
	struct sdx_style style;

	output_style(output, &reports->options->style, &style);
	reports->documents[i] =
	    sdx_document_new(output->format, &style, reports->is_array);
	if (reports->documents[i] == NULL) {
		complain("no memory");
		return SDX_FAULT;
	}
	if (output_begin(output, &reports->streams[i]) != SDX_OK)
		return SDX_FAULT;
	return sdx_document_begin(
	    reports->documents[i], put_stream, &reports->streams[i]);
}

enum sdx_status
reports_open(struct reports *reports)
{
	struct options *options = reports->options;
	enum sdx_status status = SDX_OK;

	style_for_terminal(&options->style, options->color);
	for (size_t i = 0; status == SDX_OK && i < options->n_outputs; i++)
		status = open_output(reports, i);
	return status;
}

/* What stands behind all reports. */
static enum sdx_status
put_end(struct reports *reports, size_t output, const sdx_tally *tally)
{
	struct output_stream *stream = &reports->streams[output];
	enum sdx_format format = reports->options->outputs[output].format;
	const struct sdx_style plain = {
	    .redaction = reports->options->style.redaction,
	    .redaction_key = reports->options->style.redaction_key};

	if (tally == NULL || format != SDX_FORMAT_TEXT)
		return sdx_document_end(
		    reports->documents[output], put_stream, stream);
	put_text(stream, "\n");
	return sdx_tally_write(
	    tally, SDX_FORMAT_TEXT, &plain, put_stream, stream);
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
			sdx_document_free(reports->documents[i]);
			reports->documents[i] = NULL;
		}
	}
	return worst;
}
