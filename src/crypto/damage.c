/* SPDX-License-Identifier: MIT */
/*
 * What happened to a message whose digest no longer fits?  Likely changes
 * are undone on a copy of its octets, and the copy is verified like any
 * message.  It is never read for claims.
 */
#include <string.h>

#include "chars.h"
#include "crypto/signature.h"
#include "utf8.h"

/* Octets that are being changed: never longer than five times the input. */
struct draft {
	uint8_t *data;
	size_t len;
};

/* White space between a '>' and the next '<' goes. */
static bool
undo_indentation(const uint8_t *in, size_t len, struct draft *out)
{
	for (size_t i = 0; i < len; i++) {
		size_t end = i + 1;

		out->data[out->len++] = in[i];
		if (in[i] != '>')
			continue;
		while (end < len && char_is_white(in[end]))
			end++;
		if (end < len && in[end] == '<')
			i = end - 1;
	}
	return out->len < len;
}

/* White space goes beside every tag, inside text elements too. */
static bool
undo_wrapping(const uint8_t *in, size_t len, struct draft *out)
{
	for (size_t i = 0; i < len; i++) {
		if (in[i] == '<')
			while (out->len > 0 &&
			       char_is_white(out->data[out->len - 1]))
				out->len--;
		out->data[out->len++] = in[i];
		if (in[i] == '>')
			while (i + 1 < len && char_is_white(in[i + 1]))
				i++;
	}
	return out->len < len;
}

static size_t
match(const uint8_t *in, size_t len, const char *what)
{
	size_t n = strlen(what);

	return len >= n && memcmp(in, what, n) == 0 ? n : 0;
}

/* Carriage returns that a tool wrote into the text go. */
static bool
undo_carriage_returns(const uint8_t *in, size_t len, struct draft *out)
{
	static const char *const forms[] = {"&#13;", "&#xD;", "&#xd;"};

	for (size_t i = 0; i < len;) {
		size_t n = 0;

		for (size_t f = 0; n == 0 && f < 3; f++)
			n = match(in + i, len - i, forms[f]);
		if (n == 0)
			out->data[out->len++] = in[i++];
		i += n;
	}
	return out->len < len;
}

/* … or come back, where the signer had them. */
static bool
redo_carriage_returns(const uint8_t *in, size_t len, struct draft *out)
{
	for (size_t i = 0; i < len; i++) {
		if (in[i] == '\n' && (i == 0 || in[i - 1] != '\r')) {
			memcpy(out->data + out->len, "&#13;", 5);
			out->len += 5;
		}
		out->data[out->len++] = in[i];
	}
	return out->len > len;
}

/* UTF-8 that was taken for Latin-1 and encoded once more. */
static bool
undo_encoding(const uint8_t *in, size_t len, struct draft *out)
{
	for (size_t i = 0; i < len;) {
		unsigned code;
		size_t n = utf8_decode(in + i, len - i, &code);

		if (n == 0 || code > 0xff)
			return false;
		out->data[out->len++] = (uint8_t)code;
		i += n;
	}
	for (size_t i = 0, n; i < out->len; i += n) {
		n = utf8_len(out->data + i, out->len - i);
		if (n == 0)
			return false;
	}
	return out->len < len;
}

/* &amp;lt; and its like, escaped twice. */
static bool
undo_escapes(const uint8_t *in, size_t len, struct draft *out)
{
	static const char *const forms[] = {
	    "&amp;amp;", "&amp;lt;", "&amp;gt;", "&amp;quot;", "&amp;apos;"};

	for (size_t i = 0; i < len; i++) {
		bool is_double = false;

		for (size_t f = 0; f < sizeof forms / sizeof *forms; f++)
			is_double |= match(in + i, len - i, forms[f]) > 0;
		out->data[out->len++] = in[i];
		if (is_double)
			i += 4;
	}
	return out->len < len;
}

static const struct {
	enum signature_damage damage;
	bool (*undo)(const uint8_t *, size_t, struct draft *);
} experiments[] = {
    {DAMAGE_INDENTED, undo_indentation},
    {DAMAGE_INDENTED, undo_wrapping},
    {DAMAGE_LINE_ENDS, undo_carriage_returns},
    {DAMAGE_LINE_ENDS, redo_carriage_returns},
    {DAMAGE_ENCODING, undo_encoding},
    {DAMAGE_ESCAPES, undo_escapes},
};

/* Does the like signature of the changed octets hold? */
static bool
holds_now(struct arena *arena, const struct draft *draft,
    enum signature_parent parent, struct certificate *const *trusted, size_t n)
{
	const struct saml_structure *structure;
	const struct saml_document *document;
	const struct signature_result *result;
	struct xml_refusal refusal;

	document =
	    document_parse(arena, draft->data, draft->len, "copy", &refusal);
	structure =
	    document != NULL ? structure_judge(arena, document, NULL) : NULL;
	for (size_t i = 0; structure != NULL && i < structure->n_signatures;
	     i++) {
		if (structure->signatures[i].parent != parent)
			continue;
		result = signature_verify(
		    arena, document, &structure->signatures[i], trusted, n);
		return result != NULL && result->state == SIGNATURE_VALID;
	}
	return false;
}

/* A copy costs a parse and a verification: only of what is of usual size. */
#define SIZE_MAX_TO_TRY ((size_t)1 << 20)

void
signature_explain_damage(struct arena *arena,
    const struct saml_document *document, struct signature_result *result,
    struct certificate *const *trusted, size_t n_trusted)
{
	struct certificate *embedded[1];
	const uint8_t *octets;
	size_t len;

	octets = document_octets(document, &len);
	if (n_trusted == 0 && result->embedded != NULL) {
		embedded[0] = (struct certificate *)(uintptr_t)result->embedded;
		trusted = embedded;
		n_trusted = 1;
	}
	if (len > SIZE_MAX_TO_TRY || n_trusted == 0)
		return;
	for (size_t i = 0; i < sizeof experiments / sizeof *experiments; i++) {
		/* The longest change writes five octets for each. */
		struct draft draft = {arena_alloc(arena, len * 6), 0};

		if (draft.data == NULL)
			return;
		if (!experiments[i].undo(octets, len, &draft) ||
		    !holds_now(arena, &draft, result->signature->parent,
			trusted, n_trusted))
			continue;
		result->damage = experiments[i].damage;
		return;
	}
}
