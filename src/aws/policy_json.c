/* SPDX-License-Identifier: MIT */
/* What keeps a policy from being JSON, in the words of those who write it. */
#include <string.h>

#include "aws/policy_grammar.h"
#include "chars.h"

/* The last character before AT that is not blank; '\0': none. */
static char
character_before(const char *text, size_t at)
{
	while (at > 0 && char_is_white(text[at - 1]))
		at--;
	return at > 0 ? text[at - 1] : '\0';
}

static bool
begins(const char *text, size_t len, const char *what)
{
	size_t n = strlen(what);

	return len >= n && memcmp(text, what, n) == 0;
}

static bool
is_odd_quote(const char *text, size_t len)
{
	static const char *const quotes[] = {"'", "\xe2\x80\x9c",
	    "\xe2\x80\x9d", "\xe2\x80\x98", "\xe2\x80\x99", "\xc2\xab",
	    "\xc2\xbb"};

	for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
		if (begins(text, len, quotes[i]))
			return true;
	}
	return false;
}

void
policy_name_damage(struct policy_reader *r, const char *text, size_t len,
    size_t offset, const char *what)
{
	const char *at = text + offset;
	size_t left = len - offset;
	char before = character_before(text, offset);

	while (left > 0 && char_is_white(*at)) {
		at++;
		left--;
	}
	offset = len - left;
	if (begins(at, left, "//") || begins(at, left, "/*") ||
	    begins(at, left, "#"))
		policy_fault(r, POLICY_FAULT_COMMENT, offset, true,
		    "a comment stands in it; JSON has none",
		    "no comment; a Sid can name a statement");
	else if (before == ',' && left > 0 && (*at == '}' || *at == ']'))
		policy_fault(r, POLICY_FAULT_COMMA, offset, true,
		    "a comma stands behind the last member",
		    "no comma before a closing bracket");
	else if (before == '}' && left > 0 && (*at == '{' || *at == ','))
		policy_fault(r, POLICY_FAULT_OBJECTS, offset, true,
		    "several objects stand one after the other",
		    "one object; several statements go into one Statement "
		    "list");
	else if (is_odd_quote(at, left))
		policy_fault(r, POLICY_FAULT_QUOTES, offset, true,
		    "these quotes are not those of JSON",
		    "straight double quotes: \"");
	else
		policy_fault(r, POLICY_FAULT_JSON, offset, true,
		    arena_printf(r->arena, "it is no JSON: %s", what), NULL);
}
