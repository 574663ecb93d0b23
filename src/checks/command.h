/* SPDX-License-Identifier: MIT */
/* What the files on the command under test share. */
#ifndef SDX_CHECKS_COMMAND_H
#define SDX_CHECKS_COMMAND_H

#include <string.h>

#include "check.h"

/* The command, where it is one of ours; NULL. */
static inline const struct aws_command *
command_of(const struct evidence *e)
{
	return e->command != NULL && e->command->command->model != NULL
		   ? e->command->command
		   : NULL;
}

static inline bool
command_is(const struct evidence *e, enum aws_operation operation)
{
	const struct aws_command *c = command_of(e);

	return c != NULL && c->model->operation == operation;
}

/* Does it create or update a provider? */
static inline bool
command_sets_provider(const struct evidence *e)
{
	return command_is(e, OPERATION_CREATE_PROVIDER) ||
	       command_is(e, OPERATION_UPDATE_PROVIDER);
}

/* The command line itself, or the file that a value came from. */
static inline struct place
command_place(const struct evidence *e, const struct command_value *value,
    const char *label)
{
	return (struct place){.input = value != NULL && value->has_input
					   ? value->input
					   : e->command->input,
	    .pointer = "",
	    .label = label,
	    .document = ""};
}

/* A finding whose place is the command line. */
static inline void
command_finding(const struct evidence *e, struct findings *out,
    const char *label, struct finding_draft *draft)
{
	struct place place = command_place(e, NULL, label);

	draft->place = &place;
	finding_add(out, draft);
	draft->place = NULL;
}

/* A value to be repeated in the report; NULL: it may be a key. */
static inline const char *
command_shown(const char *text)
{
	return strlen(text) <= 256 && strstr(text, "-----") == NULL ? text
								    : NULL;
}

/* The captured sign-in that shows it; NULL: the command. */
static inline struct place
effect_place(const struct evidence *e, const struct sign_in *s)
{
	return (struct place){.input = s != NULL	    ? s->input
				       : e->command != NULL ? e->command->input
							    : 0,
	    .pointer = "",
	    .label = "",
	    .document = ""};
}

static inline enum check_outcome
effect_without_captures(struct findings *out)
{
	finding_cannot(out, "give captures of recent sign-ins, or a folder of "
			    "them, to see whom it would lock out");
	return CHECK_CANNOT;
}

#endif
