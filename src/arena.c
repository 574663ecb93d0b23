/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "secrecy.h"

#define BLOCK_SIZE ((size_t)32 << 10)

struct block {
	struct block *next;
	size_t used, size;
	alignas(max_align_t) unsigned char data[];
};

struct deferred {
	struct deferred *next;
	void (*release)(void *);
	void *what;
};

struct arena {
	struct block *blocks;
	struct deferred *deferred;
	bool has_failed;
};

struct arena *
arena_new(void)
{
	return calloc(1, sizeof(struct arena));
}

static void
release_blocks(struct arena *arena, const struct block *kept)
{
	struct block *block = arena->blocks, *next;

	/* What is released lies in the blocks: it goes first. */
	for (struct deferred *d = arena->deferred; d != NULL; d = d->next)
		d->release(d->what);
	while (block != NULL) {
		next = block->next;
		secrecy_wipe(block->data, block->used);
		if (kept == NULL || block != kept)
			free(block);
		block = next;
	}
	arena->deferred = NULL;
}

void
arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	release_blocks(arena, NULL);
	free(arena);
}

void
arena_empty(struct arena *arena)
{
	struct block *kept = arena->blocks;

	if (kept != NULL && kept->size > BLOCK_SIZE)
		kept = NULL;
	release_blocks(arena, kept);
	arena->blocks = kept;
	if (kept != NULL) {
		kept->next = NULL;
		kept->used = 0;
	}
}

bool
arena_has_failed(const struct arena *arena)
{
	return arena->has_failed;
}

void
arena_fail(struct arena *arena)
{
	arena->has_failed = true;
}

static struct block *
block_new(size_t size)
{
	struct block *block;

	if (size > SIZE_MAX - sizeof *block)
		return NULL;
	block = malloc(sizeof *block + size);
	if (block == NULL)
		return NULL;
	block->next = NULL;
	block->used = 0;
	block->size = size;
	return block;
}

/* A block with SIZE free bytes at the head of the list, or NULL. */
static struct block *
block_for(struct arena *arena, size_t size)
{
	struct block *block = arena->blocks;

	if (block != NULL && block->size - block->used >= size)
		return block;
	block = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
	if (block == NULL)
		return NULL;
	/* A block made for one large piece must not hide a half-empty one. */
	if (size > BLOCK_SIZE && arena->blocks != NULL) {
		block->next = arena->blocks->next;
		arena->blocks->next = block;
	} else {
		block->next = arena->blocks;
		arena->blocks = block;
	}
	return block;
}

void *
arena_bytes(struct arena *arena, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct block *block;
	void *piece;

	if (size > SIZE_MAX - align) {
		arena->has_failed = true;
		return NULL;
	}
	size = (size + align - 1) / align * align;
	block = block_for(arena, size);
	if (block == NULL) {
		arena->has_failed = true;
		return NULL;
	}
	piece = block->data + block->used;
	block->used += size;
	return piece;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	void *piece = arena_bytes(arena, size);

	if (piece != NULL)
		memset(piece, 0, size);
	return piece;
}

void *
arena_memdup(struct arena *arena, const void *data, size_t len)
{
	char *copy = len < SIZE_MAX ? arena_bytes(arena, len + 1) : NULL;

	if (copy == NULL) {
		arena->has_failed = true;
		return NULL;
	}
	if (len > 0)
		memcpy(copy, data, len);
	copy[len] = '\0';
	return copy;
}

/* An empty string that may be written to: nobody does. */
static char *
empty(void)
{
	static char nothing[1];

	return nothing;
}

char *
arena_strndup(struct arena *arena, const char *text, size_t len)
{
	char *copy = arena_memdup(arena, text, len);

	return copy != NULL ? copy : empty();
}

char *
arena_strdup(struct arena *arena, const char *text)
{
	return text == NULL ? empty()
			    : arena_strndup(arena, text, strlen(text));
}

char *
arena_vprintf(struct arena *arena, const char *fmt, va_list args)
{
	va_list again;
	char *text;
	int len;

	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = len < 0 ? NULL : arena_bytes(arena, (size_t)len + 1);
	if (text == NULL) {
		arena->has_failed = true;
		return empty();
	}
	vsnprintf(text, (size_t)len + 1, fmt, args);
	return text;
}

char *
arena_printf(struct arena *arena, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = arena_vprintf(arena, fmt, args);
	va_end(args);
	return text;
}

/* The capacity of an array grown by arena_push() is the next power of two. */
static bool
is_full(size_t n)
{
	return n == 0 || (n & (n - 1)) == 0;
}

void *
arena_push(struct arena *arena, void *array, size_t *n, size_t size)
{
	unsigned char *items;

	memcpy(&items, array, sizeof items);
	if (is_full(*n)) {
		size_t capacity = *n == 0 ? 1 : *n * 2;
		unsigned char *moved = NULL;

		if (capacity <= SIZE_MAX / size)
			moved = arena_bytes(arena, capacity * size);
		if (moved == NULL) {
			arena->has_failed = true;
			return NULL;
		}
		if (*n > 0)
			memcpy(moved, items, *n * size);
		items = moved;
		memcpy(array, &items, sizeof items);
	}
	memset(items + *n * size, 0, size);
	return items + (*n)++ * size;
}

bool
arena_defer(struct arena *arena, void (*release)(void *), void *what)
{
	struct deferred *d = arena_alloc(arena, sizeof *d);

	if (d == NULL)
		return false;
	d->release = release;
	d->what = what;
	d->next = arena->deferred;
	arena->deferred = d;
	return true;
}
