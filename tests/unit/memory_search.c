/* SPDX-License-Identifier: MIT */
#include "memory_search.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* Memory of a sanitizer's own is too much to look through. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAS_SHADOW true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SHADOW true
#endif
#ifndef HAS_SHADOW
#define HAS_SHADOW false
#endif

#define MASK 0xa5
#define CHUNK ((size_t)1 << 16)
#define RANGE_MAX ((uintptr_t)1 << 30) /* no heap of a test */

bool
memory_can_be_searched(void)
{
	return !HAS_SHADOW && access("/proc/self/mem", R_OK) == 0;
}

void
needles_add(
    struct needles *to, const char *what, const uint8_t *data, size_t len)
{
	struct needle *needle = &to->items[to->n];

	if (to->n == NEEDLES_MAX)
		return;
	to->n++;
	snprintf(needle->what, sizeof needle->what, "%s", what);
	needle->len = len < NEEDLE_LEN ? len : NEEDLE_LEN;
	for (size_t i = 0; i < needle->len; i++)
		needle->masked[i] = data[i] ^ MASK;
}

void
needles_add_windows(
    struct needles *to, const char *what, const uint8_t *data, size_t len)
{
	size_t step = len / 6 + 1;

	for (size_t i = 0; i + NEEDLE_LEN <= len; i += step)
		needles_add(to, what, data + i, NEEDLE_LEN);
}

/* The needle that stands in these bytes; NULL: none. */
static const struct needle *
find(const struct needles *needles, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < needles->n; i++) {
		const struct needle *needle = &needles->items[i];
		const uint8_t *at = bytes, *end = bytes + len;
		uint8_t first = needle->masked[0] ^ MASK;

		while (at < end &&
		       (at = memchr(at, first, (size_t)(end - at))) != NULL) {
			size_t n = 0;

			while (n < needle->len && at + n < end &&
			       (at[n] ^ MASK) == needle->masked[n])
				n++;
			if (n == needle->len)
				return needle;
			at++;
		}
	}
	return NULL;
}

/* Pieces overlap by a needle, so that nothing lies between two of them. */
static const struct needle *
search_range(
    const struct needles *needles, int fd, uintptr_t from, uintptr_t to)
{
	static uint8_t chunk[CHUNK];

	while (from < to) {
		size_t want = to - from < CHUNK ? to - from : CHUNK;
		ssize_t n = pread(fd, chunk, want, (off_t)from);
		const struct needle *found;

		if (n <= 0)
			return NULL;
		found = find(needles, chunk, (size_t)n);
		memset(chunk, 0, sizeof chunk);
		if (found != NULL)
			return found;
		if ((size_t)n <= NEEDLE_LEN)
			return NULL;
		from +=
		    (size_t)n == to - from ? (size_t)n : (size_t)n - NEEDLE_LEN;
	}
	return NULL;
}

const struct needle *
memory_search(const struct needles *needles)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	const struct needle *found = NULL;
	char line[512];

	if (maps == NULL || fd == -1)
		abort();
	while (found == NULL && fgets(line, sizeof line, maps) != NULL) {
		char *rest;
		uintptr_t from = strtoul(line, &rest, 16);
		uintptr_t to = strtoul(rest + 1, &rest, 16);

		if (rest[1] == 'r' && rest[2] == 'w' && to - from < RANGE_MAX)
			found = search_range(needles, fd, from, to);
	}
	fclose(maps);
	close(fd);
	return found;
}

bool
made_elsewhere(void *out, size_t size,
    void (*make)(void *out, const void *user), const void *user)
{
	void *shared = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t child;

	if (shared == MAP_FAILED)
		return false;
	child = fork();
	if (child == 0) {
		make(shared, user);
		_exit(0);
	}
	if (child > 0)
		waitpid(child, &status, 0);
	memcpy(out, shared, size);
	munmap(shared, size);
	return status == 0;
}
