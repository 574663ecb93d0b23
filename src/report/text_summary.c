/* SPDX-License-Identifier: MIT */
/* What was proved about the message, and what the sign-in would become. */
#include <string.h>

#include "report/text.h"
#include "saml/datetime.h"

#define SUMMARY_COLUMN 12
#define SESSION_COLUMN 20
#define MAX_ROLES 20
#define SHORT_FINGERPRINT 23 /* eight octets */

void
text_line(const struct text_report *t, const char *label, const char *text)
{
	buffer_printf(t->layout.out, "%-*s", SUMMARY_COLUMN, label);
	layout_wrap(&t->layout, SUMMARY_COLUMN, SUMMARY_COLUMN, text);
	buffer_putc(t->layout.out, '\n');
}

/* The end of a URI that names an algorithm. */
static const char *
algorithm_name(const char *uri)
{
	const char *end;

	if (uri == NULL)
		return "no algorithm named";
	end = strrchr(uri, '#');
	if (end == NULL || end[1] == '\0')
		end = strrchr(uri, '/');
	return end != NULL && end[1] != '\0' ? end + 1 : uri;
}

static const char *
fingerprint_text(const struct text_report *t, const char *fingerprint)
{
	if (t->is_verbose || strlen(fingerprint) <= SHORT_FINGERPRINT)
		return fingerprint;
	return arena_printf(
	    t->report->arena, "%.*s...", SHORT_FINGERPRINT, fingerprint);
}

/* The file that a trusted certificate came from; "" unknown. */
static const char *
certificate_file(const struct text_report *t, const struct certificate *c)
{
	const struct evidence *e = t->report->evidence;

	for (size_t i = 0; i < e->n_trusted; i++) {
		if (e->trusted[i].certificate == c &&
		    e->trusted[i].input < e->n_inputs)
			return text_name(t, e->trusted[i].input);
	}
	return "the given certificate";
}

static const char *
reason_words(enum signature_reason reason)
{
	switch (reason) {
	case SIGNATURE_HOLDS:
		return "holds";
	case SIGNATURE_STRUCTURE:
		return "not verified, its place or form is not acceptable";
	case SIGNATURE_NO_TRUST:
		return "not verified, for neither metadata nor a certificate "
		       "was given";
	case SIGNATURE_UNSUPPORTED:
		return "not verified, this build cannot check its algorithm";
	case SIGNATURE_ALGORITHM:
		return "refused, its algorithm is not acceptable";
	case SIGNATURE_KEY_MISMATCH:
		return "invalid, no given key is of the kind it needs";
	case SIGNATURE_KEY_WEAK:
		return "invalid, the only key that fits is too short";
	case SIGNATURE_DIGEST:
		return "invalid, the content is not what was signed";
	case SIGNATURE_UNKNOWN_KEY:
		return "invalid, it was made with a key that was not given";
	case SIGNATURE_ALIEN_KEY:
		return "refused, it was made with a key that is not the "
		       "Issuer's";
	case SIGNATURE_VALUE:
		return "invalid, the signature value does not fit";
	case SIGNATURE_FAILED:
		break;
	}
	return "invalid, it could not be verified";
}

static void
write_signature(const struct text_report *t, const struct judged_signature *j)
{
	const struct signature_result *r = j->result;
	struct arena *arena = t->report->arena;
	const char *parent = signature_parent_name(j->shape->parent);

	if (r->state == SIGNATURE_VALID && r->key != NULL)
		text_line(t, "signature",
		    arena_printf(arena, "%s: holds, %s, certificate %s of %s",
			parent, algorithm_name(j->shape->method),
			fingerprint_text(t, r->key->fingerprint),
			certificate_file(t, r->key)));
	else
		text_line(t, "signature",
		    arena_printf(
			arena, "%s: %s", parent, reason_words(r->reason)));
}

static void
write_encryption(const struct text_report *t, const struct judged_encryption *j)
{
	const struct decryption *d = j->decryption;
	struct arena *arena = t->report->arena;
	const char *what = j->encrypted->what;

	if (d->state == DECRYPT_OK && d->key != NULL)
		text_line(t, "encryption",
		    arena_printf(arena, "%s decrypted with %s: %s, %s", what,
			text_name(t, d->key->input),
			algorithm_name(d->data_algorithm),
			algorithm_name(d->key_algorithm)));
	else if (d->state == DECRYPT_NO_KEY)
		text_line(t, "encryption",
		    arena_printf(arena,
			"%s is encrypted and no %sprivate key was given: "
			"what stands in it was not checked",
			what,
			t->report->evidence->n_keys > 0 ? "usable " : ""));
	else
		text_line(t, "encryption",
		    arena_printf(arena, "%s could not be decrypted", what));
}

void
text_proof(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;

	for (size_t i = 0; i < e->n_signatures; i++)
		write_signature(t, &e->signatures[i]);
	if (e->n_signatures == 0 && e->assertion != NULL)
		text_line(t, "signature", "none");
	for (size_t i = 0; i < e->n_encryptions; i++)
		write_encryption(t, &e->encryptions[i]);
}

/* One line of the session; nothing where there is no value. */
static void
write_session_line(
    const struct text_report *t, const char *label, const char *value)
{
	if (value == NULL)
		return;
	buffer_printf(t->layout.out, "  %-*s", SESSION_COLUMN - 2, label);
	render_escape(t->layout.out, value, strlen(value));
	buffer_putc(t->layout.out, '\n');
}

static void
write_subject(const struct text_report *t, const struct saml_assertion *a)
{
	const struct saml_subject *subject = &a->subject;

	for (size_t i = 0; i < subject->n_name_ids; i++)
		write_session_line(
		    t, "subject", subject->name_ids[i].text.value);
	if (a->n_issuers > 0)
		write_session_line(t, "issuer", a->issuer.text.value);
	for (size_t i = 0; i < subject->n_confirmations; i++)
		write_session_line(
		    t, "recipient", subject->confirmations[i].recipient);
	for (size_t i = 0; i < a->conditions.n_restrictions; i++) {
		const struct saml_audience_restriction *r =
		    &a->conditions.restrictions[i];

		for (size_t j = 0; j < r->n_audiences; j++)
			write_session_line(
			    t, "audience", r->audiences[j].value);
	}
}

static void
write_claims(const struct text_report *t, const struct aws_session *s)
{
	struct arena *arena = t->report->arena;

	for (size_t i = 0; i < s->n_pairs; i++)
		write_session_line(t, "role", s->pairs[i]->text);
	write_session_line(
	    t, "session name", saml_first_value(s->role_session_name));
	write_session_line(
	    t, "source identity", saml_first_value(s->source_identity));
	for (size_t i = 0; i < s->n_tags; i++) {
		const char *value = saml_first_value(s->tags[i].attribute);

		write_session_line(t, "tag",
		    arena_printf(arena, "%s = %s", s->tags[i].key,
			value != NULL ? value : ""));
	}
}

/* "28800 seconds (8 hours), by SessionDuration" */
static void
write_length(const struct text_report *t, const char *label,
    const struct session_length *length)
{
	struct arena *arena = t->report->arena;
	const char *text = "", *doubt = length->doubt;

	if (length->aws_error != NULL)
		text = "refused: the duration that is asked for";
	else if (length->seconds > 0)
		text = arena_printf(arena, "%lld seconds (%s), by %s",
		    (long long)length->seconds,
		    datetime_span(arena, length->seconds), length->limit);
	if (doubt != NULL)
		text = arena_printf(
		    arena, "%s%s%s", text, text[0] != '\0' ? "; " : "", doubt);
	write_session_line(t, label, text);
}

static const char *
decision_words(const struct trust *trust)
{
	if (trust == NULL)
		return "not judged: the role is not given";
	switch (trust->decision) {
	case DECISION_ALLOW:
		return "could be assumed";
	case DECISION_IMPLICIT_DENY:
		return "not allowed by its trust policy";
	case DECISION_EXPLICIT_DENY:
		return "denied by its trust policy";
	case DECISION_UNKNOWN:
		break;
	}
	return "depends on what is not known here";
}

/* Which of several roles this user could have. */
void
text_roles(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	size_t shown = 0;

	if (e->session == NULL || e->n_roles == 0 || e->session->n_pairs < 2)
		return;
	for (size_t i = 0; i < e->session->n_pairs; i++) {
		if (shown++ == MAX_ROLES && !t->is_verbose) {
			text_line(t, "", "... (-v lists all)");
			break;
		}
		text_line(t, shown == 1 ? "roles" : "",
		    arena_printf(t->report->arena, "%s: %s",
			e->session->pairs[i]->role.text,
			decision_words(e->trusts[i])));
	}
}

void
text_session(const struct text_report *t)
{
	const struct evidence *e = t->report->evidence;
	const struct idp_guess *idp = &e->idp;

	if (e->session == NULL || e->assertion == NULL)
		return;
	buffer_printf(t->layout.out, "\nThe sign-in would become%s\n",
	    e->is_authentic ? "" : " (claims that no signature proves here)");
	if (idp->vendor != NULL && strcmp(idp->vendor->key, "generic") != 0)
		write_session_line(t, "identity provider",
		    arena_printf(t->report->arena, "%s%s: %s",
			idp->is_sure ? "" : "probably ", idp->vendor->name,
			idp->because));
	write_subject(t, e->assertion);
	write_claims(t, e->session);
	write_length(t, "on the console", &e->console_length);
	write_length(t, "by the API", &e->api_length);
	write_session_line(
	    t, "chained roles", "1 hour at most, whatever these allow");
	buffer_putc(t->layout.out, '\n');
}
