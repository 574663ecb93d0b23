/* SPDX-License-Identifier: MIT */
#include "saml/aggregate.h"

#include <stdlib.h>
#include <string.h>

#include "saml/tag.h"

#define ENTITY "EntityDescriptor"
#define ENTITIES "EntitiesDescriptor"

struct aggregate {
	struct buffer markup;	/* what is being read, from its '<' */
	struct buffer part;	/* the entity that is being read */
	struct buffer skeleton; /* everything else */
	struct buffer entity_id;
	/* Start tags of the EntitiesDescriptors that are open. */
	struct buffer scopes[AGGREGATE_MAX_NESTED];
	size_t n_scopes;
	size_t foreign; /* other elements that are open around */
	size_t depth;	/* elements that are open in the part */
	bool in_markup, in_part, was_given;
	bool is_single; /* the root is an entity itself */
	uint8_t quote;
	uint64_t line, markup_line, part_line, number;
	struct xml_refusal refusal;
	struct arena *arena; /* of the refusal */
};

struct aggregate *
aggregate_new(void)
{
	struct aggregate *a = calloc(1, sizeof *a);

	if (a == NULL)
		return NULL;
	a->line = 1;
	a->refusal.detail = "";
	a->arena = arena_new();
	if (a->arena != NULL)
		return a;
	free(a);
	return NULL;
}

void
aggregate_free(struct aggregate *a)
{
	if (a == NULL)
		return;
	buffer_free(&a->markup);
	buffer_free(&a->part);
	buffer_free(&a->skeleton);
	buffer_free(&a->entity_id);
	for (size_t i = 0; i < AGGREGATE_MAX_NESTED; i++)
		buffer_free(&a->scopes[i]);
	arena_free(a->arena);
	free(a);
}

static void
refuse(struct aggregate *a, enum xml_fault fault, const char *detail)
{
	if (a->refusal.fault != XML_FAULT_NONE)
		return;
	a->refusal.fault = fault;
	a->refusal.detail = detail;
	a->refusal.line = a->line;
}

static void
clear(struct buffer *buffer)
{
	buffer->len = 0;
}

static struct buffer *
target(struct aggregate *a)
{
	return a->in_part ? &a->part : &a->skeleton;
}

static void
keep(struct aggregate *a, const void *octets, size_t len)
{
	struct buffer *out = target(a);

	buffer_put(out, octets, len);
	if (out->has_failed)
		refuse(a, XML_FAULT_MEMORY, "no memory");
	else if (out->len > XML_MAX_BYTES)
		refuse(a, XML_FAULT_LIMIT,
		    a->in_part ? "an entity is larger than 16 MiB, or its end "
				 "tag is missing"
			       : "more than 16 MiB stand between the entities");
}

/* ---- Markup: where it ends, and what it means. */

static bool
ends_with(const struct buffer *b, const char *end, size_t least)
{
	size_t n = strlen(end);

	return b->len >= least && memcmp(b->data + b->len - n, end, n) == 0;
}

static bool
begins_with(const struct buffer *b, const char *text)
{
	size_t n = strlen(text);

	return b->len >= n && memcmp(b->data, text, n) == 0;
}

static bool
is_tag(const struct buffer *markup)
{
	return markup->data[1] != '?' && markup->data[1] != '!';
}

/* The markup ends with '>': is that its end? */
static bool
is_whole(const struct buffer *markup)
{
	if (begins_with(markup, "<?"))
		return ends_with(markup, "?>", 4);
	if (begins_with(markup, "<!--"))
		return ends_with(markup, "-->", 7);
	if (begins_with(markup, "<![CDATA["))
		return ends_with(markup, "]]>", 12);
	return true;
}

/* Do the octets that were read tell what it is?  Of "<![CDATA[", nine do. */
static bool
is_told(const struct buffer *markup)
{
	return markup->len >= 9 || (markup->len >= 2 && is_tag(markup));
}

/* How much of it can be taken without looking at each octet. */
static size_t
plain_run(const struct aggregate *a, const uint8_t *octets, size_t len)
{
	const uint8_t *stop;

	if (a->quote != 0 || !is_tag(&a->markup)) {
		stop = memchr(octets, a->quote != 0 ? a->quote : '>', len);
		return stop == NULL ? len : (size_t)(stop - octets);
	}
	for (size_t i = 0; i < len; i++) {
		if (octets[i] == '>' || octets[i] == '"' || octets[i] == '\'')
			return i;
	}
	return len;
}

/* Take one octet that may end the markup. */
static bool
take_octet(struct aggregate *a, uint8_t octet)
{
	bool can_quote = a->markup.len > 1 && is_tag(&a->markup);

	buffer_putc(&a->markup, (char)octet);
	if (a->markup.has_failed) {
		refuse(a, XML_FAULT_MEMORY, "no memory");
		return false;
	}
	if (a->quote != 0) {
		a->quote = octet == a->quote ? 0 : a->quote;
		return false;
	}
	if (can_quote && (octet == '"' || octet == '\''))
		a->quote = octet;
	return octet == '>' && is_whole(&a->markup);
}

static const struct buffer *
outer_scope(const struct aggregate *a, size_t i)
{
	return &a->scopes[a->n_scopes - 1 - i];
}

/* Was the prefix declared by the entity itself, or nearer to it? */
static bool
is_hidden(
    const struct aggregate *a, size_t scope, const struct tag_attribute *d)
{
	if (tag_declares(a->markup.data, a->markup.len, d))
		return true;
	for (size_t i = 0; i < scope; i++) {
		const struct buffer *nearer = outer_scope(a, i);

		if (tag_declares(nearer->data, nearer->len, d))
			return true;
	}
	return false;
}

/* The namespaces that are in scope where the entity stands. */
static void
put_inherited(struct aggregate *a)
{
	struct tag_attribute d;

	for (size_t i = 0; i < a->n_scopes; i++) {
		const struct buffer *scope = outer_scope(a, i);
		size_t at = 0;

		while (tag_next(scope->data, scope->len, &at, &d)) {
			if (!tag_is_declaration(&d) || is_hidden(a, i, &d))
				continue;
			buffer_putc(&a->part, ' ');
			buffer_put(&a->part, d.name, d.name_len);
			buffer_putc(&a->part, '=');
			buffer_put(&a->part, d.value - 1, d.value_len + 2);
		}
	}
}

static void
read_entity_id(struct aggregate *a)
{
	struct tag_attribute attribute;
	size_t at = 0;

	clear(&a->entity_id);
	while (tag_next(a->markup.data, a->markup.len, &at, &attribute)) {
		if (attribute.name_len == 8 &&
		    memcmp(attribute.name, "entityID", 8) == 0)
			tag_value(&attribute, &a->entity_id);
	}
	buffer_puts(&a->entity_id, "");
}

static void
begin_part(struct aggregate *a, bool is_empty)
{
	const struct buffer *markup = &a->markup;
	size_t name = tag_name_end(markup->data, markup->len);

	a->is_single |= a->n_scopes == 0;
	a->number++;
	a->part_line = a->markup_line;
	read_entity_id(a);
	clear(&a->part);
	buffer_put(&a->part, markup->data, name);
	put_inherited(a);
	a->in_part = true;
	keep(a, markup->data + name, markup->len - name);
	a->depth = is_empty ? 0 : 1;
}

/* By the tag that is read, and by those around it. */
static size_t
n_declared(const struct aggregate *a)
{
	size_t n = 0;

	for (size_t i = 0; i <= a->n_scopes; i++) {
		const struct buffer *tag =
		    i < a->n_scopes ? &a->scopes[i] : &a->markup;
		struct tag_attribute d;
		size_t at = 0;

		while (tag_next(tag->data, tag->len, &at, &d))
			n += tag_is_declaration(&d);
	}
	return n;
}

static void
begin_scope(struct aggregate *a, bool is_empty)
{
	struct buffer *scope;

	keep(a, a->markup.data, a->markup.len);
	if (is_empty)
		return;
	if (a->n_scopes == AGGREGATE_MAX_NESTED) {
		refuse(a, XML_FAULT_LIMIT,
		    "more than 32 EntitiesDescriptors in each other");
		return;
	}
	/* Each entity inherits them: they must stay few and short. */
	if (a->markup.len > AGGREGATE_MAX_SCOPE ||
	    n_declared(a) > XML_MAX_NAMESPACES) {
		refuse(a, XML_FAULT_LIMIT,
		    "an EntitiesDescriptor declares too many namespaces, or "
		    "its tag is larger than 64 KiB");
		return;
	}
	scope = &a->scopes[a->n_scopes++];
	clear(scope);
	buffer_put(scope, a->markup.data, a->markup.len);
	if (scope->has_failed)
		refuse(a, XML_FAULT_MEMORY, "no memory");
}

static void
start_tag(struct aggregate *a)
{
	const struct buffer *markup = &a->markup;
	bool is_empty = ends_with(markup, "/>", 3);

	if (a->in_part) {
		a->depth += is_empty ? 0 : 1;
		keep(a, markup->data, markup->len);
	} else if (a->foreign == 0 &&
		   tag_is(markup->data, markup->len, ENTITY)) {
		begin_part(a, is_empty);
	} else if (a->foreign == 0 &&
		   tag_is(markup->data, markup->len, ENTITIES)) {
		begin_scope(a, is_empty);
	} else {
		a->foreign += is_empty ? 0 : 1;
		keep(a, markup->data, markup->len);
	}
}

static void
end_tag(struct aggregate *a)
{
	keep(a, a->markup.data, a->markup.len);
	if (a->in_part)
		a->depth--;
	else if (a->foreign > 0)
		a->foreign--;
	else if (a->n_scopes > 0)
		a->n_scopes--;
}

/* true: it has ended an entity. */
static bool
act_on_markup(struct aggregate *a)
{
	bool has_depth = a->in_part;

	if (!is_tag(&a->markup)) {
		keep(a, a->markup.data, a->markup.len);
		return false;
	}
	if (a->markup.data[1] == '/')
		end_tag(a);
	else
		start_tag(a);
	has_depth |= a->in_part;
	return has_depth && a->depth == 0;
}

/* ---- Octets. */

static void
count_lines(struct aggregate *a, const uint8_t *octets, size_t len)
{
	const uint8_t *end = octets + len, *at = octets;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		a->line++;
		at++;
	}
}

/* Text up to the next '<'. */
static size_t
take_text(struct aggregate *a, const uint8_t *octets, size_t len)
{
	const uint8_t *stop = memchr(octets, '<', len);
	size_t n = stop == NULL ? len : (size_t)(stop - octets);

	keep(a, octets, n);
	if (stop != NULL) {
		a->in_markup = true;
		clear(&a->markup);
	}
	return n;
}

/* Markup up to its end; *IS_END: it was met. */
static size_t
take_markup(
    struct aggregate *a, const uint8_t *octets, size_t len, bool *is_end)
{
	size_t n = 0;

	if (a->markup.len == 0)
		a->markup_line = a->line;
	while (n < len && !*is_end && a->refusal.fault == XML_FAULT_NONE) {
		if (is_told(&a->markup)) {
			size_t run = plain_run(a, octets + n, len - n);

			buffer_put(&a->markup, octets + n, run);
			n += run;
			if (n == len)
				break;
		}
		*is_end = take_octet(a, octets[n++]);
	}
	if (a->markup.len > XML_MAX_BYTES)
		refuse(a, XML_FAULT_LIMIT, "a tag is larger than 16 MiB");
	return n;
}

static void
give(struct aggregate *a, struct aggregate_part *part)
{
	*part = (struct aggregate_part){
	    .octets = (const uint8_t *)a->part.data,
	    .len = a->part.len,
	    .entity_id = a->entity_id.data,
	    .number = a->number,
	    .line = a->part_line,
	};
	a->in_part = false;
	if (a->part.has_failed || a->entity_id.has_failed)
		refuse(a, XML_FAULT_MEMORY, "no memory");
}

size_t
aggregate_feed(struct aggregate *a, const uint8_t *octets, size_t len,
    struct aggregate_part *part, bool *has_part)
{
	size_t at = 0;

	*has_part = false;
	while (at < len && a->refusal.fault == XML_FAULT_NONE) {
		bool is_end = false;
		size_t n;

		if (!a->in_markup) {
			n = take_text(a, octets + at, len - at);
		} else {
			n = take_markup(a, octets + at, len - at, &is_end);
			a->in_markup = !is_end;
		}
		if (is_end && act_on_markup(a)) {
			give(a, part);
			*has_part = a->refusal.fault == XML_FAULT_NONE;
		}
		count_lines(a, octets + at, n);
		at += n;
		if (*has_part)
			break;
	}
	return at;
}

static void
check_skeleton(struct aggregate *a)
{
	struct xml_refusal refusal;

	/* An entity that is the root leaves nothing that could be parsed. */
	if (a->is_single && a->number == 1)
		return;
	buffer_puts(&a->skeleton, "");
	if (document_parse(a->arena, (const uint8_t *)a->skeleton.data,
		a->skeleton.len, "metadata", &refusal) != NULL)
		return;
	a->refusal = refusal;
	/* The lines of what is left over are no lines of the document. */
	a->refusal.line = 0;
	a->refusal.column = 0;
}

bool
aggregate_end(struct aggregate *a, struct xml_refusal *refusal)
{
	if (a->refusal.fault == XML_FAULT_NONE && (a->in_part || a->in_markup))
		refuse(a, XML_FAULT_TRUNCATED,
		    a->in_part ? "the document ends inside of an entity"
			       : "the document ends inside of a tag");
	if (a->refusal.fault == XML_FAULT_NONE)
		check_skeleton(a);
	*refusal = a->refusal;
	return refusal->fault == XML_FAULT_NONE;
}
