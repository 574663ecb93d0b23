/* SPDX-License-Identifier: MIT */
/*
 * The passphrase of an encrypted private key: from a file, else asked for on
 * the terminal.  Never from the command line, where others can read it.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

#define INTERRUPTED (-2)
#define INTERRUPT_KEY 3 /* control-C, which must not leave echo off */

/* The first line, without its end. */
static int
from_file(const struct file *file, char *buf, size_t size)
{
	size_t len = 0;

	while (len < file->len && file->data[len] != '\n')
		len++;
	if (len > 0 && file->data[len - 1] == '\r')
		len--;
	if (len > size)
		return -1;
	memcpy(buf, file->data, len);
	return (int)len;
}

static int
read_line(int fd, char *buf, size_t size)
{
	size_t len = 0;
	char c;

	for (;;) {
		ssize_t n = read(fd, &c, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		if (c == INTERRUPT_KEY)
			return INTERRUPTED;
		if (c == '\n')
			return (int)len;
		if (len == size)
			return -1;
		buf[len++] = c;
	}
}

/* Names of files may hold anything. */
static void
prompt(int fd, const char *name)
{
	dprintf(fd, "Passphrase of ");
	for (; *name != '\0'; name++)
		dprintf(fd, "%c", *name >= ' ' && *name <= '~' ? *name : '?');
	dprintf(fd, " (empty: skip this key): ");
}

static int
from_terminal(const char *name, char *buf, size_t size)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	struct termios before, silent;
	int len;

	if (fd == -1)
		return -1;
	if (tcgetattr(fd, &before) != 0) {
		close(fd);
		return -1;
	}
	prompt(fd, name);
	silent = before;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ISIG);
	tcsetattr(fd, TCSAFLUSH, &silent);
	len = read_line(fd, buf, size);
	tcsetattr(fd, TCSAFLUSH, &before);
	dprintf(fd, "\n");
	close(fd);
	if (len == INTERRUPTED)
		raise(SIGINT);
	return len > 0 ? len : -1;
}

int
passphrase_get(const char *name, char *buf, size_t size, void *user)
{
	const struct passphrase *passphrase = user;

	if (passphrase->file.data != NULL)
		return from_file(&passphrase->file, buf, size);
	return from_terminal(name, buf, size);
}
