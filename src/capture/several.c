/* SPDX-License-Identifier: MIT */
/*
 * Several messages in one paste, each in a block of its own: behind an empty
 * line, or behind its name.  Each is read as it would be alone.
 */
#include <string.h>

#include "capture/capture.h"
#include "capture/root.h"
#include "chars.h"

#define MESSAGES_MAX 1000 /* no paste of a person has more */

struct block {
	const char *text;
	size_t len, line;
};

static bool
begins_with(const char *text, const char *end, const char *mark)
{
	size_t len = strlen(mark);

	return (size_t)(end - text) > len && memcmp(text, mark, len) == 0;
}

/* A message's own beginning: its name, a URL, or the base64 of '<'. */
static bool
begins_message(const char *text, const char *end)
{
	static const char *const marks[] = {"SAMLResponse=", "SAMLRequest=",
	    "SAMLResponse:", "PD94", "PHNh", "PFJl", "PEFz", "PHM"};

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (begins_with(text, end, marks[i]))
			return true;
	}
	return false;
}

/* The line behind TEXT; END: there is none. */
static const char *
next_line(const char *text, const char *end)
{
	const char *feed = memchr(text, '\n', (size_t)(end - text));

	return feed != NULL ? feed + 1 : end;
}

static bool
is_empty_line(const char *text, const char *end)
{
	while (text < end && *text != '\n') {
		if (!char_is_white(*text))
			return false;
		text++;
	}
	return true;
}

/* Padding ends a value: what comes next is another. */
static bool
ends_padded(const char *before, const char *line)
{
	while (line > before && char_is_white(line[-1]))
		line--;
	return line > before && line[-1] == '=';
}

/* Does a block begin on this line, BEFORE being the line before it? */
static bool
begins_block(const char *before, const char *line, const char *end)
{
	return begins_message(line, end) &&
	       (before == NULL || is_empty_line(before, end) ||
		   ends_padded(before, line) ||
		   begins_with(line, end, "SAMLRe"));
}

/* The next block from *AT on, which moves behind it; false: no more. */
static bool
next_block(const char **at, const char *end, const char **before, size_t *line,
    struct block *block)
{
	const char *text = *at;

	while (text < end && !begins_block(*before, text, end)) {
		*before = text;
		text = next_line(text, end);
		++*line;
	}
	if (text >= end)
		return false;
	block->text = text;
	block->line = *line;
	do {
		*before = text;
		text = next_line(text, end);
		++*line;
	} while (text < end && !begins_block(*before, text, end) &&
		 !is_empty_line(text, end));
	block->len = (size_t)(text - block->text);
	*at = text;
	return true;
}

/* Two blocks at least, the first at the start, nothing else between. */
static enum capture_claim
recognise(struct bytes bytes)
{
	const char *at = (const char *)bytes.data + root_start(bytes);
	const char *end = (const char *)bytes.data + bytes.len;
	const char *before = NULL;
	struct block block;
	size_t n = 0, line = 1;

	if (!begins_message(at, end))
		return CLAIM_NO;
	while (n < 2 && next_block(&at, end, &before, &line, &block))
		n++;
	return n == 2 ? CLAIM_YES : CLAIM_NO;
}

/* As one of the two forms that a message alone has. */
static bool
read_block(struct arena *arena, const struct block *block,
    struct capture_message *message)
{
	bool has_message = false;

	message->detail = "";
	message->line = block->line;
	message->column = 1;
	if (begins_with(block->text, block->text + block->len, "SAMLRe") &&
	    !capture_form_message(
		arena, block->text, block->len, message, &has_message))
		return false;
	if (has_message) {
		message->is_sent = true;
		return true;
	}
	message->parameter = NULL;
	return capture_decode_base64(arena, block->text, block->len, message);
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	const char *at = (const char *)bytes.data + root_start(bytes);
	const char *end = (const char *)bytes.data + bytes.len;
	const char *before = NULL;
	struct capture_message *message;
	struct block block;
	size_t line = 1;

	while (capture->n_messages < MESSAGES_MAX &&
	       next_block(&at, end, &before, &line, &block)) {
		message = arena_push(arena, &capture->messages,
		    &capture->n_messages, sizeof *message);
		if (message == NULL || !read_block(arena, &block, message))
			return false;
	}
	for (size_t i = 0; i < capture->n_messages; i++)
		capture->messages[i].where = arena_printf(
		    arena, "message %zu of %zu", i + 1, capture->n_messages);
	return !arena_has_failed(arena);
}

const struct capture_form capture_several = {
    "several", recognise, extract, false};
