/* SPDX-License-Identifier: MIT */
/*
 * Recognising the identity provider by what it sends, and its own fixes
 * (facts/idp-vendors.md).
 */
#ifndef SDX_IDP_IDP_H
#define SDX_IDP_IDP_H

#include "saml/metadata.h"
#include "saml/response.h"
#include "saml/structure.h"
#include "samldx.h"

/* What a fix is about: the codes of the catalogue. */
enum idp_fix {
	FIX_NONE = 0,
	FIX_ROLE,	       /* a */
	FIX_ROLE_SESSION_NAME, /* b */
	FIX_SESSION_DURATION,  /* c */
	FIX_SOURCE_IDENTITY,   /* d */
	FIX_TAGS,	       /* e */
	FIX_NAME_ID,	       /* f */
	FIX_AUDIENCE,	       /* g */
	FIX_ENDPOINT,	       /* h: ACS, Recipient, Destination */
	FIX_SIGNING_KEY,       /* i: certificate, metadata */
	FIX_ENCRYPTION,	       /* j */
	FIX_SIGNING,	       /* k: what is signed, algorithm */
	FIX_TIME,	       /* l */
	FIX_SIZE,	       /* m: too many roles, too large */
	FIX_COUNT
};

struct idp_vendor {
	const char *key;  /* "adfs"; "generic" */
	const char *name; /* "AD FS" */
};

struct idp_guess {
	const struct idp_vendor *vendor; /* never NULL: "generic" */
	const char *because; /* "the Issuer ends in /adfs/services/trust" */
	bool is_sure;
};

/* Any argument may be NULL. */
struct idp_guess idp_recognise(struct arena *, const struct saml_response *,
    const struct saml_assertion *, const struct saml_metadata *,
    const char *certificate_subject);

/*
 * The vendor's own fix, else the generic one; never NULL.  *OWN tells which.
 * Unconfirmed vendor texts are never returned.
 */
const char *idp_fix_text(const struct idp_vendor *, enum idp_fix, bool *own);
/* Pitfalls of the vendor worth a sentence beside that fix; NULL: none. */
const char *idp_pitfall(const struct idp_vendor *, enum idp_fix);

#endif
