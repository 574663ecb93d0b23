/* SPDX-License-Identifier: MIT */
/*
 * One redaction: what the copy of a capture may keep and what it must lose.
 * Each value has a rule; a rule works in place and never changes a length,
 * so that every place of the message stays where it was.  The capture is gone
 * through twice: the first round learns what is secret, so that the second
 * finds it wherever else it stands.
 */
#ifndef SDX_REDACT_REDACTION_H
#define SDX_REDACT_REDACTION_H

#include <stdbool.h>
#include <stddef.h>

#include "capture/capture.h"
#include "redact/placeholder.h"
#include "redact/veil.h"
#include "samldx.h"

enum rule {
	RULE_PERSONAL = 0, /* of a person, or unknown: replaced */
	RULE_IDENTIFIER,   /* of a message: replaced, no secret elsewhere */
	RULE_KEEP,	   /* of the standard: times, versions, algorithms */
	RULE_ORGANISATION, /* addresses, issuers: kept unless strict */
	RULE_ARN,	   /* accounts, roles: likewise */
	RULE_CERTIFICATE,  /* public, in base64: likewise */
	RULE_SEAL	   /* in base64: signatures, ciphertext: replaced */
};

struct secret {
	const char *text;
	size_t len;
};

/* What stayed readable. */
struct readable {
	const char *what; /* "issuer", "address", … */
	const char *value;
};

struct redaction {
	struct arena *arena; /* of what is in hand; emptied on the way */
	struct arena *kept;  /* of what stays */
	struct placeholders *placeholders;
	enum sdx_redaction level;
	bool is_first_round;
	struct secret *secrets;
	size_t n_secrets;
	struct readable *readable;
	size_t n_readable;
	size_t n_kept;	   /* bytes that were searched for secrets */
	size_t n_messages; /* that were redacted */
	size_t n_unread;   /* that could not be, and were removed */
	struct bytes copy;
	const char *trouble;
	struct veil *veil; /* that learns what is replaced; NULL */
};

/* redaction.c: was memory missing? */
bool redaction_has_failed(const struct redaction *);

/* rule.c.  All of them: false or NULL, no memory. */

/* WHAT names it in the list of what stayed readable; NULL: not listed. */
bool rule_apply(
    struct redaction *, enum rule, const char *what, char *text, size_t len);
/* The same for text in which XML's references stand. */
bool rule_apply_markup(
    struct redaction *, enum rule, const char *what, char *text, size_t len);
/* A copy that the rule was applied to. */
char *rule_copy(struct redaction *, enum rule, const char *what,
    const char *text, size_t len);
bool rule_note(struct redaction *, const char *what, const char *value);

/* known.c */

/* A name that a standard or AWS gives to everybody, and nothing behind it. */
bool known_is_standard(const char *text, size_t len);
/* "user.mail", which was never filled in. */
bool known_is_template(struct redaction *, const char *text, size_t len);
/* "${user.mail}": how long it is at the start of TEXT; 0: there is none. */
size_t known_template_len(const char *text, size_t len);

/* markup.c: the message, in place. */
bool markup_redact(struct redaction *, char *xml, size_t len);
/* The rule of the values of the Attribute of that Name. */
enum rule markup_rule_of_values(const char *name);

/* value.c */

/* A value in base64, as a form or a JSON string holds it. */
const char *value_redact(
    struct redaction *, const char *value, size_t len, size_t *out_len);
/* The value of a message that was got out already, in plain base64. */
const char *value_of_message(
    struct redaction *, const struct capture_message *);

/* address.c */

/* A URL: values of its query are replaced. */
const char *address_redact(
    struct redaction *, const char *url, size_t len, bool keeps_path);
/* The same; the path stays where it is AWS's or a message is in the query. */
const char *address_shorten(struct redaction *, const char *url);
/*
 * "SAMLResponse=…", percent-encoded, for the binding of the message; with
 * the call of AWS STS that it stands in.
 */
const char *message_field(struct redaction *, const struct capture_message *);
/* Fields of a form, or of a query: name=value&… */
const char *fields_redact(
    struct redaction *, const char *body, size_t len, bool is_query);
/* The value of one field, not percent-encoded. */
const char *field_redact(struct redaction *, const char *name,
    const char *value, size_t len, size_t *out_len);
/* The value of a header. */
const char *header_redact(
    struct redaction *, const char *name, const char *value);

/* page.c: a page that posts the message anew, and nothing else of it. */
const char *page_redact(struct redaction *, const char *page, size_t len);

/* har.c, tracer.c, wrapped.c, text.c: the copy of a whole capture. */
bool redact_har(struct redaction *, struct bytes);
bool redact_tracer(struct redaction *, struct bytes);
bool redact_wrapped(struct redaction *, struct bytes);
bool redact_page(struct redaction *, struct bytes);
bool redact_form(struct redaction *, struct bytes);
bool redact_xml(struct redaction *, struct bytes);
bool redact_base64(struct redaction *, struct bytes);
bool redact_command(struct redaction *, struct bytes);
/* Of any other form: its messages as requests for curl. */
bool redact_messages(
    struct redaction *, const struct capture_form *, struct bytes);

/*
 * redaction.c: the whole.  SDX_INPUT: it is no capture, or nothing in it can
 * be read; see redaction->trouble.
 */
enum sdx_status redaction_run(struct redaction *, struct bytes, enum sdx_kind);

#endif
