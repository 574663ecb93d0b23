/* SPDX-License-Identifier: MIT */
/* What is hidden by its looks alone, wherever it stands in a report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arena.h"
#include "redact/pattern.h"

/* The secret must go; what stands around it stays, byte for byte. */
static const struct {
	const char *before, *secret, *after;
	bool is_strict;
} hidden[] = {
    {"to ", "ana.silva@example.com", ".", false},
    {"<", "ana+x@a-b.example", ">", false},
    {"", "jos\xc3\xa9@example.com", "", false},
    {"from ", "203.0.113.77", ".", false},
    {"[", "203.0.113.77", "]:443", false},
    {"", "203.0.113.77", " and 1.2.3", false},
    {"", "2001:db8:77::5", "", false},
    {"at ", "2001:db8:1:2:3:4:5:6", ",", false},
    {"(", "::ffff", ")", false},
    {"arn:aws:sts::123456789012:assumed-role/Dev/", "ana.silva", " may not",
	false},
    {"arn:aws:sts::123456789012:assumed-role/Dev/", "silva,ana", "", false},
    {"arn:aws:sts::123456789012:assumed-role/Dev/", "silva",
	", who is not authorized", false},
    {"arn:aws:sts::123456789012:assumed-role/Dev/", "silva",
	",arn:aws:iam::123456789012:role/Dev", false},
    {"arn:aws-cn:sts::123456789012:federated-user/", "ana", ")", false},
    {"arn:aws:iam::123456789012:user/people/", "ana", "\"", false},
    {"key ", "AKIAIOSFODNN7EXAMPLE", " of", false},
    {"", "ASIAIOSFODNN7EXAMPLE", "", false},
    {"id=", "AIDAIOSFODNN7EXAMPLE", ";", false},
    {"\"", "AROAIOSFODNN7EXAMPLE:ana.silva", "\"", false},
    {"\"", "AROAIOSFODNN7EXAMPLE:silva,ana", "\"", false},
    {"", "AROAIOSFODNN7EXAMPLE:ana@example.com", " did", false},
    {"in ", "123456789012", ".", true},
    {"arn:aws:iam::", "123456789012", ":root", true},
    {"arn:aws:iam::123456789012:role/", "Dev", "", true},
};

/* What only looks a little so. */
static const char *const kept[] = {
    "name@localhost",
    "@example.com",
    "version 1.2.3.4.5",
    "1234.5.6.7",
    "1.2.3.4x",
    "10:30:12",
    "SHA-1 12:34:56:78:9A:BC:DE:F0",
    "SHA-1 12:34:56:78:9A:BC:DE:F0:11:22:33:44:55:66:77:88:99:AA:BB:CC",
    "urn:oasis:names:tc:SAML:2.0:assertion",
    "12345:1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "::",
    "arn:aws:iam::123456789012",
    "arn:aws",
    "arn:aws:iam::123456789012:role/people/Dev",
    "arn:aws:iam::123456789012:saml-provider/Example",
    "THISISAWORDOFCAPITALS",
    "AKIA",
    "AKIASHORT:x",
    "123456789012",
};

static char *
hide(struct arena *arena, const char *text, bool is_strict)
{
	char *copy = arena_strdup(arena, text);

	assert_non_null(copy);
	assert_true(pattern_hide(placeholders_new(arena, NULL),
	    is_strict ? SDX_REDACT_STRICT : SDX_REDACT_AUTO, copy,
	    strlen(copy)));
	assert_int_equal(strlen(copy), strlen(text));
	return copy;
}

/* Is a word of the secret, of three letters or more, in COPY? */
static bool
is_left(struct arena *arena, const char *secret, const char *copy)
{
	static const char signs[] = ".,:@+-";

	for (const char *at = secret; *at != '\0';) {
		size_t len = strcspn(at, signs);

		if (len >= 3 &&
		    strstr(copy, arena_strndup(arena, at, len)) != NULL)
			return true;
		at += len;
		at += strspn(at, signs);
	}
	return strcmp(secret, copy) == 0;
}

static void
looks_are_hidden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++) {
		struct arena *arena = arena_new();
		const char *text = arena_printf(arena, "%s%s%s",
		    hidden[i].before, hidden[i].secret, hidden[i].after);
		const char *copy = hide(arena, text, hidden[i].is_strict);
		size_t start = strlen(hidden[i].before);
		size_t len = strlen(hidden[i].secret);

		if (is_left(arena, hidden[i].secret,
			arena_strndup(arena, copy + start, len)))
			fail_msg("%s: %s", text, copy);
		if (!hidden[i].is_strict &&
		    (memcmp(copy, text, start) != 0 ||
			strcmp(copy + start + len, text + start + len) != 0))
			fail_msg("%s: too much is gone: %s", text, copy);
		arena_free(arena);
	}
}

static void
the_rest_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		struct arena *arena = arena_new();

		assert_string_equal(hide(arena, kept[i], false), kept[i]);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(looks_are_hidden),
	    cmocka_unit_test(the_rest_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
