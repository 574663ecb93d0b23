/* SPDX-License-Identifier: MIT */
/*
 * SARIF 2.1.0: one run for all reports, a result for each finding.  The
 * results come first and the rules behind them, so that nothing waits.
 */
#include "report/sarif.h"

#include <string.h>

#include "saml/datetime.h"

#define SCHEMA                                                        \
	"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/" \
	"schemas/sarif-schema-2.1.0.json"

void
sarif_put_shown(
    struct json_writer *w, const char *key, const char *text, size_t len)
{
	struct buffer safe = {0};
	size_t from = 0;

	for (size_t i = 0; i + 1 < len; i++) {
		if (text[i] != ']' || text[i + 1] != '(')
			continue;
		buffer_put(&safe, text + from, i - from);
		buffer_puts(&safe, "\\u{5d}");
		from = i + 1;
	}
	buffer_put(&safe, text + from, len - from);
	json_key(w, key);
	json_put_text(w, safe.data != NULL ? safe.data : "", safe.len);
	w->out->has_failed |= safe.has_failed;
	buffer_free(&safe);
}

void
sarif_put_message(struct json_writer *w, const char *key, const char *text)
{
	json_key(w, key);
	json_begin_object(w);
	sarif_put_shown(w, "text", text, strlen(text));
	json_end_object(w);
}

void
sarif_put_value(struct json_writer *w, const char *key,
    const struct text_report *t, const char *value)
{
	const char *text;

	if (value == NULL || value[0] == '\0')
		return;
	text = plain_string(t, plain_value, value);
	sarif_put_shown(w, key, text, strlen(text));
}

static void
begin_run(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, "{\n\"$schema\": \"" SCHEMA "\",\n"
			 "\"version\": \"2.1.0\",\n\"runs\": [{\n"
			 "\"columnKind\": \"unicodeCodePoints\",\n"
			 "\"results\": [\n");
}

static void
put_part(const struct part *part, struct buffer *out)
{
	const struct findings *findings = &part->report->findings;
	size_t n = 0;

	for (size_t i = 0; i < findings->n; i++) {
		if (findings->items[i]->is_muted)
			continue;
		if (n++ > 0)
			buffer_puts(out, ",\n");
		document_note(part->document, findings->items[i]->check);
		sarif_put_result(part, findings->items[i], out);
	}
	if (n > 0)
		buffer_putc(out, '\n');
}

static void
end_run(const struct sdx_document *document, struct buffer *out)
{
	bool is_fine = !atomic_load(&document->has_trouble);

	buffer_puts(out, "],\n\"tool\": ");
	sarif_put_tool(document, out);
	buffer_printf(out,
	    ",\n\"invocations\": [{\"executionSuccessful\": %s}]\n}]\n}\n",
	    is_fine ? "true" : "false");
}

const struct renderer render_sarif_table = {
    .name = "sarif",
    .begin = begin_run,
    .between = ",\n",
    .end = end_run,
    .part = put_part,
};
