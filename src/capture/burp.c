/* SPDX-License-Identifier: MIT */
/*
 * Items that Burp saved: XML with a document type, of which only a few
 * elements matter.  A scan for tags reads them; the parser of SAML messages
 * takes no document type, and is not asked.
 */
#include <string.h>

#include "capture/http.h"
#include "capture/root.h"
#include "crypto/digest.h"

static struct bytes
between(struct bytes in, const char *open, const char *close)
{
	struct bytes none = {NULL, 0};
	const uint8_t *end, *from, *to;

	if (in.data == NULL)
		return none;
	end = in.data + in.len;
	from = memmem(in.data, in.len, open, strlen(open));
	if (from == NULL)
		return none;
	from += strlen(open);
	to = memmem(from, (size_t)(end - from), close, strlen(close));
	return to == NULL ? none : (struct bytes){from, (size_t)(to - from)};
}

/* What stands in <![CDATA[…]]>, else the text itself. */
static struct bytes
text_of(struct bytes element)
{
	struct bytes inside = between(element, "<![CDATA[", "]]>");

	return inside.data != NULL ? inside : element;
}

/* Where the tag of that very name begins; NULL: there is none. */
static const uint8_t *
find_tag(struct bytes in, const char *name)
{
	size_t len = strlen(name);
	const uint8_t *at = in.data, *end = in.data + in.len;

	while ((at = memchr(at, '<', (size_t)(end - at))) != NULL) {
		at++;
		if ((size_t)(end - at) > len && memcmp(at, name, len) == 0 &&
		    (at[len] == '>' || at[len] == ' '))
			return at;
	}
	return NULL;
}

/* <request base64="true">: its octets; data NULL: none. */
static struct bytes
octets_of(struct arena *arena, struct bytes item, const char *name)
{
	struct bytes none = {NULL, 0}, rest, tag, text, out;

	tag.data = find_tag(item, name);
	if (tag.data == NULL)
		return none;
	rest.data = tag.data;
	rest.len = (size_t)(item.data + item.len - rest.data);
	tag.len = 0;
	while (tag.len < rest.len && tag.data[tag.len] != '>')
		tag.len++;
	text = text_of(between(rest, ">", arena_printf(arena, "</%s>", name)));
	if (text.data == NULL ||
	    memmem(tag.data, tag.len, "base64=\"true\"", 13) == NULL)
		return text;
	out.data = base64_decode(
	    arena, (const char *)text.data, text.len, &out.len, NULL);
	return out.data != NULL ? out : none;
}

static bool
add_item(struct arena *arena, struct bytes item, struct exchange *x,
    struct capture *capture)
{
	struct bytes url = text_of(between(item, "<url>", "</url>"));
	struct bytes request = octets_of(arena, item, "request");
	struct bytes response = octets_of(arena, item, "response");

	if (request.data != NULL)
		http_read(arena, request,
		    url.data != NULL
			? arena_strndup(arena, (const char *)url.data, url.len)
			: NULL,
		    x);
	if (response.data != NULL && response.len > 0)
		http_read_response(arena, response, x);
	if (arena_has_failed(arena))
		return false;
	return x->method == NULL || x->method[0] == '\0' ||
	       exchange_add(arena, capture, x);
}

static enum capture_claim
recognise(struct bytes bytes)
{
	size_t len;
	const char *name = root_name(bytes, &len);

	return name != NULL && len == 5 && memcmp(name, "items", 5) == 0 &&
		       memmem(bytes.data, bytes.len, "burpVersion", 11)
		   ? CLAIM_YES
		   : CLAIM_NO;
}

static bool
extract(struct arena *arena, struct bytes bytes, struct capture *capture)
{
	struct bytes rest = bytes, item;
	size_t n = 0;

	while ((item = between(rest, "<item>", "</item>")).data != NULL) {
		struct exchange x = {.number = n + 1};

		n++;
		if (!add_item(arena, item, &x, capture))
			return false;
		rest.data = item.data + item.len;
		rest.len = (size_t)(bytes.data + bytes.len - rest.data);
	}
	if (capture->n_messages == 0) {
		capture->looks_like = "items of Burp without a SAML message";
		capture->advice = "Save the item that is the POST to the "
				  "sign-in endpoint of AWS.";
	}
	return exchange_end(arena, capture, n);
}

const struct capture_form capture_burp = {"burp", recognise, extract, false};
