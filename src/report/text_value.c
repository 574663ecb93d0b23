/* SPDX-License-Identifier: MIT */
/*
 * A captured value as it stands, with carets under the characters that are
 * meant.  Long values are cut unless the whole is asked for.
 */
#include <string.h>

#include "report/text.h"

#define SHORT_LINES 3 /* a value of more lines is cut */
#define BEFORE_MARK 24
#define DOTS " ... "

struct value {
	const struct text_report *t;
	const struct finding *finding;
	struct buffer carets; /* of the line that is being written */
	size_t line_width;
	size_t at;	   /* columns of that line */
	bool is_continued; /* that line is not the first one */
	bool has_ink;	   /* more than blanks stands in it */
	bool has_caret;
	size_t mark; /* the next one to come */
};

/* Marks stand in the order of the value, as the walk over it does. */
static bool
is_marked(struct value *v, size_t offset)
{
	const struct finding *f = v->finding;

	while (v->mark < f->n_marks) {
		const struct mark *mark = &f->marks[v->mark];
		size_t len = mark->len > 0 ? mark->len : 1;

		if (offset < mark->start)
			return false;
		if (offset - mark->start < len)
			return true;
		v->mark++;
	}
	return false;
}

static bool
has_mark_at(const struct finding *f, size_t offset)
{
	for (size_t i = 0; i < f->n_marks; i++) {
		if (f->marks[i].start == offset)
			return true;
	}
	return false;
}

/* Finish a line and write the carets that belong under it. */
static void
end_line(struct value *v)
{
	const struct layout *layout = &v->t->layout;

	buffer_putc(layout->out, '\n');
	if (v->has_caret) {
		while (v->carets.len > 0 &&
		       v->carets.data[v->carets.len - 1] == ' ')
			v->carets.len--;
		buffer_repeat(layout->out, ' ', TEXT_COLUMN);
		layout_color(layout, COLOR_ERROR);
		buffer_put(layout->out, v->carets.data, v->carets.len);
		layout_color_end(layout);
		buffer_putc(layout->out, '\n');
	}
	v->carets.len = 0;
	v->has_caret = false;
	v->is_continued = true;
	v->has_ink = false;
	v->at = 0;
}

static void
put(struct value *v, const char *text, size_t len, size_t width, bool caret)
{
	if (v->at + width > v->line_width) {
		end_line(v);
		buffer_repeat(v->t->layout.out, ' ', TEXT_COLUMN);
	}
	buffer_put(v->t->layout.out, text, len);
	buffer_repeat(&v->carets, caret ? '^' : ' ', width);
	v->has_caret |= caret;
	v->has_ink |= len > 0 && *text != ' ';
	v->at += width;
}

/* Does a word begin at FROM that would be broken, and fits into a line? */
static bool
wants_new_line(const struct value *v, size_t from, size_t to)
{
	const char *found = v->finding->found;
	size_t len = 0, width;

	if (from == 0 || found[from - 1] != ' ' || v->at == 0)
		return false;
	while (from + len < to && found[from + len] != ' ')
		len++;
	width = render_width(found + from, len);
	return v->at + width > v->line_width && width <= v->line_width;
}

static void
next_line(struct value *v)
{
	end_line(v);
	buffer_repeat(v->t->layout.out, ' ', TEXT_COLUMN);
}

/*
 * The last place of a line, and what follows would be taken for a command:
 * then the two of them go together.
 */
static bool
wants_company(const struct value *v, const char *next, size_t len, size_t width)
{
	return v->at > 0 && v->at + width == v->line_width &&
	       render_is_command(next, len, true);
}

/* Does what comes next begin a line, or stand behind its blanks alone? */
static bool
is_first(const struct value *v)
{
	return (v->is_continued && !v->has_ink) || v->at == v->line_width;
}

/* The bytes from FROM up to TO. */
static void
put_run(struct value *v, size_t from, size_t to)
{
	const char *found = v->finding->found;
	struct escaped unit;

	while (from < to) {
		size_t n = render_unit(found + from, to - from, &unit);

		if (wants_new_line(v, from, to) ||
		    wants_company(
			v, found + from + n, to - from - n, unit.width))
			next_line(v);
		if (render_is_command(found + from, to - from, is_first(v)))
			n = render_number(found[from], &unit);
		put(v, unit.text, unit.len, unit.width, is_marked(v, from));
		from += n;
	}
}

/* The bytes from FROM on that fit into COLUMNS. */
static size_t
fitting(const char *found, size_t from, size_t len, size_t columns)
{
	struct escaped unit;
	size_t width = 0;

	while (from < len) {
		size_t n = render_unit(found + from, len - from, &unit);

		width += unit.width;
		if (width > columns)
			break;
		from += n;
	}
	return from;
}

/* Back over at most N characters. */
static size_t
step_back(const char *found, size_t from, size_t n)
{
	while (from > 0 && n > 0) {
		from--;
		if (((unsigned char)found[from] & 0xc0) != 0x80)
			n--;
	}
	return from;
}

static size_t
first_mark(const struct finding *f)
{
	size_t first = f->marks[0].start;

	for (size_t i = 1; i < f->n_marks; i++) {
		if (f->marks[i].start < first)
			first = f->marks[i].start;
	}
	return first;
}

static void
put_dots(struct value *v)
{
	put(v, DOTS, strlen(DOTS), strlen(DOTS), false);
}

/* Around the first mark, or the beginning and the end. */
static void
put_cut(struct value *v, size_t len)
{
	const char *found = v->finding->found;
	size_t room = v->line_width - 2 * strlen(DOTS), from = 0, to;

	if (v->finding->n_marks > 0) {
		size_t mark = first_mark(v->finding);

		from = step_back(found, mark < len ? mark : len, BEFORE_MARK);
		to = fitting(found, from, len, room);
		if (from > 0)
			put_dots(v);
		put_run(v, from, to);
		if (to < len)
			put_dots(v);
		return;
	}
	to = fitting(found, 0, len, room);
	put_run(v, 0, to);
	put_dots(v);
	next_line(v);
	put_run(v, step_back(found, len, room), len);
	next_line(v);
	buffer_printf(v->t->layout.out, "(%zu bytes; -v shows all of it)", len);
}

/* Blanks at an end cannot be seen without quotes round them. */
static bool
needs_quotes(const struct finding *f, size_t len)
{
	if (f->n_marks > 0)
		return false;
	return len == 0 || f->found[0] == ' ' || f->found[len - 1] == ' ';
}

void
text_value(const struct text_report *t, const struct finding *f)
{
	size_t len = strlen(f->found);
	struct finding shown = *f;
	struct value v = {.t = t, .finding = &shown};
	bool has_quotes;

	shown.found = buffer_veiled(t->layout.out, f->found, &len);
	f = &shown;
	has_quotes = needs_quotes(f, len);
	v.line_width = t->layout.width - TEXT_COLUMN;
	text_label(t, "found");
	if (has_quotes)
		put(&v, "\"", 1, 1, false);
	if (!t->is_verbose &&
	    render_width(f->found, len) > SHORT_LINES * v.line_width)
		put_cut(&v, len);
	else
		put_run(&v, 0, len);
	if (has_quotes)
		put(&v, "\"", 1, 1, false);
	if (has_mark_at(f, len))
		put(&v, "", 0, 1, true); /* something is missing there */
	end_line(&v);
	if (v.carets.has_failed)
		t->layout.out->has_failed = true;
	buffer_free(&v.carets);
}
