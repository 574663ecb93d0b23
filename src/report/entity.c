/* SPDX-License-Identifier: MIT */
/* One line for each entity of a federation. */
#include <string.h>

#include "report/certificates.h"
#include "json/json.h"

static const char *
verdict_word(enum sdx_outcome outcome)
{
	switch (outcome) {
	case SDX_ACCEPTED:
		return "accepted";
	case SDX_REJECTED:
		return "refused";
	case SDX_UNDETERMINED:
		break;
	}
	return "not known";
}

static bool
is_told(const struct finding *f)
{
	return !f->is_muted && f->caused_by == NULL;
}

/* Was this check named already, with this severity? */
static bool
is_repeated(const struct findings *findings, size_t at)
{
	const struct finding *f = findings->items[at];

	for (size_t i = 0; i < at; i++) {
		const struct finding *other = findings->items[i];

		if (is_told(other) && other->check == f->check &&
		    other->severity == f->severity)
			return true;
	}
	return false;
}

/* ": error metadata-idp-descriptor, note metadata-validity" */
static void
put_findings(struct buffer *out, const struct findings *findings)
{
	bool is_first = true;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (!is_told(f) || is_repeated(findings, i))
			continue;
		buffer_printf(out, "%s%s %s", is_first ? ": " : ", ",
		    severity_name(f->severity), f->check->id);
		is_first = false;
	}
}

void
text_entity(const struct sdx_report *report, const struct sdx_entity *entity,
    struct buffer *out)
{
	buffer_printf(out, "%-9s  ", verdict_word(report->verdict.outcome));
	render_escape(out, entity->entity_id, strlen(entity->entity_id));
	buffer_printf(out, "  line %llu", (unsigned long long)entity->line);
	put_findings(out, &report->findings);
	buffer_putc(out, '\n');
}

static void
put_finding(struct json_writer *w, const struct finding *f)
{
	json_begin_object(w);
	json_put_member(w, "id", f->check->id);
	json_put_member(w, "severity", severity_name(f->severity));
	json_put_member(w, "message", f->message);
	json_put_member(w, "found", f->found);
	json_put_member(w, "aws_error", f->aws_error);
	json_put_member(w, "caused_by",
	    f->caused_by != NULL && !f->caused_by->is_muted
		? f->caused_by->check->id
		: NULL);
	json_end_object(w);
}

void
json_entity(const struct sdx_report *report, const struct sdx_entity *entity,
    struct buffer *out)
{
	const struct findings *findings = &report->findings;
	const struct verdict *verdict = &report->verdict;
	struct json_writer writer = {.out = out}, *w = &writer;

	json_begin_object(w);
	json_put_member(w, "entity_id", entity->entity_id);
	json_key(w, "number");
	json_put_integer(w, (int64_t)entity->number);
	json_key(w, "line");
	json_put_integer(w, (int64_t)entity->line);
	json_put_member(w, "outcome", outcome_name(verdict->outcome));
	json_put_member(w, "aws_error",
	    verdict->aws_error != NULL ? verdict->aws_error->id : NULL);
	json_key(w, "findings");
	json_begin_array(w);
	for (size_t i = 0; i < findings->n; i++) {
		if (!findings->items[i]->is_muted)
			put_finding(w, findings->items[i]);
	}
	json_end_array(w);
	json_put_certificates(w, report->evidence);
	json_end_object(w);
	buffer_putc(out, '\n');
}
