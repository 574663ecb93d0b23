/* SPDX-License-Identifier: MIT */
/*
 * Threads that judge lines.  Lines stand in a ring of slots in the order in
 * which they came; whoever finishes the oldest one writes it, and all that
 * are ready behind it.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli/lines.h"

#define SLOTS_PER_JOB 16
#define FILES_MAX 64
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
	struct pool_work *work;
	struct slot *slots;
	size_t n_slots;
	pthread_mutex_t lock;
	pthread_cond_t is_waiting; /* a line waits, or the end has come */
	pthread_cond_t is_free;	   /* a slot is free */
	uint64_t n_read, n_taken, n_written;
	bool is_at_end, has_failed;
};

/* One thread's own. */
struct worker {
	struct pool *pool;
	struct pool_work *work;
	pthread_t thread;
	sdx_tally *tally;
	struct file files[FILES_MAX]; /* that the line in hand named */
	size_t n_files;
};

static enum sdx_status
open_file(const char *path, struct sdx_input *input, void *user)
{
	struct worker *worker = user;
	struct file *file = &worker->files[worker->n_files];

	if (worker->n_files == FILES_MAX ||
	    file_read_quietly(path, file) != SDX_OK)
		return SDX_INPUT;
	worker->n_files++;
	*input = (struct sdx_input){.name = path,
	    .data = file->data,
	    .len = file->len,
	    .is_readable_by_others = file->is_readable_by_others};
	return SDX_OK;
}

static bool
judge_line(struct worker *worker, const struct sdx_line *line,
    struct output_lines *answer)
{
	struct sdx_filter filter = worker->work->filter;
	enum sdx_status status;

	filter.open = open_file;
	filter.open_user = worker;
	filter.tally = worker->tally;
	filter.now = worker->work->is_now ? (int64_t)time(NULL) : 0;
	status = sdx_filter_line(&filter, line, output_lines_put, answer);
	while (worker->n_files > 0)
		file_free(&worker->files[--worker->n_files]);
	return status == SDX_OK;
}

static bool
worker_start(struct worker *worker, struct pool_work *work)
{
	worker->work = work;
	if (work->tally == NULL)
		return true;
	worker->tally = sdx_tally_new();
	return worker->tally != NULL;
}

static void
worker_end(struct worker *worker)
{
	if (worker->tally != NULL)
		sdx_tally_add(worker->work->tally, worker->tally);
	sdx_tally_free(worker->tally);
}

/* One thread: no answer is kept back while a line is waited for. */
static enum sdx_status
run_alone(struct pool_work *work)
{
	struct worker worker = {0};
	struct sdx_line line;
	bool is_fine = worker_start(&worker, work);

	while (is_fine) {
		if (work->out->len > ENOUGH || !lines_has_whole(work->lines))
			is_fine = output_lines_flush(work->out);
		if (!is_fine || !lines_next(work->lines, &line))
			break;
		is_fine = judge_line(&worker, &line, work->out);
	}
	worker_end(&worker);
	return is_fine && output_lines_flush(work->out) ? SDX_OK : SDX_FAULT;
}

/* With the lock: write what is ready, oldest first. */
static void
write_ready(struct pool *pool)
{
	struct output_lines *out = pool->work->out;
	struct slot *slot;

	while ((slot = &pool->slots[pool->n_written % pool->n_slots])->state ==
	       SLOT_DONE) {
		if (slot->has_failed ||
		    !output_lines_put(slot->answer.data, slot->answer.len, out))
			pool->has_failed = true;
		slot->answer.len = 0;
		slot->state = SLOT_FREE;
		pool->n_written++;
		pthread_cond_signal(&pool->is_free);
	}
	if (!pool->has_failed && !output_lines_flush(out))
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
worker_run(void *user)
{
	struct worker *worker = user;
	struct pool *pool = worker->pool;
	struct slot *slot;

	pthread_mutex_lock(&pool->lock);
	while ((slot = take(pool)) != NULL) {
		pthread_mutex_unlock(&pool->lock);
		slot->has_failed =
		    !judge_line(worker, &slot->line, &slot->answer);
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

	while (lines_next(pool->work->lines, &line)) {
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

static void
run_workers(struct pool *pool, struct worker *workers)
{
	size_t n = 0;

	for (; n < pool->work->n_jobs; n++) {
		workers[n].pool = pool;
		if (!worker_start(&workers[n], pool->work))
			break;
		if (pthread_create(&workers[n].thread, NULL, worker_run,
			&workers[n]) != 0) {
			worker_end(&workers[n]);
			break;
		}
	}
	if (n == 0)
		pool->has_failed = true;
	else
		feed(pool);
	for (size_t i = 0; i < n; i++)
		pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < n; i++)
		worker_end(&workers[i]);
}

enum sdx_status
pool_run(struct pool_work *work)
{
	struct pool pool = {.work = work};
	struct worker *workers;

	if (work->n_jobs == 1)
		return run_alone(work);
	pool.n_slots = work->n_jobs * SLOTS_PER_JOB;
	pool.slots = calloc(pool.n_slots, sizeof *pool.slots);
	workers = calloc(work->n_jobs, sizeof *workers);
	pthread_mutex_init(&pool.lock, NULL);
	pthread_cond_init(&pool.is_waiting, NULL);
	pthread_cond_init(&pool.is_free, NULL);
	if (pool.slots != NULL && workers != NULL)
		run_workers(&pool, workers);
	else
		pool.has_failed = true;
	for (size_t i = 0; pool.slots != NULL && i < pool.n_slots; i++) {
		free(pool.slots[i].data);
		free(pool.slots[i].answer.data);
	}
	pthread_cond_destroy(&pool.is_free);
	pthread_cond_destroy(&pool.is_waiting);
	pthread_mutex_destroy(&pool.lock);
	free(workers);
	free(pool.slots);
	return pool.has_failed ? SDX_FAULT : SDX_OK;
}
