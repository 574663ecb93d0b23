/* SPDX-License-Identifier: MIT */
/*
 * Seccomp: which calls of the kernel there still are.  What only an intruder
 * would do ends the process; what else is not on the list is said not to
 * exist.
 */
#include "cli/cell.h"

#include "config.h"

#if defined(__linux__) && defined(HAVE_LINUX_SECCOMP_H) &&         \
    defined(HAVE_LINUX_FILTER_H) && defined(HAVE_LINUX_AUDIT_H) && \
    (defined(__x86_64__) || defined(__aarch64__))
#define HAS_SECCOMP 1
#endif

#ifndef HAS_SECCOMP

void
cell_forbid_always(void)
{
}

void
cell_forbid_rest(const struct cell *cell)
{
	(void)cell;
}

#else

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cli/cell_calls.h"

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif
#define OTHER_ABI 0x40000000U /* of x32, which shares the architecture */

#define PROGRAM_MAX 1024
#define FAIL_WITH(code) (SECCOMP_RET_ERRNO | (uint32_t)(code))
#define KILL SECCOMP_RET_KILL_PROCESS

struct program {
	struct sock_filter code[PROGRAM_MAX];
	unsigned short len;
};

/* Calls are listed for both architectures: not each has all of them. */
#define NONE (-1)

static void
put(struct program *p, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
	if (p->len < PROGRAM_MAX)
		p->code[p->len++] = (struct sock_filter){
		    .code = code, .jt = yes, .jf = no, .k = k};
}

static void
load(struct program *p, size_t offset)
{
	put(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
answer(struct program *p, uint32_t result)
{
	put(p, BPF_RET | BPF_K, result, 0, 0);
}

/* Another architecture's numbers mean other calls. */
static void
begin(struct program *p)
{
	load(p, offsetof(struct seccomp_data, arch));
	put(p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	answer(p, KILL);
	load(p, offsetof(struct seccomp_data, nr));
	put(p, BPF_JMP | BPF_JGE | BPF_K, OTHER_ABI, 0, 1);
	answer(p, KILL);
}

/* The call's number is loaded before and after. */
static void
rule(struct program *p, long call, uint32_t result)
{
	if (call == NONE)
		return;
	put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 1);
	answer(p, result);
}

static void
rules(struct program *p, const int *calls, size_t n, uint32_t result)
{
	for (size_t i = 0; i < n; i++)
		rule(p, calls[i], result);
}
#define RULES(p, calls, result) \
	rules(p, calls, sizeof(calls) / sizeof *(calls), result)

/* A test of the low half of an argument: (argument & MASK) == VALUE. */
struct test {
	unsigned argument;
	uint32_t mask, value;
	uint32_t if_so, if_not;
};

static void
rule_on(struct program *p, long call, struct test test)
{
	size_t offset =
	    offsetof(struct seccomp_data, args) + 8 * (size_t)test.argument;

	if (call == NONE)
		return;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	offset += 4;
#endif
	put(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 5);
	load(p, offset);
	put(p, BPF_ALU | BPF_AND | BPF_K, test.mask, 0, 0);
	put(p, BPF_JMP | BPF_JEQ | BPF_K, test.value, 0, 1);
	answer(p, test.if_so);
	answer(p, test.if_not);
}

static void
install(const struct program *p)
{
	struct sock_fprog filter = {
	    p->len, (struct sock_filter *)(uintptr_t)p->code};

	if (p->len < PROGRAM_MAX)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

void
cell_forbid_always(void)
{
	struct program p = {.len = 0};

	begin(&p);
	RULES(&p, cell_deadly, KILL);
	/* Threads, but no processes.  clone3 hides its flags in memory. */
	rule(&p, SYS_clone3, FAIL_WITH(ENOSYS));
	rule_on(&p, SYS_clone,
	    (struct test){
		0, CLONE_THREAD, CLONE_THREAD, SECCOMP_RET_ALLOW, KILL});
	/* Letters as if typed by the user. */
	rule_on(&p, SYS_ioctl,
	    (struct test){1, UINT32_MAX, TIOCSTI, KILL, SECCOMP_RET_ALLOW});
	answer(&p, SECCOMP_RET_ALLOW);
	install(&p);
}

/* Reading and writing, each where there is something left to open. */
static void
rules_of_opening(struct program *p, const struct cell *cell)
{
	const uint32_t refused = FAIL_WITH(EACCES);
	struct test reads = {0, O_ACCMODE | O_CREAT, O_RDONLY,
	    cell->still_reads ? SECCOMP_RET_ALLOW : refused, SECCOMP_RET_ALLOW};

	/*
	 * What is opened for writing is an output, or the terminal that a
	 * passphrase is asked on; Landlock knows which.
	 */
	reads.argument = 2;
	rule_on(p, SYS_openat, reads);
#ifdef SYS_open
	reads.argument = 1;
	rule_on(p, SYS_open, reads);
#endif
	RULES(
	    p, cell_writing, cell->n_outputs > 0 ? SECCOMP_RET_ALLOW : refused);
}

void
cell_forbid_rest(const struct cell *cell)
{
	struct program p = {.len = 0};
	const struct test executable = {
	    2, PROT_EXEC, PROT_EXEC, FAIL_WITH(EACCES), SECCOMP_RET_ALLOW};

	begin(&p);
	RULES(&p, cell_daily, SECCOMP_RET_ALLOW);
	rules_of_opening(&p, cell);
	rule_on(&p, SYS_mmap, executable);
	rule_on(&p, SYS_mprotect, executable);
	/* The deadly ones stay so: the harder of two answers counts. */
	answer(&p, FAIL_WITH(ENOSYS));
	install(&p);
}

#endif
