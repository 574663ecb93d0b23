/* SPDX-License-Identifier: MIT */
/* The Status of the Response, and the version it speaks (SAML2Core 3.2.2). */
#include <string.h>

#include "check.h"
#include "saml/name.h"

#define STATUS "urn:oasis:names:tc:SAML:2.0:status:"

/* SAML2Core 3.2.2.2, in plain words. */
static const struct {
	const char *name;
	const char *meaning;
} codes[] = {
    {"Requester", "the request that the identity provider got was at fault"},
    {"Responder", "the identity provider itself could not do it"},
    {"VersionMismatch", "the request was of another SAML version"},
    {"AuthnFailed", "the user could not be authenticated"},
    {"InvalidAttrNameOrValue", "an attribute that was asked for is not known"},
    {"InvalidNameIDPolicy",
	"the name identifier format that was asked for cannot be given"},
    {"NoAuthnContext",
	"the way of authentication that was asked for cannot be met"},
    {"NoAvailableIDP", "no identity provider could be reached by the proxy"},
    {"NoPassive", "the user would have to be asked, which the request forbade"},
    {"NoSupportedIDP", "no identity provider of the proxy's list is supported"},
    {"PartialLogout", "a logout did not reach everybody"},
    {"ProxyCountExceeded", "the request passed through too many proxies"},
    {"RequestDenied", "the identity provider refused, usually because the "
		      "user is not assigned to the application"},
    {"RequestUnsupported", "the identity provider does not do this"},
    {"RequestVersionDeprecated", "the request's SAML version is too old"},
    {"RequestVersionTooHigh", "the request's SAML version is too new"},
    {"RequestVersionTooLow", "the request's SAML version is too old"},
    {"ResourceNotRecognized", "what the request names is not known"},
    {"TooManyResponses", "there would be more answers than fit"},
    {"UnknownAttrProfile", "the attribute profile is not known"},
    {"UnknownPrincipal", "the identity provider does not know the user"},
    {"UnsupportedBinding", "the binding that was asked for is not supported"},
};

/* NULL: no code of the standard. */
static const char *
meaning_of(const char *code)
{
	size_t len = strlen(STATUS);

	if (code == NULL || strncmp(code, STATUS, len) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (strcmp(code + len, codes[i].name) == 0)
			return codes[i].meaning;
	}
	return NULL;
}

/* "Responder" of the long URI; any other text as it stands. */
static const char *
short_name(const char *code)
{
	size_t len = strlen(STATUS);

	return strncmp(code, STATUS, len) == 0 ? code + len : code;
}

/* A Response has one Status with a StatusCode (SAML2Core 3.2.2). */
static enum check_outcome
status_present(const struct evidence *e, struct findings *findings)
{
	const struct saml_status *status = &e->response->status;
	struct finding_draft draft = {
	    .at = e->response->at,
	    .wanted = "one Status with a StatusCode",
	    .why = "Something between the identity provider and the browser, "
		   "or a program that builds responses itself, left it out.",
	    .idp_text =
		"Send a Status whose StatusCode is " SAML_STATUS_SUCCESS ".",
	};

	if (status->n_statuses == 0) {
		draft.message = "The Response has no Status";
	} else if (status->n_statuses > 1) {
		draft.message = finding_text(findings,
		    "The Response has %zu Status elements", status->n_statuses);
		draft.at = status->at;
	} else if (status->code == NULL || status->code[0] == '\0') {
		draft.message = "The Status of the Response has no StatusCode";
		draft.at = status->at;
	} else {
		return CHECK_RAN;
	}
	finding_add(findings, &draft);
	return CHECK_RAN;
}

static const char *
status_found(struct findings *findings, const struct saml_status *status)
{
	const char *message = status->message.value;

	return finding_text(findings, "%s%s%s%s%s", status->code,
	    status->sub_code != NULL ? " / " : "",
	    status->sub_code != NULL ? status->sub_code : "",
	    message[0] != '\0' ? ": " : "", message);
}

static const char *
status_why(struct findings *findings, const struct saml_status *status)
{
	const char *meaning = meaning_of(status->sub_code);

	if (meaning == NULL)
		meaning = meaning_of(status->code);
	if (meaning == NULL)
		return "The code is none of the standard's; the identity "
		       "provider's own log says what it means.";
	return finding_text(findings, "In plain words: %s.%s", meaning,
	    status->message.value[0] != '\0'
		? " What follows the code is the identity provider's own "
		  "StatusMessage."
		: "");
}

/* The identity provider reports success (SAML2Core 3.2.2.2). */
static enum check_outcome
status_success(const struct evidence *e, struct findings *findings)
{
	const struct saml_status *status = &e->response->status;
	const char *last;

	if (status->n_statuses != 1 || status->code == NULL ||
	    status->code[0] == '\0')
		return CHECK_NOT_APPLICABLE;
	if (strcmp(status->code, SAML_STATUS_SUCCESS) == 0)
		return CHECK_RAN;
	last = status->sub_code != NULL ? status->sub_code : status->code;
	finding_add(findings,
	    &(struct finding_draft){
		.message = finding_text(findings,
		    "The identity provider did not sign the user in: %s",
		    short_name(last)),
		.found = status_found(findings, status),
		.wanted = SAML_STATUS_SUCCESS,
		.why = status_why(findings, status),
		.at = status->at,
		.idp_text =
		    "Look up this sign-in in the identity provider's own log: "
		    "the cause lies there, not in AWS.",
	    });
	return CHECK_RAN;
}

static void
judge_version(struct findings *findings, const char *what, const char *version,
    struct saml_at at)
{
	if (version != NULL && strcmp(version, "2.0") == 0)
		return;
	finding_add(findings,
	    &(struct finding_draft){
		.message =
		    version == NULL
			? finding_text(findings, "The %s has no Version", what)
			: finding_text(findings,
			      "The %s says that it is of another "
			      "version than SAML 2.0",
			      what),
		.found = version,
		.wanted = "2.0",
		.at = at,
		.idp_text = "Set the application up with SAML 2.0.",
	    });
}

/* Version is "2.0" (SAML2Core 2.3.3, 3.2.2). */
static enum check_outcome
response_version(const struct evidence *e, struct findings *findings)
{
	judge_version(
	    findings, "Response", e->response->version, e->response->at);
	if (e->assertion != NULL)
		judge_version(findings, "Assertion", e->assertion->version,
		    e->assertion->at);
	return CHECK_RAN;
}

static const struct check table[] = {
    {
	.id = "status-present",
	.title = "The Response carries one Status with a StatusCode",
	.stage = STAGE_STATUS,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE,
	.source = "SAML2Core 3.2.2",
	.run = status_present,
    },
    {
	.id = "status-success",
	.title = "The identity provider reports success",
	.stage = STAGE_STATUS,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE,
	.aws_error = "idp-rejected-claim",
	.source = "SAML2Core 3.2.2.2; STS API: AssumeRoleWithSAML, errors",
	.run = status_success,
    },
    {
	.id = "response-version",
	.title = "Response and Assertion are of SAML version 2.0",
	.stage = STAGE_STATUS,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE,
	.source = "SAML2Core 2.3.3, 3.2.2",
	.run = response_version,
    },
};

const struct check_table checks_status = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
