/* SPDX-License-Identifier: MIT */
/* The settings of the command under test: verbs that only keep a value. */
#include <stdlib.h>
#include <string.h>

#include "beside.h"

#define TEXT(name) offsetof(struct idp_case, name)

static const struct {
	const char *verb;
	size_t at; /* of a char * in struct idp_case */
} texts[] = {
    {"ask", TEXT(question)},
    {"command", TEXT(command)},
    {"at", TEXT(at)},
    {"now", TEXT(now)},
    {"role-arn", TEXT(role_arn)},
    {"provider-arn", TEXT(provider_arn)},
};

static const struct {
	const char *verb;
	size_t at; /* of a long */
} numbers[] = {
    {"skew", TEXT(skew)},
    {"pick", TEXT(pick)},
    {"duration", TEXT(duration)},
};

bool
recipe_setting(struct recipe *r, const char *verb, const char *rest)
{
	char *made = (char *)r->made;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		char **text = (char **)(void *)(made + texts[i].at);

		if (strcmp(texts[i].verb, verb) != 0)
			continue;
		free(*text);
		*text = strdup(rest);
		return *text != NULL;
	}
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		if (strcmp(numbers[i].verb, verb) != 0)
			continue;
		*(long *)(void *)(made + numbers[i].at) =
		    strtol(rest, NULL, 10);
		return true;
	}
	return false;
}

void
recipe_free_settings(struct idp_case *made)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		free(*(char **)(void *)((char *)made + texts[i].at));
}
