/* SPDX-License-Identifier: MIT */
#include "saml/repair.h"

#include <string.h>

#include "saml/name.h"
#include "saml/tree.h"

struct span {
	size_t start, end;
};

struct work {
	struct arena *arena;
	struct metadata_repair *repair;
	const uint8_t *octets;
	size_t base;	  /* of octets in the file */
	struct span *out; /* what is left out, in order */
	size_t n_out;
};

static void
note(struct work *w, const char *change)
{
	const char **slot = arena_push(
	    w->arena, &w->repair->changes, &w->repair->n_changes, sizeof *slot);

	if (slot != NULL)
		*slot = change;
}

/* The offset behind the next END from AT; LEN where there is none. */
static size_t
behind(const uint8_t *octets, size_t len, size_t at, const char *end)
{
	const uint8_t *found = memmem(octets + at, len - at, end, strlen(end));

	return found == NULL ? len : (size_t)(found - octets) + strlen(end);
}

static bool
begins(const uint8_t *octets, size_t len, size_t at, const char *text)
{
	size_t n = strlen(text);

	return len - at >= n && memcmp(octets + at, text, n) == 0;
}

/* Behind the '>' of the tag at AT, past what stands in quotes. */
static size_t
behind_tag(const uint8_t *octets, size_t len, size_t at)
{
	uint8_t quote = 0;

	for (; at < len; at++) {
		if (quote != 0)
			quote = octets[at] == quote ? 0 : quote;
		else if (octets[at] == '"' || octets[at] == '\'')
			quote = octets[at];
		else if (octets[at] == '>')
			return at + 1;
	}
	return len;
}

/* Behind the markup at AT; *DEPTH counts the elements that are open. */
static size_t
behind_markup(const uint8_t *octets, size_t len, size_t at, size_t *depth)
{
	size_t end;

	if (begins(octets, len, at, "<!--"))
		return behind(octets, len, at + 4, "-->");
	if (begins(octets, len, at, "<![CDATA["))
		return behind(octets, len, at, "]]>");
	if (begins(octets, len, at, "<?"))
		return behind(octets, len, at, "?>");
	end = behind_tag(octets, len, at);
	if (begins(octets, len, at, "</"))
		*depth -= *depth > 0 ? 1 : 0;
	else if (end >= 2 && octets[end - 2] != '/')
		*depth += 1;
	return end;
}

/* Behind the end tag of the element that begins at AT, well-formed as it is. */
static size_t
behind_element(const uint8_t *octets, size_t len, size_t at)
{
	size_t depth = 0;

	do {
		at = behind_markup(octets, len, at, &depth);
		while (depth > 0 && at < len && octets[at] != '<')
			at++;
	} while (depth > 0 && at < len);
	return at;
}

static bool
is_foreign(const xmlNode *node)
{
	static const char *const names[] = {"SPSSODescriptor", "RoleDescriptor",
	    "AuthnAuthorityDescriptor", "AttributeAuthorityDescriptor",
	    "PDPDescriptor"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (element_is(node, NS_MD, names[i]))
			return true;
	}
	return false;
}

static void
leave_out(struct work *w, const xmlNode *node, size_t len)
{
	size_t start = (size_t)((uintptr_t)node->_private - 1);
	struct span *span =
	    arena_push(w->arena, &w->out, &w->n_out, sizeof *span);

	if (span == NULL)
		return;
	span->start = start;
	span->end = behind_element(w->octets, len, start);
	note(w, arena_printf(w->arena, "the %s at offset %zu",
		    plain_chars(node->name), w->base + start));
}

/* The other roles of an entity that is an identity provider. */
static void
find_foreign(struct work *w, const xmlNode *entity, size_t len)
{
	if (element_count(entity, NS_MD, "IDPSSODescriptor") == 0)
		return;
	for (const xmlNode *node = element_first(entity); node != NULL;
	     node = element_next(node)) {
		if (is_foreign(node))
			leave_out(w, node, len);
	}
}

static void
find_all(struct work *w, const struct saml_document *document, size_t len)
{
	xmlNode *root = document_root(document);
	bool has_signature = false;

	for (xmlNode *node = root; node != NULL;
	     node = tree_next_element(root, node)) {
		has_signature |= element_is(node, NS_DS, "Signature");
		if (element_is(node, NS_MD, "EntityDescriptor"))
			find_foreign(w, node, len);
	}
	w->repair->breaks_signature = has_signature && w->n_out > 0;
}

static bool
begins_document(const uint8_t *octets, size_t len, size_t at)
{
	uint8_t next;

	if (octets[at] != '<' || at + 1 == len)
		return false;
	next = octets[at + 1];
	return next == '?' || next == '!' ||
	       ((next | 0x20) >= 'a' && (next | 0x20) <= 'z');
}

/* What stands before the XML and behind it; the XML is left in *SPAN. */
static void
trim(struct work *w, size_t len, struct span *span)
{
	size_t at = 0;

	if (len >= 3 && memcmp(w->octets, "\xef\xbb\xbf", 3) == 0) {
		at = 3;
		note(w, "the byte order mark");
	}
	span->start = at;
	span->end = len;
	while (at < len && !begins_document(w->octets, len, at))
		at++;
	if (at == len)
		return;
	if (at > span->start)
		note(w, arena_printf(w->arena, "%zu bytes before the XML",
			    at - span->start));
	span->start = at;
	while (span->end > at && w->octets[span->end - 1] != '>')
		span->end--;
	/* A last line feed is no fault. */
	for (size_t i = span->end; i < len; i++) {
		if (memchr(" \t\r\n", w->octets[i], 4) == NULL) {
			note(w,
			    arena_printf(w->arena, "%zu bytes behind the XML",
				len - span->end));
			return;
		}
	}
	span->end = len;
}

/* Behind the root element there may be a second one, or other markup. */
static size_t
end_of_root(const uint8_t *octets, size_t len)
{
	size_t at = 0, depth = 0;

	while (at < len) {
		bool is_root = octets[at] == '<' && at + 1 < len &&
			       octets[at + 1] != '?' && octets[at + 1] != '!';

		if (is_root)
			return behind_element(octets, len, at);
		at = octets[at] == '<' ? behind_markup(octets, len, at, &depth)
				       : at + 1;
	}
	return len;
}

static void
copy(struct work *w, size_t len)
{
	size_t at = 0;

	for (size_t i = 0; i < w->n_out; i++) {
		buffer_put(
		    &w->repair->octets, w->octets + at, w->out[i].start - at);
		at = w->out[i].end;
	}
	buffer_put(&w->repair->octets, w->octets + at, len - at);
}

bool
metadata_repair(struct arena *arena, const uint8_t *octets, size_t len,
    struct metadata_repair *repair)
{
	struct work w = {.arena = arena, .repair = repair, .octets = octets};
	const struct saml_document *document;
	struct xml_refusal refusal;
	struct span span;

	*repair = (struct metadata_repair){.n_changes = 0};
	trim(&w, len, &span);
	w.octets += span.start;
	w.base = span.start;
	len = span.end - span.start;
	document = document_parse(arena, w.octets, len, "metadata", &refusal);
	if (document == NULL && refusal.fault == XML_FAULT_TRAILING) {
		size_t end = end_of_root(w.octets, len);

		note(&w,
		    arena_printf(arena, "%zu bytes behind the XML", len - end));
		len = end;
		document =
		    document_parse(arena, w.octets, len, "metadata", &refusal);
	}
	if (document != NULL)
		find_all(&w, document, len);
	copy(&w, len);
	return !arena_has_failed(arena) && !repair->octets.has_failed;
}
