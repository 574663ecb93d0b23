/* SPDX-License-Identifier: MIT */
/* A file of expectations, from a response that is right. */
#include <string.h>

#include "expectation.h"
#include "report/report.h"
#include "json/json.h"

static void
put(struct json_writer *w, enum expect_member member, const char *value)
{
	if (value != NULL)
		json_put_member(w, expect_name(member), value);
}

/* Each user has another name: what stands behind the @ is kept. */
static const char *
pattern_of(struct arena *arena, const char *name)
{
	const char *at;

	if (name == NULL)
		return NULL;
	at = strrchr(name, '@');
	return at == NULL ? "*" : arena_printf(arena, "*%s", at);
}

static void
put_subject(struct json_writer *w, const struct saml_assertion *a)
{
	const struct saml_conditions *c = &a->conditions;

	if (a->n_issuers > 0)
		put(w, EXPECT_ISSUER, a->issuer.text.value);
	if (c->n_restrictions > 0 && c->restrictions[0].n_audiences > 0)
		put(w, EXPECT_AUDIENCE, c->restrictions[0].audiences[0].value);
	if (a->subject.n_confirmations > 0)
		put(w, EXPECT_RECIPIENT, a->subject.confirmations[0].recipient);
}

static void
put_pairs(struct json_writer *w, const struct aws_session *s)
{
	if (s->n_pairs == 0)
		return;
	json_key(w, expect_name(EXPECT_ROLES));
	json_begin_array(w);
	for (size_t i = 0; i < s->n_pairs; i++)
		json_put_string(w, s->pairs[i]->role.text);
	json_end_array(w);
	put(w, EXPECT_PROVIDERS, s->pairs[0]->provider.text);
}

static void
put_claims(struct json_writer *w, struct arena *arena, const struct evidence *e)
{
	const struct aws_session *s = e->session;
	const struct saml_subject *subject = &e->assertion->subject;

	put_pairs(w, s);
	put(w, EXPECT_SESSION_NAME,
	    pattern_of(arena, saml_first_value(s->role_session_name)));
	put(w, EXPECT_SOURCE_IDENTITY,
	    pattern_of(arena, saml_first_value(s->source_identity)));
	put(w, EXPECT_DURATION, saml_first_value(s->session_duration));
	if (subject->n_name_ids > 0)
		put(w, EXPECT_NAME_ID_FORMAT, subject->name_ids[0].format);
}

static void
put_signature(struct json_writer *w, const struct evidence *e)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *j = &e->signatures[i];

		if (j->result->state != SIGNATURE_VALID ||
		    j->result->key == NULL)
			continue;
		put(w, EXPECT_CERTIFICATE, j->result->key->fingerprint);
		put(w, EXPECT_ALGORITHM, j->shape->method);
		break;
	}
	json_key(w, expect_name(EXPECT_ENCRYPTED));
	json_put_bool(w, e->assertion->was_encrypted);
}

static void
put_tags(struct json_writer *w, const struct aws_session *s)
{
	if (s->n_tags == 0)
		return;
	json_key(w, expect_name(EXPECT_TAGS));
	json_begin_object(w);
	for (size_t i = 0; i < s->n_tags; i++)
		json_put_member(w, s->tags[i].key, "*");
	json_end_object(w);
}

bool
expect_write(const struct sdx_report *report, struct buffer *out)
{
	const struct evidence *e = report->evidence;
	struct json_writer w = {.out = out, .is_pretty = true};

	if (e->assertion == NULL || e->session == NULL)
		return false;
	json_begin_object(&w);
	json_put_member(&w, "schema", EXPECT_SCHEMA);
	put_subject(&w, e->assertion);
	put_claims(&w, report->arena, e);
	put_signature(&w, e);
	put_tags(&w, e->session);
	json_end_object(&w);
	buffer_putc(out, '\n');
	return true;
}
