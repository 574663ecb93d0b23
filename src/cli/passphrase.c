/* SPDX-License-Identifier: MIT */
/*
 * The passphrase of an encrypted private key: from a file, else asked for on
 * the terminal.  Never from the command line, where others can read it.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "cli/cli.h"

#define ANSWER_MAX 1024 /* bytes, as many as OpenSSL takes */
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

/* One answer; LEN is -1 where the key is to be skipped. */
struct answer_kept {
	int len;
	char text[ANSWER_MAX];
	char name[]; /* of the key */
};

static pthread_mutex_t terminal = PTHREAD_MUTEX_INITIALIZER;

static const struct answer_kept *
find(const struct passphrase *passphrase, const char *name)
{
	for (size_t i = 0; i < passphrase->n_kept; i++) {
		if (strcmp(passphrase->kept[i]->name, name) == 0)
			return passphrase->kept[i];
	}
	return NULL;
}

/* What does not fit is asked for again. */
static void
keep(struct passphrase *passphrase, const char *name, const char *buf, int len)
{
	struct answer_kept *kept;
	size_t name_len = strlen(name);

	if (passphrase->n_kept == PASSPHRASES_KEPT || len > ANSWER_MAX)
		return;
	kept = malloc(sizeof *kept + name_len + 1);
	if (kept == NULL)
		return;
	(void)mlock(kept->text, sizeof kept->text);
	kept->len = len;
	if (len > 0)
		memcpy(kept->text, buf, (size_t)len);
	memcpy(kept->name, name, name_len + 1);
	passphrase->kept[passphrase->n_kept++] = kept;
}

static int
ask_once(
    struct passphrase *passphrase, const char *name, char *buf, size_t size)
{
	const struct answer_kept *kept = find(passphrase, name);
	int len;

	if (kept == NULL) {
		len = from_terminal(name, buf, size);
		keep(passphrase, name, buf, len);
		return len;
	}
	if (kept->len > 0 && (size_t)kept->len <= size)
		memcpy(buf, kept->text, (size_t)kept->len);
	return kept->len > 0 && (size_t)kept->len > size ? -1 : kept->len;
}

int
passphrase_get(const char *name, char *buf, size_t size, void *user)
{
	struct passphrase *passphrase = user;
	int len;

	if (passphrase->file.data != NULL)
		return from_file(&passphrase->file, buf, size);
	pthread_mutex_lock(&terminal);
	len = ask_once(passphrase, name, buf, size);
	pthread_mutex_unlock(&terminal);
	return len;
}

void
passphrase_free(struct passphrase *passphrase)
{
	for (size_t i = 0; i < passphrase->n_kept; i++) {
		struct answer_kept *kept = passphrase->kept[i];

		explicit_bzero(kept->text, sizeof kept->text);
		(void)munlock(kept->text, sizeof kept->text);
		free(kept);
	}
	passphrase->n_kept = 0;
	file_free(&passphrase->file);
}
