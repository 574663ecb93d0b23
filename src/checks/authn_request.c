/* SPDX-License-Identifier: MIT */
/*
 * The request that an application sent, and the response that came of it.
 * IAM itself sends none; a portal or another program may (SAML2Prof 4.1).
 */
#include <string.h>

#include "check.h"

#define LISTED 8 /* requests that are named */

/* The one confirmation's Recipient, where the response says that it goes. */
static const char *
recipient(const struct evidence *e)
{
	const struct saml_subject *s = &e->assertion->subject;

	for (size_t i = 0; i < s->n_confirmations; i++) {
		if (s->confirmations[i].recipient != NULL)
			return s->confirmations[i].recipient;
	}
	return NULL;
}

/* SAML2Core 3.2.2: InResponseTo is the ID of the request. */
static enum check_outcome
request_answered(const struct evidence *e, struct findings *out)
{
	const char *id = evidence_answered_id(e), *ids = "";

	if (id == NULL || e->n_requests == 0 || e->has_more_requests)
		return CHECK_NOT_APPLICABLE;
	if (e->request != NULL)
		return CHECK_RAN;
	for (size_t i = 0; i < e->n_requests && i < LISTED; i++)
		ids = finding_text(out, "%s%s%s", ids, i > 0 ? ", " : "",
		    e->requests[i].request->id != NULL
			? e->requests[i].request->id
			: "one without ID");
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response answers none of the requests in the "
			   "capture",
		.found = id,
		.wanted = ids,
		.why = "It may be of an earlier attempt, of another tab or "
		       "window, or replayed by the browser's back button.",
		.at = e->response->at,
		.client_text = "Close the other windows, sign in anew, and "
			       "capture from the first step on.",
	    });
	return CHECK_RAN;
}

/* SAML2Core 3.4.1: AssertionConsumerServiceURL. */
static enum check_outcome
request_acs(const struct evidence *e, struct findings *out)
{
	const char *got = recipient(e);

	if (e->request == NULL || e->request->acs_url == NULL || got == NULL)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(e->request->acs_url, got) == 0)
		return CHECK_RAN;
	got = capture_address(out->arena, got);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response goes to another address than the "
			   "request asked for",
		.found = got,
		.wanted = capture_address(out->arena, e->request->acs_url),
		.why = "The identity provider sends only to addresses that "
		       "are registered for the application, and takes the "
		       "registered one where the asked one is not among them.",
		.at = e->assertion->subject.at,
		.idp_text = "Register the address that the application asks "
			    "for, or let the application ask for the "
			    "registered one.",
	    });
	return CHECK_RAN;
}

/* SAML2Core 3.4.1: with ForceAuthn the user must be authenticated anew. */
static enum check_outcome
request_force_authn(const struct evidence *e, struct findings *out)
{
	const struct saml_authn_statement *s;

	if (e->request == NULL || !e->request->force_authn ||
	    !e->request->issue_instant.is_valid ||
	    e->assertion->n_authn_statements == 0)
		return CHECK_NOT_APPLICABLE;
	s = &e->assertion->authn_statements[0];
	if (!s->authn_instant.is_valid)
		return CHECK_NOT_APPLICABLE;
	if (s->authn_instant.seconds + e->clock.skew >=
	    e->request->issue_instant.seconds)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The request wants a new authentication, and the "
			   "response reports an older one",
		.found =
		    finding_text(out, "AuthnInstant %s", s->authn_instant.text),
		.wanted = finding_text(
		    out, "%s or later", e->request->issue_instant.text),
		.why = "The identity provider went on with a session that the "
		       "user had already, or the two clocks differ.",
		.at = s->at,
		.idp_text = "Let the identity provider honour ForceAuthn for "
			    "this application, and set both clocks by NTP.",
	    });
	return CHECK_RAN;
}

#define FORMAT_UNSPECIFIED \
	"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"

/* SAML2Core 3.4.1.1: NameIDPolicy's Format, where it names one. */
static enum check_outcome
request_name_id_format(const struct evidence *e, struct findings *out)
{
	const struct saml_subject *subject = &e->assertion->subject;
	const char *wanted, *got;

	if (e->request == NULL || e->request->name_id_format == NULL ||
	    subject->n_name_ids == 0)
		return CHECK_NOT_APPLICABLE;
	wanted = e->request->name_id_format;
	got = subject->name_ids[0].format;
	if (got == NULL)
		got = FORMAT_UNSPECIFIED;
	if (strcmp(wanted, FORMAT_UNSPECIFIED) == 0 || strcmp(wanted, got) == 0)
		return CHECK_RAN;
	finding_add(out,
	    &(struct finding_draft){
		.message = "The NameID has another format than the request "
			   "asked for",
		.found = got,
		.wanted = wanted,
		.at = subject->name_ids[0].text.at,
		.idp_text = "Let the application ask for the format that its "
			    "users shall have, or set that at the identity "
			    "provider.",
	    });
	return CHECK_RAN;
}

static const struct check table[] = {
    {"request-answered", "The response answers a request of the capture",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION,
	NEEDS_ASSERTION, NULL, "SAML2Core 3.2.2", NULL, request_answered},
    {"request-acs", "The response goes where the request asked for",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION,
	NEEDS_ASSERTION, NULL, "SAML2Core 3.4.1", NULL, request_acs},
    {"request-force-authn", "The user was authenticated anew where asked for",
	STAGE_ADVICE, SDX_WARNING, SDX_INFERRED, NEEDS_ASSERTION,
	NEEDS_ASSERTION, NULL, "SAML2Core 3.4.1", NULL, request_force_authn},
    {"request-name-id-format", "The NameID has the format asked for",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, NEEDS_ASSERTION, NEEDS_ASSERTION,
	NULL, "SAML2Core 3.4.1.1", NULL, request_name_id_format},
};

const struct check_table checks_authn_request = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
