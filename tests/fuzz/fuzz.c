/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

#include <libxml/parser.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/json_oracle.h"

_Noreturn void
fuzz_fail(const char *what)
{
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

bool
fuzz_keep(const void *data, size_t len, void *user)
{
	struct fuzz_text *text = user;

	if (text->len + len >= text->size) {
		text->size = 2 * (text->len + len) + 1;
		text->data = realloc(text->data, text->size);
		if (text->data == NULL)
			fuzz_fail("no memory");
	}
	memcpy(text->data + text->len, data, len);
	text->len += len;
	text->data[text->len] = '\0';
	return true;
}

/* U+202A to U+202E and U+2066 to U+2069, and U+0080 to U+009F. */
static bool
is_dangerous(const unsigned char *c, size_t n)
{
	if (n >= 2 && c[0] == 0xc2 && c[1] < 0xa0)
		return true;
	return n >= 3 && c[0] == 0xe2 &&
	       ((c[1] == 0x80 && c[2] >= 0xaa && c[2] <= 0xae) ||
		   (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
}

bool
fuzz_judge_text(const void *data, size_t len, void *user)
{
	const unsigned char *bytes = data;

	(void)user;
	for (size_t i = 0; i < len; i++) {
		if (bytes[i] == 0x7f || (bytes[i] < 0x20 && bytes[i] != '\n'))
			fuzz_fail("a control character reaches the report");
		if (is_dangerous(bytes + i, len - i))
			fuzz_fail("a report turns the direction of writing");
	}
	return true;
}

static void
write_as(const sdx_report *report, enum sdx_format format,
    const struct sdx_style *style, struct fuzz_text *out)
{
	if (sdx_report_write(report, format, style, fuzz_keep, out) != SDX_OK ||
	    out->len == 0)
		fuzz_fail("a report cannot be written");
	fuzz_judge_text(out->data, out->len, NULL);
}

static bool
is_xml(const struct fuzz_text *text)
{
	xmlDoc *doc = xmlReadMemory(text->data, (int)text->len, NULL, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);

	xmlFreeDoc(doc);
	return doc != NULL;
}

/* A format that other programs read, by a reader that is not ours. */
static void
judge_for_others(const sdx_report *report, enum sdx_format format)
{
	struct fuzz_text text = {0};

	write_as(report, format, NULL, &text);
	if (format == SDX_FORMAT_SARIF && !oracle_accepts(text.data, text.len))
		fuzz_fail("SARIF that is no JSON");
	if (format == SDX_FORMAT_JUNIT && !is_xml(&text))
		fuzz_fail("JUnit that is no XML");
	if (format == SDX_FORMAT_HTML && strstr(text.data, "<script") != NULL)
		fuzz_fail("a page with a script");
	free(text.data);
}

static void
judge_json(const sdx_report *report)
{
	struct fuzz_text json = {0}, line = {0};

	write_as(report, SDX_FORMAT_JSON, NULL, &json);
	write_as(report, SDX_FORMAT_JSONL, NULL, &line);
	if (memchr(line.data, '\n', line.len) != line.data + line.len - 1)
		fuzz_fail("more than one line");
	if (!oracle_equal(json.data, line.data))
		fuzz_fail("JSON that is none, or another on one line");
	free(json.data);
	free(line.data);
}

void
fuzz_judge_report(const sdx_report *report, size_t choice)
{
	static const struct sdx_style styles[] = {{.width = 0},
	    {.is_verbose = true, .has_timeline = true, .width = 40},
	    {.is_quiet = true}};
	size_t n_styles = sizeof styles / sizeof *styles;
	struct fuzz_text text = {0};

	choice %= n_styles + 1 + SDX_FORMAT_MARKDOWN - SDX_FORMAT_SARIF + 1;
	if (choice < n_styles) {
		write_as(report, SDX_FORMAT_TEXT, &styles[choice], &text);
		free(text.data);
	} else if (choice == n_styles) {
		judge_json(report);
	} else {
		judge_for_others(
		    report, (enum sdx_format)(
				SDX_FORMAT_SARIF + choice - n_styles - 1));
	}
}
