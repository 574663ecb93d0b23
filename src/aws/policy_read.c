/* SPDX-License-Identifier: MIT */
/* From JSON to the typed policy; every oddity becomes a fault. */
#include <string.h>
#include <strings.h>

#include "aws/policy_grammar.h"
#include "utf8.h"

#define POLICY_MAX_LEN 131072	   /* IAM API: policyDocumentType */
#define POLICY_MAX_STATEMENTS 1000 /* of ours */

void
policy_fault(struct policy_reader *r, enum policy_fault_kind kind,
    size_t offset, bool is_refused, const char *message, const char *wanted)
{
	struct policy *policy = r->policy;
	struct policy_fault *fault = arena_push(
	    r->arena, &policy->faults, &policy->n_faults, sizeof *fault);

	if (fault == NULL)
		return;
	*fault = (struct policy_fault){.kind = kind,
	    .message = message,
	    .wanted = wanted,
	    .offset = offset,
	    .is_refused = is_refused};
}

/* The name of a member, escapes resolved. */
const char *
policy_name_of(struct policy_reader *r, struct json_value key)
{
	const char *name = json_string(r->arena, key, NULL);

	return name != NULL ? name : "";
}

/* {"Ref": …} or {"Fn::Sub": …} of a CloudFormation template. */
static bool
is_function(struct policy_reader *r, struct json_value value)
{
	struct json_iter iter;
	struct json_value key, inside;
	const char *name;

	if (value.type != JSON_OBJECT || json_size(value) != 1)
		return false;
	iter = json_iterate(value);
	json_next(&iter, &key, &inside);
	name = policy_name_of(r, key);
	return strcmp(name, "Ref") == 0 || strncmp(name, "Fn::", 4) == 0;
}

static bool
add_text(struct policy_reader *r, struct policy_texts *texts,
    struct json_value value, const char *element)
{
	struct policy_text *text;

	text = arena_push(r->arena, &texts->items, &texts->n, sizeof *text);
	if (text == NULL)
		return false;
	text->at = value;
	if (value.type == JSON_STRING) {
		text->text = policy_name_of(r, value);
		return true;
	}
	text->text = arena_strndup(
	    r->arena, value.text->data + value.start, value.end - value.start);
	text->is_unknown = is_function(r, value);
	if (text->is_unknown)
		return true;
	if (value.type == JSON_OBJECT || value.type == JSON_ARRAY ||
	    value.type == JSON_NULL)
		policy_fault(r, POLICY_FAULT_TYPE, value.start, true,
		    arena_printf(
			r->arena, "a value of %s is no string", element),
		    "a string in double quotes, or a list of such");
	return true;
}

bool
policy_read_texts(struct policy_reader *r, struct json_value value,
    const char *element, struct policy_texts *texts)
{
	struct json_iter iter;
	struct json_value key, item;

	if (texts->at.type == JSON_NONE)
		texts->at = value;
	if (value.type != JSON_ARRAY)
		return add_text(r, texts, value, element);
	iter = json_iterate(value);
	while (json_next(&iter, &key, &item)) {
		if (!add_text(r, texts, item, element))
			return false;
	}
	if (json_size(value) == 0)
		policy_fault(r, POLICY_FAULT_MISSING, value.start, false,
		    arena_printf(r->arena, "%s is an empty list", element),
		    "at least one value");
	return true;
}

static const char *const element_names[] = {"", "Sid", "Effect", "Principal",
    "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
    "Condition", "Version", "Id", "Statement"};

/* Which element, of those from FIRST to LAST, a name means. */
enum policy_element
policy_element_of(struct policy_reader *r, struct json_value key,
    enum policy_element begin, enum policy_element end)
{
	const char *name = policy_name_of(r, key);

	for (int i = (int)begin; i <= (int)end; i++) {
		if (strcmp(element_names[i], name) == 0)
			return (enum policy_element)i;
		if (strcasecmp(element_names[i], name) != 0)
			continue;
		policy_fault(r, POLICY_FAULT_CASE, key.start, true,
		    arena_printf(r->arena,
			"\"%s\" is written in another letter case", name),
		    element_names[i]);
		return ELEMENT_NONE;
	}
	policy_fault(r, POLICY_FAULT_ELEMENT, key.start, true,
	    arena_printf(r->arena, "IAM knows no element \"%s\" here", name),
	    NULL);
	return ELEMENT_NONE;
}

/* What a saved policy with a repeated element comes to. */
static const char *
repeated_words(struct policy_reader *r, enum policy_element element)
{
	const char *what = "";

	if (element == ELEMENT_EFFECT)
		what = "; in a policy that was saved long ago the last one "
		       "counts";
	else if (element == ELEMENT_ACTION || element == ELEMENT_RESOURCE)
		what = "; in a policy that was saved long ago the lists are "
		       "put together";
	return arena_printf(r->arena, "%s stands more than once%s",
	    element_names[element], what);
}

void
policy_note_repeated(struct policy_reader *r, bool *seen,
    enum policy_element element, struct json_value key)
{
	if (element != ELEMENT_NONE && seen[element])
		policy_fault(r, POLICY_FAULT_REPEATED, key.start, true,
		    repeated_words(r, element), "one of it");
	seen[element] = true;
}

static void
read_version(struct policy_reader *r, struct json_value value)
{
	struct policy *policy = r->policy;

	policy->version = json_string(r->arena, value, NULL);
	policy->has_variables = json_equals(value, "2012-10-17");
	if (policy->has_variables || json_equals(value, "2008-10-17"))
		return;
	policy_fault(r, POLICY_FAULT_VERSION, value.start, true,
	    "Version is the language's version, not the policy's",
	    "\"2012-10-17\" (or \"2008-10-17\", which knows no variables)");
}

/* ${…} in a version without variables is just text. */
static void
judge_variables(struct policy_reader *r)
{
	const struct policy *policy = r->policy;

	for (size_t i = 0; !policy->has_variables && i < policy->n_statements;
	     i++) {
		const struct policy_statement *s = &policy->statements[i];

		for (size_t j = 0; j < s->n_conditions; j++) {
			const struct policy_texts *v = &s->conditions[j].values;

			for (size_t k = 0; k < v->n; k++) {
				if (strstr(v->items[k].text, "${") == NULL)
					continue;
				policy_fault(r, POLICY_FAULT_VARIABLE,
				    v->items[k].at.start, false,
				    "a variable stands in a policy without "
				    "\"Version\": \"2012-10-17\", where it is "
				    "plain text",
				    "\"Version\": \"2012-10-17\"");
			}
		}
	}
}

/* U+0009, U+000A, U+000D, U+0020 to U+00FF (IAM API: policyDocumentType). */
static void
judge_characters(struct policy_reader *r, struct json_value at)
{
	const unsigned char *text =
	    (const unsigned char *)at.text->data + at.start;
	size_t len = at.end - at.start;

	for (size_t i = 0; i < len;) {
		unsigned code;
		size_t used = utf8_decode(text + i, len - i, &code);

		if (code > 0xff || (code < ' ' && code != '\t' &&
				       code != '\n' && code != '\r')) {
			policy_fault(r, POLICY_FAULT_CHARACTER, at.start + i,
			    true,
			    arena_printf(r->arena,
				"the character U+%04X may not stand in a "
				"policy",
				code),
			    "U+0020 to U+00FF, tabs and line ends");
			return;
		}
		i += used > 0 ? used : 1;
	}
}

/* Longer than IAM takes: it is not read any further. */
static bool
is_too_long(struct policy_reader *r, struct json_value at)
{
	const unsigned char *text =
	    (const unsigned char *)at.text->data + at.start;
	size_t len = at.end - at.start, n = 0;

	for (size_t i = 0; i < len; n++) {
		size_t used = utf8_len(text + i, len - i);

		i += used > 0 ? used : 1;
	}
	if (n <= POLICY_MAX_LEN)
		return false;
	policy_fault(r, POLICY_FAULT_LENGTH, at.start, true,
	    arena_printf(r->arena, "%zu characters", n),
	    "131,072 characters at most");
	return true;
}

static bool
read_members(struct policy_reader *r, struct json_value object)
{
	bool seen[N_ELEMENTS] = {false}, is_full = false;
	struct json_iter iter = json_iterate(object);
	struct json_value key, value;

	while (json_next(&iter, &key, &value)) {
		enum policy_element element = policy_element_of(
		    r, key, ELEMENT_VERSION, ELEMENT_STATEMENT);

		policy_note_repeated(r, seen, element, key);
		if (element == ELEMENT_VERSION)
			read_version(r, value);
		else if (element == ELEMENT_STATEMENT &&
			 value.type == JSON_ARRAY &&
			 json_size(value) > POLICY_MAX_STATEMENTS)
			is_full = true;
		else if (element == ELEMENT_STATEMENT &&
			 !policy_read_statements(r, value))
			return false;
	}
	if (is_full)
		policy_fault(r, POLICY_FAULT_LENGTH, object.start, true,
		    "there are too many statements to be read",
		    "1,000 at most, far more than fit into a trust policy");
	r->policy->is_readable = seen[ELEMENT_STATEMENT] && !is_full;
	if (!seen[ELEMENT_STATEMENT])
		policy_fault(r, POLICY_FAULT_MISSING, object.start, true,
		    "there is no Statement", "\"Statement\": [ … ]");
	return true;
}

struct policy *
policy_read(struct arena *arena, struct json_value json)
{
	struct policy *policy = arena_alloc(arena, sizeof *policy);
	struct policy_reader r = {arena, policy};

	if (policy == NULL)
		return NULL;
	policy->text = json.text;
	policy->at = json;
	if (json.type != JSON_OBJECT) {
		policy_fault(&r, POLICY_FAULT_NO_OBJECT, json.start, true,
		    "a policy is one object", "{ … }");
		return policy;
	}
	if (is_too_long(&r, json))
		return policy;
	if (!read_members(&r, json))
		return NULL;
	judge_variables(&r);
	judge_characters(&r, json);
	return policy;
}

struct policy *
policy_read_text(struct arena *arena, const char *data, size_t len)
{
	struct json_text *text = arena_alloc(arena, sizeof *text);
	struct policy *policy;
	struct policy_reader r;
	struct json_error error;
	struct json_value json;

	if (text == NULL)
		return NULL;
	json = json_open(text, data, len, &error);
	if (json.type != JSON_NONE)
		return policy_read(arena, json);
	policy = arena_alloc(arena, sizeof *policy);
	if (policy == NULL)
		return NULL;
	policy->text = text;
	r = (struct policy_reader){arena, policy};
	policy_name_damage(&r, data, len, error.offset, error.what);
	return policy;
}
