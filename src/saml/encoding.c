/* SPDX-License-Identifier: MIT */
#include "saml/encoding.h"

#include <string.h>
#include <strings.h>

#include "chars.h"
#include "utf8.h"

static bool
refuse(struct xml_refusal *refusal, enum xml_fault fault, size_t offset,
    const char *detail)
{
	refusal->fault = fault;
	refusal->detail = detail;
	refusal->offset = offset;
	return false;
}

/* XML 1.0 appendix F: what the first octets give away. */
static const struct {
	const char *octets;
	size_t len;
	const char *name;
} signs[] = {
    {"\xff\xfe\0\0", 4, "UTF-32 (little endian)"},
    {"\0\0\xfe\xff", 4, "UTF-32 (big endian)"},
    {"<\0\0\0", 4, "UTF-32 (little endian)"},
    {"\0\0\0<", 4, "UTF-32 (big endian)"},
    {"\xff\xfe", 2, "UTF-16 (little endian)"},
    {"\xfe\xff", 2, "UTF-16 (big endian)"},
    {"<\0", 2, "UTF-16 (little endian)"},
    {"\0<", 2, "UTF-16 (big endian)"},
    {"\x4c\x6f\xa7\x94", 4, "EBCDIC"},
    {"+ADw-", 5, "UTF-7"},
};

static const char *
other_encoding(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (len >= signs[i].len &&
		    memcmp(octets, signs[i].octets, signs[i].len) == 0)
			return signs[i].name;
	return NULL;
}

/* Bytes of the character at OCTETS; 0 where it is none (RFC 3629 4). */
static size_t
character_length(const uint8_t *octets, size_t left)
{
	uint8_t c = octets[0], low = 0x80, high = 0xbf;
	size_t n;

	if (c < 0x80)
		return 1;
	if (c < 0xc2 || c > 0xf4)
		return 0;
	n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
	if (c == 0xe0)
		low = 0xa0;
	else if (c == 0xed)
		high = 0x9f; /* no surrogates */
	else if (c == 0xf0)
		low = 0x90;
	else if (c == 0xf4)
		high = 0x8f;
	if (left < n || octets[1] < low || octets[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++)
		if ((octets[i] & 0xc0) != 0x80)
			return 0;
	return n;
}

/* The offset of the first octet that is no UTF-8; LEN where all is. */
static size_t
utf8_fault(const uint8_t *octets, size_t len)
{
	size_t at = 0, n;

	for (;;) {
		at += utf8_ascii_run(octets + at, len - at);
		if (at == len)
			return len;
		n = character_length(octets + at, len - at);
		if (n == 0)
			return at;
		at += n;
	}
}

/* The value of NAME = "…" in the XML declaration TEXT; NULL: not there. */
static const char *
declared(struct arena *arena, const char *text, const char *name)
{
	const char *at = strstr(text, name), *end;

	if (at == NULL)
		return NULL;
	at += strlen(name);
	while (char_is_white(*at))
		at++;
	if (*at++ != '=')
		return NULL;
	while (char_is_white(*at))
		at++;
	if (*at != '"' && *at != '\'')
		return NULL;
	end = strchr(at + 1, *at);
	if (end == NULL)
		return NULL;
	return arena_strndup(arena, at + 1, (size_t)(end - at - 1));
}

static bool
declaration_check(struct arena *arena, const uint8_t *octets, size_t len,
    size_t start, struct xml_refusal *refusal)
{
	const char *text, *encoding, *version;
	const uint8_t *end;

	if (len < 6 || memcmp(octets, "<?xml", 5) != 0 ||
	    !char_is_white((char)octets[5]))
		return true;
	end = memmem(octets, len < 512 ? len : 512, "?>", 2);
	if (end == NULL)
		return refuse(refusal, XML_FAULT_NOT_WELL_FORMED, start,
		    "an XML declaration without an end");
	text =
	    arena_strndup(arena, (const char *)octets, (size_t)(end - octets));
	encoding = declared(arena, text, "encoding");
	if (encoding != NULL && strcasecmp(encoding, "UTF-8") != 0 &&
	    strcasecmp(encoding, "US-ASCII") != 0)
		return refuse(refusal, XML_FAULT_ENCODING, start,
		    arena_printf(arena,
			"the XML declaration says that it is %.40s", encoding));
	version = declared(arena, text, "version");
	if (version != NULL && strcmp(version, "1.0") != 0)
		return refuse(refusal, XML_FAULT_NOT_WELL_FORMED, start,
		    arena_printf(arena,
			"the XML declaration says version %.20s; SAML is "
			"written in XML 1.0",
			version));
	return true;
}

static bool
nul_check(const uint8_t *octets, size_t len, struct xml_refusal *refusal)
{
	const uint8_t *nul = memchr(octets, '\0', len);

	if (nul == NULL)
		return true;
	return refuse(
	    refusal, XML_FAULT_NUL, (size_t)(nul - octets), "a NUL character");
}

static bool
utf8_check(struct arena *arena, const uint8_t *octets, size_t len,
    struct xml_refusal *refusal)
{
	size_t fault = utf8_fault(octets, len);

	if (fault == len)
		return true;
	return refuse(refusal, XML_FAULT_NOT_UTF8, fault,
	    arena_printf(arena, "the byte 0x%02x, which begins no character",
		octets[fault]));
}

static bool
is_all_blank(const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!char_is_white((char)octets[i]))
			return false;
	return true;
}

bool
encoding_check(struct arena *arena, const uint8_t *octets, size_t len,
    size_t *skip, struct xml_refusal *refusal)
{
	const char *other;

	*skip = 0;
	if (len > XML_MAX_BYTES)
		return refuse(refusal, XML_FAULT_TOO_LARGE, 0,
		    arena_printf(arena, "%zu bytes; the limit is %zu MiB", len,
			XML_MAX_BYTES >> 20));
	other = other_encoding(octets, len);
	if (other != NULL)
		return refuse(refusal, XML_FAULT_ENCODING, 0,
		    arena_printf(arena, "the first bytes are %s", other));
	if (len >= 3 && memcmp(octets, "\xef\xbb\xbf", 3) == 0)
		*skip = 3;
	if (is_all_blank(octets + *skip, len - *skip))
		return refuse(
		    refusal, XML_FAULT_EMPTY, len, "nothing but blanks");
	return nul_check(octets, len, refusal) &&
	       declaration_check(
		   arena, octets + *skip, len - *skip, *skip, refusal) &&
	       utf8_check(arena, octets, len, refusal);
}
