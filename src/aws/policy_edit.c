/* SPDX-License-Identifier: MIT */
#include "aws/policy_edit.h"

#include <string.h>

#include "buffer.h"

/* A JSON string of a text. */
static const char *
quoted(struct arena *arena, const char *text)
{
	struct buffer out = {0};
	struct json_writer w = {.out = &out};
	const char *json;

	json_put_string(&w, text);
	json = arena_strndup(arena, out.len > 0 ? out.data : "", out.len);
	buffer_free(&out);
	return json;
}

/* A member's name as a step of a JSON Pointer. */
static const char *
step(struct arena *arena, struct json_value key)
{
	const char *name = json_string(arena, key, NULL);
	char *out = arena_alloc(arena, strlen(name) * 2 + 1);
	size_t n = 0;

	for (; out != NULL && *name != '\0'; name++) {
		if (*name == '~' || *name == '/') {
			out[n++] = '~';
			out[n++] = *name == '~' ? '0' : '1';
		} else {
			out[n++] = *name;
		}
	}
	return out != NULL ? out : "";
}

const char *
policy_pointer(
    struct arena *arena, const struct policy *policy, struct json_value target)
{
	struct json_value at = policy->at, key, value;
	const char *path = "";
	bool is_inside = true;

	while (is_inside && at.start != target.start &&
	       (at.type == JSON_OBJECT || at.type == JSON_ARRAY)) {
		struct json_iter iter = json_iterate(at);
		size_t i = 0;

		is_inside = false;
		for (; !is_inside && json_next(&iter, &key, &value); i++) {
			bool is_key = key.type == JSON_STRING &&
				      key.start == target.start;

			if (!is_key && (target.start < value.start ||
					   target.end > value.end))
				continue;
			path = key.type == JSON_STRING
				   ? arena_printf(
					 arena, "%s/%s", path, step(arena, key))
				   : arena_printf(arena, "%s/%zu", path, i);
			if (is_key)
				return path;
			at = value;
			is_inside = true;
		}
	}
	return path;
}

struct policy_edit
policy_edit_replace(struct arena *arena, const struct policy *policy,
    struct json_value at, const char *value)
{
	const char *json = quoted(arena, value);

	return (struct policy_edit){.op = "replace",
	    .path = policy_pointer(arena, policy, at),
	    .value = json,
	    .start = at.start,
	    .end = at.end,
	    .text = json};
}

struct policy_edit
policy_edit_add(struct arena *arena, const struct policy *policy,
    const struct policy_texts *texts, const char *value)
{
	struct json_value at = texts->at;
	const char *json = quoted(arena, value);
	struct policy_edit edit = {.op = "add", .value = json};

	if (at.type != JSON_ARRAY) {
		edit.op = "replace";
		edit.path = policy_pointer(arena, policy, at);
		edit.start = at.start;
		edit.end = at.end;
		edit.value = arena_printf(arena, "[%.*s, %s]",
		    (int)(at.end - at.start), at.text->data + at.start, json);
		edit.text = edit.value;
		return edit;
	}
	edit.path =
	    arena_printf(arena, "%s/-", policy_pointer(arena, policy, at));
	edit.start = edit.end = at.end - 1;
	if (texts->n > 0) /* right behind the last value */
		edit.start = edit.end = texts->items[texts->n - 1].at.end;
	edit.text = texts->n > 0 ? arena_printf(arena, ", %s", json) : json;
	return edit;
}

/* The key of the operator, which stands before its map. */
static bool
find_operator(const struct policy *policy, const struct policy_condition *c,
    struct json_value *name, struct json_value *keys)
{
	for (size_t i = 0; i < policy->n_statements; i++) {
		const struct policy_statement *s = &policy->statements[i];
		struct json_iter iter;

		if (s->condition_at.type != JSON_OBJECT)
			continue;
		iter = json_iterate(s->condition_at);
		while (json_next(&iter, name, keys)) {
			if (c->key.at.start > keys->start &&
			    c->key.at.end < keys->end)
				return true;
		}
	}
	return false;
}

struct policy_edit
policy_edit_operator(struct arena *arena, const struct policy *policy,
    const struct policy_condition *c, const char *name)
{
	struct json_value key, keys;
	const char *path, *slash;

	/* Other keys of the operator must not change with it. */
	if (!find_operator(policy, c, &key, &keys) || json_size(keys) != 1)
		return (struct policy_edit){0};
	path = policy_pointer(arena, policy, key);
	slash = strrchr(path, '/');
	return (struct policy_edit){.op = "move",
	    .from = path,
	    .path =
		arena_printf(arena, "%.*s/%s", (int)(slash - path), path, name),
	    .start = key.start,
	    .end = key.end,
	    .text = quoted(arena, name)};
}

struct policy_edit
policy_edit_statement(
    struct arena *arena, const struct policy *policy, const char *json)
{
	struct json_value list = json_get(policy->at, "Statement");
	struct policy_edit edit = {.op = "add", .value = json};
	bool is_empty = list.type != JSON_ARRAY || json_size(list) == 0;
	size_t last;

	if (json_count(policy->at, "Statement") != 1)
		return (struct policy_edit){0};
	if (list.type != JSON_ARRAY) {
		edit.op = "replace";
		edit.path = "/Statement";
		edit.start = list.start;
		edit.end = list.end;
		edit.value = arena_printf(arena, "[%.*s, %s]",
		    (int)(list.end - list.start), list.text->data + list.start,
		    json);
		edit.text = edit.value;
		return edit;
	}
	edit.path = "/Statement/-";
	last = list.end - 1;
	if (!is_empty && policy->n_statements > 0)
		last = policy->statements[policy->n_statements - 1].at.end;
	edit.start = edit.end = last;
	edit.text = is_empty ? json : arena_printf(arena, ", %s", json);
	return edit;
}

const char *
policy_edit_apply(struct arena *arena, const struct policy *policy,
    const struct policy_edit *edit)
{
	const char *text = policy->text->data;
	size_t start = policy->at.start, end = policy->at.end;

	return arena_printf(arena, "%.*s%s%.*s", (int)(edit->start - start),
	    text + start, edit->text, (int)(end - edit->end), text + edit->end);
}

/* The bounds of the lines that hold [*start, *end). */
static void
widen_to_lines(const struct policy *policy, size_t *start, size_t *end)
{
	const char *text = policy->text->data;

	while (*start > 0 && text[*start - 1] != '\n')
		--*start;
	while (*end < policy->text->len && text[*end] != '\n')
		++*end;
}

static void
put_lines(struct buffer *out, char sign, const char *text, size_t len)
{
	while (len > 0) {
		const char *feed = memchr(text, '\n', len);
		size_t n = feed != NULL ? (size_t)(feed - text) : len;

		buffer_putc(out, sign);
		buffer_put(out, text, n);
		buffer_putc(out, '\n');
		n += feed != NULL ? 1 : 0;
		text += n;
		len -= n;
	}
}

const char *
policy_edit_diff(struct arena *arena, const struct policy *policy,
    const struct policy_edit *edit)
{
	const char *text = policy->text->data, *diff;
	size_t start = edit->start, end = edit->end, line, column;
	struct buffer out = {0}, lines = {0};

	widen_to_lines(policy, &start, &end);
	json_position(policy->text, start, &line, &column);
	buffer_put(&lines, text + start, edit->start - start);
	buffer_puts(&lines, edit->text);
	buffer_put(&lines, text + edit->end, end - edit->end);
	buffer_printf(&out, "@@ line %zu @@\n", line);
	put_lines(&out, '-', text + start, end - start);
	put_lines(&out, '+', lines.data, lines.len);
	diff = out.len > 0 ? arena_strndup(arena, out.data, out.len - 1) : "";
	buffer_free(&lines);
	buffer_free(&out);
	return diff;
}

const char *
policy_compact(struct arena *arena, const char *json)
{
	char *out = arena_alloc(arena, strlen(json) + 1);
	bool is_string = false;
	size_t n = 0;

	for (; out != NULL && *json != '\0'; json++) {
		if (*json == '"')
			is_string = !is_string;
		if (is_string && *json == '\\' && json[1] != '\0') {
			out[n++] = *json++;
			out[n++] = *json;
			continue;
		}
		if (is_string || strchr(" \t\r\n", *json) == NULL)
			out[n++] = *json;
	}
	return out != NULL ? out : "";
}
