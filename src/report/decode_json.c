/* SPDX-License-Identifier: MIT */
/* What a message says, as JSON. */
#include "report/report.h"
#include "json/json.h"

static void
put_name_id(struct json_writer *w, const struct saml_subject *subject)
{
	const struct saml_name_id *id =
	    subject->n_name_ids > 0 ? &subject->name_ids[0] : NULL;

	json_put_member(w, "name_id", id != NULL ? id->text.value : NULL);
	json_put_member(w, "name_id_format", id != NULL ? id->format : NULL);
	json_key(w, "confirmations");
	json_begin_array(w);
	for (size_t i = 0; i < subject->n_confirmations; i++) {
		const struct saml_subject_confirmation *c =
		    &subject->confirmations[i];

		json_begin_object(w);
		json_put_member(w, "method", c->method);
		json_put_member(w, "recipient", c->recipient);
		json_put_member(w, "in_response_to", c->in_response_to);
		json_put_member(w, "not_before", c->not_before.text);
		json_put_member(w, "not_on_or_after", c->not_on_or_after.text);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_conditions(struct json_writer *w, const struct saml_conditions *c)
{
	json_put_member(w, "not_before", c->not_before.text);
	json_put_member(w, "not_on_or_after", c->not_on_or_after.text);
	json_key(w, "audiences");
	json_begin_array(w);
	for (size_t i = 0; i < c->n_restrictions; i++) {
		const struct saml_audience_restriction *r = &c->restrictions[i];

		for (size_t j = 0; j < r->n_audiences; j++)
			json_put_string(w, r->audiences[j].value);
	}
	json_end_array(w);
}

static void
put_attributes(struct json_writer *w, const struct saml_assertion *a)
{
	json_key(w, "attributes");
	json_begin_array(w);
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct saml_attribute *attribute = &a->attributes[i];

		json_begin_object(w);
		json_put_member(w, "name", attribute->name);
		json_put_member(w, "name_format", attribute->name_format);
		json_put_member(w, "friendly_name", attribute->friendly_name);
		json_key(w, "values");
		json_begin_array(w);
		for (size_t j = 0; j < attribute->n_values; j++)
			json_put_string(w, attribute->values[j].value);
		json_end_array(w);
		json_end_object(w);
	}
	json_end_array(w);
}

static void
put_assertion(struct json_writer *w, const struct saml_assertion *a)
{
	json_key(w, "assertion");
	if (a == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "id", a->id);
	json_put_member(w, "issue_instant", a->issue_instant.text);
	json_put_member(
	    w, "issuer", a->n_issuers > 0 ? a->issuer.text.value : NULL);
	json_key(w, "was_encrypted");
	json_put_bool(w, a->was_encrypted);
	json_key(w, "is_signed");
	json_put_bool(w, a->is_signed);
	put_name_id(w, &a->subject);
	put_conditions(w, &a->conditions);
	json_put_member(w, "session_not_on_or_after",
	    a->n_authn_statements > 0
		? a->authn_statements[0].session_not_on_or_after.text
		: NULL);
	put_attributes(w, a);
	json_end_object(w);
}

static void
put_response(struct json_writer *w, const struct saml_response *r)
{
	json_key(w, "response");
	if (r == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "id", r->id);
	json_put_member(w, "issue_instant", r->issue_instant.text);
	json_put_member(w, "destination", r->destination);
	json_put_member(w, "in_response_to", r->in_response_to);
	json_put_member(
	    w, "issuer", r->n_issuers > 0 ? r->issuer.text.value : NULL);
	json_put_member(w, "status", r->status.code);
	json_put_member(w, "sub_status", r->status.sub_code);
	json_put_member(w, "status_message", r->status.message.value);
	json_end_object(w);
}

static void
put_signatures(struct json_writer *w, const struct evidence *e)
{
	json_key(w, "signatures");
	json_begin_array(w);
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *j = &e->signatures[i];
		const struct certificate *c = j->result->embedded;

		json_begin_object(w);
		json_put_member(
		    w, "of", signature_parent_name(j->shape->parent));
		json_put_member(w, "method", j->shape->method);
		json_put_member(
		    w, "certificate_sha256", c != NULL ? c->fingerprint : NULL);
		json_end_object(w);
	}
	json_end_array(w);
}

bool
decode_json(const struct sdx_report *report, struct buffer *out)
{
	const struct evidence *e = report->evidence;
	struct json_writer w = {.out = out, .is_pretty = true};

	if (e->document == NULL)
		return false;
	json_begin_object(&w);
	json_put_member(&w, "schema", "https://samldx.example/message/1");
	json_put_member(&w, "type", e->message_type);
	put_response(&w, e->response);
	put_assertion(&w, e->assertion);
	put_signatures(&w, e);
	json_end_object(&w);
	buffer_putc(out, '\n');
	return true;
}
