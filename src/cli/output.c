/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

#define LINE_MAX_LEN 2048
#define WIDTH_LEAST 50
#define WIDTH_MOST 100 /* longer lines are hard to read */

/* Names of files may hold anything: nothing of it may steer a terminal. */
static void
defuse(char *text)
{
	unsigned char *s = (unsigned char *)text;

	for (size_t i = 0; s[i] != '\0'; i++) {
		bool is_c1 =
		    s[i] == 0xc2 && s[i + 1] >= 0x80 && s[i + 1] <= 0x9f;

		if (s[i] < ' ' || s[i] == 0x7f || is_c1)
			s[i] = '?';
	}
}

void
complain(const char *fmt, ...)
{
	char line[LINE_MAX_LEN];
	va_list args;

	va_start(args, fmt);
	vsnprintf(line, sizeof line, fmt, args);
	va_end(args);
	defuse(line);
	fprintf(stderr, "samldx: %s\n", line);
}

static bool
put_stream(const void *data, size_t len, void *user)
{
	return fwrite(data, 1, len, user) == len;
}

static enum sdx_status
write_stdout(const struct output *output, const struct sdx_style *style,
    write_fn *write, void *what)
{
	enum sdx_status status;
	int error;

	errno = 0;
	status = write(what, output->format, style, put_stream, stdout);
	if (fflush(stdout) != 0 && status == SDX_OK)
		status = SDX_FAULT;
	error = errno;
	if (status != SDX_FAULT)
		return status;
	if (error == EPIPE)
		return SDX_OK;
	complain("the report could not be written: %s",
	    error != 0 ? strerror(error) : "no memory");
	return status;
}

/* A new file beside PATH.  The caller frees *TEMPORARY. */
static FILE *
open_beside(const char *path, mode_t mode, char **temporary)
{
	size_t size = strlen(path) + sizeof ".XXXXXX";
	FILE *stream;
	int fd;

	*temporary = malloc(size);
	if (*temporary == NULL)
		return NULL;
	snprintf(*temporary, size, "%s.XXXXXX", path);
	fd = mkstemp(*temporary);
	if (fd == -1)
		return NULL;
	stream = fchmod(fd, mode) == 0 ? fdopen(fd, "w") : NULL;
	if (stream == NULL) {
		close(fd);
		unlink(*temporary);
	}
	return stream;
}

/* What the user's umask leaves of a new file's mode. */
static mode_t
usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

/* Something that cannot be replaced by renaming: /dev/stderr, a FIFO. */
static bool
is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

struct sink_job {
	const struct output *output;
	const struct sdx_style *style;
	write_fn *write;
	void *what;
};

static enum sdx_status
complain_about_file(const char *path)
{
	complain("%s: cannot be written: %s", path, strerror(errno));
	return SDX_FAULT;
}

/* Fill STREAM and close it.  errno says what failed. */
static enum sdx_status
fill(const struct sink_job *job, FILE *stream)
{
	enum sdx_status status;

	errno = 0;
	status = job->write(
	    job->what, job->output->format, job->style, put_stream, stream);
	if (fclose(stream) != 0)
		status = SDX_FAULT;
	return status;
}

static enum sdx_status
write_special(const struct sink_job *job)
{
	FILE *stream = fopen(job->output->path, "we");

	if (stream == NULL || fill(job, stream) != SDX_OK)
		return complain_about_file(job->output->path);
	return SDX_OK;
}

static enum sdx_status
write_file(const struct sink_job *job, mode_t mode)
{
	const char *path = job->output->path;
	char *temporary = NULL;
	enum sdx_status status = SDX_FAULT;
	FILE *stream;

	if (is_special(path))
		return write_special(job);
	stream = open_beside(path, mode, &temporary);
	if (stream == NULL) {
		complain_about_file(path);
		goto out;
	}
	status = fill(job, stream);
	if (status == SDX_OK && rename(temporary, path) != 0)
		status = SDX_FAULT;
	if (status != SDX_OK) {
		complain_about_file(path);
		unlink(temporary);
	}
out:
	free(temporary);
	return status;
}

enum sdx_status
output_write(const struct output *output, const struct sdx_style *style,
    write_fn *write, void *what)
{
	struct sdx_style plain = *style;

	if (output->path == NULL)
		return write_stdout(output, style, write, what);
	plain.has_color = false;
	plain.width = 0;
	return write_file(
	    &(struct sink_job){output, &plain, write, what}, usual_mode());
}

struct octets {
	const void *data;
	size_t len;
};

static enum sdx_status
write_octets(void *what, enum sdx_format format, const struct sdx_style *style,
    sdx_sink_fn *sink, void *user)
{
	const struct octets *octets = what;

	(void)format;
	(void)style;
	return sink(octets->data, octets->len, user) ? SDX_OK : SDX_FAULT;
}

enum sdx_status
output_secret(const char *path, const void *data, size_t len)
{
	struct output output = {.path = path};
	struct octets octets = {data, len};

	return write_file(
	    &(struct sink_job){&output, NULL, write_octets, &octets}, 0600);
}

enum sdx_status
output_new(const char *path, const void *data, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	FILE *stream = fd != -1 ? fdopen(fd, "w") : NULL;
	bool is_written;

	if (stream == NULL) {
		if (fd != -1)
			close(fd);
		return complain_about_file(path);
	}
	is_written = fwrite(data, 1, len, stream) == len;
	if (fclose(stream) == 0 && is_written)
		return SDX_OK;
	complain_about_file(path);
	unlink(path);
	return SDX_FAULT;
}

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0';
}

void
style_for_terminal(struct sdx_style *style, enum color_choice color)
{
	const char *term = getenv("TERM");
	bool is_terminal = isatty(STDOUT_FILENO) == 1;
	struct winsize size;

	style->has_color = color == COLOR_ALWAYS;
	if (color == COLOR_AUTO)
		style->has_color = is_terminal && !is_set("NO_COLOR") &&
				   term != NULL && strcmp(term, "dumb") != 0;
	if (!is_terminal || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		return;
	style->width = size.ws_col;
	if (style->width > 0 && style->width < WIDTH_LEAST)
		style->width = WIDTH_LEAST;
	if (style->width > WIDTH_MOST)
		style->width = WIDTH_MOST;
}
