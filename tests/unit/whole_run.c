/* SPDX-License-Identifier: MIT */
#include "whole_run.h"

#include <stdlib.h>
#include <string.h>

static bool
keep(const void *data, size_t len, void *user)
{
	struct buffer *out = user;

	buffer_put(out, data, len);
	return !out->has_failed;
}

static int
no_passphrase(const char *name, char *buf, size_t size, void *user)
{
	(void)name;
	(void)buf;
	(void)size;
	(void)user;
	return -1;
}

static enum sdx_status
worse(enum sdx_status a, enum sdx_status b)
{
	return a > b ? a : b;
}

static enum sdx_status
add_inputs(sdx_evidence *evidence, const struct idp_case *made)
{
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; status == SDX_OK && i < made->n_inputs; i++)
		status = sdx_evidence_add(
		    evidence, &(struct sdx_input){.name = made->inputs[i].name,
				  .data = made->inputs[i].data,
				  .len = made->inputs[i].len,
				  .kind = made->inputs[i].kind});
	return status;
}

static enum sdx_status
ask(const struct idp_case *made, enum sdx_question question,
    enum sdx_status (*write)(sdx_report *, struct buffer *), struct buffer *out)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_evidence *evidence =
	    settings != NULL ? sdx_evidence_new(settings) : NULL;
	sdx_report *report = NULL;
	enum sdx_status status = SDX_FAULT, said;

	if (evidence == NULL)
		goto out;
	sdx_settings_set_now(settings, 1795166591);
	sdx_settings_set_passphrase(settings, no_passphrase, NULL);
	status = sdx_settings_set_question(settings, question);
	if (status == SDX_OK)
		status = add_inputs(evidence, made);
	if (status == SDX_OK) {
		status = sdx_diagnose(evidence, &report);
		/* Nothing is accepted that was not judged. */
		if (status == SDX_FAULT && report != NULL &&
		    sdx_report_outcome(report) == SDX_ACCEPTED)
			abort();
		said = report != NULL ? write(report, out) : SDX_FAULT;
		status = worse(status, said);
	}
out:
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
write_reports(sdx_report *report, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (int i = SDX_FORMAT_TEXT; i <= SDX_FORMAT_MARKDOWN; i++)
		status =
		    worse(status, sdx_report_write(report, (enum sdx_format)i,
				      NULL, keep, out));
	return status;
}

static enum sdx_status
write_decoded(sdx_report *report, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (int i = SDX_DECODE_XML; i <= SDX_DECODE_JSON; i++) {
		enum sdx_status said = sdx_report_decode(
		    report, (enum sdx_decoding)i, NULL, keep, out);

		/* Not every message has everything. */
		if (said == SDX_FAULT)
			status = said;
	}
	return worse(status,
	    sdx_report_write_context(report, SDX_FORMAT_JSON, NULL, keep, out));
}

static enum sdx_status
sign_in(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_SIGN_IN, write_reports, out);
}

static enum sdx_status
decode(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_SIGN_IN, write_decoded, out);
}

static enum sdx_status
metadata(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_METADATA, write_reports, out);
}

static enum sdx_status
vet_entity(const struct sdx_entity *entity, sdx_cache *cache,
    const sdx_settings *settings, struct buffer *out)
{
	sdx_evidence *evidence = sdx_evidence_new(settings);
	sdx_report *report = NULL;
	enum sdx_status status = SDX_FAULT;

	if (evidence == NULL)
		return SDX_FAULT;
	sdx_evidence_use(evidence, cache);
	if (sdx_evidence_add(evidence, &(struct sdx_input){.name = "f",
					   .data = entity->data,
					   .len = entity->len}) == SDX_OK)
		status = sdx_diagnose(evidence, &report);
	if (report != NULL)
		status = worse(status, sdx_report_write_entity(report, entity,
					   SDX_FORMAT_JSON, keep, out));
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return status;
}

static enum sdx_status
federation(const struct idp_case *made, struct buffer *out)
{
	const char *data = made->inputs[0].data, *trouble;
	sdx_settings *settings = sdx_settings_new();
	sdx_aggregate *aggregate = sdx_aggregate_new();
	sdx_cache *cache = sdx_cache_new();
	enum sdx_status status = SDX_FAULT;
	struct sdx_entity entity;
	bool has_entity;
	size_t taken;

	if (settings == NULL || aggregate == NULL || cache == NULL)
		goto out;
	status = sdx_settings_set_question(settings, SDX_QUESTION_METADATA);
	for (size_t at = 0; at < made->inputs[0].len; at += taken) {
		taken = sdx_aggregate_feed(aggregate, data + at,
		    made->inputs[0].len - at, &entity, &has_entity);
		if (has_entity)
			status = worse(
			    status, vet_entity(&entity, cache, settings, out));
		else if (taken == 0)
			break;
	}
	status = worse(status, sdx_aggregate_end(aggregate, &trouble));
out:
	sdx_cache_free(cache);
	sdx_aggregate_free(aggregate);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
policy(const struct idp_case *made, struct buffer *out)
{
	return ask(made, SDX_QUESTION_POLICY, write_reports, out);
}

/* Captures alone; what lies beside is said to be none. */
static enum sdx_status
redact(const struct idp_case *made, struct buffer *out)
{
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; i < made->n_inputs; i++) {
		sdx_redacted *redacted = NULL;
		enum sdx_status said;
		const void *copy;
		size_t len;

		said = sdx_redact(&(struct sdx_input){.name = "x",
				      .data = made->inputs[i].data,
				      .len = made->inputs[i].len},
		    SDX_REDACT_AUTO, &redacted);
		if (said == SDX_OK) {
			copy = sdx_redacted_data(redacted, &len);
			buffer_put(out, copy, len);
		} else if (redacted != NULL &&
			   sdx_redacted_data(redacted, &len) != NULL) {
			abort(); /* half a copy may hold anything */
		} else if (said == SDX_FAULT) {
			status = said;
		}
		sdx_redacted_free(redacted);
	}
	return out->has_failed ? SDX_FAULT : status;
}

static enum sdx_status
filter(const struct idp_case *made, struct buffer *out)
{
	sdx_settings *settings = sdx_settings_new();
	sdx_tally *tally = sdx_tally_new();
	enum sdx_status status = SDX_FAULT;
	struct sdx_filter f = {.settings = settings, .tally = tally};
	struct sdx_line line = {
	    made->inputs[0].data, made->inputs[0].len, 1, false};

	if (settings != NULL && tally != NULL) {
		status = sdx_filter_line(&f, &line, keep, out);
		status = worse(status,
		    sdx_tally_write(tally, SDX_FORMAT_TEXT, NULL, keep, out));
	}
	sdx_tally_free(tally);
	sdx_settings_free(settings);
	return status;
}

static enum sdx_status
explain(const struct idp_case *made, struct buffer *out)
{
	static const char text[] =
	    "An error occurred (InvalidIdentityToken) when calling the "
	    "AssumeRoleWithSAML operation: Response signature invalid";
	bool is_known;

	(void)made;
	return sdx_explain_message(
	    text, sizeof text - 1, SDX_FORMAT_TEXT, NULL, &is_known, keep, out);
}

static const struct whole_run runs[] = {
    {"a sign-in that is accepted", "give role\ngive provider", sign_in},
    {"one with a HAR and a bad name",
	"as har\nattribute RoleSessionName CORP\\\\Ana Silva", sign_in},
    {"one that is encrypted", "encrypt assertion\ngive key sp", sign_in},
    {"one that was changed", "then\nreplace ana.silva => eva.silva", sign_in},
    {"one in SAML-tracer", "as tracer", sign_in},
    {"one without XML", "input SAMLResponse=abc", sign_in},
    {"decode", "encrypt assertion\ngive key sp", decode},
    {"metadata", "ask metadata", metadata},
    {"metadata against what IAM holds",
	"ask metadata\ngive current provider\ngive response\n"
	"metadata-certificate key=idp2",
	metadata},
    {"signed metadata",
	"ask metadata\nsigning key=idp2\nsign metadata\ngive signer idp2",
	metadata},
    {"a federation",
	"ask metadata\n"
	"replace <md:EntityDescriptor => <md:EntitiesDescriptor\\s"
	"xmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'><md:EntityDescriptor"
	"\\sentityID='urn:a'\\sxmlns:md='urn:oasis:names:tc:SAML:2.0:metadata'/"
	">"
	"<md:EntityDescriptor\n"
	"replace </md:EntityDescriptor> => "
	"</md:EntityDescriptor></md:EntitiesDescriptor>",
	federation},
    {"policy", "ask policy\ninput none\ngive role", policy},
    {"redact a HAR", "as har", redact},
    {"redact XML", "as xml", redact},
    {"redact escaped XML",
	"input &lt;samlp:Response\\sxmlns:samlp='urn:oasis:names:tc:SAML:2.0:"
	"protocol'&gt;&lt;samlp:Status/&gt;&lt;/samlp:Response&gt;",
	redact},
    {"filter", "as base64\ngive none", filter},
    {"explain", "as xml", explain},
};

const struct whole_run *
whole_run_at(size_t i)
{
	return i < WHOLE_RUNS ? &runs[i] : NULL;
}

_Static_assert(sizeof runs / sizeof *runs == WHOLE_RUNS, "count them");
