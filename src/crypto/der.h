/* SPDX-License-Identifier: MIT */
/*
 * DER, X.690 10: one element after the other, without a copy.  Only what is
 * usual in certificates is taken: anything else is left to OpenSSL.
 */
#ifndef SDX_CRYPTO_DER_H
#define SDX_CRYPTO_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum der_tag {
	DER_BOOLEAN = 0x01,
	DER_INTEGER = 0x02,
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTF8_STRING = 0x0c,
	DER_PRINTABLE_STRING = 0x13,
	DER_IA5_STRING = 0x16,
	DER_UTC_TIME = 0x17,
	DER_GENERALIZED_TIME = 0x18,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_3 = 0xa3
};

/* Octets; what is read is taken off their beginning. */
struct der {
	const uint8_t *at;
	size_t len;
};

/* Is the next element of that tag? */
bool der_is(const struct der *, enum der_tag);

/*
 * Take an element of that tag: *INSIDE is its content.  false: another one
 * comes, or none, or its length is not in the shortest form or too large;
 * nothing is taken then.
 */
bool der_take(struct der *, enum der_tag, struct der *inside);

/* An OBJECT IDENTIFIER that is well formed. */
bool der_take_oid(struct der *, struct der *oid);

/* An INTEGER that is not negative: its octets without the sign's, at least
   one. */
bool der_take_unsigned(struct der *, struct der *number);

/* A BIT STRING of whole octets. */
bool der_take_bits(struct der *, struct der *bits);

bool der_same(struct der, struct der);

#endif
