/* SPDX-License-Identifier: MIT */
/* One value of the Role attribute: a role ARN and a provider ARN. */
#include <stdint.h>
#include <string.h>

#include "aws/arn.h"
#include "aws/look_alike.h"
#include "utf8.h"

#define PARTS_MAX 3 /* that are read as ARNs; more are counted */

/* Characters that look like nothing, or like another one. */
static const struct {
	unsigned first, last;
	const char *name;
} odd_names[] = {
    {0x00, 0x08, "a control character"},
    {0x09, 0x09, "a tab"},
    {0x0a, 0x0a, "a line feed"},
    {0x0b, 0x0c, "a control character"},
    {0x0d, 0x0d, "a carriage return"},
    {0x0e, 0x1f, "a control character"},
    {0x20, 0x20, "a blank"},
    {0x22, 0x22, "a quotation mark"},
    {0x27, 0x27, "an apostrophe"},
    {0x7f, 0x9f, "a control character"},
    {0xa0, 0xa0, "a no-break space"},
    {0xad, 0xad, "a soft hyphen"},
    {0x0300, 0x036f, "a combining mark"},
    {0x0370, 0x03ff, "a Greek letter"},
    {0x0400, 0x04ff, "a Cyrillic letter"},
    {0x2000, 0x200a, "a typographic space"},
    {0x200b, 0x200b, "a zero width space"},
    {0x200c, 0x200d, "a zero width joiner"},
    {0x200e, 0x200f, "a direction mark"},
    {0x2010, 0x2015, "a typographic dash"},
    {0x2018, 0x201f, "a typographic quotation mark"},
    {0x2028, 0x2029, "a line separator"},
    {0x202a, 0x202e, "a direction override"},
    {0x202f, 0x202f, "a narrow no-break space"},
    {0x2044, 0x2044, "a fraction slash"},
    {0x2060, 0x2060, "a word joiner"},
    {0x2066, 0x2069, "a direction isolate"},
    {0x2215, 0x2215, "a division slash"},
    {0x3000, 0x3000, "an ideographic space"},
    {0xfe00, 0xfe0f, "a variation selector"},
    {0xfeff, 0xfeff, "a byte order mark"},
    {0xff01, 0xff5e, "a full width character"},
    {0xe0000, 0xe007f, "a tag character"},
};

static const char *
odd_name(unsigned code)
{
	for (size_t i = 0; i < sizeof odd_names / sizeof *odd_names; i++) {
		if (code >= odd_names[i].first && code <= odd_names[i].last)
			return odd_names[i].name;
	}
	return code >= 0x80 ? "a character outside ASCII" : NULL;
}

/* The same with the letter that it is taken for. */
static const char *
full_name(struct arena *arena, unsigned code)
{
	const char *name = odd_name(code);
	char letter = look_alike_of(code);

	if (name == NULL || letter == '\0')
		return name;
	return arena_printf(arena, "%s that looks like %c", name, letter);
}

/* Bytes that stand in every ARN, which is almost all that there is. */
static const bool arn_plain[256] = {
    /* clang-format off */
    ['+'] = 1, [','] = 1, ['-'] = 1, ['.'] = 1, ['/'] = 1, ['0'] = 1,
    ['1'] = 1, ['2'] = 1, ['3'] = 1, ['4'] = 1, ['5'] = 1, ['6'] = 1,
    ['7'] = 1, ['8'] = 1, ['9'] = 1, [':'] = 1, ['='] = 1, ['@'] = 1,
    ['A'] = 1, ['B'] = 1, ['C'] = 1, ['D'] = 1, ['E'] = 1, ['F'] = 1,
    ['G'] = 1, ['H'] = 1, ['I'] = 1, ['J'] = 1, ['K'] = 1, ['L'] = 1,
    ['M'] = 1, ['N'] = 1, ['O'] = 1, ['P'] = 1, ['Q'] = 1, ['R'] = 1,
    ['S'] = 1, ['T'] = 1, ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1,
    ['Y'] = 1, ['Z'] = 1, ['_'] = 1, ['a'] = 1, ['b'] = 1, ['c'] = 1,
    ['d'] = 1, ['e'] = 1, ['f'] = 1, ['g'] = 1, ['h'] = 1, ['i'] = 1,
    ['j'] = 1, ['k'] = 1, ['l'] = 1, ['m'] = 1, ['n'] = 1, ['o'] = 1,
    ['p'] = 1, ['q'] = 1, ['r'] = 1, ['s'] = 1, ['t'] = 1, ['u'] = 1,
    ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1,
    /* clang-format on */
};

static size_t
plain_run(const unsigned char *text, size_t len)
{
	size_t n = 0;

	while (n < len && arn_plain[text[n]])
		n++;
	return n;
}

bool
odd_characters_find(struct arena *arena, const char *value,
    struct odd_character **odd, size_t *n)
{
	const unsigned char *bytes = (const unsigned char *)value;
	size_t len = strlen(value);

	for (size_t i = 0; i < len && *n < ODD_CHARACTERS_MAX;) {
		struct odd_character *found;
		const char *name;
		unsigned code;
		size_t used;

		i += plain_run(bytes + i, len - i);
		if (i == len)
			break;
		used = utf8_decode(bytes + i, len - i, &code);
		used = used == 0 ? 1 : used;
		name = full_name(arena, code);
		if (name != NULL) {
			found = arena_push(arena, odd, n, sizeof *found);
			if (found == NULL)
				return false;
			found->offset = i;
			found->len = used;
			found->code_point = code;
			found->name = name;
		}
		i += used;
	}
	return true;
}

/* White space of ASCII, and what only looks like it. */
static size_t
blank_len(const char *text)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe2\x80\xaf",
	    "\xe2\x80\x8b", "\xe3\x80\x80", "\xef\xbb\xbf"};

	if (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
		return 1;
	if ((unsigned char)*text < 0x80)
		return 0;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		size_t len = strlen(wide[i]);

		if (strncmp(text, wide[i], len) == 0)
			return len;
	}
	return 0;
}

/* A part of the value without the white space and quotes around it. */
struct piece {
	const char *start;
	size_t len;
	bool had_blank, had_quote;
};

/* Bytes of white space that end at END, not reaching before START. */
static size_t
blank_before(const char *start, const char *end)
{
	for (size_t len = 1; len <= 3 && len <= (size_t)(end - start); len++) {
		if (blank_len(end - len) == len)
			return len;
	}
	return 0;
}

static struct piece
trim(const char *start, size_t len)
{
	const char *end = start + len;
	struct piece piece = {.start = start};
	size_t n;

	while (start < end && (n = blank_len(start)) > 0 &&
	       n <= (size_t)(end - start)) {
		piece.had_blank = true;
		start += n;
	}
	while (end > start && (n = blank_before(start, end)) > 0) {
		piece.had_blank = true;
		end -= n;
	}
	while (end > start && strchr("\"'", *start) != NULL) {
		piece.had_quote = true;
		start++;
	}
	while (end > start && strchr("\"'", end[-1]) != NULL) {
		piece.had_quote = true;
		end--;
	}
	piece.start = start;
	piece.len = (size_t)(end - start);
	return piece;
}

/* Another character that stands before the second "arn:" for a comma. */
static char
find_separator(const char *value)
{
	const char *first, *second;

	if (strchr(value, ',') != NULL)
		return '\0';
	first = strstr(value, "arn:");
	second = first != NULL ? strstr(first + 4, "arn:") : NULL;
	if (second == NULL)
		return '\0';
	while (second > value && blank_len(second - 1) == 1)
		second--;
	return second > value && strchr(";|:/&+", second[-1]) != NULL
		   ? second[-1]
		   : ' ';
}

/* A part goes where its kind belongs; one of no kind to the other place. */
static void
put_arn(
    struct arena *arena, struct aws_role_pair *pair, const struct piece *piece)
{
	struct aws_arn arn = arn_parse(arena, piece->start, piece->len);
	bool has_role = pair->role.text != NULL;
	bool has_provider = pair->provider.text != NULL;

	if (arn.kind == ARN_PROVIDER && !has_provider) {
		pair->provider = arn;
		pair->is_reversed = pair->n_parts == 0;
	} else if (!has_role) {
		pair->role = arn;
	} else if (!has_provider && arn.kind == ARN_ROLE &&
		   pair->role.kind != ARN_ROLE) {
		pair->provider = pair->role;
		pair->role = arn;
		pair->is_reversed = true;
	} else if (!has_provider) {
		pair->provider = arn;
	}
}

/* A part that is not there has no fault, but texts, which are empty. */
static void
complete(struct aws_arn *arn)
{
	if (arn->text == NULL)
		*arn = (struct aws_arn){
		    .text = "",
		    .detail = "",
		    .partition = "",
		    .account = "",
		    .path = "",
		    .name = "",
		};
}

static void
read_parts(struct arena *arena, struct aws_role_pair *pair)
{
	const char *at = pair->text;

	for (;;) {
		size_t len = strcspn(at, ",");
		struct piece piece = trim(at, len);
		bool is_first = pair->n_parts == 0, is_last = at[len] == '\0';
		bool blank_start =
		    piece.had_blank && piece.start > at && blank_len(at) > 0;
		bool blank_end = piece.had_blank && len > 0 &&
				 blank_before(at, at + len) > 0;

		pair->has_blank_outside |=
		    (is_first && blank_start) || (is_last && blank_end);
		pair->has_blank_inside |=
		    (!is_first && blank_start) || (!is_last && blank_end);
		pair->is_quoted |= piece.had_quote;
		if (pair->n_parts < PARTS_MAX)
			put_arn(arena, pair, &piece);
		pair->n_parts++;
		if (is_last)
			return;
		at += len + 1;
	}
}

static bool
same(const char *a, const char *b)
{
	return a != NULL && b != NULL && a[0] != '\0' && strcmp(a, b) == 0;
}

struct aws_role_pair *
role_pair_parse(struct arena *arena, const char *value)
{
	struct aws_role_pair *pair = arena_alloc(arena, sizeof *pair);

	if (pair == NULL)
		return NULL;
	pair->text = value;
	pair->is_template = value_is_template(value);
	pair->separator = find_separator(value);
	read_parts(arena, pair);
	complete(&pair->role);
	complete(&pair->provider);
	pair->same_account = same(pair->role.account, pair->provider.account);
	pair->same_partition =
	    same(pair->role.partition, pair->provider.partition);
	if (!odd_characters_find(arena, value, &pair->odd, &pair->n_odd))
		return NULL;
	pair->is_well_formed =
	    pair->n_parts == 2 && pair->role.kind == ARN_ROLE &&
	    pair->provider.kind == ARN_PROVIDER &&
	    (pair->role.fault == ARN_OK ||
		pair->role.fault == ARN_RESERVED_ROLE) &&
	    pair->provider.fault == ARN_OK && pair->n_odd == 0;
	return pair;
}
