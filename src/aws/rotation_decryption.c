/* SPDX-License-Identifier: MIT */
/*
 * Which key file is which key of the provider, and where the rotation stands.
 * AWS never says which private key a Key ID is, so it is told by the time of
 * the upload: what could be decrypted before the second key was there was
 * decrypted by the first one.
 */
#include "aws/rotation.h"
#include "saml/datetime.h"

#define GIVE_EARLIER                                                        \
	"which key file is which key cannot be told: give a capture of a "  \
	"sign-in from between %s and %s, when there was one key alone, or " \
	"the certificates of the keys"

/* The holder of the last use that AWS took between two times; NONE. */
static size_t
last_used(const struct rotation_facts *facts, int64_t from, int64_t to)
{
	size_t holder = ROTATION_NONE;

	for (size_t i = 0; i < facts->n_uses; i++) {
		const struct rotation_use *use = &facts->uses[i];

		if (use->holder < facts->n_holders && !use->was_refused &&
		    use->time >= from && use->time < to)
			holder = use->holder;
	}
	return holder;
}

/* The first one used from a time on, another one than NOT; NONE. */
static size_t
first_used(const struct rotation_facts *facts, int64_t from, size_t not )
{
	for (size_t i = 0; i < facts->n_uses; i++) {
		const struct rotation_use *use = &facts->uses[i];

		if (use->holder < facts->n_holders &&
		    use->holder != not &&use->time >= from)
			return use->holder;
	}
	return ROTATION_NONE;
}

static size_t
other_holder(const struct rotation_facts *facts, size_t holder)
{
	if (facts->n_holders != 2 || holder > 1)
		return ROTATION_NONE;
	return 1 - holder;
}

static void
set(struct rotation_slot *slot, size_t holder, const char *because)
{
	slot->holder = holder;
	slot->because = because;
}

/*
 * The one key file whose certificate was made between the two uploads; NONE.
 * A certificate that is younger than both may be a new one of either key.
 */
static size_t
made_between(const struct rotation_facts *facts)
{
	size_t found = ROTATION_NONE;

	for (size_t i = 0; i < facts->n_holders; i++) {
		const struct rotation_holder *h = &facts->holders[i];

		if (!h->has_made || h->made <= facts->slots[0].added)
			continue;
		if (found != ROTATION_NONE || h->made > facts->slots[1].added)
			return ROTATION_NONE;
		found = i;
	}
	return found;
}

/* The older key is known: the other one is what else was used, or given. */
static void
match_newer(struct rotation_facts *facts)
{
	struct rotation_slot *new = &facts->slots[1];
	size_t old = facts->slots[0].holder;
	size_t holder = first_used(facts, new->added, old);

	if (holder != ROTATION_NONE)
		set(new, holder,
		    "captures since its upload are encrypted for it, and it "
		    "is not the older one");
	else if (other_holder(facts, old) != ROTATION_NONE)
		set(new, other_holder(facts, old),
		    "it is the only other key file that was given");
}

/*
 * Nothing was captured while the older key was alone.  The order of later
 * captures tells nothing: an identity provider may have been turned back.
 */
static void
match_by_dates(struct rotation_facts *facts)
{
	size_t later = made_between(facts);

	if (later == ROTATION_NONE)
		return;
	set(&facts->slots[1], later,
	    "its certificate was made between the two uploads");
	if (other_holder(facts, later) != ROTATION_NONE)
		set(&facts->slots[0], other_holder(facts, later),
		    "it is the only other key file that was given");
}

static void
match_two(struct rotation_facts *facts)
{
	struct rotation_slot *old = &facts->slots[0], *new = &facts->slots[1];
	size_t holder;

	if (!old->has_added || !new->has_added)
		return;
	holder = last_used(facts, old->added, new->added);
	if (holder == ROTATION_NONE) {
		match_by_dates(facts);
		return;
	}
	set(old, holder,
	    "the last capture between the two uploads is encrypted for it; "
	    "that a third key was there then, and was removed, cannot be seen");
	match_newer(facts);
}

/* The one key file that is not younger than the upload; NONE: several. */
static size_t
only_earlier(const struct rotation_facts *facts)
{
	size_t found = ROTATION_NONE;

	for (size_t i = 0; i < facts->n_holders; i++) {
		const struct rotation_holder *h = &facts->holders[i];

		if (h->has_made && h->made > facts->slots[0].added)
			continue;
		if (found != ROTATION_NONE)
			return ROTATION_NONE;
		found = i;
	}
	return facts->n_holders > 1 ? found : ROTATION_NONE;
}

/* Are all of the key files younger than the provider's key? */
static bool
all_later(const struct rotation_facts *facts)
{
	for (size_t i = 0; i < facts->n_holders; i++) {
		const struct rotation_holder *h = &facts->holders[i];

		if (!h->has_made || !facts->slots[0].has_added ||
		    h->made <= facts->slots[0].added)
			return false;
	}
	return true;
}

static void
match_one(struct rotation_facts *facts)
{
	struct rotation_slot *slot = &facts->slots[0];
	int64_t from = slot->has_added ? slot->added : INT64_MIN;
	size_t holder = last_used(facts, from, INT64_MAX);

	if (holder != ROTATION_NONE)
		set(slot, holder,
		    "the last capture since its upload is encrypted for it");
	else if (slot->has_added && only_earlier(facts) != ROTATION_NONE)
		set(slot, only_earlier(facts),
		    "the certificates of the other key files were made after "
		    "its upload");
}

/* How many keys were used from a time on, those that are not given aside. */
static size_t
n_used_since(const struct rotation_facts *facts, int64_t from)
{
	size_t n = 0;

	for (size_t i = 0; i < facts->n_holders; i++) {
		for (size_t j = 0; j < facts->n_uses; j++) {
			const struct rotation_use *use = &facts->uses[j];

			if (use->holder == i && use->time >= from &&
			    !use->was_refused) {
				n++;
				break;
			}
		}
	}
	return n;
}

/* More captures than keys explain. */
static void
contradict_number(
    struct arena *arena, const struct rotation_facts *facts, struct rotation *r)
{
	const struct rotation_slot *last;
	size_t n, unknown = 0;

	if (facts->n_slots == 0)
		return;
	last = &facts->slots[facts->n_slots - 1];
	if (!last->has_added)
		return;
	n = n_used_since(facts, last->added);
	for (size_t i = 0; i < facts->n_uses; i++)
		unknown += facts->uses[i].holder == ROTATION_NONE &&
				   facts->uses[i].time >= last->added &&
				   !facts->uses[i].was_refused
			       ? 1
			       : 0;
	if (facts->n_slots == 2 && n + (unknown > 0 ? 1 : 0) > 2)
		rotation_contradict(arena, r,
		    arena_printf(arena,
			"since %s captures are encrypted for %zu different "
			"keys%s, and the provider has two",
			datetime_format(arena, last->added),
			n + (unknown > 0 ? 1 : 0),
			unknown > 0 ? ", one of them not given here" : ""));
}

/* A key cannot decrypt before it is uploaded. */
static void
contradict_upload(
    struct arena *arena, const struct rotation_facts *facts, struct rotation *r)
{
	for (size_t i = 0; i < facts->n_slots; i++) {
		const struct rotation_slot *slot = &facts->slots[i];
		const struct rotation_holder *holder;

		if (slot->holder >= facts->n_holders || !slot->has_added)
			continue;
		holder = &facts->holders[slot->holder];
		if (holder->n == 0 || holder->first >= slot->added ||
		    (i == 0 && facts->n_slots == 1))
			continue;
		if (i + 1 < facts->n_slots)
			continue; /* the same key may have been there before */
		rotation_contradict(arena, r,
		    arena_printf(arena,
			"a capture of %s is encrypted for %s, which was not "
			"uploaded before %s: that sign-in was refused, or the "
			"clocks disagree",
			datetime_format(arena, holder->first), holder->name,
			datetime_format(arena, slot->added)));
	}
}

static void
judge_none(const struct rotation_facts *facts, struct rotation *r)
{
	const struct rotation_use *last =
	    facts->n_uses > 0 ? &facts->uses[facts->n_uses - 1] : NULL;

	r->state = last != NULL && last->holder != ROTATION_PLAIN
		       ? ROTATION_BROKEN
		       : ROTATION_UNUSED;
}

/* One key: was there another before it? */
static void
judge_one(const struct rotation_facts *facts, struct rotation *r)
{
	const struct rotation_slot *slot = &facts->slots[0];

	r->new_slot = 0;
	r->new_holder = slot->holder;
	r->state = ROTATION_STEADY;
	if (slot->holder == ROTATION_NONE && !all_later(facts)) {
		r->state = ROTATION_UNKNOWN;
		r->unsettled =
		    "which of the key files IAM has cannot be told: give "
		    "captures of recent sign-ins, or the certificate of the "
		    "new key beside it";
		return;
	}
	for (size_t i = 0; i < facts->n_holders; i++) {
		if (slot->holder != ROTATION_NONE && i != slot->holder &&
		    facts->holders[i].n > 0) {
			r->old_holder = i;
			r->state = ROTATION_DONE;
		}
	}
}

static void
judge_two(
    struct arena *arena, const struct rotation_facts *facts, struct rotation *r)
{
	const struct rotation_slot *old = &facts->slots[0];
	const struct rotation_slot *new = &facts->slots[1];

	r->old_slot = 0;
	r->new_slot = 1;
	r->old_holder = old->holder;
	r->new_holder = new->holder;
	if (!old->has_added || !new->has_added)
		r->unsettled = "the output of get-saml-provider does not say "
			       "when the keys were added";
	else if (facts->n_uses == 0)
		r->unsettled = "give captures of recent sign-ins, or a folder "
			       "of them, and the key files";
	else if (facts->n_holders == 0)
		r->unsettled = "give the private keys: without them nobody "
			       "can tell what a capture is encrypted for";
	else if (old->holder == ROTATION_NONE ||
		 (new->holder == ROTATION_NONE &&
		     facts->uses[facts->n_uses - 1].holder == ROTATION_NONE))
		r->unsettled = arena_printf(arena, GIVE_EARLIER,
		    datetime_format(arena, old->added),
		    datetime_format(arena, new->added));
}

struct rotation *
rotation_of_decryption(struct arena *arena, struct rotation_facts *facts)
{
	struct rotation *r = arena_alloc(arena, sizeof *r);

	if (r == NULL)
		return NULL;
	r->old_holder = r->new_holder = ROTATION_NONE;
	r->old_slot = r->new_slot = ROTATION_NONE;
	for (size_t i = 0; i < facts->n_slots; i++)
		set(&facts->slots[i], ROTATION_NONE, "");
	rotation_count_holders(facts);
	if (facts->n_slots == 0) {
		judge_none(facts, r);
	} else if (facts->n_slots == 1) {
		match_one(facts);
		judge_one(facts, r);
	} else {
		match_two(facts);
		judge_two(arena, facts, r);
	}
	rotation_count(facts, r);
	if (facts->n_slots == 2 && r->unsettled == NULL)
		r->state = rotation_of_two(r);
	if (facts->n_slots > 2)
		rotation_contradict(arena, r,
		    arena_printf(arena,
			"the provider lists %zu private keys, and IAM allows "
			"two",
			facts->n_slots));
	contradict_number(arena, facts, r);
	contradict_upload(arena, facts, r);
	return arena_has_failed(arena) ? NULL : r;
}
