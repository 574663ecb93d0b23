/* SPDX-License-Identifier: MIT */
#include "aws/error_words.h"

#include <string.h>
#include <strings.h>

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

/* What a message writes inside of a word: sts:AssumeRole, doesn't. */
static bool
is_inside(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (unsigned char)c >= 0x80 ||
	       strchr(":_-./'%", c) != NULL;
}

/* Entities and typographic quotes as one character; *USED bytes are it. */
static char
character_at(const char *text, size_t len, size_t *used)
{
	static const struct {
		const char *text;
		char c;
	} marks[] = {
	    {"&#39;", '\''},
	    {"&#x27;", '\''},
	    {"&apos;", '\''},
	    {"&quot;", ' '},
	    {"&lt;", ' '},
	    {"&gt;", ' '},
	    {"&amp;", '&'},
	    {"&nbsp;", ' '},
	    {"\\n", ' '},
	    {"\\t", ' '},
	    {"\\\"", ' '},
	    {"\xe2\x80\x99", '\''},
	    {"\xe2\x80\x98", '\''},
	    {"\xc2\xa0", ' '},
	};

	/* Most begin none. */
	bool may_be_mark =
	    *text != '\0' && strchr("&\\\xe2\xc2", *text) != NULL;

	for (size_t i = 0; may_be_mark && i < sizeof marks / sizeof *marks;
	     i++) {
		size_t n = strlen(marks[i].text);

		if (len >= n && memcmp(text, marks[i].text, n) == 0) {
			*used = n;
			return marks[i].c;
		}
	}
	*used = 1;
	return *text != '\0' ? *text : ' ';
}

/* Without the punctuation that a sentence puts at its sides. */
static const char *
trim(char *word)
{
	size_t len;

	word += strspn(word, ":'.-/");
	len = strlen(word);
	while (len > 0 && strchr(":'.-/", word[len - 1]) != NULL)
		word[--len] = '\0';
	return word;
}

static bool
add_word(struct arena *arena, const char *word, size_t len, struct words *words)
{
	char *copy = arena_strndup(arena, word, len);
	const char **slot;

	if (*trim(copy) == '\0')
		return true;
	slot = arena_push(arena, &words->items, &words->n, sizeof *slot);
	if (slot != NULL)
		*slot = trim(copy);
	return slot != NULL;
}

bool
words_read(
    struct arena *arena, const char *text, size_t len, struct words *words)
{
	char *word = arena_alloc(arena, len + 1);
	size_t n = 0, used;

	*words = (struct words){0};
	if (word == NULL)
		return false;
	for (size_t i = 0; i <= len; i += used) {
		char c = ' ';

		used = 1;
		if (i < len)
			c = character_at(text + i, len - i, &used);
		if (is_inside(c)) {
			word[n++] = lower(c);
			continue;
		}
		if (n > 0 && !add_word(arena, word, n, words))
			return false;
		n = 0;
	}
	return true;
}

bool
words_fit(const char *a, const char *b)
{
	size_t n, m, head = 0, tail = 0;

	/* One slip leaves one of the first two letters. */
	if (a[0] != b[0] && a[1] != b[1] && a[0] != b[1] && a[1] != b[0])
		return false;
	n = strlen(a);
	m = strlen(b);
	if (n == m && memcmp(a, b, n) == 0)
		return true;
	/* One letter changed, added or left out, of six at least. */
	if (n < 6 || m < 6 || n > m + 1 || m > n + 1)
		return false;
	while (head < n && head < m && a[head] == b[head])
		head++;
	while (tail < n - head && tail < m - head &&
	       a[n - tail - 1] == b[m - tail - 1])
		tail++;
	return n - head - tail <= 1 && m - head - tail <= 1;
}

/* The last part of a name with dots or colons. */
static bool
ends_in(const char *name, const char *word)
{
	size_t n = strlen(name), m = strlen(word);

	return n > m && strchr(":.#", name[n - m - 1]) != NULL &&
	       strcasecmp(name + n - m, word) == 0;
}

bool
words_hold(const struct words *words, const char *word)
{
	for (size_t i = 0; i < words->n; i++) {
		if (strcasecmp(words->items[i], word) == 0)
			return true;
		/* "sts:AssumeRoleWithSAML", "com.amazonaws.….Exception" */
		if (ends_in(words->items[i], word))
			return true;
	}
	return false;
}

const char *
words_after(struct arena *arena, const struct words *words, const char *first,
    const char *second)
{
	const char *joined = arena_printf(arena, "%s%s", first, second);

	for (size_t i = 0; i + 1 < words->n; i++) {
		const char *word = words->items[i];

		if (strcmp(word, joined) == 0)
			return words->items[i + 1];
		if (strcmp(word, first) == 0 && i + 2 < words->n &&
		    strcmp(words->items[i + 1], second) == 0)
			return words->items[i + 2];
	}
	return NULL;
}

/* Where WORDS stand in the text, letter case aside; NULL: nowhere. */
static const char *
find(const char *text, size_t len, const char *words)
{
	size_t n = strlen(words);
	char first = lower(words[0]);

	for (size_t i = 0; i + n <= len; i++) {
		if (lower(text[i]) == first &&
		    strncasecmp(text + i, words, n) == 0)
			return text + i;
	}
	return NULL;
}

/* One line of white space for any. */
static const char *
flatten(struct arena *arena, const char *text, size_t len)
{
	char *flat = arena_alloc(arena, len + 1);
	size_t n = 0;

	for (size_t i = 0; flat != NULL && i < len; i++) {
		bool is_blank =
		    text[i] == '\0' || strchr(" \t\r\n", text[i]) != NULL;

		if (is_blank && (n == 0 || flat[n - 1] == ' '))
			continue;
		flat[n++] = is_blank ? ' ' : text[i];
	}
	return flat != NULL ? flat : "";
}

/* The word behind a lead, up to a blank. */
static const char *
behind(struct arena *arena, const char *text, const char *lead)
{
	const char *at = find(text, strlen(text), lead);
	size_t len;

	if (at == NULL)
		return NULL;
	at += strlen(lead);
	at += strspn(at, ": \"'");
	len = strcspn(at, " \"',)");
	while (len > 0 && at[len - 1] == '.')
		len--;
	return len > 0 ? arena_strndup(arena, at, len) : NULL;
}

/* The kinds of policies that IAM names in its sentence. */
static const struct {
	const char *words;
	const char *name;
} policies[] = {
    {"service control policy", "a service control policy (SCP)"},
    {"resource control policy", "a resource control policy (RCP)"},
    {"VPC endpoint policy", "a VPC endpoint policy"},
    {"permissions boundary", "a permissions boundary"},
    {"session policy", "a session policy"},
    {"resource-based policy", "a resource-based policy"},
    {"role trust policy", "the role's trust policy"},
    {"trust policy", "the role's trust policy"},
    {"identity-based policy", "an identity-based policy"},
};

static void
read_reason(const char *text, struct denial *denial)
{
	size_t len = strlen(text);
	const char *why = find(text, len, "because no ");
	const char *deny = find(text, len, "explicit deny in ");

	if (why == NULL && deny == NULL)
		return;
	denial->has_reason = true;
	denial->is_explicit = deny != NULL;
	text = deny != NULL ? deny : why;
	for (size_t i = 0; i < sizeof policies / sizeof *policies; i++) {
		if (find(text, strlen(text), policies[i].words) == NULL)
			continue;
		denial->policy = policies[i].name;
		return;
	}
}

/*
 * IAM User Guide: Troubleshoot access denied error messages.  AWS STS's own
 * "Not authorized to perform sts:AssumeRoleWithSAML" names nobody.
 */
bool
denial_read(
    struct arena *arena, const char *data, size_t len, struct denial *denial)
{
	static const char middle[] = "is not authorized to perform";
	const char *text = flatten(arena, data, len), *at;

	at = find(text, strlen(text), middle);
	if (at == NULL)
		return false;
	denial->principal = behind(arena, text, "User:");
	denial->action = behind(arena, at, middle);
	denial->resource = behind(arena, at, "on resource");
	read_reason(at, denial);
	return true;
}

static const struct {
	const char *text;
	struct other_text other;
} others[] = {
    {"Invalid SAML response received",
	{"Amazon Cognito", "Cognito's user pools do SAML of their own; its "
			   "texts are not those of AWS STS."}},
    {"SAML Assertion signature is invalid",
	{"Amazon Cognito", "Cognito's user pools do SAML of their own; its "
			   "texts are not those of AWS STS."}},
    {"Your request could not be completed",
	{"AWS IAM Identity Center",
	    "Identity Center has an endpoint and checks of its own; samldx "
	    "judges IAM's SAML providers."}},
    {"Invalid length for parameter SAMLAssertion",
	{"the AWS CLI or boto3, before any call",
	    "No response was handed over: the value of --saml-assertion is "
	    "empty or cut."}},
    {"minimum field size of 20, AssumeRoleWithSAMLInput",
	{"the AWS SDK for Go, before any call",
	    "The ARN that was handed over is empty or cut."}},
    {"Supplied RoleArn not found in saml assertion",
	{"saml2aws", "The role that is configured is not among those of the "
		     "assertion: samldx check with the response shows them."}},
    {"missing Assertion element",
	{"saml2aws", "What it was given holds no readable assertion: it may "
		     "be encrypted, or a page of the identity provider."}},
    {"no accounts available",
	{"saml2aws", "The assertion carries no role: samldx check with the "
		     "response tells why."}},
    {"Unable to locate credentials",
	{"the AWS CLI or an SDK, before any call",
	    "There are no credentials yet; sign in first."}},
};

const struct other_text *
other_text_find(const char *text, size_t len)
{
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (find(text, len, others[i].text) != NULL)
			return &others[i].other;
	}
	return NULL;
}
