/* SPDX-License-Identifier: MIT */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/each.h"

#define PAUSE 100	    /* milliseconds between two lines */
#define FORETOLD_AFTER 2000 /* before that nothing is known of the rest */

/* The cursor stands at the start of a line that is to go. */
static atomic_bool is_shown;

void
progress_hide(void)
{
	if (atomic_exchange(&is_shown, false))
		fputs("\033[K", stderr);
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
writes_to_terminal(const struct options *options)
{
	for (size_t i = 0; i < options->n_outputs; i++) {
		if (options->outputs[i].path == NULL)
			return isatty(STDOUT_FILENO) == 1;
	}
	return false;
}

void
progress_start(
    struct progress *progress, const struct options *options, size_t n_all)
{
	const char *term = getenv("TERM");

	*progress = (struct progress){.n_all = n_all, .what = "files"};
	progress->is_on = n_all > 1 && isatty(STDERR_FILENO) == 1 &&
			  term != NULL && strcmp(term, "dumb") != 0 &&
			  !writes_to_terminal(options);
	progress->began = milliseconds();
}

static void
show(const struct progress *progress)
{
	int64_t spent = progress->shown - progress->began;
	int64_t left = spent * (int64_t)(progress->n_all - progress->n) /
		       (int64_t)progress->n / 1000;
	char rest[48] = "";

	if (spent >= FORETOLD_AFTER && left >= 120)
		snprintf(rest, sizeof rest, ", about %lld minutes left",
		    (long long)(left + 30) / 60);
	else if (spent >= FORETOLD_AFTER)
		snprintf(rest, sizeof rest, ", about %lld s left",
		    (long long)left + 1);
	fprintf(stderr, "\033[K%zu of %zu %s%s\r", progress->n, progress->n_all,
	    progress->what, rest);
	fflush(stderr);
	atomic_store(&is_shown, true);
}

void
progress_step(struct progress *progress)
{
	progress_to(progress, progress->n + 1);
}

void
progress_to(struct progress *progress, size_t n)
{
	int64_t now;

	progress->n = n;
	if (!progress->is_on || n == 0)
		return;
	now = milliseconds();
	if (now - progress->shown < PAUSE && progress->n < progress->n_all)
		return;
	progress->shown = now;
	show(progress);
}

void
progress_end(struct progress *progress)
{
	if (progress->is_on)
		progress_hide();
	progress->is_on = false;
}
