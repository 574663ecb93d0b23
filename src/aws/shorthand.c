/* SPDX-License-Identifier: MIT */
/*
 * The AWS CLI's shorthand for lists of structures, "Key=a,Value=b", and the
 * JSON that may stand for it (AWS CLI User Guide: Using shorthand syntax).
 */
#include <string.h>
#include <strings.h>

#include "aws/command.h"

struct reading {
	struct arena *arena;
	const struct parameter_model *model;
	struct command_value *value;
	const char *why;
};

static struct command_pair *
push(struct reading *r)
{
	return arena_push(r->arena, &r->value->pairs, &r->value->n_pairs,
	    sizeof *r->value->pairs);
}

/* Put a member of a structure where it belongs. */
static void
put(struct reading *r, struct command_pair *pair, const char *name,
    const char *text)
{
	bool is_arns = r->model->type == PARAMETER_ARNS;

	if (strcmp(name, is_arns ? "arn" : "Key") == 0)
		pair->key = text;
	else if (!is_arns && strcmp(name, "Value") == 0)
		pair->value = text;
	else
		r->why = arena_printf(r->arena,
		    "\"%s\" is none of its members; they are %s", name,
		    is_arns ? "arn" : "Key and Value, in just these letters");
}

static void
read_object(struct reading *r, struct json_value object)
{
	struct json_iter iter = json_iterate(object);
	struct command_pair *pair;
	struct json_value key, member;

	if (object.type != JSON_OBJECT) {
		r->why = "an element of the list is no object";
		return;
	}
	pair = push(r);
	while (pair != NULL && json_next(&iter, &key, &member)) {
		if (member.type != JSON_STRING)
			r->why = "a member of the list is no string";
		else
			put(r, pair, json_string(r->arena, key, NULL),
			    json_string(r->arena, member, NULL));
	}
}

static void
read_json(struct reading *r, const char *text)
{
	struct json_text opened;
	struct json_error error;
	struct json_value json = json_open(&opened, text, strlen(text), &error);
	struct json_iter iter = json_iterate(json);
	struct json_value element;

	if (json.type == JSON_NONE) {
		r->why = arena_printf(
		    r->arena, "its JSON is broken: %s", error.what);
		return;
	}
	if (json.type != JSON_ARRAY) {
		read_object(r, json);
		return;
	}
	while (json_next(&iter, NULL, &element))
		read_object(r, element);
}

/* A value up to a comma, or between quotes; *AT moves behind it. */
static const char *
read_value(struct reading *r, const char **at)
{
	char quote = **at == '"' || **at == '\'' ? **at : '\0';
	const char *from = *at, *end;

	if (quote == '\0') {
		*at += strcspn(*at, ",");
		return arena_strndup(r->arena, from, (size_t)(*at - from));
	}
	from++;
	end = strchr(from, quote);
	if (end == NULL) {
		r->why = "a quote in it is not closed";
		*at += strlen(*at);
		return "";
	}
	*at = end + 1;
	return arena_strndup(r->arena, from, (size_t)(end - from));
}

static void
read_words(struct reading *r, const char *at)
{
	struct command_pair *pair = push(r);

	while (pair != NULL && *at != '\0' && r->why == NULL) {
		size_t len = strcspn(at, "=,");
		const char *name;

		if (at[len] != '=') {
			r->why = "a member of it has no =";
			return;
		}
		name = arena_strndup(r->arena, at, len);
		at += len + 1;
		put(r, pair, name, read_value(r, &at));
		if (*at == ',')
			at++;
		else if (*at != '\0' && r->why == NULL)
			r->why = "something stands behind a quote in it";
	}
}

bool
shorthand_read(struct arena *arena, const char *text,
    const struct parameter_model *model, struct command_value *value,
    const char **why)
{
	struct reading r = {.arena = arena, .model = model, .value = value};
	size_t before = value->n_pairs;

	text += strspn(text, " \t\r\n");
	if (*text == '[' || *text == '{')
		read_json(&r, text);
	else
		read_words(&r, text);
	for (size_t i = before; i < value->n_pairs && r.why == NULL; i++) {
		if (value->pairs[i].key == NULL)
			r.why = model->type == PARAMETER_ARNS
				    ? "arn= is missing"
				    : "Key= is missing";
	}
	*why = r.why;
	return !arena_has_failed(arena);
}
