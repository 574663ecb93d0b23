/* SPDX-License-Identifier: MIT */
/*
 * How the checks of structure put a broken rule into words.  What breaks a
 * strong rule cannot count as signed, whatever the cryptography says of it.
 */
#ifndef SDX_CHECKS_STRUCTURE_WORDS_H
#define SDX_CHECKS_STRUCTURE_WORDS_H

#include "check.h"

/* What is said of a rule that is broken. */
struct words {
	const char *message;
	const char *wanted;
	const char *why;
	const char *idp_text; /* NULL: an attack more likely than a mistake */
	enum idp_fix idp_fix;
};

/* The message is a Response or an Assertion, and its structure was judged. */
bool structure_is_response(const struct evidence *);
/* … and there is a signature in it, or in what was decrypted. */
bool structure_has_signature(const struct evidence *);

/* Everything that breaks RULE, in the message and in what was decrypted. */
void structure_tell(const struct evidence *, struct findings *,
    enum structure_rule, const struct words *);

/* Most rows differ in three words alone. */
#define STRUCTURE_CHECK(slug, what, where, function)                      \
	{                                                                 \
		.id = slug, .title = what, .stage = STAGE_STRUCTURE,      \
		.severity = SDX_ERROR, .grade = SDX_INFERRED,             \
		.needs = NEEDS_MESSAGE, .source = where, .run = function, \
	}

#endif
