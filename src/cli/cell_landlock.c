/* SPDX-License-Identifier: MIT */
/*
 * Landlock (Linux 5.13): which paths can still be opened.  The numbers are
 * the kernel's interface and stand here, for headers are often older than
 * the kernel that runs.
 */
#include "cli/cell.h"

#include "config.h"

#ifndef __linux__

void
cell_close_paths(const struct cell *cell)
{
	(void)cell;
}

#else

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The same on every architecture. */
#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446
#define ASK_VERSION 1U
#define RULE_PATH 1

enum {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_DIR = 1 << 7,
	MAKE_REG = 1 << 8,
	ALL_OF_1 = (1 << 13) - 1,
	REFER = 1 << 13,    /* version 2 */
	TRUNCATE = 1 << 14, /* version 3 */
	IOCTL_DEV = 1 << 15 /* version 5 */
};

struct ruleset {
	uint64_t files, network, scopes;
};

/* The kernel's is packed: it reads these two and nothing behind them. */
struct path_rule {
	uint64_t access;
	int32_t fd;
};

/* What this kernel knows of. */
static uint64_t
file_rights(long version)
{
	uint64_t rights = ALL_OF_1;

	if (version >= 2)
		rights |= REFER;
	if (version >= 3)
		rights |= TRUNCATE;
	if (version >= 5)
		rights |= IOCTL_DEV;
	return rights;
}

static int
make_ruleset(long version)
{
	struct ruleset rules = {.files = file_rights(version)};
	size_t size = sizeof rules.files;

	if (version >= 4) {
		rules.network = 3; /* bind and connect of TCP */
		size += sizeof rules.network;
	}
	if (version >= 6) {
		rules.scopes = 3; /* abstract sockets, signals to others */
		size += sizeof rules.scopes;
	}
	return (int)syscall(CREATE_RULESET, &rules, size, 0U);
}

/* A path that is not there is not opened either. */
static void
allow(int ruleset, const char *path, uint64_t rights)
{
	struct path_rule rule = {.access = rights};
	int fd = open(path, O_PATH | O_CLOEXEC);

	if (fd == -1)
		return;
	rule.fd = fd;
	syscall(ADD_RULE, ruleset, RULE_PATH, &rule, 0U);
	close(fd);
}

/* The folder of a path, for a new file beside it and its renaming. */
static void
allow_folder_of(int ruleset, const char *path, uint64_t rights)
{
	char folder[4096];
	const char *slash = strrchr(path, '/');
	size_t len = slash != NULL ? (size_t)(slash - path) : 0;

	if (slash == NULL) {
		allow(ruleset, ".", rights);
		return;
	}
	if (len >= sizeof folder)
		return;
	memcpy(folder, path, len);
	folder[len] = '\0';
	allow(ruleset, len > 0 ? folder : "/", rights);
}

static void
allow_output(int ruleset, const char *path, uint64_t known)
{
	/* mkstemp() opens for both. */
	const uint64_t file = known & (WRITE_FILE | READ_FILE | TRUNCATE);
	struct stat st;
	bool is_there = stat(path, &st) == 0;

	if (is_there && S_ISDIR(st.st_mode))
		allow(ruleset, path, file | MAKE_REG | REMOVE_FILE);
	else if (is_there && !S_ISREG(st.st_mode))
		allow(ruleset, path, file);
	else
		allow_folder_of(
		    ruleset, path, file | MAKE_REG | REMOVE_FILE | MAKE_DIR);
}

void
cell_close_paths(const struct cell *cell)
{
	long version = syscall(CREATE_RULESET, NULL, 0UL, ASK_VERSION);
	uint64_t known = file_rights(version);
	int ruleset;

	if (version < 1 || (ruleset = make_ruleset(version)) < 0)
		return;
	for (size_t i = 0; i < cell->n_outputs; i++)
		allow_output(ruleset, cell->outputs[i], known);
	/* A passphrase is asked for where it is needed. */
	allow(
	    ruleset, "/dev/tty", known & (WRITE_FILE | READ_FILE | IOCTL_DEV));
	if (cell->still_reads)
		allow(ruleset, "/", READ_FILE | READ_DIR);
	syscall(RESTRICT_SELF, ruleset, 0U);
	close(ruleset);
}

#endif
