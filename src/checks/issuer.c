/* SPDX-License-Identifier: MIT */
/*
 * Who issued the response, and whether the metadata speaks of the same
 * (SAML2Core 2.2.5; IAM User Guide: Troubleshoot SAML federation).
 */
#include <string.h>
#include <strings.h>

#include "chars.h"
#include "check.h"

#define ENTITY "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"

/* The part of an entity ID between its blanks and without final slashes. */
struct core {
	const char *start;
	size_t len;
	bool has_blank; /* white space was left out */
	bool has_slash; /* a slash at the end was left out */
	bool is_http;	/* http://, left out */
	bool is_https;	/* https://, left out */
};

static bool
skip_prefix(struct core *core, const char *prefix)
{
	size_t len = strlen(prefix);

	if (core->len < len || strncasecmp(core->start, prefix, len) != 0)
		return false;
	core->start += len;
	core->len -= len;
	return true;
}

static struct core
core_of(const char *id)
{
	struct core core = {.start = id, .len = strlen(id)};

	while (core.len > 0 && char_is_white(core.start[core.len - 1])) {
		core.has_blank = true;
		core.len--;
	}
	while (core.len > 0 && char_is_white(*core.start)) {
		core.has_blank = true;
		core.start++;
		core.len--;
	}
	while (core.len > 0 && core.start[core.len - 1] == '/') {
		core.has_slash = true;
		core.len--;
	}
	core.is_https = skip_prefix(&core, "https://");
	core.is_http = !core.is_https && skip_prefix(&core, "http://");
	return core;
}

/* The host name of an http or https URL; 0 where there is none. */
static size_t
host_len(const struct core *core)
{
	size_t len = 0;

	if (!core->is_http && !core->is_https)
		return 0;
	while (len < core->len && core->start[len] != '/' &&
	       core->start[len] != '?')
		len++;
	return len;
}

static size_t
common_prefix(const char *a, const char *b)
{
	size_t n = 0;

	while (a[n] != '\0' && a[n] == b[n])
		n++;
	return n;
}

enum likeness { UNLIKE = 0, SAME_HOST, NEAR_MISS };

static enum likeness
likeness_of(const char *a, const char *b)
{
	struct core x = core_of(a), y = core_of(b);
	size_t host = host_len(&x);

	if (x.len > 0 && x.len == y.len &&
	    strncasecmp(x.start, y.start, x.len) == 0)
		return NEAR_MISS;
	if (host > 0 && host == host_len(&y) &&
	    strncasecmp(x.start, y.start, host) == 0)
		return SAME_HOST;
	return UNLIKE;
}

/* "the slash at the end and letter case": what sets a near miss apart. */
static const char *
difference(struct findings *findings, const char *a, const char *b)
{
	struct core x = core_of(a), y = core_of(b);
	const char *parts[4], *text = "";
	size_t n = 0;

	if (x.has_blank || y.has_blank)
		parts[n++] = "white space around it";
	if (x.has_slash != y.has_slash)
		parts[n++] = "the slash at the end";
	if (x.is_http != y.is_http || x.is_https != y.is_https)
		parts[n++] = "http against https";
	if (strncmp(x.start, y.start, x.len) != 0)
		parts[n++] = "letter case";
	for (size_t i = 0; i < n; i++)
		text = finding_text(findings, "%s%s%s", text,
		    i == 0 ? "" : (i + 1 == n ? " and " : ", "), parts[i]);
	return n > 0 ? text : "the number of slashes at the end";
}

/* The entity of the metadata that an Issuer is most like. */
struct nearest {
	const struct metadata_entity *entity; /* NULL: there is none */
	enum likeness likeness;
	size_t prefix;
	size_t n;	    /* entities looked at */
	bool is_exact;	    /* its entityID is the Issuer */
	bool is_incomplete; /* the metadata holds more than were read */
};

static void
consider(struct nearest *nearest, const struct metadata_entity *entity,
    const char *issuer)
{
	enum likeness likeness = likeness_of(issuer, entity->entity_id);
	size_t prefix = common_prefix(issuer, entity->entity_id);

	nearest->n++;
	if (strcmp(entity->entity_id, issuer) == 0)
		nearest->is_exact = true;
	if (nearest->entity != NULL &&
	    (likeness < nearest->likeness ||
		(likeness == nearest->likeness && prefix <= nearest->prefix)))
		return;
	nearest->entity = entity;
	nearest->likeness = likeness;
	nearest->prefix = prefix;
}

static struct nearest
find_nearest(const struct evidence *e, const char *issuer)
{
	struct nearest nearest = {0};

	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *metadata = e->metadata[i].metadata;

		nearest.is_incomplete |=
		    metadata->n_entities_seen > metadata->n_entities;
		for (size_t j = 0; j < metadata->n_entities; j++)
			consider(&nearest, &metadata->entities[j], issuer);
	}
	return nearest;
}

/*
 * The Issuer that counts: the assertion's (STS API: AssumeRoleWithSAML calls
 * it so), else that of the Response around what cannot be read.
 */
static const struct saml_name_id *
issuer_of(const struct evidence *e)
{
	if (e->assertion != NULL)
		return e->assertion->n_issuers > 0 ? &e->assertion->issuer
						   : NULL;
	if (e->response != NULL && e->response->n_issuers > 0)
		return &e->response->issuer;
	return NULL;
}

/* An Assertion names one Issuer (SAML2Core 2.3.3). */
static enum check_outcome
issuer_present(const struct evidence *e, struct findings *findings)
{
	const struct saml_assertion *assertion = e->assertion;
	struct finding_draft draft = {
	    .at = assertion->at,
	    .wanted = "one Issuer, the identity provider's entity ID",
	    .idp_text = "Set the identity provider's entity ID (issuer), and "
			"upload metadata with the same entityID to IAM.",
	};

	if (assertion->n_issuers == 0) {
		draft.message = "The Assertion has no Issuer";
	} else if (assertion->n_issuers > 1) {
		draft.message = finding_text(findings,
		    "The Assertion has %zu Issuers", assertion->n_issuers);
	} else if (core_of(assertion->issuer.text.value).len == 0) {
		draft.message = "The Issuer of the Assertion is empty";
		draft.at = assertion->issuer.text.at;
	} else {
		return CHECK_RAN;
	}
	finding_add(findings, &draft);
	return CHECK_RAN;
}

/* The provider's ARN where it is certain enough to stand in a command. */
static const char *
provider_arn(const struct evidence *e)
{
	const struct aws_session *session = e->session;

	if (session != NULL && session->chosen != NULL &&
	    session->chosen->is_well_formed)
		return session->chosen->provider.text;
	for (size_t i = 0; session != NULL && i < session->n_pairs; i++) {
		if (session->pairs[i]->is_well_formed)
			return session->pairs[i]->provider.text;
	}
	return "PROVIDER-ARN";
}

static const char *
mismatch_message(struct findings *findings, const char *issuer,
    const struct nearest *nearest)
{
	const char *what = nearest->n == 1 ? "the metadata's entityID"
					   : "any entityID of the metadata";

	if (nearest->likeness == NEAR_MISS)
		return finding_text(findings,
		    "The Issuer is almost the metadata's entityID: %s "
		    "differs",
		    difference(findings, issuer, nearest->entity->entity_id));
	return finding_text(findings, "The Issuer is not %s", what);
}

static const char *
mismatch_why(const struct evidence *e, struct findings *findings,
    const struct nearest *nearest)
{
	const char *vendor = e->idp.vendor->name;
	bool is_known = strcmp(e->idp.vendor->key, "generic") != 0;

	if (nearest->likeness == NEAR_MISS)
		return "AWS compares the two letter by letter.";
	if (nearest->likeness == SAME_HOST)
		return finding_text(findings,
		    "Both are of the same server: the metadata is that of "
		    "another tenant, realm or application%s%s.",
		    is_known ? " of " : "", is_known ? vendor : "");
	if (nearest->n > 1)
		return "The metadata of another identity provider was "
		       "uploaded, or the wanted one shows the nearest of "
		       "several.";
	return "The metadata of another identity provider was uploaded, the "
	       "identity provider's entity ID was changed since, or the Role "
	       "attribute names another provider of the account.";
}

/* The Issuer is an entityID of the provider's metadata, letter by letter. */
static enum check_outcome
issuer_matches_metadata(const struct evidence *e, struct findings *findings)
{
	const struct saml_name_id *issuer = issuer_of(e);
	struct nearest nearest;

	if (issuer == NULL || core_of(issuer->text.value).len == 0)
		return CHECK_NOT_APPLICABLE;
	nearest = find_nearest(e, issuer->text.value);
	if (nearest.is_exact)
		return CHECK_RAN;
	if (nearest.entity == NULL || nearest.is_incomplete) {
		finding_cannot(findings,
		    nearest.entity == NULL
			? "the metadata holds no EntityDescriptor"
			: "the metadata holds more entities than are read");
		return CHECK_CANNOT;
	}
	finding_add(findings,
	    &(struct finding_draft){
		.message =
		    mismatch_message(findings, issuer->text.value, &nearest),
		.found = issuer->text.value,
		.wanted = nearest.entity->entity_id,
		.why = mismatch_why(e, findings, &nearest),
		.at = issuer->text.at,
		.other_at = nearest.entity->at,
		.idp_fix = FIX_SIGNING_KEY,
		.aws_text = "Upload the metadata of the identity provider that "
			    "issued this response.",
		.aws_command = finding_text(findings,
		    "aws iam update-saml-provider --saml-provider-arn %s "
		    "--saml-metadata-document file://metadata.xml",
		    provider_arn(e)),
	    });
	return CHECK_RAN;
}

/* Response and Assertion name the same Issuer (SAML2Prof 4.1.4.2). */
static enum check_outcome
issuer_agrees(const struct evidence *e, struct findings *findings)
{
	const struct saml_response *response = e->response;
	const struct saml_assertion *assertion = e->assertion;

	if (response->n_issuers == 0 || assertion->n_issuers == 0)
		return CHECK_NOT_APPLICABLE;
	if (strcmp(response->issuer.text.value, assertion->issuer.text.value) ==
	    0)
		return CHECK_RAN;
	finding_add(findings,
	    &(struct finding_draft){
		.message = "The Response and the Assertion name different "
			   "Issuers",
		.found = response->issuer.text.value,
		.wanted = assertion->issuer.text.value,
		.why = "A proxy may have put its own name on one of them. "
		       "Which of the two AWS compares with the metadata is "
		       "not documented.",
		.at = response->issuer.text.at,
		.other_at = assertion->issuer.text.at,
		.idp_text = "Let one identity provider issue both, under one "
			    "entity ID.",
	    });
	return CHECK_RAN;
}

static void
judge_whitespace(struct findings *findings, const char *what,
    const struct saml_name_id *issuer)
{
	const char *value = issuer->text.value;
	const struct core core = core_of(value);

	if (!core.has_blank || core.len == 0)
		return;
	finding_add(findings,
	    &(struct finding_draft){
		.message = finding_text(findings,
		    "The Issuer of the %s has white space around it", what),
		.found = value,
		.wanted = "the entity ID alone",
		.why = "It was typed or pasted with a blank or a line break, "
		       "or a program indented the XML.",
		.at = issuer->text.at,
		.idp_text = "Remove the white space from the entity ID in the "
			    "identity provider's settings, and indent no "
			    "signed XML.",
	    });
}

/* White space in an Issuer counts (SAML2Core 1.3.1: strings are compared). */
static enum check_outcome
issuer_whitespace(const struct evidence *e, struct findings *findings)
{
	if (e->response->n_issuers == 0 &&
	    (e->assertion == NULL || e->assertion->n_issuers == 0))
		return CHECK_NOT_APPLICABLE;
	if (e->response->n_issuers > 0)
		judge_whitespace(findings, "Response", &e->response->issuer);
	if (e->assertion != NULL && e->assertion->n_issuers > 0)
		judge_whitespace(findings, "Assertion", &e->assertion->issuer);
	return CHECK_RAN;
}

static void
judge_format(struct findings *findings, const char *what,
    const struct saml_name_id *issuer)
{
	if (issuer->format == NULL || strcmp(issuer->format, ENTITY) == 0)
		return;
	finding_add(findings,
	    &(struct finding_draft){
		.message = finding_text(findings,
		    "The Issuer of the %s says that it is no entity", what),
		.found = issuer->format,
		.wanted = "no Format, or " ENTITY,
		.why = "Programs that compare names together with their "
		       "Format see another name. Whether AWS looks at it is "
		       "not known.",
		.at = issuer->text.at,
		.idp_text = "Leave the Format of Issuer out.",
	    });
}

/* SAML2Prof 4.1.4.2: Format is left out, or is that of entities. */
static enum check_outcome
issuer_format(const struct evidence *e, struct findings *findings)
{
	if (e->response->n_issuers == 0 &&
	    (e->assertion == NULL || e->assertion->n_issuers == 0))
		return CHECK_NOT_APPLICABLE;
	if (e->response->n_issuers > 0)
		judge_format(findings, "Response", &e->response->issuer);
	if (e->assertion != NULL && e->assertion->n_issuers > 0)
		judge_format(findings, "Assertion", &e->assertion->issuer);
	return CHECK_RAN;
}

static const struct check table[] = {
    {
	.id = "issuer-present",
	.title = "The Assertion names its one Issuer",
	.stage = STAGE_ISSUER,
	.severity = SDX_ERROR,
	.grade = SDX_INFERRED,
	.needs = NEEDS_ASSERTION,
	.source = "SAML2Core 2.3.3",
	.run = issuer_present,
    },
    {
	.id = "issuer-matches-metadata",
	.title = "The Issuer is the entityID of the provider's metadata",
	.stage = STAGE_ISSUER,
	.severity = SDX_ERROR,
	.grade = SDX_DOCUMENTED,
	.needs = NEEDS_RESPONSE | NEEDS_METADATA,
	.aws_error = "issuer-not-in-provider",
	.source = "IAM User Guide: Troubleshoot SAML federation",
	.run = issuer_matches_metadata,
    },
    {
	.id = "issuer-agrees",
	.title = "Response and Assertion name the same Issuer",
	.stage = STAGE_ISSUER,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE | NEEDS_ASSERTION,
	.source = "SAML2Prof 4.1.4.2",
	.run = issuer_agrees,
    },
    {
	.id = "issuer-format",
	.title = "Issuer has the Format of an entity, or none",
	.stage = STAGE_ISSUER,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE,
	.source = "SAML2Prof 4.1.4.2",
	.run = issuer_format,
    },
    {
	.id = "issuer-whitespace",
	.title = "No white space stands around the Issuer",
	.stage = STAGE_ISSUER,
	.severity = SDX_WARNING,
	.grade = SDX_INFERRED,
	.needs = NEEDS_RESPONSE,
	.source = "SAML2Core 1.3.1",
	.run = issuer_whitespace,
    },
};

const struct check_table checks_issuer = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
