/* SPDX-License-Identifier: MIT */
/* The tool and the rules behind the results (SARIF 3.18, 3.49). */
#include <string.h>

#include "config.h"
#include "report/sarif.h"

/* How often a finding of this grade is right, in the words of viewers. */
static const char *
precision(enum sdx_grade grade)
{
	switch (grade) {
	case SDX_DOCUMENTED:
		return "very-high";
	case SDX_OBSERVED:
		return "high";
	case SDX_INFERRED:
		break;
	}
	return "medium";
}

static void
put_help(struct json_writer *w, const struct page *page)
{
	json_key(w, "help");
	json_begin_object(w);
	json_put_member(w, "text", page->text);
	json_put_member(w, "markdown", page->text);
	json_end_object(w);
}

static void
put_rule_properties(struct json_writer *w, const struct check *check)
{
	json_key(w, "properties");
	json_begin_object(w);
	json_put_member(w, "grade", grade_name(check->grade));
	json_put_member(w, "precision", precision(check->grade));
	json_put_member(w, "problem.severity",
	    check->severity == SDX_NOTE ? "recommendation"
					: severity_name(check->severity));
	json_put_member(w, "source", check->source);
	json_key(w, "tags");
	json_begin_array(w);
	json_put_string(w, "saml");
	json_put_string(w, stage_name(check->stage));
	json_end_array(w);
	json_end_object(w);
}

static void
put_rule(const struct check *check, struct buffer *out)
{
	struct json_writer w = {.out = out};
	const struct page *page = check_page_find(check->id);

	json_begin_object(&w);
	json_put_member(&w, "id", check->id);
	sarif_put_message(&w, "shortDescription", check->title);
	if (page != NULL)
		put_help(&w, page);
	json_key(&w, "defaultConfiguration");
	json_begin_object(&w);
	json_put_member(&w, "level", severity_name(check->severity));
	json_end_object(&w);
	put_rule_properties(&w, check);
	json_end_object(&w);
}

void
sarif_put_tool(const struct sdx_document *document, struct buffer *out)
{
	const struct check *check;
	size_t position = 0, n = 0;

	buffer_puts(out, "{\"driver\": {\"name\": \"samldx\", \"version\": "
			 "\"" PACKAGE_VERSION "\", \"semanticVersion\": "
			 "\"" PACKAGE_VERSION "\", \"rules\": [\n");
	while ((check = document_noted(document, &position)) != NULL) {
		if (n++ > 0)
			buffer_puts(out, ",\n");
		put_rule(check, out);
	}
	buffer_puts(out, "\n]}}");
}
