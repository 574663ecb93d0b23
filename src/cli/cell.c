/* SPDX-License-Identifier: MIT */
#include "cli/cell.h"

#include "config.h"

#include <sys/resource.h>

#ifdef HAVE_SYS_PRCTL_H
#include <sys/prctl.h>
#endif

#define OUTPUTS_MAX 64

static const char *outputs[OUTPUTS_MAX];
static size_t n_outputs;
static bool has_too_many;
static bool is_entered;

#if defined(WITHOUT_CELL) && !defined(CELL_IS_OFF)
#define CELL_IS_OFF 1
#endif

/* No private key may land in a core file, or in a debugger of others. */
static void
forbid_core_files(void)
{
	struct rlimit none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
#ifdef PR_SET_DUMPABLE
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

void
cell_start(void)
{
	forbid_core_files();
#ifndef CELL_IS_OFF
#ifdef PR_SET_NO_NEW_PRIVS
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return;
#endif
	cell_forbid_always();
#endif
}

void
cell_allow(const char *path)
{
	if (path == NULL)
		return;
	if (n_outputs == OUTPUTS_MAX)
		has_too_many = true;
	else
		outputs[n_outputs++] = path;
}

void
cell_enter(bool still_reads)
{
	const struct cell cell = {outputs, n_outputs, still_reads};

	/* Nobody names so many; then the first half of the cell must do. */
	if (is_entered || has_too_many)
		return;
	is_entered = true;
#ifdef CELL_IS_OFF
	(void)cell;
#else
	cell_close_paths(&cell);
	cell_forbid_rest(&cell);
#endif
}
