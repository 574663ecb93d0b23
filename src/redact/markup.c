/* SPDX-License-Identifier: MIT */
/*
 * The message, element by element.  What the table of rules does not know is
 * taken for a person's.  It looks at octets, not at a parsed document, for
 * the copy must be wrong where the message is wrong; where tags do not make
 * sense, their words are replaced too.
 */
#include <string.h>

#include "chars.h"
#include "redact/redaction.h"

#define DEPTH_MAX 100
#define VALUE_MAX ((size_t)20) /* of a name of an encoding */

/* An element that is open. */
struct open {
	enum rule rule; /* of its text */
	const char *what;
	enum rule value_rule; /* of an Attribute: of its values */
	bool is_value;	      /* inside AttributeValue: nothing is known */
};

struct markup {
	struct redaction *r;
	char *start, *at, *end;
	struct open open[DEPTH_MAX];
	size_t depth;
};

struct name_rule {
	const char *name;
	enum rule rule;
	const char *what;
};

static const struct name_rule elements[] = {
    {"Issuer", RULE_ORGANISATION, "issuer"},
    {"Audience", RULE_ORGANISATION, "audience"},
    {"AuthenticatingAuthority", RULE_ORGANISATION, "issuer"},
    {"RequesterID", RULE_ORGANISATION, "issuer"},
    {"AuthnContextClassRef", RULE_KEEP, "kind of authentication"},
    {"AssertionIDRef", RULE_IDENTIFIER, NULL},
    {"SignatureValue", RULE_SEAL, NULL},
    {"DigestValue", RULE_SEAL, NULL},
    {"CipherValue", RULE_SEAL, NULL},
    {"OAEPparams", RULE_KEEP, NULL},
    {"KeySize", RULE_KEEP, NULL},
    {"XPath", RULE_KEEP, "transform of the signature"},
    {"X509Certificate", RULE_CERTIFICATE, "certificates of the signature"},
    {"Modulus", RULE_CERTIFICATE, "public key of the signature"},
    {"Exponent", RULE_CERTIFICATE, NULL},
    {"PublicKey", RULE_CERTIFICATE, "public key of the signature"},
    {"X509SKI", RULE_CERTIFICATE, NULL},
    {"X509SerialNumber", RULE_ORGANISATION, "name of the key"},
    {"X509SubjectName", RULE_ORGANISATION, "name of the key"},
    {"X509IssuerName", RULE_ORGANISATION, "name of the key"},
    {"KeyName", RULE_ORGANISATION, "name of the key"},
};

static const struct name_rule attributes[] = {
    {"Version", RULE_KEEP, NULL},
    {"IssueInstant", RULE_KEEP, "times"},
    {"NotBefore", RULE_KEEP, "times"},
    {"NotOnOrAfter", RULE_KEEP, "times"},
    {"AuthnInstant", RULE_KEEP, "times"},
    {"SessionNotOnOrAfter", RULE_KEEP, "times"},
    {"Algorithm", RULE_KEEP, NULL},
    {"Method", RULE_KEEP, NULL},
    {"Type", RULE_KEEP, NULL},
    {"Encoding", RULE_KEEP, NULL},
    {"MimeType", RULE_KEEP, NULL},
    {"Consent", RULE_KEEP, NULL},
    {"Format", RULE_KEEP, NULL},
    {"NameFormat", RULE_KEEP, NULL},
    {"Name", RULE_KEEP, "attribute names"},
    {"FriendlyName", RULE_KEEP, "attribute names"},
    {"Value", RULE_KEEP, NULL},
    {"PrefixList", RULE_KEEP, NULL},
    {"Filter", RULE_KEEP, NULL},
    {"ProtocolBinding", RULE_KEEP, NULL},
    {"ForceAuthn", RULE_KEEP, NULL},
    {"IsPassive", RULE_KEEP, NULL},
    {"AllowCreate", RULE_KEEP, NULL},
    {"Comparison", RULE_KEEP, NULL},
    {"nil", RULE_KEEP, NULL},
    {"type", RULE_KEEP, NULL},
    {"lang", RULE_KEEP, NULL},
    {"space", RULE_KEEP, NULL},
    {"schemaLocation", RULE_KEEP, NULL},
    {"Destination", RULE_ORGANISATION, "address"},
    {"Recipient", RULE_ORGANISATION, "address"},
    {"AssertionConsumerServiceURL", RULE_ORGANISATION, "address"},
    {"NameQualifier", RULE_ORGANISATION, "issuer"},
    {"SPNameQualifier", RULE_ORGANISATION, "issuer"},
    {"OriginalIssuer", RULE_ORGANISATION, "issuer"},
    {"ProviderName", RULE_ORGANISATION, "issuer"},
    {"ID", RULE_IDENTIFIER, NULL},
    {"Id", RULE_IDENTIFIER, NULL},
    {"id", RULE_IDENTIFIER, NULL},
    {"URI", RULE_IDENTIFIER, NULL},
    {"InResponseTo", RULE_IDENTIFIER, NULL},
    {"SessionIndex", RULE_IDENTIFIER, NULL},
};

/* Values of attributes by the last word of the name. */
static const struct name_rule values[] = {
    {"Role", RULE_ARN, "ARN"},
    {"SessionDuration", RULE_KEEP, "session duration"},
    {"TransitiveTagKeys", RULE_KEEP, "attribute names"},
    {"tenantid", RULE_ORGANISATION, "issuer"},
    {"identityprovider", RULE_ORGANISATION, "issuer"},
    {"authnmethodsreferences", RULE_KEEP, "kind of authentication"},
};

static const struct name_rule unknown = {"", RULE_PERSONAL, NULL};

#define FIND(table, name, len) \
	find_rule(table, sizeof(table) / sizeof *(table), name, len)

static const struct name_rule *
find_rule(const struct name_rule *table, size_t n, const char *name, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(table[i].name) == len &&
		    memcmp(table[i].name, name, len) == 0)
			return &table[i];
	}
	return &unknown;
}

static bool
is_name(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || strchr("_-.:", c) != NULL;
}

static size_t
name_len(const struct markup *m)
{
	size_t n = 0;

	while (m->at + n < m->end && m->at[n] != '\0' && is_name(m->at[n]))
		n++;
	return n;
}

/* The name behind the last colon, slash or what else sets words apart. */
static const char *
last_word(const char *name, size_t *len, char separator)
{
	size_t at = *len;

	while (at > 0 && name[at - 1] != separator)
		at--;
	*len -= at;
	return name + at;
}

/* Words up to STOP, or the end, replaced; STOP itself is passed. */
static bool
replace_until(struct markup *m, const char *stop)
{
	size_t len = (size_t)(m->end - m->at);
	char *at = memmem(m->at, len, stop, strlen(stop));
	char *from = m->at;

	m->at = at != NULL ? at + strlen(stop) : m->end;
	return rule_apply_markup(m->r, RULE_PERSONAL, NULL, from,
	    (size_t)((at != NULL ? at : m->end) - from));
}

/* A comment, an instruction: its words are nobody's business. */
static bool
replace_behind(struct markup *m, size_t start, const char *stop)
{
	m->at += start;
	return replace_until(m, stop);
}

static bool
begins(const struct markup *m, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(m->end - m->at) >= len && memcmp(m->at, text, len) == 0;
}

static struct open *
innermost(struct markup *m)
{
	return m->depth > 0 && m->depth <= DEPTH_MAX ? &m->open[m->depth - 1]
						     : NULL;
}

static bool
apply_text(struct markup *m, char *text, size_t len)
{
	const struct open *open = innermost(m);

	return rule_apply_markup(m->r,
	    open != NULL ? open->rule : RULE_PERSONAL,
	    open != NULL ? open->what : NULL, text, len);
}

static bool
read_cdata(struct markup *m)
{
	char *text = m->at + strlen("<![CDATA[");
	char *stop = memmem(text, (size_t)(m->end - text), "]]>", 3);

	m->at = stop != NULL ? stop + 3 : m->end;
	stop = stop != NULL ? stop : m->end;
	return apply_text(m, text, (size_t)(stop - text));
}

static const char *
skip_white(const char *at, const char *end)
{
	while (at < end && char_is_white(*at))
		at++;
	return at;
}

/* Behind ' version="1.0"', or another that a declaration has; NULL: none. */
static const char *
skip_pseudo_attribute(const char *at, const char *end)
{
	static const char *const names[] = {
	    "version", "encoding", "standalone"};
	const char *name = skip_white(at, end);
	size_t n = 0;

	for (size_t i = 0; i < sizeof names / sizeof *names && n == 0; i++) {
		n = strlen(names[i]);
		if ((size_t)(end - name) < n || memcmp(name, names[i], n) != 0)
			n = 0;
	}
	if (n == 0)
		return NULL;
	at = skip_white(name + n, end);
	at = at < end && *at == '=' ? skip_white(at + 1, end) : end;
	if (at == end || (*at != '"' && *at != '\''))
		return NULL;
	n = (size_t)(end - at - 1);
	at = memchr(at + 1, *at, n < VALUE_MAX ? n : VALUE_MAX);
	return at != NULL ? at + 1 : NULL;
}

/* <?xml version="1.0" encoding="UTF-8"?>: how long; 0: it is none. */
static size_t
declaration_len(const struct markup *m)
{
	const char *at = m->at + strlen("<?xml"), *next;

	while ((next = skip_pseudo_attribute(at, m->end)) != NULL)
		at = next;
	at = skip_white(at, m->end);
	return m->end - at >= 2 && memcmp(at, "?>", 2) == 0
		   ? (size_t)(at - m->at) + 2
		   : 0;
}

/* What stands at the very start is no instruction, and kept. */
static bool
read_instruction(struct markup *m)
{
	size_t n =
	    m->at == m->start && begins(m, "<?xml") ? declaration_len(m) : 0;

	if (n > 0) {
		m->at += n;
		return true;
	}
	m->at += 2;
	m->at += name_len(m);
	return replace_until(m, "?>");
}

/* <!DOCTYPE, <!ENTITY: no message has them, and nothing of them is kept. */
static bool
read_declaration(struct markup *m)
{
	char *from;

	m->at += 2;
	m->at += name_len(m);
	for (from = m->at; m->at < m->end && strchr("<>[", *m->at) == NULL;)
		m->at++;
	return rule_apply(
	    m->r, RULE_PERSONAL, NULL, from, (size_t)(m->at - from));
}

/* The rule of an Attribute's values, by its Name. */
static void
heed_name(struct open *open, const char *value, size_t len)
{
	const char *word = last_word(value, &len, '/');

	open->value_rule = FIND(values, word, len)->rule;
}

enum rule
markup_rule_of_values(const char *name)
{
	struct open open = {.value_rule = RULE_PERSONAL};

	heed_name(&open, name, strlen(name));
	return open.value_rule;
}

/* One attribute of a tag: NAME, then a value in quotes at m->at. */
static bool
read_value(struct markup *m, const char *name, size_t len, struct open *open)
{
	char quote = *m->at, *value = m->at + 1;
	char *stop = memchr(value, quote, (size_t)(m->end - value));
	size_t value_len = (size_t)((stop != NULL ? stop : m->end) - value);
	const struct name_rule *rule;
	static const struct name_rule space = {
	    "xmlns", RULE_ORGANISATION, "namespace"};
	bool is_space = len >= 5 && memcmp(name, "xmlns", 5) == 0;

	m->at = stop != NULL ? stop + 1 : m->end;
	name = last_word(name, &len, ':');
	rule = is_space ? &space : FIND(attributes, name, len);
	/* No value holds one: here the quotes are not what they seem. */
	if (stop == NULL || memchr(value, '<', value_len) != NULL)
		rule = &unknown;
	if (len == 4 && memcmp(name, "Name", 4) == 0)
		heed_name(open, value, value_len);
	if (open->is_value && rule->rule != RULE_KEEP && !is_space)
		rule = &unknown;
	return rule_apply_markup(
	    m->r, rule->rule, rule->what, value, value_len);
}

/* Up to the '>'.  *IS_EMPTY: no end tag follows. */
static bool
read_attributes(struct markup *m, struct open *open, bool *is_empty)
{
	while (m->at < m->end && *m->at != '>') {
		const char *name = m->at;
		size_t len = name_len(m);

		*is_empty = *m->at == '/';
		if (char_is_white(*m->at) || *m->at == '/') {
			m->at++;
			continue;
		}
		m->at += len;
		while (m->at < m->end && char_is_white(*m->at))
			m->at++;
		if (len == 0 || m->end - m->at < 2 || *m->at != '=')
			return replace_until(m, ">");
		do
			m->at++;
		while (m->at + 1 < m->end && char_is_white(*m->at));
		if (*m->at != '"' && *m->at != '\'')
			return replace_until(m, ">");
		if (!read_value(m, name, len, open))
			return false;
	}
	if (m->at < m->end)
		m->at++;
	return true;
}

static bool
read_start_tag(struct markup *m)
{
	const struct open *parent = innermost(m);
	struct open open = {.value_rule = RULE_PERSONAL};
	const struct name_rule *rule;
	const char *name;
	size_t len;
	bool is_empty = false;

	m->at++;
	len = name_len(m);
	if (len == 0)
		return replace_until(m, ">");
	name = m->at;
	m->at += len;
	name = last_word(name, &len, ':');
	rule = FIND(elements, name, len);
	open.rule = rule->rule;
	open.what = rule->what;
	if (len == strlen("AttributeValue") && parent != NULL &&
	    memcmp(name, "AttributeValue", len) == 0) {
		open.rule = parent->value_rule;
		open.what = "attribute values";
		open.is_value = true;
	} else if (parent != NULL && parent->is_value) {
		open.rule = RULE_PERSONAL;
		open.is_value = true;
	}
	if (!read_attributes(m, &open, &is_empty))
		return false;
	if (is_empty)
		return true;
	if (m->depth < DEPTH_MAX)
		m->open[m->depth] = open;
	m->depth++;
	return true;
}

static bool
read_end_tag(struct markup *m)
{
	if (m->depth > 0)
		m->depth--;
	m->at += 2;
	m->at += name_len(m);
	return replace_until(m, ">");
}

static bool
read_text(struct markup *m)
{
	char *text = m->at,
	     *stop = memchr(m->at, '<', (size_t)(m->end - m->at));

	m->at = stop != NULL ? stop : m->end;
	return apply_text(m, text, (size_t)(m->at - text));
}

static bool
read_next(struct markup *m)
{
	if (*m->at != '<')
		return read_text(m);
	if (begins(m, "<!--"))
		return replace_behind(m, 4, "-->");
	if (begins(m, "<![CDATA["))
		return read_cdata(m);
	if (begins(m, "<?"))
		return read_instruction(m);
	if (begins(m, "<!"))
		return read_declaration(m);
	if (begins(m, "</"))
		return read_end_tag(m);
	return read_start_tag(m);
}

bool
markup_redact(struct redaction *r, char *xml, size_t len)
{
	struct markup *m = arena_alloc(r->arena, sizeof *m);

	if (m == NULL)
		return false;
	m->r = r;
	m->at = xml;
	m->end = xml + len;
	if (len >= 3 && memcmp(xml, "\xef\xbb\xbf", 3) == 0)
		m->at += 3;
	m->start = m->at;
	while (m->at < m->end) {
		if (!read_next(m))
			return false;
	}
	return !arena_has_failed(r->arena);
}
