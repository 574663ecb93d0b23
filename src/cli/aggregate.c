/* SPDX-License-Identifier: MIT */
#include "cli/aggregate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cell.h"
#include "cli/each.h"
#include "cli/pool.h"

#define CHUNK ((size_t)256 << 10)
#define HEAD ((size_t)64 << 10)
#define ENTITIES_MAX 10 /* that IAM takes in one document */
#define MEGABYTE ((size_t)1 << 20)

/* A file that is read once, from its beginning to its end. */
struct source {
	int fd;
	char *chunk;
	size_t at, len;
	uint64_t n_read; /* bytes */
	int error;	 /* errno; 0 */
	sdx_aggregate *aggregate;
};

static void
source_close(struct source *source)
{
	sdx_aggregate_free(source->aggregate);
	free(source->chunk);
	if (source->fd > STDIN_FILENO)
		close(source->fd);
}

/* false: errno says why. */
static bool
source_open(struct source *source, const char *path)
{
	bool is_stdin = strcmp(path, "-") == 0;

	*source = (struct source){.fd = STDIN_FILENO};
	if (!is_stdin)
		source->fd = open(path, O_RDONLY | O_CLOEXEC);
	source->chunk = malloc(CHUNK);
	source->aggregate = sdx_aggregate_new();
	if (source->fd != -1 && source->chunk != NULL &&
	    source->aggregate != NULL)
		return true;
	source_close(source);
	return false;
}

/* false: the end. */
static bool
source_fill(struct source *source)
{
	ssize_t n;

	do
		n = read(source->fd, source->chunk, CHUNK);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		source->error = errno;
	source->at = 0;
	source->len = n > 0 ? (size_t)n : 0;
	source->n_read += source->len;
	return n > 0;
}

/* The next entity, until the next call.  false: no more. */
static bool
source_next(struct source *source, struct sdx_entity *entity)
{
	bool has_entity = false;

	while (!has_entity) {
		size_t taken;

		if (source->at == source->len && !source_fill(source))
			return false;
		taken = sdx_aggregate_feed(source->aggregate,
		    source->chunk + source->at, source->len - source->at,
		    entity, &has_entity);
		source->at += taken;
		/* It was refused: what stands behind is of no use. */
		if (taken == 0 && !has_entity)
			return false;
	}
	return true;
}

bool
aggregate_is(const char *path)
{
	struct source source;
	struct sdx_entity entity;
	struct stat st;
	size_t n = 0;

	cell_enter(true);
	if (strcmp(path, "-") == 0 || stat(path, &st) != 0 ||
	    !S_ISREG(st.st_mode) || !source_open(&source, path))
		return false;
	if (source_fill(&source) &&
	    sdx_is_aggregate(
		source.chunk, source.len < HEAD ? source.len : HEAD)) {
		while (n <= ENTITIES_MAX && source_next(&source, &entity))
			n++;
	}
	source_close(&source);
	return n > ENTITIES_MAX;
}

/* Why no more entities come.  SDX_OK: the document has ended. */
static enum sdx_status
source_end(struct source *source, const char *path)
{
	const char *trouble = "";
	enum sdx_status status = SDX_INPUT;

	if (source->error != 0)
		trouble = strerror(source->error);
	else
		status = sdx_aggregate_end(source->aggregate, &trouble);
	if (status == SDX_FAULT)
		trouble = "no memory";
	if (status != SDX_OK)
		complain("%s: %s", path, trouble);
	return status;
}

static bool
copy_entity(const struct sdx_entity *entity, struct file *file)
{
	file->data = malloc(entity->len + 1);
	if (file->data == NULL)
		return false;
	memcpy(file->data, entity->data, entity->len);
	file->data[entity->len] = '\n';
	file->len = entity->len + 1;
	return true;
}

enum sdx_status
aggregate_pick(const char *path, const char *entity_id, struct file *file)
{
	struct source source;
	struct sdx_entity entity = {.number = 0};
	enum sdx_status status;

	cell_enter(true);
	memset(file, 0, sizeof *file);
	file->name = path;
	if (!source_open(&source, path)) {
		complain("%s: %s", path, strerror(errno));
		return SDX_INPUT;
	}
	while (file->data == NULL && source_next(&source, &entity)) {
		if (strcmp(entity.entity_id, entity_id) != 0)
			continue;
		if (!copy_entity(&entity, file))
			break;
	}
	status = file->data != NULL ? SDX_OK : source_end(&source, path);
	if (status == SDX_OK && file->data == NULL) {
		complain("%s: none of its %llu entities is called %s", path,
		    (unsigned long long)entity.number, entity_id);
		status = SDX_INPUT;
	}
	source_close(&source);
	return status;
}

/* ---- All of them. */

struct vetting {
	struct judge *run;
	const char *path;
	struct source source;
	struct output_lines pending; /* an entity, behind what is known of it */
	struct reports reports;
	struct progress progress;
	sdx_tally *tally;
	uint64_t n;
	enum sdx_status status;
	enum sdx_severity severity;
};

/* One thread's own. */
struct worker {
	struct vetting *vetting;
	sdx_cache *cache;
	sdx_tally *tally;
	enum sdx_status status;
	enum sdx_severity severity;
};

/* What goes to the threads: this, then the document, then the entityID. */
struct parcel {
	size_t len;
	uint64_t number, line;
};

static bool
next_entity(void *user, struct sdx_line *line)
{
	struct vetting *v = user;
	struct output_lines *pending = &v->pending;
	struct sdx_entity entity;
	struct parcel parcel;

	if (!source_next(&v->source, &entity))
		return false;
	parcel = (struct parcel){
	    .len = entity.len, .number = entity.number, .line = entity.line};
	pending->len = 0;
	if (!output_lines_put(&parcel, sizeof parcel, pending) ||
	    !output_lines_put(entity.data, entity.len, pending) ||
	    !output_lines_put(
		entity.entity_id, strlen(entity.entity_id) + 1, pending)) {
		v->status = SDX_FAULT;
		return false;
	}
	progress_to(&v->progress, v->source.n_read / MEGABYTE);
	*line = (struct sdx_line){.data = pending->data,
	    .len = pending->len,
	    .number = entity.number};
	v->n++;
	return true;
}

static bool
is_ready(void *user)
{
	(void)user;
	return true;
}

static void *
worker_start(void *user)
{
	struct worker *worker = calloc(1, sizeof *worker);

	if (worker == NULL)
		return NULL;
	worker->vetting = user;
	worker->tally = sdx_tally_new();
	worker->cache = sdx_cache_new();
	if (worker->tally != NULL && worker->cache != NULL)
		return worker;
	sdx_cache_free(worker->cache);
	sdx_tally_free(worker->tally);
	free(worker);
	return NULL;
}

static void
worker_end(void *own)
{
	struct worker *worker = own;
	struct vetting *v = worker->vetting;

	sdx_tally_add(v->tally, worker->tally);
	if (worker->status > v->status)
		v->status = worker->status;
	if (worker->severity > v->severity)
		v->severity = worker->severity;
	sdx_cache_free(worker->cache);
	sdx_tally_free(worker->tally);
	free(worker);
}

static bool
judge_entity(struct worker *worker, const struct sdx_entity *entity,
    struct output_lines *answer)
{
	struct vetting *v = worker->vetting;
	sdx_evidence *evidence = sdx_evidence_new(v->run->options.settings);
	const struct sdx_input input = {
	    .name = v->path,
	    .data = entity->data,
	    .len = entity->len,
	    .kind = SDX_KIND_METADATA,
	};
	sdx_report *report = NULL;
	bool is_fine;

	if (evidence != NULL)
		sdx_evidence_use(evidence, worker->cache);
	is_fine = evidence != NULL &&
		  sdx_evidence_add(evidence, &input) == SDX_OK &&
		  sdx_diagnose(evidence, &report) != SDX_FAULT;

	if (is_fine) {
		sdx_tally_count(worker->tally, report);
		if (sdx_report_severity(report) > worker->severity)
			worker->severity = sdx_report_severity(report);
		is_fine = reports_render(&v->reports,
		    &(struct reported){
			.path = v->path, .entity = entity, .report = report},
		    answer);
	}
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return is_fine;
}

static bool
judge_parcel(
    void *own, const struct sdx_line *line, struct output_lines *answer)
{
	struct parcel parcel;
	const char *data = line->data + sizeof parcel;
	struct sdx_entity entity;

	memcpy(&parcel, line->data, sizeof parcel);
	entity = (struct sdx_entity){
	    .entity_id = data + parcel.len,
	    .data = data,
	    .len = parcel.len,
	    .number = parcel.number,
	    .line = parcel.line,
	};
	return judge_entity(own, &entity, answer);
}

static bool
write_answer(void *user, const struct output_lines *answer)
{
	struct vetting *v = user;

	return reports_write(&v->reports, answer);
}

static bool
flush_answers(void *user)
{
	struct vetting *v = user;

	return reports_flush(&v->reports);
}

static enum sdx_status
vet_all(struct vetting *v)
{
	struct pool_work work = {
	    .n_jobs = v->run->options.n_jobs,
	    .user = v,
	    .next = next_entity,
	    .is_ready = is_ready,
	    .start = worker_start,
	    .judge = judge_parcel,
	    .end = worker_end,
	    .write = write_answer,
	    .flush = flush_answers,
	};
	enum sdx_status status = reports_open(&v->reports), ended;

	if (status == SDX_OK) {
		status = pool_run(&work);
		progress_end(&v->progress);
		if (status != SDX_OK && reports_are_refused(&v->reports))
			status = SDX_OK;
		else if (status != SDX_OK)
			complain("no memory");
	}
	ended = reports_close(&v->reports, v->tally, status == SDX_OK);
	return status != SDX_OK ? status : ended;
}

/* What is wrong with the whole, beside its entities. */
static void
conclude(struct vetting *v)
{
	enum sdx_status ended = source_end(&v->source, v->path);

	if (ended > v->status)
		v->status = ended;
	complain("%s: %llu entities; IAM takes %d at most in one document. "
		 "--entity ID --extract OUT writes one that can be uploaded",
	    v->path, (unsigned long long)v->n, ENTITIES_MAX);
	v->severity = SDX_ERROR;
}

static size_t
megabytes(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 ? (size_t)st.st_size / MEGABYTE : 0;
}

static void
vet(struct vetting *v)
{
	enum sdx_status status;

	progress_start(&v->progress, &v->run->options, megabytes(v->source.fd));
	v->progress.what = "MB";
	status = vet_all(v);
	if (status > v->status)
		v->status = status;
	conclude(v);
	if (v->run->options.summary == NULL)
		return;
	status = summary_write(v->run, v->tally);
	if (status > v->status)
		v->status = status;
}

int
aggregate_vet(struct judge *run, const char *path)
{
	struct vetting v = {
	    .run = run,
	    .path = path,
	    .reports = {.options = &run->options,
		.is_array = true,
		.is_lines = true},
	    .tally = sdx_tally_new(),
	};

	if (v.tally == NULL || !source_open(&v.source, path)) {
		complain("%s: %s", path, strerror(errno));
		sdx_tally_free(v.tally);
		return SDX_INPUT;
	}
	vet(&v);
	source_close(&v.source);
	free(v.pending.data);
	sdx_tally_free(v.tally);
	return judge_exit(run, v.status, v.severity);
}
