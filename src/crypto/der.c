/* SPDX-License-Identifier: MIT */
#include "crypto/der.h"

#include <string.h>

#define LENGTH_OCTETS_MAX 3 /* nothing that is read is over 16 MiB */

bool
der_is(const struct der *der, enum der_tag tag)
{
	return der->len > 0 && der->at[0] == tag;
}

/* Behind the first octet of a length, the *N that follow it. */
static bool
long_length(const struct der *der, size_t *n, size_t *len)
{
	*n = der->at[1] & 0x7fU;
	if (*n == 0 || *n > LENGTH_OCTETS_MAX || der->len < 2 + *n)
		return false;
	for (size_t i = 0; i < *n; i++)
		*len = *len << 8 | der->at[2 + i];
	/* In the shortest form: X.690 10.1. */
	return der->at[2] != 0 && *len >= 0x80;
}

bool
der_take(struct der *der, enum der_tag tag, struct der *inside)
{
	size_t n = 0, len = 0;

	if (!der_is(der, tag) || der->len < 2)
		return false;
	if (der->at[1] < 0x80)
		len = der->at[1];
	else if (!long_length(der, &n, &len))
		return false;
	if (der->len - 2 - n < len)
		return false;
	*inside = (struct der){der->at + 2 + n, len};
	der->at = inside->at + len;
	der->len -= 2 + n + len;
	return true;
}

bool
der_take_oid(struct der *der, struct der *oid)
{
	bool begins = true;

	if (!der_take(der, DER_OID, oid) || oid->len == 0)
		return false;
	for (size_t i = 0; i < oid->len; i++) {
		if (begins && oid->at[i] == 0x80)
			return false;
		begins = oid->at[i] < 0x80;
	}
	return begins;
}

bool
der_take_unsigned(struct der *der, struct der *number)
{
	if (!der_take(der, DER_INTEGER, number) || number->len == 0 ||
	    number->at[0] >= 0x80)
		return false;
	if (number->at[0] != 0 || number->len == 1)
		return true;
	number->at++;
	number->len--;
	return number->at[0] >= 0x80;
}

bool
der_take_bits(struct der *der, struct der *bits)
{
	if (!der_take(der, DER_BIT_STRING, bits) || bits->len == 0 ||
	    bits->at[0] != 0)
		return false;
	bits->at++;
	bits->len--;
	return true;
}

bool
der_same(struct der a, struct der b)
{
	return a.len == b.len && memcmp(a.at, b.at, a.len) == 0;
}
