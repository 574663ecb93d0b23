/* SPDX-License-Identifier: MIT */
/* What everybody may know: it tells of no person and of no organisation. */
#include <string.h>

#include "aws/arn.h"
#include "redact/redaction.h"

#define NAME_MAX_LEN 256

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

/* A name from beginning to end: nothing hangs behind it. */
static bool
is_one_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!is_word(text[i]) && memchr(":/.#-_", text[i], 6) == NULL)
			return false;
	}
	return len <= NAME_MAX_LEN;
}

bool
known_is_standard(const char *text, size_t len)
{
	static const char *const starts[] = {
	    "urn:oasis:names:", "http://www.w3.org/",
	    "http://docs.oasis-open.org/", "http://schemas.xmlsoap.org/",
	    "http://schemas.microsoft.com/", "https://aws.amazon.com/SAML/",
	    "urn:amazon:webservices", "urn:federation:authentication:"};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t n = strlen(starts[i]);

		if (len >= n && memcmp(text, starts[i], n) == 0)
			return is_one_name(text, len);
	}
	return false;
}

bool
known_is_template(struct redaction *r, const char *text, size_t len)
{
	return is_one_name(text, len) &&
	       value_is_template(arena_strndup(r->arena, text, len));
}

size_t
known_template_len(const char *text, size_t len)
{
	static const char *const marks[][2] = {
	    {"${", "}"}, {"{{", "}}"}, {"%{", "}"}, {"<%", "%>"}, {"$(", ")"}};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t n = 2, stop = strlen(marks[i][1]);

		if (len < 2 || memcmp(text, marks[i][0], 2) != 0)
			continue;
		while (n < len && (is_word(text[n]) || text[n] == '.' ||
				      text[n] == '_' || text[n] == ' '))
			n++;
		return len - n >= stop && n <= NAME_MAX_LEN &&
			       memcmp(text + n, marks[i][1], stop) == 0
			   ? n + stop
			   : 0;
	}
	return 0;
}
