/* SPDX-License-Identifier: MIT */
/*
 * Where a rotation of keys stands: of the private keys that IAM decrypts
 * with, and of the certificates that the identity provider signs with.  Told
 * from what the provider holds and from captured sign-ins, and from nothing
 * else: a key is idle only where captures show it (IAM User Guide: Manage
 * SAML encryption keys).  Pure; it knows neither files nor messages.
 */
#ifndef SDX_AWS_ROTATION_H
#define SDX_AWS_ROTATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "aws/provider.h"

#define ROTATION_NONE ((size_t)-1)  /* not known, or none */
#define ROTATION_PROOF 3	    /* captures since the switch, at least */
#define ROTATION_PLAIN ((size_t)-2) /* of a use: not encrypted */

enum rotation_state {
	ROTATION_UNKNOWN = 0, /* see unsettled */
	ROTATION_UNUSED,      /* nothing is encrypted, and there is no key */
	ROTATION_STEADY,      /* one key, and it is the one that is used */
	ROTATION_PUBLISHED,   /* signing: a new key that IAM has not */
	ROTATION_ADDED,	      /* both are there; the old one is used */
	ROTATION_SWITCHING,   /* both are used, or too little shows more */
	ROTATION_IDLE,	      /* the new one is used, the old one is not */
	ROTATION_DONE,	      /* one key; another was used before */
	ROTATION_BROKEN	      /* sign-ins fail as it is */
};

/* A key that somebody has: a key file, or a certificate. */
struct rotation_holder {
	const char *name;
	bool has_made; /* its certificate says from when on it is */
	int64_t made;
	/* Filled in: captured uses. */
	size_t n;
	int64_t first, last;
};

/* One captured sign-in. */
struct rotation_use {
	int64_t time;
	size_t holder;	  /* ROTATION_NONE: a key that is not given */
	bool was_refused; /* AWS's answer stands in the capture */
};

/* A private key of the provider. */
struct rotation_slot {
	const char *id;
	bool has_added;
	int64_t added;
	/* Filled in. */
	size_t holder;	     /* ROTATION_NONE: not known which */
	const char *because; /* how it was told; "" */
};

struct rotation_facts {
	struct rotation_slot *slots; /* by upload, oldest first */
	size_t n_slots;
	struct rotation_holder *holders;
	size_t n_holders;
	const struct rotation_use *uses; /* by time */
	size_t n_uses;
};

struct rotation {
	enum rotation_state state;
	const char *unsettled; /* what would tell; NULL */
	/* Of ADDED, SWITCHING, IDLE, DONE, PUBLISHED: holders. */
	size_t old_holder, new_holder;
	size_t old_slot, new_slot; /* of decryption */
	/*
	 * Captures: by the new key; by the old one since the first of them;
	 * by the new one since the last of the old, and from when on.
	 */
	size_t n_new, n_old_since, n_old, n_since;
	int64_t first_new, last_new, last_old, since;
	/* While both were used: the longest run of the new one, and the
	   longest pause of the old one. */
	size_t longest_run;
	int64_t longest_pause;
	size_t n_plain, n_unknown;
	int64_t last_plain, last_unknown;
	/* What contradicts itself, a sentence each. */
	const char **contradictions;
	size_t n_contradictions;
};

/* Decryption.  NULL: no memory. */
struct rotation *rotation_of_decryption(
    struct arena *, struct rotation_facts *);

/* Signing: which keys the provider's metadata and the new metadata hold. */
struct rotation_signing {
	const bool *in_current; /* beside facts.holders */
	const bool *in_new;
	bool has_new; /* new metadata was given */
};

struct rotation *rotation_of_signing(
    struct arena *, struct rotation_facts *, const struct rotation_signing *);

/* "added", …: the word of JSON. */
const char *rotation_state_name(enum rotation_state);

/* rotation_switch.c, for both: how often and when each holder was used. */
void rotation_count_holders(struct rotation_facts *);
/* Count the uses of two keys. */
void rotation_count(const struct rotation_facts *, struct rotation *);
void rotation_contradict(
    struct arena *, struct rotation *, const char *sentence);
/* The state of two keys that are both there, by their uses. */
enum rotation_state rotation_of_two(const struct rotation *);

#endif
