/* SPDX-License-Identifier: MIT */
/* The reading of a policy while it goes on: policy_read.c and its helpers. */
#ifndef SDX_AWS_POLICY_GRAMMAR_H
#define SDX_AWS_POLICY_GRAMMAR_H

#include "aws/policy.h"

struct policy_reader {
	struct arena *arena;
	struct policy *policy;
};

/* Note a fault at an offset of the text. */
void policy_fault(struct policy_reader *, enum policy_fault_kind, size_t offset,
    bool is_refused, const char *message, const char *wanted);

/* The name of a member, escapes resolved; never NULL. */
const char *policy_name_of(struct policy_reader *, struct json_value key);

/* policy_json.c: name what keeps the text from being JSON. */
void policy_name_damage(struct policy_reader *, const char *text, size_t len,
    size_t offset, const char *what);

/* policy_condition.c: the value of Condition. */
bool policy_read_conditions(
    struct policy_reader *, struct policy_statement *, struct json_value);

enum policy_element {
	ELEMENT_NONE = 0,
	ELEMENT_SID,
	ELEMENT_EFFECT,
	ELEMENT_PRINCIPAL,
	ELEMENT_NOT_PRINCIPAL,
	ELEMENT_ACTION,
	ELEMENT_NOT_ACTION,
	ELEMENT_RESOURCE,
	ELEMENT_NOT_RESOURCE,
	ELEMENT_CONDITION,
	ELEMENT_VERSION,
	ELEMENT_ID,
	ELEMENT_STATEMENT,
	N_ELEMENTS
};

/* Which element, of those from BEGIN to END, a name means. */
enum policy_element policy_element_of(struct policy_reader *,
    struct json_value key, enum policy_element begin, enum policy_element end);
/* SEEN has a place for each element. */
void policy_note_repeated(struct policy_reader *, bool *seen,
    enum policy_element, struct json_value key);

/* policy_statement.c: a statement, or a list of them.  false: no memory. */
bool policy_read_statements(struct policy_reader *, struct json_value);

/*
 * A string, or an array of strings; other scalars as IAM reads them, as
 * their text.  false: no memory.
 */
bool policy_read_texts(struct policy_reader *, struct json_value,
    const char *element, struct policy_texts *);

#endif
