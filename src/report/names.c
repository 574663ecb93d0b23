/* SPDX-License-Identifier: MIT */
/* The words of the reports for what the library counts. */
#include "report/report.h"

const struct renderer *
renderer_find(enum sdx_format format)
{
	switch (format) {
	case SDX_FORMAT_TEXT:
		return &render_text_table;
	case SDX_FORMAT_JSON:
		return &render_json_table;
	case SDX_FORMAT_JSONL:
		return &render_jsonl_table;
	case SDX_FORMAT_SARIF:
		return &render_sarif_table;
	case SDX_FORMAT_GITHUB:
		return &render_github_table;
	case SDX_FORMAT_JUNIT:
		return &render_junit_table;
	case SDX_FORMAT_HTML:
		return &render_html_table;
	case SDX_FORMAT_MARKDOWN:
		return &render_markdown_table;
	}
	return NULL;
}

bool
format_is_general(enum sdx_format format)
{
	return format == SDX_FORMAT_TEXT || format == SDX_FORMAT_JSON ||
	       format == SDX_FORMAT_JSONL;
}

const char *
severity_name(enum sdx_severity severity)
{
	switch (severity) {
	case SDX_ERROR:
		return "error";
	case SDX_WARNING:
		return "warning";
	case SDX_NOTE:
		return "note";
	}
	return "";
}

const char *
grade_name(enum sdx_grade grade)
{
	switch (grade) {
	case SDX_DOCUMENTED:
		return "documented";
	case SDX_OBSERVED:
		return "observed";
	case SDX_INFERRED:
		return "inferred";
	}
	return "";
}

const char *
side_name(enum fix_side side)
{
	switch (side) {
	case SIDE_IDP:
		return "idp";
	case SIDE_AWS:
		return "aws";
	case SIDE_CLIENT:
		return "client";
	}
	return "";
}

const char *
outcome_name(enum sdx_outcome outcome)
{
	switch (outcome) {
	case SDX_ACCEPTED:
		return "accepted";
	case SDX_REJECTED:
		return "rejected";
	case SDX_UNDETERMINED:
		break;
	}
	return "undetermined";
}

const char *
clock_source_name(enum clock_source source)
{
	switch (source) {
	case CLOCK_OF_CAPTURE:
		return "capture";
	case CLOCK_OF_ISSUE:
		return "issue";
	case CLOCK_OF_NOW:
		return "now";
	case CLOCK_AS_GIVEN:
		return "given";
	case CLOCK_UNKNOWN:
		break;
	}
	return "";
}

const char *
match_how_name(enum match_how how)
{
	switch (how) {
	case MATCH_TEXT:
		return "text";
	case MATCH_CODE:
		return "code";
	case MATCH_DENIAL:
		return "denial";
	case MATCH_OTHER:
		return "other";
	case MATCH_NONE:
		break;
	}
	return "unknown";
}
