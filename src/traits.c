/* SPDX-License-Identifier: MIT */
#include "traits.h"

#include <string.h>
#include <strings.h>

#include "saml/datetime.h"

/* FNV-1a */
static size_t
hash_of(const char *name)
{
	uint64_t hash = 1469598103934665603U;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 1099511628211U;
	return (size_t)(hash ^ hash >> 32);
}

/* The slot of a name, or the free one where it would stand. */
static size_t *
slot_of(const struct traits *t, const char *name)
{
	size_t i = hash_of(name) & (t->n_slots - 1);

	while (t->slots[i] != 0 &&
	       strcmp(t->items[t->slots[i] - 1].name, name) != 0)
		i = (i + 1) & (t->n_slots - 1);
	return &t->slots[i];
}

const struct trait *
traits_find(const struct traits *t, const char *name)
{
	size_t position = t->n > 0 ? *slot_of(t, name) : 0;

	return position > 0 ? &t->items[position - 1] : NULL;
}

/* Never more than half full. */
static bool
make_room(struct traits *t)
{
	size_t n = t->n_slots == 0 ? 128 : 2 * t->n_slots;

	if (2 * (t->n + 1) <= t->n_slots)
		return true;
	t->slots = arena_alloc(t->arena, n * sizeof *t->slots);
	if (t->slots == NULL)
		return false;
	t->n_slots = n;
	for (size_t i = 0; i < t->n; i++)
		*slot_of(t, t->items[i].name) = i + 1;
	return true;
}

/* One of the name, which gathers all its values. */
static struct trait *
add_trait(struct traits *t, const char *name, const char *checks)
{
	struct trait *trait;
	size_t *slot;

	if (!make_room(t))
		return NULL;
	slot = slot_of(t, name);
	if (*slot > 0)
		return &t->items[*slot - 1];
	trait = arena_push(t->arena, &t->items, &t->n, sizeof *trait);
	if (trait != NULL) {
		*slot = t->n;
		trait->name = name;
		trait->checks = checks;
	}
	return trait;
}

static void
add_value(struct traits *t, struct trait *trait, const char *value)
{
	const char **slot;

	if (trait == NULL || value == NULL)
		return;
	slot = arena_push(
	    t->arena, &trait->values, &trait->n_values, sizeof *slot);
	if (slot != NULL)
		*slot = value;
}

static struct trait *
add(struct traits *t, const char *name, const char *checks, const char *value)
{
	struct trait *trait = add_trait(t, name, checks);

	add_value(t, trait, value);
	return trait;
}

static void
add_personal(
    struct traits *t, const char *name, const char *checks, const char *value)
{
	struct trait *trait = add(t, name, checks, value);

	if (trait != NULL)
		trait->is_personal = true;
}

/* What kind of a name it is, whoever the user may be. */
static const char *
shape_of(const char *name)
{
	if (name == NULL)
		return NULL;
	if (strpbrk(name, " \t\r\n") != NULL)
		return "holds blanks";
	if (strchr(name, '\\') != NULL)
		return "DOMAIN\\user";
	if (strncmp(name, "${", 2) == 0 || strstr(name, "{{") != NULL)
		return "a template that was not filled in";
	if (strchr(name, '@') != NULL)
		return "an e-mail address";
	if (strncasecmp(name, "cn=", 3) == 0)
		return "a distinguished name";
	return "a plain name";
}

static void
add_way(
    struct traits *t, const char *name, const char *checks, const char *value)
{
	struct trait *trait = add(t, name, checks, value);

	if (trait != NULL)
		trait->is_of_way = true;
}

static void
read_delivery(struct traits *t, const struct evidence *e)
{
	const struct capture_message *m = e->message;
	const char *bare = NULL;

	if (m->endpoint != NULL)
		bare = arena_strndup(
		    t->arena, m->endpoint, strcspn(m->endpoint, "?#"));
	add_way(t, "address it was posted to", "recipient-posted-to", bare);
	add_way(t, "binding", "capture-redirect", m->binding);
	add(t, "kind of message", "message-type", e->message_type);
	if (m->http_status != 0)
		add_way(t, "HTTP status of the answer", "aws-answer",
		    arena_printf(t->arena, "%d", m->http_status));
}

static void
read_response(struct traits *t, const struct saml_response *r)
{
	add(t, "Status", "status-", r->status.code);
	add(t, "second-level Status", "status-", r->status.sub_code);
	if (r->n_issuers > 0)
		add(t, "Issuer of the Response", "issuer-",
		    r->issuer.text.value);
	add(t, "Destination", "destination-", r->destination);
	add(t, "InResponseTo", "in-response-to request-answered",
	    r->in_response_to != NULL ? "present" : "absent");
}

static const char *
state_words(const struct signature_result *r)
{
	return r->state == SIGNATURE_VALID     ? "holds"
	       : r->state == SIGNATURE_INVALID ? "does not hold"
					       : "not verified";
}

static void
read_signature(struct traits *t, const struct evidence *e,
    const struct judged_signature *j)
{
	struct arena *arena = t->arena;
	const char *of = signature_parent_name(j->shape->parent);
	const struct certificate *key =
	    j->result->key != NULL ? j->result->key : j->result->embedded;

	add(t, arena_printf(arena, "signature of %s", of),
	    "signature-digest signature-value signature-trusted",
	    e->n_trusted > 0 ? state_words(j->result) : "present");
	add(t, arena_printf(arena, "algorithm, signature of %s", of),
	    "signature-algorithm signature-sha1 signature-supported",
	    j->shape->method);
	add(t, arena_printf(arena, "digest, signature of %s", of),
	    "signature-sha1 signature-algorithm", j->shape->digest_method);
	add(t, arena_printf(arena, "canonicalization, signature of %s", of),
	    "signature-canonicalization", j->shape->canonicalization);
	add(t, arena_printf(arena, "certificate, signature of %s", of),
	    "signature-trusted key-info signing-certificate signing-key",
	    key != NULL ? key->fingerprint : NULL);
}

static void
read_encryption(struct traits *t, const struct evidence *e)
{
	add(t, "encryption", "encryption- encrypted- decryption-",
	    e->n_encryptions > 0 ? "encrypted" : "not encrypted");
	for (size_t i = 0; i < e->n_encryptions; i++) {
		const struct judged_encryption *j = &e->encryptions[i];
		struct arena *arena = t->arena;
		const char *what = j->encrypted->what;

		add(t, arena_printf(arena, "encryption of %s", what),
		    "encryption-algorithm decryption-",
		    j->decryption->data_algorithm);
		add(t, arena_printf(arena, "key transport of %s", what),
		    "encryption-algorithm decryption-",
		    j->decryption->key_algorithm);
		if (j->decryption->key != NULL)
			add(t, arena_printf(arena, "key that opens %s", what),
			    "decryption-", j->decryption->key->fingerprint);
	}
}

/* As exact as it matters: the seconds of a long span are chance. */
static const char *
span_words(struct arena *arena, int64_t seconds)
{
	if (seconds >= 7200)
		return arena_printf(arena, "about %lld hours",
		    (long long)((seconds + 1800) / 3600));
	if (seconds >= 600) {
		long long fives = (seconds + 150) / 300;

		return arena_printf(arena, "about %lld minutes", fives * 5);
	}
	return datetime_span(arena, seconds);
}

/* A moment as it lies to the issue of the assertion. */
static void
add_moment(struct traits *t, const char *name, const char *checks,
    const struct saml_time *time, const struct saml_time *issue)
{
	int64_t away;
	const char *text = NULL;

	if (time->is_valid && issue->is_valid) {
		away = time->seconds - issue->seconds;
		text = away == 0
			   ? "at issue"
			   : arena_printf(t->arena, "%s %s issue",
				 span_words(t->arena, away < 0 ? -away : away),
				 away < 0 ? "before" : "after");
	} else if (time->text != NULL) {
		text = "is no time that could be read";
	}
	add(t, name, checks, text);
}

static void
read_subject(struct traits *t, const struct saml_assertion *a)
{
	const struct saml_subject *s = &a->subject;
	const struct saml_name_id *id =
	    s->n_name_ids > 0 ? &s->name_ids[0] : NULL;
	const struct saml_subject_confirmation *c =
	    s->n_confirmations > 0 ? &s->confirmations[0] : NULL;

	add(t, "Format of the NameID", "name-id- subject-name-id",
	    id == NULL		 ? NULL
	    : id->format != NULL ? id->format
				 : "no Format");
	add(t, "form of the NameID", "name-id- subject-name-id",
	    id != NULL ? shape_of(id->text.value) : NULL);
	add_personal(t, "NameID", "", id != NULL ? id->text.value : NULL);
	add(t, "number of SubjectConfirmations", "subject-confirmation-count",
	    arena_printf(t->arena, "%zu", s->n_confirmations));
	if (c == NULL)
		return;
	add(t, "SubjectConfirmation's Method", "subject-confirmation-method",
	    c->method);
	add(t, "Recipient", "recipient- destination-recipient", c->recipient);
	add_moment(t, "SubjectConfirmationData's NotOnOrAfter",
	    "confirmation- subject-confirmation-data", &c->not_on_or_after,
	    &a->issue_instant);
}

static void
read_conditions(struct traits *t, const struct evidence *e)
{
	const struct saml_assertion *a = e->assertion;
	const struct saml_conditions *c = &a->conditions;
	struct trait *audience =
	    add_trait(t, "Audience", "audience- trust-audience");
	struct saml_time use = {
	    .is_valid = e->message->has_time, .seconds = e->message->time};

	for (size_t i = 0; i < c->n_restrictions; i++) {
		for (size_t j = 0; j < c->restrictions[i].n_audiences; j++)
			add_value(
			    t, audience, c->restrictions[i].audiences[j].value);
	}
	add_moment(t, "NotBefore", "not-before window-", &c->not_before,
	    &a->issue_instant);
	add_moment(t, "NotOnOrAfter", "not-on-or-after window-",
	    &c->not_on_or_after, &a->issue_instant);
	/* Seconds of a person's clicks say nothing; minutes do. */
	if (use.is_valid && a->issue_instant.is_valid)
		add_way(t, "time of use",
		    "redeem-in-time issue-instant not-on-or-after not-before",
		    use.seconds - a->issue_instant.seconds >= 300
			? "more than five minutes after issue"
		    : use.seconds < a->issue_instant.seconds
			? "before issue"
			: "within five minutes of issue");
}

static void
read_authentication(struct traits *t, const struct saml_assertion *a)
{
	const struct saml_authn_statement *s =
	    a->n_authn_statements > 0 ? &a->authn_statements[0] : NULL;

	if (a->n_issuers > 0)
		add(t, "Issuer of the Assertion", "issuer-",
		    a->issuer.text.value);
	if (s == NULL)
		return;
	add(t, "AuthnContextClassRef", "", s->class_ref);
	add_moment(t, "SessionNotOnOrAfter", "session-not-on-or-after",
	    &s->session_not_on_or_after, &a->issue_instant);
}

static void
read_session(struct traits *t, const struct aws_session *s)
{
	struct trait *roles = add_trait(
	    t, "Role", "role- trust- request-role-arn request-provider-arn");
	const char *name = saml_first_value(s->role_session_name);

	for (size_t i = 0; i < s->n_pairs; i++)
		add_value(t, roles, s->pairs[i]->text);
	add(t, "number of RoleSessionName values", "session-name-",
	    arena_printf(t->arena, "%zu",
		s->role_session_name != NULL ? s->role_session_name->n_values
					     : 0));
	add(t, "form of RoleSessionName", "session-name-", shape_of(name));
	add_personal(t, "RoleSessionName", "session-name-", name);
	add(t, "SessionDuration", "session-duration duration-",
	    saml_first_value(s->session_duration));
	add(t, "SourceIdentity", "source-identity trust-source",
	    s->source_identity != NULL ? "present" : "absent");
	add_personal(t, "value of SourceIdentity", "source-identity",
	    saml_first_value(s->source_identity));
}

/* Every attribute by its name; AWS's own stand above, by their meaning. */
static void
read_attributes(struct traits *t, const struct evidence *e)
{
	static const char tag[] = "/PrincipalTag:";
	const struct saml_assertion *a = e->assertion;
	struct trait *names = add_trait(t, "attributes that are sent",
	    "attribute- tag- trust-tag role-attribute session-name-present");

	for (size_t i = 0; i < a->n_attributes; i++)
		add_value(t, names, a->attributes[i].name);
	for (size_t i = 0; i < a->n_attributes; i++) {
		const struct saml_attribute *one = &a->attributes[i];
		struct trait *trait;

		if (strncmp(one->name, "https://aws.amazon.com/SAML/", 28) ==
			0 &&
		    strstr(one->name, tag) == NULL)
			continue;
		trait = add_trait(t,
		    arena_printf(t->arena, "value of %s", one->name),
		    strstr(one->name, tag) != NULL ? "tag-" : "");
		if (trait == NULL)
			return;
		trait->is_personal = true;
		for (size_t j = 0; j < one->n_values; j++)
			add_value(t, trait, one->values[j].value);
	}
}

/* What keeps us from what stands inside; NULL: nothing. */
static const char *
closed_words(const struct evidence *e)
{
	if (e->document == NULL)
		return "the message cannot be read";
	if (e->assertion == NULL && e->n_encryptions > 0)
		return "the assertion is encrypted, and no key that was given "
		       "opens it";
	return NULL;
}

bool
traits_read(
    struct arena *arena, const struct sdx_report *report, struct traits *t)
{
	const struct evidence *e = report->evidence;

	*t = (struct traits){.arena = arena};
	if (e->message == NULL)
		return true;
	read_delivery(t, e);
	if (e->response != NULL)
		read_response(t, e->response);
	read_encryption(t, e);
	for (size_t i = 0; i < e->n_signatures; i++)
		read_signature(t, e, &e->signatures[i]);
	t->closed = closed_words(e);
	if (e->response != NULL && e->n_signatures == 0 && t->closed == NULL)
		add(t, "signature", "signature-", "none");
	if (e->assertion == NULL)
		return !arena_has_failed(arena);
	read_authentication(t, e->assertion);
	read_subject(t, e->assertion);
	read_conditions(t, e);
	if (e->session != NULL)
		read_session(t, e->session);
	read_attributes(t, e);
	return !arena_has_failed(arena);
}
