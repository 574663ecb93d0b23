/* SPDX-License-Identifier: MIT */
/* The certificates of metadata under test. */
#include <string.h>

#include "check.h"

#define TROUBLESHOOT "IAM User Guide: Troubleshoot SAML federation"
#define CREATE "IAM User Guide: Create a SAML identity provider in IAM"
#define SOON ((int64_t)30 * 86400)

#define NEW_CERTIFICATE                                                        \
	"Make a new signing certificate at the identity provider, and upload " \
	"its metadata before it is put to use."

/* Look at each certificate that could be decoded. */
static enum check_outcome
each(const struct evidence *e, struct findings *out,
    void (*judge)(
	const struct evidence *, const struct vetted_key *, struct findings *))
{
	const struct metadata_subject *s = e->subject;
	bool applies = false;

	for (size_t i = 0; i < s->n_keys; i++) {
		const struct certificate *c = s->keys[i].certificate;

		if (c == NULL || c->der == NULL)
			continue;
		applies = true;
		judge(e, &s->keys[i], out);
	}
	return applies ? CHECK_RAN : CHECK_NOT_APPLICABLE;
}

/* Blanks between the letters of one line, as copying leaves them. */
static bool
has_inner_blanks(const char *text)
{
	while ((text = strpbrk(text, " \t")) != NULL) {
		size_t n = strspn(text, " \t");

		if (text[n] != '\0' && text[n] != '\n' && text[n] != '\r' &&
		    text[-1] != '\n')
			return true;
		text += n;
	}
	return false;
}

static const char *
trim(const char *text)
{
	return text + strspn(text, " \t\r\n");
}

static void
judge_readable(const struct vetted_key *key, struct findings *out)
{
	const struct certificate *c = key->certificate;
	struct finding_draft draft = {
	    .wanted = "the certificate in base64, without the lines BEGIN and "
		      "END CERTIFICATE",
	    .at = key->key->at,
	    .idp_text = "Download the metadata from the identity provider "
			"once more, unedited.",
	};

	if (c->fault == CERTIFICATE_TRAILING) {
		draft.message = finding_text(
		    out, "Behind a certificate stands more: %s", c->detail);
		draft.severity = SDX_WARNING;
		draft.aws_error = "";
	} else if (c->der == NULL) {
		draft.message = finding_text(
		    out, "A certificate cannot be read: %s", c->detail);
	} else if (has_inner_blanks(trim(key->key->certificate))) {
		draft.message = "Blanks stand inside a certificate";
		draft.severity = SDX_WARNING;
		draft.aws_error = "";
	}
	if (draft.message != NULL)
		finding_add(out, &draft);
}

/* ds:X509Certificate is the base64 of a DER certificate (XMLDSig 4.4.4). */
static enum check_outcome
check_readable(const struct evidence *e, struct findings *out)
{
	const struct metadata_subject *s = e->subject;

	for (size_t i = 0; i < s->n_keys; i++) {
		if (s->keys[i].certificate != NULL)
			judge_readable(&s->keys[i], out);
	}
	return CHECK_RAN;
}

static void
judge_extensions(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	(void)e;
	if (key->traits->repeated == NULL)
		return;
	finding_add(
	    out, &(struct finding_draft){
		     .message = "An extension stands twice in a certificate",
		     .found = key->traits->repeated,
		     .wanted = "every extension once (RFC 5280 4.2)",
		     .why = finding_text(out,
			 "The certificate of %s was made by a "
			 "program or a configuration that "
			 "names the extension in two places.",
			 key->certificate->subject),
		     .at = key->key->at,
		     .idp_text = NEW_CERTIFICATE,
		 });
}

/* IAM refuses a certificate in which an extension is repeated. */
static enum check_outcome
check_extensions(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_extensions);
}

static void
judge_dates(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	const struct certificate *c = key->certificate;
	int64_t now = e->clock.time;
	struct finding_draft draft = {
	    .at = key->key->at,
	    .why = "IAM does not look at the dates of a certificate: sign-ins "
		   "go on. But an identity provider changes its key at the "
		   "end, and from then on AWS refuses every response until "
		   "the new metadata is uploaded.",
	    .idp_text = NEW_CERTIFICATE,
	};

	if (c->not_before > now) {
		draft.message =
		    finding_text(out, "The certificate of %s begins on %s",
			c->subject, datetime_format(out->arena, c->not_before));
		draft.why = "IAM does not look at the dates of a certificate. "
			    "It may be one that is meant for later.";
		draft.severity = SDX_NOTE;
		draft.idp_text = NULL;
	} else if (c->not_after >= now && c->not_after - now < SOON) {
		draft.message = finding_text(out,
		    "The certificate of %s ends in %s, on %s", c->subject,
		    datetime_span(out->arena, c->not_after - now),
		    datetime_format(out->arena, c->not_after));
	}
	if (draft.message != NULL)
		finding_add(out, &draft);
}

/* An end within 30 days is time to plan the change. */
static enum check_outcome
check_dates(const struct evidence *e, struct findings *out)
{
	if (e->clock.source == CLOCK_UNKNOWN) {
		finding_cannot(out, "no moment to judge at is known");
		return CHECK_CANNOT;
	}
	return each(e, out, judge_dates);
}

static void
judge_digest(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	(void)e;
	if (key->traits->old_digest == NULL)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The certificate of %s is itself signed with %s",
		    key->certificate->subject, key->traits->old_digest),
		.why = "The key counts, not who vouches for it: this does not "
		       "weaken sign-ins.",
		.at = key->key->at,
	    });
}

/* SHA-1 in the certificate's own signature does no harm here. */
static enum check_outcome
check_digest(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_digest);
}

static void
judge_serial(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	(void)e;
	if (key->traits->odd_serial == NULL)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    "The serial number of a certificate is odd: %s",
		    key->traits->odd_serial),
		.found = key->certificate->serial,
		.wanted = "a positive number of at most 20 octets (RFC 5280 "
			  "4.1.2.2)",
		.why = "Some readers refuse such a certificate. Whether IAM "
		       "does is not known.",
		.at = key->key->at,
		.idp_text =
		    "Where IAM refuses the metadata and nothing else is "
		    "found: make a new signing certificate.",
	    });
}

/* RFC 5280 4.1.2.2. */
static enum check_outcome
check_serial(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_serial);
}

static void
judge_version(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	const struct certificate_traits *traits = key->traits;
	struct finding_draft draft = {.at = key->key->at,
	    .wanted = "version 3 of X.509 (RFC 5280 4.1.2.1)",
	    .why = "Whether IAM takes such a certificate is not documented.",
	    .idp_text = "Where IAM refuses the metadata and nothing else is "
			"found: make a new signing certificate."};

	(void)e;
	if (traits->version == 3 || traits->version == 0)
		return;
	if (traits->version < 1 || traits->version > 3)
		draft.message = finding_text(out,
		    "The certificate of %s is of version %ld, which does not "
		    "exist",
		    key->certificate->subject, traits->version);
	else if (traits->has_extensions)
		draft.message = finding_text(out,
		    "The certificate of %s is of version %ld, and yet it "
		    "holds extensions",
		    key->certificate->subject, traits->version);
	else
		draft.message =
		    finding_text(out, "The certificate of %s is of version %ld",
			key->certificate->subject, traits->version);
	finding_add(out, &draft);
}

/* RFC 5280 4.1.2.1: extensions are of version 3 alone. */
static enum check_outcome
check_version(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_version);
}

static void
judge_tenant(const struct evidence *e, const struct vetted_key *key,
    struct findings *out)
{
	const char *subject = key->certificate->subject;

	(void)e;
	if (strstr(subject, "CN=accounts.accesscontrol.windows.net") == NULL &&
	    strstr(subject, "CN=login.microsoftonline.us") == NULL)
		return;
	finding_add(out,
	    &(struct finding_draft){
		.message = "This is the metadata of the whole Entra tenant, "
			   "not of the AWS application",
		.found = subject,
		.wanted = "CN=Microsoft Azure Federated SSO Certificate",
		.why = "Microsoft Entra ID signs for each application with a "
		       "key of its own. With this file AWS would refuse the "
		       "signature of every response.",
		.at = key->key->at,
		.idp_text =
		    "In Entra ID: Enterprise applications > the AWS "
		    "application > Single sign-on > SAML Certificates > "
		    "download Federation Metadata XML there.",
	    });
}

/* Entra's tenant-wide metadata has other keys than the application's. */
static enum check_outcome
check_tenant(const struct evidence *e, struct findings *out)
{
	return each(e, out, judge_tenant);
}

static const struct check table[] = {
    {"metadata-certificate-readable", "Every certificate can be read",
	STAGE_SIGNATURE, SDX_ERROR, SDX_INFERRED, NEEDS_METADATA,
	NEEDS_METADATA, "metadata-unparsable", TROUBLESHOOT, NULL,
	check_readable},
    {"metadata-certificate-extensions",
	"No extension stands twice in a certificate", STAGE_SIGNATURE,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_METADATA, NEEDS_METADATA,
	"metadata-unparsable", TROUBLESHOOT, NULL, check_extensions},
    {"metadata-tenant-wide", "The metadata is that of the application",
	STAGE_SIGNATURE, SDX_WARNING, SDX_OBSERVED, NEEDS_METADATA,
	NEEDS_METADATA, NULL, "Microsoft Entra ID: federation metadata", NULL,
	check_tenant},
    {"metadata-certificate-dates",
	"No certificate ends within 30 days, or begins later", STAGE_ADVICE,
	SDX_WARNING, SDX_DOCUMENTED, NEEDS_METADATA, NEEDS_METADATA, NULL,
	CREATE, NULL, check_dates},
    {"metadata-certificate-digest",
	"No certificate is signed with an old digest", STAGE_ADVICE, SDX_NOTE,
	SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA, NULL,
	"SAML Metadata Interoperability Profile 2.6", NULL, check_digest},
    {"metadata-certificate-serial", "Serial numbers are as they should be",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, "RFC 5280 4.1.2.2", NULL, check_serial},
    {"metadata-certificate-version", "Certificates are of X.509 version 3",
	STAGE_ADVICE, SDX_NOTE, SDX_INFERRED, NEEDS_METADATA, NEEDS_METADATA,
	NULL, "RFC 5280 4.1.2.1", NULL, check_version},
};

const struct check_table checks_metadata_certificate = {
    table, sizeof table / sizeof *table, FOR_METADATA};
