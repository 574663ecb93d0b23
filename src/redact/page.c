/* SPDX-License-Identifier: MIT */
/* A page that posts a message: made anew from its form. */
#include "buffer.h"
#include "capture/html.h"
#include "redact/redaction.h"

#include <string.h>

static void
put_escaped(struct buffer *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		const char *entity = text[i] == '&'   ? "&amp;"
				     : text[i] == '"' ? "&quot;"
				     : text[i] == '<' ? "&lt;"
				     : text[i] == '>' ? "&gt;"
						      : NULL;

		if (entity != NULL)
			buffer_puts(out, entity);
		else
			buffer_putc(out, text[i]);
	}
}

static bool
put_field(struct redaction *r, const char *name, const char *value,
    struct buffer *out)
{
	size_t len = 0;
	const char *text = field_redact(r, name, value, strlen(value), &len);

	if (text == NULL)
		return false;
	buffer_printf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
	put_escaped(out, text, len);
	buffer_puts(out, "\">\n");
	return true;
}

static bool
put_page(struct redaction *r, const struct html_form *form, struct buffer *out)
{
	const char *action = form->action != NULL ? form->action : "";

	action = address_redact(r, action, strlen(action), true);
	if (action == NULL)
		return false;
	buffer_puts(out, "<html><body><form method=\"post\" action=\"");
	put_escaped(out, action, strlen(action));
	buffer_puts(out, "\">\n");
	if (!put_field(r, form->parameter, form->value, out))
		return false;
	if (form->relay_state != NULL &&
	    !put_field(r, "RelayState", form->relay_state, out))
		return false;
	buffer_puts(out, "</form></body></html>\n");
	return !out->has_failed;
}

const char *
page_redact(struct redaction *r, const char *page, size_t len)
{
	struct html_form form = {0};
	struct buffer out = {0};
	const char *text = NULL;

	if (!html_read_form(r->arena, page, len, &form))
		return NULL;
	if (form.value == NULL)
		return len == 0 ? "" : "removed";
	if (put_page(r, &form, &out))
		text = arena_memdup(r->arena, out.data, out.len);
	buffer_free(&out);
	return text;
}
