/* SPDX-License-Identifier: MIT */
/*
 * Many captured sign-ins at once: of each what a change of keys, of the mode
 * or of a policy needs to know.  Each is judged the whole way that a single
 * one goes, against every key and certificate that is known.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence_steps.h"

#define FOR(question) (1U << (question))

static bool
is_response(const struct capture_message *m)
{
	return m->fault == CAPTURE_OK &&
	       (m->parameter == NULL ||
		   strcmp(m->parameter, "SAMLResponse") == 0);
}

/* A HAR holds the page that posts a response beside the post itself. */
static bool
is_seen(const struct evidence *e, size_t i)
{
	const struct bytes *xml = &e->messages[i]->xml;

	for (size_t j = 0; j < i; j++) {
		const struct bytes *other = &e->messages[j]->xml;

		if (is_response(e->messages[j]) && other->len == xml->len &&
		    memcmp(other->data, xml->data, xml->len) == 0)
			return true;
	}
	return false;
}

static bool
add_certificate(struct evidence *e, struct certificate *c, size_t input)
{
	struct trusted_certificate *slot;

	for (size_t i = 0; i < e->n_known; i++) {
		if (strcmp(e->known[i].certificate->fingerprint,
			c->fingerprint) == 0)
			return true;
	}
	slot = arena_push(e->arena, &e->known, &e->n_known, sizeof *slot);
	if (slot == NULL)
		return false;
	slot->certificate = c;
	slot->input = input;
	return true;
}

static bool
add_entity(
    struct evidence *e, size_t input, const struct metadata_entity *entity)
{
	for (size_t i = 0; i < entity->n_keys; i++) {
		const struct metadata_key *key = &entity->keys[i];
		struct certificate *c;

		if (key->certificate == NULL || key->use == USE_ENCRYPTION)
			continue;
		c = certificate_from_base64(e->arena, key->certificate);
		if (c == NULL)
			return false;
		if (c->key != NULL && !add_certificate(e, c, input))
			return false;
	}
	return true;
}

/* Every certificate of all metadata, and those that stand alone. */
static bool
collect_certificates(struct evidence *e)
{
	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *m = e->metadata[i].metadata;

		for (size_t j = 0; j < m->n_entities; j++) {
			if (!add_entity(
				e, e->metadata[i].input, &m->entities[j]))
				return false;
		}
	}
	for (size_t i = 0; i < e->n_trusted; i++) {
		if (e->trusted[i].entity == NULL &&
		    e->trusted[i].certificate->key != NULL &&
		    !add_certificate(
			e, e->trusted[i].certificate, e->trusted[i].input))
			return false;
	}
	return true;
}

struct evidence *
evidence_one_of(struct evidence *e, struct capture_message *m)
{
	struct evidence *one = arena_alloc(e->arena, sizeof *one);
	struct capture_message **slot;

	if (one == NULL)
		return NULL;
	one->arena = e->arena;
	one->settings = e->settings;
	one->questions = FOR(SDX_QUESTION_SIGN_IN);
	one->inputs = e->inputs;
	one->n_inputs = e->n_inputs;
	one->keys = e->keys;
	one->n_keys = e->n_keys;
	one->roles = e->roles;
	one->n_roles = e->n_roles;
	one->clock = e->clock;
	slot = arena_push(
	    e->arena, &one->messages, &one->n_messages, sizeof *slot);
	if (slot == NULL)
		return NULL;
	*slot = m;
	for (size_t i = 0; i < e->n_known; i++) {
		struct trusted_certificate *trusted = arena_push(
		    e->arena, &one->trusted, &one->n_trusted, sizeof *trusted);

		if (trusted == NULL)
			return NULL;
		*trusted = e->known[i];
	}
	return one;
}

static const struct certificate *
signer_of(const struct evidence *one)
{
	for (size_t i = 0; i < one->n_signatures; i++) {
		const struct signature_result *r = one->signatures[i].result;

		if (r->state == SIGNATURE_VALID && r->key != NULL)
			return r->key;
	}
	return NULL;
}

static void
set_encryption(struct sign_in *s, const struct evidence *one)
{
	s->is_encrypted = one->response->n_encrypted_assertions > 0;
	for (size_t i = 0; i < one->n_encryptions; i++) {
		const struct judged_encryption *j = &one->encryptions[i];

		if (strcmp(j->encrypted->what, "Assertion") != 0)
			continue;
		s->decrypt = j->decryption->state;
		s->key = j->decryption->key;
	}
}

static void
set_times(struct sign_in *s, const struct evidence *one)
{
	const struct capture_message *m = s->message;
	const struct saml_time *issue = &one->response->issue_instant;

	s->has_issue = issue->is_valid;
	s->issue = issue->is_valid ? issue->seconds : 0;
	s->has_time = m->has_time || issue->is_valid;
	s->time = m->has_time ? m->time : s->issue;
}

static const char *
issuer_of(const struct evidence *one)
{
	if (one->assertion != NULL && one->assertion->n_issuers > 0)
		return one->assertion->issuer.text.value;
	return one->response->n_issuers > 0 ? one->response->issuer.text.value
					    : NULL;
}

static const char *
recipient_of(const struct evidence *one)
{
	const struct saml_assertion *a = one->assertion;

	if (a != NULL && a->subject.n_confirmations > 0)
		return a->subject.confirmations[0].recipient;
	return one->message->endpoint;
}

static bool
fill(struct evidence *e, struct sign_in *s, struct evidence *one)
{
	struct session_request request = {0};

	s->one = one;
	s->issuer = issuer_of(one);
	s->recipient = recipient_of(one);
	s->is_signed = one->n_signatures > 0;
	s->signer = signer_of(one);
	s->was_refused = s->message->answer != NULL;
	set_encryption(s, one);
	set_times(s, one);
	if (one->assertion != NULL) {
		one->session = session_read(e->arena, one->assertion, &request);
		if (one->session == NULL)
			return false;
	}
	return true;
}

static bool
add_sign_in(struct evidence *e, struct capture_message *m)
{
	struct evidence *one = evidence_one_of(e, m);
	struct sign_in *s;

	if (one == NULL || !evidence_read_message(one) || !evidence_prove(one))
		return false;
	if (one->response == NULL)
		return true;
	s = arena_push(e->arena, &e->sign_ins, &e->n_sign_ins, sizeof *s);
	if (s == NULL)
		return false;
	s->input = m->input;
	s->message = m;
	return fill(e, s, one);
}

static int
by_time(const void *a, const void *b)
{
	const struct sign_in *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->message < y->message ? -1 : x->message > y->message;
}

bool
evidence_read_sign_ins(struct evidence *e)
{
	if (e->settings->question != SDX_QUESTION_COMMAND &&
	    e->settings->question != SDX_QUESTION_ROTATION)
		return true;
	if (evidence_asks(e, SDX_QUESTION_SIGN_IN))
		return true;
	if (!collect_certificates(e))
		return false;
	for (size_t i = 0; i < e->n_messages; i++) {
		if (is_response(e->messages[i]) && !is_seen(e, i) &&
		    !add_sign_in(e, e->messages[i]))
			return false;
	}
	if (e->n_sign_ins > 1)
		qsort(e->sign_ins, e->n_sign_ins, sizeof *e->sign_ins, by_time);
	return true;
}
