/* SPDX-License-Identifier: MIT */
#include "crypto/certificate_cache.h"

#include <stdlib.h>
#include <string.h>

/* A text may stand in any slot of its set. */
#define SETS ((size_t)32)
#define SET_SIZE ((size_t)16)
#define SLOTS (SETS * SET_SIZE) /* of a few kilobytes each */

struct slot {
	struct arena *arena; /* of all that it holds; NULL: it is free */
	const char *text;
	size_t len;
	uint64_t hash;
	uint64_t round; /* in which it was given out last */
	struct cached_certificate held;
};

struct certificate_cache {
	uint64_t round;
	struct slot slots[SLOTS];
};

struct certificate_cache *
certificate_cache_new(void)
{
	return calloc(1, sizeof(struct certificate_cache));
}

void
certificate_cache_free(struct certificate_cache *cache)
{
	if (cache == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		arena_free(cache->slots[i].arena);
	free(cache);
}

void
certificate_cache_begin(struct certificate_cache *cache)
{
	cache->round++;
}

/* Texts that are made to meet in one slot cost time and nothing else. */
static uint64_t
hash_text(const char *text, size_t len)
{
	uint64_t hash = len;

	for (size_t i = 0; i < len; i += 8) {
		uint64_t word = 0;

		memcpy(&word, text + i, len - i < 8 ? len - i : 8);
		hash = (hash ^ word) * 0x9e3779b97f4a7c15U;
		hash ^= hash >> 29;
	}
	return hash;
}

/* false: no memory; the slot is free then. */
static bool
fill(struct slot *slot, const char *text, size_t len, uint64_t hash)
{
	arena_free(slot->arena);
	*slot = (struct slot){.arena = arena_new(), .len = len, .hash = hash};
	if (slot->arena == NULL)
		return false;
	slot->text = arena_memdup(slot->arena, text, len + 1);
	slot->held.certificate = certificate_from_base64(slot->arena, text);
	if (slot->held.certificate != NULL)
		slot->held.traits = certificate_traits_read(
		    slot->arena, slot->held.certificate);
	if (slot->text != NULL && slot->held.traits != NULL &&
	    !arena_has_failed(slot->arena))
		return true;
	arena_free(slot->arena);
	*slot = (struct slot){0};
	return false;
}

static bool
holds(const struct slot *slot, const char *text, size_t len, uint64_t hash)
{
	return slot->arena != NULL && slot->hash == hash && slot->len == len &&
	       memcmp(slot->text, text, len) == 0;
}

/* The slot that holds the text, else the one that was idle the longest. */
static struct slot *
find(struct certificate_cache *cache, const char *text, size_t len,
    uint64_t hash)
{
	struct slot *set = &cache->slots[hash % SETS * SET_SIZE];
	struct slot *oldest = set;

	for (size_t i = 0; i < SET_SIZE; i++) {
		if (holds(&set[i], text, len, hash))
			return &set[i];
		if (set[i].arena == NULL || set[i].round < oldest->round)
			oldest = &set[i];
	}
	return oldest;
}

bool
certificate_cache_get(struct certificate_cache *cache, const char *text,
    struct cached_certificate *certificate)
{
	size_t len = strlen(text);
	uint64_t hash = hash_text(text, len);
	struct slot *slot = find(cache, text, len, hash);
	bool is_it = holds(slot, text, len, hash);

	/* Somebody looks at what the slot holds. */
	if (!is_it && slot->arena != NULL && slot->round == cache->round)
		return false;
	if (!is_it && !fill(slot, text, len, hash))
		return false;
	slot->round = cache->round;
	*certificate = slot->held;
	return true;
}
