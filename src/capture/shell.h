/* SPDX-License-Identifier: MIT */
/*
 * Words of a command line as browsers copy it for bash, cmd and PowerShell:
 * quotes and escapes resolved, nothing ever run.
 */
#ifndef SDX_CAPTURE_SHELL_H
#define SDX_CAPTURE_SHELL_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"

enum shell { SHELL_BASH, SHELL_CMD, SHELL_POWERSHELL };

struct shell_words {
	enum shell shell;
	const char *at, *end;
	char *out; /* room for all words: twice what is read, and more */
};

/* false: no memory. */
bool shell_open(struct arena *, enum shell, const char *text, size_t len,
    struct shell_words *);
/*
 * The next word, NUL-terminated; NULL: no more.  ";", "&" and line ends
 * between commands are passed over.
 */
const char *shell_next(struct shell_words *);

#endif
