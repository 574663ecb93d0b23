/* SPDX-License-Identifier: MIT */
/*
 * What the user handed over: telling what it is by its content, and getting
 * the SAML message out.  Every form of capture stands in the table of
 * recognise.c and in one file of its own.  It knows containers and
 * encodings, not SAML's meaning.
 */
#ifndef SDX_CAPTURE_CAPTURE_H
#define SDX_CAPTURE_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "samldx.h"

struct bytes {
	const uint8_t *data;
	size_t len;
};

/* Why a message that stands in the capture could not be got out. */
enum capture_fault {
	CAPTURE_OK = 0,
	CAPTURE_NOT_BASE64,   /* at fault_offset of the value */
	CAPTURE_TRUNCATED,    /* the value was cut: never repaired */
	CAPTURE_NOT_XML,      /* decoded, yet no XML */
	CAPTURE_BODY_MISSING, /* the HAR entry has no postData */
	CAPTURE_EMPTY	      /* SAMLResponse= with nothing behind it */
};

/* Is the message what was sent, or a copy that the capture made of it? */
enum capture_copy {
	COPY_IS_ORIGINAL = 0,
	COPY_PROVEN,   /* by a hash of what was sent */
	COPY_UNPROVEN, /* nothing tells */
	COPY_DIFFERENT /* the hash is of something else */
};

/* The signature in the query of a URL (SAML Bindings 3.4.4.1). */
struct query_signature {
	const char *algorithm; /* SigAlg; NULL: missing */
	struct bytes value;    /* data NULL: not base64 */
	struct bytes octets;   /* that it covers, as received */
};

/* The call of aws sts assume-role-with-saml that the capture describes. */
struct capture_call {
	const char *role_arn;	  /* NULL: not in it */
	const char *provider_arn; /* NULL: not in it */
	bool has_duration;
	int64_t duration; /* seconds */
};

/* One SAML message of a capture. */
struct capture_message {
	size_t input; /* index of the input */
	enum capture_fault fault;
	const char *detail; /* of the fault, for a person; "" without */
	size_t fault_offset;
	const char *parameter;	 /* "SAMLResponse", "SAMLRequest"; NULL: bare */
	const char *binding;	 /* "HTTP-POST", "HTTP-Redirect"; NULL */
	const char *endpoint;	 /* address posted to; NULL: unknown */
	const char *relay_state; /* NULL: none */
	const char *repeated;	 /* a parameter that stands twice; NULL */
	size_t entry;		 /* of a HAR, from 1; 0: no entries */
	size_t n_entries;
	const char *where;    /* "entry 42 of 87"; "" */
	size_t line, column;  /* in the input file; 0 unknown */
	bool is_sent;	      /* a request carried it; else an answer page */
	bool has_time;	      /* the capture knows when it was sent */
	int64_t time;	      /* seconds since 1970 UTC */
	bool has_server_date; /* Date header of the answer */
	int64_t server_date;
	int http_status; /* of the answer; 0 unknown */
	/* AWS sent the browser on, and answered there; 0: it did not. */
	int late_status;
	size_t late_entry;
	const char *answer; /* the answer's text, where AWS answered with
			       an error; NULL */
	struct bytes xml;   /* the message, on CAPTURE_OK */
	size_t encoded_len; /* characters of base64 as sent, blanks not
			       counted; 0 where the form has none */
	enum capture_copy copy;
	struct capture_call call;
	const struct query_signature *query_signature; /* NULL: none */
	const char **repairs; /* what was repaired, a sentence each */
	size_t n_repairs;
};

/* An entry of the capture that is a step of the sign-in. */
struct capture_step {
	size_t entry; /* from 1 */
	bool has_time;
	int64_t time;	      /* seconds since 1970 UTC */
	const char *method;   /* "GET"; "" unknown */
	const char *url;      /* without its query, which may hold secrets */
	int status;	      /* of the answer; 0 unknown */
	const char *location; /* where the answer sends the browser; NULL */
	const char *carries;  /* the SAML parameter that was sent; NULL */
	bool posts;	      /* the answer is a page that posts a message */
};

#define CAPTURE_STEPS_MAX 400	   /* that matter */
#define CAPTURE_PLAIN_MAX 60	   /* pages and redirects on the way */
#define CAPTURE_MESSAGES_MAX 10000 /* of one capture of exchanges */

struct capture {
	const char *kind; /* "har", "saml-tracer", "base64", … */
	struct capture_message *messages;
	size_t n_messages;
	size_t n_messages_left; /* that are too many, and left out */
	/* What applications asked the identity provider for, by Redirect. */
	struct capture_message *requests;
	size_t n_requests;
	struct capture_step *steps;
	size_t n_steps;
	size_t n_plain; /* of them: pages and redirects on the way */
	size_t n_left;	/* steps that are too many */
	/* Nothing found: what the input looks like, and what to capture. */
	const char *looks_like; /* "a HAR without any SAML message"; NULL */
	const char *advice;	/* NULL */
};

/*
 * A form's opinion of the bytes.  Where two claim the same, which only odd
 * texts make them do, the one that stands first in the table of recognise.c
 * is believed, and no other is ever asked to read them.
 */
enum capture_claim { CLAIM_NO = 0, CLAIM_YES };

struct capture_form {
	const char *kind;
	enum capture_claim (*recognise)(struct bytes);
	/* false: no memory. */
	bool (*extract)(struct arena *, struct bytes, struct capture *);
	bool is_json;
};

extern const struct capture_form capture_har;	      /* har.c */
extern const struct capture_form capture_aws_command; /* aws_command.c */
extern const struct capture_form capture_tracer;      /* tracer.c */
extern const struct capture_form capture_wrapped;     /* wrapped.c */
extern const struct capture_form capture_charles;     /* charles.c */
extern const struct capture_form capture_burp;	      /* burp.c */
extern const struct capture_form capture_http;	      /* http.c */
extern const struct capture_form capture_several;     /* several.c */
extern const struct capture_form capture_panel;	      /* panel.c */
extern const struct capture_form capture_copied;      /* copied.c */
extern const struct capture_form capture_form_body;   /* form.c */
extern const struct capture_form capture_url;	      /* form.c */
extern const struct capture_form capture_folded;      /* folded.c */
extern const struct capture_form capture_page;	      /* page.c */
extern const struct capture_form capture_base64;      /* base64.c */
extern const struct capture_form capture_escaped;     /* escaped.c */
extern const struct capture_form capture_xml;	      /* xml.c */
extern const struct capture_form capture_ticket;      /* ticket.c */

/* The forms, in the order in which they are asked.  NULL: no more. */
const struct capture_form *capture_form_at(size_t i);

struct recognised {
	enum sdx_kind kind;		 /* SDX_KIND_AUTO: not told */
	const struct capture_form *form; /* of SDX_KIND_CAPTURE */
	/* Not told: what it looks like, and what to give instead. */
	const char *looks_like;
	const char *advice;
};

/* What is it?  FORCED is SDX_KIND_AUTO, or the kind the user gave. */
struct recognised capture_recognise(
    struct arena *, struct bytes, enum sdx_kind forced);

/* The message of a value in base64, repairs noted.  false: no memory. */
bool capture_decode_base64(
    struct arena *, const char *value, size_t len, struct capture_message *);
/* The value of a form field, percent-decoded. NULL: no such field. */
const char *capture_form_value(struct arena *, const char *body, size_t len,
    const char *name, size_t *value_len);

/* The message of a form body, of a query or of an address alone.  false: no
   memory. */
bool capture_form_text(
    struct arena *, const char *text, size_t len, struct capture_message *);
/*
 * The message of a form body.  *HAS_MESSAGE: there is such a field.
 * false: no memory.
 */
bool capture_form_message(struct arena *, const char *body, size_t len,
    struct capture_message *, bool *has_message);
/*
 * One more step, where STEP is one: it carries or posts a message, sends the
 * browser on, is a page (IS_PAGE), or goes to a sign-in address of AWS.  What
 * only few can need is cut: no more than CAPTURE_STEPS_MAX, URLs without
 * their query.  false: no memory.
 */
bool capture_add_step(
    struct arena *, struct capture *, struct capture_step *step, bool is_page);
/* A page whose form was then sent is not a message of its own. */
void capture_drop_pages(struct capture *);
/* "entry 42 of 87": where each message stands, entries being counted. */
void capture_number(
    struct arena *, struct capture *, const char *word, size_t n_entries);
/*
 * A URL without what may be a secret: its query, its fragment, the session
 * and the user in it.  NULL: NULL, or no memory.
 */
const char *capture_address(struct arena *, const char *url);
/* Does a URL carry a SAMLRequest (HTTP-Redirect binding)? */
bool capture_holds_request(const char *url);
/*
 * Does a URL or its query carry a SAMLResponse (HTTP-Redirect binding), or a
 * URL AssumeRoleWithSAML (the query protocol of AWS takes GET too)?
 */
bool capture_holds_redirect(const char *url, size_t len);
/* The last of them alone. */
bool capture_holds_call(const char *url, size_t len);
/*
 * The message of a URL or its query, unpacked, its signature kept aside; with
 * that call.  false: no memory.
 */
bool capture_read_redirect(
    struct arena *, const char *url, size_t len, struct capture_message *);

#endif
