/* SPDX-License-Identifier: MIT */
/*
 * A message inside other text: a mail, a chat or a ticket in which somebody
 * wrote a greeting before it, put it between fences, or quoted it with '>'.
 * It is looked for only where nothing else is recognised.
 */
#include <string.h>
#include <strings.h>

#include "capture/capture.h"
#include "capture/letters.h"
#include "capture/root.h"

#define RUN_MIN 32     /* letters of base64 on the first line of a value */
#define FOLD_MAX 1000  /* letters of a line that goes on in the next */
#define QUOTE_MAX 16   /* bytes of quotation marks before a line */
#define TEXT_MAX 65536 /* bytes of other text before the message */

/* Where a message begins. */
struct found {
	const char *text; /* the message, borrowed */
	const char *line; /* the beginning of its line */
	size_t number;	  /* of that line, from 1 */
	size_t quote;	  /* bytes of quotation marks that begin the line */
	bool is_xml;
};

static const char *
line_end(const char *at, const char *end)
{
	const char *feed = memchr(at, '\n', (size_t)(end - at));

	return feed != NULL ? feed : end;
}

static struct bytes
bytes_between(const char *at, const char *end)
{
	return (struct bytes){(const uint8_t *)at, (size_t)(end - at)};
}

/* The bytes of "> " or "> > " before a line. */
static size_t
quote_len(const char *line, const char *end)
{
	size_t i = 0, len = 0;

	while (line + i < end && i < QUOTE_MAX &&
	       (line[i] == '>' || line[i] == ' ')) {
		i++;
		if (line[i - 1] == '>')
			len = line + i < end && line[i] == ' ' ? i + 1 : i;
	}
	return len;
}

/* The root elements that a message or its assertion has. */
static bool
begins_xml(const char *at, const char *end)
{
	static const char *const names[] = {"Response", "Assertion",
	    "AuthnRequest", "LogoutRequest", "LogoutResponse"};
	size_t len = 0;
	const char *name;

	if (*at != '<' || (size_t)(end - at) < 12)
		return false;
	if (memcmp(at, "<?xml ", 6) == 0)
		return true;
	if (at[1] == '!' || at[1] == '?')
		return false;
	name = root_name(bytes_between(at, end), &len);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (name != NULL && len == strlen(names[i]) &&
		    memcmp(name, names[i], len) == 0)
			return true;
	}
	return false;
}

/* The base64 of "<?xml", "<sa", "<Re", "<As", "<s". */
static bool
begins_base64(const char *at, const char *end)
{
	static const char *const starts[] = {
	    "PD94", "PHNh", "PFJl", "PEFz", "PHM"};

	if ((size_t)(end - at) < RUN_MIN || at[0] != 'P')
		return false;
	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		if (memcmp(at, starts[i], strlen(starts[i])) == 0)
			return letters_run(at, RUN_MIN) == RUN_MIN;
	}
	return false;
}

/* Does a message begin on the line, at a word? */
static bool
find_on_line(const char *line, const char *end, struct found *found)
{
	const char *stop = line_end(line, end);

	found->line = line;
	found->quote = quote_len(line, stop);
	for (const char *at = line + found->quote; at < stop; at++) {
		bool is_word = at == line + found->quote ||
			       !letters_is_base64(at[-1]) || at[-1] == '=';

		found->text = at;
		found->is_xml = begins_xml(at, end);
		if (found->is_xml || (is_word && begins_base64(at, stop)))
			return true;
	}
	return false;
}

static bool
find(struct bytes bytes, struct found *found)
{
	const char *line = (const char *)bytes.data;
	const char *end = line + bytes.len, *last = end;

	if (bytes.len > TEXT_MAX)
		last = line + TEXT_MAX;
	found->number = 1;
	while (line < last) {
		if (find_on_line(line, end, found))
			return true;
		line = line_end(line, end);
		line += line < end;
		found->number++;
	}
	return false;
}

/* What no other form takes, and what begins as no document does. */
static enum capture_claim
recognise(struct bytes bytes)
{
	const struct capture_form *other;
	size_t at = root_start(bytes);
	struct found found;

	if (at >= bytes.len || strchr("<{[\"&", bytes.data[at]) != NULL ||
	    memchr(bytes.data, '\0', bytes.len) != NULL || !find(bytes, &found))
		return CLAIM_NO;
	for (size_t i = 0; (other = capture_form_at(i)) != NULL; i++) {
		if (other != &capture_ticket &&
		    other->recognise(bytes) == CLAIM_YES)
			return CLAIM_NO;
	}
	return CLAIM_YES;
}

/*
 * The text from the message on, without the quotation marks before each line;
 * it ends where a line has none.  NULL: no memory.
 */
static const char *
unquoted(
    struct arena *arena, const struct found *f, const char *end, size_t *len)
{
	const char *text = f->text, *line = f->line;
	char *out;

	*len = (size_t)(end - text);
	if (f->quote == 0)
		return text;
	out = arena_alloc(arena, *len + 1);
	if (out == NULL)
		return NULL;
	*len = 0;
	for (;;) {
		const char *stop = line_end(line, end);
		size_t n;

		stop += stop < end;
		n = (size_t)(stop - text);
		memcpy(out + *len, text, n);
		*len += n;
		line = stop;
		n = quote_len(line, end);
		if (n == 0 || line >= end)
			return out;
		text = line + (n < f->quote ? n : f->quote);
	}
}

/* Up to the last end tag of the root element, or all where it has none. */
static size_t
xml_len(const char *text, size_t len)
{
	struct bytes bytes = {(const uint8_t *)text, len};
	size_t name_len = 0, end = len;
	const char *name = root_name(bytes, &name_len);

	while (name != NULL && end > name_len + 2) {
		const uint8_t *tag = memrchr(text, '>', end);
		size_t at = tag == NULL ? 0 : (size_t)(tag - bytes.data);
		size_t stop = at;

		while (stop > 0 && memchr(" \t\r\n", text[stop - 1], 4) != NULL)
			stop--;
		if (stop < name_len + 2)
			return len;
		if (memcmp(text + stop - name_len, name, name_len) == 0 &&
		    memchr("/:", text[stop - name_len - 1], 2) != NULL)
			return at + 1;
		end = at;
	}
	return len;
}

/* The base64 at the start of a line, its padding too; *IS_END: it is there. */
static size_t
run_of_line(const char *at, const char *stop, bool *is_end)
{
	size_t len = (size_t)(stop - at), run = letters_run(at, len), letters;

	letters = run;
	while (run < len && at[run] == '=')
		run++;
	*is_end = run > letters ||
		  (letters > 3 && strncasecmp(at + letters - 3, "%3d", 3) == 0);
	return run;
}

/*
 * Lines of base64 alone, of one width but for the last, up to the padding, an
 * empty line or one of other text.  What follows a value that is not folded
 * is a word of somebody.  LEAD bytes of other text begin the first line.
 */
static size_t
base64_len(const char *text, size_t len, size_t lead)
{
	const char *end = text + len, *at = text;
	size_t width = 0;

	while (at < end) {
		const char *stop = line_end(at, end), *after;
		bool is_end;
		size_t run = run_of_line(at, stop, &is_end);

		if (width > 0 && run > width && run <= width + lead)
			width += lead; /* they were folded with the label */
		lead = width > 0 ? 0 : lead;
		if (run == 0 || (width > 0 && run > width))
			break;
		after = at + run;
		while (after < stop && (*after == ' ' || *after == '\r'))
			after++;
		if (width > 0 && after < stop)
			break; /* words, of which the first is not ours */
		at += run;
		if (width == 0)
			width = run;
		if (is_end || after < stop || run + lead < width ||
		    run > FOLD_MAX || stop == end)
			break;
		at = stop + 1;
	}
	return (size_t)(at - text);
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
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	const char *end = (const char *)bytes.data + bytes.len, *text;
	struct capture_message *m = arena_push(
	    arena, &capture->messages, &capture->n_messages, sizeof *m);
	struct found found;
	size_t len;

	if (m == NULL)
		return false;
	m->where = m->detail = "";
	if (!find(bytes, &found)) {
		m->fault = CAPTURE_EMPTY;
		return true;
	}
	text = unquoted(arena, &found, end, &len);
	if (text == NULL)
		return false;
	m->line = found.number;
	m->column = (size_t)(found.text - found.line) + 1;
	if (!note(arena, m, "The text around the message was left out"))
		return false;
	if (found.quote > 0 &&
	    !note(arena, m,
		"The quotation marks (>) before its lines were "
		"taken off"))
		return false;
	if (!found.is_xml)
		return capture_decode_base64(arena, text,
		    base64_len(text, len,
			(size_t)(found.text - found.line) - found.quote),
		    m);
	m->xml = (struct bytes){(const uint8_t *)text, xml_len(text, len)};
	return true;
}

const struct capture_form capture_ticket = {
    "ticket", recognise, extract, false};
