/* SPDX-License-Identifier: MIT */
#include "capture/root.h"

#include <string.h>
#include <strings.h>

#include "chars.h"

#define NAME_MAX_LEN 64 /* of a name that is shown to a person */

static size_t
skip_blanks(struct bytes b, size_t at)
{
	while (at < b.len && char_is_white(b.data[at]))
		at++;
	return at;
}

static bool
begins(struct bytes b, size_t at, const char *text)
{
	size_t len = strlen(text);

	return b.len - at >= len && memcmp(b.data + at, text, len) == 0;
}

size_t
root_start(struct bytes b)
{
	return skip_blanks(b, begins(b, 0, "\xef\xbb\xbf") ? 3 : 0);
}

/* '<' in UTF-16, with or without a byte order mark. */
static bool
begins_wide(struct bytes b)
{
	static const uint8_t marks[][4] = {
	    {0xff, 0xfe, '<', 0}, {0xfe, 0xff, 0, '<'}};

	if (b.len < 4)
		return false;
	return memcmp(b.data, marks[0], 4) == 0 ||
	       memcmp(b.data, marks[1], 4) == 0 ||
	       memcmp(b.data, marks[0] + 2, 2) == 0 ||
	       memcmp(b.data, marks[1] + 2, 2) == 0;
}

bool
root_is_xml(struct bytes b)
{
	size_t at = root_start(b);

	return begins_wide(b) ||
	       (at < b.len && b.data[at] == '<' && !root_is_html(b));
}

bool
root_is_html(struct bytes b)
{
	static const char *const starts[] = {"<!doctype html", "<html", "<head",
	    "<body", "<form", "<script", "<meta", "<input"};
	size_t at = root_start(b);

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t len = strlen(starts[i]);

		if (b.len - at >= len &&
		    strncasecmp((const char *)b.data + at, starts[i], len) == 0)
			return true;
	}
	return false;
}

/* The byte behind the next END, or the length. */
static size_t
behind(struct bytes b, size_t at, const char *end)
{
	const uint8_t *found =
	    memmem(b.data + at, b.len - at, end, strlen(end));

	return found == NULL ? b.len : (size_t)(found - b.data) + strlen(end);
}

/* The byte behind a document type, its internal subset too. */
static size_t
behind_doctype(struct bytes b, size_t at)
{
	size_t end = behind(b, at, ">");
	const uint8_t *subset = memchr(b.data + at, '[', end - at);

	return subset == NULL ? end : behind(b, behind(b, at, "]"), ">");
}

/* The offset of the first tag's '<', past declaration and comments. */
static size_t
first_tag(struct bytes b)
{
	size_t at = root_start(b);

	while (at < b.len && b.data[at] == '<') {
		if (begins(b, at, "<?"))
			at = behind(b, at, "?>");
		else if (begins(b, at, "<!--"))
			at = behind(b, at, "-->");
		else if (begins(b, at, "<!"))
			at = behind_doctype(b, at);
		else
			return at;
		at = skip_blanks(b, at);
	}
	return b.len;
}

/* The bytes of a name at AT, its prefix too. */
static size_t
name_len(struct bytes b, size_t at)
{
	size_t len = 0;

	while (at + len < b.len && b.data[at + len] > ' ' &&
	       memchr("/><=", b.data[at + len], 4) == NULL)
		len++;
	return len;
}

/* The name with its prefix in the first tag. */
static const char *
root_qname(struct bytes b, size_t *len)
{
	size_t at = first_tag(b);

	if (at >= b.len)
		return NULL;
	*len = name_len(b, at + 1);
	return *len > 0 ? (const char *)b.data + at + 1 : NULL;
}

const char *
root_name(struct bytes b, size_t *len)
{
	const char *name = root_qname(b, len);
	const char *colon = name != NULL ? memchr(name, ':', *len) : NULL;

	if (colon != NULL) {
		*len -= (size_t)(colon + 1 - name);
		name = colon + 1;
	}
	return name;
}

/* The declaration of the root's own prefix: xmlns="…" or xmlns:PREFIX="…". */
static bool
declares(
    struct bytes tag, const char *prefix, size_t prefix_len, const char *ns)
{
	size_t at = 0, want = prefix_len > 0 ? 6 + prefix_len : 5;

	while ((at = behind(tag, at, "xmlns")) < tag.len) {
		size_t value;

		if (name_len(tag, at - 5) != want ||
		    (prefix_len > 0 &&
			memcmp(tag.data + at + 1, prefix, prefix_len) != 0))
			continue;
		value = skip_blanks(tag, at - 5 + want);
		if (value >= tag.len || tag.data[value] != '=')
			continue;
		value = skip_blanks(tag, value + 1);
		return value < tag.len && begins(tag, value + 1, ns) &&
		       value + 1 + strlen(ns) < tag.len &&
		       tag.data[value + 1 + strlen(ns)] == tag.data[value];
	}
	return false;
}

bool
root_is_of(struct bytes b, const char *ns)
{
	size_t len = 0, local_len = 0, at = first_tag(b);
	const char *name = root_qname(b, &len);
	struct bytes tag;

	if (name == NULL)
		return false;
	root_name(b, &local_len);
	tag.data = b.data + at;
	tag.len = behind(b, at, ">") - at;
	return declares(
	    tag, name, local_len < len ? len - local_len - 1 : 0, ns);
}

bool
root_is_closed(struct bytes b)
{
	size_t len = 0, at, end;
	const char *name = root_qname(b, &len);

	if (name == NULL)
		return false;
	at = (size_t)((const uint8_t *)name - b.data);
	end = behind(b, at, ">");
	if (begins(b, end - 2, "/>"))
		return true;
	/* From the end, where it stands if it stands at all. */
	for (size_t to = b.len; to > end; to = at) {
		const uint8_t *tag = memrchr(b.data + end, '<', to - end);

		if (tag == NULL)
			return false;
		at = (size_t)(tag - b.data);
		if (begins(b, at, "</") && b.len - at - 2 > len &&
		    memcmp(tag + 2, name, len) == 0 &&
		    name_len(b, at + 2) == len)
			return true;
	}
	return false;
}

const char *
root_last_name(struct bytes b, size_t *len)
{
	size_t end = b.len;

	while (end > 0) {
		const uint8_t *tag = memrchr(b.data, '<', end);
		size_t at;

		if (tag == NULL)
			return NULL;
		at = (size_t)(tag - b.data) + 1;
		*len = name_len(b, at);
		/* A name that is cut itself tells nothing. */
		if (*len > 0 && *len <= NAME_MAX_LEN && at + *len < b.len &&
		    b.data[at] != '?' && b.data[at] != '!')
			return (const char *)b.data + at;
		end = at - 1;
	}
	return NULL;
}
