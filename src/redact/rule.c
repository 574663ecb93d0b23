/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include "aws/endpoint.h"
#include "buffer.h"
#include "chars.h"
#include "redact/redaction.h"
#include "saml/tag.h"

#define SECRETS_MAX 128
#define SECRET_LEN_MAX 256
#define SECRET_LEN_MIN 8
#define KEPT_LEN_MAX ((size_t)1 << 16) /* nothing longer is worth keeping */
#define KEPT_IN_ALL ((size_t)4 << 20)  /* nor so much: it would take long */
#define READABLE_MAX 200
#define REFERENCE_MAX 12 /* bytes of a character reference */

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static bool
is_blank_only(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!char_is_white(text[i]))
			return false;
	}
	return true;
}

bool
rule_note(struct redaction *r, const char *what, const char *value)
{
	struct readable *slot;

	if (r->is_first_round || what == NULL || r->n_readable >= READABLE_MAX)
		return true;
	for (size_t i = 0; i < r->n_readable; i++) {
		if (strcmp(r->readable[i].what, what) == 0 &&
		    strcmp(r->readable[i].value, value) == 0)
			return true;
	}
	slot = arena_push(r->kept, &r->readable, &r->n_readable, sizeof *slot);
	if (slot == NULL)
		return false;
	slot->what = what;
	slot->value = arena_strdup(r->kept, value);
	return !arena_has_failed(r->kept);
}

static bool
add_secret(struct redaction *r, const char *text, size_t len)
{
	struct secret *slot;

	if (r->n_secrets >= SECRETS_MAX || len > SECRET_LEN_MAX)
		return true;
	for (size_t i = 0; i < r->n_secrets; i++) {
		if (r->secrets[i].len == len &&
		    memcmp(r->secrets[i].text, text, len) == 0)
			return true;
	}
	slot = arena_push(r->kept, &r->secrets, &r->n_secrets, sizeof *slot);
	if (slot == NULL)
		return false;
	slot->len = len;
	slot->text = arena_memdup(r->kept, text, len);
	return slot->text != NULL;
}

/* A report must not show it either. */
static void
veil_value(struct redaction *r, const char *text, size_t len)
{
	if (r->veil != NULL && !r->is_first_round)
		veil_learn(r->veil, text, len, 0);
}

static void
veil_name(struct redaction *r, const char *text, size_t len)
{
	if (r->veil != NULL && !r->is_first_round)
		veil_learn_name(r->veil, text, len);
}

/* What tells a person apart is looked for everywhere; short words are not. */
static bool
learn(struct redaction *r, const char *text, size_t len)
{
	const char *at;

	while (len > 0 && char_is_white(*text)) {
		text++;
		len--;
	}
	while (len > 0 && char_is_white(text[len - 1]))
		len--;
	at = memchr(text, '@', len);
	if (len < SECRET_LEN_MIN && at == NULL)
		return true;
	if (at != NULL && at - text > 4 &&
	    !add_secret(r, text, (size_t)(at - text)))
		return false;
	return add_secret(r, text, len);
}

static bool
replace_words(struct redaction *r, char *text, size_t len)
{
	if (is_blank_only(text, len))
		return true;
	/* A prefix that is AWS's own, and forbidden, names nobody. */
	if (len > 4 && strncasecmp(text, "aws:", 4) == 0) {
		text += 4;
		len -= 4;
	}
	if (r->is_first_round && !learn(r, text, len))
		return false;
	veil_name(r, text, len);
	return placeholders_overwrite(r->placeholders, text, len);
}

/* Of a template that was not filled in the name stays, and nothing else. */
static bool
replace_personal(struct redaction *r, char *text, size_t len)
{
	size_t start = 0, n;

	if (known_is_standard(text, len) || known_is_template(r, text, len))
		return true;
	for (size_t i = 0; i<len; i += n> 0 ? n : 1) {
		n = known_template_len(text + i, len - i);
		if (n == 0)
			continue;
		if (!replace_words(r, text + start, i - start))
			return false;
		start = i + n;
	}
	return replace_words(r, text + start, len - start);
}

/* Where it stands as a word of its own, in any letter case. */
static bool
sweep_one(struct redaction *r, const struct secret *s, char *text, size_t len)
{
	for (size_t i = 0; i + s->len <= len; i++) {
		if (((text[i] ^ s->text[0]) & ~0x20) != 0 ||
		    strncasecmp(text + i, s->text, s->len) != 0 ||
		    (i > 0 && is_word(text[i - 1])) ||
		    (i + s->len < len && is_word(text[i + s->len])))
			continue;
		if (!placeholders_overwrite(r->placeholders, text + i, s->len))
			return false;
	}
	return true;
}

/* What is secret elsewhere is secret here. */
static bool
sweep(struct redaction *r, char *text, size_t len)
{
	r->n_kept += len;
	if (len > KEPT_LEN_MAX || r->n_kept > KEPT_IN_ALL)
		return placeholders_overwrite(r->placeholders, text, len);
	for (size_t i = 0; i < r->n_secrets; i++) {
		if (!sweep_one(r, &r->secrets[i], text, len))
			return false;
	}
	return true;
}

/* Kept as it is, but for secrets; and said. */
static bool
keep(struct redaction *r, const char *what, char *text, size_t len)
{
	if (known_is_standard(text, len) || is_blank_only(text, len))
		return true;
	if (!sweep(r, text, len))
		return false;
	return what == NULL ||
	       rule_note(r, what, arena_strndup(r->arena, text, len));
}

/* An address, or an issuer's name; and its host alone. */
static void
veil_organisation(struct redaction *r, const char *text, size_t len)
{
	size_t start = len >= 3 && memcmp(text, "://", 3) == 0 ? 3 : 0, host;

	for (host = start; host < len && text[host] != '/';)
		host++;
	veil_value(r, text + start, len - start);
	if (start > 0)
		veil_value(r, text + start, host - start);
}

/* The names of standards and the addresses of AWS. */
static bool
is_of_everybody(struct redaction *r, const char *text, size_t len)
{
	return known_is_standard(text, len) ||
	       endpoint_parse(r->arena, arena_strndup(r->arena, text, len))
		       .kind != ENDPOINT_NOT_AWS;
}

/* Behind the scheme. */
static bool
replace_organisation(struct redaction *r, char *text, size_t len)
{
	const char *colon = memmem(text, len, "://", 3);
	size_t scheme = colon != NULL ? (size_t)(colon - text) : 0;

	if (is_of_everybody(r, text, len))
		return sweep(r, text, len);
	veil_organisation(r, text + scheme, len - scheme);
	return placeholders_overwrite(
	    r->placeholders, text + scheme, len - scheme);
}

/* The offset behind N colons; LEN where there are fewer. */
static size_t
behind_colons(const char *text, size_t len, size_t n)
{
	size_t i = 0;

	while (i < len && n > 0)
		n -= text[i++] == ':';
	return i;
}

/* "role" and "saml-provider" say what it is; the account and names, whose. */
static bool
replace_arn(struct redaction *r, char *arn, size_t len)
{
	size_t account = behind_colons(arn, len, 4);
	size_t resource = behind_colons(arn, len, 5);
	const char *slash = memchr(arn + resource, '/', len - resource);
	size_t name = slash != NULL ? (size_t)(slash - arn) : len;

	veil_value(r, arn + account, resource - account);
	veil_value(r, arn + name, len - name);
	for (size_t i = name; i < len; i++)
		name = arn[i] == '/' ? i : name;
	veil_value(r, arn + name, len - name);
	name = slash != NULL ? (size_t)(slash - arn) : len;
	return placeholders_overwrite(
		   r->placeholders, arn + account, resource - account) &&
	       placeholders_overwrite(r->placeholders, arn + name, len - name);
}

/* The session in the ARN of an assumed role is somebody's name. */
static bool
keep_arn(struct redaction *r, char *arn, size_t len)
{
	const char *kind = memmem(arn, len, ":assumed-role/", 14);
	size_t at = len;

	if (kind == NULL)
		kind = memmem(arn, len, "user/", 5);
	while (kind != NULL && at > 0 && arn[at - 1] != '/')
		at--;
	if (r->is_first_round && !learn(r, arn + at, len - at))
		return false;
	if (!placeholders_overwrite(r->placeholders, arn + at, len - at))
		return false;
	return keep(r, "ARN", arn, len);
}

/* Something in quotes or behind an odd character is still an ARN. */
static bool
replace_part(struct redaction *r, char *text, size_t len)
{
	char *arn = memmem(text, len, "arn:", 4);
	size_t before = arn != NULL ? (size_t)(arn - text) : 0, n = 0;

	if (arn == NULL)
		return replace_personal(r, text, len);
	if (!placeholders_overwrite(r->placeholders, text, before))
		return false;
	/* What a tag that was not closed drags along is no part of it. */
	while (before + n < len && strchr("<>", arn[n]) == NULL)
		n++;
	if (before + n < len && !replace_personal(r, arn + n, len - before - n))
		return false;
	len = before + n;
	return r->level == SDX_REDACT_STRICT ? replace_arn(r, arn, len - before)
					     : keep_arn(r, arn, len - before);
}

/* ARNs set apart by commas and the like; what is none is personal. */
static bool
replace_arns(struct redaction *r, char *text, size_t len)
{
	size_t n;

	for (size_t i = 0; i < len; i += n) {
		n = 0;
		while (i + n < len && !char_is_white(text[i + n]) &&
		       strchr(",;|", text[i + n]) == NULL)
			n++;
		if (n > 0 && !replace_part(r, text + i, n))
			return false;
		n = n > 0 ? n : 1;
	}
	return true;
}

/* Is it one of XML's own, &amp; and the like? */
static bool
is_known_reference(const char *text, size_t len)
{
	static const char *const known[] = {
	    "&amp;", "&lt;", "&gt;", "&quot;", "&apos;"};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (len == strlen(known[i]) && memcmp(text, known[i], len) == 0)
			return true;
	}
	return false;
}

/* The length of a reference at the start of TEXT; 0: there is none. */
static size_t
reference_len(const char *text, size_t len)
{
	size_t window = len < REFERENCE_MAX ? len : REFERENCE_MAX;
	const char *end = text[0] == '&' ? memchr(text, ';', window) : NULL;
	size_t n = end != NULL ? (size_t)(end - text) + 1 : 0;

	if (n == 0)
		return 0;
	return text[1] == '#' || is_known_reference(text, n) ? n : 0;
}

/* Base64 that decodes to zeros; blanks, padding and references stay. */
static void
replace_seal(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		size_t n = reference_len(text + i, len - i);

		if (n > 0)
			i += n - 1;
		else if (text[i] != '=' && !char_is_white(text[i]))
			text[i] = 'A';
	}
}

bool
rule_apply(struct redaction *r, enum rule rule, const char *what, char *text,
    size_t len)
{
	bool is_strict = r->level == SDX_REDACT_STRICT;

	if (len == 0)
		return true;
	switch (rule) {
	case RULE_PERSONAL:
		if (memmem(text, len, "arn:aws", 7) != NULL)
			return replace_arns(r, text, len);
		return replace_personal(r, text, len);
	case RULE_IDENTIFIER:
		veil_value(r, text, len);
		return placeholders_overwrite(r->placeholders, text, len);
	case RULE_KEEP:
		return keep(r, what, text, len);
	case RULE_ORGANISATION:
		return is_strict ? replace_organisation(r, text, len)
				 : keep(r, what, text, len);
	case RULE_ARN:
		return replace_arns(r, text, len);
	case RULE_CERTIFICATE:
		if (!is_strict)
			return rule_note(r, what, "");
		replace_seal(text, len);
		return true;
	case RULE_SEAL:
		replace_seal(text, len);
		return true;
	}
	return true;
}

char *
rule_copy(struct redaction *r, enum rule rule, const char *what,
    const char *text, size_t len)
{
	char *copy = arena_memdup(r->arena, text, len);

	return copy != NULL && rule_apply(r, rule, what, copy, len) ? copy
								    : NULL;
}

/* "&#65;": a digit in it is as good as the letter it stands for. */
static void
overwrite_reference(char *text, size_t len)
{
	bool is_hex = len > 3 && (text[2] | 0x20) == 'x';
	size_t start = is_hex ? 3 : 2, n = len - 1 - start;
	static const char *const decimal[] = {
	    "", "", "88", "120", "1078", "20013", "128512"};
	static const char *const hexadecimal[] = {
	    "", "", "58", "436", "4E2D", "1F600"};

	while (n > 2 && text[start] == '0') {
		start++;
		n--;
	}
	if (n < 2 || n > (is_hex ? 5U : 6U))
		return;
	/* Controls and signs stay: they may be what is wrong. */
	if (n == 2 && text[start] < (is_hex ? '3' : '4'))
		return;
	memcpy(text + start, is_hex ? hexadecimal[n] : decimal[n], n);
}

static bool
has_reference(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '&' && reference_len(text + i, len - i) > 0)
			return true;
	}
	return false;
}

/* A person's value, as it stands elsewhere: without references. */
static bool
learn_resolved(struct redaction *r, const char *text, size_t len)
{
	const struct tag_attribute value = {.value = text, .value_len = len};
	struct buffer resolved = {0};
	bool is_learned = true;

	if (!r->is_first_round)
		return true;
	tag_value(&value, &resolved);
	if (resolved.has_failed)
		is_learned = false;
	else if (resolved.len > 0)
		is_learned = learn(r, resolved.data, resolved.len);
	buffer_free(&resolved);
	return is_learned;
}

/* Nothing of it stays, so that what stands between references goes. */
static bool
goes_as_a_whole(
    struct redaction *r, enum rule rule, const char *text, size_t len)
{
	if (rule == RULE_PERSONAL || rule == RULE_IDENTIFIER)
		return true;
	return r->level == SDX_REDACT_STRICT &&
	       (rule == RULE_ARN || (rule == RULE_ORGANISATION &&
					!is_of_everybody(r, text, len)));
}

bool
rule_apply_markup(struct redaction *r, enum rule rule, const char *what,
    char *text, size_t len)
{
	size_t start = 0, n;

	if (!has_reference(text, len) || !goes_as_a_whole(r, rule, text, len))
		return rule_apply(r, rule, what, text, len);
	if (rule == RULE_PERSONAL && !learn_resolved(r, text, len))
		return false;
	for (size_t i = 0; i <= len; i += n) {
		n = i < len ? reference_len(text + i, len - i) : 1;
		if (n == 0) {
			n = 1;
			continue;
		}
		if (!placeholders_overwrite(
			r->placeholders, text + start, i - start))
			return false;
		if (i < len && text[i + 1] == '#')
			overwrite_reference(text + i, n);
		start = i + n;
	}
	return true;
}
