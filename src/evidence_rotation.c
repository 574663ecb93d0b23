/* SPDX-License-Identifier: MIT */
/*
 * The state of the rotations: the provider's keys, the key files, the
 * certificates of old and new metadata, and the captured sign-ins beside each
 * other.
 */
#include <stdlib.h>
#include <string.h>

#include "evidence_steps.h"
#include "saml/datetime.h"

#define ISSUE_TO_CAPTURE_MAX 600 /* seconds */
#define CLOCKS_APART_MAX 300

/* Is it of the provider?  One whose Issuer IAM does not know is not. */
static bool
is_of_provider(const struct evidence *e, const struct sign_in *s)
{
	bool is_known = e->n_metadata == 0;

	if (s->issuer == NULL)
		return true;
	for (size_t i = 0; i < e->n_metadata; i++) {
		const struct saml_metadata *m = e->metadata[i].metadata;

		for (size_t j = 0; j < m->n_entities; j++)
			is_known |=
			    strcmp(m->entities[j].entity_id, s->issuer) == 0;
	}
	return is_known;
}

/* SAML's own order: issued, posted at once, answered. */
const char *
evidence_odd_clock(
    const struct evidence *e, const struct sign_in *s, struct arena *arena)
{
	const struct capture_message *m = s->message;

	if (m->has_time && s->has_issue &&
	    llabs(m->time - s->issue) > ISSUE_TO_CAPTURE_MAX)
		return arena_printf(arena,
		    "captured %s, issued %s: a response is sent at once",
		    datetime_format(arena, m->time),
		    datetime_format(arena, s->issue));
	if (m->has_time && m->has_server_date &&
	    llabs(m->time - m->server_date) > CLOCKS_APART_MAX)
		return arena_printf(arena,
		    "captured %s by the browser's clock, %s by the server's",
		    datetime_format(arena, m->time),
		    datetime_format(arena, m->server_date));
	if (s->has_time && e->clock.source != CLOCK_UNKNOWN &&
	    s->time > e->clock.time + CLOCKS_APART_MAX)
		return arena_printf(arena, "captured %s, which is yet to come",
		    datetime_format(arena, s->time));
	return NULL;
}

/* Sent to a sign-in URL with the ID of another provider? */
static bool
has_other_id(const struct evidence *e, const struct sign_in *s)
{
	struct aws_endpoint endpoint;

	if (e->provider == NULL || e->provider->uuid == NULL ||
	    s->recipient == NULL)
		return false;
	endpoint = endpoint_parse(e->arena, s->recipient);
	return endpoint.kind == ENDPOINT_SAML_ACS &&
	       endpoint.provider_id != NULL &&
	       strcmp(endpoint.provider_id, e->provider->uuid) != 0;
}

/* From before the provider was made, it says nothing of its keys. */
static bool
is_older_than_provider(const struct evidence *e, const struct sign_in *s)
{
	const struct aws_provider *p = e->provider;
	int64_t created;
	bool has_zone;

	return p != NULL && p->create_date != NULL &&
	       datetime_parse(p->create_date, &created, &has_zone) &&
	       s->time < created;
}

/* Checks say why one is left out. */
static bool
counts(const struct evidence *e, const struct sign_in *s)
{
	return s->has_time && s->is_of_provider &&
	       evidence_odd_clock(e, s, e->arena) == NULL &&
	       !has_other_id(e, s) && !is_older_than_provider(e, s);
}

static bool
add_slot(struct evidence *e, const struct provider_key *key)
{
	struct rotation_facts *facts = &e->rotation->decryption_facts;
	struct rotation_slot *slot;
	bool has_zone;

	slot =
	    arena_push(e->arena, &facts->slots, &facts->n_slots, sizeof *slot);
	if (slot == NULL)
		return false;
	slot->id = key->key_id != NULL ? key->key_id : "";
	slot->because = "";
	slot->has_added =
	    key->timestamp != NULL &&
	    datetime_parse(key->timestamp, &slot->added, &has_zone);
	return true;
}

static int
by_upload(const void *a, const void *b)
{
	const struct rotation_slot *x = a, *y = b;

	return x->added < y->added ? -1 : x->added > y->added;
}

/* From when on is a certificate for this key, if one is given? */
static void
set_made(const struct evidence *e, const struct private_key *key,
    struct rotation_holder *holder)
{
	for (size_t i = 0; i < e->n_trusted; i++) {
		const struct certificate *c = e->trusted[i].certificate;

		if (c->key_fingerprint == NULL || key->fingerprint == NULL ||
		    strcmp(c->key_fingerprint, key->fingerprint) != 0)
			continue;
		holder->has_made = true;
		holder->made = c->not_before;
	}
}

/* The holder of a key file; the same key in two files is one. */
static size_t
holder_of_key(const struct evidence *e, const struct private_key *key)
{
	const struct rotation_facts *facts = &e->rotation->decryption_facts;

	for (size_t i = 0; i < facts->n_holders; i++) {
		if (strcmp(e->rotation->holder_keys[i]->fingerprint,
			key->fingerprint) == 0)
			return i;
	}
	return ROTATION_NONE;
}

static bool
add_key(struct evidence *e, const struct private_key *key)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_facts *facts = &r->decryption_facts;
	struct rotation_holder *holder;
	const struct private_key **slot;

	if (key->fault != KEY_OK || holder_of_key(e, key) != ROTATION_NONE)
		return true;
	slot = arena_push(
	    e->arena, &r->holder_keys, &r->n_holder_keys, sizeof *slot);
	if (slot == NULL)
		return false;
	*slot = key;
	holder = arena_push(
	    e->arena, &facts->holders, &facts->n_holders, sizeof *holder);
	if (holder == NULL)
		return false;
	holder->name = key->name;
	set_made(e, key, holder);
	return true;
}

static bool
add_decryption_use(struct evidence *e, const struct sign_in *s)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_facts *facts = &r->decryption_facts;
	struct rotation_use *use = arena_push(
	    e->arena, &r->decryption_uses, &facts->n_uses, sizeof *use);

	if (use == NULL)
		return false;
	use->time = s->time;
	use->was_refused = s->was_refused;
	use->holder = ROTATION_NONE;
	if (!s->is_encrypted)
		use->holder = ROTATION_PLAIN;
	else if (s->key != NULL)
		use->holder = holder_of_key(e, s->key);
	facts->uses = r->decryption_uses;
	return true;
}

static bool
read_decryption(struct evidence *e)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_facts *facts = &r->decryption_facts;

	for (size_t i = 0; e->provider != NULL && i < e->provider->n_keys;
	     i++) {
		if (!add_slot(e, &e->provider->keys[i]))
			return false;
	}
	if (facts->n_slots > 1)
		qsort(facts->slots, facts->n_slots, sizeof *facts->slots,
		    by_upload);
	for (size_t i = 0; i < e->n_keys; i++) {
		if (!add_key(e, e->keys[i]))
			return false;
	}
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (e->sign_ins[i].counts &&
		    !add_decryption_use(e, &e->sign_ins[i]))
			return false;
	}
	r->decryption = rotation_of_decryption(e->arena, facts);
	if (r->decryption == NULL)
		return false;
	/* What IAM has is then not known, rather than nothing. */
	if (e->provider == NULL)
		r->decryption->state = ROTATION_UNKNOWN;
	return true;
}

/* ---- Signing */

static size_t
holder_of_certificate(const struct evidence *e, const struct certificate *c)
{
	const struct rotation_evidence *r = e->rotation;

	for (size_t i = 0; i < r->signing_facts.n_holders; i++) {
		const struct certificate *other = r->signers[i];

		if (strcmp(other->fingerprint, c->fingerprint) == 0 ||
		    (other->key_fingerprint != NULL &&
			c->key_fingerprint != NULL &&
			strcmp(other->key_fingerprint, c->key_fingerprint) ==
			    0))
			return i;
	}
	return ROTATION_NONE;
}

static bool
add_signer(struct evidence *e, const struct certificate *c, bool is_current)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_facts *facts = &r->signing_facts;
	size_t i = holder_of_certificate(e, c), n_flags = facts->n_holders;
	struct rotation_holder *holder;
	const struct certificate **slot;
	bool *flag;

	if (i == ROTATION_NONE) {
		i = facts->n_holders;
		slot = arena_push(
		    e->arena, &r->signers, &r->n_signers, sizeof *slot);
		flag = arena_push(
		    e->arena, &r->in_current, &n_flags, sizeof *flag);
		n_flags = facts->n_holders;
		if (slot == NULL || flag == NULL ||
		    arena_push(e->arena, &r->in_new, &n_flags, sizeof *flag) ==
			NULL)
			return false;
		*slot = c;
		holder = arena_push(e->arena, &facts->holders,
		    &facts->n_holders, sizeof *holder);
		if (holder == NULL)
			return false;
		holder->name = arena_printf(e->arena, "%s (SHA-256 %.23s...)",
		    c->subject, c->fingerprint);
		holder->has_made = true;
		holder->made = c->not_before;
	}
	r->in_current[i] |= is_current;
	r->in_new[i] |= !is_current;
	return true;
}

static bool
add_signers(
    struct evidence *e, const struct metadata_source *source, bool is_current)
{
	for (size_t i = 0; i < source->metadata->n_entities; i++) {
		const struct metadata_entity *entity =
		    &source->metadata->entities[i];

		for (size_t j = 0; j < entity->n_keys; j++) {
			const struct metadata_key *key = &entity->keys[j];
			struct certificate *c;

			if (key->certificate == NULL ||
			    key->use == USE_ENCRYPTION)
				continue;
			c = certificate_from_base64(e->arena, key->certificate);
			if (c == NULL)
				return false;
			if (c->key != NULL && !add_signer(e, c, is_current))
				return false;
		}
	}
	return true;
}

static bool
add_signing_use(struct evidence *e, const struct sign_in *s)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_facts *facts = &r->signing_facts;
	struct rotation_use *use =
	    arena_push(e->arena, &r->signing_uses, &facts->n_uses, sizeof *use);

	if (use == NULL)
		return false;
	use->time = s->time;
	use->was_refused = s->was_refused;
	use->holder = s->signer != NULL ? holder_of_certificate(e, s->signer)
					: ROTATION_NONE;
	facts->uses = r->signing_uses;
	return true;
}

/* Can the signature be judged?  Not where it stands inside what is closed. */
static bool
shows_signer(const struct sign_in *s)
{
	return s->is_signed && s->counts;
}

/*
 * What get-saml-provider holds is what IAM has; metadata beside it is new.
 * Without it, the metadata that stands first is taken for what IAM has.
 */
static bool
read_signing(struct evidence *e)
{
	struct rotation_evidence *r = e->rotation;
	struct rotation_signing signing = {0};

	if (e->command != NULL && e->provider == NULL)
		return true; /* what IAM has is not known */
	for (size_t i = 0; i < e->n_metadata; i++) {
		bool is_current = e->provider != NULL ? e->metadata[i].input ==
							    e->provider->input
						      : i == 0;

		if (!is_current) {
			r->new_metadata = &e->metadata[i];
			signing.has_new = true;
		}
		if (!add_signers(e, &e->metadata[i], is_current))
			return false;
	}
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		if (shows_signer(&e->sign_ins[i]) &&
		    !add_signing_use(e, &e->sign_ins[i]))
			return false;
	}
	if (r->signing_facts.n_holders == 0)
		return true;
	signing.in_current = r->in_current;
	signing.in_new = r->in_new;
	r->signing = rotation_of_signing(e->arena, &r->signing_facts, &signing);
	return r->signing != NULL;
}

static bool
has_decryption(const struct evidence *e)
{
	const struct rotation_evidence *r = e->rotation;

	return r->decryption_facts.n_slots > 0 ||
	       r->decryption_facts.n_holders > 0 ||
	       r->decryption->n_unknown > 0;
}

/* Two providers, or captures that the keys do not explain. */
static bool
is_disputed(const struct evidence *e)
{
	const struct aws_provider *p = e->provider;

	if (e->rotation->decryption->n_contradictions > 0)
		return true;
	for (size_t i = 0; p != NULL && i < e->n_other_providers; i++) {
		const char *uuid = e->other_providers[i]->uuid;

		if (uuid != NULL && p->uuid != NULL &&
		    strcmp(uuid, p->uuid) != 0)
			return true;
	}
	return false;
}

bool
evidence_read_rotation(struct evidence *e)
{
	if (e->settings->question != SDX_QUESTION_ROTATION &&
	    (e->command == NULL || e->n_sign_ins == 0))
		return true;
	e->rotation = arena_alloc(e->arena, sizeof *e->rotation);
	if (e->rotation == NULL)
		return false;
	for (size_t i = 0; i < e->n_sign_ins; i++) {
		struct sign_in *s = &e->sign_ins[i];

		s->is_of_provider = is_of_provider(e, s);
		s->counts = counts(e, s);
	}
	if (!read_decryption(e) || !read_signing(e))
		return false;
	e->rotation->has_decryption = has_decryption(e);
	/* No step is safe while the state contradicts itself. */
	evidence_plan_rotation(e, is_disputed(e));
	return !arena_has_failed(e->arena);
}

const char *
evidence_unsettled(const struct evidence *e)
{
	const struct rotation_evidence *r = e->rotation;

	if (r == NULL)
		return NULL;
	if (r->has_decryption && r->decryption->unsettled != NULL)
		return r->decryption->unsettled;
	return r->signing != NULL ? r->signing->unsettled : NULL;
}
