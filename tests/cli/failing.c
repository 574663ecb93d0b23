/* SPDX-License-Identifier: MIT */
/*
 * The command, of which one call of the C library fails: the linker hands the
 * calls of tests/cli/calls.def to the functions here.  The environment says
 *	SAMLDX_CALLS	a file for what was called how often, "read 4"
 *	SAMLDX_FAIL	which fails, "read 3 5": the third with errno 5,
 *			"read 3+ 5": all from the third on,
 *			"read 3 -1": half of it is done, and it says so
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define HALF (-1)

typedef int (*order_one)(const struct dirent *);
typedef int (*order_two)(const struct dirent **, const struct dirent **);
typedef void *(*thread_start)(void *);

#define CALL1(r, bad, name, A) OWN(name)
#define CALL2(r, bad, name, A, B) OWN(name)
#define CALL3(r, bad, name, A, B, C) OWN(name)
#define CALL4(r, bad, name, A, B, C, D) OWN(name)
#define NEVER(name)
#define OWN(name) CALL_##name,
enum call {
#include "calls.def"
	N_CALLS
};
#undef OWN
#define OWN(name) #name,
static const char *const names[] = {
#include "calls.def"
};
#undef OWN

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long counts[N_CALLS], wanted;
static char wanted_name[32];
static bool is_for_good;
static int wanted_errno, log_fd = -1;

/* "NAME NUMBER ERRNO", and a + behind the number. */
static void
want(const char *what)
{
	size_t len = strcspn(what, " ");
	char *at;

	if (len >= sizeof wanted_name || what[len] == '\0')
		abort();
	memcpy(wanted_name, what, len);
	wanted = strtol(what + len, &at, 10);
	is_for_good = *at == '+';
	wanted_errno = (int)strtol(at + is_for_good, NULL, 10);
}

/* This and end() run outside of main(), which is as it always is. */
__attribute__((constructor)) static void
begin(void)
{
	const char *path = getenv("SAMLDX_CALLS"),
		   *what = getenv("SAMLDX_FAIL");

	if (path != NULL)
		log_fd = creat(path, 0600);
	/* Far from the numbers that the command may count on. */
	if (log_fd >= 0)
		log_fd = fcntl(log_fd, F_DUPFD_CLOEXEC, 200);
	if (what != NULL)
		want(what);
}

__attribute__((destructor)) static void
end(void)
{
	for (size_t i = 0; log_fd >= 0 && i < N_CALLS; i++)
		dprintf(log_fd, "%s %ld\n", names[i], counts[i]);
}

/* Does it fail?  Then errno is set. */
static bool
fails(enum call call)
{
	bool is_failing;

	pthread_mutex_lock(&lock);
	counts[call]++;
	is_failing =
	    wanted > 0 && strcmp(names[call], wanted_name) == 0 &&
	    (counts[call] == wanted || (is_for_good && counts[call] > wanted));
	pthread_mutex_unlock(&lock);
	if (is_failing)
		errno = wanted_errno;
	return is_failing;
}

#define CALLED(r, name, types) \
	r __real_##name types; \
	r __wrap_##name types; \
	r __wrap_##name

#undef CALL1
#undef CALL2
#undef CALL3
#undef CALL4
#define OWN(name)
#define ANSWER(bad, name, arguments)                                         \
	{                                                                    \
		return fails(CALL_##name) ? (bad) : __real_##name arguments; \
	}
#define CALL1(r, bad, name, A) \
	CALLED(r, name, (A))   \
	(A a) ANSWER(bad, name, (a))
#define CALL2(r, bad, name, A, B) \
	CALLED(r, name, (A, B))   \
	(A a, B b) ANSWER(bad, name, (a, b))
#define CALL3(r, bad, name, A, B, C) \
	CALLED(r, name, (A, B, C))   \
	(A a, B b, C c) ANSWER(bad, name, (a, b, c))
#define CALL4(r, bad, name, A, B, C, D) \
	CALLED(r, name, (A, B, C, D))   \
	(A a, B b, C c, D d) ANSWER(bad, name, (a, b, c, d))
#include "calls.def"

CALLED(int, open, (const char *path, int flags, ...))
(const char *path, int flags, ...)
{
	va_list rest;
	mode_t mode = 0;

	if ((flags & O_CREAT) != 0) {
		va_start(rest, flags);
		mode = va_arg(rest, mode_t);
		va_end(rest);
	}
	return fails(CALL_open) ? -1 : __real_open(path, flags, mode);
}

__attribute__((format(printf, 2, 3))) int __wrap_asprintf(
    char **out, const char *format, ...);
CALLED(int, asprintf, (char **out, const char *format, ...))
(char **out, const char *format, ...)
{
	va_list values;
	int len;

	if (fails(CALL_asprintf))
		return -1;
	va_start(values, format);
	len = vasprintf(out, format, values);
	va_end(values);
	return len;
}

CALLED(ssize_t, read, (int fd, void *data, size_t len))
(int fd, void *data, size_t len)
{
	if (!fails(CALL_read))
		return __real_read(fd, data, len);
	return wanted_errno == HALF ? __real_read(fd, data, len > 0) : -1;
}

CALLED(ssize_t, write, (int fd, const void *data, size_t len))
(int fd, const void *data, size_t len)
{
	if (!fails(CALL_write))
		return __real_write(fd, data, len);
	return wanted_errno == HALF ? __real_write(fd, data, (len + 1) / 2)
				    : -1;
}

/* Half of it, and no word about the rest: only errno tells. */
CALLED(size_t, fwrite, (const void *data, size_t size, size_t n, FILE *stream))
(const void *data, size_t size, size_t n, FILE *stream)
{
	if (stream == stderr || !fails(CALL_fwrite))
		return __real_fwrite(data, size, n, stream);
	if (wanted_errno != HALF)
		return 0;
	n = __real_fwrite(data, size, n / 2, stream);
	errno = ENOSPC;
	return n;
}

/* The descriptor is gone, whatever it says. */
CALLED(int, close, (int fd))
(int fd)
{
	bool is_failing = fails(CALL_close);
	int result = __real_close(fd);

	if (!is_failing)
		return result;
	errno = wanted_errno;
	return -1;
}

CALLED(int, fclose, (FILE * stream))
(FILE *stream)
{
	bool is_failing = fails(CALL_fclose);
	int result = __real_fclose(stream);

	if (!is_failing)
		return result;
	errno = wanted_errno;
	return EOF;
}

CALLED(int, pthread_create,
    (pthread_t * id, const pthread_attr_t *attr, thread_start start,
	void *what))
(pthread_t *id, const pthread_attr_t *attr, thread_start start, void *what)
{
	return fails(CALL_pthread_create)
		   ? wanted_errno
		   : __real_pthread_create(id, attr, start, what);
}
