/* SPDX-License-Identifier: MIT */
/*
 * The certificates that the identity provider signs with: which of them IAM
 * holds, which the new metadata holds, and which captures are signed with.
 */
#include "aws/rotation.h"

#define GIVE_CAPTURES                                                        \
	"give captures of recent sign-ins: which key the identity provider " \
	"signs with is not known without them"

struct reading {
	struct rotation_facts *facts;
	const struct rotation_signing *signing;
	struct rotation *r;
	size_t used; /* holder of the newest capture */
};

static bool
is_current(const struct reading *in, size_t i)
{
	return i < in->facts->n_holders && in->signing->in_current[i];
}

static bool
is_new(const struct reading *in, size_t i)
{
	return i < in->facts->n_holders && in->signing->in_new[i];
}

/* A key of the new metadata that IAM has not; NONE. */
static size_t
to_come(const struct reading *in)
{
	for (size_t i = 0; i < in->facts->n_holders; i++) {
		if (in->signing->has_new && is_new(in, i) && !is_current(in, i))
			return i;
	}
	return ROTATION_NONE;
}

/* Of the keys that IAM has, another one than the one in use; NONE.  One that
   was captured goes before one that was not. */
static size_t
another(const struct reading *in)
{
	size_t found = ROTATION_NONE;

	for (size_t i = 0; i < in->facts->n_holders; i++) {
		if (i == in->used || !is_current(in, i))
			continue;
		if (found == ROTATION_NONE ||
		    in->facts->holders[i].n > in->facts->holders[found].n)
			found = i;
	}
	return found;
}

/* Is the one in use the older of two that IAM has? */
static bool
is_older(const struct reading *in, size_t other)
{
	const struct rotation_holder *u = &in->facts->holders[in->used];
	const struct rotation_holder *o = &in->facts->holders[other];

	if (o->n > 0)
		return u->first < o->first;
	if (in->signing->has_new && is_new(in, in->used) != is_new(in, other))
		return is_new(in, other);
	return u->has_made && o->has_made && u->made < o->made;
}

static void
judge_two(struct reading *in, size_t other)
{
	bool uses_old = is_older(in, other);

	in->r->old_holder = uses_old ? in->used : other;
	in->r->new_holder = uses_old ? other : in->used;
}

static void
judge(struct reading *in)
{
	size_t come = to_come(in), other = another(in);
	struct rotation *r = in->r;

	if (in->used == ROTATION_NONE || !is_current(in, in->used)) {
		r->state = ROTATION_BROKEN;
		r->new_holder = in->used;
	} else if (come != ROTATION_NONE) {
		r->state = ROTATION_PUBLISHED;
		r->old_holder = in->used;
		r->new_holder = come;
	} else if (other != ROTATION_NONE) {
		judge_two(in, other);
		rotation_count(in->facts, r);
		r->state = rotation_of_two(r);
		return;
	} else {
		r->state = ROTATION_STEADY;
		r->new_holder = in->used;
	}
	rotation_count(in->facts, r);
}

/* No capture: the only key that IAM has is the one that is used. */
static void
judge_unseen(struct reading *in)
{
	size_t only = ROTATION_NONE, n = 0;

	for (size_t i = 0; i < in->facts->n_holders; i++) {
		if (!is_current(in, i))
			continue;
		only = i;
		n++;
	}
	if (n != 1) {
		in->r->unsettled = GIVE_CAPTURES;
		return;
	}
	in->r->old_holder = only;
	in->r->new_holder = to_come(in);
	in->r->state = in->r->new_holder != ROTATION_NONE ? ROTATION_PUBLISHED
							  : ROTATION_STEADY;
}

struct rotation *
rotation_of_signing(struct arena *arena, struct rotation_facts *facts,
    const struct rotation_signing *signing)
{
	struct reading in = {facts, signing, NULL, ROTATION_NONE};

	in.r = arena_alloc(arena, sizeof *in.r);
	if (in.r == NULL)
		return NULL;
	in.r->old_holder = in.r->new_holder = ROTATION_NONE;
	in.r->old_slot = in.r->new_slot = ROTATION_NONE;
	if (facts->n_uses == 0) {
		judge_unseen(&in);
		return in.r;
	}
	rotation_count_holders(facts);
	in.used = facts->uses[facts->n_uses - 1].holder;
	judge(&in);
	return arena_has_failed(arena) ? NULL : in.r;
}
