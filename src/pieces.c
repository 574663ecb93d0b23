/* SPDX-License-Identifier: MIT */
#include "pieces.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "secrecy.h"

#ifdef HAVE_MALLOPT
#include <malloc.h>
#endif

#define STEP ((size_t)16) /* sizes are multiples of it */
#define SMALL_MAX ((size_t)1024)
#define N_SIZES (SMALL_MAX / STEP + 1)
#define CHUNK_SIZE ((size_t)64 << 10)
#define KEPT_CHUNKS 8	   /* by a store in which nothing is used */
#define KEPT_MAX (4 << 20) /* bytes, by malloc */

struct store;

/* Stands before each piece. */
struct head {
	struct store *owner; /* NULL: it is malloc's */
	size_t size;	     /* bytes behind it */
};

/* A piece that nobody uses. */
struct spare {
	struct head head;
	struct spare *next;
};

struct chunk {
	struct chunk *next;
	alignas(max_align_t) unsigned char data[CHUNK_SIZE];
};

/* Of one thread.  When that ends, the next new thread takes its store over. */
struct store {
	struct spare *spares[N_SIZES]; /* by size, in steps */
	unsigned char *at, *end;       /* what is left of the current chunk */
	struct chunk *first, *current; /* behind current none is used */
	size_t n_chunks;
	size_t n_used; /* pieces; those in returned count too */
	_Atomic(struct spare *) returned; /* given back by other threads */
	struct store *next;		  /* of those without a thread */
};

_Static_assert(sizeof(struct head) % alignof(max_align_t) == 0 &&
		   STEP % alignof(max_align_t) == 0,
    "a piece is aligned for any type");

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t end_of_thread;
static bool has_key;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct store *idle; /* without a thread; under the lock */
static _Thread_local struct store *mine;
static _Thread_local unsigned depth; /* of runs */

static void
chunk_enter(struct store *store, struct chunk *chunk)
{
	store->current = chunk;
	store->at = chunk->data;
	store->end = chunk->data + sizeof chunk->data;
}

/* Nothing is used: begin anew, without what a large input has taken. */
static void
store_reset(struct store *store)
{
	struct chunk *last = store->first, *chunk;

	memset(store->spares, 0, sizeof store->spares);
	if (last == NULL)
		return;
	for (size_t i = 1; i < KEPT_CHUNKS && last->next != NULL; i++)
		last = last->next;
	while ((chunk = last->next) != NULL) {
		last->next = chunk->next;
		store->n_chunks--;
		free(chunk);
	}
	chunk_enter(store, store->first);
}

static void
store_put(struct store *store, struct spare *spare)
{
	struct spare **list = &store->spares[spare->head.size / STEP];

	spare->next = *list;
	*list = spare;
	if (--store->n_used == 0)
		store_reset(store);
}

/* What other threads gave back.  false: nothing. */
static bool
store_collect(struct store *store)
{
	struct spare *spare = atomic_exchange_explicit(
	    &store->returned, NULL, memory_order_acquire);
	struct spare *next;

	if (spare == NULL)
		return false;
	for (; spare != NULL; spare = next) {
		next = spare->next;
		store_put(store, spare);
	}
	return true;
}

static bool
store_grow(struct store *store)
{
	struct chunk *chunk =
	    store->current != NULL ? store->current->next : store->first;

	if (chunk == NULL) {
		chunk = malloc(sizeof *chunk);
		if (chunk == NULL)
			return false;
		chunk->next = NULL;
		if (store->current != NULL)
			store->current->next = chunk;
		else
			store->first = chunk;
		store->n_chunks++;
	}
	chunk_enter(store, chunk);
	return true;
}

/* SIZE is a multiple of STEP. */
static struct head *
store_take(struct store *store, size_t size)
{
	struct spare **list = &store->spares[size / STEP];
	struct head *head;

	if (*list == NULL && atomic_load_explicit(&store->returned,
				 memory_order_relaxed) != NULL)
		store_collect(store);
	if (*list != NULL) {
		head = &(*list)->head;
		*list = (*list)->next;
	} else {
		if ((size_t)(store->end - store->at) < sizeof *head + size &&
		    !store_grow(store))
			return NULL;
		head = (struct head *)(void *)store->at;
		store->at += sizeof *head + size;
		head->owner = store;
		head->size = size;
	}
	store->n_used++;
	return head;
}

/* The thread ends: what it held is for the next. */
static void
leave(void *user)
{
	struct store *store = user;

	mine = NULL;
	pthread_mutex_lock(&lock);
	store->next = idle;
	idle = store;
	pthread_mutex_unlock(&lock);
}

static void
make_key(void)
{
	has_key = pthread_key_create(&end_of_thread, leave) == 0;
}

/* The store of this thread; NULL: it gets none. */
static struct store *
store_of_thread(void)
{
	struct store *store;

	if (pthread_once(&once, make_key) != 0 || !has_key)
		return NULL;
	pthread_mutex_lock(&lock);
	store = idle;
	if (store != NULL)
		idle = store->next;
	pthread_mutex_unlock(&lock);
	if (store == NULL)
		store = calloc(1, sizeof *store);
	if (store != NULL && pthread_setspecific(end_of_thread, store) != 0) {
		leave(store);
		return NULL;
	}
	mine = store;
	return store;
}

static void *
piece_of_malloc(size_t size)
{
	struct head *head = size <= SIZE_MAX - sizeof *head
				? malloc(sizeof *head + size)
				: NULL;

	if (head == NULL)
		return NULL;
	head->owner = NULL;
	head->size = size;
	return head + 1;
}

void *
pieces_malloc(size_t size)
{
	struct head *head;

	if (depth == 0 || size > SMALL_MAX ||
	    (mine == NULL && store_of_thread() == NULL))
		return piece_of_malloc(size);
	head = store_take(
	    mine, size == 0 ? STEP : (size + STEP - 1) / STEP * STEP);
	return head != NULL ? head + 1 : NULL;
}

/* Another thread's piece: its owner finds it there. */
static void
give_back(struct store *owner, struct spare *spare)
{
	struct spare *next =
	    atomic_load_explicit(&owner->returned, memory_order_relaxed);

	do
		spare->next = next;
	while (!atomic_compare_exchange_weak_explicit(&owner->returned, &next,
	    spare, memory_order_release, memory_order_relaxed));
}

void
pieces_free(void *piece)
{
	struct head *head;

	if (piece == NULL)
		return;
	head = (struct head *)piece - 1;
	secrecy_wipe(piece, head->size);
	if (head->owner == NULL)
		free(head);
	else if (head->owner == mine)
		store_put(mine, (struct spare *)(void *)head);
	else
		give_back(head->owner, (struct spare *)(void *)head);
}

static void *
grow_of_malloc(struct head *head, size_t size)
{
	head = size <= SIZE_MAX - sizeof *head
		   ? secrecy_grow(
			 head, sizeof *head + head->size, sizeof *head + size)
		   : NULL;
	if (head == NULL)
		return NULL;
	head->size = size;
	return head + 1;
}

void *
pieces_realloc(void *piece, size_t size)
{
	struct head *head;
	void *moved;

	if (piece == NULL)
		return pieces_malloc(size);
	head = (struct head *)piece - 1;
	if (head->owner == NULL)
		return grow_of_malloc(head, size);
	if (size <= head->size)
		return piece;
	moved = pieces_malloc(size);
	if (moved == NULL)
		return NULL;
	memcpy(moved, piece, head->size);
	pieces_free(piece);
	return moved;
}

char *
pieces_strdup(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = pieces_malloc(size);

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}

void
pieces_begin(void)
{
	depth++;
}

void
pieces_end(void)
{
	depth--;
}

void
pieces_keep(void)
{
#ifdef HAVE_MALLOPT
	/* To set one is to set both: else they would no longer adapt. */
	mallopt(M_MMAP_THRESHOLD, KEPT_MAX / 4);
	mallopt(M_TRIM_THRESHOLD, KEPT_MAX);
#endif
}

size_t
pieces_held(void)
{
	return mine != NULL ? mine->n_chunks * sizeof(struct chunk) : 0;
}
