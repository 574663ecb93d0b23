/* SPDX-License-Identifier: MIT */
/*
 * What the process can still do in its cell: each case is a child of its own
 * that goes into the cell and makes one call.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cli/cell.h"

#define SKIPPED 77
#define NEVER 99

static char folder[64];
static char output[96], other[96], input[96];

/* Each answers 0, or the errno with which it was refused. */
static int
said(long result)
{
	return result == -1 ? errno : 0;
}

static int
opens_socket(void)
{
	return said(socket(AF_INET, SOCK_STREAM, 0));
}

static int
opens_local_socket(void)
{
	return said(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
runs_program(void)
{
	return said(execl("/bin/true", "true", (char *)NULL));
}

static int
forks(void)
{
	return said(fork());
}

static int
traces(void)
{
	return said(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int
signals_others(void)
{
	return said(kill(getppid(), 0));
}

static int
types_for_user(void)
{
	return said(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

static int
reads_file(void)
{
	return said(open(input, O_RDONLY));
}

static int
reads_folder(void)
{
	return said(open(folder, O_RDONLY | O_DIRECTORY));
}

static int
writes_elsewhere(void)
{
	return said(open(other, O_WRONLY | O_CREAT, 0600));
}

static int
writes_input(void)
{
	return said(open(input, O_WRONLY));
}

static int
removes_input(void)
{
	return said(unlink(input));
}

static int
makes_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return page == MAP_FAILED ? errno : 0;
}

/* As the command does: beside it, then renamed. */
static int
writes_output(void)
{
	char beside[128];
	int fd;

	snprintf(beside, sizeof beside, "%s.XXXXXX", output);
	fd = mkstemp(beside);
	if (fd == -1 || write(fd, "x", 1) != 1 || fchmod(fd, 0600) != 0 ||
	    close(fd) != 0 || rename(beside, output) != 0)
		return errno;
	return 0;
}

static void *
nothing(void *user)
{
	return user;
}

static int
starts_thread(void)
{
	pthread_t thread;
	int error = pthread_create(&thread, NULL, nothing, NULL);

	return error != 0 ? error : pthread_join(thread, NULL);
}

static int
takes_memory(void)
{
	char *memory = malloc((size_t)64 << 20);

	if (memory == NULL)
		return ENOMEM;
	memset(memory, 1, (size_t)64 << 20);
	free(memory);
	return 0;
}

static int
can_dump_core(void)
{
	struct rlimit limit;

#ifdef PR_GET_DUMPABLE
	if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return 0;
#endif
	if (getrlimit(RLIMIT_CORE, &limit) != 0)
		return errno;
	return limit.rlim_cur == 0 && limit.rlim_max == 0 ? EPERM : 0;
}

enum stage { STARTED, READ, READING };

/* What becomes of the call; DIES: the process does. */
#define DIES (-1)

static const struct cell_case {
	const char *name;
	int (*call)(void);
	enum stage stage;
	int wanted;
	bool needs_landlock;
} cases[] = {
    {"started: socket", opens_socket, STARTED, DIES, false},
    {"started: local socket", opens_local_socket, STARTED, DIES, false},
    {"started: exec", runs_program, STARTED, DIES, false},
    {"started: fork", forks, STARTED, DIES, false},
    {"started: ptrace", traces, STARTED, DIES, false},
    {"started: kill", signals_others, STARTED, DIES, false},
    {"started: TIOCSTI", types_for_user, STARTED, DIES, false},
    {"started: thread", starts_thread, STARTED, 0, false},
    {"started: read", reads_file, STARTED, 0, false},
    {"started: no core file", can_dump_core, STARTED, EPERM, false},
    {"inputs read: socket", opens_socket, READ, DIES, false},
    {"inputs read: exec", runs_program, READ, DIES, false},
    {"inputs read: fork", forks, READ, DIES, false},
    {"inputs read: read", reads_file, READ, EACCES, false},
    {"inputs read: folder", reads_folder, READ, EACCES, false},
    {"inputs read: write elsewhere", writes_elsewhere, READ, EACCES, true},
    {"inputs read: write an input", writes_input, READ, EACCES, true},
    {"inputs read: remove an input", removes_input, READ, EACCES, true},
    {"inputs read: code", makes_code, READ, EACCES, false},
    {"inputs read: output", writes_output, READ, 0, false},
    {"inputs read: thread", starts_thread, READ, 0, false},
    {"inputs read: memory", takes_memory, READ, 0, false},
    {"still reading: socket", opens_socket, READING, DIES, false},
    {"still reading: read", reads_file, READING, 0, false},
    {"still reading: folder", reads_folder, READING, 0, false},
    {"still reading: write", writes_input, READING, EACCES, true},
    {"still reading: output", writes_output, READING, 0, false},
};

static bool
has_cell(void)
{
#if defined(__linux__) && defined(PR_GET_SECCOMP)
	return prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2;
#else
	return false;
#endif
}

/* Does the kernel ask Landlock?  Nothing else refuses root a file. */
static bool
has_landlock(void)
{
	return open(other, O_WRONLY | O_CREAT, 0600) == -1 && errno == EACCES;
}

static int
in_cell(const struct cell_case *c)
{
	/* As the system would have it: only the cell keeps it from that. */
	cell_start();
	if (c->call != can_dump_core && !has_cell())
		return SKIPPED;
	if (c->stage != STARTED) {
		cell_allow(output);
		cell_enter(c->stage == READING);
	}
	if (c->needs_landlock && !has_landlock())
		return SKIPPED;
	return c->call();
}

static void
case_holds(void **state)
{
	const struct cell_case *c = *state;
	int status = 0;
	pid_t child = fork();

	if (child == 0)
		_exit(in_cell(c));
	assert_true(child > 0);
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFEXITED(status) && WEXITSTATUS(status) == SKIPPED)
		skip();
	if (c->wanted == DIES) {
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), SIGSYS);
		return;
	}
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), c->wanted);
}

#define N_CASES (sizeof cases / sizeof *cases)

/* The output lies in a folder of its own, away from the input. */
static bool
make_folder(void)
{
	char below[80];
	FILE *file;

	snprintf(folder, sizeof folder, "/tmp/samldx-cell-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return false;
	snprintf(below, sizeof below, "%s/out", folder);
	snprintf(output, sizeof output, "%s/report", below);
	snprintf(other, sizeof other, "%s/other", folder);
	snprintf(input, sizeof input, "%s/input", folder);
	file = fopen(input, "w");
	return file != NULL && fclose(file) == 0 && mkdir(below, 0700) == 0;
}

static void
remove_folder(void)
{
	char below[80];

	snprintf(below, sizeof below, "%s/out", folder);
	unlink(output);
	unlink(other);
	unlink(input);
	rmdir(below);
	rmdir(folder);
}

int
main(void)
{
	struct CMUnitTest tests[N_CASES];
	int failed;

	if (!make_folder())
		return NEVER;
	for (size_t i = 0; i < N_CASES; i++)
		tests[i] = (struct CMUnitTest){cases[i].name, case_holds, NULL,
		    NULL, (void *)(uintptr_t)&cases[i]};
	failed = _cmocka_run_group_tests("cell", tests, N_CASES, NULL, NULL);
	remove_folder();
	return failed;
}
