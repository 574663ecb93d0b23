/* SPDX-License-Identifier: MIT */
#include "redact/document.h"

#include <stdlib.h>
#include <string.h>

#define KEY_LEN_MAX 40

struct walk {
	struct redaction *r;
	string_fn *string;
	struct json_writer writer;
	struct json_value objects[JSON_MAX_DEPTH + 1];
	char keys[JSON_MAX_DEPTH + 2][KEY_LEN_MAX + 1];
	size_t depth; /* of objects */
	const char *pair_name;
	bool has_failed;
};

static void copy_value(struct walk *, struct json_value);

static void
copy_string(struct walk *w, struct json_value value)
{
	struct string_place place = {
	    .key = w->keys[w->depth],
	    .parent = w->depth > 0 ? w->keys[w->depth - 1] : "",
	    .objects = w->objects,
	    .n_objects = w->depth,
	    .pair_name = w->pair_name,
	};
	const char *text;
	size_t len = 0;

	place.object = w->depth > 0 ? w->objects[w->depth - 1]
				    : (struct json_value){.text = value.text};
	text = w->string(w->r, &place, value, &len);
	if (text != NULL)
		json_put_text(&w->writer, text, len);
	else
		w->has_failed = true;
	/* The first round learns, and what it makes is of no use. */
	if (w->r->is_first_round)
		w->writer.out->len = 0;
	arena_empty(w->r->arena);
}

/* Names are the format's; one that is not may be anything. */
static const char *
key_of(const struct walk *w, struct json_value key)
{
	const char *text = json_string(w->r->arena, key, NULL);

	if (text == NULL || strlen(text) > KEY_LEN_MAX ||
	    strpbrk(text, "@ /\\=<>\"'%&;+.") != NULL)
		return "removed";
	return text;
}

/* It is needed longer than the string in hand. */
static void
take_key(struct walk *w, struct json_value key)
{
	const char *text = key_of(w, key);

	memcpy(w->keys[w->depth], text, strlen(text) + 1);
}

static void
copy_object(struct walk *w, struct json_value object)
{
	struct json_iter iter = json_iterate(object);
	struct json_value key, value;

	if (w->depth > JSON_MAX_DEPTH) {
		json_put_null(&w->writer);
		return;
	}
	json_begin_object(&w->writer);
	w->objects[w->depth++] = object;
	while (!w->has_failed && json_next(&iter, &key, &value)) {
		take_key(w, key);
		w->pair_name = NULL;
		json_key(&w->writer, w->keys[w->depth]);
		copy_value(w, value);
	}
	w->depth--;
	json_end_object(&w->writer);
}

/* Lists of pairs, [[name, value], …], are objects of another spelling. */
static void
copy_array(struct walk *w, struct json_value array)
{
	struct json_iter iter = json_iterate(array);
	struct json_value value, first = {.text = array.text};
	bool is_pair = json_size(array) == 2;
	size_t i = 0;

	json_begin_array(&w->writer);
	while (!w->has_failed && json_next(&iter, NULL, &value)) {
		if (i == 0)
			first = value;
		w->pair_name = is_pair && i == 1 && first.type == JSON_STRING
				   ? json_string(w->r->arena, first, NULL)
				   : NULL;
		copy_value(w, value);
		i++;
	}
	w->pair_name = NULL;
	json_end_array(&w->writer);
}

static void
copy_value(struct walk *w, struct json_value value)
{
	switch (value.type) {
	case JSON_OBJECT:
		copy_object(w, value);
		break;
	case JSON_ARRAY:
		copy_array(w, value);
		break;
	case JSON_STRING:
		copy_string(w, value);
		break;
	default:
		json_put_value(&w->writer, value);
		break;
	}
}

bool
document_copy(struct redaction *r, struct bytes bytes, string_fn *string)
{
	struct walk *w = arena_alloc(r->kept, sizeof *w);
	struct buffer out = {0};
	struct json_text text;
	struct json_error error;
	struct json_value root =
	    json_open(&text, (const char *)bytes.data, bytes.len, &error);

	if (w == NULL)
		return false;
	if (root.type == JSON_NONE) {
		r->trouble = arena_printf(r->kept,
		    "is damaged JSON at line %zu, column %zu: %s", error.line,
		    error.column, error.what);
		return !redaction_has_failed(r);
	}
	w->r = r;
	w->string = string;
	w->writer = (struct json_writer){.out = &out, .is_pretty = true};
	copy_value(w, root);
	buffer_putc(&out, '\n');
	if (w->has_failed || out.has_failed ||
	    !arena_defer(r->kept, free, out.data)) {
		buffer_free(&out);
		return false;
	}
	r->copy = (struct bytes){(const uint8_t *)out.data, out.len};
	return !redaction_has_failed(r);
}
