/* SPDX-License-Identifier: MIT */
#include "plant.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

unsigned
plant_choose(struct plant *p, unsigned below)
{
	unsigned choice;

	if (p->n_choices == 0)
		return 0;
	choice = *p->choices++;
	p->n_choices--;
	return choice % below;
}

static unsigned
chance(struct plant *p, unsigned below)
{
	p->seed = p->seed * 1664525 + 1013904223;
	return (p->seed >> 8) % below;
}

static struct planted *
planted_new(struct plant *p, const char *letters, enum planted_class class)
{
	struct planted *word;

	if (p->n == PLANTED_MAX)
		fuzz_fail("too many words are planted");
	word = &p->planted[p->n++];
	for (size_t i = 0; i < CORE_LEN; i++)
		word->core[i] = letters[chance(p, (unsigned)strlen(letters))];
	word->core[CORE_LEN] = '\0';
	word->class = class;
	return word;
}

static const char small[] = "abcdefghijkmnpqrstuvwxyz";
static const char mixed[] = "abcdefghijkmnpqrstuvwxyz23456789";

/* One that was planted already. */
static const char *
known(struct plant *p)
{
	size_t i = plant_choose(p, 256);

	for (size_t n = p->n; n > 0; n--)
		if (p->planted[(i + n) % p->n].class == PLANTED_SECRET)
			return p->planted[(i + n) % p->n].text;
	return "nobody";
}

const char *
plant_name(struct plant *p)
{
	return p->name != NULL && strspn(p->name, mixed) == strlen(p->name)
		   ? p->name
		   : "nobody";
}

const char *
plant_word(struct plant *p)
{
	static const char *const makes[][2] = {{"", ""}, {"", "@mail.example"},
	    {"Ana ", ""}, {"+49 ", ""}, {"", "<&>\"'"},
	    {"", " \xc3\xa9\xe2\x82\xac"}, {"CORP\\", ""}, {"x=", ";y"},
	    {"_", ""}, {"https://app.example/a?b=", "&c"},
	    {"urn:amazon:webservices ", ""}, {"${user.mail} ", ""},
	    {"arn:aws:iam::123456789012:user/", ""}};
	unsigned make = plant_choose(p, 20);
	struct planted *word;

	if (make >= sizeof makes / sizeof *makes && p->n > 0)
		return known(p);
	make %= sizeof makes / sizeof *makes;
	word = planted_new(p, mixed, PLANTED_SECRET);
	snprintf(word->text, sizeof word->text, "%s%s%s", makes[make][0],
	    word->core, makes[make][1]);
	return word->text;
}

static const char *
plant_plain(struct plant *p, const char *letters, enum planted_class class)
{
	struct planted *word = planted_new(p, letters, class);

	memcpy(word->text, word->core, sizeof word->core);
	return word->text;
}

const char *
plant_identifier(struct plant *p)
{
	return plant_plain(p, mixed, PLANTED_IDENTIFIER);
}

const char *
plant_organisation(struct plant *p)
{
	return plant_plain(p, small, PLANTED_ORGANISATION);
}

const char *
plant_account(struct plant *p)
{
	return plant_plain(p, "123456789", PLANTED_ORGANISATION);
}

void
plant_put(struct fuzz_text *out, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		fuzz_fail("no memory");
	fuzz_keep(text, (size_t)len, out);
	free(text);
}

/* Every character of ASCII by its number, or what must be alone. */
void
plant_xml(struct plant *p, struct fuzz_text *out, const char *text)
{
	unsigned way = plant_choose(p, 6);

	for (; *text != '\0'; text++) {
		unsigned c = (unsigned char)*text;
		bool is_alone = strchr("&<>\"'", (int)c) != NULL;

		if (c < 0x80 && way == 1)
			plant_put(out, "&#x%x;", c);
		else if (is_alone || (c < 0x80 && way == 2))
			plant_put(out, "&#%u;", c);
		else
			plant_put(out, "%c", *text);
	}
}

void
plant_json(struct plant *p, struct fuzz_text *out, const char *text)
{
	bool is_all = plant_choose(p, 4) == 3;

	for (; *text != '\0'; text++) {
		unsigned c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			plant_put(out, "\\%c", *text);
		else if (c < ' ' || (is_all && c < 0x80))
			plant_put(out, "\\u%04x", c);
		else
			plant_put(out, "%c", *text);
	}
}

void
plant_percent(struct plant *p, struct fuzz_text *out, const char *text)
{
	bool is_all = plant_choose(p, 4) == 3;

	for (; *text != '\0'; text++) {
		unsigned c = (unsigned char)*text;

		if (!is_all && c < 0x80 &&
		    strchr("\"&+=%#<>?; '\\/", *text) == NULL)
			plant_put(out, "%c", *text);
		else if (c == ' ')
			plant_put(out, "+");
		else
			plant_put(out, is_all ? "%%%02x" : "%%%02X", c);
	}
}

void
plant_base64(struct fuzz_text *out, const void *data, size_t len)
{
	const uint8_t *octets = data;
	char four[4];

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = (uint32_t)octets[i] << 16;

		if (i + 1 < len)
			bits |= (uint32_t)octets[i + 1] << 8;
		if (i + 2 < len)
			bits |= octets[i + 2];
		for (unsigned j = 0; j < 4; j++)
			four[j] = i + j > len
				      ? '='
				      : alphabet[bits >> (18 - 6 * j) & 0x3f];
		fuzz_keep(four, sizeof four, out);
	}
}

void
plant_packed(struct fuzz_text *out, const void *data, size_t len, int bits)
{
	z_stream stream = {0};
	uLong size = compressBound((uLong)len) + 64;
	uint8_t *packed = malloc(size);

	if (packed == NULL || deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED,
				  bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		fuzz_fail("no memory");
	stream.next_in = (Bytef *)(uintptr_t)data;
	stream.avail_in = (uInt)len;
	stream.next_out = packed;
	stream.avail_out = (uInt)size;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		fuzz_fail("zlib does not pack");
	fuzz_keep(packed, stream.total_out, out);
	deflateEnd(&stream);
	free(packed);
}
