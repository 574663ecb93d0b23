/* SPDX-License-Identifier: MIT */
#include "redact/placeholder.h"

#include <stdint.h>
#include <string.h>

#include "chars.h"
#include "redact/keyed.h"
#include "utf8.h"

#define N_SLOTS ((size_t)1 << 17)
/* No capture has so many; all words behind them share a placeholder. */
#define WORDS_MAX ((size_t)200000)

/* Letters in the order in which placeholders count. */
static const char letters[] = "xabcdefghijklmnopqrstuvwyz";
static const char hex_letters[] = "abcdef";
static const char digits[] = "0123456789";

struct word {
	struct word *next;
	const char *text; /* folded to small letters */
	size_t len;
	const char *placeholder; /* NULL: not given yet in this round */
	char sort;	/* 'w': a word, 'm': a make of words, 't': a token */
	uint64_t count; /* of a make: how many placeholders were given */
};

struct placeholders {
	struct arena *arena;
	struct word **slots;
	size_t n_tokens, n_words;
	size_t n_known; /* in the slots */
	bool is_second_round;
	bool has_key;
	struct keyed keyed;
	char room[1024]; /* of the word in hand, and no longer one is told */
};

struct placeholders *
placeholders_new(struct arena *arena, const unsigned char *key)
{
	struct placeholders *p = arena_alloc(arena, sizeof *p);

	if (p == NULL)
		return NULL;
	p->arena = arena;
	p->has_key = key != NULL;
	if (key != NULL)
		p->keyed = keyed_begin(key);
	p->slots = arena_alloc(arena, N_SLOTS * sizeof *p->slots);
	return p->slots != NULL ? p : NULL;
}

void
placeholders_restart(struct placeholders *p)
{
	for (size_t i = 0; i < N_SLOTS; i++) {
		for (struct word *w = p->slots[i]; w != NULL; w = w->next) {
			w->placeholder = NULL;
			w->count = 0;
		}
	}
	p->n_tokens = 0;
	p->n_words = 0;
	p->is_second_round = true;
}

size_t
placeholders_count(const struct placeholders *p)
{
	return p->n_words + p->n_tokens;
}

/* FNV-1a: the words of a file, not those of an attacker's choice alone. */
static size_t
slot_of(char sort, const char *text, size_t len)
{
	uint64_t hash = 1469598103934665603U ^ (unsigned char)sort;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)text[i]) * 1099511628211U;
	return (size_t)(hash >> 20) % N_SLOTS;
}

static struct word *
find(const struct placeholders *p, char sort, const char *text, size_t len)
{
	struct word *w = p->slots[slot_of(sort, text, len)];

	while (w != NULL && (w->sort != sort || w->len != len ||
				memcmp(w->text, text, len) != 0))
		w = w->next;
	return w;
}

static struct word *
find_or_add(struct placeholders *p, char sort, const char *text, size_t len)
{
	struct word *w = find(p, sort, text, len);
	size_t slot = slot_of(sort, text, len);

	if (w != NULL)
		return w;
	p->n_known++;
	w = arena_alloc(p->arena, sizeof *w);
	if (w == NULL)
		return NULL;
	w->text = arena_memdup(p->arena, text, len);
	if (w->text == NULL)
		return NULL;
	w->len = len;
	w->sort = sort;
	w->next = p->slots[slot];
	p->slots[slot] = w;
	return w;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char
fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Letters and digits of hexadecimal, as in a GUID: they stay that. */
static bool
is_hexadecimal(const char *text, size_t len)
{
	bool has_digit = false, has_letter = false;

	for (size_t i = 0; i < len; i++) {
		if (text[i] > 'f')
			return false;
		has_digit |= char_is_digit(text[i]);
		has_letter |= is_letter(text[i]);
	}
	return len >= 4 && has_digit && has_letter;
}

/* Placeholder COUNT of those made like MAKE; false: there are not so many. */
static bool
number_word(const char *make, size_t len, uint64_t count, char *out)
{
	for (size_t i = len; i-- > 0;) {
		const char *alphabet = make[i] == '0'	? digits
				       : make[i] == 'h' ? hex_letters
							: letters;
		uint64_t n = strlen(alphabet);

		out[i] = alphabet[count % n];
		count /= n;
	}
	return count == 0;
}

/* The make of a folded word: '0' a digit, 'h' of hexadecimal, 'a' another. */
static char *
make_of(struct placeholders *p, const char *text, size_t len)
{
	char *make = arena_memdup(p->arena, text, len);
	char letter = is_hexadecimal(text, len) ? 'h' : 'a';

	for (size_t i = 0; make != NULL && i < len; i++)
		make[i] = char_is_digit(text[i]) ? '0' : letter;
	return make;
}

/* Of words that are longer nothing is told. */
_Static_assert(sizeof((struct placeholders *)0)->room <= KEYED_WORD_MAX,
    "words are no longer than what is permuted");

static bool
give_keyed(struct placeholders *p, struct word *w)
{
	char *out = arena_memdup(p->arena, w->text, w->len);

	if (out == NULL || !keyed_replace(&p->keyed, out, w->len,
			       is_hexadecimal(out, w->len), is_hexadecimal))
		return false;
	w->placeholder = out;
	p->n_words++;
	return true;
}

/* Short words can run out of placeholders: then they are given again. */
static bool
give_counted(struct placeholders *p, struct word *w)
{
	char *out = arena_memdup(p->arena, w->text, w->len);
	char *make = make_of(p, w->text, w->len);
	struct word *kind;

	if (out == NULL || make == NULL)
		return false;
	kind = find_or_add(p, 'm', make, w->len);
	if (kind == NULL)
		return false;
	do {
		if (!number_word(make, w->len, ++kind->count, out)) {
			kind->count = 0;
			number_word(make, w->len, 0, out);
			break;
		}
	} while (p->is_second_round && w->len > 2 &&
		 find(p, 'w', out, w->len) != NULL);
	/* One letter must not stand for itself. */
	if (memcmp(out, w->text, w->len) == 0)
		number_word(make, w->len, kind->count + 1, out);
	w->placeholder = out;
	p->n_words++;
	return true;
}

static bool
give(struct placeholders *p, struct word *w)
{
	return p->has_key ? give_keyed(p, w) : give_counted(p, w);
}

/* What is too much to be told apart. */
static void
overwrite_unknown(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		text[i] = char_is_digit(text[i])	     ? '0'
			  : text[i] >= 'A' && text[i] <= 'Z' ? 'X'
							     : 'x';
}

static bool
overwrite_word(struct placeholders *p, char *text, size_t len)
{
	char *folded = p->room;
	struct word *w;

	if (len > sizeof p->room) {
		overwrite_unknown(text, len);
		return true;
	}
	for (size_t i = 0; i < len; i++)
		folded[i] = fold(text[i]);
	w = find(p, 'w', folded, len);
	if (w == NULL && p->n_known >= WORDS_MAX) {
		overwrite_unknown(text, len);
		return true;
	}
	if (w == NULL)
		w = find_or_add(p, 'w', folded, len);
	if (w == NULL || (w->placeholder == NULL && !give(p, w)))
		return false;
	for (size_t i = 0; i < len; i++)
		text[i] = text[i] >= 'A' && text[i] <= 'Z'
			      ? (char)(w->placeholder[i] & ~0x20)
			      : w->placeholder[i];
	return true;
}

bool
placeholders_know(const struct placeholders *p, const char *text, size_t len)
{
	char folded[64];

	if (len > sizeof folded || p->n_known >= WORDS_MAX)
		return true;
	for (size_t i = 0; i < len; i++)
		folded[i] = fold(text[i]);
	return find(p, 'w', folded, len) != NULL;
}

/* Signs and spaces show nothing of a person, and may be what is wrong. */
static bool
is_sign(unsigned code)
{
	return code < 0xc0 || code == 0xd7 || code == 0xf7 ||
	       (code >= 0x2000 && code < 0x2070) || code == 0x3000 ||
	       code == 0xfeff || code == 0xfffd;
}

/* A letter outside ASCII becomes one that takes as many bytes. */
static void
overwrite_letter(char *text, size_t len)
{
	static const char *const stand_ins[] = {
	    [2] = "\xc3\xa9", [3] = "\xe4\xb8\xad", [4] = "\xf0\x9f\x98\x80"};
	unsigned code;

	utf8_decode((const unsigned char *)text, len, &code);
	if (!is_sign(code))
		memcpy(text, stand_ins[len], len);
}

bool
placeholders_overwrite(struct placeholders *p, char *text, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = 0;
		while (i + n < len &&
		       (char_is_digit(text[i + n]) || is_letter(text[i + n])))
			n++;
		if (n > 0) {
			if (!overwrite_word(p, text + i, n))
				return false;
			continue;
		}
		n = utf8_len((const unsigned char *)text + i, len - i);
		if (n > 1)
			overwrite_letter(text + i, n);
		else if (n == 0)
			text[i] = '\xff'; /* as wrong as it was */
		n = n > 0 ? n : 1;
	}
	return true;
}

const char *
placeholders_token(struct placeholders *p, const char *text, size_t len)
{
	struct word *w = find(p, 't', text, len);

	if (w == NULL && p->n_known >= WORDS_MAX)
		return "removed";
	if (w == NULL)
		w = find_or_add(p, 't', text, len);
	if (w == NULL)
		return NULL;
	if (w->placeholder == NULL)
		w->placeholder =
		    arena_printf(p->arena, "removed-%zu", ++p->n_tokens);
	return w->placeholder;
}
