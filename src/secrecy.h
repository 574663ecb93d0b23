/* SPDX-License-Identifier: MIT */
/*
 * Whether a private key, and with it decrypted text, has come into the
 * process.  From then on memory is wiped before it is given back, ours and
 * that of libxml2 and xmlsec where they have our functions (pieces.h).  Text
 * goes many ways once it is readable: nobody has to know them all.  A process
 * that never reads a key pays for a question alone.
 */
#ifndef SDX_SECRECY_H
#define SDX_SECRECY_H

#include <stdbool.h>
#include <stddef.h>

/* For good, and for all threads. */
void secrecy_begin(void);
bool secrecy_holds(void);

/* SIZE bytes that nobody reads any more. */
void secrecy_wipe(void *, size_t size);

/*
 * What earlier calls have left on the stack below the caller: registers that
 * were saved there hold pieces of text.
 */
void secrecy_wipe_stack(void);

/* malloc's memory of SIZE bytes, given back; NULL is fine. */
void secrecy_free(void *, size_t size);
/* realloc() from SIZE bytes to MORE, without a copy left behind. */
void *secrecy_grow(void *, size_t size, size_t more);

#endif
