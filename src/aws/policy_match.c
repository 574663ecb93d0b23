/* SPDX-License-Identifier: MIT */
/*
 * Wildcards and variables of policies (IAM User Guide: String condition
 * operators; IAM policy elements: Variables and tags).
 */
#include <string.h>
#include <strings.h>

#include "aws/policy.h"

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool
is_same(char a, char b, bool fold_case)
{
	return a == b || (fold_case && lower(a) == lower(b));
}

/* Bytes of the UTF-8 character at TEXT: '?' stands for a whole one. */
static size_t
character_len(const char *text, size_t len)
{
	size_t n = 1;

	while (n < len && ((unsigned char)text[n] & 0xc0) == 0x80)
		n++;
	return n;
}

bool
policy_match(const struct policy_pattern *pattern, const char *text, size_t len,
    bool fold_case)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	/* A later star makes what an earlier one took immaterial. */
	while (t < len) {
		bool is_wild = p < pattern->len && pattern->is_wild[p];

		if (is_wild && pattern->text[p] == '*') {
			star = p++;
			from = t;
		} else if (is_wild) {
			p++;
			t += character_len(text + t, len - t);
		} else if (p < pattern->len &&
			   is_same(pattern->text[p], text[t], fold_case)) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			from += character_len(text + from, len - from);
			t = from;
		} else {
			return false;
		}
	}
	while (
	    p < pattern->len && pattern->is_wild[p] && pattern->text[p] == '*')
		p++;
	return p == pattern->len;
}

bool
policy_action_fits(const char *name, const char *action)
{
	size_t p = 0, t = 0, star = SIZE_MAX, from = 0;

	while (action[t] != '\0') {
		if (name[p] == '*') {
			star = p++;
			from = t;
		} else if (name[p] == '?' ||
			   (name[p] != '\0' &&
			       lower(name[p]) == lower(action[t]))) {
			p++;
			t++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			t = ++from;
		} else {
			return false;
		}
	}
	while (name[p] == '*')
		p++;
	return name[p] == '\0';
}

static bool
put(struct policy_pattern *pattern, const char *text, size_t len, bool is_wild)
{
	for (size_t i = 0; i < len; i++) {
		pattern->is_wild[pattern->len] =
		    is_wild && (text[i] == '*' || text[i] == '?');
		pattern->text[pattern->len++] = text[i];
	}
	return true;
}

/* What a variable stands for. */
struct variable {
	const char *name;
	size_t name_len;
	const char *fallback; /* NULL: none is given */
	size_t fallback_len;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The inside of ${…}: KEY, or KEY, 'DEFAULT'. */
static bool
variable_read(const char *text, size_t len, struct variable *v)
{
	const char *comma = memchr(text, ',', len), *end = text + len;

	*v = (struct variable){.name = text, .name_len = len};
	if (comma != NULL) {
		v->name_len = (size_t)(comma - text);
		for (comma++; comma < end && is_blank(*comma); comma++)
			;
		while (end > comma && is_blank(end[-1]))
			end--;
		if (end - comma < 2 || *comma != '\'' || end[-1] != '\'')
			return false;
		v->fallback = comma + 1;
		v->fallback_len = (size_t)(end - comma) - 2;
	}
	while (v->name_len > 0 && is_blank(v->name[v->name_len - 1]))
		v->name_len--;
	return v->name_len > 0;
}

static const struct policy_key *
find_key(const struct policy_request *request, const char *name, size_t len)
{
	for (size_t i = 0; i < request->n_keys; i++) {
		const char *key = request->keys[i].name;

		if (strlen(key) == len && strncasecmp(key, name, len) == 0)
			return &request->keys[i];
	}
	return NULL;
}

/* The text that takes the variable's place.  NULL: there is none; see WHY. */
static const char *
variable_value(struct arena *arena, const struct variable *v,
    const struct policy_request *request, size_t *len, enum policy_reason *why)
{
	const struct policy_key *key;
	const char *name = arena_strndup(arena, v->name, v->name_len);

	/* Escapes: ${*}, ${?} and ${$}. */
	if (v->name_len == 1 && strchr("*?$", v->name[0]) != NULL) {
		*len = 1;
		return v->name;
	}
	key = find_key(request, v->name, v->name_len);
	*why = REASON_VARIABLE;
	if (key != NULL && key->n_values == 1) {
		*len = strlen(key->values[0]);
		return key->values[0];
	}
	if (key == NULL && !request->is_absent(name)) {
		*why = REASON_UNKNOWN;
		return NULL;
	}
	*len = v->fallback_len;
	return key == NULL || key->n_values == 0 ? v->fallback : NULL;
}

/* Room for MORE bytes behind what is there. */
static bool
reserve(struct arena *arena, struct policy_pattern *pattern, size_t *size,
    size_t more)
{
	char *text;
	bool *is_wild;

	if (pattern->len + more <= *size)
		return true;
	*size = (pattern->len + more) * 2;
	text = arena_alloc(arena, *size);
	is_wild = arena_alloc(arena, *size * sizeof *is_wild);
	if (text == NULL || is_wild == NULL)
		return false;
	if (pattern->len > 0) {
		memcpy(text, pattern->text, pattern->len);
		memcpy(
		    is_wild, pattern->is_wild, pattern->len * sizeof *is_wild);
	}
	pattern->text = text;
	pattern->is_wild = is_wild;
	return true;
}

/* The end of a variable that begins at TEXT, or NULL: it is plain text. */
static const char *
variable_end(const char *text)
{
	return text[0] == '$' && text[1] == '{' ? strchr(text + 2, '}') : NULL;
}

bool
policy_expand(struct arena *arena, const char *value, bool has_variables,
    const struct policy_request *request, struct policy_pattern *pattern,
    enum policy_reason *why)
{
	size_t size = 0;

	*pattern = (struct policy_pattern){0};
	*why = REASON_COMPARED;
	if (!reserve(arena, pattern, &size, strlen(value) + 1))
		return false;
	while (*value != '\0') {
		const char *end = has_variables ? variable_end(value) : NULL;
		struct variable v;
		const char *text;
		size_t len;

		if (end == NULL) {
			put(pattern, value++, 1, true);
			continue;
		}
		*why = REASON_VARIABLE;
		if (!variable_read(value + 2, (size_t)(end - value - 2), &v))
			return false;
		text = variable_value(arena, &v, request, &len, why);
		if (text == NULL ||
		    !reserve(arena, pattern, &size, len + strlen(end + 1) + 1))
			return false;
		put(pattern, text, len, false);
		*why = REASON_COMPARED;
		value = end + 1;
	}
	return true;
}
