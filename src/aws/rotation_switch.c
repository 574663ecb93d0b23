/* SPDX-License-Identifier: MIT */
/* The switch from one key to another, as captures show it. */
#include "aws/rotation.h"

void
rotation_count_holders(struct rotation_facts *facts)
{
	for (size_t i = 0; i < facts->n_uses; i++) {
		const struct rotation_use *use = &facts->uses[i];
		struct rotation_holder *holder;

		if (use->holder >= facts->n_holders)
			continue;
		holder = &facts->holders[use->holder];
		if (holder->n++ == 0)
			holder->first = use->time;
		holder->last = use->time;
	}
}

void
rotation_contradict(
    struct arena *arena, struct rotation *r, const char *sentence)
{
	const char **slot = arena_push(
	    arena, &r->contradictions, &r->n_contradictions, sizeof *slot);

	if (slot != NULL)
		*slot = sentence;
}

/* A use of the old key: what came before it was no end yet. */
static void
see_old(struct rotation *r, const struct rotation_use *use)
{
	int64_t from = r->n_old_since > 0 ? r->last_old : r->first_new;

	r->n_old++;
	r->last_old = use->time;
	if (r->n_new == 0)
		return;
	r->n_old_since++;
	if (r->n_since > r->longest_run)
		r->longest_run = r->n_since;
	if (use->time - from > r->longest_pause)
		r->longest_pause = use->time - from;
	r->n_since = 0;
}

static void
see_new(struct rotation *r, const struct rotation_use *use)
{
	if (r->n_new++ == 0)
		r->first_new = use->time;
	if (r->n_since++ == 0)
		r->since = use->time;
	r->last_new = use->time;
}

void
rotation_count(const struct rotation_facts *facts, struct rotation *r)
{
	for (size_t i = 0; i < facts->n_uses; i++) {
		const struct rotation_use *use = &facts->uses[i];

		if (use->holder == ROTATION_PLAIN) {
			r->n_plain++;
			r->last_plain = use->time;
		} else if (use->holder == ROTATION_NONE) {
			r->n_unknown++;
			r->last_unknown = use->time;
		} else if (use->holder == r->new_holder) {
			see_new(r, use);
		} else if (use->holder == r->old_holder) {
			see_old(r, use);
		}
	}
}

/*
 * Where both keys were used for a while, as by servers that switch one after
 * the other, a few captures in a row by the new key are no proof: there were
 * such runs before.  It takes a longer run than any of those, and a longer
 * pause of the old key; and more than a capture or two in any case.
 */
static bool
is_over(const struct rotation *r)
{
	if (r->n_since < ROTATION_PROOF)
		return false;
	return r->n_old_since == 0 ||
	       (r->n_since >= r->longest_run + 2 &&
		   r->last_new - r->last_old > r->longest_pause);
}

enum rotation_state
rotation_of_two(const struct rotation *r)
{
	if (r->n_new == 0)
		return ROTATION_ADDED;
	/* Who knows whose captures they are that nothing here opens? */
	if (!is_over(r) || (r->n_unknown > 0 && r->last_unknown >= r->since))
		return ROTATION_SWITCHING;
	return ROTATION_IDLE;
}

const char *
rotation_state_name(enum rotation_state state)
{
	switch (state) {
	case ROTATION_UNKNOWN:
		return "unknown";
	case ROTATION_UNUSED:
		return "unused";
	case ROTATION_STEADY:
		return "steady";
	case ROTATION_PUBLISHED:
		return "published";
	case ROTATION_ADDED:
		return "added";
	case ROTATION_SWITCHING:
		return "switching";
	case ROTATION_IDLE:
		return "idle";
	case ROTATION_DONE:
		return "done";
	case ROTATION_BROKEN:
		return "broken";
	}
	return "";
}
