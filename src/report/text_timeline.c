/* SPDX-License-Identifier: MIT */
/* The sign-in step by step, as the capture recorded it. */
#include <string.h>

#include "report/text.h"
#include "saml/datetime.h"

#define STEP_COLUMN 17 /* where a step's words begin */

static void
write_note(const struct text_report *t, const char *text)
{
	layout_paragraph(&t->layout, STEP_COLUMN, text);
}

/* "   42  09:03:11Z  POST https://signin.aws.amazon.com/saml  400" */
static void
write_step(const struct text_report *t, const struct capture_step *step)
{
	struct arena *arena = t->report->arena;
	const char *time = "         ", *status = "";

	if (step->has_time)
		time = datetime_format(arena, step->time) + 11;
	if (step->status != 0)
		status = arena_printf(arena, "  %d", step->status);
	buffer_printf(t->layout.out, "%4zu  %s  ", step->entry, time);
	layout_wrap(&t->layout, STEP_COLUMN, STEP_COLUMN,
	    arena_printf(arena, "%s %s%s", step->method, step->url, status));
	buffer_putc(t->layout.out, '\n');
	if (step->location != NULL)
		write_note(t, arena_printf(arena, "-> %s", step->location));
}

static const char *
wishes(const struct text_report *t, const struct saml_request *r)
{
	return arena_printf(t->report->arena, "%s%s%s%s%s",
	    r->acs_url != NULL ? ", to be answered at " : "",
	    r->acs_url != NULL ? capture_address(t->report->arena, r->acs_url)
			       : "",
	    r->force_authn ? ", with a new authentication (ForceAuthn)" : "",
	    r->is_passive ? ", without asking the user (IsPassive)" : "",
	    r == t->report->evidence->request
		? "; the response that is judged answers it"
		: "");
}

static void
write_request(const struct text_report *t, const struct saml_request *r)
{
	write_note(t,
	    arena_printf(t->report->arena, "AuthnRequest of %s%s",
		r->issuer != NULL ? r->issuer : "an application without Issuer",
		wishes(t, r)));
}

static void
write_response(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	const struct saml_response *r = e->response;
	struct arena *arena = t->report->arena;

	if (r == NULL) {
		write_note(t, "the message that is judged");
		return;
	}
	write_note(t,
	    arena_printf(arena, "Response of %s%s%s%s, the one that is judged",
		r->n_issuers > 0 ? r->issuer.text.value : "unknown Issuer",
		r->issue_instant.is_valid ? ", issued " : "",
		r->issue_instant.is_valid
		    ? datetime_format(arena, r->issue_instant.seconds)
		    : "",
		evidence_answered_id(e) == NULL ? ", unasked for"
		: e->request == NULL
		    ? ", in answer to a request that is not in the capture"
		    : ""));
}

static void
write_carried(const struct text_report *t, const struct capture_step *step)
{
	const struct evidence *e = t->report->evidence;

	for (size_t i = 0; i < e->n_requests; i++) {
		if (e->requests[i].message->entry == step->entry) {
			write_request(t, e->requests[i].request);
			return;
		}
	}
	if (e->message->entry == step->entry)
		write_response(t);
	else if (step->carries != NULL)
		write_note(t, arena_printf(t->report->arena, "carries %s%s",
				  step->carries,
				  strcmp(step->carries, "SAMLResponse") == 0
				      ? ", which is not the one judged"
				      : ""));
	else if (step->posts)
		write_note(t, "a page that makes the browser post a message");
}

/* The entry in which AWS showed its answer. */
static bool
is_answer(const struct capture_message *m, size_t entry)
{
	return m->answer != NULL &&
	       entry == (m->late_entry > 0 ? m->late_entry : m->entry);
}

void
text_timeline(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	const struct capture *capture = e->capture;

	if (capture == NULL || capture->n_steps == 0) {
		layout_paragraph(&t->layout, 0,
		    e->message == NULL
			? "No message was found, and so no way that led to it."
			: "This capture does not know how the message came: "
			  "a HAR, an export of SAML-tracer or of a proxy "
			  "would.");
		buffer_putc(t->layout.out, '\n');
		return;
	}
	buffer_puts(t->layout.out, "The sign-in, step by step\n");
	for (size_t i = 0; i < capture->n_steps; i++) {
		write_step(t, &capture->steps[i]);
		write_carried(t, &capture->steps[i]);
		if (is_answer(e->message, capture->steps[i].entry))
			write_note(
			    t, arena_printf(t->report->arena,
				   "AWS answered: %s", e->message->answer));
	}
	if (capture->n_left > 0)
		layout_paragraph(&t->layout, 0,
		    arena_printf(t->report->arena,
			"%zu more pages and redirects are not shown.",
			capture->n_left));
	buffer_putc(t->layout.out, '\n');
}
