/* SPDX-License-Identifier: MIT */
/*
 * The one file that touches the global state of libxml2, xmlsec and OpenSSL.
 */
#ifndef SDX_CRYPTO_INIT_H
#define SDX_CRYPTO_INIT_H

#include <stdbool.h>
#include <stddef.h>

struct ossl_lib_ctx_st;

/*
 * Start the libraries once, from any thread: no configuration file of
 * OpenSSL, no loader of external entities, no keys manager.  false: they
 * could not be started.
 */
bool crypto_start(void);

/*
 * libxml2's memory is that of pieces.h from now on.  false: it has been used
 * already.  A build that looks for faults of memory leaves it as it is.
 */
bool crypto_quicken(void);

/*
 * Numbers of private keys go to memory that is locked, where the system
 * grants it.  Once for the process; what was read before stays where it is.
 */
void crypto_lock_keys(void);

/*
 * A library context of OpenSSL without any algorithm, for reading
 * certificates without decoding their keys.  NULL: the default one.
 */
struct ossl_lib_ctx_st *crypto_bare_context(void);

/*
 * What xmlsec and OpenSSL said on this thread since crypto_errors_clear(),
 * as "reason; reason", with control characters escaped; "" for nothing.
 */
void crypto_errors_clear(void);
/* Said by who saw a call fail that can fail for nothing else. */
void crypto_missed_memory(void);
/* What was made, having said so where it is NULL, for that reason alone. */
void *crypto_made(void *);
/* What OpenSSL said is of no interest, unless it missed memory. */
void crypto_errors_drop(void);
void crypto_errors_get(char *buf, size_t size);

/*
 * Keep libxml2 from printing on this thread until crypto_silence_end(); what
 * it says lands among the errors.
 */
struct crypto_silence {
	void (*handler)(void);
	void *context;
	void (*printer)(void);
	void *printer_context;
};
void crypto_silence_begin(struct crypto_silence *);
void crypto_silence_end(const struct crypto_silence *);

/*
 * Round a whole run: nothing is printed, and crypto_watch_end() tells whether
 * the libraries had all the memory that they asked for.  One that missed some
 * may have said anything of the message.
 */
void crypto_watch_begin(struct crypto_silence *);
bool crypto_watch_end(const struct crypto_silence *);

#endif
