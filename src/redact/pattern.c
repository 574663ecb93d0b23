/* SPDX-License-Identifier: MIT */
#include "redact/pattern.h"

#include <string.h>

#include "chars.h"

#define ACCOUNT_LEN 12
#define KEY_ID_LEN_MIN 16
#define GROUPS_MAX 8 /* of an IPv6 address */

struct pattern {
	struct placeholders *placeholders;
	bool is_strict;
	char *text;
	size_t len;
	bool has_failed;
};

static bool
is_hex(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'f') ||
	       (c >= 'A' && c <= 'F');
}

static bool
is_word(char c)
{
	return char_is_digit(c) || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
is_of_mail(char c)
{
	return is_word(c) || is_one_of(c, "._%+-") || (unsigned char)c >= 0x80;
}

static void
overwrite(struct pattern *p, size_t at, size_t end)
{
	if (!placeholders_overwrite(p->placeholders, p->text + at, end - at))
		p->has_failed = true;
}

static bool
starts(const struct pattern *p, size_t at, const char *word)
{
	size_t len = strlen(word);

	return p->len - at >= len && memcmp(p->text + at, word, len) == 0;
}

/* The domain behind the '@' has a dot; what stands around is no address. */
static size_t
hide_mail(struct pattern *p, size_t at)
{
	size_t from = at, end = at + 1, dots = 0;

	while (from > 0 && is_of_mail(p->text[from - 1]))
		from--;
	while (end < p->len &&
	       (is_word(p->text[end]) || is_one_of(p->text[end], ".-"))) {
		dots += p->text[end] == '.';
		end++;
	}
	while (end > at + 1 && !is_word(p->text[end - 1])) {
		dots -= p->text[end - 1] == '.';
		end--;
	}
	if (from < at && end > at + 1 && dots > 0)
		overwrite(p, from, end);
	return end;
}

/* Four numbers of at most three digits, and nothing that goes on. */
static size_t
end_of_ipv4(const struct pattern *p, size_t at)
{
	size_t end = at, n = 0;

	for (size_t part = 0; part < 4; part++, n = 0) {
		if (part > 0 && (end >= p->len || p->text[end++] != '.'))
			return 0;
		while (end < p->len && char_is_digit(p->text[end])) {
			end++;
			n++;
		}
		if (n == 0 || n > 3)
			return 0;
	}
	if (end < p->len && is_word(p->text[end]))
		return 0;
	if (end + 1 < p->len && p->text[end] == '.' &&
	    char_is_digit(p->text[end + 1]))
		return 0;
	return end;
}

/*
 * Eight groups, or fewer round a "::".  A fingerprint has more, or pairs alone
 * where it is cut.
 */
static size_t
end_of_ipv6(const struct pattern *p, size_t at)
{
	size_t end = at, colons = 0, group = 0, digits = 0;
	bool is_short = false, has_pairs = true;

	for (; end < p->len; end++) {
		char c = p->text[end];

		if (c == ':') {
			is_short |= end > at && p->text[end - 1] == ':';
			colons++;
			has_pairs &= group == 2;
			group = 0;
		} else if (is_hex(c)) {
			digits++;
			if (++group > 4)
				return 0;
		} else {
			break;
		}
	}
	if (end < p->len && is_word(p->text[end]))
		return 0;
	if (digits == 0 || colons >= GROUPS_MAX || colons < 2)
		return 0;
	if (is_short)
		return end;
	return colons == GROUPS_MAX - 1 && !(has_pairs && group == 2) ? end : 0;
}

static size_t
hide_address(struct pattern *p, size_t at)
{
	size_t end = end_of_ipv4(p, at);

	if (end == 0 && (at == 0 || p->text[at - 1] != ':'))
		end = end_of_ipv6(p, at);
	if (end == 0)
		return at;
	overwrite(p, at, end);
	return end;
}

/* The place behind N more colons, or END. */
static size_t
behind_colons(const struct pattern *p, size_t at, size_t end, size_t n)
{
	while (at < end && n > 0)
		n -= p->text[at++] == ':';
	return at;
}

static size_t
behind_last_slash(const struct pattern *p, size_t at, size_t end)
{
	while (end > at && p->text[end - 1] != '/')
		end--;
	return end;
}

/* A name may hold commas; one that ends it has no word behind it, or an ARN. */
static bool
goes_on(const struct pattern *p, size_t comma)
{
	return p->text[comma] == ',' && comma + 1 < p->len &&
	       is_of_mail(p->text[comma + 1]) &&
	       !starts(p, comma + 1, "arn:aws");
}

/* The end of an ARN, or of a name, at the first of STOPS. */
static size_t
end_of_name(const struct pattern *p, size_t at, const char *stops)
{
	while (at < p->len && (unsigned char)p->text[at] > ' ' &&
	       (!is_one_of(p->text[at], stops) || goes_on(p, at)))
		at++;
	return at;
}

/* Of a session and of a user the last name is a person's. */
static void
hide_names(struct pattern *p, size_t resource, size_t end)
{
	size_t name = behind_last_slash(p, resource, end);

	if (name > resource && (starts(p, resource, "assumed-role/") ||
				   starts(p, resource, "federated-user/") ||
				   starts(p, resource, "user/")))
		overwrite(p, name, end);
}

static size_t
hide_arn(struct pattern *p, size_t at)
{
	size_t end = end_of_name(p, at, "\"'`,;|\\()<>");
	size_t account, resource, name;

	account = behind_colons(p, at, end, 4);
	resource = behind_colons(p, account, end, 1);
	if (resource == end)
		return end;
	if (!p->is_strict) {
		hide_names(p, resource, end);
		return end;
	}
	name = resource;
	while (name < end && p->text[name] != '/')
		name++;
	if (!starts(p, account, "aws:")) {
		overwrite(p, account, resource);
		overwrite(p, name, end);
	}
	return end;
}

/* AKIA…, ASIA…; what stands behind the colon of AROA…: is a session's name. */
static size_t
hide_key_id(struct pattern *p, size_t at, size_t end)
{
	static const char *const starts_of_ids[] = {
	    "AKIA", "ASIA", "AROA", "AIDA"};

	for (size_t i = 0; i < 4; i++) {
		if (!starts(p, at, starts_of_ids[i]))
			continue;
		if (end < p->len && p->text[end] == ':')
			end = end_of_name(p, end, "\"'`,;|\\");
		overwrite(p, at, end);
		return end;
	}
	return end;
}

static size_t
hide_word(struct pattern *p, size_t at)
{
	size_t end = at, n_digits = 0;
	bool is_upper = true;

	for (; end < p->len && is_word(p->text[end]); end++) {
		n_digits += char_is_digit(p->text[end]);
		is_upper &= p->text[end] < 'a';
	}
	if (p->is_strict && end - at == ACCOUNT_LEN && n_digits == ACCOUNT_LEN)
		overwrite(p, at, end);
	if (is_upper && end - at >= KEY_ID_LEN_MIN)
		return hide_key_id(p, at, end);
	return end;
}

/* At the start of a word, of an address, or at an '@'. */
static size_t
hide_at(struct pattern *p, size_t at)
{
	size_t end;

	if (p->text[at] == '@')
		return hide_mail(p, at);
	if (at > 0 && (is_word(p->text[at - 1]) || p->text[at - 1] == '.'))
		return at;
	if (starts(p, at, "arn:aws"))
		return hide_arn(p, at);
	if (is_hex(p->text[at]) || p->text[at] == ':') {
		end = hide_address(p, at);
		if (end > at)
			return end;
	}
	return is_word(p->text[at]) ? hide_word(p, at) : at;
}

bool
pattern_hide(struct placeholders *placeholders, enum sdx_redaction level,
    char *text, size_t len)
{
	struct pattern p = {.placeholders = placeholders,
	    .is_strict = level == SDX_REDACT_STRICT,
	    .text = text,
	    .len = len};
	size_t end;

	for (size_t i = 0; i < len && !p.has_failed; i = end) {
		end = hide_at(&p, i);
		end = end > i ? end : i + 1;
	}
	return !p.has_failed;
}
