/* SPDX-License-Identifier: MIT */
#include "finding.h"

#include "check.h"

const char *
finding_text(struct findings *findings, const char *fmt, ...)
{
	va_list args;
	const char *text;

	va_start(args, fmt);
	text = arena_vprintf(findings->arena, fmt, args);
	va_end(args);
	return text;
}

void
finding_cannot(struct findings *findings, const char *reason)
{
	findings->cannot = reason;
}

/* The input that a document came from: metadata's own, else the message's. */
static size_t
input_of(const struct evidence *evidence, const struct saml_document *document)
{
	for (size_t i = 0; i < evidence->n_metadata; i++) {
		if (evidence->metadata[i].document == document)
			return evidence->metadata[i].input;
	}
	if (evidence->change != NULL && evidence->change->document == document)
		return evidence->change->input;
	if (evidence->whole != NULL && evidence->whole->document == document)
		return evidence->whole->input;
	return evidence->message != NULL ? evidence->message->input : 0;
}

static void
add_place(struct findings *findings, struct finding *f, struct saml_at at)
{
	struct at_description description;
	struct place *place;

	if (at.document == NULL)
		return;
	place = arena_push(
	    findings->arena, &f->places, &f->n_places, sizeof *place);
	if (place == NULL)
		return;
	description = at_describe(findings->arena, at);
	place->input = input_of(findings->evidence, at.document);
	place->pointer = description.pointer;
	place->label = description.label;
	place->document = description.document;
	place->line = description.line;
	place->column = description.column;
}

static void
add_places(struct findings *findings, struct finding *f,
    const struct finding_draft *draft)
{
	struct place *place;

	if (draft->place != NULL) {
		place = arena_push(
		    findings->arena, &f->places, &f->n_places, sizeof *place);
		if (place != NULL)
			*place = *draft->place;
	}
	add_place(findings, f, draft->at);
	add_place(findings, f, draft->other_at);
}

static void
add_fix(struct findings *findings, struct finding *f, const struct fix *fix)
{
	struct fix *added;

	added =
	    arena_push(findings->arena, &f->fixes, &f->n_fixes, sizeof *added);
	if (added != NULL)
		*added = *fix;
}

/* The check's own words first, then the vendor's, then its pitfall. */
static void
add_idp_fix(struct findings *findings, struct finding *f,
    const struct finding_draft *draft)
{
	const struct idp_vendor *vendor = findings->evidence->idp.vendor;
	struct fix fix = {.side = SIDE_IDP, .text = draft->idp_text};
	const char *text, *pitfall;
	bool is_own = false;

	if (draft->idp_fix != FIX_NONE && vendor != NULL) {
		text = idp_fix_text(vendor, draft->idp_fix, &is_own);
		pitfall = idp_pitfall(vendor, draft->idp_fix);
		fix.text = finding_text(findings, "%s%s%s%s%s",
		    draft->idp_text != NULL ? draft->idp_text : "",
		    draft->idp_text != NULL ? " " : "", text,
		    pitfall != NULL ? " " : "", pitfall != NULL ? pitfall : "");
		fix.idp = is_own ? vendor->key : NULL;
	}
	if (fix.text != NULL)
		add_fix(findings, f, &fix);
}

static void
add_fixes(struct findings *findings, struct finding *f,
    const struct finding_draft *draft)
{
	add_idp_fix(findings, f, draft);
	if (draft->aws_text != NULL || draft->aws_command != NULL)
		add_fix(findings, f,
		    &(struct fix){.side = SIDE_AWS,
			.text = draft->aws_text != NULL ? draft->aws_text : "",
			.command = draft->aws_command,
			.diff = draft->aws_diff,
			.patch = draft->aws_patch});
	if (draft->client_text != NULL || draft->client_command != NULL)
		add_fix(findings, f,
		    &(struct fix){.side = SIDE_CLIENT,
			.text = draft->client_text != NULL ? draft->client_text
							   : "",
			.command = draft->client_command});
}

/* A draft's own answer of AWS; "" says that there is none. */
static const char *
aws_error_of(const struct check *check, const struct finding_draft *draft)
{
	if (draft->aws_error == NULL)
		return check->aws_error;
	return draft->aws_error[0] != '\0' ? draft->aws_error : NULL;
}

void
finding_add(struct findings *findings, const struct finding_draft *draft)
{
	const struct check *check = findings->current;
	struct finding **slot;
	struct finding *f;

	/* Thousands of the same kind tell no more than the first ones. */
	if (findings->n_current++ >= FINDINGS_OF_A_CHECK_MAX)
		return;
	f = arena_alloc(findings->arena, sizeof *f);
	if (f == NULL)
		return;
	f->check = check;
	f->severity = draft->severity != 0 ? draft->severity : check->severity;
	f->grade = draft->grade != 0 ? draft->grade : check->grade;
	f->message = draft->message;
	f->found = draft->found;
	f->wanted = draft->wanted;
	f->why = draft->why;
	f->aws_error = aws_error_of(check, draft);
	if (draft->n_marks > 0) {
		f->marks = arena_memdup(findings->arena, draft->marks,
		    draft->n_marks * sizeof *draft->marks);
		f->n_marks = f->marks != NULL ? draft->n_marks : 0;
	}
	add_places(findings, f, draft);
	add_fixes(findings, f, draft);
	slot = arena_push(
	    findings->arena, &findings->items, &findings->n, sizeof *slot);
	if (slot != NULL)
		*slot = f;
}
