/* SPDX-License-Identifier: MIT */
/*
 * A form body, or an address, that a mail program folded into lines of one
 * width, and perhaps quoted with '>'.  A fold may fall anywhere: within the
 * name of a field, and within an escape.
 */
#include <string.h>
#include <strings.h>

#include "capture/capture.h"
#include "capture/letters.h"
#include "capture/root.h"

#define HEAD_MAX 4096  /* letters of a body in which its message begins */
#define TEXT_MAX 65536 /* bytes of other text before it */
#define QUOTE_MAX 16   /* bytes of quotation marks before a line */
#define SLACK 2	       /* columns that a fold spares not to cut an escape */
#define FOLD_MAX 1000  /* letters of a line that goes on in the next */
#define WORD_MAX 20    /* letters of a word that follows a value */
#define VALUE_MIN 32   /* letters of the value that follow its name */

/* A line without its quotation marks and the blanks at its ends. */
struct line {
	const char *text;
	size_t len;
	const char *next; /* the line behind it, or the end of all */
	bool is_quoted;
};

/* Lines that belong together, from the last word of the first one on. */
struct body {
	const char *text; /* that word */
	const char *end;  /* of all text */
	const char *behind;
	size_t number; /* of the first line, from 1 */
	size_t column;
	size_t n_lines;
	bool is_quoted, has_text_before, has_text_behind;
	struct line first; /* from its last word on */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct line
read_line(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));
	const char *stop = feed != NULL ? feed : end;
	struct line line = {.next = feed != NULL ? feed + 1 : end};
	size_t n = 0;

	for (; at < stop && n < QUOTE_MAX && (is_blank(*at) || *at == '>');
	     at++, n++)
		line.is_quoted |= *at == '>';
	while (stop > at && is_blank(stop[-1]))
		stop--;
	line.text = at;
	line.len = (size_t)(stop - at);
	return line;
}

/* What an encoded body, or an address, is made of. */
static bool
is_letter(char c)
{
	return letters_is_base64(c) ||
	       (c != '\0' && strchr("%=&._~*-:?", c) != NULL);
}

/* How many letters end the line. */
static size_t
last_word(const struct line *line)
{
	size_t n = 0;

	while (n < line->len && is_letter(line->text[line->len - n - 1]))
		n++;
	return n;
}

/* Behind padding no value goes on: a word there is somebody's. */
static bool
is_word_behind(const struct line *previous, const struct line *next)
{
	return previous->len > 3 &&
	       strncasecmp(previous->text + previous->len - 3, "%3d", 3) == 0 &&
	       next->len < WORD_MAX &&
	       memchr(next->text, '%', next->len) == NULL &&
	       memchr(next->text, '&', next->len) == NULL;
}

/* Is NEXT what a line of that width, PREVIOUS, goes on with? */
static bool
goes_on(size_t width, const struct line *previous, const struct line *next)
{
	return next->len > 0 && width <= FOLD_MAX &&
	       last_word(next) == next->len && previous->len + SLACK >= width &&
	       next->len <= width + SLACK && !is_word_behind(previous, next);
}

/*
 * The width that FIRST, the end of a line of LEN bytes, is folded to: the
 * name of a field may stand alone before its value, and a label may have been
 * written before lines that were folded already.
 */
static size_t
fold_width(size_t len, const struct line *first, const struct line *next)
{
	bool is_name = first->len > 0 && first->text[first->len - 1] == '=' &&
		       first->len < VALUE_MIN;
	bool is_as_wide =
	    next->len <= first->len + SLACK && first->len <= next->len + SLACK;

	return is_name || is_as_wide ? next->len : len;
}

/* The lines from AT on that belong together; false: AT has no word. */
static bool
read_body(const char *at, const char *end, struct body *body)
{
	struct line previous = read_line(at, end), next;
	size_t word = last_word(&previous), width = previous.len;

	body->text = previous.text + previous.len - word;
	body->end = end;
	body->behind = previous.next;
	body->column = (size_t)(body->text - at) + 1;
	body->is_quoted = previous.is_quoted;
	body->has_text_before = word < previous.len;
	body->n_lines = 1;
	body->first = previous;
	body->first.text = body->text;
	body->first.len = word;
	while (word > 0 && body->behind < end) {
		next = read_line(body->behind, end);
		if (body->n_lines == 1)
			previous.len = width =
			    fold_width(width, &body->first, &next);
		if (!goes_on(width, &previous, &next))
			break;
		body->behind = next.next;
		body->n_lines++;
		previous = next;
	}
	return word > 0;
}

/* Its lines joined, at most SIZE bytes of them. */
static size_t
join(const struct body *body, char *out, size_t size)
{
	struct line line = body->first;
	size_t len = 0;

	for (size_t i = 0; len < size; i++) {
		size_t n = line.len < size - len ? line.len : size - len;

		memcpy(out + len, line.text, n);
		len += n;
		if (i + 1 == body->n_lines)
			break;
		line = read_line(line.next, body->end);
	}
	return len;
}

/* Where the message's field stands in it, or LEN. */
static size_t
find_field(const char *text, size_t len)
{
	static const char *const names[] = {
	    "SAMLResponse=", "SAMLRequest=", "SAMLAssertion="};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *at = memmem(text, len, names[i], strlen(names[i]));
		size_t from = at != NULL ? (size_t)(at - text) : len;
		size_t behind = from + strlen(names[i]);

		if (at != NULL && len - behind >= VALUE_MIN &&
		    letters_run(text + behind, VALUE_MIN) == VALUE_MIN)
			return from;
	}
	return len;
}

static bool
is_white(const char *at, const char *end)
{
	while (at < end && (is_blank(*at) || *at == '\n' || *at == '>'))
		at++;
	return at == end;
}

/* A body with a message, which is not all that there is, or is folded. */
static bool
find(struct bytes bytes, struct body *body)
{
	char head[HEAD_MAX];
	const char *start = (const char *)bytes.data + root_start(bytes);
	const char *end = (const char *)bytes.data + bytes.len, *at = start;

	body->number = 1;
	while (at < end && at - start < TEXT_MAX) {
		size_t len;
		bool has_word = read_body(at, end, body);

		len = has_word ? join(body, head, sizeof head) : 0;
		if (find_field(head, len) < len) {
			body->has_text_before |= !is_white(start, at);
			body->has_text_behind = !is_white(body->behind, end);
			return body->n_lines > 1 || body->is_quoted ||
			       body->has_text_behind;
		}
		at = body->behind;
		body->number += body->n_lines;
	}
	return false;
}

/* Other forms that know more of what stands around a body. */
static bool
is_of_another(struct bytes bytes)
{
	static const struct capture_form *const others[] = {&capture_copied,
	    &capture_aws_command, &capture_http, &capture_several,
	    &capture_panel, &capture_page, &capture_escaped};

	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (others[i]->recognise(bytes) == CLAIM_YES)
			return true;
	}
	return false;
}

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t at = root_start(bytes);
	struct body body;

	if (at >= bytes.len || strchr("<{[\"", bytes.data[at]) != NULL ||
	    memchr(bytes.data + at, '\n', bytes.len - at) == NULL ||
	    memchr(bytes.data, '\0', bytes.len) != NULL ||
	    memmem(bytes.data, bytes.len, "SAML", 4) == NULL)
		return CLAIM_NO;
	return find(bytes, &body) && !is_of_another(bytes) ? CLAIM_YES
							   : CLAIM_NO;
}

static bool
note(struct arena *arena, struct capture_message *m, const char *words)
{
	const char **slot =
	    arena_push(arena, &m->repairs, &m->n_repairs, sizeof *slot);

	if (slot != NULL)
		*slot = words;
	return slot != NULL;
}

static bool
note_all(
    struct arena *arena, struct capture_message *m, const struct body *body)
{
	if ((body->has_text_before || body->has_text_behind) &&
	    !note(arena, m, "The text around the message was left out"))
		return false;
	if (body->is_quoted &&
	    !note(arena, m,
		"The quotation marks (>) before its lines were taken off"))
		return false;
	return body->n_lines == 1 ||
	       note(arena, m, "The lines that it was folded into were joined");
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct capture_message *m = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *m);
	struct body body;
	size_t len, from;
	char *text;

	if (m == NULL)
		return false;
	m->where = m->detail = "";
	if (!find(bytes, &body)) {
		m->fault = CAPTURE_EMPTY;
		return true;
	}
	text = arena_alloc(arena, (size_t)(body.behind - body.text) + 1);
	if (text == NULL)
		return false;
	len = join(&body, text, (size_t)(body.behind - body.text));
	from = find_field(text, len);
	/* "body=SAMLResponse=…": what stands before is no field. */
	if (from == 0 || text[from - 1] == '&' || text[from - 1] == '?')
		from = 0;
	m->line = body.number;
	m->column = body.column;
	return note_all(arena, m, &body) &&
	       capture_form_text(arena, text + from, len - from, m);
}

const struct capture_form capture_folded = {
    "ticket", recognise, extract, false};
