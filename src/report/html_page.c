/* SPDX-License-Identifier: MIT */
/*
 * The pages of the checks in HTML.  They are ours, and of Markdown they use
 * headings, paragraphs, lists, fences and code in a line alone.
 */
#include <string.h>

#include "report/html.h"

enum block { BLOCK_NONE = 0, BLOCK_PARAGRAPH, BLOCK_ITEM, BLOCK_FENCE };

struct setter {
	struct buffer *out;
	enum block block;
	bool is_list;
	bool is_code; /* between backquotes */
};

static void
end_block(struct setter *s)
{
	if (s->is_code)
		buffer_puts(s->out, "</code>");
	s->is_code = false;
	if (s->block == BLOCK_PARAGRAPH)
		buffer_puts(s->out, "</p>\n");
	if (s->block == BLOCK_ITEM)
		buffer_puts(s->out, "</li>\n");
	if (s->block == BLOCK_FENCE)
		buffer_puts(s->out, "</pre>\n");
	s->block = BLOCK_NONE;
}

static void
end_list(struct setter *s)
{
	end_block(s);
	if (s->is_list)
		buffer_puts(s->out, "</ul>\n");
	s->is_list = false;
}

/* Words, where a backquote begins and ends what is code. */
static void
put_words(struct setter *s, const char *text, size_t len)
{
	while (len > 0) {
		const char *quote = memchr(text, '`', len);
		size_t n = quote != NULL ? (size_t)(quote - text) : len;

		markup_bytes(s->out, text, n);
		if (quote == NULL)
			return;
		s->is_code = !s->is_code;
		buffer_puts(s->out, s->is_code ? "<code>" : "</code>");
		text += n + 1;
		len -= n + 1;
	}
}

static void
put_heading(struct setter *s, const char *line, size_t len)
{
	size_t skip = strspn(line, "# ");

	end_list(s);
	buffer_puts(s->out, "<h4>");
	put_words(s, line + skip, len - skip);
	end_block(s);
	buffer_puts(s->out, "</h4>\n");
}

static void
put_item(struct setter *s, const char *line, size_t len)
{
	end_block(s);
	buffer_puts(s->out, s->is_list ? "<li>" : "<ul>\n<li>");
	s->is_list = true;
	s->block = BLOCK_ITEM;
	put_words(s, line + 2, len - 2);
}

static void
put_text(struct setter *s, const char *line, size_t len)
{
	size_t skip = strspn(line, " ");

	if (s->block == BLOCK_NONE) {
		end_list(s);
		buffer_puts(s->out, "<p>");
		s->block = BLOCK_PARAGRAPH;
	} else {
		buffer_putc(s->out, '\n');
	}
	put_words(s, line + skip, len - skip);
}

static void
put_fence(struct setter *s)
{
	bool ends = s->block == BLOCK_FENCE;

	end_list(s);
	if (ends)
		return;
	buffer_puts(s->out, "<pre>");
	s->block = BLOCK_FENCE;
}

static void
put_line(struct setter *s, const char *line, size_t len)
{
	if (len >= 3 && strncmp(line, "```", 3) == 0) {
		put_fence(s);
	} else if (s->block == BLOCK_FENCE) {
		markup_bytes(s->out, line, len);
		buffer_putc(s->out, '\n');
	} else if (len == 0) {
		end_block(s);
	} else if (line[0] == '#') {
		put_heading(s, line, len);
	} else if (len >= 2 && line[0] == '-' && line[1] == ' ') {
		put_item(s, line, len);
	} else {
		put_text(s, line, len);
	}
}

/* The title is said already: the page from its second line on. */
static void
put_page(const struct page *page, struct buffer *out)
{
	struct setter s = {.out = out};
	const char *text = strchr(page->text, '\n');

	while (text != NULL && *text != '\0') {
		size_t len;

		text += *text == '\n' ? 1 : 0;
		len = strcspn(text, "\n");
		put_line(&s, text, len);
		text += len;
	}
	end_list(&s);
}

static void
put_check(const struct check *check, struct buffer *out)
{
	const struct page *page = check_page_find(check->id);

	buffer_printf(out,
	    "<details>\n<summary id=\"check-%s\">%s</summary>\n<p>", check->id,
	    check->id);
	markup_text(out, check->title);
	buffer_puts(out, ".</p>\n");
	if (page != NULL)
		put_page(page, out);
	buffer_puts(out, "</details>\n");
}

void
html_pages(const struct sdx_document *document, struct buffer *out)
{
	const struct check *check;
	size_t position = 0, n = 0;

	while ((check = document_noted(document, &position)) != NULL) {
		if (n++ == 0)
			buffer_puts(out, "<section class=\"pages\">\n"
					 "<h2>The rules behind it</h2>\n");
		put_check(check, out);
	}
	buffer_puts(out, n > 0 ? "</section>\n" : "");
}
