/* SPDX-License-Identifier: MIT */
/* What stands beside the message: its parameters, the URL's signature. */
#include "check.h"

static const struct {
	const char *message, *why, *advice;
} words[] = {
    [QUERY_INVALID] = {"The signature in the URL does not hold with any key "
		       "that was given",
	"It covers the octets of the query exactly as they were received: "
	"another key made it, or somebody changed or encoded them anew.",
	"Copy the URL whole, straight from the request, and give the metadata "
	"of the identity provider that sent it."},
    [QUERY_NOT_BASE64] = {"The signature in the URL is not base64",
	"The parameter Signature was cut or changed.",
	"Copy the URL whole, straight from the request."},
    [QUERY_ALGORITHM] = {"The signature in the URL names no algorithm that "
			 "samldx accepts",
	"SigAlg must name the algorithm that the signature was made with.",
	"Set the identity provider to sign with RSA and SHA-256."},
    [QUERY_NO_KEY] = {"No key that was given is of the kind that the "
		      "signature in the URL needs",
	"SigAlg names another type of key than the certificates hold.",
	"Give the metadata of the identity provider that sent it."},
};

static struct place
place_of(const struct capture_message *m)
{
	return (struct place){.input = m->input,
	    .pointer = "",
	    .label = m->where,
	    .document = "",
	    .line = m->line,
	    .column = m->column};
}

/* SAML Bindings 3.4.4.1. */
static enum check_outcome
check_query(const struct evidence *e, struct findings *out)
{
	const struct capture_message *m = e->message;
	struct place place;

	if (m == NULL || m->query_signature == NULL)
		return CHECK_NOT_APPLICABLE;
	if (e->query_outcome == QUERY_VALID)
		return CHECK_RAN;
	place = place_of(m);
	finding_add(out, &(struct finding_draft){
			     .message = words[e->query_outcome].message,
			     .found = m->query_signature->algorithm,
			     .why = words[e->query_outcome].why,
			     .place = &place,
			     .client_text = words[e->query_outcome].advice,
			 });
	return CHECK_RAN;
}

/* Each parameter stands once (SAML Bindings 3.4.4.1, 3.5.4). */
static enum check_outcome
check_once(const struct evidence *e, struct findings *out)
{
	const struct capture_message *m = e->message;
	struct place place;

	if (m == NULL)
		return CHECK_NOT_APPLICABLE;
	if (m->repeated == NULL)
		return CHECK_RAN;
	place = place_of(m);
	finding_add(out,
	    &(struct finding_draft){
		.message = "A parameter of SAML stands twice in what was sent",
		.found = m->repeated,
		.wanted = "one SAMLResponse, and one RelayState at most",
		.why = "Of two, one program verifies the first and another "
		       "uses the last, which is a known attack "
		       "(CVE-2025-27773). The first is judged here; which "
		       "AWS takes is not known.",
		.place = &place,
		.client_text = "Capture the sign-in again. If a browser sent "
			       "it so, tell the owner of the identity "
			       "provider.",
	    });
	return CHECK_RAN;
}

static const struct check table[] = {
    {"capture-parameter-once", "Every parameter was sent once", STAGE_MESSAGE,
	SDX_WARNING, SDX_INFERRED, 0, 0, NULL, "SAML Bindings 3.4.4.1, 3.5.4",
	NULL, check_once},
    {"redirect-signature", "The signature in the URL holds", STAGE_SIGNATURE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_TRUST, NEEDS_TRUST, NULL,
	"SAML Bindings 3.4.4.1", NULL, check_query},
};

const struct check_table checks_query_signature = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
