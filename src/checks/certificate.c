/* SPDX-License-Identifier: MIT */
/* The certificates that signatures are verified with. */
#include "check.h"

#define METADATA "IAM User Guide: Create a SAML identity provider in IAM"
#define KEY_BITS_MIN 1024
#define KEY_BITS_GOOD 2048

static void
add(const struct evidence *e, struct findings *out, size_t i,
    struct finding_draft *draft)
{
	const struct trusted_certificate *t = &e->trusted[i];
	struct place place = {
	    .input = t->input, .pointer = "", .label = "", .document = ""};

	if (t->key != NULL)
		draft->at = t->key->at;
	else
		draft->place = &place;
	finding_add(out, draft);
	draft->place = NULL; /* it ends with this function */
}

static enum check_outcome
check_present(const struct evidence *e, struct findings *out)
{
	if (e->n_trusted > 0)
		return CHECK_RAN;
	finding_add(
	    out, &(struct finding_draft){
		     .message = "The metadata holds no signing certificate",
		     .wanted = "an IDPSSODescriptor with a KeyDescriptor for "
			       "signing",
		     .why = "This may be metadata of a service provider, or of "
			    "WS-Federation alone.",
		     .idp_fix = FIX_SIGNING_KEY,
		 });
	return CHECK_RAN;
}

static enum check_outcome
check_readable(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct certificate *c = e->trusted[i].certificate;

		if (c->fault == CERTIFICATE_OK)
			continue;
		add(e, out, i,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "A signing certificate cannot be read: %s",
			    c->detail),
			.idp_fix = FIX_SIGNING_KEY,
		    });
	}
	return CHECK_RAN;
}

static enum check_outcome
check_size(const struct evidence *e, struct findings *out)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct certificate *c = e->trusted[i].certificate;
		bool is_refused = c->key_bits < KEY_BITS_MIN;
		bool is_rsa = c->key_type != NULL && c->key_type[0] == 'R';

		if (!is_rsa || c->key_bits == 0 || c->key_bits >= KEY_BITS_GOOD)
			continue;
		add(e, out, i,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The signing key of %s has only %u bits",
			    c->subject, c->key_bits),
			.wanted = "at least 1024 bits for IAM, 2048 for "
				  "safety",
			.severity = is_refused ? SDX_ERROR : 0,
			.aws_error = is_refused ? "metadata-unparsable" : "",
			.idp_fix = FIX_SIGNING_KEY,
		    });
	}
	return CHECK_RAN;
}

/* IAM neither evaluates nor acts on a certificate's end. */
static enum check_outcome
check_expired(const struct evidence *e, struct findings *out)
{
	if (e->clock.source == CLOCK_UNKNOWN) {
		finding_cannot(out, "no moment to judge at is known");
		return CHECK_CANNOT;
	}
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct certificate *c = e->trusted[i].certificate;

		if (c->fault != CERTIFICATE_OK || c->not_after >= e->clock.time)
			continue;
		add(e, out, i,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The signing certificate of %s ended on %s",
			    c->subject,
			    datetime_format(out->arena, c->not_after)),
			.why = "IAM does not look at it: sign-ins go on. But "
			       "the identity provider may change its key "
			       "soon.",
			.idp_fix = FIX_SIGNING_KEY,
		    });
	}
	return CHECK_RAN;
}

/* What IAM's reading of metadata and every sign-in have in common. */
static const struct check shared[] = {
    {"signing-key-missing", "The metadata holds a signing certificate",
	STAGE_SIGNATURE, SDX_ERROR, SDX_DOCUMENTED, NEEDS_TRUST, 0,
	"metadata-unparsable", METADATA, "metadata-idp-descriptor",
	check_present},
    {"signing-key-size", "Signing keys are long enough", STAGE_SIGNATURE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_TRUST, 0, NULL,
	"IAM User Guide: Troubleshoot SAML federation", NULL, check_size},
    {"signing-certificate-expired", "No signing certificate has ended",
	STAGE_ADVICE, SDX_NOTE, SDX_DOCUMENTED, NEEDS_TRUST, 0, NULL, METADATA,
	NULL, check_expired},
};

static const struct check table[] = {
    {"certificate-readable", "Every signing certificate can be read",
	STAGE_SIGNATURE, SDX_WARNING, SDX_INFERRED, NEEDS_TRUST, 0, NULL,
	METADATA, NULL, check_readable},
};

const struct check_table checks_certificate = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
const struct check_table checks_certificate_shared = {
    shared, sizeof shared / sizeof *shared, FOR_SIGN_IN | FOR_METADATA};
