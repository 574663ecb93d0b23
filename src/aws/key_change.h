/* SPDX-License-Identifier: MIT */
/*
 * What becomes of each key when one set of certificates replaces another: the
 * keys of a provider's metadata now and after an upload.  A certificate is
 * known by its SHA-256 fingerprint; one that is made anew for the same key
 * verifies the same signatures, so that key is not lost.  It knows neither
 * metadata nor files.
 */
#ifndef SDX_AWS_KEY_CHANGE_H
#define SDX_AWS_KEY_CHANGE_H

#include "crypto/certificate.h"

/* What a key is for. */
enum key_use {
	KEY_SIGNS = 1 << 0, /* verifies the identity provider's signatures */
	KEY_ENCRYPTS = 1 << 1
};

struct key_entry {
	const struct certificate *certificate; /* NULL: in this set not */
	unsigned uses;			       /* enum key_use, joined */
};

enum key_fate {
	KEY_KEPT = 0, /* the same certificate */
	KEY_RENEWED,  /* the same key in another certificate */
	KEY_ADDED,
	KEY_REMOVED
};

struct key_change {
	enum key_fate fate;
	struct key_entry before, after;
};

struct key_changes {
	struct key_change *items; /* kept, renewed, removed, added */
	size_t n;
	/* Keys that sign; one that stands for encryption alone does not. */
	size_t n_signing_before, n_signing_after;
	size_t n_signing_kept; /* that sign before and after */
	size_t n_unreadable;   /* certificates that are left out */
};

/*
 * A certificate that stands twice in a set is one, with the uses of both; one
 * that cannot be read (its der is NULL) is counted and left out.  What is
 * returned points into both sets.  NULL: no memory.
 */
struct key_changes *key_changes_compare(struct arena *,
    const struct key_entry *before, size_t n_before,
    const struct key_entry *after, size_t n_after);

/* Signatures by this key hold before the change, and not after it. */
bool key_change_is_lost(const struct key_change *);

/*
 * The change of the key that a certificate holds, wherever it stands: by the
 * certificate, else by the key in it.  NULL: in neither set.
 */
const struct key_change *key_changes_find(
    const struct key_changes *, const struct certificate *);

/* "kept", "renewed", "added", "removed". */
const char *key_fate_name(enum key_fate);

#endif
