/* SPDX-License-Identifier: MIT */
/*
 * Names in command lines that people copy: whatever a file is called, its
 * name stays one word, and no option and no command comes of it.
 */
#ifndef SDX_SHELL_WORD_H
#define SDX_SHELL_WORD_H

#include "arena.h"

/* The name of a file as one word of a shell, in quotes where it needs them. */
const char *shell_word(struct arena *, const char *name);

#endif
