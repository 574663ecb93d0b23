/* SPDX-License-Identifier: MIT */
#include "buffer.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secrecy.h"

void
buffer_free(struct buffer *buf)
{
	secrecy_free(buf->data, buf->size);
	memset(buf, 0, sizeof *buf);
}

const char *
buffer_veiled(struct buffer *buf, const char *text, size_t *len)
{
	if (buf->veil == NULL || *len == 0)
		return text;
	text = buf->veil->hide(buf->veil, text, *len);
	if (text != NULL)
		return text;
	buf->has_failed = true;
	*len = 0;
	return "";
}

/* Room for LEN more bytes and a terminator. */
static bool
buffer_reserve(struct buffer *buf, size_t len)
{
	size_t need, size = buf->size == 0 ? 256 : buf->size;
	char *data;

	if (buf->has_failed || len >= SIZE_MAX / 2 - buf->len) {
		buf->has_failed = true;
		return false;
	}
	need = buf->len + len + 1;
	if (need <= buf->size)
		return true;
	while (size < need)
		size *= 2;
	data = secrecy_grow(buf->data, buf->size, size);
	if (data == NULL) {
		buf->has_failed = true;
		return false;
	}
	buf->data = data;
	buf->size = size;
	return true;
}

void
buffer_put(struct buffer *buf, const void *data, size_t len)
{
	if (!buffer_reserve(buf, len))
		return;
	if (len > 0)
		memcpy(buf->data + buf->len, data, len);
	buf->len += len;
	buf->data[buf->len] = '\0';
}

void
buffer_puts(struct buffer *buf, const char *text)
{
	buffer_put(buf, text, strlen(text));
}

void
buffer_putc(struct buffer *buf, char c)
{
	buffer_put(buf, &c, 1);
}

void
buffer_repeat(struct buffer *buf, char c, size_t n)
{
	if (!buffer_reserve(buf, n))
		return;
	memset(buf->data + buf->len, c, n);
	buf->len += n;
	buf->data[buf->len] = '\0';
}

void
buffer_printf(struct buffer *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	if (len < 0 || !buffer_reserve(buf, (size_t)len)) {
		buf->has_failed = true;
		return;
	}
	va_start(args, fmt);
	vsnprintf(buf->data + buf->len, (size_t)len + 1, fmt, args);
	va_end(args);
	buf->len += (size_t)len;
}
