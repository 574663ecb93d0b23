/* SPDX-License-Identifier: MIT */
/*
 * The report for programs: docs/report.schema.json is the contract.  Keys
 * only grow, and the order is fixed, so that two reports can be compared.
 */
#include "json/json.h"

#include <string.h>

#include "config.h"
#include "report/agreement.h"
#include "report/certificates.h"
#include "report/change.h"
#include "report/json_proof.h"
#include "report/json_story.h"
#include "report/rotation.h"
#include "report/text.h"
#include "saml/datetime.h"

#define SCHEMA "https://samldx.example/report/1"

/* A number counted from 1, or null where it is not known. */
static void
put_position(struct json_writer *w, const char *key, size_t value)
{
	json_key(w, key);
	if (value > 0)
		json_put_integer(w, (int64_t)value);
	else
		json_put_null(w);
}

static void
put_tool(struct json_writer *w)
{
	json_key(w, "tool");
	json_begin_object(w);
	json_put_member(w, "name", "samldx");
	json_put_member(w, "version", PACKAGE_VERSION);
	json_end_object(w);
}

static void
put_message(struct json_writer *w, const struct evidence *e)
{
	const struct capture_message *m = e->message;

	json_begin_object(w);
	json_put_member(w, "type", e->message_type);
	json_put_member(w, "binding", m->binding);
	json_put_member(w, "endpoint", m->endpoint);
	put_position(w, "entry", m->entry);
	put_position(w, "entries", m->n_entries);
	json_end_object(w);
}

static void
put_input(struct json_writer *w, const struct evidence *e, size_t i)
{
	const struct input *in = &e->inputs[i];
	bool is_judged = e->message != NULL && e->message->input == i;

	json_begin_object(w);
	json_put_member(w, "path", in->name);
	json_put_member(w, "kind", in->form != NULL ? in->form : "unknown");
	json_key(w, "repairs");
	json_begin_array(w);
	for (size_t j = 0; is_judged && j < e->message->n_repairs; j++)
		json_put_string(w, e->message->repairs[j]);
	if (!is_judged && in->note != NULL)
		json_put_string(w, in->note);
	json_end_array(w);
	json_key(w, "message");
	if (is_judged)
		put_message(w, e);
	else
		json_put_null(w);
	json_end_object(w);
}

static void
put_inputs(struct json_writer *w, const struct evidence *e)
{
	json_key(w, "inputs");
	json_begin_array(w);
	for (size_t i = 0; i < e->n_inputs; i++)
		put_input(w, e, i);
	json_end_array(w);
}

static void
put_as_of(struct json_writer *w, const struct sdx_report *report)
{
	const struct clock *clock = &report->evidence->clock;
	bool is_known = clock->source != CLOCK_UNKNOWN;

	json_key(w, "as_of");
	json_begin_object(w);
	json_put_member(w, "time",
	    is_known ? datetime_format(report->arena, clock->time) : NULL);
	json_put_member(
	    w, "source", is_known ? clock_source_name(clock->source) : NULL);
	json_end_object(w);
}

/* Each kind once: two of them bear the name "metadata". */
static void
put_kinds(struct json_writer *w, const char *key, unsigned kinds)
{
	const char *last = "";

	json_key(w, key);
	json_begin_array(w);
	for (unsigned bit = 1; bit <= NEEDS_LAST; bit <<= 1) {
		const char *name = evidence_kind_name((enum evidence_kind)bit);

		if ((kinds & bit) != 0 && strcmp(name, last) != 0)
			json_put_string(w, last = name);
	}
	json_end_array(w);
}

static void
put_verdict(struct json_writer *w, const struct verdict *verdict)
{
	const struct finding *because = verdict->because;

	json_key(w, "verdict");
	json_begin_object(w);
	json_put_member(w, "outcome", outcome_name(verdict->outcome));
	json_put_aws_error(w, verdict->aws_error);
	put_kinds(w, "missing", verdict->missing);
	json_put_member(
	    w, "because", because != NULL ? because->check->id : NULL);
	json_put_member(w, "settle", verdict->settle);
	json_end_object(w);
}

static void
put_place(struct json_writer *w, const struct place *place)
{
	json_begin_object(w);
	json_key(w, "input");
	json_put_integer(w, (int64_t)place->input);
	json_put_member(
	    w, "pointer", place->pointer != NULL ? place->pointer : "");
	put_position(w, "line", place->line);
	put_position(w, "column", place->column);
	json_put_member(w, "label", place->label != NULL ? place->label : "");
	json_put_member(
	    w, "document", place->document != NULL ? place->document : "");
	json_end_object(w);
}

/* The value stands as JSON already. */
static void
put_patch(struct json_writer *w, const struct fix_patch *patch)
{
	struct json_text text;
	struct json_error error;

	json_begin_object(w);
	json_put_member(w, "op", patch->op);
	json_put_member(w, "path", patch->path);
	if (patch->from != NULL)
		json_put_member(w, "from", patch->from);
	if (patch->value != NULL) {
		json_key(w, "value");
		json_put_value(w, json_open(&text, patch->value,
				      strlen(patch->value), &error));
	}
	json_end_object(w);
}

static void
put_fix(struct json_writer *w, const struct fix *fix)
{
	json_begin_object(w);
	json_put_member(w, "side", side_name(fix->side));
	json_put_member(w, "idp", fix->idp);
	json_put_member(w, "text", fix->text != NULL ? fix->text : "");
	json_put_member(w, "command", fix->command);
	json_key(w, "patch");
	json_begin_array(w);
	if (fix->patch.op != NULL)
		put_patch(w, &fix->patch);
	json_end_array(w);
	json_end_object(w);
}

static void
put_marks(struct json_writer *w, const struct finding *f)
{
	json_key(w, "marks");
	json_begin_array(w);
	for (size_t i = 0; i < f->n_marks; i++) {
		json_begin_object(w);
		json_key(w, "start");
		json_put_integer(w, (int64_t)f->marks[i].start);
		json_key(w, "length");
		json_put_integer(w, (int64_t)f->marks[i].len);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_finding(struct json_writer *w, const struct finding *f)
{
	const struct finding *cause = f->caused_by;

	json_begin_object(w);
	json_put_member(w, "id", f->check->id);
	json_put_member(w, "severity", severity_name(f->severity));
	json_put_member(w, "grade", grade_name(f->grade));
	json_put_member(w, "stage", stage_name(f->check->stage));
	json_put_member(w, "message", f->message);
	json_put_member(w, "found", f->found);
	json_put_member(w, "wanted", f->wanted);
	json_put_member(w, "aws_error", f->aws_error);
	json_put_member(w, "caused_by",
	    cause != NULL && !cause->is_muted ? cause->check->id : NULL);
	json_key(w, "places");
	json_begin_array(w);
	for (size_t i = 0; i < f->n_places; i++)
		put_place(w, &f->places[i]);
	json_end_array(w);
	json_key(w, "fixes");
	json_begin_array(w);
	for (size_t i = 0; i < f->n_fixes; i++)
		put_fix(w, &f->fixes[i]);
	json_end_array(w);
	json_put_member(w, "why", f->why);
	put_marks(w, f);
	json_put_member(w, "source", f->check->source);
	json_end_object(w);
}

static void
put_findings(struct json_writer *w, const struct findings *findings)
{
	json_key(w, "findings");
	json_begin_array(w);
	for (size_t i = 0; i < findings->n; i++) {
		if (!findings->items[i]->is_muted)
			put_finding(w, findings->items[i]);
	}
	json_end_array(w);
}

static void
put_not_checked(struct json_writer *w, const struct sdx_report *report)
{
	json_key(w, "not_checked");
	json_begin_array(w);
	for (size_t i = 0; i < report->n_not_checked; i++) {
		const struct not_checked *item = &report->not_checked[i];

		if (item->is_muted)
			continue;
		json_begin_object(w);
		json_put_member(w, "id", item->check->id);
		put_kinds(w, "needs", item->missing);
		json_put_member(w, "how", item->how);
		json_put_member(w, "reason", item->reason);
		json_end_object(w);
	}
	json_end_array(w);
	json_key(w, "passed");
	json_begin_array(w);
	for (size_t i = 0; i < report->n_passed; i++)
		json_put_string(w, report->passed[i]->id);
	json_end_array(w);
}

static void
put_idp(struct json_writer *w, const struct idp_guess *idp)
{
	json_key(w, "idp");
	if (idp->vendor == NULL || strcmp(idp->vendor->key, "generic") == 0) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "key", idp->vendor->key);
	json_put_member(w, "name", idp->vendor->name);
	json_put_member(w, "because", idp->because);
	json_key(w, "is_sure");
	json_put_bool(w, idp->is_sure);
	json_end_object(w);
}

void
json_put_report(struct json_writer *w, const struct sdx_report *report)
{
	const struct evidence *e = report->evidence;

	json_begin_object(w);
	json_put_member(w, "schema", SCHEMA);
	put_tool(w);
	put_inputs(w, e);
	put_as_of(w, report);
	put_verdict(w, &report->verdict);
	put_findings(w, &report->findings);
	put_not_checked(w, report);
	json_put_proof(w, e);
	json_put_session(w, e);
	json_put_answer(w, report->answer);
	json_put_story(w, e);
	json_put_certificates(w, e);
	json_put_change(w, e);
	json_put_agreement(w, e);
	put_idp(w, &e->idp);
	json_put_rotation(w, e);
	json_put_member(w, "trouble",
	    report->trouble != NULL && report->trouble[0] != '\0'
		? report->trouble
		: NULL);
	json_end_object(w);
}

static void
write_object(
    const struct sdx_report *report, bool is_pretty, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = is_pretty};

	json_put_report(&w, report);
	buffer_putc(out, '\n');
}

static void
write_report(const struct sdx_report *report, const struct sdx_style *style,
    struct buffer *out)
{
	(void)style;
	write_object(report, true, out);
}

static void
write_line(const struct sdx_report *report, const struct sdx_style *style,
    struct buffer *out)
{
	(void)style;
	write_object(report, false, out);
}

static void
begin_array(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, "[\n");
}

static void
end_array(const struct sdx_document *document, struct buffer *out)
{
	(void)document;
	buffer_puts(out, "]\n");
}

const struct renderer render_json_table = {
    .name = "json",
    .report = write_report,
    .checks = json_checks,
    .begin = begin_array,
    .between = ",\n",
    .end = end_array,
};

const struct renderer render_jsonl_table = {
    .name = "jsonl",
    .report = write_line,
    .checks = jsonl_checks,
    .between = "",
};
