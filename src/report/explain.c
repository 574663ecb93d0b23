/* SPDX-License-Identifier: MIT */
/* What a pasted message of AWS means. */
#include <string.h>

#include "aws/error_match.h"
#include "report/json_story.h"
#include "report/layout.h"
#include "json/json.h"

static void
write_line(const struct layout *layout, const char *label, const char *text)
{
	if (text == NULL)
		return;
	buffer_printf(layout->out, "  %-10s", label);
	layout_wrap(layout, 12, 12, text);
	buffer_putc(layout->out, '\n');
}

/* IAM User Guide: Troubleshoot access denied error messages. */
static const char *
denial_reason(const struct denial *d)
{
	if (!d->has_reason)
		return "which kind of policy denied is not said";
	if (d->is_explicit)
		return "a statement with Effect Deny matched: find it and "
		       "narrow it, for no Allow can outweigh it";
	return "no statement there allows it: add one";
}

static void
write_denial(const struct layout *layout, const struct denial *d)
{
	buffer_puts(
	    layout->out, "IAM denied a call after the sign-in  [documented]\n");
	write_line(layout, "who", d->principal);
	write_line(layout, "what", d->action);
	write_line(layout, "on", d->resource);
	write_line(layout, "denied by", d->policy);
	write_line(layout, "why", denial_reason(d));
	buffer_puts(layout->out, "\n");
	layout_paragraph(layout, 0,
	    "The sign-in itself worked: this is about what the role may do. "
	    "A session policy and a permissions boundary only narrow; a policy "
	    "of the organisation (SCP, RCP) denies in all accounts that it is "
	    "attached to. A policy that was changed a moment ago may not be "
	    "seen everywhere yet: try again after a few minutes.");
	buffer_puts(layout->out, "\nTo see what the role may do:\n");
	layout_command(
	    layout, 2, "aws iam list-attached-role-policies --role-name NAME");
	layout_command(
	    layout, 2, "aws iam list-role-policies --role-name NAME");
}

static void
write_nearest(const struct layout *layout, const struct error_match *m)
{
	buffer_puts(layout->out,
	    "That is none of AWS's messages on SAML that are known.\n");
	for (size_t i = 0; i < MATCH_NEAREST && m->nearest[i] != NULL; i++) {
		if (i == 0)
			buffer_puts(layout->out, "The nearest are:\n");
		buffer_printf(layout->out, "  %s\n", m->nearest[i]->id);
		layout_paragraph(layout, 6, m->nearest[i]->message);
	}
}

/* The errors of a code, one after the other; NULL: no more. */
static const struct aws_error *
next_of_code(const char *code, size_t *at)
{
	const struct aws_error *error;

	while ((error = aws_error_at((*at)++)) != NULL) {
		if (error->code != NULL && strcmp(error->code, code) == 0)
			return error;
	}
	return NULL;
}

/* A code that says no more than this. */
static void
write_errors_of_code(const struct layout *layout, const char *code)
{
	const struct aws_error *error;
	size_t at = 0;

	buffer_printf(layout->out, "%s is the code of several errors.\n", code);
	layout_paragraph(layout, 0,
	    "The sentence behind it tells which; samldx explain ID tells more "
	    "of each:");
	while ((error = next_of_code(code, &at)) != NULL) {
		buffer_printf(layout->out, "  %s\n", error->id);
		layout_paragraph(layout, 6,
		    error->message != NULL ? error->message
					   : "(its words are not known)");
	}
}

static void
write_error(const struct error_match *m, const struct sdx_style *style,
    struct buffer *out)
{
	const struct page *page = error_page_find(m->error->id);

	if (m->how == MATCH_CODE)
		buffer_printf(out,
		    "Told by its code %s alone; the words are not known.\n\n",
		    m->code);
	else if (!m->is_exact)
		buffer_puts(out, "The words are nearly those of:\n\n");
	if (page != NULL)
		render_error_page(page, m->error, style, out);
}

void
text_explain(const struct error_match *m, const struct sdx_style *style,
    struct buffer *out)
{
	struct layout layout = layout_of(style, out);

	switch (m->how) {
	case MATCH_TEXT:
	case MATCH_CODE:
		if (m->error == NULL)
			write_errors_of_code(&layout, m->code);
		else
			write_error(m, style, out);
		return;
	case MATCH_DENIAL:
		write_denial(&layout, &m->denial);
		return;
	case MATCH_OTHER:
		buffer_puts(out, "That is a text of ");
		buffer_puts(out, m->other->product);
		buffer_puts(out, ", not of AWS's answer to a SAML sign-in.\n");
		layout_paragraph(&layout, 0, m->other->advice);
		return;
	case MATCH_NONE:
		write_nearest(&layout, m);
		return;
	}
}

static void
put_denial(struct json_writer *w, const struct error_match *m)
{
	const struct denial *d = &m->denial;

	json_key(w, "denial");
	if (m->how != MATCH_DENIAL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "principal", d->principal);
	json_put_member(w, "action", d->action);
	json_put_member(w, "resource", d->resource);
	json_put_member(w, "policy", d->policy);
	json_put_member(w, "kind",
	    !d->has_reason   ? NULL
	    : d->is_explicit ? "explicit"
			     : "implicit");
	json_end_object(w);
}

/* The checks that find a cause of the error. */
static void
put_checks(struct json_writer *w, const struct aws_error *error)
{
	json_key(w, "checks");
	json_begin_array(w);
	for (size_t i = 0; error != NULL && i < registry_count(); i++) {
		const struct check *check = registry_at(i);

		if (check->aws_error != NULL &&
		    strcmp(check->aws_error, error->id) == 0)
			json_put_string(w, check->id);
	}
	json_end_array(w);
}

/* What it may be: of a code that says no more, all that have it. */
static void
put_nearest(struct json_writer *w, const struct error_match *m)
{
	const struct aws_error *error;
	size_t at = 0;

	json_key(w, "nearest");
	json_begin_array(w);
	for (size_t i = 0;
	     m->how == MATCH_NONE && i < MATCH_NEAREST && m->nearest[i] != NULL;
	     i++)
		json_put_string(w, m->nearest[i]->id);
	while (m->how == MATCH_CODE && m->error == NULL &&
	       (error = next_of_code(m->code, &at)) != NULL)
		json_put_string(w, error->id);
	json_end_array(w);
}

void
json_explain(const struct error_match *m, bool is_pretty, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = is_pretty};

	json_begin_object(&w);
	json_put_member(&w, "schema", "https://samldx.example/explain/1");
	json_put_member(&w, "recognised_by", match_how_name(m->how));
	json_key(&w, "is_exact");
	json_put_bool(&w, m->how == MATCH_TEXT && m->is_exact);
	json_put_aws_error(&w, m->error);
	put_checks(&w, m->error);
	put_denial(&w, m);
	json_put_member(
	    &w, "product", m->other != NULL ? m->other->product : NULL);
	json_put_member(&w, "code", m->code);
	json_put_member(&w, "request_id", m->request_id);
	put_nearest(&w, m);
	json_end_object(&w);
	buffer_putc(out, '\n');
}
