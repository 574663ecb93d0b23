/* SPDX-License-Identifier: MIT */
/*
 * Placeholders that many reports of one run have in common: a permutation of
 * all words of one length and make, chosen by a key that the run forgets.
 * The same word gets the same placeholder wherever it stands, in whatever
 * order and by whatever thread, no two words share one, no word keeps itself,
 * and nothing has to be remembered.  Who lacks the key learns from a
 * placeholder what a counted one tells: that two words are the same.
 */
#ifndef SDX_REDACT_KEYED_H
#define SDX_REDACT_KEYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "samldx.h"

#define KEYED_WORD_MAX 1024 /* letters */

struct keyed {
	uint8_t key[SDX_REDACTION_KEY_LEN];
};

/* From SDX_REDACTION_KEY_LEN bytes. */
struct keyed keyed_begin(const unsigned char *bytes);
/*
 * WORD, of small letters and digits, becomes its placeholder.  IS_HEX: its
 * letters are of hexadecimal, and stay that; others do not become so.  false:
 * no memory, and WORD is neither.
 */
bool keyed_replace(const struct keyed *, char *word, size_t len, bool is_hex,
    bool (*looks_hex)(const char *, size_t));

#endif
