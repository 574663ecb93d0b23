/* SPDX-License-Identifier: MIT */
/*
 * Files that are not finished: they go when the process is told to end, so
 * that nothing half-written stays behind under any name.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

#define NAMES_MAX (MAX_OUTPUTS + 8)

/* Read by a handler: each is a whole name, or NULL. */
static char *volatile names[NAMES_MAX];

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

/* Nothing but what POSIX allows in a handler. */
static void
remove_all(int number)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		if (names[i] != NULL)
			unlink(names[i]);
	}
	raise(number); /* once more, by default, when this one ends */
}

void
temporary_watch(void)
{
	struct sigaction action = {.sa_handler = remove_all}, before;

	action.sa_flags = (int)SA_RESETHAND;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		/* nohup and shells have reasons to ignore them. */
		if (sigaction(signals[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	}
}

void
temporary_add(char *name)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		if (names[i] != NULL)
			continue;
		names[i] = name;
		return;
	}
}

void
temporary_drop(char *name)
{
	for (size_t i = 0; i < NAMES_MAX; i++) {
		if (names[i] == name)
			names[i] = NULL;
	}
	free(name);
}
