/* SPDX-License-Identifier: MIT */
/* What was handed over: can a response be got out of it, and which? */
#include <inttypes.h>
#include <string.h>

#include "check.h"

#define LISTED 8 /* messages that are named one by one */

static struct place
place_of_message(const struct evidence *e)
{
	struct place place = {
	    .input = e->message->input,
	    .pointer = "",
	    .label = e->message->where,
	    .document = "",
	    .line = e->message->line,
	    .column = e->message->column,
	};

	return place;
}

/* Has a message that was read a form in which the fault occurs? */
static bool
could_have(const struct capture_message *message, enum capture_fault fault)
{
	if (message->fault != CAPTURE_OK)
		return false;
	if (fault == CAPTURE_BODY_MISSING)
		return message->entry > 0 && message->is_sent;
	return message->encoded_len > 0;
}

/* One rule for each fault of the message: the same words, another ID. */
static enum check_outcome
judge_fault(const struct evidence *e, struct findings *out,
    enum capture_fault fault, const char *message, const char *advice)
{
	struct place place;

	if (e->message == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->message->fault != fault)
		return could_have(e->message, fault) ? CHECK_RAN
						     : CHECK_NOT_APPLICABLE;
	place = place_of_message(e);
	finding_add(
	    out, &(struct finding_draft){
		     .message = message,
		     .why = e->message->detail[0] != '\0' ? e->message->detail
							  : NULL,
		     .place = &place,
		     .client_text = advice,
		 });
	return CHECK_RAN;
}

/* STS decodes SAMLAssertion as base64 before anything else. */
static enum check_outcome
check_base64(const struct evidence *e, struct findings *out)
{
	return judge_fault(e, out, CAPTURE_NOT_BASE64,
	    "The value of SAMLResponse is not base64",
	    evidence_asks(e, SDX_QUESTION_COMMAND)
		? "`samldx decode --as base64 FILE` writes the value that a "
		  "capture holds; hand over that."
		: "Copy the whole value once more, straight from the request's "
		  "form data, and change nothing in it.");
}

static enum check_outcome
check_truncated(const struct evidence *e, struct findings *out)
{
	return judge_fault(e, out, CAPTURE_TRUNCATED,
	    "The value of SAMLResponse was cut",
	    "Copy the whole value: developer tools shorten long values on the "
	    "screen, so use Copy value, or export a HAR.");
}

static enum check_outcome
check_not_xml(const struct evidence *e, struct findings *out)
{
	return judge_fault(e, out, CAPTURE_NOT_XML,
	    "What the value of SAMLResponse decodes to is not XML",
	    "Copy the value of SAMLResponse of the POST to the AWS sign-in "
	    "address, and no other field.");
}

static enum check_outcome
check_body_missing(const struct evidence *e, struct findings *out)
{
	return judge_fault(e, out, CAPTURE_BODY_MISSING,
	    "The capture has the request to AWS without its body",
	    "Capture once more, or copy the value of SAMLResponse from the "
	    "Payload tab of the developer tools.");
}

static enum check_outcome
check_empty(const struct evidence *e, struct findings *out)
{
	return judge_fault(e, out, CAPTURE_EMPTY,
	    "The parameter SAMLResponse is there, but empty",
	    "Look for an error page of the identity provider earlier in the "
	    "sign-in: it had no response to send.");
}

/* SAML Profiles 4.1.2: Redirect must not carry a Response. */
static enum check_outcome
check_redirect(const struct evidence *e, struct findings *out)
{
	struct place place;

	if (e->message == NULL || e->message->binding == NULL)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(e->message->binding, "HTTP-Redirect") != 0)
		return CHECK_RAN;
	place = place_of_message(e);
	finding_add(out,
	    &(struct finding_draft){
		.message = "The response was sent in a URL; AWS takes it by "
			   "POST alone",
		.why = "It stands in the query of the URL, as the "
		       "HTTP-Redirect binding has it.",
		.place = &place,
		.client_text = "Set the identity provider to answer with the "
			       "HTTP-POST binding.",
	    });
	return CHECK_RAN;
}

/* Nothing is repaired silently. */
static enum check_outcome
check_repaired(const struct evidence *e, struct findings *out)
{
	struct place place;

	if (e->message == NULL)
		return CHECK_NOT_APPLICABLE;
	place = place_of_message(e);
	for (size_t i = 0; i < e->message->n_repairs; i++)
		finding_add(out,
		    &(struct finding_draft){
			.message = e->message->repairs[i],
			.why = "Nothing is repaired but what the text that "
			       "comes out proves. Whether AWS would read the "
			       "value as it stood is not known.",
			.place = &place,
			.client_text = "Where this happened while copying, "
				       "nothing is to be mended. Where a "
				       "program sends it so, let that send "
				       "the value as it got it.",
		    });
	return CHECK_RAN;
}

/* SAML-tracer masks what was sent and leaves the message in clear. */
static enum check_outcome
check_masked(const struct evidence *e, struct findings *out)
{
	static const char *const words[] = {
	    [COPY_PROVEN] = "The capture masks the value that was sent; the "
			    "message in clear beside it is the same, byte for "
			    "byte",
	    [COPY_UNPROVEN] = "The capture has the value that was sent "
			      "removed; the message in clear beside it is "
			      "judged",
	    [COPY_DIFFERENT] = "The capture masks the value that was sent, and "
			       "the message in clear beside it does not fit "
			       "the mask",
	};
	struct place place;

	if (e->message == NULL || e->message->fault != CAPTURE_OK)
		return CHECK_NOT_APPLICABLE;
	if (e->message->copy == COPY_IS_ORIGINAL)
		return CHECK_RAN;
	place = place_of_message(e);
	finding_add(out,
	    &(struct finding_draft){
		.message = words[e->message->copy],
		.why = e->message->copy == COPY_PROVEN
			   ? "The mask is the SHA-256 of the value in base64."
			   : "A signature may fail for that reason alone: its "
			     "octets must be the ones that were signed. Line "
			     "breaks in the base64 would explain it too.",
		.place = &place,
		.client_text =
		    "The file still holds the whole message: treat it as a "
		    "secret. For a capture that is exact, export from "
		    "SAML-tracer with the profile None.",
	    });
	return CHECK_RAN;
}

/* "2: entry 40 of 87, SAMLResponse to https://…", without the query. */
static const char *
describe(struct findings *out, const struct capture_message *m, size_t number)
{
	const char *url = m->endpoint != NULL ? m->endpoint : "an unknown URL";

	return finding_text(out, "%zu: %s%s%s to %.*s", number, m->where,
	    m->where[0] != '\0' ? ", " : "",
	    m->parameter != NULL ? m->parameter : "message",
	    (int)strcspn(url, "?#"), url);
}

/* All of a few messages, else the last ones. */
static const char *
list_messages(const struct evidence *e, struct findings *out)
{
	size_t first = e->n_messages > LISTED ? e->n_messages - LISTED : 0;
	const char *list = first > 0 ? "…" : "";

	for (size_t i = first; i < e->n_messages; i++)
		list = finding_text(out, "%s%s%s", list,
		    list[0] != '\0' ? "; " : "",
		    describe(out, e->messages[i], i + 1));
	return list;
}

static enum check_outcome
check_several(const struct evidence *e, struct findings *out)
{
	size_t n_left = 0;
	struct place place;

	if (e->message == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->n_messages < 2)
		return CHECK_RAN;
	for (size_t i = 0; i < e->n_captures; i++)
		n_left += e->captures[i]->n_messages_left;
	place = place_of_message(e);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The capture holds %zu messages; number %zu is judged: %s",
		    e->n_messages, e->message_number, e->chosen_because),
		.found = list_messages(e, out),
		.why = n_left > 0 ? finding_text(out,
					"Requests behind them, %zu in number, "
					"are too many and were left out.",
					n_left)
				  : NULL,
		.place = &place,
		.client_text = finding_text(out,
		    "To judge another, add --pick N with N from 1 to %zu.",
		    e->n_messages),
	    });
	return CHECK_RAN;
}

static void
report_input(const struct evidence *e, struct findings *out, size_t i,
    const char *looks_like, const char *advice)
{
	struct place place = {
	    .input = i, .pointer = "", .label = "", .document = ""};

	finding_add(out, &(struct finding_draft){
			     .message = finding_text(out, "%s is %s",
				 e->inputs[i].name, looks_like),
			     .place = &place,
			     .client_text = advice,
			 });
}

/* An input that could not be told, or a capture with nothing in it. */
static enum check_outcome
check_not_readable(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_inputs; i++) {
		const struct input *in = &e->inputs[i];

		if (in->json_error.what != NULL)
			report_input(e, out, i,
			    finding_text(out,
				"damaged JSON at line %zu, column %zu: %s",
				in->json_error.line, in->json_error.column,
				in->json_error.what),
			    "Write the output of the AWS CLI to the file once "
			    "more.");
		else if (in->refusal.fault != XML_FAULT_NONE)
			report_input(e, out, i,
			    finding_text(out,
				"metadata that cannot be read, line %zu, "
				"column %zu: %s",
				in->refusal.line, in->refusal.column,
				in->refusal.detail),
			    "Download the metadata from the identity provider "
			    "once more.");
		else if (in->looks_like != NULL)
			report_input(e, out, i, in->looks_like, in->advice);
	}
	for (size_t i = 0; i < e->n_captures; i++) {
		const struct capture *capture = e->captures[i];

		if (capture->looks_like != NULL)
			report_input(e, out, e->capture_inputs[i],
			    capture->looks_like, capture->advice);
	}
	return CHECK_RAN;
}

static const struct {
	const char *type;
	const char *advice;
} types[] = {
    {"AuthnRequest",
	"This is what an application sends to the identity provider. Capture "
	"the answer: the POST to the AWS sign-in address."},
    {"LogoutResponse",
	"This belongs to signing out. Capture the sign-in instead."},
    {"LogoutRequest",
	"This belongs to signing out. Capture the sign-in instead."},
    {"ArtifactResponse", "Set the identity provider to the HTTP-POST binding."},
    {"SAML 1.1 Response", "AWS takes SAML 2.0 alone: set the identity "
			  "provider's application up for SAML 2.0."},
    {"SAML 1.1 Assertion", "AWS takes SAML 2.0 alone: set the identity "
			   "provider's application up for SAML 2.0."},
    {"Assertion", "AWS takes a whole Response: capture the POST to the "
		  "sign-in address."},
};

/* A signed assertion in it, of a provider that signs those alone. */
static const char *
why_of_type(const struct evidence *e, struct findings *out)
{
	const struct saml_structure *s = e->structure;

	for (size_t i = 0; s != NULL && i < s->n_violations; i++)
		if (s->violations[i].rule == RULE_P4_SIGNATURE_PLACE &&
		    s->violations[i].resembles != NULL)
			return finding_text(out,
			    "It has the shape of %s, a known attack: the "
			    "message itself is not signed.",
			    s->violations[i].resembles);
	return NULL;
}

/* SAML Profiles 4.1.4.2: a sign-in ends with a samlp:Response. */
static enum check_outcome
check_type(const struct evidence *e, struct findings *out)
{
	const char *advice = "Capture the POST to the AWS sign-in address and "
			     "give its SAMLResponse.";
	struct place place;

	if (strcmp(e->message_type, "Response") == 0)
		return CHECK_RAN;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		if (strcmp(types[i].type, e->message_type) == 0)
			advice = types[i].advice;
	}
	place = place_of_message(e);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "This is not a SAML 2.0 Response but: %s", e->message_type),
		.wanted = "samlp:Response",
		.why = why_of_type(e, out),
		.place = &place,
		.client_text = advice,
	    });
	return CHECK_RAN;
}

/* A HAR often holds AWS's own answer, here or where it sends the browser. */
static enum check_outcome
check_answer(const struct evidence *e, struct findings *out)
{
	const struct capture_message *m = e->message;
	struct place place;

	if (m == NULL || m->http_status == 0 ||
	    e->endpoint.kind == ENDPOINT_NOT_AWS)
		return CHECK_NOT_APPLICABLE;
	if (m->http_status < 400 && m->late_status == 0)
		return CHECK_RAN;
	place = place_of_message(e);
	finding_add(out,
	    &(struct finding_draft){
		.message = m->late_status == 0
			       ? finding_text(out,
				     "AWS answered this request with HTTP "
				     "status %d",
				     m->http_status)
			       : finding_text(out,
				     "AWS sent the browser on and answered in "
				     "entry %zu, with HTTP status %d",
				     m->late_entry, m->late_status),
		.found = m->answer,
		.place = &place,
	    });
	return CHECK_RAN;
}

#define STS "STS API reference: AssumeRoleWithSAML, SAMLAssertion"
#define OURS "samldx: reading captures"

static const struct check table[] = {
    {"capture-not-readable", "Every input is something samldx can read",
	STAGE_INPUT, SDX_ERROR, SDX_DOCUMENTED, 0, 0, NULL, OURS, NULL,
	check_not_readable},
    {"capture-body-missing", "The request's body is in the capture",
	STAGE_INPUT, SDX_ERROR, SDX_DOCUMENTED, 0, 0, NULL,
	"HAR 1.2: request.postData", NULL, check_body_missing},
    {"capture-several", "The capture holds one message", STAGE_INPUT, SDX_NOTE,
	SDX_DOCUMENTED, 0, 0, NULL, OURS, NULL, check_several},
    {"capture-repaired", "The message needed no repair to be read", STAGE_INPUT,
	SDX_NOTE, SDX_DOCUMENTED, 0, 0, NULL, OURS, NULL, check_repaired},
    {"capture-masked", "The capture holds the value that was sent", STAGE_INPUT,
	SDX_NOTE, SDX_OBSERVED, 0, 0, NULL,
	"SAML-tracer 1.9.5: the filters of its export", NULL, check_masked},
    {"aws-answer", "The answer in the capture is not an error", STAGE_INPUT,
	SDX_NOTE, SDX_OBSERVED, 0, 0, NULL, "HAR 1.2: response", NULL,
	check_answer},
    {"capture-empty", "SAMLResponse has a value", STAGE_MESSAGE, SDX_ERROR,
	SDX_DOCUMENTED, 0, 0, "request-constraint", STS, NULL, check_empty},
    {"capture-base64", "SAMLResponse is base64", STAGE_MESSAGE, SDX_ERROR,
	SDX_OBSERVED, 0, 0, "invalid-base64", STS, NULL, check_base64},
    {"capture-truncated", "SAMLResponse is whole", STAGE_MESSAGE, SDX_ERROR,
	SDX_INFERRED, 0, 0, "invalid-base64", STS, NULL, check_truncated},
    {"capture-not-xml", "SAMLResponse decodes to XML", STAGE_MESSAGE, SDX_ERROR,
	SDX_INFERRED, 0, 0, "invalid-base64", STS, NULL, check_not_xml},
    {"capture-redirect", "The response is sent by POST", STAGE_MESSAGE,
	SDX_ERROR, SDX_DOCUMENTED, 0, 0, NULL, "SAML Profiles 4.1.2", NULL,
	check_redirect},
    {"message-type", "The message is a SAML 2.0 Response", STAGE_MESSAGE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_MESSAGE, NEEDS_MESSAGE, NULL,
	"SAML Profiles 4.1.4.2", NULL, check_type},
};

const struct check_table checks_capture = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
