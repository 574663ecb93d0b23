/* SPDX-License-Identifier: MIT */
/*
 * The one file that touches the global state of libxml2, xmlsec and OpenSSL.
 */
#ifndef SDX_CRYPTO_INIT_H
#define SDX_CRYPTO_INIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Start the libraries once, from any thread: no configuration file of
 * OpenSSL, no loader of external entities, no keys manager.  false: they
 * could not be started.
 */
bool crypto_start(void);

/*
 * What xmlsec and OpenSSL said on this thread since crypto_errors_clear(),
 * as "reason; reason", with control characters escaped; "" for nothing.
 */
void crypto_errors_clear(void);
void crypto_errors_get(char *buf, size_t size);

/* The thread's structured errors of xmlsec land here; see init.c. */

#endif
