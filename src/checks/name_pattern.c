/* SPDX-License-Identifier: MIT */
#include "checks/name_pattern.h"

#include <string.h>

#include "utf8.h"

/* More of them tell no more. */
#define MARKS_MAX 64

#define ALLOWED                                                               \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,." \
	"@-"

static bool
is_allowed(char c)
{
	return c != '\0' && strchr(ALLOWED, c) != NULL;
}

static const char *
character_name(struct arena *arena, unsigned code)
{
	switch (code) {
	case ' ':
		return "a blank";
	case '\\':
		return "a backslash";
	case '/':
		return "a slash";
	case '#':
		return "a number sign";
	case '\n':
		return "a line feed";
	case '\r':
		return "a carriage return";
	case '\t':
		return "a tab";
	case 0xa0:
		return "a no-break space";
	default:
		break;
	}
	if (code > 0x20 && code < 0x7f)
		return arena_printf(arena, "the character %c", (int)code);
	return arena_printf(arena, "the character U+%04X", code);
}

/* Each kind of character is named once, five kinds at most. */
static const char *
name_all(struct arena *arena, const char *value, const struct name_fault *fault)
{
	const char *names[5] = {NULL}, *words = "";
	size_t n = 0;

	for (size_t i = 0; i < fault->n_marks && n < 5; i++) {
		const unsigned char *at =
		    (const unsigned char *)value + fault->marks[i].start;
		const char *name;
		unsigned code;
		size_t j = 0;

		utf8_decode(at, fault->marks[i].len, &code);
		name = character_name(arena, code);
		while (j < n && strcmp(names[j], name) != 0)
			j++;
		if (j == n)
			names[n++] = name;
	}
	for (size_t i = 0; i < n; i++)
		words = arena_printf(arena, "%s%s%s", words,
		    i == 0	 ? ""
		    : i + 1 == n ? " and "
				 : ", ",
		    names[i]);
	return words;
}

/* U+00C0 to U+017F without their accents; a dot where there is no letter. */
static const char plain_letters[] =
    "AAAAAA.CEEEEIIIIDNOOOOO.OUUUUY..aaaaaa.ceeeeiiiidnooooo.ouuuuy.y"
    "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlL"
    "lLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

static char
plain_letter(unsigned code)
{
	if (code >= 0xc0 && code < 0xc0 + sizeof plain_letters - 1)
		return plain_letters[code - 0xc0];
	return code < 0x80 && is_allowed((char)code) ? (char)code : '.';
}

/*
 * The account that a guest of Entra signs in with at home: from
 * ana_example.com#EXT#@tenant.onmicrosoft.com to ana@example.com.
 */
static const char *
guest_address(struct arena *arena, const char *value)
{
	const char *end = strstr(value, "#EXT#");
	char *address, *at;

	if (end == NULL)
		return value;
	address = arena_strndup(arena, value, (size_t)(end - value));
	at = strrchr(address, '_');
	if (at != NULL && strchr(address, '@') == NULL)
		*at = '@';
	return address;
}

/* Too long an address is cut before its domain, anything else behind 64. */
static size_t
cut(const char *name, size_t n)
{
	const char *at = strchr(name, '@');

	if (n <= NAME_PATTERN_MAX)
		return n;
	if (at != NULL && at - name >= NAME_PATTERN_MIN &&
	    at - name <= NAME_PATTERN_MAX)
		return (size_t)(at - name);
	return NAME_PATTERN_MAX;
}

const char *
name_pattern_correct(struct arena *arena, const char *value)
{
	const char *slash = strrchr(value, '\\');
	const char *from =
	    guest_address(arena, slash != NULL ? slash + 1 : value);
	size_t len = strlen(from), n = 0, used;
	char *out = arena_strdup(arena, from);
	bool has_letter = false;

	for (size_t i = 0; i < len && out[0] != '\0'; i += used) {
		unsigned code;
		char c;

		used = utf8_decode(
		    (const unsigned char *)from + i, len - i, &code);
		used = used == 0 ? 1 : used;
		c = plain_letter(code);
		has_letter |= c != '.';
		if (c != '.' || code == '.' || (n > 0 && out[n - 1] != '.'))
			out[n++] = c;
	}
	while (n > 0 && out[n - 1] == '.')
		n--;
	out[n] = '\0';
	n = cut(out, n);
	if (n < NAME_PATTERN_MIN || !has_letter)
		return NULL;
	out[n] = '\0';
	return out;
}

struct name_fault
name_pattern_judge(struct arena *arena, const char *value)
{
	const unsigned char *bytes = (const unsigned char *)value;
	size_t len = strlen(value), used;
	struct name_fault fault = {.words = ""};

	for (size_t i = 0; i < len && fault.n_marks < MARKS_MAX; i += used) {
		struct mark *mark;

		used = utf8_len(bytes + i, len - i);
		used = used == 0 ? 1 : used;
		if (used == 1 && is_allowed(value[i]))
			continue;
		mark = arena_push(
		    arena, &fault.marks, &fault.n_marks, sizeof *mark);
		if (mark == NULL)
			return fault;
		mark->start = i;
		mark->len = used;
	}
	if (fault.n_marks > 0) {
		fault.words = name_all(arena, value, &fault);
		fault.corrected = name_pattern_correct(arena, value);
	}
	return fault;
}

size_t
name_pattern_length(const char *value)
{
	size_t n = 0;

	for (; *value != '\0'; value++)
		n += ((unsigned char)*value & 0xc0) != 0x80;
	return n;
}
