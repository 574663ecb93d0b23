/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

/* A HAR of a long session can be large; nothing else is. */
#define MAX_FILE ((size_t)512 << 20)
/* Keys are small: only what may be one is worth wiping. */
#define MAX_KEY ((size_t)1 << 20)
#define CHUNK ((size_t)64 << 10)
#define PIPE_SECONDS 5 /* for somebody to begin to write */

static void
wipe(char *data, size_t len)
{
	if (data != NULL && len <= MAX_KEY)
		explicit_bzero(data, len);
	free(data);
}

/* A key is not swapped out, where the system grants so much memory. */
static void
lock(const struct file *file)
{
	static const char mark[] = "PRIVATE KEY";

	if (file->len <= MAX_KEY &&
	    memmem(file->data, file->len, mark, sizeof mark - 1) != NULL)
		file_lock(file);
}

/* The memory stays locked until the end: it is wiped long before. */
void
file_lock(const struct file *file)
{
	if (file->len > 0)
		mlock(file->data, file->len);
}

void
file_free(struct file *file)
{
	wipe(file->data, file->len);
	file->data = NULL;
	file->len = 0;
}

/* Twice the room; what was read before leaves no copy behind. */
static bool
grow(struct file *file, size_t *size)
{
	char *data = malloc(*size * 2);

	if (data == NULL)
		return false;
	memcpy(data, file->data, file->len);
	wipe(file->data, file->len);
	file->data = data;
	*size *= 2;
	return true;
}

/*
 * FD was opened without waiting, for nobody may ever write to a named pipe.
 * false: nobody does, so far.
 */
static bool
await_writer(int fd)
{
	struct pollfd waiting = {.fd = fd, .events = POLLIN};

	return poll(&waiting, 1, PIPE_SECONDS * 1000) != 0;
}

/* Somebody writes, but not at the moment.  false, with errno: no waiting. */
static bool
await_more(int fd)
{
	struct pollfd waiting = {.fd = fd, .events = POLLIN};

	return poll(&waiting, 1, -1) >= 0 || errno == EINTR;
}

/* All bytes of FD, SIZE of them expected.  NULL: done, else what failed. */
static const char *
slurp(int fd, size_t size, struct file *file)
{
	file->data = malloc(size);
	if (file->data == NULL)
		return "no memory";
	for (;;) {
		ssize_t n = read(fd, file->data + file->len, size - file->len);

		if (n == 0)
			return NULL;
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == EAGAIN && await_more(fd))
			continue;
		if (n < 0)
			return strerror(errno);
		file->len += (size_t)n;
		if (file->len > MAX_FILE)
			return "larger than 512 MiB";
		if (file->len == size && !grow(file, &size))
			return "no memory";
	}
}

/* What went wrong, where anybody wants to know it. */
static void
complain_unless(bool is_quiet, const char *path, const char *trouble)
{
	if (!is_quiet)
		complain("%s: %s", path, trouble);
}

/* PATH is for messages, FD is closed. */
static enum sdx_status
read_fd(int fd, const char *path, bool is_quiet, struct file *file)
{
	enum sdx_status status = SDX_INPUT;
	const char *trouble;
	size_t size = CHUNK;
	bool has_writer = true;
	struct stat st;

	if (fstat(fd, &st) != 0) {
		complain_unless(is_quiet, path, strerror(errno));
		goto out;
	}
	if (S_ISDIR(st.st_mode)) {
		complain_unless(
		    is_quiet, path, "is a directory; name the files in it");
		goto out;
	}
	if (S_ISREG(st.st_mode)) {
		file->is_readable_by_others =
		    (st.st_mode & (S_IRGRP | S_IROTH)) != 0;
		if (st.st_size > 0 && (size_t)st.st_size <= MAX_FILE)
			size = (size_t)st.st_size + 1;
	}
	if (S_ISFIFO(st.st_mode) && fd != STDIN_FILENO)
		has_writer = !is_quiet && await_writer(fd);
	trouble = slurp(fd, size, file);
	if (trouble == NULL && !has_writer && file->len == 0)
		trouble = "is a pipe that nobody writes to";
	if (trouble != NULL) {
		complain_unless(is_quiet, path, trouble);
		goto out;
	}
	lock(file);
	status = SDX_OK;
out:
	if (fd != STDIN_FILENO)
		close(fd);
	if (status != SDX_OK)
		file_free(file);
	return status;
}

static enum sdx_status
open_and_read(const char *path, bool is_quiet, struct file *file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	file->name = path;
	if (fd == -1) {
		complain_unless(is_quiet, path, strerror(errno));
		return SDX_INPUT;
	}
	return read_fd(fd, path, is_quiet, file);
}

enum sdx_status
file_read(const char *path, struct file *file)
{
	memset(file, 0, sizeof *file);
	if (strcmp(path, "-") == 0) {
		file->name = "standard input";
		return read_fd(STDIN_FILENO, file->name, false, file);
	}
	return open_and_read(path, false, file);
}

enum sdx_status
file_read_quietly(const char *path, struct file *file)
{
	memset(file, 0, sizeof *file);
	return open_and_read(path, true, file);
}

/* The path of a file in FOLDER, or beside it, malloc'ed; NULL: no memory. */
static char *
path_in(const char *folder, const char *name)
{
	static const char beside[] = "/../xmltooling";
	size_t size = strlen(folder) + sizeof beside + strlen(name) + 2;
	char *path = malloc(size);

	if (path == NULL)
		return NULL;
	snprintf(path, size, "%s%s/%s", folder, beside, name);
	if (access(path, R_OK) != 0)
		snprintf(path, size, "%s/%s", folder, name);
	return path;
}

bool
file_is_in(const char *folder, const char *name)
{
	char *path = path_in(folder, name);
	bool is_there = path != NULL && access(path, R_OK) == 0;

	free(path);
	return is_there;
}

enum sdx_status
file_read_in(const char *folder, const char *name, struct file *file)
{
	char *path = path_in(folder, name);
	enum sdx_status status;

	if (path == NULL)
		return SDX_FAULT;
	status = file_read(path, file);
	file->name = name;
	free(path);
	return status;
}
