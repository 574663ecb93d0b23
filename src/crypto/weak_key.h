/* SPDX-License-Identifier: MIT */
/* RSA keys whose numbers alone give them away. */
#ifndef SDX_CRYPTO_WEAK_KEY_H
#define SDX_CRYPTO_WEAK_KEY_H

struct bignum_st;

/* What is wrong with modulus and exponent, for a person; NULL: nothing seen. */
const char *weak_key_name(const struct bignum_st *n, const struct bignum_st *e);

#endif
