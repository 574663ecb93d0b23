/* SPDX-License-Identifier: MIT */
/* What stands in the files that a command names, and in --cli-input-json. */
#include <inttypes.h>
#include <string.h>

#include "aws/command.h"

struct filling {
	struct arena *arena;
	struct aws_command *command;
	command_file_fn *file;
	void *user;
};

static void
complain(struct filling *f, enum command_fault fault, const char *word,
    const char *detail)
{
	struct aws_command *c = f->command;
	struct command_complaint *complaint;

	complaint = arena_push(
	    f->arena, &c->complaints, &c->n_complaints, sizeof *complaint);
	if (complaint == NULL)
		return;
	complaint->fault = fault;
	complaint->word = word;
	complaint->detail = detail;
}

static bool
is_list(const struct parameter_model *model)
{
	return model->type == PARAMETER_TAGS || model->type == PARAMETER_ARNS;
}

static void
read_list(struct filling *f, struct command_value *value, const char *text)
{
	const char *why;

	if (shorthand_read(f->arena, text, value->model, value, &why) &&
	    why != NULL)
		complain(f, FAULT_LIST, value->model->option, why);
}

static void
fill_value(struct filling *f, struct command_value *value)
{
	const char *text;
	size_t len = 0;

	if (value->path == NULL || value->source == VALUE_OF_INPUT_JSON)
		return;
	text = f->file(value->path, &len, f->user);
	if (text == NULL)
		return;
	value->text = arena_memdup(f->arena, text, len);
	value->len = len;
	if (is_list(value->model) && value->text != NULL) {
		text = value->text;
		value->text = NULL;
		read_list(f, value, text);
	}
}

static const char *
type_wanted(const struct parameter_model *model)
{
	switch (model->type) {
	case PARAMETER_INTEGER:
		return "a number without quotes";
	case PARAMETER_TAGS:
	case PARAMETER_ARNS:
		return "a list";
	case PARAMETER_TEXT:
		break;
	}
	return "a string";
}

static bool
has_type(const struct parameter_model *model, struct json_value json)
{
	int64_t number;

	if (model->type == PARAMETER_INTEGER)
		return json_integer(json, &number);
	return json.type == (is_list(model) ? JSON_ARRAY : JSON_STRING);
}

static void
set_member(
    struct filling *f, struct command_value *value, struct json_value json)
{
	int64_t number;

	value->source = VALUE_OF_INPUT_JSON;
	if (json.type == JSON_STRING) {
		value->text = json_string(f->arena, json, &value->len);
	} else if (json_integer(json, &number)) {
		value->text = arena_printf(f->arena, "%" PRId64, number);
		value->len = strlen(value->text);
	} else {
		read_list(f, value,
		    arena_strndup(f->arena, json.text->data + json.start,
			json.end - json.start));
	}
}

static void
read_member(struct filling *f, const char *name, struct json_value json)
{
	struct aws_command *c = f->command;
	const struct parameter_model *model = parameter_named(c->model, name);
	struct command_value *value;

	if (model == NULL) {
		complain(f, FAULT_INPUT_UNKNOWN, name, "");
		return;
	}
	/* The skeleton that the CLI writes has nulls and empty strings. */
	if (json.type == JSON_NULL || command_value(c, name) != NULL)
		return;
	if (!has_type(model, json)) {
		complain(f, FAULT_INPUT_TYPE, name, type_wanted(model));
		return;
	}
	value = arena_push(f->arena, &c->values, &c->n_values, sizeof *value);
	if (value == NULL)
		return;
	value->model = model;
	set_member(f, value, json);
}

/* What stands on the command line goes before what stands in the JSON. */
static void
read_input_json(struct filling *f)
{
	struct aws_command *c = f->command;
	const char *text = c->input_json;
	struct json_text *opened = arena_alloc(f->arena, sizeof *opened);
	struct json_error error;
	struct json_value json, key, member;
	struct json_iter iter;
	size_t len = strlen(text);

	if (strncmp(text, "file://", 7) == 0)
		text = f->file(text + 7, &len, f->user);
	if (text == NULL || opened == NULL)
		return;
	json =
	    json_open(opened, arena_memdup(f->arena, text, len), len, &error);
	if (json.type != JSON_OBJECT) {
		complain(f, FAULT_INPUT_JSON, "--cli-input-json",
		    json.type == JSON_NONE
			? arena_printf(f->arena, "%s, line %zu, column %zu",
			      error.what, error.line, error.column)
			: "it is another value than an object");
		return;
	}
	iter = json_iterate(json);
	while (json_next(&iter, &key, &member))
		read_member(f, json_string(f->arena, key, NULL), member);
}

bool
command_fill(struct arena *arena, struct aws_command *command,
    command_file_fn *file, void *user)
{
	struct filling f = {arena, command, file, user};

	for (size_t i = 0; i < command->n_values; i++)
		fill_value(&f, &command->values[i]);
	if (command->input_json != NULL && command->model != NULL)
		read_input_json(&f);
	for (size_t i = 0; i < command->n_values; i++) {
		const struct command_value *value = &command->values[i];
		int64_t number;

		if (value->model->type == PARAMETER_INTEGER &&
		    value->text != NULL &&
		    !command_integer(command, value->model->name, &number))
			complain(&f, FAULT_INTEGER, value->model->option, "");
	}
	return !arena_has_failed(arena);
}
