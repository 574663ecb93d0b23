/* SPDX-License-Identifier: MIT */
/* Lines of standard input, and of standard output, for hours. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/lines.h"

#define CHUNK ((size_t)64 << 10)

bool
lines_open(struct lines *lines, int fd, size_t most)
{
	*lines = (struct lines){.fd = fd, .most = most, .size = CHUNK};
	lines->data = malloc(lines->size);
	return lines->data != NULL;
}

void
lines_close(struct lines *lines)
{
	free(lines->data);
}

/* Room behind what is there: what was handed out gives way, or it grows. */
static bool
make_room(struct lines *lines)
{
	char *grown;

	if (lines->start > 0) {
		memmove(lines->data, lines->data + lines->start,
		    lines->end - lines->start);
		lines->end -= lines->start;
		lines->start = 0;
	}
	if (lines->end < lines->size)
		return true;
	grown = realloc(lines->data, lines->size + lines->size + CHUNK);
	if (grown == NULL)
		return false;
	lines->data = grown;
	lines->size += lines->size + CHUNK;
	return true;
}

/* false: nothing more comes. */
static bool
fill(struct lines *lines)
{
	ssize_t n;

	if (!make_room(lines)) {
		lines->error = ENOMEM;
		return false;
	}
	do
		n = read(lines->fd, lines->data + lines->end,
		    lines->size - lines->end);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		lines->error = errno;
	if (n <= 0)
		return false;
	lines->end += (size_t)n;
	return true;
}

static void
hand_out(struct lines *lines, size_t len, struct sdx_line *line)
{
	line->data = lines->data + lines->start;
	line->number = ++lines->number;
	line->is_cut = lines->is_cut || len > lines->most;
	line->len = line->is_cut ? 0 : len;
	lines->is_cut = false;
}

bool
lines_has_whole(const struct lines *lines)
{
	return memchr(lines->data + lines->start, '\n',
		   lines->end - lines->start) != NULL;
}

bool
lines_next(struct lines *lines, struct sdx_line *line)
{
	size_t seen = 0; /* bytes that hold no line feed */

	for (;;) {
		const char *from = lines->data + lines->start;
		size_t len = lines->end - lines->start;
		const char *feed = memchr(from + seen, '\n', len - seen);

		if (feed != NULL) {
			hand_out(lines, (size_t)(feed - from), line);
			lines->start += (size_t)(feed - from) + 1;
			return true;
		}
		seen = len;
		if (len > lines->most) { /* the rest is not kept */
			lines->is_cut = true;
			lines->start = lines->end = seen = 0;
		}
		if (!fill(lines))
			break;
	}
	/* A last line without its feed is still a line. */
	if (lines->error != 0 || (lines->end == lines->start && !lines->is_cut))
		return false;
	hand_out(lines, lines->end - lines->start, line);
	lines->start = lines->end;
	return true;
}

static bool
output_lines_grow(struct output_lines *out, size_t size)
{
	struct output_lines grown = *out;

	grown.data = malloc(size);
	grown.size = size;
	if (grown.data == NULL)
		return false;
	if (out->len > 0)
		memcpy(grown.data, out->data, out->len);
	output_lines_free(out);
	*out = grown;
	return true;
}

bool
output_lines_put(const void *data, size_t len, void *user)
{
	struct output_lines *out = user;

	if (out->len + len > out->size &&
	    !output_lines_grow(out, (out->len + len) * 2))
		return false;
	memcpy(out->data + out->len, data, len);
	out->len += len;
	return true;
}

bool
output_lines_flush(struct output_lines *out)
{
	size_t done = 0;

	while (done < out->len) {
		ssize_t n = write(out->fd, out->data + done, out->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			out->error = errno;
			break;
		}
		done += (size_t)n;
	}
	output_lines_clear(out);
	return out->error == 0;
}

void
output_lines_clear(struct output_lines *out)
{
	if (out->len > 0)
		explicit_bzero(out->data, out->len);
	out->len = 0;
}

void
output_lines_free(struct output_lines *out)
{
	output_lines_clear(out);
	free(out->data);
	out->data = NULL;
	out->size = 0;
}
