/* SPDX-License-Identifier: MIT */
#include "capture/root.h"

#include <string.h>
#include <strings.h>

static size_t
skip_blanks(struct bytes b, size_t at)
{
	while (at < b.len && b.data[at] != '\0' &&
	       strchr(" \t\r\n", b.data[at]) != NULL)
		at++;
	return at;
}

static size_t
start_of(struct bytes b)
{
	size_t at =
	    b.len >= 3 && memcmp(b.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	return skip_blanks(b, at);
}

bool
root_is_xml(struct bytes b)
{
	size_t at = start_of(b);

	if (b.len >= 4 &&
	    (memcmp(b.data, "\xff\xfe<\0", 4) == 0 ||
		memcmp(b.data, "\xfe\xff\0<", 4) == 0 ||
		memcmp(b.data, "<\0", 2) == 0 || memcmp(b.data, "\0<", 2) == 0))
		return true;
	return at < b.len && b.data[at] == '<' && !root_is_html(b);
}

/* The byte behind the next END, or the length. */
static size_t
behind(struct bytes b, size_t at, const char *end)
{
	const uint8_t *found =
	    memmem(b.data + at, b.len - at, end, strlen(end));

	return found == NULL ? b.len : (size_t)(found - b.data) + strlen(end);
}

static bool
begins(struct bytes b, size_t at, const char *text)
{
	size_t len = strlen(text);

	return b.len - at >= len && memcmp(b.data + at, text, len) == 0;
}

/* The offset of the first tag's '<', past declaration and comments. */
static size_t
first_tag(struct bytes b)
{
	size_t at = start_of(b);

	while (at < b.len && b.data[at] == '<') {
		if (begins(b, at, "<?"))
			at = behind(b, at, "?>");
		else if (begins(b, at, "<!--"))
			at = behind(b, at, "-->");
		else if (begins(b, at, "<!"))
			at = behind(b, at, ">");
		else
			return at;
		at = skip_blanks(b, at);
	}
	return b.len;
}

const char *
root_name(struct bytes b, size_t *len)
{
	size_t at = first_tag(b), start;

	if (at >= b.len)
		return NULL;
	start = ++at;
	while (at < b.len && strchr(" \t\r\n/>", b.data[at]) == NULL) {
		if (b.data[at++] == ':')
			start = at;
	}
	*len = at - start;
	return (const char *)b.data + start;
}

bool
root_declares(struct bytes b, const char *ns)
{
	size_t at = first_tag(b), end, len = strlen(ns);
	const uint8_t *found;

	if (at >= b.len)
		return false;
	end = behind(b, at, ">");
	found = memmem(b.data + at, end - at, ns, len);
	return found != NULL && found + len < b.data + end &&
	       (found[len] == '"' || found[len] == '\'');
}

bool
root_is_html(struct bytes b)
{
	size_t at = start_of(b);
	static const char *const starts[] = {"<!doctype html", "<html", "<head",
	    "<body", "<form", "<script", "<meta", "<input"};

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
		size_t len = strlen(starts[i]);

		if (b.len - at >= len &&
		    strncasecmp((const char *)b.data + at, starts[i], len) == 0)
			return true;
	}
	return false;
}
