/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of fixes by vendor, for fixes.c alone.  What neither the
 * vendor's documents nor samples bear out is not in it: the generic fix then
 * stands for it.
 */
#ifndef SDX_IDP_CATALOGUE_H
#define SDX_IDP_CATALOGUE_H

#include "idp/idp.h"

/* How a text is founded. */
enum fix_basis {
	BASIS_STATED = 'S',   /* in the vendor's or AWS's own documents */
	BASIS_OBSERVED = 'O', /* seen in samples */
	BASIS_DEDUCED = 'D'   /* follows from what is stated */
};

/* CODES has one letter for each enum idp_fix that the text is for. */
struct idp_fix_entry {
	const char *vendor;
	const char *codes;
	char basis; /* enum fix_basis */
	const char *text;
};

struct idp_catalogue {
	const struct idp_fix_entry *entries;
	size_t n;
};

extern const struct idp_catalogue idp_catalogue_own;
extern const struct idp_catalogue idp_catalogue_hosted;

#endif
