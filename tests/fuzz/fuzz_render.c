/* SPDX-License-Identifier: MIT */
/*
 * A report of which every text is arbitrary, in the format that the first
 * octet says.  What must hold for any input:
 *  - nothing is written but text that can be shown, and line feeds;
 *  - the structure is that of a report of the letter x alone.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/skeleton.h"
#include "json/json.h"

#define N_FORMATS (SDX_FORMAT_MARKDOWN - SDX_FORMAT_SARIF + 1)

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static _Noreturn void
fail(const char *what)
{
	fprintf(stderr, "fuzz_render: %s\n", what);
	abort();
}

/* Texts end with a zero byte; the last one with the input. */
static void
fill(struct made_report *m, const char *data, size_t len, bool is_plain)
{
	const char **texts[MADE_TEXTS];

	made_texts(m, texts);
	for (size_t i = 0; i < MADE_TEXTS; i++) {
		size_t n = strnlen(data, len);
		char *copy = arena_alloc(m->report.arena, n + 1);

		if (copy == NULL)
			fail("no memory");
		if (is_plain)
			memset(copy, 'x', n);
		else if (n > 0)
			memcpy(copy, data, n);
		*texts[i] = copy;
		n += n < len ? 1 : 0;
		data += n;
		len -= n;
	}
}

static char *
written(const uint8_t *data, size_t len, enum sdx_format format, bool is_plain)
{
	const struct sdx_style style = {
	    .is_verbose = data[0] & 1, .is_quiet = data[0] & 2};
	struct made_report made;
	struct buffer out = {0};

	make_report(&made, "");
	fill(&made, (const char *)data + 1, len - 1, is_plain);
	made.place.document = data[0] & 4 ? "" : "decoded response";
	made.report.status = data[0] & 8 ? SDX_INPUT : SDX_OK;
	if (data[0] & 16)
		made.report.verdict = (struct verdict){0};
	skeleton_write(&made.report, format, &style, &out);
	if (out.has_failed || arena_has_failed(made.report.arena))
		fail("the report cannot be written");
	arena_free(made.report.arena);
	return out.data;
}

static void
judge(enum sdx_format format, const char *text, const char *plain)
{
	struct buffer skeletons[2] = {{0}, {0}};
	struct json_text json;
	struct json_error error;

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == 0x7f || (*c > 0 && *c < 0x20 && *c != '\n'))
			fail("a control character is written");
	}
	if (format == SDX_FORMAT_SARIF &&
	    json_open(&json, text, strlen(text), &error).type != JSON_OBJECT)
		fail("this is no JSON");
	skeleton_of(format, text, &skeletons[0]);
	skeleton_of(format, plain, &skeletons[1]);
	if (skeletons[0].len != skeletons[1].len || skeletons[0].len == 0 ||
	    memcmp(skeletons[0].data, skeletons[1].data, skeletons[0].len) != 0)
		fail("what was captured has become structure");
	buffer_free(&skeletons[0]);
	buffer_free(&skeletons[1]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	enum sdx_format format;
	char *text, *plain;

	if (len == 0)
		return 0;
	format =
	    (enum sdx_format)(SDX_FORMAT_SARIF + (data[0] >> 5) % N_FORMATS);
	text = written(data, len, format, false);
	plain = written(data, len, format, true);
	judge(format, text, plain);
	free(text);
	free(plain);
	return 0;
}
