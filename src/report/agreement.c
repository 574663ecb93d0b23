/* SPDX-License-Identifier: MIT */
#include "report/agreement.h"

#include <string.h>

#include "json/json.h"

#define COLUMN 16
#define INNER 26 /* behind "response  " */

static const struct metadata_agreement *
agreement_of(const struct evidence *e)
{
	return e->subject != NULL ? e->subject->agreement : NULL;
}

static const char *
fit_words(enum fit fit)
{
	switch (fit) {
	case FIT_WELL:
		return "fits";
	case FIT_NOT:
		return "does not fit";
	case FIT_UNKNOWN:
		break;
	}
	return "not known";
}

static void
write_side(const struct text_report *t, const char *side, const char *text)
{
	buffer_printf(t->layout.out, "%*s%-10s", COLUMN, "", side);
	layout_wrap(&t->layout, INNER, INNER, text);
	buffer_putc(t->layout.out, '\n');
}

static void
write_row(const struct text_report *t, const char *label, enum fit fit,
    const char *doubt)
{
	buffer_printf(t->layout.out, "  %-*s", COLUMN - 2, label);
	layout_color(&t->layout, fit == FIT_NOT	   ? COLOR_ERROR
				 : fit == FIT_WELL ? COLOR_GOOD
						   : COLOR_WARNING);
	buffer_puts(t->layout.out, fit_words(fit));
	layout_color_end(&t->layout);
	if (doubt != NULL) {
		buffer_puts(t->layout.out, ": ");
		layout_wrap(&t->layout, COLUMN + strlen(fit_words(fit)) + 2,
		    COLUMN, doubt);
	}
	buffer_putc(t->layout.out, '\n');
}

static void
write_issuer(const struct text_report *t, const struct metadata_agreement *a)
{
	const struct saml_metadata *m = t->report->evidence->subject->metadata;

	write_row(t, "issuer", a->issuer_fits, NULL);
	write_side(t, "response",
	    a->issuer != NULL ? a->issuer : "names none that can be read");
	for (size_t i = 0; i < m->n_entities; i++) {
		if (m->entities[i].has_idp_descriptor)
			write_side(t, "metadata", m->entities[i].entity_id);
	}
}

static const char *
key_text(struct arena *arena, const struct certificate *c)
{
	return arena_printf(
	    arena, "%s, SHA-256 %.23s...", c->subject, c->fingerprint);
}

static void
write_key(const struct text_report *t, const struct metadata_agreement *a)
{
	const struct metadata_subject *s = t->report->evidence->subject;
	struct arena *arena = t->report->arena;

	write_row(t, "signing key", a->key_fits, a->doubt);
	if (a->signer != NULL)
		write_side(t, "response", key_text(arena, a->signer));
	else
		write_side(t, "response", "does not tell by which key");
	for (size_t i = 0; i < s->n_keys; i++) {
		const struct vetted_key *key = &s->keys[i];

		if (key->certificate != NULL && key->certificate->der != NULL &&
		    key->key->use != USE_ENCRYPTION)
			write_side(
			    t, "metadata", key_text(arena, key->certificate));
	}
}

static const char *
provider_text(struct arena *arena, const struct aws_provider *provider)
{
	return arena_printf(arena, "%zu private key%s, encryption %s",
	    provider->n_keys, provider->n_keys == 1 ? "" : "s",
	    provider->mode == MODE_REQUIRED  ? "required"
	    : provider->mode == MODE_ALLOWED ? "allowed"
					     : "not mentioned");
}

static void
write_encryption(
    const struct text_report *t, const struct metadata_agreement *a)
{
	const struct aws_provider *provider = t->report->evidence->provider;
	struct arena *arena = t->report->arena;
	const char *state = "not encrypted";

	if (a->is_encrypted)
		state = a->opened_by != NULL
			    ? arena_printf(arena, "encrypted, opened by %s",
				  text_name(t, a->opened_by->input))
			    : "encrypted";
	write_row(t, "encryption", a->encryption_fits,
	    provider == NULL ? "what IAM holds is not known; give the output "
			       "of `aws iam get-saml-provider` with --current"
			     : NULL);
	write_side(t, "response", state);
	if (provider != NULL)
		write_side(t, "provider", provider_text(arena, provider));
}

void
text_agreement(const struct text_report *t)
{
	const struct metadata_agreement *a = agreement_of(t->report->evidence);

	if (a == NULL)
		return;
	layout_paragraph(&t->layout, 0, "the response and the metadata");
	write_issuer(t, a);
	write_key(t, a);
	write_encryption(t, a);
	buffer_putc(t->layout.out, '\n');
}

static void
put_fit(struct json_writer *w, const char *key, enum fit fit)
{
	json_key(w, key);
	if (fit == FIT_UNKNOWN)
		json_put_null(w);
	else
		json_put_bool(w, fit == FIT_WELL);
}

void
json_put_agreement(struct json_writer *w, const struct evidence *e)
{
	const struct metadata_agreement *a = agreement_of(e);

	if (a == NULL)
		return;
	json_key(w, "agreement");
	json_begin_object(w);
	put_fit(w, "issuer", a->issuer_fits);
	json_put_member(w, "issuer_of_response", a->issuer);
	put_fit(w, "signing_key", a->key_fits);
	json_put_member(w, "fingerprint_sha256",
	    a->signer != NULL ? a->signer->fingerprint : NULL);
	json_put_member(w, "doubt", a->doubt);
	put_fit(w, "encryption", a->encryption_fits);
	json_key(w, "encrypted");
	json_put_bool(w, a->is_encrypted);
	json_end_object(w);
}
