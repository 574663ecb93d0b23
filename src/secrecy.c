/* SPDX-License-Identifier: MIT */
#include "secrecy.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define STACK_LEN ((size_t)32 << 10) /* as deep as runs were seen to go */

static atomic_bool holds;

void
secrecy_begin(void)
{
	atomic_store_explicit(&holds, true, memory_order_relaxed);
}

bool
secrecy_holds(void)
{
	return atomic_load_explicit(&holds, memory_order_relaxed);
}

void
secrecy_wipe(void *data, size_t size)
{
	if (data != NULL && secrecy_holds())
		explicit_bzero(data, size);
}

void
secrecy_wipe_stack(void)
{
	unsigned char below[STACK_LEN];

	if (secrecy_holds())
		explicit_bzero(below, sizeof below);
}

void
secrecy_free(void *data, size_t size)
{
	secrecy_wipe(data, size);
	free(data);
}

void *
secrecy_grow(void *data, size_t size, size_t more)
{
	void *moved;

	if (!secrecy_holds())
		return realloc(data, more);
	moved = malloc(more);
	if (moved == NULL)
		return NULL;
	if (size > 0)
		memcpy(moved, data, size < more ? size : more);
	secrecy_free(data, size);
	return moved;
}
