/* SPDX-License-Identifier: MIT */
/*
 * Threads that judge one thing after the other.  They stand in a ring of
 * slots in the order in which they came; whoever finishes the oldest one
 * writes it, and all that are ready behind it.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli/pool.h"

#define SLOTS_PER_JOB 16
#define ENOUGH ((size_t)64 << 10) /* bytes worth a write of their own */

enum slot_state { SLOT_FREE = 0, SLOT_WAITING, SLOT_TAKEN, SLOT_DONE };

struct slot {
	enum slot_state state;
	char *data; /* the line */
	size_t size;
	struct sdx_line line;
	struct output_lines answer; /* fd is not used */
	bool has_failed;
};

struct pool {
	const struct pool_work *work;
	struct slot *slots;
	size_t n_slots;
	pthread_mutex_t lock;
	pthread_cond_t is_waiting; /* a line waits, or the end has come */
	pthread_cond_t is_free;	   /* a slot is free */
	uint64_t n_read, n_taken, n_written;
	bool is_at_end, has_failed;
};

struct thread {
	struct pool *pool;
	pthread_t id;
	void *own; /* of the work */
};

/* One thread: no answer is kept back while a line is waited for. */
static enum sdx_status
run_alone(const struct pool_work *work)
{
	struct output_lines answer = {0};
	void *own = work->start(work->user);
	struct sdx_line line;
	size_t unwritten = 0;
	bool is_fine = own != NULL;

	while (is_fine) {
		if (unwritten > ENOUGH || !work->is_ready(work->user)) {
			is_fine = work->flush(work->user);
			unwritten = 0;
		}
		if (!is_fine || !work->next(work->user, &line))
			break;
		is_fine = work->judge(own, &line, &answer) &&
			  work->write(work->user, &answer);
		unwritten += answer.len;
		output_lines_clear(&answer);
	}
	output_lines_free(&answer);
	if (own != NULL)
		work->end(own);
	return is_fine && work->flush(work->user) ? SDX_OK : SDX_FAULT;
}

/* With the lock: write what is ready, oldest first. */
static void
write_ready(struct pool *pool)
{
	const struct pool_work *work = pool->work;
	struct slot *slot;

	while ((slot = &pool->slots[pool->n_written % pool->n_slots])->state ==
	       SLOT_DONE) {
		if (slot->has_failed || !work->write(work->user, &slot->answer))
			pool->has_failed = true;
		output_lines_clear(&slot->answer);
		slot->state = SLOT_FREE;
		pool->n_written++;
		pthread_cond_signal(&pool->is_free);
	}
	if (!pool->has_failed && !work->flush(work->user))
		pool->has_failed = true;
	if (pool->has_failed) {
		pthread_cond_broadcast(&pool->is_free);
		pthread_cond_broadcast(&pool->is_waiting);
	}
}

/* With the lock: the oldest line that nobody has.  NULL: the end. */
static struct slot *
take(struct pool *pool)
{
	struct slot *slot;

	while (pool->n_taken == pool->n_read && !pool->is_at_end &&
	       !pool->has_failed)
		pthread_cond_wait(&pool->is_waiting, &pool->lock);
	if (pool->n_taken == pool->n_read || pool->has_failed)
		return NULL;
	slot = &pool->slots[pool->n_taken++ % pool->n_slots];
	slot->state = SLOT_TAKEN;
	return slot;
}

static void *
thread_run(void *user)
{
	struct thread *thread = user;
	struct pool *pool = thread->pool;
	struct slot *slot;

	pthread_mutex_lock(&pool->lock);
	while ((slot = take(pool)) != NULL) {
		pthread_mutex_unlock(&pool->lock);
		slot->has_failed =
		    !pool->work->judge(thread->own, &slot->line, &slot->answer);
		pthread_mutex_lock(&pool->lock);
		slot->state = SLOT_DONE;
		write_ready(pool);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

static bool
slot_keep(struct slot *slot, const struct sdx_line *line)
{
	if (line->len > slot->size) {
		char *grown = realloc(slot->data, line->len);

		if (grown == NULL)
			return false;
		slot->data = grown;
		slot->size = line->len;
	}
	if (line->len > 0)
		memcpy(slot->data, line->data, line->len);
	slot->line = *line;
	slot->line.data = line->len > 0 ? slot->data : "";
	return true;
}

/* The reader's part: each line into the next free slot. */
static void
feed(struct pool *pool)
{
	struct sdx_line line;
	struct slot *slot;

	while (pool->work->next(pool->work->user, &line)) {
		pthread_mutex_lock(&pool->lock);
		slot = &pool->slots[pool->n_read % pool->n_slots];
		while (slot->state != SLOT_FREE && !pool->has_failed)
			pthread_cond_wait(&pool->is_free, &pool->lock);
		if (!pool->has_failed && !slot_keep(slot, &line))
			pool->has_failed = true;
		if (pool->has_failed) {
			pthread_mutex_unlock(&pool->lock);
			break;
		}
		slot->state = SLOT_WAITING;
		pool->n_read++;
		pthread_cond_signal(&pool->is_waiting);
		pthread_mutex_unlock(&pool->lock);
	}
	pthread_mutex_lock(&pool->lock);
	pool->is_at_end = true;
	pthread_cond_broadcast(&pool->is_waiting);
	pthread_mutex_unlock(&pool->lock);
}

/* How many could be started. */
static size_t
start_threads(struct pool *pool, struct thread *threads)
{
	const struct pool_work *work = pool->work;
	size_t n = 0;

	for (; n < work->n_jobs; n++) {
		threads[n].pool = pool;
		threads[n].own = work->start(work->user);
		if (threads[n].own == NULL)
			break;
		if (pthread_create(
			&threads[n].id, NULL, thread_run, &threads[n]) != 0) {
			work->end(threads[n].own);
			break;
		}
	}
	return n;
}

/* How many there were. */
static size_t
run_threads(struct pool *pool, struct thread *threads)
{
	size_t n = start_threads(pool, threads);

	if (n > 0)
		feed(pool);
	for (size_t i = 0; i < n; i++)
		pthread_join(threads[i].id, NULL);
	for (size_t i = 0; i < n; i++)
		pool->work->end(threads[i].own);
	return n;
}

enum sdx_status
pool_run(const struct pool_work *work)
{
	struct pool pool = {.work = work};
	struct thread *threads;
	size_t n_run = 0;

	if (work->n_jobs == 1)
		return run_alone(work);
	pool.n_slots = work->n_jobs * SLOTS_PER_JOB;
	pool.slots = calloc(pool.n_slots, sizeof *pool.slots);
	threads = calloc(work->n_jobs, sizeof *threads);
	pthread_mutex_init(&pool.lock, NULL);
	pthread_cond_init(&pool.is_waiting, NULL);
	pthread_cond_init(&pool.is_free, NULL);
	if (pool.slots != NULL && threads != NULL)
		n_run = run_threads(&pool, threads);
	for (size_t i = 0; pool.slots != NULL && i < pool.n_slots; i++) {
		free(pool.slots[i].data);
		output_lines_free(&pool.slots[i].answer);
	}
	pthread_cond_destroy(&pool.is_free);
	pthread_cond_destroy(&pool.is_waiting);
	pthread_mutex_destroy(&pool.lock);
	free(threads);
	free(pool.slots);
	/* A system that grants no thread has one at least. */
	if (n_run == 0)
		return run_alone(work);
	return pool.has_failed ? SDX_FAULT : SDX_OK;
}
