/* SPDX-License-Identifier: MIT */
/*
 * A growing run of bytes.  Writing never fails on the spot: has_failed is
 * sticky and the bytes written so far stay.  Zero-initialise before use.
 */
#ifndef SDX_BUFFER_H
#define SDX_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * What captured text goes through before it is escaped; it hides what must
 * not be shown.  LEN bytes become LEN bytes.  NULL: no memory.
 */
struct buffer_veil {
	const char *(*hide)(struct buffer_veil *, const char *, size_t len);
};

struct buffer {
	char *data; /* always NUL-terminated once anything was written */
	size_t len;
	size_t size;
	bool has_failed;
	struct buffer_veil *veil; /* NULL: nothing is hidden */
};

void buffer_free(struct buffer *);
/* TEXT as it may be shown in BUFFER: what escapes captured text calls it. */
const char *buffer_veiled(struct buffer *, const char *text, size_t *len);
void buffer_put(struct buffer *, const void *, size_t len);
void buffer_puts(struct buffer *, const char *);
void buffer_putc(struct buffer *, char);
void buffer_repeat(struct buffer *, char, size_t n);
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void
buffer_printf(struct buffer *, const char *fmt, ...);

#endif
