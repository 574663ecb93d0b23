/* SPDX-License-Identifier: MIT */
#include "expectation.h"

#include <string.h>

/* Far beyond what anybody expects of one response. */
#define WANTED_MAX 64
#define PATTERN_MAX 1024
#define VALUES_MAX 200
#define TEXT_MAX 8192 /* a longer value fits "*" alone */

struct reading {
	struct arena *arena;
	struct expectation *out;
	struct json_cursor cursor;
};

static const char *const names[EXPECT_N_MEMBERS] = {
    [EXPECT_ISSUER] = "issuer",
    [EXPECT_AUDIENCE] = "audience",
    [EXPECT_RECIPIENT] = "recipient",
    [EXPECT_ROLES] = "roles",
    [EXPECT_PROVIDERS] = "providers",
    [EXPECT_SESSION_NAME] = "role_session_name",
    [EXPECT_SOURCE_IDENTITY] = "source_identity",
    [EXPECT_DURATION] = "session_duration",
    [EXPECT_NAME_ID] = "name_id",
    [EXPECT_NAME_ID_FORMAT] = "name_id_format",
    [EXPECT_CERTIFICATE] = "signing_certificate_sha256",
    [EXPECT_ALGORITHM] = "signature_algorithm",
    [EXPECT_ENCRYPTED] = "encrypted",
    [EXPECT_TAGS] = "tags",
};

const char *
expect_name(enum expect_member member)
{
	return names[member];
}

bool
expectation_is(struct json_value json)
{
	return json_equals(json_get(json, "schema"), EXPECT_SCHEMA);
}

static void
add_fault(struct reading *r, struct json_value at, const char *what)
{
	struct expect_fault *fault = arena_push(
	    r->arena, &r->out->faults, &r->out->n_faults, sizeof *fault);

	if (fault == NULL)
		return;
	json_cursor_move(&r->cursor, at.text, at.start);
	fault->what = what;
	fault->line = r->cursor.line;
	fault->column = r->cursor.column;
}

/* A string as it is; a number, true or false as it stands in the file. */
static const char *
text_of(struct reading *r, struct json_value value)
{
	switch (value.type) {
	case JSON_STRING:
		return json_string(r->arena, value, NULL);
	case JSON_NUMBER:
	case JSON_TRUE:
	case JSON_FALSE:
		return arena_strndup(r->arena, value.text->data + value.start,
		    value.end - value.start);
	case JSON_NONE:
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		break;
	}
	return NULL;
}

static void
add_wanted(struct reading *r, struct expected *value, struct json_value json)
{
	const char *text = text_of(r, json);
	const char **slot;

	if (value->n_wanted == WANTED_MAX ||
	    (text != NULL && strlen(text) > PATTERN_MAX)) {
		add_fault(r, json,
		    arena_printf(r->arena,
			"%s holds more than %d values, or one of more than %d "
			"bytes",
			expect_name(value->member), WANTED_MAX, PATTERN_MAX));
		return;
	}
	if (text == NULL) {
		add_fault(r, json,
		    arena_printf(r->arena,
			"%s wants a string, or a list of strings",
			expect_name(value->member)));
		return;
	}
	slot = arena_push(
	    r->arena, &value->wanted, &value->n_wanted, sizeof *slot);
	if (slot != NULL)
		*slot = text;
}

/* A value, or a list of values. */
static void
add_value(struct reading *r, enum expect_member member, const char *key,
    struct json_value json)
{
	struct expected *value;
	struct json_iter iter = json_iterate(json);
	struct json_value item;

	if (r->out->n_values == VALUES_MAX) {
		add_fault(r, json, "there are more than 200 tags");
		return;
	}
	value = arena_push(
	    r->arena, &r->out->values, &r->out->n_values, sizeof *value);
	if (value == NULL)
		return;
	json_cursor_move(&r->cursor, json.text, json.start);
	value->member = member;
	value->key = key;
	value->line = r->cursor.line;
	value->column = r->cursor.column;
	value->is_absent = json.type == JSON_NULL;
	if (value->is_absent)
		return;
	if (json.type != JSON_ARRAY) {
		add_wanted(r, value, json);
		return;
	}
	while (r->out->n_faults == 0 && json_next(&iter, NULL, &item))
		add_wanted(r, value, item);
	if (json_size(json) == 0)
		add_fault(r, json,
		    arena_printf(
			r->arena, "%s is an empty list", expect_name(member)));
}

static void
add_tags(struct reading *r, struct json_value json)
{
	struct json_iter iter = json_iterate(json);
	struct json_value key, item;

	if (json.type != JSON_OBJECT) {
		add_fault(
		    r, json, "tags wants an object: {\"KEY\": \"VALUE\"}");
		return;
	}
	while (json_next(&iter, &key, &item))
		add_value(
		    r, EXPECT_TAGS, json_string(r->arena, key, NULL), item);
}

static void
add_member(struct reading *r, struct json_value key, struct json_value json)
{
	if (json_equals(key, "schema") || json_equals(key, "comment"))
		return;
	for (enum expect_member m = 0; m < EXPECT_N_MEMBERS; m++) {
		if (!json_equals(key, names[m]))
			continue;
		if (m == EXPECT_TAGS)
			add_tags(r, json);
		else
			add_value(r, m, NULL, json);
		return;
	}
	add_fault(r, key,
	    arena_printf(r->arena, "no such member is known: %s",
		json_string(r->arena, key, NULL)));
}

struct expectation *
expectation_read(
    struct arena *arena, struct json_value json, const struct json_error *error)
{
	struct reading r = {.arena = arena};
	struct json_iter iter = json_iterate(json);
	struct json_value key, value;

	r.out = arena_alloc(arena, sizeof *r.out);
	if (r.out == NULL)
		return NULL;
	if (json.type == JSON_NONE) {
		struct expect_fault *fault = arena_push(
		    arena, &r.out->faults, &r.out->n_faults, sizeof *fault);

		if (fault != NULL)
			*fault = (struct expect_fault){
			    error->what, error->line, error->column};
	} else if (json.type != JSON_OBJECT) {
		add_fault(&r, json, "an object is wanted");
	} else {
		while (json_next(&iter, &key, &value))
			add_member(&r, key, value);
	}
	return arena_has_failed(arena) ? NULL : r.out;
}

/* The bytes of a character of UTF-8. */
static size_t
character_len(const char *text)
{
	size_t len = 1;

	while (((unsigned char)text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

/* The last '*' that was met takes up more, where the rest does not fit. */
bool
expect_fits(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	if (strlen(text) > TEXT_MAX)
		return strcmp(pattern, "*") == 0;
	while (*text != '\0') {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern == '?') {
			pattern++;
			text += character_len(text);
		} else if (*pattern == *text) {
			pattern++;
			text++;
		} else if (star != NULL) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return *pattern == '\0';
}
