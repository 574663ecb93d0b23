/* SPDX-License-Identifier: MIT */
#include "redact/veil.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "redact/pattern.h"

#define N_SLOTS 1024
#define KEY_LEN 8 /* bytes of the first word that a value is found by */
#define VALUES_MAX                                                 \
	4096 /* behind them every word that was replaced is hidden \
	      */
#define VALUE_LEN_MAX 4096
#define NAME_WORDS_MAX 4
#define FOLDED_MIN 4   /* bytes of a name whose letter case does not count */
#define LEN_MIN 3      /* shorter ones stand everywhere */
#define DIGITS_MIN 5   /* shorter numbers are years, lines and ports */
#define CUT_MIN 4      /* bytes that a value is known by before "..." */
#define CUT_END_MIN 12 /* the same at the end of a text */

struct value {
	struct value *next; /* not longer than this one */
	const char *text;
	size_t len;
	size_t kept;   /* bytes at its start that stay */
	bool is_name;  /* its words are hidden too */
	bool has_case; /* short: letter case counts */
	bool is_off;   /* it tells nothing after all */
};

struct spared { /* a word, or a whole value */
	struct spared *next;
	const char *text;
	size_t len;
};

struct veil {
	struct buffer_veil base; /* the first member: veil_of() */
	struct veil_origin origin;
	struct value *values[N_SLOTS];
	struct spared *spared[N_SLOTS];
	struct value **all; /* in the order in which they were learnt */
	size_t n_values;
	bool is_full;
};

/* Letters outside ASCII belong to a word. */
static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static size_t
word_len(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && is_word(text[n]))
		n++;
	return n;
}

static size_t
slot_of(const char *text, size_t len)
{
	uint64_t hash = 1469598103934665603U;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c >= 'A' && c <= 'Z')
			c |= 0x20;
		hash = (hash ^ c) * 1099511628211U;
	}
	return (size_t)(hash >> 20) % N_SLOTS;
}

/* By the beginning of its first word. */
static size_t
slot_of_value(const char *text, size_t len)
{
	size_t n = word_len(text, len);

	return slot_of(text, n < KEY_LEN ? n : KEY_LEN);
}

static bool
is_spared(const struct veil *v, const char *text, size_t len)
{
	const struct spared *s = v->spared[slot_of(text, len)];

	while (s != NULL && (s->len != len || memcmp(s->text, text, len) != 0))
		s = s->next;
	return s != NULL;
}

static void
spare_one(struct veil *v, const char *text, size_t len)
{
	size_t slot = slot_of(text, len);
	struct spared *s;

	if (is_spared(v, text, len))
		return;
	s = arena_alloc(v->origin.arena, sizeof *s);
	if (s == NULL)
		return;
	s->text = arena_memdup(v->origin.arena, text, len);
	s->len = s->text != NULL ? len : 0;
	s->next = v->spared[slot];
	v->spared[slot] = s;
}

void
veil_spare(struct veil *v, const char *text, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = word_len(text + i, len - i);
		if (n > 0)
			spare_one(v, text + i, n);
		n = n > 0 ? n : 1;
	}
}

void
veil_keep(struct veil *v, const char *text, size_t len)
{
	veil_spare(v, text, len);
	spare_one(v, text, len);
}

static size_t
count_digits(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] >= '0' && text[i] <= '9';
	return n;
}

static size_t
count_letters(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += is_word(text[i]);
	return n - count_digits(text, len);
}

/* Can it be told from the report's own words and numbers? */
static bool
is_worth_hiding(const struct veil *v, const char *text, size_t len)
{
	size_t letters = count_letters(text, len);

	if (is_spared(v, text, len))
		return false;
	if (letters == 0)
		return count_digits(text, len) >= DIGITS_MIN;
	return len >= LEN_MIN;
}

static bool
is_known(const struct veil *v, const char *text, size_t len)
{
	const struct value *item = v->values[slot_of_value(text, len)];

	while (item != NULL &&
	       (item->len != len || memcmp(item->text, text, len) != 0))
		item = item->next;
	return item != NULL;
}

static void
insert(struct veil *v, struct value *item)
{
	struct value **at = &v->values[slot_of_value(item->text, item->len)];

	while (*at != NULL && (*at)->len > item->len)
		at = &(*at)->next;
	item->next = *at;
	*at = item;
}

static void
learn(struct veil *v, const char *text, size_t len, struct value like)
{
	struct value *item, **slot;

	while (len > 0 && !is_word(*text)) {
		text++;
		len--;
		like.kept -= like.kept > 0;
	}
	while (len > 0 && !is_word(text[len - 1]))
		len--;
	if (len == 0 || is_known(v, text, len))
		return;
	if (len > VALUE_LEN_MAX || v->n_values >= VALUES_MAX) {
		v->is_full = true;
		return;
	}
	item = arena_alloc(v->origin.arena, sizeof *item);
	slot = arena_push(
	    v->origin.arena, &v->all, &v->n_values, sizeof(struct value *));
	if (item == NULL || slot == NULL)
		return;
	*item = like;
	item->text = arena_memdup(v->origin.arena, text, len);
	item->len = len;
	item->has_case = len < FOLDED_MIN || !like.is_name;
	*slot = item;
	if (item->text != NULL)
		insert(v, item);
}

void
veil_learn(struct veil *v, const char *text, size_t len, size_t kept)
{
	learn(v, text, len, (struct value){.kept = kept});
}

void
veil_learn_name(struct veil *v, const char *text, size_t len)
{
	learn(v, text, len, (struct value){.is_name = true});
}

/* A name of a few words; what stands behind an '@' is an organisation's. */
static bool
has_words_of_its_own(const struct value *item)
{
	size_t n = 0, len;

	if (!item->is_name || memmem(item->text, item->len, "://", 3) != NULL ||
	    memmem(item->text, item->len, "arn:", 4) != NULL)
		return false;
	for (size_t i = 0; i < item->len && item->text[i] != '@'; i += len) {
		len = word_len(item->text + i, item->len - i);
		n += len > 0;
		len = len > 0 ? len : 1;
	}
	return n <= NAME_WORDS_MAX;
}

void
veil_close(struct veil *v)
{
	size_t n_values = v->n_values, n;

	for (size_t i = 0; i < n_values; i++) {
		const char *text = v->all[i]->text;
		size_t len = v->all[i]->len;

		if (text == NULL)
			continue;
		v->all[i]->is_off = !is_worth_hiding(v, text, len);
		if (!has_words_of_its_own(v->all[i]))
			continue;
		for (size_t at = 0; at < len && text[at] != '@'; at += n) {
			n = word_len(text + at, len - at);
			if (n >= 3 && count_letters(text + at, n) > 0 &&
			    !is_spared(v, text + at, n))
				veil_learn_name(v, text + at, n);
			n = n > 0 ? n : 1;
		}
	}
}

static bool
is_cut(const char *text, size_t len)
{
	return len >= 3 && memcmp(text, "...", 3) == 0;
}

static char
folded(const struct value *item, char c)
{
	return !item->has_case && c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The bytes of TEXT that are the value, or its beginning before "..."; 0. */
static size_t
match(const struct value *item, const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && n < item->len &&
	       folded(item, text[n]) == folded(item, item->text[n]))
		n++;
	if (n == item->len)
		return n == len || !is_word(text[n]) ? n : 0;
	if (n <= item->kept || n < CUT_MIN)
		return 0;
	return is_cut(text + n, len - n) || (n == len && n >= CUT_END_MIN) ? n
									   : 0;
}

static const struct value *
find(const struct veil *v, const char *text, size_t len, size_t *n)
{
	const struct value *item = v->values[slot_of_value(text, len)];

	while (item != NULL &&
	       (item->is_off || (*n = match(item, text, len)) == 0))
		item = item->next;
	return item;
}

static bool
overwrite(struct veil *v, char *text, size_t len)
{
	if (placeholders_overwrite(v->origin.placeholders, text, len))
		return true;
	arena_fail(v->origin.arena);
	return false;
}

/* The letter of "\\n": a word begins behind it. */
static bool
is_escape(const char *text, size_t at, size_t len)
{
	return at > 0 && at + 1 < len && text[at - 1] == '\\' &&
	       (text[at] == 'n' || text[at] == 'r' || text[at] == 't');
}

/* There were too many values to look for each: any of their words goes. */
static bool
is_one_of_many(const struct veil *v, const char *text, size_t len)
{
	return v->is_full && len >= LEN_MIN && count_letters(text, len) > 0 &&
	       !is_spared(v, text, len) &&
	       placeholders_know(v->origin.placeholders, text, len);
}

static bool
hide_values(struct veil *v, char *text, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		const struct value *item;

		n = 1;
		if (!is_word(text[i]))
			continue;
		item = find(v, text + i, len - i, &n);
		if (item == NULL) {
			n = is_escape(text, i, len)
				? 1
				: word_len(text + i, len - i);
			if (is_one_of_many(v, text + i, n) &&
			    !overwrite(v, text + i, n))
				return false;
		} else if (n > item->kept &&
			   !overwrite(v, text + i + item->kept, n - item->kept))
			return false;
	}
	return true;
}

static const char *
hide(struct buffer_veil *base, const char *text, size_t len)
{
	struct veil *v = (struct veil *)base;
	char *copy = arena_memdup(v->origin.arena, text, len);

	if (copy == NULL ||
	    !pattern_hide(v->origin.placeholders, v->origin.level, copy, len) ||
	    !hide_values(v, copy, len)) {
		arena_fail(v->origin.arena);
		return NULL;
	}
	return copy;
}

struct veil *
veil_new(const struct veil_origin *origin)
{
	struct veil *v = arena_alloc(origin->arena, sizeof *v);

	if (v != NULL) {
		v->base.hide = hide;
		v->origin = *origin;
	}
	return v;
}

struct buffer_veil *
veil_of(struct veil *v)
{
	return &v->base;
}
