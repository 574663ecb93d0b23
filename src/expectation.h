/* SPDX-License-Identifier: MIT */
/*
 * What the user expects of a response: a file that `--expect` names and
 * `--write-expect` makes (docs/expect.schema.json).  Reading judges nothing
 * but the file itself.
 */
#ifndef SDX_EXPECTATION_H
#define SDX_EXPECTATION_H

#include "arena.h"
#include "json/json.h"

#define EXPECT_SCHEMA "https://samldx.example/expect/1"

/* The members of the file, in the order that they are written in. */
enum expect_member {
	EXPECT_ISSUER,
	EXPECT_AUDIENCE,
	EXPECT_RECIPIENT,
	EXPECT_ROLES, /* each of them; of the others one is enough */
	EXPECT_PROVIDERS,
	EXPECT_SESSION_NAME,
	EXPECT_SOURCE_IDENTITY,
	EXPECT_DURATION,
	EXPECT_NAME_ID,
	EXPECT_NAME_ID_FORMAT,
	EXPECT_CERTIFICATE,
	EXPECT_ALGORITHM,
	EXPECT_ENCRYPTED,
	EXPECT_TAGS, /* a value for each key */
	EXPECT_N_MEMBERS
};

struct expected {
	enum expect_member member;
	const char *key;     /* of EXPECT_TAGS; else NULL */
	bool is_absent;	     /* null: it must not be there */
	const char **wanted; /* with the wildcards * and ? */
	size_t n_wanted;
	size_t line, column;
};

/* What is wrong with the file. */
struct expect_fault {
	const char *what; /* for a person */
	size_t line, column;
};

struct expectation {
	size_t input;
	struct expected *values;
	size_t n_values;
	struct expect_fault *faults;
	size_t n_faults;
};

/* "issuer", "role_session_name", … */
const char *expect_name(enum expect_member);
/* Does the document say that it is one? */
bool expectation_is(struct json_value);
/* NULL: no memory.  JSON of type JSON_NONE is a fault, told by ERROR. */
struct expectation *expectation_read(
    struct arena *, struct json_value, const struct json_error *error);
/* Letter case counts; '*' stands for any run, '?' for one character. */
bool expect_fits(const char *pattern, const char *text);

#endif
