/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "aws/upload_order.h"

static const struct {
	const char *words;
	bool is_renamed, loses_keys, has_new_keys, is_proved_safe;
	size_t n;
	const char *first, *last; /* in the text of the first and last step */
} cases[] = {
    {"nothing changes", false, false, false, false, 0, NULL, NULL},
    {"a key comes", false, false, true, false, 0, NULL, NULL},
    {"a key is exchanged", false, true, true, false, 4,
	"the old keys and the new ones", "lacks the old keys"},
    {"a key goes", false, true, false, false, 2, "Capture a sign-in",
	"Upload the new metadata"},
    {"exchanged, and the new one is in use", false, true, true, true, 0, NULL,
	NULL},
    {"another name", true, false, false, false, 4, "a second provider",
	"delete the first provider"},
    {"another name and another key", true, true, true, true, 4,
	"a second provider", "delete the first provider"},
};

static void
steps_come_in_an_order_that_locks_nobody_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *arena = arena_new();
		struct upload_facts facts = {
		    .is_renamed = cases[i].is_renamed,
		    .loses_keys = cases[i].loses_keys,
		    .has_new_keys = cases[i].has_new_keys,
		    .is_proved_safe = cases[i].is_proved_safe,
		    .provider_arn = "ARN",
		    .metadata = "new.xml",
		    .current = "now.json",
		};
		struct upload_order order = upload_order_of(arena, &facts);

		if (order.n != cases[i].n)
			fail_msg("%s: %zu steps", cases[i].words, order.n);
		if (order.n > 0 &&
		    (strstr(order.steps[0].text, cases[i].first) == NULL ||
			strstr(order.steps[order.n - 1].text, cases[i].last) ==
			    NULL))
			fail_msg("%s: %s ... %s", cases[i].words,
			    order.steps[0].text, order.steps[order.n - 1].text);
		arena_free(arena);
	}
}

static const struct {
	const char *name;
	const char *word;
} names[] = {
    {"new.xml", " file://new.xml"},
    {"my new.xml", " file://'my new.xml'"},
    {"it's.xml", " file://'it'\\''s.xml'"},
    {"$(reboot)", " file://'$(reboot)'"},
    {"", " file://''"},
};

/* What stands in a command is copied into a shell. */
static void
names_of_files_are_one_word(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct arena *arena = arena_new();
		struct upload_facts facts = {.loses_keys = true,
		    .has_new_keys = true,
		    .provider_arn = "ARN",
		    .metadata = names[i].name,
		    .current = "now.json"};
		struct upload_order order = upload_order_of(arena, &facts);
		const char *command = order.steps[order.n - 1].command;
		size_t len = strlen(command), n = strlen(names[i].word);

		if (len < n || strcmp(command + len - n, names[i].word) != 0)
			fail_msg("%s: %s", names[i].name, command);
		arena_free(arena);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(steps_come_in_an_order_that_locks_nobody_out),
	    cmocka_unit_test(names_of_files_are_one_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
