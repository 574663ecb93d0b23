/* SPDX-License-Identifier: MIT */
#include "bench/measure.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

_Noreturn void
bench_fail(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(1);
}

struct bench_file
bench_read(const char *path)
{
	struct bench_file file;
	FILE *stream = fopen(path, "rb");
	long len;

	if (stream == NULL || fseek(stream, 0, SEEK_END) != 0 ||
	    (len = ftell(stream)) < 0)
		bench_fail(path);
	rewind(stream);
	file.len = (size_t)len;
	file.data = malloc(file.len + 1);
	if (file.data == NULL ||
	    fread(file.data, 1, file.len, stream) != file.len)
		bench_fail(path);
	file.data[file.len] = '\0';
	fclose(stream);
	return file;
}

/* Of the processor: others may be at work beside us. */
static double
clock_microseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

void
bench_run(size_t n, bool (*once)(void *), void *user)
{
	double began;

	/* One run first: tables and caches are not what is measured. */
	if (!once(user))
		bench_fail("the case does not hold");
	began = clock_microseconds();
	for (size_t i = 0; i < n; i++)
		if (!once(user))
			bench_fail("the case does not hold");
	printf("%.2f\n", (clock_microseconds() - began) / (double)n);
}

size_t
bench_count(const char *text)
{
	unsigned long n = strtoul(text, NULL, 10);

	if (n == 0)
		bench_fail("the first argument is the number of runs");
	return n;
}

size_t
bench_decode(char *text, size_t len)
{
	unsigned char *bytes = (unsigned char *)text;
	size_t kept = 0, padding = 0;
	int n;

	for (size_t i = 0; i < len; i++)
		if (strchr(" \t\r\n", text[i]) == NULL)
			text[kept++] = text[i];
	while (padding < kept && text[kept - padding - 1] == '=')
		padding++;
	n = EVP_DecodeBlock(bytes, bytes, (int)kept);
	if (n < 0 || padding > 2)
		bench_fail("not base64");
	return (size_t)n - padding;
}
