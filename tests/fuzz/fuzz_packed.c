/* SPDX-License-Identifier: MIT */
/*
 * What lies round a file or a value: gzip, UTF-16, and the compression of the
 * Redirect binding.  The first octet says whether the rest is taken as it
 * stands, or is packed here first.  What must hold:
 *  - what was packed here comes out as it went in, and says that it was;
 *  - nothing above the limit comes out of anything.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "capture/packed.h"
#include "fuzz.h"

#define XML_MAX ((size_t)16 << 20)

static struct bytes
deflate_all(struct bytes plain, int window)
{
	z_stream stream = {0};
	uLong size = compressBound((uLong)plain.len) + 64;
	uint8_t *out = malloc(size);

	if (out == NULL || deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED,
			       window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		fuzz_fail("no memory");
	stream.next_in = (Bytef *)(uintptr_t)plain.data;
	stream.avail_in = (uInt)plain.len;
	stream.next_out = out;
	stream.avail_out = (uInt)size;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		fuzz_fail("zlib does not pack");
	size = stream.total_out;
	deflateEnd(&stream);
	return (struct bytes){out, size};
}

static struct packed
open_file(struct arena *arena, struct bytes bytes)
{
	struct packed packed;

	if (!packed_open(arena, bytes, &packed))
		fuzz_fail("no memory");
	if (packed.fault == PACKED_OK && packed.note != NULL &&
	    packed.bytes.len > PACKED_MAX)
		fuzz_fail("more came out than the limit");
	return packed;
}

static void
check_gzip(struct arena *arena, struct bytes plain)
{
	struct bytes bytes = deflate_all(plain, MAX_WBITS + 16);
	struct packed packed = open_file(arena, bytes);

	if (packed.fault != PACKED_OK || packed.note == NULL ||
	    packed.bytes.len != plain.len ||
	    (plain.len > 0 &&
		memcmp(packed.bytes.data, plain.data, plain.len) != 0))
		fuzz_fail("gzip gives back something else");
	free((void *)(uintptr_t)bytes.data);
}

/* Letters of ASCII, each behind or before a NUL, behind a mark. */
static void
check_utf16(struct arena *arena, struct bytes plain, bool is_little)
{
	uint8_t *wide = malloc(2 * plain.len + 2);
	struct packed packed;

	if (wide == NULL)
		fuzz_fail("no memory");
	wide[0] = is_little ? 0xff : 0xfe;
	wide[1] = is_little ? 0xfe : 0xff;
	for (size_t i = 0; i < plain.len; i++) {
		wide[2 * i + (is_little ? 2 : 3)] = plain.data[i] & 0x7f;
		wide[2 * i + (is_little ? 3 : 2)] = 0;
	}
	packed = open_file(arena, (struct bytes){wide, 2 * plain.len + 2});
	for (size_t i = 0; packed.note != NULL && i < plain.len; i++)
		if (packed.bytes.len != plain.len ||
		    packed.bytes.data[i] != (plain.data[i] & 0x7f))
			fuzz_fail("UTF-16 gives back something else");
	free(wide);
}

static const char *
base64(struct arena *arena, struct bytes bytes)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm"
				      "nopqrstuvwxyz0123456789+/";
	char *text = arena_alloc(arena, bytes.len * 12 + 64), *at = text;

	if (text == NULL)
		fuzz_fail("no memory");
	for (size_t i = 0; i < bytes.len * 8; i += 6) {
		unsigned two = (unsigned)bytes.data[i / 8] << 8;
		char c;

		if (i / 8 + 1 < bytes.len)
			two |= bytes.data[i / 8 + 1];
		c = letters[two >> (10 - i % 8) & 0x3f];
		if (c == '+' || c == '/') {
			memcpy(at, c == '+' ? "%2B" : "%2f", 3);
			at += 3;
		} else {
			*at++ = c;
		}
	}
	return text;
}

static void
check_redirect(struct arena *arena, struct bytes plain)
{
	struct bytes bytes = deflate_all(plain, -MAX_WBITS);
	const char *url = arena_printf(
	    arena, "https://idp/sso?SAMLRequest=%s&x=1", base64(arena, bytes));
	struct capture_message m = {0};

	if (url == NULL || !capture_read_redirect(arena, url, strlen(url), &m))
		fuzz_fail("no memory");
	if (m.fault == CAPTURE_OK &&
	    (m.xml.len != plain.len ||
		memcmp(m.xml.data, plain.data, plain.len) != 0))
		fuzz_fail("a redirect gives back something else");
	if (plain.len > 0 && plain.data[0] == '<' && m.fault != CAPTURE_OK)
		fuzz_fail("a redirect gives back nothing");
	free((void *)(uintptr_t)bytes.data);
}

static void
read_url(struct arena *arena, struct bytes bytes)
{
	struct capture_message m = {0};

	if (!capture_read_redirect(
		arena, (const char *)bytes.data, bytes.len, &m))
		fuzz_fail("no memory");
	if ((m.fault == CAPTURE_OK) != (m.xml.len > 0) || m.xml.len > XML_MAX)
		fuzz_fail("a fault with octets, neither, or too many");
	if (m.fault != CAPTURE_OK && m.detail[0] == '\0')
		fuzz_fail("a fault without words");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct bytes rest = {data + 1, len - 1};
	struct arena *arena;

	if (len < 2)
		return 0;
	arena = arena_new();
	if (arena == NULL)
		fuzz_fail("no memory");
	switch (data[0] % 4) {
	case 0:
		check_gzip(arena, rest);
		check_redirect(arena, rest);
		break;
	case 1:
		check_utf16(arena, rest, true);
		check_utf16(arena, rest, false);
		break;
	case 2:
		read_url(arena, rest);
		break;
	default:
		open_file(arena, rest);
		break;
	}
	arena_free(arena);
	return 0;
}
