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

/* A command to the runner of a pipeline, which reads its log. */
static bool
is_command(const char *text, size_t at)
{
	if (at == strspn(text, " \t") && strncmp(text + at, "::", 2) == 0)
		return true;
	return strncmp(text + at, "##[", 3) == 0 ||
	       strncmp(text + at, "##vso[", 6) == 0 ||
	       strncmp(text + at, "##teamcity[", 11) == 0;
}

/* Octets of a character that is not seen, or turns others round; 0: none. */
static size_t
unseen_len(const unsigned char *s)
{
	static const struct {
		unsigned char lead, middle, first, last;
	} ranges[] = {
	    {0xe2, 0x80, 0x8b, 0x8f}, /* zero width, marks of direction */
	    {0xe2, 0x80, 0xa8, 0xae}, /* ends of lines, embeddings */
	    {0xe2, 0x81, 0xa0, 0xaf}, /* isolates */
	    {0xef, 0xbb, 0xbf, 0xbf}, /* byte order mark */
	};

	if (s[0] == 0xc2 && s[1] >= 0x80 && s[1] <= 0x9f)
		return 2;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
		if (s[0] == ranges[i].lead && s[1] == ranges[i].middle &&
		    s[2] >= ranges[i].first && s[2] <= ranges[i].last)
			return 3;
	}
	return 0;
}

/*
 * Names of files may hold anything: nothing of it may steer a terminal, or a
 * pipeline.
 */
void
defuse(char *text)
{
	unsigned char *s = (unsigned char *)text;

	for (size_t i = 0; s[i] != '\0'; i++) {
		size_t unseen = unseen_len(s + i);

		if (unseen > 0) {
			memset(s + i, '?', unseen);
			i += unseen - 1;
		} else if (s[i] < ' ' || s[i] == 0x7f || is_command(text, i)) {
			s[i] = '?';
		}
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
	progress_hide();
	fprintf(stderr, "samldx: %s\n", line);
}

static bool
put_stream(const void *data, size_t len, void *user)
{
	return fwrite(data, 1, len, user) == len;
}

/* A new file beside PATH.  The caller drops *TEMPORARY. */
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
	temporary_add(*temporary);
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

static enum sdx_status
complain_about_file(const char *path)
{
	complain("%s: cannot be written: %s", path, strerror(errno));
	return SDX_FAULT;
}

static enum sdx_status
begin(const struct output *output, mode_t mode, struct output_stream *stream)
{
	const char *path = output->path;

	*stream = (struct output_stream){.path = path};
	if (path == NULL)
		stream->file = stdout;
	else if (is_special(path))
		stream->file = fopen(path, "we");
	else
		stream->file = open_beside(path, mode, &stream->temporary);
	if (stream->file != NULL)
		return SDX_OK;
	temporary_drop(stream->temporary);
	stream->temporary = NULL;
	return complain_about_file(path);
}

enum sdx_status
output_begin(const struct output *output, struct output_stream *stream)
{
	return begin(output, usual_mode(), stream);
}

/*
 * What comes in few large pieces may have been decrypted: no copy of it stays
 * in a buffer.
 */
static enum sdx_status
begin_unbuffered(
    const struct output *output, mode_t mode, struct output_stream *stream)
{
	enum sdx_status status = begin(output, mode, stream);

	if (status == SDX_OK)
		setvbuf(stream->file, NULL, _IONBF, 0);
	return status;
}

static void
note_error(struct output_stream *stream)
{
	if (stream->error == 0)
		stream->error = errno != 0 ? errno : EIO;
}

void
output_put(struct output_stream *stream, const void *data, size_t len)
{
	errno = 0;
	if (stream->error == 0 && !put_stream(data, len, stream->file))
		note_error(stream);
}

bool
output_flush(struct output_stream *stream)
{
	errno = 0;
	if (stream->error == 0 && fflush(stream->file) != 0)
		note_error(stream);
	return stream->error == 0;
}

/* Standard output failed, and what there is to say of it was said. */
static bool is_stdout_judged;

int
output_finish(int exit_with)
{
	errno = 0;
	if ((fflush(stdout) == 0 && ferror(stdout) == 0) || is_stdout_judged ||
	    errno == EPIPE)
		return exit_with;
	complain("standard output could not be written: %s",
	    strerror(errno != 0 ? errno : EIO));
	return SDX_FAULT;
}

static enum sdx_status
end_stdout(struct output_stream *stream, bool is_whole)
{
	output_flush(stream);
	is_stdout_judged = stream->error != 0;
	if (stream->error == EPIPE)
		return SDX_OK;
	if (stream->error != 0)
		complain("the report could not be written: %s",
		    strerror(stream->error));
	return stream->error == 0 && is_whole ? SDX_OK : SDX_FAULT;
}

/* Under its own name, which may be taken unless the file is to be new. */
static bool
give_name(const struct output_stream *stream)
{
	int error;

	if (!stream->must_be_new)
		return rename(stream->temporary, stream->path) == 0;
	if (link(stream->temporary, stream->path) == 0) {
		if (unlink(stream->temporary) == 0)
			return true;
		error = errno; /* not two of them, one of a name unknown */
		unlink(stream->path);
		errno = error;
		return false;
	}
	/* Not every file system can give two names to a file. */
	if (errno == EEXIST || access(stream->path, F_OK) == 0) {
		errno = EEXIST;
		return false;
	}
	return rename(stream->temporary, stream->path) == 0;
}

enum sdx_status
output_end(struct output_stream *stream, bool is_whole)
{
	bool is_fine;

	if (stream->file == NULL)
		return SDX_FAULT;
	if (stream->path == NULL)
		return end_stdout(stream, is_whole);
	output_flush(stream);
	errno = 0;
	if (fclose(stream->file) != 0)
		note_error(stream);
	if (stream->error == 0 && is_whole && stream->temporary != NULL &&
	    !give_name(stream))
		note_error(stream);
	is_fine = stream->error == 0 && is_whole;
	if (!is_fine && stream->temporary != NULL)
		unlink(stream->temporary);
	temporary_drop(stream->temporary);
	errno = stream->error;
	if (stream->error != 0)
		complain_about_file(stream->path);
	return is_fine ? SDX_OK : SDX_FAULT;
}

static bool
put_output(const void *data, size_t len, void *user)
{
	struct output_stream *stream = user;

	output_put(stream, data, len);
	return stream->error == 0;
}

void
output_style(const struct output *output, const struct sdx_style *terminal,
    struct sdx_style *style)
{
	*style = *terminal;
	if (output->path == NULL)
		return;
	style->has_color = false;
	style->width = 0;
}

enum sdx_status
output_write(const struct output *output, const struct sdx_style *style,
    write_fn *write, void *what)
{
	struct output_stream stream;
	struct sdx_style own;
	enum sdx_status status, ended;

	if (begin_unbuffered(output, usual_mode(), &stream) != SDX_OK)
		return SDX_FAULT;
	output_style(output, style, &own);
	status = write(what, output->format, &own, put_output, &stream);
	if (status == SDX_FAULT && stream.error == 0)
		complain("the report could not be written: no memory");
	ended = output_end(&stream, status != SDX_FAULT);
	return ended != SDX_OK || stream.error != 0 ? ended : status;
}

enum sdx_status
output_octets(const void *data, size_t len)
{
	struct output_stream stream;

	if (begin_unbuffered(&(struct output){0}, 0, &stream) != SDX_OK)
		return SDX_FAULT;
	output_put(&stream, data, len);
	return output_end(&stream, true);
}

enum sdx_status
output_secret(const char *path, const void *data, size_t len)
{
	struct output_stream stream;

	if (begin_unbuffered(&(struct output){.path = path}, 0600, &stream) !=
	    SDX_OK)
		return SDX_FAULT;
	output_put(&stream, data, len);
	return output_end(&stream, true);
}

static enum sdx_status
write_new(const char *path, mode_t mode, const void *data, size_t len)
{
	struct output_stream stream;
	struct stat st;

	if (lstat(path, &st) == 0) {
		errno = EEXIST;
		return complain_about_file(path);
	}
	if (begin_unbuffered(&(struct output){.path = path}, mode, &stream) !=
	    SDX_OK)
		return SDX_FAULT;
	stream.must_be_new = true;
	output_put(&stream, data, len);
	return output_end(&stream, true);
}

enum sdx_status
output_new(const char *path, const void *data, size_t len)
{
	return write_new(path, usual_mode(), data, len);
}

enum sdx_status
output_new_secret(const char *path, const void *data, size_t len)
{
	return write_new(path, 0600, data, len);
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
