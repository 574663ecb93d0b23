/* SPDX-License-Identifier: MIT */
/*
 * The pages of the checks and of the errors (docs/checks/ID.md,
 * docs/errors/ID.md), compiled in, and how they look on a terminal: Markdown
 * reads well as it is, so only its headings, paragraphs and lists are set anew.
 */
#include <string.h>

#include "aws/error.h"
#include "report/layout.h"

extern const struct page check_pages[], error_pages[];
extern const size_t check_page_count, error_page_count;

static const struct page *
find(const struct page *pages, size_t count, const char *id)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(id, pages[middle].id);

		if (order == 0)
			return &pages[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct page *
check_page_find(const char *id)
{
	return find(check_pages, check_page_count, id);
}

const struct page *
error_page_find(const char *id)
{
	return find(error_pages, error_page_count, id);
}

/* Lines that belong together, put together to be wrapped. */
struct setter {
	const struct layout *layout;
	struct buffer paragraph;
	size_t indent;
	bool is_code;
	bool has_text; /* something was written: blank lines may follow */
};

static void
end_paragraph(struct setter *s)
{
	const struct layout *layout = s->layout;
	size_t hang = s->indent;

	if (s->paragraph.len == 0)
		return;
	if (strncmp(s->paragraph.data, "- ", 2) == 0)
		hang += 2;
	buffer_repeat(layout->out, ' ', s->indent);
	layout_wrap(layout, s->indent, hang, s->paragraph.data);
	buffer_putc(layout->out, '\n');
	s->paragraph.len = 0;
	s->has_text = true;
}

static void
set_heading(struct setter *s, const char *line, size_t len)
{
	const struct layout *layout = s->layout;
	size_t skip = strspn(line, "# ");

	end_paragraph(s);
	if (skip > len)
		skip = len;
	layout_color(layout, COLOR_BOLD);
	render_escape(layout->out, line + skip, len - skip);
	layout_color_end(layout);
	buffer_putc(layout->out, '\n');
	s->indent = 2;
	s->has_text = true;
}

static void
set_code(struct setter *s, const char *line, size_t len)
{
	buffer_repeat(s->layout->out, ' ', s->indent + 2);
	render_escape(s->layout->out, line, len);
	buffer_putc(s->layout->out, '\n');
}

static void
set_text(struct setter *s, const char *line, size_t len)
{
	bool is_item = len >= 2 && line[0] == '-' && line[1] == ' ';
	size_t skip = strspn(line, " ");

	if (is_item)
		end_paragraph(s);
	if (skip > len)
		skip = len;
	if (s->paragraph.len > 0)
		buffer_putc(&s->paragraph, ' ');
	buffer_put(&s->paragraph, line + skip, len - skip);
}

static void
set_line(struct setter *s, const char *line, size_t len)
{
	bool is_fence = len >= 3 && strncmp(line, "```", 3) == 0;

	if (is_fence) {
		end_paragraph(s);
		s->is_code = !s->is_code;
	} else if (s->is_code) {
		set_code(s, line, len);
	} else if (len == 0) {
		end_paragraph(s);
		if (s->has_text)
			buffer_putc(s->layout->out, '\n');
	} else if (line[0] == '#') {
		set_heading(s, line, len);
	} else {
		set_text(s, line, len);
	}
}

/* The facts of the check's own table, under the page's title. */
static void
write_facts(const struct layout *layout, const struct check *check)
{
	const struct aws_error *error =
	    check->aws_error != NULL ? aws_error_find(check->aws_error) : NULL;

	buffer_printf(layout->out, "  %s, %s\n", severity_name(check->severity),
	    grade_name(check->grade));
	if (error == NULL || error->message == NULL)
		return;
	buffer_puts(layout->out, "  AWS: ");
	layout_wrap(layout, 7, 7, error->message);
	buffer_putc(layout->out, '\n');
}

/* The page from this line on. */
static void
set_page(const struct layout *layout, const char *text)
{
	struct setter s = {.layout = layout, .has_text = true};

	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		set_line(&s, text, len);
		text += len + (text[len] == '\n' ? 1 : 0);
	}
	end_paragraph(&s);
	layout->out->has_failed |= s.paragraph.has_failed;
	buffer_free(&s.paragraph);
}

/* The title, which the facts follow.  Returns what stands behind it. */
static const char *
set_title(const struct layout *layout, const char *text)
{
	size_t len = strcspn(text, "\n"), skip = strspn(text, "# ");

	layout_color(layout, COLOR_BOLD);
	render_escape(layout->out, text + skip, len - skip);
	layout_color_end(layout);
	buffer_putc(layout->out, '\n');
	return text + len + (text[len] == '\n' ? 1 : 0);
}

void
render_page(const struct page *page, const struct check *check,
    const struct sdx_style *style, struct buffer *out)
{
	struct layout layout = layout_of(style, out);
	const char *text = set_title(&layout, page->text);

	write_facts(&layout, check);
	set_page(&layout, text);
}

void
render_error_page(const struct page *page, const struct aws_error *error,
    const struct sdx_style *style, struct buffer *out)
{
	struct layout layout = layout_of(style, out);
	const char *text = set_title(&layout, page->text);

	buffer_puts(out, "  ");
	if (error->http_status != 0)
		buffer_printf(out, "%d ", error->http_status);
	buffer_printf(out, "%s%s%s\n", error->code != NULL ? error->code : "",
	    error->code != NULL ? ", " : "", grade_name(error->grade));
	if (error->message != NULL) {
		buffer_puts(out, "  AWS: ");
		layout_wrap(&layout, 7, 7, error->message);
		buffer_putc(out, '\n');
	}
	set_page(&layout, text);
}
