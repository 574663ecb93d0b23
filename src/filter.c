/* SPDX-License-Identifier: MIT */
/* One line in, one line out: docs/filter.schema.json. */
#include <string.h>

#include "report/hiding.h"
#include "report/report.h"
#include "settings.h"
#include "json/json.h"

#define FILES_MAX 64 /* that one line may name */

struct job {
	const struct sdx_filter *filter;
	const struct sdx_line *line;
	struct arena *arena;
	struct json_text text;
	struct json_value id;	 /* JSON_NONE: none was given */
	struct json_value files; /* an array; JSON_NONE: none */
	struct sdx_input message;
	const char *error; /* of the line; NULL: none */
	sdx_evidence *evidence;
	sdx_report *report;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct json_value
open_json(struct job *job, const char *data, size_t len)
{
	struct json_error error;
	struct json_value root = json_open(&job->text, data, len, &error);

	if (root.type == JSON_NONE)
		job->error = arena_printf(job->arena,
		    "the line is no JSON: %s, column %zu", error.what,
		    error.column);
	return root;
}

static const char *
name_of_line(struct job *job)
{
	if (job->line->number == 0)
		return "the line";
	return arena_printf(
	    job->arena, "line %llu", (unsigned long long)job->line->number);
}

static void
take_message(struct job *job, const char *data, size_t len)
{
	job->message = (struct sdx_input){
	    .name = name_of_line(job),
	    .data = data,
	    .len = len,
	};
}

static void
take_string(struct job *job, struct json_value value)
{
	size_t len;
	const char *text = json_string_view(job->arena, value, &len);

	if (text != NULL)
		take_message(job, text, len);
}

/* {"id": …, "response": "…", "files": ["…"]} */
static void
take_record(struct job *job, struct json_value response)
{
	if (response.type == JSON_STRING)
		take_string(job, response);
	else if (response.type != JSON_NONE)
		job->error = "\"response\" is no string";
	if (job->files.type != JSON_NONE && job->files.type != JSON_ARRAY)
		job->error = "\"files\" is no array";
	else if (json_size(job->files) > FILES_MAX)
		job->error = "\"files\" names more than 64 files";
}

static void
take_object(struct job *job, const char *data, size_t len)
{
	struct json_value root = open_json(job, data, len), response;

	if (root.type == JSON_NONE)
		return;
	job->id = json_get(root, "id");
	job->files = json_get(root, "files");
	response = json_get(root, "response");
	if (response.type == JSON_NONE && job->files.type == JSON_NONE)
		take_message(job, data, len); /* a document of its own */
	else
		take_record(job, response);
}

static void
read_line(struct job *job)
{
	const char *data = job->line->data;
	size_t len = job->line->len;

	while (len > 0 && is_blank(*data)) {
		data++;
		len--;
	}
	while (len > 0 && is_blank(data[len - 1]))
		len--;
	if (job->line->is_cut)
		job->error = "the line is too long";
	else if (len == 0)
		job->error = "the line is blank";
	else if (*data == '{')
		take_object(job, data, len);
	else if (*data == '"')
		take_string(job, open_json(job, data, len));
	else
		take_message(job, data, len);
}

static bool
add(struct job *job, const struct sdx_input *input)
{
	return sdx_evidence_add(job->evidence, input) == SDX_OK;
}

static bool
add_files(struct job *job)
{
	struct json_iter iter = json_iterate(job->files);
	struct json_value key, value;

	while (job->files.type != JSON_NONE && json_next(&iter, &key, &value)) {
		const char *path = json_string(job->arena, value, NULL);
		struct sdx_input input = {0};

		if (path == NULL || job->filter->open == NULL ||
		    job->filter->open(path, &input, job->filter->open_user) !=
			SDX_OK) {
			job->error = arena_printf(job->arena,
			    "the file \"%s\" cannot be read",
			    path != NULL ? path : "");
			return false;
		}
		if (!add(job, &input))
			return false;
	}
	return true;
}

static void
judge(struct job *job, const struct sdx_settings *settings)
{
	const struct sdx_filter *filter = job->filter;

	job->evidence = filter->common != NULL
			    ? sdx_evidence_new_on(settings, filter->common)
			    : sdx_evidence_new(settings);
	if (job->evidence == NULL || !add_files(job) ||
	    (job->message.name != NULL && !add(job, &job->message))) {
		if (job->error == NULL)
			job->error = "no memory";
		return;
	}
	if (sdx_diagnose(job->evidence, &job->report) == SDX_OK)
		return;
	job->error = job->report != NULL ? job->report->trouble : "no memory";
}

/* Same value, same placeholder: within the line, or by the key. */
static void
put_report(const struct job *job, struct json_writer *w)
{
	const struct sdx_style style = {.redaction = job->filter->redaction,
	    .redaction_key = job->filter->redaction_key};
	struct hiding hiding;

	if (hiding_open(&hiding, &style, job->report, w->out))
		json_put_report(w, job->report);
	hiding_end(&hiding, w->out);
}

static void
put_record(const struct job *job, struct buffer *out)
{
	struct json_writer w = {.out = out};

	json_begin_object(&w);
	json_key(&w, "line");
	if (job->line->number > 0)
		json_put_integer(&w, (int64_t)job->line->number);
	else
		json_put_null(&w);
	json_key(&w, "id");
	if (job->id.type != JSON_NONE)
		json_put_value(&w, job->id);
	else
		json_put_null(&w);
	json_put_member(&w, "error", job->error);
	json_key(&w, "report");
	if (job->report != NULL)
		put_report(job, &w);
	else
		json_put_null(&w);
	json_end_object(&w);
	buffer_putc(out, '\n');
}

static enum sdx_status
write_record(const struct job *job, sdx_sink_fn *sink, void *user)
{
	struct buffer out = {0};
	bool is_written;

	put_record(job, &out);
	is_written = !out.has_failed && sink(out.data, out.len, user);
	buffer_free(&out);
	return is_written ? SDX_OK : SDX_FAULT;
}

enum sdx_status
sdx_filter_line(const struct sdx_filter *filter, const struct sdx_line *line,
    sdx_sink_fn *sink, void *user)
{
	struct job job = {.filter = filter, .line = line};
	struct sdx_settings settings = *filter->settings;
	enum sdx_status status;

	if (filter->now != 0)
		sdx_settings_set_now(&settings, filter->now);
	job.arena = arena_new();
	if (job.arena == NULL)
		return SDX_FAULT;
	read_line(&job);
	if (job.error == NULL && arena_has_failed(job.arena))
		job.error = "no memory";
	if (job.error == NULL)
		judge(&job, &settings);
	if (filter->tally != NULL)
		sdx_tally_count(
		    filter->tally, job.error == NULL ? job.report : NULL);
	status = write_record(&job, sink, user);
	sdx_report_free(job.report);
	sdx_evidence_free(job.evidence);
	arena_free(job.arena);
	return status;
}
