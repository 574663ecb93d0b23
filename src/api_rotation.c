/* SPDX-License-Identifier: MIT */
/* The public functions about rotations. */
#include "crypto/new_key.h"
#include "samldx.h"
#include "settings.h"

#define YEARS 10

void
sdx_settings_set_plan(sdx_settings *settings, bool wants_plan)
{
	settings->wants_plan = wants_plan;
}

enum sdx_status
sdx_new_key_make(
    unsigned bits, const char *name, int64_t now, struct sdx_new_key *key)
{
	struct arena *arena;
	struct new_key *made;

	*key = (struct sdx_new_key){0};
	if (bits < NEW_KEY_BITS_MIN || bits > NEW_KEY_BITS_MAX ||
	    name == NULL || name[0] == '\0')
		return SDX_USAGE;
	arena = arena_new();
	if (arena == NULL)
		return SDX_FAULT;
	made = new_key_make(arena, bits, name, now, YEARS);
	if (made == NULL) {
		arena_free(arena);
		return SDX_FAULT;
	}
	key->key = made->key_pem;
	key->key_len = made->key_len;
	key->certificate = made->certificate_pem;
	key->certificate_len = made->certificate_len;
	key->fingerprint = made->fingerprint;
	key->inside = arena;
	return SDX_OK;
}

void
sdx_new_key_release(struct sdx_new_key *key)
{
	arena_free(key->inside);
	*key = (struct sdx_new_key){0};
}
