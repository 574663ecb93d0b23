/* SPDX-License-Identifier: MIT */
/*
 * The arena: memory that lives as long as the evidence and ends as a whole.
 * It knows nothing of what it holds.  A failed allocation is sticky: the
 * spine asks arena_has_failed() once at the end, like ferror().
 */
#ifndef SDX_ARENA_H
#define SDX_ARENA_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define ARENA_PRINTF(f, a) __attribute__((format(printf, f, a)))
#else
#define ARENA_PRINTF(f, a)
#endif

struct arena;

struct arena *arena_new(void); /* NULL: no memory */
void arena_free(struct arena *);
/* What it holds ends, as at arena_free(); a failure is still remembered. */
void arena_empty(struct arena *);
bool arena_has_failed(const struct arena *);
/* Memory that was wanted elsewhere for the same purpose was not to be had. */
void arena_fail(struct arena *);

/* SIZE zeroed bytes, aligned for any type; NULL on failure. */
void *arena_alloc(struct arena *, size_t size);

/* The same as they come: for a caller that fills all of them. */
void *arena_bytes(struct arena *, size_t size);

/* A copy with a NUL behind it; NULL on failure. */
void *arena_memdup(struct arena *, const void *, size_t len);

/* Strings: never NULL, "" on failure.  strdup of NULL is "" too. */
char *arena_strdup(struct arena *, const char *);
char *arena_strndup(struct arena *, const char *, size_t len);
char *arena_printf(struct arena *, const char *fmt, ...) ARENA_PRINTF(2, 3);
char *arena_vprintf(struct arena *, const char *fmt, va_list)
    ARENA_PRINTF(2, 0);

/*
 * Room for one more element of SIZE bytes at the end of an array.  ARRAY is
 * the address of the pointer to its first element, N its count, which grows
 * by one.  Returns the zeroed element, or NULL with nothing changed.  The
 * array may move; it must have been grown by this call alone.
 *
 *	struct place *place = arena_push(a, &f->places, &f->n_places,
 *	    sizeof *place);
 */
void *arena_push(struct arena *, void *array, size_t *n, size_t size);

/* RELEASE(what) is called when the arena ends, last come first served. */
bool arena_defer(struct arena *, void (*release)(void *), void *what);

#endif
