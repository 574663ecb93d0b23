/* SPDX-License-Identifier: MIT */
#include "report/json_proof.h"

#include <string.h>

static const char *
state_name(enum signature_state state)
{
	switch (state) {
	case SIGNATURE_INVALID:
		return "invalid";
	case SIGNATURE_VALID:
		return "valid";
	case SIGNATURE_UNVERIFIED:
		break;
	}
	return "unverified";
}

static const char *
reason_name(enum signature_reason reason)
{
	switch (reason) {
	case SIGNATURE_HOLDS:
		return NULL;
	case SIGNATURE_STRUCTURE:
		return "structure";
	case SIGNATURE_NO_TRUST:
		return "no-trusted-key";
	case SIGNATURE_UNSUPPORTED:
		return "unsupported";
	case SIGNATURE_ALGORITHM:
		return "algorithm";
	case SIGNATURE_KEY_MISMATCH:
		return "key-type";
	case SIGNATURE_KEY_WEAK:
		return "key-weak";
	case SIGNATURE_DIGEST:
		return "digest";
	case SIGNATURE_UNKNOWN_KEY:
		return "unknown-key";
	case SIGNATURE_ALIEN_KEY:
		return "alien-key";
	case SIGNATURE_VALUE:
		return "value";
	case SIGNATURE_FAILED:
		break;
	}
	return "failed";
}

const char *
json_signature_status(const struct signature_result *result)
{
	return state_name(result->state);
}

const char *
json_signature_reason(const struct signature_result *result)
{
	return reason_name(result->reason);
}

/* The key that verified, and the file that it came from. */
static void
put_key(struct json_writer *w, const struct evidence *e,
    const struct certificate *c)
{
	const struct trusted_certificate *trusted = NULL;

	json_key(w, "key");
	if (c == NULL) {
		json_put_null(w);
		return;
	}
	for (size_t i = 0; i < e->n_trusted && trusted == NULL; i++) {
		if (e->trusted[i].certificate == c)
			trusted = &e->trusted[i];
	}
	json_begin_object(w);
	json_put_member(w, "source",
	    trusted != NULL && trusted->entity == NULL ? "certificate"
						       : "metadata");
	json_put_member(w, "fingerprint_sha256", c->fingerprint);
	json_key(w, "input");
	if (trusted != NULL)
		json_put_integer(w, (int64_t)trusted->input);
	else
		json_put_null(w);
	json_end_object(w);
}

static void
put_signature(struct json_writer *w, const struct evidence *e,
    const struct judged_signature *j)
{
	json_begin_object(w);
	json_put_member(w, "covers", signature_parent_name(j->shape->parent));
	json_put_member(w, "status", state_name(j->result->state));
	json_put_member(w, "reason", reason_name(j->result->reason));
	json_put_member(w, "algorithm", j->shape->method);
	put_key(w, e, j->result->key);
	json_end_object(w);
}

static void
put_absent(struct json_writer *w, enum signature_parent parent)
{
	json_begin_object(w);
	json_put_member(w, "covers", signature_parent_name(parent));
	json_put_member(w, "status", "absent");
	json_put_member(w, "reason", NULL);
	json_put_member(w, "algorithm", NULL);
	json_key(w, "key");
	json_put_null(w);
	json_end_object(w);
}

static bool
has_signature_of(const struct evidence *e, enum signature_parent parent)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		if (e->signatures[i].shape->parent == parent)
			return true;
	}
	return false;
}

static void
put_signatures(struct json_writer *w, const struct evidence *e)
{
	json_key(w, "signature");
	json_begin_array(w);
	for (size_t i = 0; i < e->n_signatures; i++)
		put_signature(w, e, &e->signatures[i]);
	if (e->response != NULL && !has_signature_of(e, SIGNATURE_OF_RESPONSE))
		put_absent(w, SIGNATURE_OF_RESPONSE);
	if (e->assertion != NULL &&
	    !has_signature_of(e, SIGNATURE_OF_ASSERTION))
		put_absent(w, SIGNATURE_OF_ASSERTION);
	json_end_array(w);
}

static void
put_decrypted_by(struct json_writer *w, const struct private_key *key)
{
	json_key(w, "decrypted_by");
	if (key == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	json_put_member(w, "path", key->name);
	json_put_member(w, "fingerprint_sha256", key->fingerprint);
	json_end_object(w);
}

/* The first of what is encrypted stands for the message. */
static void
put_encryption(struct json_writer *w, const struct evidence *e)
{
	const struct decryption *d = NULL;

	if (e->n_encryptions > 0)
		d = e->encryptions[0].decryption;
	json_key(w, "encryption");
	json_begin_object(w);
	json_key(w, "encrypted");
	json_put_bool(w, d != NULL);
	put_decrypted_by(w, d != NULL ? d->key : NULL);
	json_key(w, "algorithms");
	if (d != NULL) {
		json_begin_object(w);
		json_put_member(w, "data", d->data_algorithm);
		json_put_member(w, "key", d->key_algorithm);
		json_end_object(w);
	} else {
		json_put_null(w);
	}
	json_end_object(w);
}

void
json_put_proof(struct json_writer *w, const struct evidence *e)
{
	put_signatures(w, e);
	put_encryption(w, e);
}

static void
put_subject(struct json_writer *w, const struct saml_assertion *a)
{
	const struct saml_subject *subject = &a->subject;

	json_put_member(w, "subject",
	    subject->n_name_ids > 0 ? subject->name_ids[0].text.value : NULL);
	json_put_member(
	    w, "issuer", a->n_issuers > 0 ? a->issuer.text.value : NULL);
	json_put_member(w, "recipient",
	    subject->n_confirmations > 0 ? subject->confirmations[0].recipient
					 : NULL);
	json_key(w, "audience");
	json_begin_array(w);
	for (size_t i = 0; i < a->conditions.n_restrictions; i++) {
		const struct saml_audience_restriction *r =
		    &a->conditions.restrictions[i];

		for (size_t j = 0; j < r->n_audiences; j++)
			json_put_string(w, r->audiences[j].value);
	}
	json_end_array(w);
}

/* What the role's trust policy makes of the sign-in; NULL: not judged. */
static const char *
trust_outcome(const struct evidence *e, size_t pair)
{
	if (e->trusts == NULL || e->trusts[pair] == NULL)
		return NULL;
	switch (e->trusts[pair]->decision) {
	case DECISION_ALLOW:
		return "allowed";
	case DECISION_IMPLICIT_DENY:
		return "not-allowed";
	case DECISION_EXPLICIT_DENY:
		return "denied";
	case DECISION_UNKNOWN:
		break;
	}
	return "unknown";
}

static void
put_length(
    struct json_writer *w, const char *key, const struct session_length *length)
{
	json_key(w, key);
	json_begin_object(w);
	json_key(w, "seconds");
	if (length->seconds > 0)
		json_put_integer(w, length->seconds);
	else
		json_put_null(w);
	json_put_member(w, "limit", length->limit);
	json_put_member(w, "doubt", length->doubt);
	json_put_member(w, "aws_error", length->aws_error);
	json_end_object(w);
}

static void
put_pairs(struct json_writer *w, const struct evidence *e)
{
	const struct aws_session *s = e->session;

	json_key(w, "pairs");
	json_begin_array(w);
	for (size_t i = 0; i < s->n_pairs; i++) {
		const struct aws_role_pair *pair = s->pairs[i];

		json_begin_object(w);
		json_put_member(w, "role", pair->role.text);
		json_put_member(w, "provider", pair->provider.text);
		json_put_member(w, "trust", trust_outcome(e, i));
		json_end_object(w);
	}
	json_end_array(w);
}

#define MAX_TAGS 200 /* AWS allows 50 */

/* A repeated key would make the object ambiguous: the first one stands. */
static bool
is_repeated_tag(const struct aws_session *s, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (strcmp(s->tags[i].key, s->tags[at].key) == 0)
			return true;
	}
	return false;
}

static void
put_tags(struct json_writer *w, const struct aws_session *s)
{
	json_key(w, "tags");
	json_begin_object(w);
	for (size_t i = 0; i < s->n_tags && i < MAX_TAGS; i++) {
		if (!is_repeated_tag(s, i))
			json_put_member(w, s->tags[i].key,
			    saml_first_value(s->tags[i].attribute));
	}
	json_end_object(w);
}

static void
put_context(struct json_writer *w, const struct aws_session *s)
{
	json_key(w, "context");
	json_begin_object(w);
	for (size_t i = 0; i < s->n_context; i++) {
		const struct context_key *key = &s->context[i];

		json_key(w, key->name);
		json_begin_array(w);
		for (size_t j = 0; j < key->n_values; j++)
			json_put_string(w, key->values[j]);
		json_end_array(w);
	}
	json_end_object(w);
}

void
json_put_session(struct json_writer *w, const struct evidence *e)
{
	const struct aws_session *s = e->session;

	json_key(w, "session");
	if (s == NULL || e->assertion == NULL) {
		json_put_null(w);
		return;
	}
	json_begin_object(w);
	put_subject(w, e->assertion);
	put_pairs(w, e);
	json_put_member(
	    w, "role_session_name", saml_first_value(s->role_session_name));
	json_key(w, "duration_seconds");
	if (s->duration > 0)
		json_put_integer(w, s->duration);
	else
		json_put_null(w);
	json_key(w, "lengths");
	json_begin_object(w);
	put_length(w, "console", &e->console_length);
	put_length(w, "api", &e->api_length);
	json_end_object(w);
	put_tags(w, s);
	json_put_member(
	    w, "source_identity", saml_first_value(s->source_identity));
	put_context(w, s);
	json_key(w, "signed");
	json_put_bool(w, e->is_authentic);
	json_end_object(w);
}
