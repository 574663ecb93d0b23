/* SPDX-License-Identifier: MIT */
#include "report/plain.h"

#include <string.h>

#include "utf8.h"

#define UNWRAPPED 1000000 /* columns */
#define TEXT_MAX 20000	  /* bytes */

struct text_report
plain_of(const struct part *part, struct buffer *out)
{
	return (struct text_report){
	    .layout = {.out = out, .width = UNWRAPPED},
	    .report = part->report,
	    .is_verbose = part->document->style.is_verbose,
	    .has_several = part->report->evidence->n_inputs > 1,
	};
}

/* How much of LEN bytes is shown. */
static size_t
shown(const struct text_report *t, const char *text, size_t len, size_t max)
{
	if (t->is_verbose || len <= max)
		return len;
	return utf8_cut(text, len, max);
}

static void
put_rest(const struct text_report *t, size_t n)
{
	if (n > 0)
		buffer_printf(t->layout.out, "... (%zu bytes more)", n);
}

void
plain_text(const struct text_report *t, const char *text)
{
	size_t len = strlen(text), n;
	const char *end;

	/* What is hidden is found in the whole alone. */
	text = buffer_veiled(t->layout.out, text, &len);
	n = shown(t, text, len, TEXT_MAX);
	end = text + n;

	for (;;) {
		const char *feed = memchr(text, '\n', (size_t)(end - text));
		const char *stop = feed != NULL ? feed : end;

		render_escape(t->layout.out, text, (size_t)(stop - text));
		if (feed == NULL)
			break;
		buffer_putc(t->layout.out, '\n');
		text = feed + 1;
	}
	put_rest(t, len - n);
}

void
plain_value(const struct text_report *t, const char *value)
{
	size_t len = strlen(value), n;

	value = buffer_veiled(t->layout.out, value, &len);
	n = shown(t, value, len, PLAIN_VALUE_MAX);
	render_escape(t->layout.out, value, n);
	put_rest(t, len - n);
}

struct text_report
plain_inside(const struct text_report *t, struct buffer *inside)
{
	struct text_report copy = *t;

	copy.layout.out = inside;
	inside->veil = t->layout.out->veil;
	return copy;
}

const char *
plain_take(const struct text_report *t, struct buffer *inside)
{
	const char *string = arena_printf(
	    t->report->arena, "%s", inside->data != NULL ? inside->data : "");

	t->layout.out->has_failed |= inside->has_failed;
	buffer_free(inside);
	return string;
}

const char *
plain_string(const struct text_report *t,
    void (*put)(const struct text_report *, const char *), const char *text)
{
	struct buffer out = {0};
	struct text_report inside = plain_inside(t, &out);

	put(&inside, text);
	return plain_take(t, &out);
}

static bool
is_given(const char *text)
{
	return text != NULL && text[0] != '\0';
}

static void
put_field(const struct text_report *t, const char *label, const char *text)
{
	buffer_printf(t->layout.out, "\n%s: ", label);
	plain_text(t, text);
}

static void
put_fix(const struct text_report *t, const struct fix *fix)
{
	put_field(t, "Fix", text_side(t, fix));
	plain_text(t, is_given(fix->text) ? fix->text : "run");
	if (is_given(fix->diff)) {
		buffer_putc(t->layout.out, '\n');
		plain_text(t, fix->diff);
	}
	if (is_given(fix->command)) {
		buffer_putc(t->layout.out, '\n');
		plain_text(t, fix->command);
	}
}

/* Lines of INSIDE are lines of the file that it was not taken out of. */
static bool
is_in_file(const struct input *in, struct bytes inside)
{
	return in->note == NULL && inside.data == in->bytes.data;
}

/* Is this document the file itself, as it stands? */
static bool
is_file(const struct evidence *e, const struct place *place)
{
	const struct input *in = &e->inputs[place->input];
	const struct capture_message *m = e->message;

	if (strcmp(place->document, "decoded response") == 0)
		return m != NULL && m->input == place->input &&
		       is_in_file(in, m->xml);
	if (strcmp(place->document, "metadata") != 0)
		return false;
	if (e->subject != NULL && e->subject->input == place->input)
		return is_in_file(in, e->subject->bytes);
	return in->form != NULL && strcmp(in->form, "metadata") == 0 &&
	       in->note == NULL;
}

struct place
plain_place(const struct part *part, const struct place *place)
{
	const struct evidence *e = part->report->evidence;
	size_t line = part->entity != NULL ? (size_t)part->entity->line : 0;
	struct place in_file = *place;

	if (is_given(place->document)) {
		if (place->input >= e->n_inputs || !is_file(e, place))
			return in_file;
		in_file.document = "";
	}
	if (line > 0)
		in_file.line = place->line > 0 ? place->line + line - 1 : line;
	return in_file;
}

void
plain_finding(const struct part *part, const struct text_report *t,
    const struct finding *f)
{
	plain_text(t, f->message);
	if (part->entity != NULL)
		put_field(t, "Entity", part->entity->entity_id);
	for (size_t i = 0; i < f->n_places; i++) {
		struct place place = plain_place(part, &f->places[i]);

		put_field(t, "Where", text_place(t, &place));
	}
	if (f->found != NULL) {
		buffer_puts(t->layout.out, "\nFound: ");
		plain_value(t, f->found);
	}
	if (is_given(f->wanted))
		put_field(t, "Wanted", f->wanted);
	if (is_given(f->why))
		put_field(t, "Why", f->why);
	for (size_t i = 0; i < f->n_fixes; i++)
		put_fix(t, &f->fixes[i]);
	buffer_printf(t->layout.out, "\nGrade: %s", grade_name(f->grade));
}

void
plain_verdict(const struct text_report *t)
{
	struct buffer *out = t->layout.out;

	text_verdict(t);
	while (out->len > 0 && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
}

void
plain_not_checked(const struct text_report *t, const struct not_checked *item)
{
	if (item->missing == 0) {
		plain_text(t,
		    item->reason != NULL ? item->reason : "could not decide");
		return;
	}
	buffer_printf(
	    t->layout.out, "Needs %s", text_missing(t, item->missing));
	if (!is_given(item->how))
		return;
	buffer_puts(t->layout.out,
	    strncmp(item->how, "aws ", 4) == 0 ? ": the output of " : ": ");
	plain_text(t, item->how);
}
