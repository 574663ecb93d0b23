/* SPDX-License-Identifier: MIT */
/* What the caller asked for: the inside of sdx_settings. */
#ifndef SDX_SETTINGS_H
#define SDX_SETTINGS_H

#include "aws/command.h"
#include "saml/structure.h"
#include "samldx.h"

#define SKEW_MAX 3600

struct sdx_settings {
	enum sdx_question question;
	bool has_now;
	int64_t now;
	enum sdx_clock clock;
	int64_t given_time;
	int64_t skew;
	size_t pick;
	char *role_arn;	    /* NULL: not given */
	char *provider_arn; /* NULL: not given */
	char *source_ip;    /* NULL: not given */
	char *error;	    /* what AWS answered; NULL: not given */
	bool has_duration;
	bool wants_plan;
	int64_t duration;
	/* By position in the registry; NULL: --select or --ignore not used. */
	bool *is_selected;
	bool *is_ignored;
	sdx_passphrase_fn *passphrase;
	void *passphrase_user;
	struct schema_file *schemas;
	size_t n_schemas;
	/* The command under test: its words, and what they say; NULL. */
	struct arena *command_arena;
	const char **words;
	size_t n_words;
	const struct aws_command *command;
};

/* Does --select or --ignore keep the check at that position silent? */
bool settings_mute(const struct sdx_settings *, size_t position);

#endif
