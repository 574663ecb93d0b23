/* SPDX-License-Identifier: MIT */
/*
 * samldx: why a SAML sign-in to AWS fails.
 *
 * The library diagnoses what its caller hands over as bytes.  It opens no
 * file and no connection, reads neither the clock nor the environment,
 * prints nothing and never ends the process.
 *
 *	sdx_settings *settings = sdx_settings_new();
 *	sdx_evidence *evidence = sdx_evidence_new(settings);
 *	sdx_evidence_add(evidence, &(struct sdx_input){
 *	    .name = "login.har", .data = bytes, .len = len });
 *	sdx_report *report = NULL;
 *	if (sdx_diagnose(evidence, &report) == SDX_OK)
 *		sdx_report_write(report, SDX_FORMAT_JSON, &style, sink, user);
 *	sdx_report_free(report);
 *	sdx_evidence_free(evidence);
 *	sdx_settings_free(settings);
 *
 * Threads: any number of threads may diagnose at once, each with its own
 * sdx_evidence and sdx_report.  One sdx_settings may be shared by them as
 * long as nobody changes it.  All free functions take NULL.
 */
#ifndef SAMLDX_H
#define SAMLDX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define SDX_WARN_UNUSED __attribute__((warn_unused_result))
#pragma GCC visibility push(default)
#else
#define SDX_WARN_UNUSED
#endif

typedef struct sdx_settings sdx_settings;
typedef struct sdx_evidence sdx_evidence;
typedef struct sdx_report sdx_report;
struct sdx_entity; /* of samldx_metadata.h */

/* How a call ended.  The command's exit status has the same numbers. */
enum sdx_status {
	SDX_OK = 0,
	SDX_USAGE = 2, /* an argument makes no sense */
	SDX_INPUT = 3, /* an input is unreadable or holds no SAML message */
	SDX_FAULT = 4  /* a limit of ours, or no memory */
};

/* What an input is.  SDX_KIND_AUTO: told by its content, never its name. */
enum sdx_kind {
	SDX_KIND_AUTO = 0,
	SDX_KIND_CAPTURE,
	SDX_KIND_METADATA,
	SDX_KIND_CERTIFICATE,
	SDX_KIND_KEY,
	SDX_KIND_PROVIDER,	/* aws iam get-saml-provider */
	SDX_KIND_PROVIDER_LIST, /* aws iam list-saml-providers */
	SDX_KIND_ROLE,		/* aws iam get-role, and other forms */
	SDX_KIND_TRUST_POLICY,	/* a role's trust policy alone */
	SDX_KIND_CLOUDTRAIL,	/* records of AssumeRoleWithSAML */
	/* What IAM holds before an upload; never told by content. */
	SDX_KIND_CURRENT,
	SDX_KIND_EXPECTATION, /* values that must hold */
	SDX_KIND_SIGNER,      /* certificates that metadata is signed with */
	SDX_KIND_WHOLE,	      /* of which one entity's metadata is judged */
	SDX_KIND_PARAMETER    /* a file that the command under test names */
};

enum sdx_severity { SDX_NOTE = 1, SDX_WARNING, SDX_ERROR };

/* How well a fact about AWS is founded. */
enum sdx_grade { SDX_DOCUMENTED = 1, SDX_OBSERVED, SDX_INFERRED };

enum sdx_outcome { SDX_UNDETERMINED = 0, SDX_REJECTED, SDX_ACCEPTED };

enum sdx_format {
	SDX_FORMAT_TEXT = 0,
	SDX_FORMAT_JSON,
	SDX_FORMAT_JSONL, /* the same on one line */
	/* Of reports alone: what writes anything else answers SDX_USAGE. */
	SDX_FORMAT_SARIF,  /* 2.1.0 */
	SDX_FORMAT_GITHUB, /* workflow commands, a line each */
	SDX_FORMAT_JUNIT,
	SDX_FORMAT_HTML, /* without scripts, and whole in itself */
	SDX_FORMAT_MARKDOWN
};

/* What is asked of the evidence. */
enum sdx_question {
	SDX_QUESTION_SIGN_IN = 0, /* would AWS accept the response? */
	SDX_QUESTION_METADATA,	  /* would IAM accept the metadata? */
	SDX_QUESTION_POLICY,	  /* would IAM accept the trust policy? */
	SDX_QUESTION_COMMAND,	  /* would AWS accept the command? */
	SDX_QUESTION_ROTATION	  /* where does a rotation stand? */
};

/* Which moment the response is judged at. */
enum sdx_clock {
	SDX_CLOCK_AUTO = 0, /* of the capture, else of issue */
	SDX_CLOCK_CAPTURE,
	SDX_CLOCK_ISSUE,
	SDX_CLOCK_NOW,
	SDX_CLOCK_GIVEN
};

/* One file's content.  Borrowed until the evidence is freed. */
struct sdx_input {
	const char *name; /* as the report calls it */
	const void *data;
	size_t len;		    /* bytes */
	enum sdx_kind kind;	    /* SDX_KIND_AUTO, or forced */
	bool is_readable_by_others; /* the file's mode lets group or others */
};

/* The version of the library that is running, as "MAJOR.MINOR.PATCH". */
const char *sdx_version(void);

/*
 * Do at once what is otherwise done when it is first needed: start the
 * libraries inside.  A process that is about to give up opening files calls
 * this before.  LOCKS_KEYS: numbers of private keys are kept in memory that
 * is never swapped out, where the system grants it; this is one setting for
 * all of OpenSSL in the process.  SDX_FAULT: they could not be started.
 */
enum sdx_status sdx_start(bool locks_keys);

/*
 * Memory for time.  libxml2, and xmlsec with it, take memory from a store of
 * each thread while a diagnosis runs in it, and malloc keeps up to 4 MB of
 * what is given back.  Both are settings for the whole process, so it is for
 * the program to ask for them, before anything in it has used libxml2.
 *
 * And for secrecy: once a private key was read, what libxml2 and xmlsec give
 * back is wiped first, as samldx's own memory is in any case.  Without this
 * call, pieces of decrypted text stay in memory that they have freed.
 * SDX_USAGE: samldx has begun to use it already, and nothing is changed.
 */
enum sdx_status sdx_quicken(void);

/*
 * Settings.  Setters copy their strings and answer SDX_OK, SDX_USAGE for a
 * value that makes no sense, or SDX_FAULT without memory.
 */
sdx_settings *sdx_settings_new(void) SDX_WARN_UNUSED; /* NULL: no memory */
void sdx_settings_free(sdx_settings *);

/*
 * The present, in seconds since 1970 UTC.  The library reads no clock: without
 * this call nothing is judged against the present.
 */
void sdx_settings_set_now(sdx_settings *, int64_t seconds);

/* SDX_QUESTION_SIGN_IN unless set. */
enum sdx_status sdx_settings_set_question(sdx_settings *, enum sdx_question);

/* SECONDS counts with SDX_CLOCK_GIVEN alone. */
enum sdx_status sdx_settings_set_clock(
    sdx_settings *, enum sdx_clock, int64_t seconds);

/* Tolerated difference of clocks, 0 to 3600 seconds; 0 unless set. */
enum sdx_status sdx_settings_set_skew(sdx_settings *, int64_t seconds);

/* The message to judge, counted from 1; 0 lets the library choose. */
enum sdx_status sdx_settings_set_pick(sdx_settings *, size_t number);

/* The request AssumeRoleWithSAML under test; NULL unsets. */
enum sdx_status sdx_settings_set_role_arn(sdx_settings *, const char *);
enum sdx_status sdx_settings_set_provider_arn(sdx_settings *, const char *);
enum sdx_status sdx_settings_set_duration(sdx_settings *, int64_t seconds);
/*
 * aws:SourceIp for the conditions of a trust policy; NULL unsets.  SDX_USAGE:
 * it is no IPv4 or IPv6 address.
 */
enum sdx_status sdx_settings_set_source_ip(sdx_settings *, const char *);

/*
 * What AWS answered, in any wrapping: the report says which finding explains
 * it, or what is missing to tell.  NULL unsets.
 */
enum sdx_status sdx_settings_set_error(
    sdx_settings *, const char *text, size_t len);

/* SDX_QUESTION_COMMAND: the words of a command of the AWS CLI; never run. */
enum sdx_status sdx_settings_set_command(
    sdx_settings *, const char *const *words, size_t n);
/* A file that it names, to be added as SDX_KIND_PARAMETER; NULL: no more. */
const char *sdx_settings_command_file(const sdx_settings *, size_t i);
/* SDX_QUESTION_ROTATION: all steps to the end, not the next one alone. */
void sdx_settings_set_plan(sdx_settings *, bool wants_plan);

/*
 * Which checks may speak: IDs, or patterns with '*', set apart by commas.
 * The verdict is of AWS's answer and does not change with them.
 * SDX_USAGE: a name that fits no check.
 */
enum sdx_status sdx_settings_select(sdx_settings *, const char *ids);
enum sdx_status sdx_settings_ignore(sdx_settings *, const char *ids);

/*
 * Asked for the passphrase of an encrypted private key.  Writes at most SIZE
 * bytes without a terminator and returns their number, or -1 for "none".
 * The buffer is wiped by the library.
 */
typedef int sdx_passphrase_fn(
    const char *name, char *buf, size_t size, void *user);
void sdx_settings_set_passphrase(
    sdx_settings *, sdx_passphrase_fn *, void *user);

/*
 * One of the OASIS schemas (saml-schema-protocol-2.0.xsd and what it
 * imports) by its file name; copied.  With all of them responses are also
 * judged against the schema.
 */
enum sdx_status sdx_settings_add_schema(
    sdx_settings *, const char *name, const void *data, size_t len);

/*
 * What an input is by its content, as SDX_KIND_AUTO tells it; SDX_KIND_AUTO:
 * nothing that is known.  SDX_FAULT: no memory.
 */
enum sdx_status sdx_kind_of(const void *data, size_t len, enum sdx_kind *kind);

/* Evidence: everything known in one run. */
sdx_evidence *sdx_evidence_new(const sdx_settings *) SDX_WARN_UNUSED;
/*
 * What many runs have in common (metadata, certificates, keys, provider,
 * roles) is read once: add it to an evidence of its own and seal that.
 * Sealed evidence takes no more, never changes, and may be shared by any
 * number of threads; it must outlive what was made on it.  SDX_USAGE: a
 * capture is among it, which belongs to one run alone.
 */
enum sdx_status sdx_evidence_seal(sdx_evidence *) SDX_WARN_UNUSED;
/* Evidence that holds what COMMON holds.  NULL: no memory, or not sealed. */
sdx_evidence *sdx_evidence_new_on(
    const sdx_settings *, const sdx_evidence *common) SDX_WARN_UNUSED;
/*
 * Certificates that come again are read once, and so are the schemas of the
 * settings, which must stay as they are meanwhile.  It belongs to one thread
 * and to one evidence at a time, which it outlives.
 */
typedef struct sdx_cache sdx_cache;
sdx_cache *sdx_cache_new(void) SDX_WARN_UNUSED; /* NULL: no memory */
void sdx_cache_free(sdx_cache *);
/* Before it is diagnosed.  What was made with the cache before is over. */
void sdx_evidence_use(sdx_evidence *, sdx_cache *);
void sdx_evidence_free(sdx_evidence *);
enum sdx_status sdx_evidence_add(
    sdx_evidence *, const struct sdx_input *) SDX_WARN_UNUSED;

/*
 * Judge the evidence.  On SDX_OK, SDX_INPUT and SDX_FAULT *REPORT is the
 * report as far as it got (NULL only without memory); the caller frees it,
 * before the evidence.  SDX_USAGE: it is sealed.
 */
enum sdx_status sdx_diagnose(
    sdx_evidence *, sdx_report **report) SDX_WARN_UNUSED;
void sdx_report_free(sdx_report *);

/* Gets the report piece by piece; false stops the writing. */
typedef bool sdx_sink_fn(const void *data, size_t len, void *user);

/* One line, for a person, on what went wrong; "" when nothing did. */
const char *sdx_report_trouble(const sdx_report *);

enum sdx_outcome sdx_report_outcome(const sdx_report *);
/* The text AWS shows, or NULL. */
const char *sdx_report_aws_message(const sdx_report *);
/* The worst severity among the findings that may speak; 0 for none. */
enum sdx_severity sdx_report_severity(const sdx_report *);

size_t sdx_report_n_findings(const sdx_report *);
const char *sdx_finding_id(const sdx_report *, size_t i);
const char *sdx_finding_message(const sdx_report *, size_t i);
enum sdx_severity sdx_finding_severity(const sdx_report *, size_t i);

/*
 * The octets that the reference of signature I covered, before they were
 * hashed; NULL when there are none.  They live as long as the evidence.
 */
const void *sdx_report_signed_octets(const sdx_report *, size_t i, size_t *len);

/*
 * The values of a response that is right, as a file of expectations
 * (SDX_KIND_EXPECTATION) for others.  SDX_INPUT: no assertion can be read.
 */
enum sdx_status sdx_report_write_expectation(
    const sdx_report *, sdx_sink_fn *, void *user);

/* What is replaced before others may see it. */
enum sdx_redaction {
	SDX_REDACT_NONE = 0,
	SDX_REDACT_AUTO,  /* persons: addresses, issuers, accounts stay */
	SDX_REDACT_STRICT /* they are replaced too */
};

/*
 * With a key of so many random bytes the same value gets the same placeholder
 * in everything that is written with it, and different words different ones;
 * else within one report, where it is that of sdx_redact() for the capture.
 * Who has the key and a placeholder has the value: forget it.
 */
#define SDX_REDACTION_KEY_LEN 16

/* How a report is written. */
struct sdx_style {
	bool has_color;
	bool is_verbose;   /* list passed checks, show long values whole */
	bool is_quiet;	   /* the verdict alone */
	bool has_timeline; /* the steps of the sign-in, one by one */
	size_t width;	   /* columns; 0 for 80 */
	enum sdx_redaction redaction;
	const unsigned char *redaction_key; /* borrowed; NULL: none */
};

/* SDX_FAULT: the sink refused, or no memory.  STYLE may be NULL. */
enum sdx_status sdx_report_write(const sdx_report *, enum sdx_format,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/*
 * A line on an entity of a federation, REPORT being that of its metadata; as
 * text or JSON (docs/entity.schema.json).
 */
enum sdx_status sdx_report_write_entity(const sdx_report *,
    const struct sdx_entity *, enum sdx_format, sdx_sink_fn *, void *user);

/*
 * The condition keys that the assertion yields for a trust policy, as a
 * table or as JSON (docs/context.schema.json).
 */
enum sdx_status sdx_report_write_context(const sdx_report *, enum sdx_format,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/* What a message is written as. */
enum sdx_decoding {
	SDX_DECODE_XML = 0,   /* the very octets that were received */
	SDX_DECODE_ASSERTION, /* of an encrypted one: the octets inside */
	SDX_DECODE_BASE64,
	SDX_DECODE_URL,		 /* base64, percent-encoded */
	SDX_DECODE_ATTRIBUTES,	 /* a table */
	SDX_DECODE_CERTIFICATES, /* PEM, with what each is */
	SDX_DECODE_JSON,
	SDX_DECODE_INDENTED /* to be read; no signature verifies over it */
};
/* SDX_INPUT: there is no such thing in the evidence. */
enum sdx_status sdx_report_decode(const sdx_report *, enum sdx_decoding,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/* Counts over many reports.  A tally belongs to one thread; they are added. */
typedef struct sdx_tally sdx_tally;
sdx_tally *sdx_tally_new(void) SDX_WARN_UNUSED; /* NULL: no memory */
void sdx_tally_free(sdx_tally *);
/* Count one report; NULL counts what could not be judged at all. */
void sdx_tally_count(sdx_tally *, const sdx_report *);
void sdx_tally_add(sdx_tally *to, const sdx_tally *from);
/*
 * As a table, the most frequent cause first, or as JSON: outcomes, findings
 * by check, AWS errors, issuers, keys.
 */
enum sdx_status sdx_tally_write(const sdx_tally *, enum sdx_format,
    const struct sdx_style *, sdx_sink_fn *, void *user);

/* A line of bulk use. */
struct sdx_line {
	const char *data; /* without the line feed; borrowed */
	size_t len;	  /* bytes */
	uint64_t number;  /* from 1; 0: nobody is told */
	bool is_cut;	  /* it was too long: what stands in data is less */
};

/*
 * Opens a file that a line names.  On SDX_OK *INPUT is filled in and its
 * data stays until the line is done.  Anything else: the line fails.
 */
typedef enum sdx_status sdx_open_fn(
    const char *path, struct sdx_input *, void *user);

struct sdx_filter {
	const sdx_settings *settings;
	const sdx_evidence *common; /* sealed; NULL: nothing is shared */
	sdx_open_fn *open;	    /* NULL: lines may name no files */
	void *open_user;
	sdx_tally *tally;		    /* NULL: not counted */
	int64_t now;			    /* 0: that of the settings */
	enum sdx_redaction redaction;	    /* of what is written */
	const unsigned char *redaction_key; /* borrowed; NULL: none */
};

/*
 * Judge one line and write exactly one: docs/filter.schema.json.  The line
 * is a response in any form that fits on one, a JSON document that samldx
 * knows, or {"id": …, "response": "…", "files": ["…"]}.  What is wrong with
 * the line stands in what is written.  SDX_FAULT: the sink refused, or no
 * memory to say so.
 */
enum sdx_status sdx_filter_line(const struct sdx_filter *,
    const struct sdx_line *, sdx_sink_fn *, void *user);

/* The checks, in the order in which AWS is believed to look. */
struct sdx_check_info {
	const char *id;
	const char *title;
	enum sdx_severity severity;
	enum sdx_grade grade;
	const char *stage;
	const char *aws_error; /* the text AWS shows, or NULL */
	const char *source;    /* where the rule is written */
};
/*
 * Two sign-ins by meaning, one that works and one that does not: what
 * differs, the likely causes first.  *N_DIFFERENCES is their number, with
 * what was found in the bad one alone.
 */
enum sdx_status sdx_reports_compare(const sdx_report *good,
    const sdx_report *bad, enum sdx_format, const struct sdx_style *,
    size_t *n_differences, sdx_sink_fn *, void *user);

size_t sdx_n_checks(void);
/* false: no such check. */
bool sdx_check_at(size_t i, struct sdx_check_info *);
/* The table of checks, as text or JSON. */
enum sdx_status sdx_checks_write(
    enum sdx_format, const struct sdx_style *, sdx_sink_fn *, void *user);
/* The page of one check or of one error of AWS.  SDX_USAGE: no such one. */
enum sdx_status sdx_explain_write(
    const char *id, const struct sdx_style *, sdx_sink_fn *, void *user);
/*
 * Explain a pasted message, whatever has wrapped it: the error of AWS with
 * its causes, IAM's sentence on denied access, or whose text it is instead.
 * As text or JSON.  *IS_KNOWN: it was recognised; otherwise the nearest three
 * are written.
 */
enum sdx_status sdx_explain_message(const char *text, size_t len,
    enum sdx_format, const struct sdx_style *, bool *is_known, sdx_sink_fn *,
    void *user);
/* The errors of AWS that can be explained: id and text (or NULL). */
bool sdx_error_at(size_t i, const char **id, const char **message);

/* The seconds since 1970 UTC of an RFC 3339 time.  SDX_USAGE: it is none. */
enum sdx_status sdx_parse_time(const char *text, int64_t *seconds);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#include "samldx_document.h"
#include "samldx_metadata.h"
#include "samldx_redact.h"

#endif
