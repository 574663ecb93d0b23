/* SPDX-License-Identifier: MIT */
#include "aws/error_match.h"

#include <string.h>
#include <strings.h>

#include "aws/error_words.h"

#define TEXT_MAX ((size_t)64 << 10) /* more of a paste is not looked at */
#define COST_NONE 1000

/*
 * How many words of the message would have to change for it to stand in the
 * text: the least over all places (Sellers' algorithm, on words).
 */
static size_t
least_cost(const struct words *message, const struct words *text, size_t *row)
{
	size_t best = message->n;

	for (size_t i = 0; i <= message->n; i++)
		row[i] = i;
	for (size_t j = 0; j < text->n; j++) {
		size_t corner = row[0]; /* always 0: any place will do */

		for (size_t i = 1; i <= message->n; i++) {
			size_t above = row[i];
			size_t change =
			    corner +
			    (words_fit(message->items[i - 1], text->items[j])
				    ? 0
				    : 1);
			size_t least = above < row[i - 1] ? above : row[i - 1];

			row[i] = least + 1 < change ? least + 1 : change;
			corner = above;
		}
		if (row[message->n] < best)
			best = row[message->n];
	}
	return best;
}

/* How many words may differ: short messages must be met exactly. */
static size_t
allowance(const struct words *message)
{
	if (message->n < 5)
		return 0;
	return message->n < 9 ? 1 : message->n / 5;
}

struct candidate {
	const struct aws_error *error;
	size_t cost, n;
};

/* More words that fit is more; of equals, fewer that differ. */
static bool
is_better(const struct candidate *a, const struct candidate *b)
{
	size_t left = a->n - a->cost, right = b->n - b->cost;

	return left > right || (left == right && a->cost < b->cost);
}

static void
keep_nearest(struct error_match *match, struct candidate *nearest,
    struct candidate candidate)
{
	for (size_t i = 0; i < MATCH_NEAREST; i++) {
		struct candidate moved = nearest[i];

		if (moved.error != NULL && !is_better(&candidate, &moved))
			continue;
		nearest[i] = candidate;
		match->nearest[i] = candidate.error;
		candidate = moved;
		if (candidate.error == NULL)
			return;
	}
}

/* Other words that the documents have for an error. */
static const struct {
	const char *message;
	const char *id;
} aliases[] = {
    {"Unable to parse metadata", "metadata-unparsable"},
};

/* The words of error I, aliases behind the catalogue.  NULL: the end. */
static const char *
message_at(size_t i, const struct aws_error **error)
{
	size_t n = 0;

	while ((*error = aws_error_at(n)) != NULL && n < i)
		n++;
	if (*error != NULL)
		return (*error)->message != NULL ? (*error)->message : "";
	i -= n;
	if (i >= sizeof aliases / sizeof *aliases)
		return NULL;
	*error = aws_error_find(aliases[i].id);
	return aliases[i].message;
}

#define BEGINNING_LEAST 5 /* words: fewer could be of anything */

/* The first words of one message alone, the rest left away. */
static bool
match_beginning(
    struct arena *arena, const struct words *text, struct candidate *best)
{
	const struct aws_error *error;
	const char *words;

	for (size_t i = 0; text->n >= BEGINNING_LEAST &&
			   (words = message_at(i, &error)) != NULL;
	     i++) {
		struct words message;
		size_t n = 0;

		if (words[0] == '\0')
			continue;
		if (!words_read(arena, words, strlen(words), &message))
			return false;
		while (n < text->n && n < message.n &&
		       words_fit(message.items[n], text->items[n]))
			n++;
		if (n == text->n)
			*best = (struct candidate){
			    .error = error, .n = message.n, .cost = 1};
	}
	return true;
}

static bool
match_texts(
    struct arena *arena, const struct words *text, struct error_match *match)
{
	struct candidate best = {0}, nearest[MATCH_NEAREST] = {{0}};
	const struct aws_error *error;
	const char *words;

	for (size_t i = 0; (words = message_at(i, &error)) != NULL; i++) {
		struct words message;
		struct candidate candidate = {.error = error};
		size_t *row;

		if (words[0] == '\0')
			continue;
		if (!words_read(arena, words, strlen(words), &message))
			return false;
		row = arena_alloc(arena, (message.n + 1) * sizeof *row);
		if (row == NULL)
			return false;
		candidate.n = message.n;
		candidate.cost = least_cost(&message, text, row);
		if (candidate.cost < message.n)
			keep_nearest(match, nearest, candidate);
		if (candidate.cost <= allowance(&message) &&
		    (best.error == NULL || is_better(&candidate, &best)))
			best = candidate;
	}
	if (best.error == NULL && !match_beginning(arena, text, &best))
		return false;
	if (best.error != NULL) {
		match->how = MATCH_TEXT;
		match->error = best.error;
		match->is_exact = best.cost == 0;
	}
	return true;
}

/* Codes that are one error's alone. */
static const struct {
	const char *code;
	const char *id;
} codes[] = {
    {"IDPRejectedClaim", "idp-rejected-claim"},
    {"IDPRejectedClaimException", "idp-rejected-claim"},
    {"PackedPolicyTooLarge", "packed-policy-size"},
    {"PackedPolicyTooLargeException", "packed-policy-size"},
    {"RegionDisabledException", "region-disabled"},
    {"MalformedPolicyDocument", "malformed-policy"},
    {"MalformedPolicyDocumentException", "malformed-policy"},
    {"AuthSamlManifestNotFoundException", "provider-not-found"},
    {"ExpiredTokenException", "redeem-in-time"},
    {"ExpiredToken", "redeem-in-time"},
};

/*
 * Codes that several errors have.  A code that other services use too counts
 * where the call is named.
 */
static const struct {
	const char *code;
	const char *with_suffix;
	bool is_of_others;
	const char *id; /* of this call it is one error alone; NULL */
} shared_codes[] = {
    {"InvalidIdentityToken", "InvalidIdentityTokenException", false, NULL},
    {"AccessDenied", "AccessDeniedException", true, "not-authorized"},
    {"ValidationError", "ValidationException", true, NULL},
};

static void
match_shared_code(const struct words *text, struct error_match *match)
{
	/* A code alone, or one that the call stands beside. */
	bool is_of_call =
	    text->n <= 2 || words_hold(text, "AssumeRoleWithSAML");

	for (size_t i = 0; match->how == MATCH_NONE &&
			   i < sizeof shared_codes / sizeof *shared_codes;
	     i++) {
		if ((shared_codes[i].is_of_others && !is_of_call) ||
		    (!words_hold(text, shared_codes[i].code) &&
			!words_hold(text, shared_codes[i].with_suffix)))
			continue;
		match->how = MATCH_CODE;
		match->code = shared_codes[i].code;
		if (shared_codes[i].id != NULL)
			match->error = aws_error_find(shared_codes[i].id);
	}
}

static void
match_code(const struct words *text, struct error_match *match)
{
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		if (!words_hold(text, codes[i].code))
			continue;
		match->code = codes[i].code;
		if (match->how == MATCH_NONE) {
			match->how = MATCH_CODE;
			match->error = aws_error_find(codes[i].id);
		}
		return;
	}
	match_shared_code(text, match);
}

struct error_match *
error_match(struct arena *arena, const char *text, size_t len)
{
	struct error_match *match = arena_alloc(arena, sizeof *match);
	struct words words;

	if (match == NULL)
		return NULL;
	if (len > TEXT_MAX)
		len = TEXT_MAX;
	if (!words_read(arena, text, len, &words))
		return NULL;
	match->request_id = words_after(arena, &words, "request", "id");
	match->other = other_text_find(text, len);
	if (match->other != NULL) {
		match->how = MATCH_OTHER;
		return match;
	}
	if (denial_read(arena, text, len, &match->denial)) {
		match->how = MATCH_DENIAL;
		return match;
	}
	if (!match_texts(arena, &words, match))
		return NULL;
	match_code(&words, match);
	return match;
}
