/* SPDX-License-Identifier: MIT */
/*
 * One report for each file: told apart, judged by one thread or by several,
 * written in the order in which they were named, and counted.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "cli/each.h"
#include "cli/pool.h"

struct each {
	struct judge *run;
	struct walk walk;
	size_t at; /* the next item */
	size_t n_judged, n_strange;
	bool is_shared; /* what lies beside is read once for all */
	struct reports reports;
	struct progress progress;
	pthread_mutex_t lock; /* of scopes, progress and what verbs do */
	sdx_tally *tally;
	enum sdx_status status;	    /* the worst */
	enum sdx_severity severity; /* the worst */
};

/* One thread's own. */
struct worker {
	struct each *each;
	sdx_tally *tally;
	enum sdx_status status;
	enum sdx_severity severity;
};

static void
worsen(enum sdx_status *worst, enum sdx_status status)
{
	if (status > *worst)
		*worst = status;
}

/* ---- Telling apart. */

/* What the file is, by its content; it is kept where it lies beside. */
static enum sdx_status
tell(struct each *each, struct item *item, struct file *file)
{
	if (file_read(item->path, file) != SDX_OK) {
		each->walk.has_unreadable = true;
		sdx_tally_count(each->tally, NULL);
		return SDX_INPUT;
	}
	file->name = item->path;
	if (strcmp(item->path, "-") == 0)
		file->name = "standard input";
	item->told = item->kind;
	if (item->kind != SDX_KIND_AUTO)
		return SDX_OK;
	return sdx_kind_of(file->data, file->len, &item->told);
}

/*
 * Beside a capture lies whatever is known and no capture.  The other verbs
 * judge every file that is named, and of a folder those that may be meant.
 */
static enum sdx_status
sort_item(struct each *each, struct item *item)
{
	unsigned subjects = each->run->verb->subjects;
	bool is_told = item->kind != SDX_KIND_AUTO ||
		       !(each->is_shared || item->is_walked);
	struct file file = {0};
	enum sdx_status status;

	if (is_told && (subjects & 1U << item->kind) != 0) {
		item->is_judged = true;
		return SDX_OK;
	}
	status = tell(each, item, &file);
	if (status != SDX_OK)
		return status == SDX_FAULT ? status : SDX_OK;
	item->is_judged = (subjects & 1U << item->told) != 0;
	if (item->is_judged && strcmp(item->path, "-") == 0) {
		item->file = file;
		return SDX_OK;
	}
	if (!item->is_judged && !is_told && !each->is_shared)
		each->n_strange++;
	else if (!item->is_judged && !scope_add(item->scope, &file, item->kind))
		status = SDX_FAULT;
	file_free(&file);
	return status;
}

/* The items of the scope whose first one is at AT. */
static enum sdx_status
open_scope(struct each *each, size_t at)
{
	struct walk *walk = &each->walk;
	struct scope *scope = walk->items[at].scope;
	enum sdx_status status = SDX_OK;
	bool has_subject = false;

	/* Those of the command line stand between folders. */
	for (size_t i = at; status == SDX_OK && i < walk->n; i++) {
		if (walk->items[i].scope != scope && scope != &walk->top)
			break;
		if (walk->items[i].scope != scope)
			continue;
		status = sort_item(each, &walk->items[i]);
		has_subject |= walk->items[i].is_judged;
	}
	if (status == SDX_OK && has_subject && each->is_shared)
		status = scope_seal(scope, each->run->options.settings);
	if (status != SDX_OK)
		complain("no memory");
	return status;
}

/* ---- One file under test. */

static enum sdx_status
collect(const struct each *each, const struct item *item, struct file *file,
    sdx_evidence *evidence)
{
	enum sdx_status status;

	status = sdx_evidence_add(evidence,
	    &(struct sdx_input){.name = file->name,
		.data = file->data,
		.len = file->len,
		.kind = item->kind,
		.is_readable_by_others = file->is_readable_by_others});
	if (status == SDX_OK && !each->is_shared)
		status = scope_copy(item->scope, evidence);
	return status;
}

/* What the verb does with each report, one after the other. */
static void
finish(struct worker *worker, sdx_report *report)
{
	struct judge *run = worker->each->run;

	if (run->verb->finish == NULL)
		return;
	pthread_mutex_lock(&worker->each->lock);
	run->report = report;
	worsen(&worker->status, run->verb->finish(run));
	run->report = NULL;
	pthread_mutex_unlock(&worker->each->lock);
}

/* false: no memory. */
static bool
judge_file(struct worker *worker, const struct item *item, struct file *file,
    struct output_lines *answer)
{
	const struct each *each = worker->each;
	const sdx_settings *settings = each->run->options.settings;
	sdx_evidence *evidence =
	    each->is_shared ? sdx_evidence_new_on(settings, item->scope->sealed)
			    : sdx_evidence_new(settings);
	sdx_report *report = NULL;
	enum sdx_status status;
	bool is_fine =
	    evidence != NULL && collect(each, item, file, evidence) == SDX_OK;

	if (is_fine) {
		status = sdx_diagnose(evidence, &report);
		worsen(&worker->status, status);
		sdx_tally_count(
		    worker->tally, status == SDX_OK ? report : NULL);
		is_fine = report != NULL;
	}
	if (is_fine) {
		if (sdx_report_severity(report) > worker->severity)
			worker->severity = sdx_report_severity(report);
		is_fine = reports_render(&each->reports,
		    &(struct reported){.path = item->path, .report = report},
		    answer);
		finish(worker, report);
	}
	sdx_report_free(report);
	sdx_evidence_free(evidence);
	return is_fine;
}

/* ---- What the pool calls. */

static void
release_item(struct each *each, struct item *item)
{
	file_free(&item->file);
	pthread_mutex_lock(&each->lock);
	scope_release(item->scope);
	progress_step(&each->progress);
	pthread_mutex_unlock(&each->lock);
}

static bool
next_file(void *user, struct sdx_line *line)
{
	struct each *each = user;
	struct walk *walk = &each->walk;

	for (; each->at < walk->n; each->at++) {
		struct item *item = &walk->items[each->at];
		bool is_new = each->at == 0 ||
			      item->scope != walk->items[each->at - 1].scope;

		if (is_new && item->scope != &walk->top &&
		    open_scope(each, each->at) != SDX_OK) {
			worsen(&each->status, SDX_FAULT);
			return false;
		}
		if (!item->is_judged) {
			release_item(each, item);
			continue;
		}
		*line = (struct sdx_line){.number = each->at++};
		each->n_judged++;
		return true;
	}
	return false;
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
	worker->each = user;
	worker->tally = sdx_tally_new();
	if (worker->tally != NULL)
		return worker;
	free(worker);
	return NULL;
}

static void
worker_end(void *own)
{
	struct worker *worker = own;
	struct each *each = worker->each;

	sdx_tally_add(each->tally, worker->tally);
	worsen(&each->status, worker->status);
	if (worker->severity > each->severity)
		each->severity = worker->severity;
	sdx_tally_free(worker->tally);
	free(worker);
}

static bool
judge_next(void *own, const struct sdx_line *line, struct output_lines *answer)
{
	struct worker *worker = own;
	struct item *item = &worker->each->walk.items[line->number];
	struct file file = item->file;
	bool is_fine = true;

	item->file = (struct file){0};
	if (file.data == NULL && file_read(item->path, &file) != SDX_OK) {
		worsen(&worker->status, SDX_INPUT);
		sdx_tally_count(worker->tally, NULL);
	} else {
		is_fine = judge_file(worker, item, &file, answer);
	}
	file_free(&file);
	release_item(worker->each, item);
	return is_fine;
}

static bool
write_answer(void *user, const struct output_lines *answer)
{
	struct each *each = user;

	return reports_write(&each->reports, answer);
}

static bool
flush_answers(void *user)
{
	struct each *each = user;

	return reports_flush(&each->reports);
}

/* ---- All of it. */

static enum sdx_status
write_everything(struct each *each)
{
	struct pool_work work = {
	    .n_jobs = each->run->options.n_jobs,
	    .user = each,
	    .next = next_file,
	    .is_ready = is_ready,
	    .start = worker_start,
	    .judge = judge_next,
	    .end = worker_end,
	    .write = write_answer,
	    .flush = flush_answers,
	};
	enum sdx_status status = reports_open(&each->reports), ended;

	if (status == SDX_OK) {
		progress_start(
		    &each->progress, &each->run->options, each->walk.n);
		status = pool_run(&work);
		progress_end(&each->progress);
		/* Why nobody takes them, reports_close() says. */
		if (status != SDX_OK && reports_are_refused(&each->reports))
			status = SDX_OK;
		else if (status != SDX_OK)
			complain("no memory");
	}
	ended = reports_close(&each->reports,
	    each->n_judged > 1 ? each->tally : NULL, status == SDX_OK);
	worsen(&status, ended);
	return status;
}

static void
say_what_was_left(const struct each *each)
{
	if (each->n_judged == 0 && each->status == SDX_OK &&
	    !each->walk.has_unreadable)
		complain("nothing that could be judged was found");
	if (each->n_strange > 0)
		complain("%zu files in folders are of another kind and were "
			 "not judged",
		    each->n_strange);
}

/* The command line's own first: they may lie beside all. */
static enum sdx_status
sort_command_line(struct each *each)
{
	struct walk *walk = &each->walk;
	size_t n_named = 0;
	enum sdx_status status = SDX_OK;

	for (size_t i = 0; i < walk->n; i++) {
		scope_use(walk->items[i].scope);
		if (walk->items[i].scope == &walk->top && n_named++ == 0)
			status = open_scope(each, i);
	}
	n_named = 0;
	for (size_t i = 0; i < walk->n; i++)
		n_named += walk->items[i].is_judged;
	each->reports.is_array = each->run->options.is_each || n_named > 1;
	if (status == SDX_OK && each->reports.is_array)
		status = options_share_placeholders(&each->run->options);
	return status;
}

static enum sdx_status
judge_walk(struct each *each)
{
	const struct options *options = &each->run->options;
	enum sdx_status status;

	status = walk_files(&each->walk, options, each->run->verb->subjects);
	if (status == SDX_OK)
		status = sort_command_line(each);
	if (status == SDX_OK)
		status = write_everything(each);
	worsen(&each->status, status);
	say_what_was_left(each);
	if (each->walk.has_unreadable || each->n_judged == 0)
		worsen(&each->status, SDX_INPUT);
	if (options->summary != NULL && status == SDX_OK)
		worsen(&each->status, summary_write(each->run, each->tally));
	return each->status;
}

int
judge_each(struct judge *run)
{
	struct each each = {.run = run,
	    .is_shared = run->verb->question == SDX_QUESTION_SIGN_IN,
	    .reports = {.options = &run->options},
	    .tally = sdx_tally_new()};
	enum sdx_status status = SDX_FAULT;

	pthread_mutex_init(&each.lock, NULL);
	if (each.tally != NULL)
		status = judge_walk(&each);
	else
		complain("no memory");
	walk_free(&each.walk);
	sdx_tally_free(each.tally);
	pthread_mutex_destroy(&each.lock);
	return judge_exit(run, status, each.severity);
}
