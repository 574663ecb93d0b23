/* SPDX-License-Identifier: MIT */
/*
 * Bulk use, and copies that can be shared, of any bytes.  What must hold:
 *  - one line in gives one line out, and that is JSON;
 *  - a copy can be made of whatever a message can be read from, it holds no
 *    value of a signature, and a copy can be made of the copy.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "samldx.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_line: %s\n", what);
	abort();
}

struct line {
	char *data;
	size_t len, size;
};

static bool
keep(const void *data, size_t len, void *user)
{
	struct line *line = user;

	if (line->len + len > line->size) {
		line->size = 2 * (line->len + len);
		line->data = realloc(line->data, line->size);
		if (line->data == NULL)
			fail("no memory");
	}
	memcpy(line->data + line->len, data, len);
	line->len += len;
	return true;
}

static void
check_line(const struct line *line)
{
	struct json_text text;
	struct json_error error = {0};

	if (line->len < 3 || line->data[line->len - 1] != '\n' ||
	    memchr(line->data, '\n', line->len) != line->data + line->len - 1)
		fail("not one line");
	if (json_open(&text, line->data, line->len - 1, &error).type !=
	    JSON_OBJECT)
		fail("no JSON object");
}

static void
filter(const char *data, size_t len)
{
	sdx_settings *settings = sdx_settings_new();
	const struct sdx_filter filter = {.settings = settings};
	const char *end = memchr(data, '\n', len);
	const struct sdx_line in = {.data = data,
	    .len = end != NULL ? (size_t)(end - data) : len,
	    .number = 1};
	struct line out = {0};

	if (settings == NULL)
		fail("no settings");
	if (sdx_filter_line(&filter, &in, keep, &out) == SDX_OK)
		check_line(&out);
	free(out.data);
	sdx_settings_free(settings);
}

/* The value of a signature, where one stands in plain XML. */
static void
check_copy(const char *data, size_t len, const void *copy, size_t copy_len)
{
	const char *at = memmem(data, len, "SignatureValue>", 15);
	size_t n = 0;

	if (at == NULL)
		return;
	at += 15;
	while (
	    at + n < data + len && n < 64 &&
	    (at[n] == '+' || at[n] == '/' || (at[n] >= '0' && at[n] <= '9') ||
		(at[n] >= 'A' && at[n] <= 'Z') ||
		(at[n] >= 'a' && at[n] <= 'z')))
		n++;
	if (n == 64 && strspn(at, "A") < n &&
	    memmem(copy, copy_len, at, n) != NULL)
		fail("the value of a signature is left in the copy");
}

static void
redact(const char *data, size_t len, int depth)
{
	const struct sdx_input input = {
	    .name = "capture", .data = data, .len = len};
	const char *what, *value;
	sdx_redacted *copy = NULL;
	const void *octets;
	size_t n;

	if (sdx_redact(&input, SDX_REDACT_STRICT, &copy) != SDX_OK) {
		if (depth > 0)
			fail("no copy can be made of the copy");
		sdx_redacted_free(copy);
		return;
	}
	octets = sdx_redacted_data(copy, &n);
	if (octets == NULL || n == 0)
		fail("an empty copy");
	for (size_t i = 0; sdx_redacted_readable(copy, i, &what, &value); i++)
		if (what == NULL || value == NULL)
			fail("something readable without a name");
	/* The placeholder of a placeholder is the same. */
	if (depth == 0) {
		check_copy(data, len, octets, n);
		redact(octets, n, depth + 1);
	}
	sdx_redacted_free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	filter((const char *)data, len);
	redact((const char *)data, len, 0);
	return 0;
}
