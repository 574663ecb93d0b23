/* SPDX-License-Identifier: MIT */
/* The values that the user expects (--expect). */
#include <ctype.h>
#include <string.h>

#include "check.h"
#include "expectation.h"
#include "utf8.h"

#define SHOWN 8	      /* values of a list */
#define SHOWN_LEN 200 /* bytes of each */

/* What the response has for a member: values, and where they stand. */
struct got {
	struct arena *arena;
	const char **values;
	size_t n;
	struct saml_at at;
	const char *cannot; /* why nobody can tell; NULL */
};

static void
take(struct got *got, const char *value, struct saml_at at)
{
	const char **slot;

	if (value == NULL)
		return;
	slot = arena_push(got->arena, &got->values, &got->n, sizeof *slot);
	if (slot != NULL)
		*slot = value;
	if (got->at.document == NULL)
		got->at = at;
}

static void
take_attribute(struct got *got, const struct saml_attribute *attribute)
{
	for (size_t i = 0; attribute != NULL && i < attribute->n_values; i++)
		take(got, attribute->values[i].value, attribute->values[i].at);
}

static void
take_audiences(struct got *got, const struct saml_conditions *c)
{
	for (size_t i = 0; i < c->n_restrictions; i++) {
		const struct saml_audience_restriction *r = &c->restrictions[i];

		for (size_t j = 0; j < r->n_audiences; j++)
			take(got, r->audiences[j].value, r->audiences[j].at);
	}
}

static void
take_subject(struct got *got, const struct saml_subject *subject,
    enum expect_member member)
{
	for (size_t i = 0; i < subject->n_name_ids; i++) {
		const struct saml_name_id *id = &subject->name_ids[i];

		take(got,
		    member == EXPECT_NAME_ID ? id->text.value : id->format,
		    id->text.at);
	}
}

static void
take_recipients(struct got *got, const struct saml_subject *subject)
{
	for (size_t i = 0; i < subject->n_confirmations; i++)
		take(got, subject->confirmations[i].recipient,
		    subject->confirmations[i].at);
}

static void
take_pairs(struct got *got, const struct aws_session *s, bool roles)
{
	for (size_t i = 0; i < s->n_pairs; i++)
		take(got,
		    roles ? s->pairs[i]->role.text : s->pairs[i]->provider.text,
		    s->pair_texts[i]->at);
}

static void
take_tag(struct got *got, const struct aws_session *s, const char *key)
{
	for (size_t i = 0; i < s->n_tags; i++) {
		if (strcmp(s->tags[i].key, key) == 0)
			take_attribute(got, s->tags[i].attribute);
	}
}

/* A key is known where it verified a signature. */
static void
take_signatures(
    struct got *got, const struct evidence *e, enum expect_member member)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct judged_signature *j = &e->signatures[i];
		bool holds = j->result->state == SIGNATURE_VALID &&
			     j->result->key != NULL;

		if (member == EXPECT_ALGORITHM)
			take(got, j->shape->method, j->shape->at);
		else if (holds)
			take(got, j->result->key->fingerprint, j->shape->at);
	}
	if (member == EXPECT_CERTIFICATE && got->n == 0 && e->n_trusted == 0)
		got->cannot = "the key that signed is known once the metadata "
			      "or its certificate is given";
}

static void
gather(struct got *got, const struct evidence *e, const struct expected *x)
{
	const struct saml_assertion *a = e->assertion;
	const struct aws_session *s = e->session;

	switch (x->member) {
	case EXPECT_ISSUER:
		if (a->n_issuers > 0)
			take(got, a->issuer.text.value, a->issuer.text.at);
		return;
	case EXPECT_AUDIENCE:
		take_audiences(got, &a->conditions);
		return;
	case EXPECT_RECIPIENT:
		take_recipients(got, &a->subject);
		return;
	case EXPECT_ROLES:
	case EXPECT_PROVIDERS:
		take_pairs(got, s, x->member == EXPECT_ROLES);
		return;
	case EXPECT_SESSION_NAME:
		take_attribute(got, s->role_session_name);
		return;
	case EXPECT_SOURCE_IDENTITY:
		take_attribute(got, s->source_identity);
		return;
	case EXPECT_DURATION:
		take_attribute(got, s->session_duration);
		return;
	case EXPECT_NAME_ID:
	case EXPECT_NAME_ID_FORMAT:
		take_subject(got, &a->subject, x->member);
		return;
	case EXPECT_CERTIFICATE:
	case EXPECT_ALGORITHM:
		take_signatures(got, e, x->member);
		return;
	case EXPECT_ENCRYPTED:
		take(got, a->was_encrypted ? "true" : "false", a->at);
		return;
	case EXPECT_TAGS:
		take_tag(got, s, x->key);
		return;
	case EXPECT_N_MEMBERS:
		return;
	}
}

/* Fingerprints with or without colons, in either letter case. */
static const char *
bare_digits(struct arena *arena, const char *text)
{
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t n = 0;

	for (; out != NULL && *text != '\0'; text++) {
		if (*text != ':')
			out[n++] = (char)tolower((unsigned char)*text);
	}
	if (out != NULL)
		out[n] = '\0';
	return out != NULL ? out : "";
}

/* "rsa-sha256" for the URI that ends so. */
static const char *
short_name(const char *uri)
{
	const char *mark = strrchr(uri, '#');

	return mark != NULL ? mark + 1 : uri;
}

static bool
fits(const struct got *got, enum expect_member member, const char *wanted,
    const char *value)
{
	if (member == EXPECT_CERTIFICATE)
		return expect_fits(bare_digits(got->arena, wanted),
		    bare_digits(got->arena, value));
	return expect_fits(wanted, value) ||
	       (member == EXPECT_ALGORITHM &&
		   expect_fits(wanted, short_name(value)));
}

static bool
is_among(const struct got *got, enum expect_member member, const char *wanted)
{
	for (size_t i = 0; i < got->n; i++) {
		if (fits(got, member, wanted, got->values[i]))
			return true;
	}
	return false;
}

/* Of roles each must be sent, of alternatives one is enough. */
static bool
holds(const struct got *got, const struct expected *x, const char **missing)
{
	*missing = NULL;
	if (x->is_absent)
		return got->n == 0;
	for (size_t i = 0; i < x->n_wanted; i++) {
		bool fits_one = is_among(got, x->member, x->wanted[i]);

		if (x->member != EXPECT_ROLES && fits_one)
			return true;
		if (!fits_one && *missing == NULL)
			*missing = x->wanted[i];
	}
	return x->member == EXPECT_ROLES ? *missing == NULL : x->n_wanted == 0;
}

/* As many as a person reads, none of them endless. */
static const char *
list_of(struct findings *out, const char *const *values, size_t n)
{
	const char *text = "";

	for (size_t i = 0; i < n && i < SHOWN; i++) {
		size_t len = strlen(values[i]);
		size_t kept = utf8_cut(values[i], len, SHOWN_LEN);

		text = finding_text(out, "%s%s%.*s%s", text, i > 0 ? ", " : "",
		    (int)kept, values[i], kept < len ? "..." : "");
	}
	return n > SHOWN ? finding_text(out, "%s and %zu more", text, n - SHOWN)
			 : text;
}

static void
judge(const struct evidence *e, struct findings *out, const struct got *got,
    const struct expected *x, const char *missing)
{
	const char *name = expect_name(x->member);
	struct place place = {.input = e->expectation->input,
	    .pointer = "",
	    .document = "",
	    .line = x->line,
	    .column = x->column};

	place.label =
	    x->key == NULL ? name : finding_text(out, "%s.%s", name, x->key);
	finding_add(out,
	    &(struct finding_draft){
		.message = finding_text(out,
		    x->is_absent  ? "%s is in the response, and is not expected"
		    : got->n == 0 ? "%s is not in the response, and is expected"
				  : "%s is not what is expected",
		    place.label),
		.found = got->n > 0 ? list_of(out, got->values, got->n) : NULL,
		.wanted = x->is_absent ? "nothing of it"
			  : x->member == EXPECT_ROLES
			      ? missing
			      : list_of(out, x->wanted, x->n_wanted),
		.why = "The file of expectations says so; AWS may think "
		       "otherwise.",
		.at = got->at,
		.place = got->at.document == NULL ? &place : NULL,
		.client_text = "Mend what the identity provider sends, or the "
			       "file where it is no longer right.",
	    });
}

static enum check_outcome
expected_value(const struct evidence *e, struct findings *out)
{
	const struct expectation *x = e->expectation;
	enum check_outcome outcome = CHECK_RAN;

	for (size_t i = 0; i < x->n_values; i++) {
		struct got got = {.arena = out->arena};
		const char *missing;

		gather(&got, e, &x->values[i]);
		if (got.cannot != NULL) {
			finding_cannot(out, got.cannot);
			outcome = CHECK_CANNOT;
		} else if (!holds(&got, &x->values[i], &missing)) {
			judge(e, out, &got, &x->values[i], missing);
		}
	}
	return outcome;
}

/* The file itself: JSON, members that are known, values that make sense. */
static enum check_outcome
expect_file(const struct evidence *e, struct findings *out)
{
	const struct expectation *x = e->expectation;

	for (size_t i = 0; i < x->n_faults; i++) {
		struct place place = {.input = x->input,
		    .pointer = "",
		    .label = "",
		    .document = "",
		    .line = x->faults[i].line,
		    .column = x->faults[i].column};

		finding_add(out,
		    &(struct finding_draft){
			.message = finding_text(out,
			    "The file of expectations is wrong: %s",
			    x->faults[i].what),
			.place = &place,
			.client_text = "See docs/expect.schema.json, or let "
				       "samldx check --write-expect FILE write "
				       "one from a response that is right.",
		    });
	}
	return CHECK_RAN;
}

#define OURS "samldx: docs/expect.schema.json"

static const struct check table[] = {
    {"expect-file", "The file of expectations can be read", STAGE_INPUT,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_EXPECTATION, NEEDS_EXPECTATION, NULL,
	OURS, NULL, expect_file},
    {"expected-value", "The response has the expected values", STAGE_INPUT,
	SDX_ERROR, SDX_DOCUMENTED, NEEDS_EXPECTATION | NEEDS_ASSERTION,
	NEEDS_EXPECTATION, NULL, OURS, NULL, expected_value},
};

const struct check_table checks_expected = {
    table, sizeof table / sizeof *table, FOR_SIGN_IN};
