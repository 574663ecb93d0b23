/* SPDX-License-Identifier: MIT */
#include "saml/prescan.h"

#include <stdlib.h>
#include <string.h>

#include "chars.h"
#include "saml/encoding.h"

/* An element that is open where the scan stands. */
struct open_tag {
	const uint8_t *name;
	size_t name_len;
	size_t n_namespaces; /* declared on it */
};

struct scan {
	struct arena *arena;
	struct prescan *out;
	const uint8_t *start, *at, *end;
	struct open_tag open[XML_MAX_DEPTH];
	size_t depth;
	bool has_root;
	size_t n_attributes;
	size_t n_others;
	size_t n_in_scope;
	/*
	 * libxml2 compares each attribute of a tag with all others, and
	 * inclusive canonicalisation each namespace in scope with all others
	 * for each element: sums of squares, which are capped as sums.
	 */
	uint64_t attribute_work;
	uint64_t namespace_work;
};

static bool
refuse(
    struct scan *s, enum xml_fault fault, const uint8_t *at, const char *detail)
{
	s->out->refusal.fault = fault;
	s->out->refusal.detail = detail;
	s->out->refusal.offset = (size_t)(at - s->start);
	return false;
}

static bool
starts_with(const struct scan *s, const char *text)
{
	size_t len = strlen(text);

	return (size_t)(s->end - s->at) >= len && memcmp(s->at, text, len) == 0;
}

static void
skip_blanks(struct scan *s)
{
	while (s->at < s->end && char_is_white(*s->at))
		s->at++;
}

/* What ends a name; what exactly is allowed in one, libxml2 judges. */
static const bool name_ends[256] = {
    [' '] = true,
    ['\t'] = true,
    ['\r'] = true,
    ['\n'] = true,
    ['/'] = true,
    ['>'] = true,
    ['='] = true,
    ['<'] = true,
    ['"'] = true,
    ['\''] = true,
    ['?'] = true,
    ['&'] = true,
};

static bool
is_name_start(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       c == ':' || c >= 0x80;
}

static const char *
text_of(const struct scan *s, const uint8_t *from, size_t len)
{
	return arena_strndup(s->arena, (const char *)from, len < 64 ? len : 64);
}

static const char *
open_name(const struct scan *s)
{
	const struct open_tag *tag;

	if (s->depth == 0)
		return NULL;
	tag = &s->open[s->depth - 1];
	return text_of(s, tag->name, tag->name_len);
}

/* The octets end where the document cannot: inside WHAT. */
static bool
refuse_end(struct scan *s, const char *what)
{
	const char *name = open_name(s);

	s->out->refusal.open_element = name;
	return refuse(s, XML_FAULT_TRUNCATED, s->end,
	    name == NULL ? arena_printf(s->arena, "it ends inside %s", what)
			 : arena_printf(s->arena,
			       "it ends inside %s of <%s>, which is "
			       "never closed",
			       what, name));
}

static bool
scan_name(struct scan *s, const uint8_t **name, size_t *len)
{
	const uint8_t *at = s->at;

	*name = at;
	while (at < s->end && !name_ends[*at])
		at++;
	s->at = at;
	*len = (size_t)(at - *name);
	if (*len <= XML_MAX_NAME)
		return true;
	return refuse(s, XML_FAULT_LIMIT, *name,
	    arena_printf(s->arena, "a name of %zu bytes; the limit is %d", *len,
		XML_MAX_NAME));
}

/* The end of what began in front of s->at; TERMINATOR is passed over. */
static bool
scan_until(struct scan *s, const char *terminator, const char *what)
{
	const uint8_t *from = s->at, *hit;
	size_t len = strlen(terminator);

	hit = memmem(s->at, (size_t)(s->end - s->at), terminator, len);
	if (hit == NULL)
		return refuse_end(s, what);
	s->at = hit + len;
	if ((size_t)(hit - from) > XML_MAX_TEXT)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena, "%s of more than %zu bytes", what,
			XML_MAX_TEXT));
	if (++s->n_others > XML_MAX_OTHER_NODES)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena,
			"more than %d comments, instructions and CDATA "
			"sections",
			XML_MAX_OTHER_NODES));
	return true;
}

static bool
scan_instruction(struct scan *s)
{
	s->at += 2;
	if (s->at < s->end && !is_name_start(*s->at))
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "'<?' that begins no processing instruction");
	if (s->depth > 0)
		s->out->n_instructions++;
	return scan_until(s, "?>", "a processing instruction");
}

static bool
scan_declaration(struct scan *s)
{
	if (starts_with(s, "<!--")) {
		s->at += 4;
		return scan_until(s, "-->", "a comment");
	}
	if (starts_with(s, "<![CDATA[") && s->depth > 0) {
		s->at += 9;
		return scan_until(s, "]]>", "a CDATA section");
	}
	if (starts_with(s, "<!DOCTYPE"))
		return refuse(s, XML_FAULT_DOCTYPE, s->at,
		    "a document type declaration (<!DOCTYPE)");
	if (s->end - s->at < 9)
		return refuse_end(s, "a declaration");
	return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
	    "'<!' that begins neither a comment nor CDATA");
}

static bool
scan_end_tag(struct scan *s)
{
	const uint8_t *from = s->at, *name;
	const struct open_tag *tag;
	size_t len;

	s->at += 2;
	if (!scan_name(s, &name, &len))
		return false;
	skip_blanks(s);
	if (s->at == s->end)
		return refuse_end(s, "an end tag");
	if (s->depth == 0)
		return refuse(s,
		    s->has_root ? XML_FAULT_TRAILING
				: XML_FAULT_NOT_WELL_FORMED,
		    from, "an end tag without a start tag");
	tag = &s->open[s->depth - 1];
	if (len != tag->name_len || memcmp(name, tag->name, len) != 0)
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, from,
		    arena_printf(s->arena, "</%s> stands where </%s> is due",
			text_of(s, name, len), open_name(s)));
	if (*s->at != '>')
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "an end tag that does not end with '>'");
	s->at++;
	s->n_in_scope -= tag->n_namespaces;
	s->depth--;
	return true;
}

static bool
scan_value(struct scan *s)
{
	const uint8_t *from, *quote;
	uint8_t mark;

	skip_blanks(s);
	if (s->at == s->end)
		return refuse_end(s, "a tag");
	mark = *s->at;
	if (mark != '"' && mark != '\'')
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "an attribute's value without quotes");
	from = ++s->at;
	quote = memchr(from, mark, (size_t)(s->end - from));
	if (memchr(from, '<',
		(size_t)((quote == NULL ? s->end : quote) - from)) != NULL)
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, from,
		    "a '<' in an attribute's value, or a missing quote");
	if (quote == NULL)
		return refuse_end(s, "a tag");
	if ((size_t)(quote - from) > XML_MAX_ATTRIBUTE_VALUE)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena,
			"an attribute's value of more than %zu bytes",
			XML_MAX_ATTRIBUTE_VALUE));
	s->at = quote + 1;
	return true;
}

/* One attribute; counts it as a namespace declaration where it is one. */
static bool
scan_attribute(struct scan *s, size_t *n_namespaces)
{
	const uint8_t *name;
	size_t len;

	if (!is_name_start(*s->at))
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "a character in a tag that begins no attribute");
	if (!scan_name(s, &name, &len))
		return false;
	skip_blanks(s);
	if (s->at == s->end)
		return refuse_end(s, "a tag");
	if (*s->at != '=')
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, name,
		    arena_printf(s->arena, "the attribute %s has no value",
			text_of(s, name, len)));
	s->at++;
	if ((len == 5 && memcmp(name, "xmlns", 5) == 0) ||
	    (len > 6 && memcmp(name, "xmlns:", 6) == 0))
		++*n_namespaces;
	return scan_value(s);
}

/* The attributes of a tag, up to its '>' or '/'. */
static bool
scan_attributes(struct scan *s, size_t *n_namespaces)
{
	const uint8_t *from = s->at;
	size_t n = 0;

	*n_namespaces = 0;
	for (;;) {
		skip_blanks(s);
		if (s->at == s->end)
			return refuse_end(s, "a tag");
		if (*s->at == '>' || *s->at == '/')
			break;
		if (!scan_attribute(s, n_namespaces))
			return false;
		if (++n > XML_MAX_ATTRIBUTES)
			return refuse(s, XML_FAULT_LIMIT, from,
			    arena_printf(s->arena,
				"more than %d attributes on one tag",
				XML_MAX_ATTRIBUTES));
	}
	s->n_attributes += n;
	s->attribute_work += (uint64_t)n * n;
	return true;
}

/* The sums after one more tag. */
static bool
check_sums(struct scan *s, const uint8_t *from)
{
	uint64_t n = s->n_in_scope;

	s->namespace_work += n * n;
	if (n > XML_MAX_NAMESPACES)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena, "more than %d namespaces in scope",
			XML_MAX_NAMESPACES));
	if (s->namespace_work > XML_MAX_NAMESPACE_WORK)
		return refuse(s, XML_FAULT_LIMIT, from,
		    "too many elements for so many namespaces in scope");
	if (s->n_attributes > XML_MAX_ATTRIBUTES_IN_ALL ||
	    s->attribute_work > XML_MAX_ATTRIBUTE_WORK)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena,
			"more than %d attributes, or too many on too many tags",
			XML_MAX_ATTRIBUTES_IN_ALL));
	return true;
}

static bool
note_element(struct scan *s, const uint8_t *from)
{
	struct prescan *out = s->out;
	size_t size;
	uint32_t *grown;

	if (out->n_elements >= XML_MAX_ELEMENTS)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(
			s->arena, "more than %d elements", XML_MAX_ELEMENTS));
	if (out->n_elements == out->size) {
		size = out->size == 0 ? 128 : out->size * 2;
		grown = realloc(out->offsets, size * sizeof *grown);
		if (grown == NULL)
			return refuse(s, XML_FAULT_MEMORY, from, "no memory");
		out->offsets = grown;
		out->size = size;
	}
	out->offsets[out->n_elements++] = (uint32_t)(from - s->start);
	return true;
}

/* The '>' or '/>' of a tag. */
static bool
scan_tag_end(struct scan *s, bool *is_empty)
{
	*is_empty = *s->at == '/';
	if (*is_empty)
		s->at++;
	if (s->at == s->end)
		return refuse_end(s, "a tag");
	if (*s->at != '>')
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "a '/' in a tag that does not end it");
	s->at++;
	return true;
}

static bool
scan_start_tag(struct scan *s)
{
	const uint8_t *from = s->at++;
	struct open_tag tag;
	bool is_empty;

	if (s->depth == 0 && s->has_root)
		return refuse(
		    s, XML_FAULT_TRAILING, from, "a second root element");
	if (!scan_name(s, &tag.name, &tag.name_len))
		return false;
	if (s->depth == XML_MAX_DEPTH)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(s->arena, "elements nested more than %d deep",
			XML_MAX_DEPTH));
	s->open[s->depth++] = tag;
	s->has_root = true;
	if (!note_element(s, from) || !scan_attributes(s, &tag.n_namespaces) ||
	    !scan_tag_end(s, &is_empty))
		return false;
	s->n_in_scope += tag.n_namespaces;
	if (!check_sums(s, from))
		return false;
	s->open[s->depth - 1].n_namespaces = tag.n_namespaces;
	if (is_empty) {
		s->n_in_scope -= tag.n_namespaces;
		s->depth--;
	}
	return true;
}

static bool
scan_markup(struct scan *s)
{
	if (s->end - s->at < 2)
		return refuse_end(s, "a tag");
	switch (s->at[1]) {
	case '?':
		return scan_instruction(s);
	case '!':
		return scan_declaration(s);
	case '/':
		return scan_end_tag(s);
	default:
		if (is_name_start(s->at[1]))
			return scan_start_tag(s);
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->at,
		    "a '<' that begins no tag");
	}
}

static bool
scan_text(struct scan *s)
{
	const uint8_t *from = s->at, *tag;

	tag = memchr(from, '<', (size_t)(s->end - from));
	if (tag == NULL)
		tag = s->end;
	if (s->depth == 0) {
		skip_blanks(s);
		if (s->at < tag)
			return refuse(s,
			    s->has_root ? XML_FAULT_TRAILING
					: XML_FAULT_NOT_WELL_FORMED,
			    s->at,
			    s->has_root ? "text behind the root element"
					: "text in front of the root element");
	} else if ((size_t)(tag - from) > XML_MAX_TEXT)
		return refuse(s, XML_FAULT_LIMIT, from,
		    arena_printf(
			s->arena, "text of more than %zu bytes", XML_MAX_TEXT));
	s->at = tag;
	return true;
}

static bool
scan_document(struct scan *s)
{
	while (s->at < s->end)
		if (!(*s->at == '<' ? scan_markup(s) : scan_text(s)))
			return false;
	if (s->depth > 0)
		return refuse_end(s, "the content");
	if (!s->has_root)
		return refuse(s, XML_FAULT_NOT_WELL_FORMED, s->end,
		    "there is no element in it");
	return true;
}

bool
prescan_run(
    struct prescan *out, struct arena *arena, const uint8_t *octets, size_t len)
{
	struct scan s = {
	    .arena = arena,
	    .out = out,
	    .start = octets,
	    .at = octets,
	    .end = octets + len,
	};

	memset(out, 0, sizeof *out);
	if (!encoding_check(arena, octets, len, &out->skip, &out->refusal))
		return false;
	s.at += out->skip;
	return scan_document(&s);
}

void
prescan_free(struct prescan *out)
{
	free(out->offsets);
	out->offsets = NULL;
}
