/* SPDX-License-Identifier: MIT */
/* Counts over many reports, in memory that stays bounded. */
#include "samldx.h"

#include <stdlib.h>
#include <string.h>

#include "report/hiding.h"
#include "report/text.h"
#include "json/json.h"

/* More names than this are counted together: memory must not grow. */
#define NAMES_MAX 1000

struct count {
	char *name;
	uint64_t n;
};

struct counts { /* by name, in order */
	struct count *items;
	size_t n_items;
	uint64_t n_others; /* of names that found no room */
};

struct sdx_tally {
	uint64_t n, n_unjudged;
	uint64_t outcomes[SDX_ACCEPTED + 1];
	struct counts checks, aws_errors, issuers, keys;
	bool has_failed;
};

sdx_tally *
sdx_tally_new(void)
{
	return calloc(1, sizeof(sdx_tally));
}

static void
counts_free(struct counts *counts)
{
	for (size_t i = 0; i < counts->n_items; i++)
		free(counts->items[i].name);
	free(counts->items);
}

void
sdx_tally_free(sdx_tally *tally)
{
	if (tally == NULL)
		return;
	counts_free(&tally->checks);
	counts_free(&tally->aws_errors);
	counts_free(&tally->issuers);
	counts_free(&tally->keys);
	free(tally);
}

/* Where the name stands, or would stand. */
static size_t
counts_find(const struct counts *counts, const char *name, bool *is_there)
{
	size_t low = 0, high = counts->n_items;

	*is_there = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(counts->items[middle].name, name);

		if (order == 0) {
			*is_there = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
counts_insert(struct counts *counts, size_t at, const char *name)
{
	struct count *items = realloc(
	    counts->items, (counts->n_items + 1) * sizeof *counts->items);
	char *copy = strdup(name);

	if (items != NULL)
		counts->items = items;
	if (items == NULL || copy == NULL) {
		free(copy);
		return false;
	}
	memmove(
	    items + at + 1, items + at, (counts->n_items - at) * sizeof *items);
	items[at] = (struct count){.name = copy};
	counts->n_items++;
	return true;
}

static void
count(sdx_tally *tally, struct counts *counts, const char *name, uint64_t times)
{
	bool is_there;
	size_t at = counts_find(counts, name, &is_there);

	if (!is_there && counts->n_items == NAMES_MAX) {
		counts->n_others += times;
		return;
	}
	if (!is_there && !counts_insert(counts, at, name)) {
		tally->has_failed = true;
		return;
	}
	counts->items[at].n += times;
}

/* Did an earlier finding of the report come from the same check? */
static bool
is_repeated(const struct findings *findings, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (findings->items[i]->check == findings->items[at]->check)
			return true;
	}
	return false;
}

static void
count_findings(sdx_tally *tally, const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = findings->items[i];

		if (!f->is_muted && f->caused_by == NULL &&
		    f->severity >= SDX_WARNING && !is_repeated(findings, i))
			count(tally, &tally->checks, f->check->id, 1);
	}
}

static const char *
issuer_of(const struct evidence *e)
{
	if (e->assertion != NULL && e->assertion->n_issuers > 0)
		return e->assertion->issuer.text.value;
	if (e->response != NULL && e->response->n_issuers > 0)
		return e->response->issuer.text.value;
	return NULL;
}

/* The key that a signature held with. */
static const char *
key_of(const struct evidence *e)
{
	for (size_t i = 0; i < e->n_signatures; i++) {
		const struct signature_result *r = e->signatures[i].result;

		if (r->state == SIGNATURE_VALID && r->key != NULL)
			return r->key->fingerprint;
	}
	return NULL;
}

void
sdx_tally_count(sdx_tally *tally, const sdx_report *report)
{
	const char *issuer, *key;

	tally->n++;
	if (report == NULL) {
		tally->n_unjudged++;
		return;
	}
	issuer = issuer_of(report->evidence);
	key = key_of(report->evidence);
	tally->outcomes[report->verdict.outcome]++;
	count_findings(tally, &report->findings);
	if (report->verdict.aws_error != NULL)
		count(tally, &tally->aws_errors, report->verdict.aws_error->id,
		    1);
	if (issuer != NULL)
		count(tally, &tally->issuers, issuer, 1);
	if (key != NULL)
		count(tally, &tally->keys, key, 1);
}

static void
counts_add(sdx_tally *tally, struct counts *to, const struct counts *from)
{
	for (size_t i = 0; i < from->n_items; i++)
		count(tally, to, from->items[i].name, from->items[i].n);
	to->n_others += from->n_others;
}

void
sdx_tally_add(sdx_tally *to, const sdx_tally *from)
{
	to->n += from->n;
	to->n_unjudged += from->n_unjudged;
	for (size_t i = 0; i <= SDX_ACCEPTED; i++)
		to->outcomes[i] += from->outcomes[i];
	counts_add(to, &to->checks, &from->checks);
	counts_add(to, &to->aws_errors, &from->aws_errors);
	counts_add(to, &to->issuers, &from->issuers);
	counts_add(to, &to->keys, &from->keys);
	to->has_failed |= from->has_failed;
}

static int
by_frequency(const void *a, const void *b)
{
	const struct count *left = a, *right = b;

	if (left->n != right->n)
		return left->n > right->n ? -1 : 1;
	return strcmp(left->name, right->name);
}

/* A copy, the most frequent first; the names are borrowed.  NULL: none. */
static struct count *
ranked(const struct counts *counts)
{
	struct count *items;

	if (counts->n_items == 0)
		return NULL;
	items = malloc(counts->n_items * sizeof *items);
	if (items == NULL)
		return NULL;
	memcpy(items, counts->items, counts->n_items * sizeof *items);
	qsort(items, counts->n_items, sizeof *items, by_frequency);
	return items;
}

static void
put_number(struct json_writer *w, const char *key, uint64_t n)
{
	json_key(w, key);
	json_put_integer(w, (int64_t)n);
}

static bool
put_counts(struct json_writer *w, const char *key, const struct counts *counts)
{
	struct count *items = ranked(counts);

	json_key(w, key);
	json_begin_array(w);
	for (size_t i = 0; items != NULL && i < counts->n_items; i++) {
		json_begin_object(w);
		json_put_member(w, "name", items[i].name);
		put_number(w, "count", items[i].n);
		json_end_object(w);
	}
	json_end_array(w);
	free(items);
	return items != NULL || counts->n_items == 0;
}

static bool
write_json(const sdx_tally *tally, bool is_pretty, struct buffer *out)
{
	struct json_writer w = {.out = out, .is_pretty = is_pretty};
	bool is_whole;

	json_begin_object(&w);
	json_put_member(&w, "schema", "https://samldx.example/summary/1");
	put_number(&w, "judged", tally->n - tally->n_unjudged);
	put_number(&w, "unjudged", tally->n_unjudged);
	json_key(&w, "outcomes");
	json_begin_object(&w);
	for (size_t i = 0; i <= SDX_ACCEPTED; i++)
		put_number(
		    &w, outcome_name((enum sdx_outcome)i), tally->outcomes[i]);
	json_end_object(&w);
	is_whole = put_counts(&w, "checks", &tally->checks) &&
		   put_counts(&w, "aws_errors", &tally->aws_errors) &&
		   put_counts(&w, "issuers", &tally->issuers) &&
		   put_counts(&w, "keys", &tally->keys);
	json_end_object(&w);
	buffer_putc(out, '\n');
	return is_whole;
}

/* What a name stands for; NULL: it speaks for itself. */
typedef const char *words_fn(const char *name);

static const char *
words_of_check(const char *id)
{
	struct sdx_check_info info;

	for (size_t i = 0; sdx_check_at(i, &info); i++) {
		if (strcmp(info.id, id) == 0)
			return info.title;
	}
	return NULL;
}

static const char *
words_of_error(const char *id)
{
	const char *name, *message;

	for (size_t i = 0; sdx_error_at(i, &name, &message); i++) {
		if (strcmp(name, id) == 0)
			return message;
	}
	return NULL;
}

static void
write_row(const struct count *row, words_fn *words, struct buffer *out)
{
	const char *stands_for = words != NULL ? words(row->name) : NULL;

	buffer_printf(out, "%10llu  ", (unsigned long long)row->n);
	render_escape(out, row->name, strlen(row->name));
	buffer_putc(out, '\n');
	if (stands_for != NULL)
		buffer_printf(out, "%12s%s\n", "", stands_for);
}

/* The most frequent first. */
static bool
write_table(const struct counts *counts, const char *title, words_fn *words,
    struct buffer *out)
{
	struct count *items;

	if (counts->n_items == 0)
		return true;
	items = ranked(counts);
	if (items == NULL)
		return false;
	buffer_printf(out, "%s\n", title);
	for (size_t i = 0; i < counts->n_items; i++)
		write_row(&items[i], words, out);
	if (counts->n_others > 0)
		buffer_printf(out, "%10llu  of further names\n",
		    (unsigned long long)counts->n_others);
	buffer_putc(out, '\n');
	free(items);
	return true;
}

/* What matters most stands last. */
static bool
write_text(const sdx_tally *tally, struct buffer *out)
{
	bool is_whole =
	    write_table(
		&tally->keys, "Signing certificates (SHA-256)", NULL, out) &&
	    write_table(&tally->issuers, "Issuers", NULL, out) &&
	    write_table(
		&tally->aws_errors, "Errors of AWS", words_of_error, out) &&
	    write_table(&tally->checks,
		"Causes: the rules that do not hold, in so many reports",
		words_of_check, out);

	buffer_printf(out,
	    "%llu judged: %llu accepted, %llu rejected, %llu undetermined",
	    (unsigned long long)(tally->n - tally->n_unjudged),
	    (unsigned long long)tally->outcomes[SDX_ACCEPTED],
	    (unsigned long long)tally->outcomes[SDX_REJECTED],
	    (unsigned long long)tally->outcomes[SDX_UNDETERMINED]);
	if (tally->n_unjudged > 0)
		buffer_printf(out, "; %llu could not be judged",
		    (unsigned long long)tally->n_unjudged);
	buffer_putc(out, '\n');
	return is_whole;
}

enum sdx_status
sdx_tally_write(const sdx_tally *tally, enum sdx_format format,
    const struct sdx_style *style, sdx_sink_fn *sink, void *user)
{
	struct buffer out = {0};
	struct hiding hiding;
	bool is_whole;

	if (!format_is_general(format))
		return SDX_USAGE;
	if (!hiding_begin(&hiding, style)) {
		hiding_end(&hiding, &out);
		return SDX_FAULT;
	}
	for (size_t i = 0; i < tally->issuers.n_items; i++)
		hiding_learn_organisation(
		    &hiding, tally->issuers.items[i].name);
	hiding_attach(&hiding, &out);
	is_whole = format == SDX_FORMAT_TEXT
		       ? write_text(tally, &out)
		       : write_json(tally, format == SDX_FORMAT_JSON, &out);
	hiding_end(&hiding, &out);
	if (format == SDX_FORMAT_TEXT)
		render_guard(&out, 0);
	is_whole = is_whole && !tally->has_failed && !out.has_failed &&
		   sink(out.data, out.len, user);
	buffer_free(&out);
	return is_whole ? SDX_OK : SDX_FAULT;
}
