/* SPDX-License-Identifier: MIT */
#include "capture/packed.h"

#include <string.h>
#include <zlib.h>

#include "capture/root.h"
#include "utf8.h"

#define CHUNK ((size_t)64 << 10)
#define WIDE_SEEN 64 /* bytes that tell UTF-16 without a mark */

struct output {
	struct arena *arena;
	uint8_t *data;
	size_t len, size;
	size_t expected; /* what the file says of itself, and one more */
};

static bool
make_room(struct output *out)
{
	size_t size = out->size < out->expected ? out->expected
		      : out->size == 0		? CHUNK
						: out->size * 2;
	uint8_t *data;

	if (out->len < out->size)
		return true;
	if (size > PACKED_MAX + CHUNK)
		size = PACKED_MAX + CHUNK;
	data = arena_alloc(out->arena, size);
	if (data == NULL)
		return false;
	if (out->len > 0)
		memcpy(data, out->data, out->len);
	out->data = data;
	out->size = size;
	return true;
}

/* A gzip file is its members, one behind the other (RFC 1952 2.2). */
static bool
has_member(const z_stream *stream)
{
	return stream->avail_in >= 2 && stream->next_in[0] == 0x1f &&
	       stream->next_in[1] == 0x8b;
}

/* All members, as much of them as may come out.  false: no memory. */
static bool
inflate_all(z_stream *stream, struct output *out, struct packed *packed)
{
	int result = Z_OK;

	while (result == Z_OK) {
		if (out->len > PACKED_MAX) {
			packed->fault = PACKED_TOO_LARGE;
			return true;
		}
		if (!make_room(out))
			return false;
		stream->next_out = out->data + out->len;
		stream->avail_out = (uInt)(out->size - out->len);
		result = inflate(stream, Z_NO_FLUSH);
		out->len = out->size - stream->avail_out;
		if (result == Z_STREAM_END && has_member(stream))
			result = inflateReset(stream);
	}
	if (result != Z_STREAM_END)
		packed->fault = PACKED_DAMAGED;
	return true;
}

/* ISIZE, the last four bytes (RFC 1952 2.3.1): true of one whole member. */
static size_t
unpacked_len(struct bytes b)
{
	const uint8_t *end = b.data + b.len;

	return b.len < 18 ? 0
			  : (size_t)end[-4] | (size_t)end[-3] << 8 |
				(size_t)end[-2] << 16 | (size_t)end[-1] << 24;
}

static bool
open_gzip(struct arena *arena, struct bytes b, struct packed *packed)
{
	z_stream stream = {0};
	struct output out = {.arena = arena};
	bool is_fine;

	if (b.len > PACKED_MAX) {
		packed->fault = PACKED_TOO_LARGE;
		return true;
	}
	/* It may lie: then the room grows as it must. */
	if (unpacked_len(b) < PACKED_MAX)
		out.expected = unpacked_len(b) + 1;
	if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK)
		return false;
	stream.next_in = (Bytef *)(uintptr_t)b.data;
	stream.avail_in = (uInt)b.len;
	is_fine = inflate_all(&stream, &out, packed);
	inflateEnd(&stream);
	if (packed->fault == PACKED_OK) {
		packed->bytes = (struct bytes){out.data, out.len};
		packed->note = stream.avail_in == 0
				   ? "The file was packed with gzip"
				   : "The file was packed with gzip; what "
				     "stands behind its end was not read";
	}
	return is_fine;
}

/* Every second byte is NUL, and what stands between is text. */
static int
half_without_mark(struct bytes b)
{
	size_t n = b.len < WIDE_SEEN ? b.len : WIDE_SEEN;
	int high = b.data[0] == 0 ? 0 : 1;

	for (size_t i = 0; i < n; i += 2) {
		uint8_t low = b.data[i + (size_t)(1 - high)];

		if (b.data[i + (size_t)high] != 0 || low >= 0x7f ||
		    (low < ' ' && low != '\t' && low != '\r' && low != '\n'))
			return 2;
	}
	return high;
}

/* Which half of a pair is the high one: 0, 1, or 2 where it is no UTF-16. */
static int
high_half(struct bytes b)
{
	if (b.len < 4 || b.len % 2 != 0)
		return 2;
	if (b.data[0] == 0xff && b.data[1] == 0xfe && b.data[3] == 0)
		return 1;
	if (b.data[0] == 0xfe && b.data[1] == 0xff && b.data[2] == 0)
		return 0;
	return half_without_mark(b);
}

static bool
has_mark(struct bytes b)
{
	return b.data[0] + b.data[1] == 0xff + 0xfe;
}

static unsigned
unit_at(struct bytes b, size_t i, int high)
{
	return (unsigned)b.data[i + (size_t)high] << 8 |
	       b.data[i + (size_t)(1 - high)];
}

static bool
is_named(const char *name, size_t len, const char *wanted)
{
	return name != NULL && len == strlen(wanted) &&
	       memcmp(name, wanted, len) == 0;
}

/*
 * A SAML message is left as it is.  Pages and lists of items are not what is
 * judged; metadata is converted so that it can be told, and then refused by
 * its own declaration.
 */
static bool
is_message(struct bytes b)
{
	size_t len = 0;
	const char *name = root_name(b, &len);

	return root_is_xml(b) && !root_is_html(b) &&
	       !is_named(name, len, "items") &&
	       !is_named(name, len, "EntityDescriptor") &&
	       !is_named(name, len, "EntitiesDescriptor");
}

/* RFC 2781.  Half a pair becomes U+FFFD. */
static bool
open_utf16(struct arena *arena, struct bytes b, struct packed *packed)
{
	int high = high_half(b);
	uint8_t *out = arena_alloc(arena, b.len * 2 + 1);
	size_t n = 0;

	if (out == NULL)
		return false;
	for (size_t i = has_mark(b) ? 2 : 0; i + 1 < b.len; i += 2) {
		unsigned code = unit_at(b, i, high);

		if (code >= 0xd800 && code < 0xdc00 && i + 3 < b.len) {
			unsigned low = unit_at(b, i + 2, high);

			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code - 0xd800) << 10) +
				       (low - 0xdc00);
				i += 2;
			}
		}
		if (code >= 0xd800 && code < 0xe000)
			code = 0xfffd;
		n += utf8_encode((char *)out + n, code);
	}
	if (is_message((struct bytes){out, n}))
		return true; /* left as it is: its encoding is judged */
	packed->bytes = (struct bytes){out, n};
	packed->note = "The file was text in UTF-16";
	return true;
}

bool
packed_open(struct arena *arena, struct bytes b, struct packed *packed)
{
	*packed = (struct packed){.bytes = b};
	if (b.len > 2 && b.data[0] == 0x1f && b.data[1] == 0x8b)
		return open_gzip(arena, b, packed);
	if (high_half(b) < 2)
		return open_utf16(arena, b, packed);
	return true;
}
