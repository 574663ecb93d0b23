/* SPDX-License-Identifier: MIT */
/* The certificates of metadata under test, as a person wants them. */
#include <string.h>

#include "report/certificates.h"
#include "report/json_proof.h"
#include "saml/datetime.h"
#include "json/json.h"

#define DAY 86400
#define LABEL_COLUMN 13

static const char *
use_name(enum metadata_use use)
{
	switch (use) {
	case USE_BOTH:
		return "signing and encryption";
	case USE_SIGNING:
		return "signing";
	case USE_ENCRYPTION:
		return "encryption";
	case USE_OTHER:
		break;
	}
	return "another use";
}

static bool
is_decoded(const struct vetted_key *key)
{
	return key->certificate != NULL && key->certificate->der != NULL;
}

/* Days until the end, negative behind it. */
static int64_t
days_left(const struct evidence *e, const struct certificate *c)
{
	int64_t left = c->not_after - e->clock.time;

	return left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY);
}

static void
write_line(const struct text_report *t, const char *label, const char *value)
{
	buffer_printf(t->layout.out, "  %-*s", LABEL_COLUMN - 2, label);
	render_escape(t->layout.out, value, strlen(value));
	buffer_putc(t->layout.out, '\n');
}

static const char *
key_text(struct arena *arena, const struct certificate *c)
{
	return arena_printf(arena, "%s%s%s, %u bits, signed with %s",
	    c->key_type, c->curve != NULL ? " " : "",
	    c->curve != NULL ? c->curve : "", c->key_bits,
	    c->signature_algorithm);
}

static const char *
dates_text(const struct text_report *t, const struct certificate *c)
{
	const struct evidence *e = t->report->evidence;
	struct arena *arena = t->report->arena;
	const char *from = datetime_format(arena, c->not_before);
	const char *to = datetime_format(arena, c->not_after);
	int64_t days;

	if (e->clock.source == CLOCK_UNKNOWN)
		return arena_printf(arena, "%s to %s", from, to);
	days = days_left(e, c);
	if (days < 0)
		return arena_printf(arena, "%s to %s, ended %lld days ago",
		    from, to, (long long)-days);
	return arena_printf(
	    arena, "%s to %s, %lld days left", from, to, (long long)days);
}

static void
write_certificate(const struct text_report *t, const struct vetted_key *key)
{
	const struct certificate *c = key->certificate;

	layout_paragraph(&t->layout, 0,
	    arena_printf(t->report->arena, "certificate for %s of %s",
		use_name(key->key->use), key->entity->entity_id));
	write_line(t, "subject", c->subject);
	write_line(t, "issuer",
	    strcmp(c->subject, c->issuer) == 0 ? "itself" : c->issuer);
	write_line(t, "key", key_text(t->report->arena, c));
	write_line(t, "valid", dates_text(t, c));
	write_line(t, "SHA-256", c->fingerprint);
	write_line(t, "SHA-1", c->fingerprint_sha1);
	if (key->traits->subject_key_id != NULL)
		write_line(t, "key id", key->traits->subject_key_id);
}

/* Only what holds is told here: the rest is a finding. */
static void
write_signer(const struct text_report *t)
{
	const struct metadata_signer *signer = t->report->evidence->signer;

	if (signer == NULL || signer->result == NULL ||
	    signer->result->state != SIGNATURE_VALID)
		return;
	layout_paragraph(&t->layout, 0,
	    arena_printf(t->report->arena,
		"the metadata's own signature holds, by the key of %s",
		signer->result->key->subject));
	write_line(t, "SHA-256", signer->result->key->fingerprint);
}

void
text_certificates(const struct text_report *t)
{
	const struct metadata_subject *s = t->report->evidence->subject;
	bool has_any = false;

	write_signer(t);
	for (size_t i = 0; s != NULL && i < s->n_keys; i++) {
		if (!is_decoded(&s->keys[i]))
			continue;
		write_certificate(t, &s->keys[i]);
		has_any = true;
	}
	if (has_any)
		buffer_putc(t->layout.out, '\n');
}

static void
put_certificate(struct json_writer *w, const struct evidence *e,
    const struct vetted_key *key)
{
	const struct certificate *c = key->certificate;

	json_begin_object(w);
	json_put_member(w, "entity", key->entity->entity_id);
	json_put_member(w, "use",
	    key->key->use == USE_BOTH	      ? "both"
	    : key->key->use == USE_SIGNING    ? "signing"
	    : key->key->use == USE_ENCRYPTION ? "encryption"
					      : "other");
	json_put_member(w, "subject", c->subject);
	json_put_member(w, "issuer", c->issuer);
	json_put_member(w, "serial", c->serial);
	json_key(w, "version");
	json_put_integer(w, key->traits->version);
	json_put_member(w, "key_type", c->key_type);
	json_put_member(w, "curve", c->curve);
	json_key(w, "key_bits");
	json_put_integer(w, c->key_bits);
	json_put_member(w, "algorithm", c->signature_algorithm);
	json_put_member(
	    w, "not_before", datetime_format(e->arena, c->not_before));
	json_put_member(
	    w, "not_after", datetime_format(e->arena, c->not_after));
	json_key(w, "days_left");
	if (e->clock.source == CLOCK_UNKNOWN)
		json_put_null(w);
	else
		json_put_integer(w, days_left(e, c));
	json_put_member(w, "fingerprint_sha256", c->fingerprint);
	json_put_member(w, "fingerprint_sha1", c->fingerprint_sha1);
	json_put_member(w, "subject_key_id", key->traits->subject_key_id);
	json_end_object(w);
}

static void
put_signer(struct json_writer *w, const struct metadata_signer *signer)
{
	const struct signature_result *r = signer->result;

	json_key(w, "metadata_signature");
	json_begin_object(w);
	json_put_member(
	    w, "status", r != NULL ? json_signature_status(r) : "absent");
	json_put_member(
	    w, "reason", r != NULL ? json_signature_reason(r) : NULL);
	json_put_member(
	    w, "algorithm", r != NULL ? r->signature->method : NULL);
	json_put_member(w, "fingerprint_sha256",
	    r != NULL && r->key != NULL ? r->key->fingerprint : NULL);
	json_end_object(w);
}

void
json_put_certificates(struct json_writer *w, const struct evidence *e)
{
	const struct metadata_subject *s = e->subject;

	if (s == NULL)
		return;
	json_key(w, "certificates");
	json_begin_array(w);
	for (size_t i = 0; i < s->n_keys; i++) {
		if (is_decoded(&s->keys[i]))
			put_certificate(w, e, &s->keys[i]);
	}
	json_end_array(w);
	if (e->signer != NULL)
		put_signer(w, e->signer);
}
