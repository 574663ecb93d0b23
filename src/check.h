/* SPDX-License-Identifier: MIT */
/*
 * A check: one rule.  The table at the end of each file of src/checks/ is
 * its registration; registry.c lists the tables.
 */
#ifndef SDX_CHECK_H
#define SDX_CHECK_H

#include "evidence.h"
#include "finding.h"

/* The order in which AWS is believed to look (facts/aws-saml.md 2.5). */
enum stage {
	STAGE_INPUT = 1, /* ours: capture, key files */
	STAGE_REQUEST,	 /* parameters of the call */
	STAGE_PROVIDER,	 /* the provider exists */
	STAGE_MESSAGE,	 /* base64, XML */
	STAGE_STRUCTURE, /* P1 to P14 */
	STAGE_STATUS,
	STAGE_ISSUER,
	STAGE_DECRYPTION,
	STAGE_SIGNATURE,
	STAGE_SUBJECT, /* SubjectConfirmation, Recipient, audience, times */
	STAGE_ROLE,
	STAGE_ATTRIBUTES,
	STAGE_TRUST,
	STAGE_DURATION,
	STAGE_ADVICE /* works, but */
};

/* What a check needs.  All of it must be there, or it is "not checked". */
enum evidence_kind {
	NEEDS_MESSAGE = 1 << 0,	  /* XML that could be parsed */
	NEEDS_RESPONSE = 1 << 1,  /* … whose root is a Response */
	NEEDS_ASSERTION = 1 << 2, /* … with a readable assertion */
	NEEDS_TRUST = 1 << 3,	  /* metadata or a certificate */
	NEEDS_METADATA = 1 << 4,
	NEEDS_KEY = 1 << 5, /* a private key, usable or not */
	NEEDS_PROVIDER = 1 << 6,
	NEEDS_PROVIDER_LIST = 1 << 7,
	NEEDS_ROLE = 1 << 8,
	NEEDS_CAPTURE_TIME = 1 << 9, /* a capture that knows its time */
	NEEDS_NOW = 1 << 10,
	NEEDS_SCHEMA = 1 << 11,
	NEEDS_POLICY = 1 << 12,	 /* the role's trust policy */
	NEEDS_TRAIL = 1 << 13,	 /* CloudTrail's records */
	NEEDS_CURRENT = 1 << 14, /* what IAM holds before an upload */
	NEEDS_EXPECTATION = 1 << 15,
	NEEDS_SIGNER = 1 << 16 /* who signed the metadata under test */
};

/* Which questions the checks of a table help to answer. */
enum check_question {
	FOR_SIGN_IN = 1 << SDX_QUESTION_SIGN_IN,
	FOR_METADATA = 1 << SDX_QUESTION_METADATA,
	FOR_POLICY = 1 << SDX_QUESTION_POLICY,
	FOR_COMMAND = 1 << SDX_QUESTION_COMMAND,
	FOR_ROTATION = 1 << SDX_QUESTION_ROTATION
};

#define NEEDS_LAST NEEDS_SIGNER

enum check_outcome {
	CHECK_RAN = 0,	      /* passed where no finding was added */
	CHECK_NOT_APPLICABLE, /* its subject does not occur */
	CHECK_CANNOT	      /* see finding_cannot() */
};

struct check {
	const char *id;	   /* slug: "session-name-characters" */
	const char *title; /* the rule in a sentence, without a full stop */
	enum stage stage;
	enum sdx_severity severity;
	enum sdx_grade grade;
	unsigned needs; /* enum evidence_kind */
	/*
	 * Evidence whose absence is not worth a line: without it the check
	 * does not apply.  A subset of needs.
	 */
	unsigned silent;
	const char *aws_error; /* id in the catalogue; NULL: not known */
	const char *source;    /* where the rule is written */
	/* IDs of checks, set apart by blanks: when one of them has a finding
	   of severity error, this one's are its consequence. NULL: none. */
	const char *caused_by;
	enum check_outcome (*run)(const struct evidence *, struct findings *);
};

struct check_table {
	const struct check *checks;
	size_t n;
	unsigned questions; /* enum check_question */
};

/* All checks by stage, then by table order.  NULL: no more. */
const struct check *registry_at(size_t i);
size_t registry_count(void);
/* The first at or behind FROM that helps with any of the questions that are
   asked, enum check_question; registry_count(): there is none. */
size_t registry_next(size_t from, unsigned asked);
/* Does the check at that position run where this is asked? */
bool registry_answers(size_t i, enum sdx_question);
/* false: no such check. */
bool registry_find(const char *id, size_t *position);
const char *stage_name(enum stage);
/* "message", "response", "metadata", …: the words of JSON's needs. */
const char *evidence_kind_name(enum evidence_kind);

#endif
