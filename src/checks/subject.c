/* SPDX-License-Identifier: MIT */
/*
 * The Subject: its name identifier and how it is confirmed (IAM User Guide:
 * Configure SAML assertions for the authentication response).
 */
#include <string.h>
#include <strings.h>

#include "check.h"
#include "saml/name.h"

/* The eight formats that IAM lists. */
static const char *const formats[] = {
    SAML_FORMAT_2_0 "persistent",
    SAML_FORMAT_2_0 "transient",
    SAML_FORMAT_1_1 "emailAddress",
    SAML_FORMAT_1_1 "unspecified",
    SAML_FORMAT_1_1 "X509SubjectName",
    SAML_FORMAT_1_1 "WindowsDomainQualifiedName",
    SAML_FORMAT_2_0 "kerberos",
    SAML_FORMAT_2_0 "entity",
};

#define N_FORMATS (sizeof formats / sizeof *formats)

static bool
is_blank(const char *text)
{
	return text[strspn(text, " \t\r\n")] == '\0';
}

/* No name identifier, and one that no key opened. */
static bool
is_closed(const struct saml_subject *subject)
{
	return subject->n_name_ids == 0 && subject->n_encrypted_ids > 0;
}

static const char *
missing_name_id(const struct saml_assertion *assertion)
{
	if (!assertion->subject.is_present)
		return "The Assertion has no Subject, and so no NameID";
	if (assertion->subject.n_name_ids == 0)
		return "The Subject has no NameID";
	return NULL;
}

/* The Subject holds a NameID (IAM User Guide: Troubleshoot SAML). */
static enum check_outcome
subject_name_id(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	struct finding_draft draft = {
	    .at = subject->is_present ? subject->at : e->assertion->at,
	    .wanted = "a Subject with a NameID",
	    .why = "The user lacks the value that the NameID is taken from, "
		   "or no rule sends one.",
	    .idp_fix = FIX_NAME_ID,
	};

	if (is_closed(subject)) {
		finding_cannot(findings,
		    "the name identifier is encrypted, and no key that was "
		    "given opens it");
		return CHECK_CANNOT;
	}
	draft.message = missing_name_id(e->assertion);
	if (draft.message == NULL &&
	    is_blank(subject->name_ids[0].text.value)) {
		/* That an empty one counts as none is not documented. */
		draft.message = "The NameID is empty";
		draft.at = subject->name_ids[0].text.at;
		draft.grade = SDX_INFERRED;
		draft.aws_error = "";
	}
	if (draft.message != NULL)
		finding_add(findings, &draft);
	return CHECK_RAN;
}

/* "emailAddress" of a URN; the text itself where it has no colon. */
static const char *
last_part(const char *format)
{
	const char *colon = strrchr(format, ':');

	return colon != NULL ? colon + 1 : format;
}

/* The listed format that was meant; NULL: none is like it. */
static const char *
meant_format(const char *format)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (strcasecmp(last_part(format), last_part(formats[i])) == 0)
			return formats[i];
	}
	return NULL;
}

static bool
is_listed(const char *format)
{
	for (size_t i = 0; i < N_FORMATS; i++) {
		if (strcmp(format, formats[i]) == 0)
			return true;
	}
	return false;
}

/* The NameID's Format is one of the eight that IAM lists. */
static enum check_outcome
name_id_format(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	const struct saml_name_id *id;
	const char *meant;

	if (subject->n_name_ids == 0)
		return CHECK_NOT_APPLICABLE;
	id = &subject->name_ids[0];
	/* No Format means "unspecified" (SAML2Core 2.2.2). */
	if (id->format == NULL || is_listed(id->format))
		return CHECK_RAN;
	meant = meant_format(id->format);
	finding_add(findings,
	    &(struct finding_draft){
		.message = meant != NULL
			       ? "The NameID's Format is almost one that IAM "
				 "lists"
			       : "The NameID's Format is none that IAM lists",
		.found = id->format,
		.wanted = meant != NULL ? meant : formats[0],
		.why = "IAM lists eight formats. What it does with others is "
		       "not documented; a condition on saml:sub_type sees the "
		       "text as it stands.",
		.at = id->text.at,
		.idp_fix = FIX_NAME_ID,
	    });
	return CHECK_RAN;
}

/* SAML2Core 8.3.7: a persistent name is for the service that it names. */
static enum check_outcome
name_id_qualifier(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	const struct saml_name_id *id = subject->name_ids;

	if (subject->n_name_ids == 0 || id->sp_name_qualifier == NULL)
		return CHECK_NOT_APPLICABLE;
	if (*id->sp_name_qualifier == '\0' ||
	    strstr(id->sp_name_qualifier, "amazon") != NULL ||
	    strstr(id->sp_name_qualifier, "aws") != NULL)
		return CHECK_RAN;
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The NameID says that it is for another service",
		.found = id->sp_name_qualifier,
		.wanted = "no SPNameQualifier, or urn:amazon:webservices",
		.why = "The response may have been made for that service and "
		       "sent on. Whether AWS looks at it is not known.",
		.at = id->text.at,
		.idp_text = "Issue the response in the application that is "
			    "set up for AWS.",
	    });
	return CHECK_RAN;
}

/* At most one identifier in at most one Subject (SAML2Core 2.4.1). */
static enum check_outcome
name_id_count(const struct evidence *e, struct findings *findings)
{
	const struct saml_assertion *assertion = e->assertion;
	const struct saml_subject *subject = &assertion->subject;
	/* An identifier that was opened counts among both. */
	size_t n = subject->n_encrypted_ids;
	struct finding_draft draft = {
	    .at = subject->at,
	    .wanted = "one Subject with one NameID",
	    .why = "Which of them AWS takes is not documented.",
	    .idp_text = "Send one Subject with one NameID: remove the rule or "
			"mapping that adds another.",
	};

	if (!subject->is_present)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < subject->n_name_ids; i++)
		n += subject->name_ids[i].was_encrypted ? 0 : 1;
	if (assertion->n_subjects > 1)
		draft.message = finding_text(findings,
		    "The Assertion has %zu Subjects", assertion->n_subjects);
	else if (n > 1)
		draft.message = finding_text(
		    findings, "The Subject has %zu name identifiers", n);
	else
		return CHECK_RAN;
	finding_add(findings, &draft);
	return CHECK_RAN;
}

/* A transient NameID is another one at each sign-in (SAML2Core 8.3.8). */
static enum check_outcome
name_id_transient(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	const struct saml_name_id *id;

	if (subject->n_name_ids == 0)
		return CHECK_NOT_APPLICABLE;
	id = &subject->name_ids[0];
	if (id->format == NULL ||
	    strcmp(id->format, SAML_FORMAT_2_0 "transient") != 0)
		return CHECK_RAN;
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The NameID is transient: it differs at each "
			   "sign-in",
		.found = id->format,
		.wanted = SAML_FORMAT_2_0 "persistent",
		.why = "IAM accepts it. A condition on saml:sub cannot name "
		       "the user, and CloudTrail cannot tell by it whether "
		       "two sessions are of the same person.",
		.at = id->text.at,
		.idp_fix = FIX_NAME_ID,
	    });
	return CHECK_RAN;
}

/* Exactly one SubjectConfirmation (IAM User Guide: Configure assertions). */
static enum check_outcome
subject_confirmation_count(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;
	struct finding_draft draft = {
	    .at = subject->at,
	    .wanted = "exactly one SubjectConfirmation",
	};

	if (!subject->is_present || subject->n_confirmations == 1)
		return subject->is_present ? CHECK_RAN : CHECK_NOT_APPLICABLE;
	if (subject->n_confirmations == 0) {
		draft.message = "The Subject has no SubjectConfirmation";
		draft.why = "The assertion was made for another protocol, such "
			    "as WS-Trust, or for a query.";
		draft.aws_error = "subject-confirmation-data";
		draft.grade = SDX_INFERRED;
		draft.idp_fix = FIX_ENDPOINT;
	} else {
		draft.message = finding_text(findings,
		    "The Subject has %zu SubjectConfirmations",
		    subject->n_confirmations);
		draft.why = "IAM asks for exactly one. An identity provider "
			    "adds one for each sign-in address, or a second "
			    "for another method.";
		draft.at = subject->confirmations[1].at;
		draft.other_at = subject->confirmations[0].at;
		draft.idp_text = "Keep one bearer confirmation, for the one "
				 "AWS sign-in address in use.";
	}
	finding_add(findings, &draft);
	return CHECK_RAN;
}

/* The confirmation is of a bearer (SAML2Prof 4.1.4.2). */
static enum check_outcome
subject_confirmation_method(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;

	if (subject->n_confirmations == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < subject->n_confirmations; i++) {
		const char *method = subject->confirmations[i].method;

		if (method != NULL && strcmp(method, SAML_METHOD_BEARER) == 0)
			return CHECK_RAN;
	}
	finding_add(findings,
	    &(struct finding_draft){
		.message =
		    "The SubjectConfirmation is not of the bearer method",
		.found = subject->confirmations[0].method,
		.wanted = SAML_METHOD_BEARER,
		.why = "A browser can prove nothing but that it holds the "
		       "response. AWS's own example is of this method; "
		       "whether it refuses others is not documented.",
		.at = subject->confirmations[0].at,
		.idp_text =
		    "Send assertions of the Web Browser SSO profile, whose "
		    "SubjectConfirmation has the method bearer.",
	    });
	return CHECK_RAN;
}

static bool
is_absent(const char *text)
{
	return text == NULL || is_blank(text);
}

static void
judge_data(struct findings *findings, const struct saml_subject_confirmation *c)
{
	bool no_recipient = is_absent(c->recipient);
	bool no_end = is_absent(c->not_on_or_after.text);
	const char *message;

	if (!no_recipient && !no_end)
		return;
	if (!c->has_data)
		message = "The SubjectConfirmation has no "
			  "SubjectConfirmationData";
	else
		message = finding_text(findings,
		    "The SubjectConfirmationData has no %s",
		    no_recipient ? (no_end ? "Recipient and no NotOnOrAfter"
					   : "Recipient")
				 : "NotOnOrAfter");
	finding_add(findings,
	    &(struct finding_draft){
		.message = message,
		.wanted = "a SubjectConfirmationData with Recipient and "
			  "NotOnOrAfter",
		.why = "The assertion was made for another protocol, such as "
		       "WS-Trust, or the sign-in address is not set at the "
		       "identity provider.",
		.at = c->not_on_or_after.at.document != NULL
			  ? c->not_on_or_after.at
			  : c->at,
		.idp_fix = FIX_ENDPOINT,
	    });
}

/* It says for whom and until when (IAM User Guide: Configure assertions). */
static enum check_outcome
subject_confirmation_data(const struct evidence *e, struct findings *findings)
{
	const struct saml_subject *subject = &e->assertion->subject;

	if (subject->n_confirmations == 0)
		return CHECK_NOT_APPLICABLE;
	for (size_t i = 0; i < subject->n_confirmations; i++)
		judge_data(findings, &subject->confirmations[i]);
	return CHECK_RAN;
}

/* IAM sends no requests: its sign-in begins at the identity provider. */
static enum check_outcome
in_response_to(const struct evidence *e, struct findings *findings)
{
	const char *id = evidence_answered_id(e);

	if (id == NULL)
		return CHECK_RAN;
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The response answers a request, although AWS "
			   "sends none",
		.found = id,
		.wanted = "no InResponseTo",
		.why = "A sign-in to IAM begins at the identity provider. No "
		       "rule of AWS on InResponseTo is documented; the "
		       "sign-in may have begun at another program.",
		.at = e->response != NULL && e->response->in_response_to != NULL
			  ? e->response->at
			  : e->assertion->subject.at,
	    });
	return CHECK_RAN;
}

#define GUIDE                                                               \
	"IAM User Guide: Configure SAML assertions for the authentication " \
	"response"

static const struct check table[] = {
    {
	.id = "subject-name-id",
	.title = "The Subject holds a NameID",
	.stage = STAGE_SUBJECT,
	.severity = SDX_ERROR,
	.grade = SDX_DOCUMENTED,
	.needs = NEEDS_ASSERTION,
	.aws_error = "not-authorized",
	.source = "IAM User Guide: Troubleshoot SAML federation",
	.run = subject_name_id,
    },
    {
	.id = "name-id-format",
	.title = "The NameID's Format is one of the eight that IAM lists",
	.stage = STAGE_SUBJECT,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = GUIDE,
	.run = name_id_format,
    },
    {
	.id = "name-id-qualifier",
	.title = "The NameID is meant for AWS",
	.stage = STAGE_ADVICE,
	.severity = SDX_NOTE,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Core 8.3.7",
	.run = name_id_qualifier,
    },
    {
	.id = "name-id-count",
	.title = "The Assertion has one Subject with one name identifier",
	.stage = STAGE_SUBJECT,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Core 2.4.1",
	.run = name_id_count,
    },
    {
	.id = "subject-confirmation-count",
	.title = "The Subject has exactly one SubjectConfirmation",
	.stage = STAGE_SUBJECT,
	.severity = SDX_ERROR,
	.grade = SDX_DOCUMENTED,
	.needs = NEEDS_ASSERTION,
	.source = GUIDE,
	.run = subject_confirmation_count,
    },
    {
	.id = "subject-confirmation-method",
	.title = "The SubjectConfirmation is of the bearer method",
	.stage = STAGE_SUBJECT,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Prof 4.1.4.2",
	.run = subject_confirmation_method,
    },
    {
	.id = "subject-confirmation-data",
	.title = "SubjectConfirmationData has a Recipient and a NotOnOrAfter",
	.stage = STAGE_SUBJECT,
	.severity = SDX_ERROR,
	.grade = SDX_OBSERVED,
	.needs = NEEDS_ASSERTION,
	.aws_error = "subject-confirmation-data",
	.source = GUIDE,
	.run = subject_confirmation_data,
    },
    {
	.id = "name-id-transient",
	.title = "The NameID is the same at every sign-in",
	.stage = STAGE_ADVICE,
	.severity = SDX_NOTE,
	.grade = SDX_DOCUMENTED,
	.needs = NEEDS_ASSERTION,
	.source = GUIDE,
	.run = name_id_transient,
    },
    {
	.id = "in-response-to",
	.title = "The response answers no request",
	.stage = STAGE_ADVICE,
	.severity = SDX_NOTE,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Core 3.2.2",
	.run = in_response_to,
    },
};

const struct check_table checks_subject = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
